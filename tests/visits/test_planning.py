"""The planner keeps the cap, lets promises through, and a handled ticket leads to its return visit by itself."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.jobs.names import find_job
from linli.org.rules.people import day_of
from linli.places.models import Place
from linli.tickets.actions import dispatching, handling, verifying
from linli.tickets.queries import tickets
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.visits import jobs
from linli.visits.actions import planning, settings
from linli.visits.actions.drafts import ReturnDraft
from linli.visits.actions.planning import PlanDraft
from linli.visits.models import PlannedVisit
from linli.visits.queries import due_list, standing, visits
from linli.visits.queries.card import preparation
from linli.visits.queries.due_list import due
from linli.visits.rules.days import Days
from linli.visits.rules.kinds import Effect, Kind, Outcome, Why
from tests.races.crowd import uncommitted
from tests.visits.street import EAST, Street, codes, need

TODAY = date(2026, 11, 23)


def plan(street: Street, place: Place, actor: Any = None, **facts: Any) -> PlannedVisit:
    draft = PlanDraft(**{"place_id": place.pk, "kind": Kind.ROUTINE, "due_on": TODAY + timedelta(days=2), **facts})
    found: PlannedVisit = street.acts(actor or street.walker, planning.plan_visit, draft)
    return found


def refused_plan(street: Street, place: Place, actor: Any = None, **facts: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        plan(street, place, actor, **facts)
    return refused.value


def test_a_third_entry_in_one_month_is_refused_by_the_name_of_the_cap(street: Street) -> None:
    place = street.place()
    street.visit(place, made_at=clock.now() - timedelta(days=3))
    # Over all units: the second one is another unit's.
    street.visit(place, actor=street.chief, kind=Kind.JOINT)

    refusal = refused_plan(street, place)
    assert refusal.code == "visits.cap_reached"
    assert "monthly cap of visits, all units together" in refusal.sentence and "鲜果时光" in refusal.sentence
    # The month after is another month; what was agreed or asked for is not counted, and does not count.
    assert plan(street, place, due_on=date(2026, 12, 1)).ended_at is None
    assert [plan(street, place, why=why).why for why in (Why.AGREED, Why.ASKED)] == ["agreed", "asked"]
    # Whoever is refused may join the one that stands.
    assert refused_plan(street, place).facts["unit"] == "房管办"
    assert refused_plan(street, place).code == "visits.cap_reached_join"


def test_what_nobody_was_met_at_does_not_count_and_what_is_planned_does(street: Street) -> None:
    place = street.place()
    for outcome in (Outcome.NOT_OPEN, Outcome.NOT_FOUND, Outcome.VACANT):
        assert not street.visit(place, outcome=outcome).is_capped
    plan(street, place)
    plan(street, place, due_on=date(2026, 11, 30))
    assert refused_plan(street, place).code == "visits.cap_reached_join"
    with scope.scoped(street.walker):
        assert standing.allowance_of(street.walker, place.pk, TODAY).used == 2


def test_a_visit_beyond_the_cap_is_kept_and_says_so(street: Street) -> None:
    place = street.place()
    drafts = [street.visit_draft(place) for _ in range(4)]
    made = street.visits(*drafts[:3], replace(drafts[3], was_asked_for=True))
    assert [(each.is_capped, each.is_above_cap) for each in made if not isinstance(each, Refused)] == [
        (True, False),
        (True, False),
        (True, True),
        (False, False),
    ]
    # A month that is over has its own count.
    late = street.visit(place, made_at=clock.now() - timedelta(days=30))
    assert (late.is_capped, late.is_above_cap) == (True, False)


def test_what_cannot_be_planned_is_refused(street: Street) -> None:
    place, quiet = street.place(), street.place("不用来", asked_for_none=True)
    for facts, code in (
        ({"due_on": TODAY - timedelta(days=1)}, "visits.plan_out_of_range"),
        ({"due_on": TODAY + timedelta(days=367)}, "visits.plan_out_of_range"),
        ({"why": Why.TICKET}, "visits.plan_out_of_range"),
        ({"why": Why.NEVER}, "visits.plan_out_of_range"),
    ):
        assert refused_plan(street, place, **facts).code == code
    assert refused_plan(street, quiet).code == "visits.asked_for_none"
    assert plan(street, quiet, why=Why.ASKED).why == "asked"
    east = street.place("东边小店", spot=EAST)
    assert refused_plan(street, east, street.westerner).code == "kernel.not_found"
    assert refused_plan(street, place, replace(street.walker, permissions=frozenset({"places.read"}))).code == "kernel.not_allowed"
    merged = street.place("已并入")
    with scope.scoped(street.house):
        Place.objects.filter(pk=merged.pk).update(merged_into=place)
    assert refused_plan(street, merged).code == "visits.place_is_merged"
    assert codes(street.visits(street.visit_draft(merged))) == ["visits.place_is_merged"]


def test_a_plan_is_dropped_once_by_who_may_plan_there(street: Street) -> None:
    made = plan(street, street.place())
    with pytest.raises(Refused) as refused:
        street.acts(street.walker, planning.drop_plan, made.pk, seen=9)
    assert refused.value.code == "visits.plan_is_over"
    with pytest.raises(NotFound):
        street.acts(street.nobody, planning.drop_plan, made.pk, seen=made.journal_seq)
    dropped = street.acts(street.walker, planning.drop_plan, made.pk, seen=made.journal_seq)
    assert dropped.ending == "dropped" and street.verbs(made) == ["planned_visit.laid", "planned_visit.ended"]
    with pytest.raises(Refused):
        street.acts(street.walker, planning.drop_plan, made.pk, seen=dropped.journal_seq)


def test_a_visit_does_what_was_planned_and_plans_what_was_agreed(street: Street) -> None:
    place = street.place()
    soon, far = plan(street, place, why=Why.AGREED), plan(street, place, why=Why.ASKED, due_on=date(2026, 12, 24))
    assert not street.visit(place, outcome=Outcome.NOT_OPEN).is_capped
    visit = street.visit(place, agreed_follow_up_on=date(2026, 12, 3))
    assert not visit.is_capped
    with scope.scoped(street.walker):
        ended = PlannedVisit.objects.get(pk=soon.pk)
        assert (ended.ending, ended.done_by_visit_id) == ("done", visit.pk)
        assert [(each.why, each.due_on) for each in visits.plans_of_place(street.walker, place)] == [
            ("agreed", date(2026, 12, 3)),
            ("asked", far.due_on),
        ]
        assert [each.plan_id for each in due_list.to_come(street.walker, TODAY, 40)][-1] == far.pk
    with scope.scoped(street.nobody):
        assert due_list.to_come(street.nobody, TODAY, 40) == [] == visits.plans_of_place(street.nobody, place)
    assert street.verbs(soon)[-1] == "planned_visit.ended"


def resolved(street: Street, place: Place) -> UUID:
    """A ticket that a visit opened, handled by another unit."""
    wanted = need("后厨油烟直排")
    street.visit(place, needs=[wanted])
    street.does(street.chief, dispatching.dispatch, wanted.ticket_id, lead_unit_id=street.units["chengguan"])
    street.does(street.chengguan, dispatching.accept, wanted.ticket_id)
    street.does(street.chengguan, handling.resolve, wanted.ticket_id, outcome=Verdict.SOLVED, done="装了净化器")
    return wanted.ticket_id


def run_jobs(street: Street, ticket_id: UUID) -> None:
    for _ in range(2):
        with scope.scoped(street.house):
            find_job("visits.plan_return").function(street.house, ticket_id, 1)


def test_a_handled_ticket_plans_its_return_visit_once_and_the_visit_asks_its_question(street: Street) -> None:
    place = street.place()
    ticket_id = resolved(street, place)
    with street.database.connect("superuser") as superuser:
        rows = superuser.execute("SELECT task_name, args FROM procrastinate_jobs").fetchall()
    assert sum("visits.plan_return" in str(row) and str(ticket_id) in str(row) for row in rows) == 1
    run_jobs(street, ticket_id)
    with scope.scoped(street.walker):
        (planned,) = visits.plans_of_place(street.walker, place)
        assert (planned.kind, planned.why, planned.ticket_id, planned.question) == ("return", "ticket", ticket_id, "后厨油烟直排")
        assert planned.due_on == TODAY + timedelta(days=planning.RETURN_AFTER_DAYS)
        (listed,) = due(street.walker, planned.due_on)
        ticket = tickets.get_for(street.walker, ticket_id)
        assert (listed.question, listed.number, listed.why) == ("后厨油烟直排", ticket.number, Why.TICKET)
        chain = visits.chain_of(street.walker, ticket)
        assert chain.found_at is not None and chain.planned is not None and not chain.is_empty
    # Another visit does not answer it; the one that does is free of the cap.
    street.visit(place)
    returned = street.visit(place, kind=Kind.RETURN, return_for=ReturnDraft(ticket_id, Effect.FIXED), note="灶台上方装好了")
    assert not returned.is_capped
    with scope.scoped(street.walker):
        assert visits.plans_of_place(street.walker, place) == []
        chain = visits.chain_of(street.walker, tickets.get_for(street.walker, ticket_id))
        assert ([each.pk for each in chain.returns], chain.planned) == ([returned.pk], None)
    # The walker may not verify: what he saw stands on the ticket, and nobody's satisfaction is ticked for him.
    ticket = street.reload(ticket_id)
    assert (ticket.state, ticket.verdict) == ("resolved", "")
    assert street.story(ticket_id)[-1] == "ticket.return_visited"


def test_who_may_verify_closes_or_sends_back_by_what_he_saw(street: Street) -> None:
    place = street.place()
    first, second = resolved(street, place), resolved(street, street.place("王记冒菜"))
    street.visit(place, actor=street.chief, kind=Kind.RETURN, return_for=ReturnDraft(first, Effect.FIXED))
    street.visit(place, actor=street.chief, kind=Kind.RETURN, return_for=ReturnDraft(second, Effect.AGAIN), note="又冒烟了")
    closed, again = street.reload(first), street.reload(second)
    assert (closed.state, closed.verified_by_kind, closed.verdict) == ("closed", "unit", "solved")
    assert (again.state, again.reworks) == ("in_progress", 1)
    # What is over is only told of: a person reopens.
    street.visit(place, actor=street.chief, kind=Kind.RETURN, return_for=ReturnDraft(first, Effect.NOT_FIXED))
    assert street.reload(first).state == "closed"
    run_jobs(street, first)
    with scope.scoped(street.walker):
        assert visits.plans_of_place(street.walker, place) == []


def test_the_doers_own_unit_verifies_nothing_by_walking(street: Street) -> None:
    place = street.place()
    ticket_id = resolved(street, place)
    doer = replace(street.chengguan, permissions=street.chief.permissions)
    street.visit(place, actor=doer, kind=Kind.RETURN, return_for=ReturnDraft(ticket_id, Effect.FIXED))
    assert street.reload(ticket_id).state == "resolved"
    other = street.ticket()
    jobs.register()
    with scope.scoped(street.house):
        assert planning.plan_return(street.house, other) is None


def test_the_due_list_tells_promises_first_and_leaves_out_who_asked_for_none(street: Street) -> None:
    late, never, full = (street.place(name) for name in ("久未去", "新店", "去够了"))
    none = street.place("不用来", asked_for_none=True)
    street.visit(late, made_at=clock.now() - timedelta(days=200))
    plan(street, never, why=Why.AGREED, due_on=TODAY)
    plan(street, none, why=Why.ASKED, due_on=TODAY)
    plan(street, full)
    plan(street, full)
    with scope.scoped(street.walker):
        found = due(street.walker, TODAY)
        assert [(each.place.name, each.why) for each in found] == [
            ("新店", Why.AGREED), ("不用来", Why.ASKED), ("久未去", Why.PERIOD),
        ]  # fmt: skip
        assert found[2].due_on == day_of(clock.now()) - timedelta(days=20)
        assert len(due(street.walker, TODAY, limit=2)) == 2
        assert due(street.walker, TODAY, grid_ids=[street.east]) == [] == due(street.walker, TODAY, kind="mall")
    with scope.scoped(street.nobody):
        assert due(street.nobody, TODAY) == []


def test_nobody_is_disturbed_in_quiet_hours(street: Street) -> None:
    place = street.place(quiet_from=time(9), quiet_until=time(10))
    with scope.scoped(street.walker):
        (found,) = due(street.walker, TODAY)
    # Half past nine in the street.
    assert found.place.id == place.pk and found.is_quiet(clock.now()) and not found.is_quiet(clock.now() + timedelta(hours=1))


def test_the_card_says_what_to_bring(street: Street) -> None:
    place, checklist = street.place(), street.checklist()
    street.acts(street.chief, settings.set_grid_day, Days(name="网格日", weekday=0, starts_on=TODAY, theme="用气安全"))
    wanted = need("灯不亮")
    street.visit(place, answers=[street.said(checklist, opening_hours="10–21", food="fine")], needs=[wanted], note="老板在装修")
    plan(street, place, why=Why.ASKED)
    with scope.scoped(street.walker):
        card = preparation(street.walker, place.pk)
        said = card.as_json()
    assert said["themes"] == ["用气安全"]
    assert said["last"]["note"] == "老板在装修"
    assert [each["matter"] for each in said["owed"]] == ["灯不亮"]
    assert said["facts"] == {str(checklist.pk): {"opening_hours": "10–21"}}
    assert (said["used"], said["cap"], len(said["asked"])) == (1, 2, 1)
    with scope.scoped(street.walker):
        bare = preparation(street.walker, street.place_nowhere().pk).as_json()
    assert (bare["last"], bare["owed"], bare["facts"]) == (None, [], {})


def test_the_cap_and_the_grid_day_are_set_by_who_may(street: Street) -> None:
    for cap in (-1, 5):
        with pytest.raises(Refused):
            street.acts(street.chief, settings.set_cap, seen=0, cap=cap)
    with pytest.raises(Refused):
        street.acts(street.walker, settings.set_cap, seen=0, cap=1)
    row = street.acts(street.chief, settings.set_cap, seen=0, cap=1)
    with pytest.raises(Stale):
        street.acts(street.chief, settings.set_cap, seen=0, cap=3)
    street.acts(street.chief, settings.set_cap, seen=row.journal_seq, cap=0)
    place = street.place()
    assert refused_plan(street, place).facts["limit"] == 0
    with pytest.raises(Refused):
        street.acts(street.walker, settings.offer_speech, seen=2, is_on=True)
    with pytest.raises(Stale):
        street.acts(street.chief, settings.offer_speech, seen=1, is_on=True)
    with scope.scoped(street.walker):
        assert not standing.is_speech_offered(street.walker)
    assert street.acts(street.chief, settings.offer_speech, seen=2, is_on=True).cap == 0
    with scope.scoped(street.walker):
        assert standing.is_speech_offered(street.walker)
    day = Days(name="网格日", weekday=2, starts_on=TODAY, every_weeks=2, ends_on=date(2027, 1, 1))
    laid = street.acts(street.chief, settings.set_grid_day, day)
    with pytest.raises(Refused):
        street.acts(street.chief, settings.set_grid_day, day)
    street.acts(street.chief, settings.set_grid_day, replace(day, theme="防汛"), grid_day_id=laid.pk, seen=laid.journal_seq)
    with pytest.raises(Stale):
        street.acts(street.chief, settings.set_grid_day, day, grid_day_id=laid.pk, seen=1)
    with pytest.raises(NotFound):
        street.acts(street.chief, settings.set_grid_day, replace(day, name="别的"), grid_day_id=uuid7(), seen=1)
    with scope.scoped(street.walker):
        (row,) = due_list.grid_days(street.walker)
        assert [plan.theme for plan in due_list.grid_days_on([row], date(2026, 11, 25))] == ["防汛"]
        assert due_list.grid_days_on([row], date(2026, 12, 2)) == []


def test_verifiers_are_those_who_may(street: Street) -> None:
    # What the tests above lean on: the walker cannot close by another road either.
    place = street.place()
    ticket_id = resolved(street, place)
    with pytest.raises(Refused):
        street.does(street.walker, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    assert TicketPermission.VERIFY in street.chief.permissions


def test_two_who_set_the_cap_for_the_first_time_at_once_do_not_both_set_it(street: Street) -> None:
    other = uncommitted(street.database, street.chief, lambda: settings.set_cap(street.chief, seen=0, cap=3))
    with other, pytest.raises(Refused) as refused:
        street.acts(street.chief, settings.set_cap, seen=0, cap=1)
    assert refused.value.code == "kernel.busy"
