"""A campaign is prepared, frozen, added to and ended; its denominator never moves again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from linli.campaigns.actions import campaigns as actions
from linli.campaigns.actions import steps
from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.plans import Plan
from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.actions import duties, people
from linli.org.rules.people import PersonWords
from linli.places.models import Place
from linli.places.rules.kinds import Kind, Stage
from tests.campaigns.drives import EATERIES, FIRST, LAST, PLAN, Drive
from tests.places.street import Street

ROUND = Plan(name="商户走访第 3 轮", kind=CampaignKind.ROUND, starts_on=FIRST, ends_on=LAST)


@pytest.fixture
def drive(street: Street) -> Drive:
    return Drive(street)


def test_at_the_start_the_living_places_of_the_choice_are_frozen(drive: Drive) -> None:
    started = drive.start()

    assert started.denominator == len(drive.targets()) == 5
    assert {target.place_id for target in drive.targets()} == {place.pk for place in [*drive.west, *drive.east]}
    assert drive.street.story(started) == ["campaign.drafted", "campaign.started"]
    with pytest.raises(Refused) as refused:
        drive.start()
    assert refused.value.code == "campaigns.started"


def test_a_shop_that_closes_meanwhile_changes_neither_denominator_nor_targets(drive: Drive) -> None:
    drive.start()
    with scope.scoped(drive.street.keeper):
        Place.objects.filter(pk=drive.west[0].pk).update(stage=Stage.CLOSED.value)

    later = drive.street.place("新店", "岚皋西路7号", kind=Kind.RESTAURANT)
    added = drive.street.does(drive.head, actions.add_places, drive.campaign.pk, [later.pk, drive.west[0].pk])

    assert [target.place_id for target in added] == [later.pk]
    assert [target.is_later for target in drive.targets()].count(False) == drive.reload().denominator == 5
    assert drive.target_of(drive.west[0]).name == "冒菜馆"


def test_places_are_chosen_by_kind_grid_and_tag(drive: Drive) -> None:
    tagged = drive.street.place("老店", "岚皋西路8号", kind=Kind.RESTAURANT, tags=["老字号"])
    with scope.scoped(drive.head):
        chosen = {
            name: [place.pk for place in queries.chosen(drive.head, choice)]
            for name, choice in {
                "east": Choice(grid_ids=frozenset({drive.street.east})),
                "tagged": Choice(tags=frozenset({"老字号"})),
                "shops": Choice(kinds=frozenset({"shop"})),
            }.items()
        }
    assert chosen == {"east": [place.pk for place in drive.east], "tagged": [tagged.pk], "shops": [drive.shop.pk]}


def test_a_choice_without_places_starts_nothing(drive: Drive) -> None:
    with pytest.raises(Refused) as refused:
        drive.start(Choice(kinds=frozenset({"school"})))
    assert refused.value.code == "campaigns.number_of_places"
    assert drive.reload().state == "draft"


def test_every_target_gets_the_person_whose_duty_its_grid_is(drive: Drive) -> None:
    head = drive.head
    with scope.scoped(head):
        zhang = people.create_person(head, words=PersonWords(full_name="张兰", unit_id=None, kind="representative"))
        role = duties.lay_default_roles(head)[0]
        duties.give_duty(head, duties.DutyDraft(grid_id=drive.street.west, role_id=role.pk, person_id=zhang.pk, valid_from=clock.now()))

    drive.start()

    owned = {target.place_id for target in drive.targets() if target.owner_person_id == zhang.pk}
    assert owned == {place.pk for place in drive.west}
    assert all(target.owner_person_id is None for target in drive.targets() if target.place_id not in owned)
    orphans = [target.pk for target in drive.targets() if target.owner_person_id is None]
    drive.street.does(head, steps.give_owner, drive.campaign.pk, orphans, person_id=zhang.pk)
    assert {target.owner_person_id for target in drive.targets()} == {zhang.pk}
    for wrong in ({}, {"person_id": zhang.pk, "team_id": zhang.pk}):
        with pytest.raises(Refused) as refused:
            drive.street.does(head, steps.give_owner, drive.campaign.pk, orphans, **wrong)
        assert refused.value.code == "campaigns.one_owner"
    with pytest.raises(NotFound):
        drive.street.does(head, steps.give_owner, drive.campaign.pk, orphans, team_id=uuid7())


def test_of_a_running_campaign_only_what_moves_no_figure_may_change(drive: Drive) -> None:
    drive.start()
    seen = drive.reload().journal_seq
    waited = replace(PLAN, waits_until=date(2026, 12, 28), ends_on=date(2026, 12, 5), name="气改电")
    drive.step(drive.head, [drive.target_of(drive.west[0])], "waiting")

    for wrong in (replace(PLAN, starts_on=date(2026, 11, 1)), replace(PLAN, stages=PLAN.stages[:6])):
        with pytest.raises(Refused) as refused:
            drive.street.does(drive.head, actions.change, drive.campaign.pk, seen=drive.reload().journal_seq, plan=wrong)
        assert refused.value.code == "campaigns.is_frozen"
    with pytest.raises(Stale):
        drive.street.does(drive.head, actions.change, drive.campaign.pk, seen=seen, plan=waited)
    drive.street.does(drive.head, actions.change, drive.campaign.pk, seen=drive.reload().journal_seq, plan=waited)

    assert drive.reload().name == "气改电"
    assert drive.target_of(drive.west[0]).due_on == date(2026, 12, 28)
    assert drive.target_of(drive.west[1]).due_on is None


def test_what_has_ended_stays_as_it_is(drive: Drive) -> None:
    with pytest.raises(Refused) as refused:
        drive.street.does(drive.head, actions.end, drive.campaign.pk, seen=drive.reload().journal_seq)
    assert refused.value.code == "campaigns.not_started"
    drive.start()
    drive.street.does(drive.head, actions.end, drive.campaign.pk, seen=drive.reload().journal_seq)

    wishes: list[Callable[[], object]] = [
        lambda: drive.step(drive.head, drive.targets(), "agreed"),
        lambda: drive.street.does(drive.head, actions.add_places, drive.campaign.pk, [drive.shop.pk]),
        lambda: drive.street.does(drive.head, actions.change, drive.campaign.pk, seen=drive.reload().journal_seq, plan=PLAN),
    ]
    for wish in wishes:
        with pytest.raises(Refused) as refused:
            wish()
        assert refused.value.code == "campaigns.is_over"
    assert drive.street.story(drive.campaign)[-1] == "campaign.ended"


def test_a_name_is_given_once(drive: Drive) -> None:
    with pytest.raises(Refused) as refused:
        drive.street.does(drive.head, actions.draft, PLAN)
    assert refused.value.code == "campaigns.name_taken"
    assert drive.street.does(drive.head, actions.draft, ROUND).stages == []


@pytest.mark.parametrize(
    ("code", "plan"),
    [
        ("campaigns.bad_span", replace(PLAN, ends_on=FIRST)),
        ("campaigns.hold_days", replace(PLAN, hold_days=0)),
        ("kernel.empty", replace(PLAN, waits_for=" ")),
        ("kernel.empty", replace(PLAN, name="\n")),
        ("campaigns.no_end", replace(PLAN, stages=PLAN.stages[:5])),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(drive: Drive, code: str, plan: Plan) -> None:
    with pytest.raises(Refused) as refused:
        drive.street.does(drive.head, actions.draft, plan)
    assert refused.value.code == code


def test_who_may_not_run_campaigns_sees_and_leaves_them(drive: Drive) -> None:
    for actor in (drive.reader, drive.westerner):
        with scope.scoped(actor):
            assert [each.campaign.pk for each in queries.lines(actor)] == [drive.campaign.pk]
        with pytest.raises(Refused) as refused:
            drive.street.does(actor, actions.start, drive.campaign.pk, seen=1, choice=EATERIES)
        assert refused.value.code == "kernel.not_allowed"
    with pytest.raises(NotFound):
        drive.street.does(drive.street.nobody, queries.get_for, drive.campaign.pk)
    assert drive.street.does(drive.reader, queries.get_for, drive.campaign.pk).name == PLAN.name


def test_a_place_that_is_not_there_is_not_added(drive: Drive) -> None:
    drive.start()
    with pytest.raises(NotFound):
        drive.street.does(drive.head, actions.add_places, drive.campaign.pk, [uuid7()])
    assert len(drive.targets()) == 5


def test_a_campaign_does_not_grow_beyond_what_a_page_can_count(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    drive.start()
    monkeypatch.setattr(actions, "TARGETS_AT_MOST", 5)

    with pytest.raises(Refused) as refused:
        drive.street.does(drive.head, actions.add_places, drive.campaign.pk, [drive.shop.pk])
    assert refused.value.code == "campaigns.number_of_places"
    assert len(drive.targets()) == 5
