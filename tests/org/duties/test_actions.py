"""Giving, handing over and ending duties, beside what is refused."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.org.actions import duties as actions
from linli.org.actions import grids as grid_actions
from linli.org.actions import people
from linli.org.models import Duty
from linli.org.queries import duties as queries
from linli.org.queries import grids
from linli.org.rules.duties import DEFAULT_ROLES, RoleDraft
from tests import people as actors
from tests.org.duties.conftest import Ground


def refused(ground: Ground, draft: actions.DutyDraft) -> Refused:
    with pytest.raises(Refused) as refusal, scope.scoped(ground.clerk):
        actions.give_duty(ground.clerk, draft)
    return refusal.value


def give(ground: Ground, draft: actions.DutyDraft) -> Duty:
    with scope.scoped(ground.clerk):
        return actions.give_duty(ground.clerk, draft)


def test_a_duty_closes_the_gap_and_stands_in_the_grids_journal(ground: Ground) -> None:
    assert ("G1", "responsible") in ground.gaps()

    give(ground, ground.draft(ground.left, ground.zhang, note="街道办公会"))

    assert ("G1", "responsible") not in ground.gaps()
    ((verb, facts),) = ground.office.story(ground.left)
    assert verb == "grid.duty_given"
    assert (facts["role"], facts["person"], facts["instead_of"], facts["note"]) == ("包保责任人", str(ground.zhang.pk), "", "街道办公会")


def test_a_second_responsible_person_is_refused_by_name(ground: Ground) -> None:
    give(ground, ground.draft(ground.left, ground.zhang))

    refusal = refused(ground, ground.draft(ground.left, ground.wang))

    assert refusal.code == "duties.already_held"
    assert "张宁" in refusal.sentence
    assert ground.office.count("duty") == 1
    assert len(ground.office.story(ground.left)) == 1


def test_the_database_itself_refuses_two_at_once(ground: Ground) -> None:
    held = give(ground, ground.draft(ground.left, ground.zhang))
    with pytest.raises(IntegrityError, match="duty_one_responsible_at_a_time"), scope.scoped(ground.clerk), transaction.atomic():
        twin = Duty(subdistrict_id=held.subdistrict_id, grid=ground.left, role=held.role, person=ground.wang, is_single=True)
        twin.valid_from = held.valid_from + timedelta(seconds=1)
        twin.save(force_insert=True)


def test_the_same_person_twice_is_refused_by_the_rule_and_by_the_database(ground: Ground) -> None:
    held = give(ground, ground.draft(ground.left, ground.zhang, "worker"))
    assert refused(ground, ground.draft(ground.left, ground.zhang, "worker")).code == "duties.holds_it_already"
    with pytest.raises(IntegrityError, match="duty_same_person_once"), scope.scoped(ground.clerk), transaction.atomic():
        twin = Duty(subdistrict_id=held.subdistrict_id, grid=ground.left, role=held.role, person=ground.zhang, is_single=False)
        twin.valid_from = held.valid_from + timedelta(seconds=1)
        twin.save(force_insert=True)


def test_a_duty_that_ends_before_it_begins_is_refused_by_both(ground: Ground) -> None:
    now = clock.now()
    assert refused(ground, ground.draft(ground.left, ground.zhang, valid_from=now, valid_until=now)).code == "duties.ends_before_begin"
    with pytest.raises(IntegrityError, match="duty_ends_after_begin"), scope.scoped(ground.clerk), transaction.atomic():
        row = Duty(
            subdistrict_id=ground.office.lanting, grid=ground.left, role=ground.roles["worker"], person=ground.zhang, is_single=False
        )
        row.valid_from = row.valid_until = now
        row.save(force_insert=True)


def test_handing_over_ends_the_one_and_begins_the_other(ground: Ground) -> None:
    old = give(ground, ground.draft(ground.left, ground.zhang))
    now = clock.now()

    new = give(ground, ground.draft(ground.left, ground.wang, valid_from=now, is_hand_over=True))

    assert ground.office.reload(old).valid_until == now == new.valid_from
    assert [verb for verb, _ in ground.office.story(ground.left)] == ["grid.duty_given", "grid.duty_ended", "grid.duty_given"]
    with scope.scoped(ground.clerk):
        assert [duty.person_id for duty in queries.held(ground.clerk, now, [ground.left.pk])] == [ground.wang.pk]
        assert [duty.person_id for duty in queries.held(ground.clerk, now - timedelta(seconds=1))] == [ground.zhang.pk]
        assert [duty.person_id for duty in queries.story_of(ground.clerk, ground.left.pk)] == [ground.wang.pk, ground.zhang.pk]


def test_a_successor_who_is_named_already_is_not_pushed_aside(ground: Ground) -> None:
    give(ground, ground.draft(ground.left, ground.zhang, valid_from=clock.now() + timedelta(days=3)))
    assert refused(ground, ground.draft(ground.left, ground.wang, is_hand_over=True)).code == "duties.already_held"
    until = clock.now() + timedelta(days=3) - timedelta(seconds=5)
    assert give(ground, ground.draft(ground.left, ground.wang, valid_until=until)).valid_until == until


def test_several_workers_may_answer_for_one_grid(ground: Ground) -> None:
    with scope.scoped(ground.clerk):
        drafts = [ground.draft(ground.left, person, "worker") for person in (ground.zhang, ground.wang)]
        assert not any(isinstance(each, Refused) for each in actions.give_duties(ground.clerk, drafts))


def test_in_bulk_the_good_ones_stand_and_the_bad_ones_say_why(ground: Ground) -> None:
    drafts = [ground.draft(ground.left, ground.zhang), ground.draft(ground.left, ground.wang), ground.draft(ground.right, ground.wang)]
    with scope.scoped(ground.clerk):
        first, second, third = actions.give_duties(ground.clerk, drafts)
    assert isinstance(first, Duty)
    assert isinstance(second, Refused)
    assert isinstance(third, Duty)
    assert ground.office.count("duty") == 2


def test_a_dedicated_grid_is_held_by_its_own_office(ground: Ground) -> None:
    firm = ground.office.unit("P1", "兰田物业", "property_firm")
    stranger = ground.office.person("林奇", firm)
    assert refused(ground, ground.draft(ground.campus, stranger)).code == "duties.dedicated_needs_office_staff"
    give(ground, ground.draft(ground.campus, ground.zhang))
    assert ("G3", "responsible") not in ground.gaps()


def test_before_the_grid_and_after_its_end_nobody_answers(ground: Ground) -> None:
    early = ground.draft(ground.left, ground.zhang, valid_from=clock.now() - timedelta(days=9))
    assert refused(ground, early).code == "duties.before_the_grid"
    with scope.scoped(ground.office.boss):
        ground.left.valid_until = clock.now()
        ground.left.save(update_fields=["valid_until"])
    assert refused(ground, ground.draft(ground.left, ground.zhang, valid_from=clock.now())).code == "duties.grid_is_closed"


def test_what_is_not_there_is_not_found(ground: Ground) -> None:
    ghost = ground.draft(ground.left, ground.zhang)
    for broken in ("person_id", "role_id", "grid_id"):
        words = {name: getattr(ghost, name) for name in ("grid_id", "role_id", "person_id", "valid_from")}
        with pytest.raises(NotFound), scope.scoped(ground.clerk):
            actions.give_duty(ground.clerk, actions.DutyDraft(**{**words, broken: ground.office.lanting}))


def test_who_may_only_look_or_is_from_next_door_gives_nothing(ground: Ground) -> None:
    draft = ground.draft(ground.left, ground.zhang)
    with pytest.raises(Refused) as refusal, scope.scoped(ground.office.looker):
        actions.give_duty(ground.office.looker, draft)
    assert refusal.value.code == "kernel.not_allowed"
    for actor in (ground.office.neighbour, ground.office.nobody):
        with pytest.raises(NotFound), scope.scoped(actor):
            actions.give_duty(actor, draft)
        with scope.scoped(actor):
            assert (list(queries.visible_to(actor)), queries.roles(actor), queries.gaps(actor, clock.now())) == ([], [], [])
    assert ground.office.count("duty") == 0
    give(ground, draft)


def test_an_ended_duty_is_a_gap_that_says_since_when(ground: Ground) -> None:
    held = give(ground, ground.draft(ground.left, ground.zhang))
    now = clock.now()
    with scope.scoped(ground.clerk):
        actions.end_duty(ground.clerk, held.pk, until=now, note="调岗")
    with scope.scoped(ground.clerk):
        (gap,) = [gap for gap in queries.gaps(ground.clerk, now) if gap.grid.pk == ground.left.pk and gap.role.code == "responsible"]
    assert gap.since == now
    assert ground.office.story(ground.left)[-1][1]["note"] == "调岗"
    with pytest.raises(Refused) as refusal, scope.scoped(ground.clerk):
        actions.end_duty(ground.clerk, held.pk, until=now + timedelta(days=1))
    assert refusal.value.code == "duties.ended_already"


def test_a_duty_of_next_door_is_not_there(ground: Ground) -> None:
    held = give(ground, ground.draft(ground.left, ground.zhang))
    with pytest.raises(NotFound), scope.scoped(ground.office.neighbour):
        actions.end_duty(ground.office.neighbour, held.pk, until=clock.now())
    with scope.scoped(ground.clerk):
        assert [duty.pk for duty in queries.held_by(ground.clerk, ground.zhang.pk, clock.now())] == [held.pk]


def test_whoever_leaves_leaves_gaps(ground: Ground) -> None:
    give(ground, ground.draft(ground.left, ground.zhang))
    give(ground, ground.draft(ground.right, ground.zhang, valid_from=clock.now() + timedelta(days=9)))
    give(ground, ground.draft(ground.left, ground.zhang, "worker"))
    with scope.scoped(ground.office.boss):
        parting = people.leave(ground.office.boss, ground.zhang.pk, left_on=clock.now().astimezone().date())
    assert parting.uncovered == ("网格 G1 包保责任人",)
    assert ("G1", "responsible") in ground.gaps()
    assert refused(ground, ground.draft(ground.left, ground.zhang)).code == "duties.has_left"


def test_the_template_is_laid_once(ground: Ground) -> None:
    with scope.scoped(ground.clerk):
        assert actions.lay_default_roles(ground.clerk) == []
        assert [role.code for role in queries.roles(ground.clerk)] == [draft.code for draft in DEFAULT_ROLES]


def test_a_role_is_made_and_changed_on_the_version_seen(ground: Ground) -> None:
    draft = RoleDraft("street_warden", " 段长 ", required_for=("block",))
    with scope.scoped(ground.clerk):
        role = actions.make_role(ground.clerk, draft)
        assert (role.name, role.required_for) == ("段长", ["block"])
        changed = actions.change_role(ground.clerk, role.pk, RoleDraft("x", "段长", is_single=True), seen=role.journal_seq)
        assert (changed.code, changed.is_single, changed.required_for) == ("street_warden", True, [])
    with pytest.raises(Stale), scope.scoped(ground.clerk):
        actions.change_role(ground.clerk, role.pk, draft, seen=1)
    assert [verb for verb, _ in ground.office.story(role)] == ["duty_role.made", "duty_role.changed"]


@pytest.mark.parametrize("draft", [RoleDraft("leader", "新名"), RoleDraft("new", "网格长")])
def test_two_roles_of_one_name_are_refused(ground: Ground, draft: RoleDraft) -> None:
    with pytest.raises(Refused) as refusal, scope.scoped(ground.clerk):
        actions.make_role(ground.clerk, draft)
    assert refusal.value.code == "duties.role_taken"


def test_a_role_that_two_hold_does_not_become_single(ground: Ground) -> None:
    first = give(ground, ground.draft(ground.left, ground.zhang, "worker"))
    give(ground, ground.draft(ground.left, ground.wang, "worker"))
    single = RoleDraft("worker", "网格员", is_single=True)
    role = ground.roles["worker"]
    with pytest.raises(Refused) as refusal, scope.scoped(ground.clerk):
        actions.change_role(ground.clerk, role.pk, single, seen=1)
    assert "网格 G1" in refusal.value.sentence
    with scope.scoped(ground.clerk):
        actions.end_duty(ground.clerk, first.pk, until=clock.now())
        actions.change_role(ground.clerk, role.pk, single, seen=1)
        assert [duty.is_single for duty in queries.held(ground.clerk, clock.now())] == [True]


def test_a_role_of_next_door_is_not_there(ground: Ground) -> None:
    with pytest.raises(NotFound), scope.scoped(ground.office.neighbour):
        queries.get_role_for(ground.office.neighbour, ground.roles["worker"].pk)
    with pytest.raises(NotFound), scope.scoped(ground.office.neighbour):
        queries.get_for(ground.office.neighbour, ground.roles["worker"].pk)
    with scope.scoped(ground.clerk):
        assert queries.get_role_for(ground.clerk, ground.roles["worker"].pk).name == "网格员"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"code": ""}, "duty_role_has_name"), ({"code": "leader"}, "duty_role_code_once"), ({"name": "网格长"}, "duty_role_name_once")],
)
def test_the_database_refuses_roles_without_a_name_or_with_anothers(ground: Ground, values: dict[str, str], constraint: str) -> None:
    role = ground.roles["worker"]
    with pytest.raises(IntegrityError, match=constraint), scope.scoped(ground.clerk), transaction.atomic():
        for name, value in values.items():
            setattr(role, name, value)
        role.save(update_fields=list(values))
    assert connection.is_usable()


def test_who_has_the_post_of_one_grid_gives_duties_there_and_below_only(ground: Ground) -> None:
    limited = dataclasses.replace(
        actors.clerk(ground.office.lanting, {"org.read"}), limits={"org.change_duties": frozenset({ground.left.pk})}
    )
    with scope.scoped(limited):
        held = actions.give_duty(limited, ground.draft(ground.left, ground.zhang))
    with pytest.raises(Refused) as refusal, scope.scoped(limited):
        actions.give_duty(limited, ground.draft(ground.right, ground.zhang))
    assert refusal.value.code == "kernel.not_allowed"
    elsewhere = give(ground, ground.draft(ground.right, ground.zhang))
    with pytest.raises(Refused), scope.scoped(limited):
        actions.end_duty(limited, elsewhere.pk, until=clock.now())
    with scope.scoped(limited):
        actions.end_duty(limited, held.pk, until=clock.now())


def test_a_closed_grid_takes_its_duties_with_it(ground: Ground) -> None:
    running = give(ground, ground.draft(ground.left, ground.zhang))
    coming = give(ground, ground.draft(ground.left, ground.wang, "worker", valid_from=clock.now() + timedelta(days=9)))
    other = give(ground, ground.draft(ground.right, ground.zhang))
    now = clock.now()
    with scope.scoped(ground.office.boss):
        seen = grids.extents_of(ground.office.boss, ground.left.pk)[0].pk
        grid_actions.close_grid(ground.office.boss, ground.left.pk, seen=seen, effective_at=now, why="并入")
    assert ground.office.reload(running).valid_until == now
    assert ground.office.reload(coming).valid_until == coming.valid_from + actions.NEVER_HELD
    assert ground.office.reload(other).valid_until is None
    assert [verb for verb, _ in ground.office.story(ground.left)][-3:] == ["grid.closed", "grid.duty_ended", "grid.duty_ended"]
