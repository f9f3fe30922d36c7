"""The sweeper: everything is said once, to whoever owes it, and what is copied to the ticket stays the least of what runs."""

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.models import JournalEntry
from linli.org.rules.units import UnitKind
from linli.tickets.actions import aside, dispatching, handling, parties, rule_sets, supervision, sweeping, verifying
from linli.tickets.actions.parties import Promise
from linli.tickets.models import SupervisionStep, Ticket, TicketClock
from linli.tickets.queries import rule_sets as plans
from linli.tickets.queries import supervision as queries
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import ReturnReason, Verdict, VerifiedBy
from linli.tickets.rules.ladder import Step, StepForm
from linli.tickets.rules.rule_sets import SetKind
from tests.tickets.town import Hand, Town


def sweep(town: Town) -> int:
    with scope.scoped(town.house):
        return sweeping.sweep(town.house)


def sweep_dry(town: Town) -> None:
    while sweep(town):
        pass


def steps(town: Town) -> list[tuple[str, int, str, str]]:
    """Clock, number, form and whom of every step, in the order they came."""
    with scope.scoped(town.house):
        found = SupervisionStep.objects.select_related("clock").order_by("raised_at", "clock__due_at", "number")
        return [(each.clock.kind, each.number, each.form, each.whom) for each in found]


def dispatched(town: Town, to: str = "wuye", **facts: Any) -> UUID:
    ticket_id = town.ticket(**facts)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units[to])
    return ticket_id


def said(town: Town, ticket_id: UUID) -> list[str]:
    return [verb.removeprefix("ticket.") for verb in town.story(ticket_id) if verb in {"ticket.turned_yellow", "ticket.turned_red"}]


def only_clock(town: Town, ticket_id: UUID, kind: Clock) -> TicketClock:
    return next(row for row in town.clocks(ticket_id) if row.kind == kind)


def test_a_clock_turns_yellow_and_red_once_each(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    clock = only_clock(town, ticket_id, Clock.ACKNOWLEDGE)

    assert (sweep(town), said(town, ticket_id)) == (0, [])
    hand.now = clock.yellow_at
    assert (sweep(town), sweep(town), said(town, ticket_id)) == (1, 0, ["turned_yellow"])
    hand.now = clock.due_at
    assert (sweep(town), sweep(town), said(town, ticket_id)) == (1, 0, ["turned_yellow", "turned_red"])

    seen = only_clock(town, ticket_id, Clock.ACKNOWLEDGE)
    assert (seen.yellow_told_at, seen.red_told_at) == (clock.yellow_at, clock.due_at)


def test_who_looks_too_late_says_late_and_nothing_else(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    hand.now = only_clock(town, ticket_id, Clock.ACKNOWLEDGE).due_at
    sweep_dry(town)
    assert said(town, ticket_id) == ["turned_red"]


def test_a_clock_that_ended_in_time_is_never_spoken_of(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.close_on_spot, ticket_id, line="好了")
    hand.passes(days=40)
    assert (sweep(town), town.story(ticket_id)) == (0, ["ticket.opened", "ticket.settled_on_spot"])


def test_the_ladder_is_that_of_the_unit_that_owes(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    accept = only_clock(town, ticket_id, Clock.ACCEPT)
    hand.now = accept.due_at
    sweep_dry(town)
    assert steps(town) == [("accept", 1, "call", "项目经理")]
    # Four office hours later, and after eight.
    hand.passes(days=1)
    sweep_dry(town)
    assert ("accept", 2, "call", "房管办、居委会") in steps(town)
    hand.passes(days=1)
    sweep_dry(town)
    sweep_dry(town)
    own = [each for each in steps(town) if each[0] == "accept"]
    assert own == [("accept", 1, "call", "项目经理"), ("accept", 2, "call", "房管办、居委会"), ("accept", 3, "order", "物业公司")]
    assert town.story(ticket_id).count("ticket.turned_red") == 2  # accept, and first contact


def test_an_emergency_climbs_in_minutes(town: Town, hand: Hand) -> None:
    dispatched(town, "chengguan", track=Track.EMERGENCY)
    hand.passes(minutes=15 + 14)
    sweep_dry(town)
    assert [each[1] for each in steps(town)] == [1]
    hand.passes(minutes=1)
    sweep_dry(town)
    assert [each[3] for each in steps(town) if each[0] == "accept"] == ["派驻机构负责人", "街道主要领导（吹哨）"]


def test_a_unit_that_promised_is_the_one_that_is_called(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town, "chengguan")
    town.does(town.chengguan, dispatching.accept, ticket_id)
    promise = Promise(unit_id=town.units["wuye"], what="开门", due_at=hand.now + timedelta(days=2))
    commitment = town.does(town.chengguan, parties.make_commitment, ticket_id, promise)
    hand.now = next(row.due_at for row in town.clocks(ticket_id) if row.commitment_id == commitment.pk)
    sweep_dry(town)
    assert ("answer", 1, "call", "项目经理") in steps(town)


def test_what_ends_with_the_whole_time_climbs_with_it_alone(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    hand.passes(days=3)
    town.does(town.wuye, dispatching.accept, ticket_id)
    finish = only_clock(town, ticket_id, Clock.FINISH)
    assert finish.is_cut
    hand.now = finish.due_at
    sweep_dry(town)
    assert {each[0] for each in steps(town)} >= {"overall"}
    assert "finish" not in {each[0] for each in steps(town)}
    assert town.story(ticket_id).count("ticket.turned_red") >= 2


def test_a_ladder_of_ones_own_is_climbed_from_the_next_step_on(town: Town, hand: Hand) -> None:
    ours = [Step(" 店长 ", StepForm.CALL, 0, 0), Step("街道", StepForm.ORDER, 60, 5)]
    with scope.scoped(town.centre):
        made = rule_sets.publish_ladder(town.centre, UnitKind.PROPERTY_FIRM, seen=1, steps=ours, remark="试行")
    with pytest.raises(Refused, match="Nothing differs"), scope.scoped(town.centre):
        rule_sets.publish_ladder(town.centre, UnitKind.PROPERTY_FIRM, seen=2, steps=ours)
    with pytest.raises(Stale), scope.scoped(town.centre):
        rule_sets.publish_ladder(town.centre, UnitKind.PROPERTY_FIRM, seen=1, steps=ours[1:])
    with scope.scoped(town.centre):
        assert plans.ladders_in_force(town.centre)[UnitKind.PROPERTY_FIRM] == made
        assert [each.number for each in plans.versions(town.centre, SetKind.LADDER)["property_firm"]] == [2]
    with scope.scoped(town.centre):
        third = [Step("店长", StepForm.CALL, 0, 0), Step("街道", StepForm.ORDER, 60, 5)]
        rule_sets.publish_ladder(town.centre, UnitKind.PROPERTY_FIRM, seen=2, steps=[*third[:1], Step("街道办", StepForm.ORDER, 60, 5)])
        assert [each.number for each in plans.versions(town.centre, SetKind.LADDER)["property_firm"]] == [3, 2]
        rule_sets.publish_ladder(town.centre, UnitKind.PROPERTY_FIRM, seen=3, steps=third)
    dispatched(town)
    hand.passes(days=2)
    sweep_dry(town)
    assert {each[3] for each in steps(town)} == {"店长", "街道"}


def open_steps(town: Town) -> list[SupervisionStep]:
    with scope.scoped(town.centre):
        return list(queries.to_do(town.centre))


def test_a_call_is_written_down_once_with_its_answer(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    hand.now = only_clock(town, ticket_id, Clock.ACCEPT).due_at
    sweep_dry(town)
    (step,) = open_steps(town)
    with pytest.raises(NotFound), scope.scoped(town.nobody):
        supervision.note_call(town.nobody, step.pk, answer="好")
    with pytest.raises(Refused, match="post does not include"):
        town.does(town.wuye, supervision.note_call, step.pk, answer="好")
    with pytest.raises(Refused, match="This step is a call"):
        town.does(town.centre, supervision.sign_order, step.pk, text="请办", reply_due_at=hand.now + timedelta(days=1))

    done = town.does(town.centre, supervision.note_call, step.pk, answer="经理说今天去")

    assert (done.text, done.done_at, done.done_by_person_id) == ("经理说今天去", hand.now, town.centre.person_id)
    assert (open_steps(town), town.story(ticket_id)[-1]) == ([], "ticket.supervision_called")
    with pytest.raises(Refused, match="done this already"):
        town.does(town.centre, supervision.note_call, step.pk, answer="再打")


def test_nobody_is_called_about_a_clock_that_has_ended(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    hand.now = only_clock(town, ticket_id, Clock.ACCEPT).due_at
    sweep_dry(town)
    (step,) = open_steps(town)
    town.does(town.wuye, dispatching.accept, ticket_id)
    assert open_steps(town) == []
    with pytest.raises(Refused, match="clock does not run"):
        town.does(town.centre, supervision.note_call, step.pk, answer="好")


def test_an_order_is_signed_by_a_person_and_answered_by_the_unit(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    hand.passes(days=9)
    sweep_dry(town)
    order = next(step for step in open_steps(town) if step.form == StepForm.ORDER)
    soon = hand.now + timedelta(days=2)
    for when, text, words in (
        (soon, " ", "Text of the order"),
        (hand.now, "请办", "due after now"),
        (hand.now + timedelta(days=32), "请办", "31"),
    ):
        with pytest.raises(Refused, match=words):
            town.does(town.centre, supervision.sign_order, order.pk, text=text, reply_due_at=when)
    with pytest.raises(Refused, match="signed order"):
        town.does(town.centre, supervision.note_call, order.pk, answer="好")
    with pytest.raises(Refused, match="signed by a person"):
        town.does(Actor.system("test", town.lanting), supervision.sign_order, order.pk, text="请办", reply_due_at=soon)
    with pytest.raises(Refused, match="answered already"):
        town.does(town.centre, supervision.answer_order, order.pk, reply="还没签")

    signed = town.does(town.centre, supervision.sign_order, order.pk, text="请于两日内清运并书面回复", reply_due_at=soon)

    assert (signed.order_number, signed.reply_due_at) == (1, soon)
    with scope.scoped(town.centre):
        assert [each.pk for each in queries.orders_waiting(town.centre)] == [order.pk]
    with pytest.raises(NotFound):
        town.does(town.chengguan, supervision.answer_order, order.pk, reply="不是我们")
    answered = town.does(town.wuye, supervision.answer_order, order.pk, reply="已清运")
    assert (answered.reply, answered.replied_at) == ("已清运", hand.now)
    with pytest.raises(Refused, match="answered already"):
        town.does(town.wuye, supervision.answer_order, order.pk, reply="再答")
    with scope.scoped(town.wuye):
        assert queries.orders_waiting(town.wuye) == []
    assert town.story(ticket_id)[-2:] == ["ticket.order_signed", "ticket.order_answered"]


def test_a_unit_that_only_helps_does_not_answer_for_the_other(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    units = {"lead_unit_id": town.units["wuye"], "assist_unit_ids": [town.units["chengguan"]]}
    town.does(town.centre, dispatching.dispatch, ticket_id, **units)
    hand.passes(days=9)
    sweep_dry(town)
    order = next(step for step in open_steps(town) if step.form == StepForm.ORDER)
    town.does(town.centre, supervision.sign_order, order.pk, text="请办", reply_due_at=hand.now + timedelta(days=1))
    with pytest.raises(Refused, match="post does not include"):
        town.does(town.chengguan, supervision.answer_order, order.pk, reply="我们不是")


def test_a_reminder_is_told_and_a_closed_ticket_needs_none(town: Town) -> None:
    ticket_id = dispatched(town)
    town.does(town.centre, supervision.nudge, ticket_id, note="请今天去")
    assert town.story(ticket_id)[-1] == "ticket.nudged"
    town.does(town.centre, aside.withdraw, ticket_id, note="不要了")
    with pytest.raises(Refused):
        town.does(town.centre, supervision.nudge, ticket_id)


def test_a_page_of_what_is_to_be_done_goes_on_after_the_last(town: Town, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        dispatched(town)
    hand.passes(hours=8)
    sweep_dry(town)
    monkeypatch.setattr(queries, "PAGE", 1)
    with scope.scoped(town.centre):
        first, more = queries.to_do(town.centre)
        (second, _) = queries.to_do(town.centre, after=first.pk)
        assert second.pk == more.pk
        ticket = Ticket.objects.get(pk=first.ticket_id)
        assert first.pk in {each.pk for each in queries.of_ticket(ticket)}


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["dispatch", "accept", "return", "resolve", "close", "rework", "promise", "merge", "undo"]),
            st.sampled_from([1, 3, 26, 70, 200]),
        ),
        max_size=12,
    )
)
def test_whatever_happens_meanwhile_the_nearest_clock_stands_on_the_ticket(town: Town, hand: Hand, wishes: list[tuple[str, int]]) -> None:
    """Moves and sweeps in any order: the copy is the least of what runs, and no signal was given twice."""
    ticket_id, other = town.ticket(), town.ticket()
    soon: dict[str, Any] = {}
    for wish, hours in wishes:
        soon["promise"] = Promise(unit_id=town.units["wuye"], what="清运", due_at=hand.now + timedelta(hours=30))
        acts: dict[str, tuple[Any, Any, dict[str, Any]]] = {
            "dispatch": (town.centre, dispatching.dispatch, {"lead_unit_id": town.units["wuye"]}),
            "accept": (town.wuye, dispatching.accept, {}),
            "return": (town.wuye, dispatching.return_ticket, {"reason": ReturnReason.NOT_OURS, "note": "不是"}),
            "resolve": (town.wuye, handling.resolve, {"outcome": Verdict.SOLVED, "done": "好了"}),
            "close": (town.centre, verifying.close, {"verdict": Verdict.SOLVED, "by": VerifiedBy.UNIT}),
            "rework": (town.centre, verifying.rework, {"by": VerifiedBy.UNIT, "note": "没好"}),
            "promise": (town.wuye, parties.make_commitment, {"promise": soon["promise"]}),
            "merge": (town.centre, aside.merge, {"into_id": other, "note": "同"}),
            "undo": (town.centre, aside.undo, {"note": "不同"}),
        }
        who, action, facts = acts[wish]
        with suppress(Refused):
            town.does(who, action, ticket_id, **facts)
        hand.passes(hours=hours)
        sweep(town)
        with scope.scoped(town.house):
            ticket = Ticket.objects.get(pk=ticket_id)
            rows = list(TicketClock.objects.filter(ticket_id=ticket_id))
            running = [row for row in rows if row.stopped_at is None]
            assert ticket.due_at == min((row.due_at for row in running), default=None)
            for row in running:
                assert (row.red_told_at is not None) == (row.due_at <= hand.now)
                assert row.next_look_at is None or row.next_look_at > hand.now
                reached = SupervisionStep.objects.filter(clock_id=row.pk).count()
                assert reached == row.steps_raised
            told = [row for row in rows if row.red_told_at]
            assert JournalEntry.objects.filter(stream=f"ticket/{ticket_id}", verb="ticket.turned_red").count() == len(told)


def test_of_two_who_publish_the_very_first_ladder_at_once_one_is_told_to_try_again(town: Town) -> None:
    """Each thread in a request of its own; the second waits for the key until the first is through."""
    laid, tried = threading.Event(), threading.Event()

    def first() -> None:
        with scope.scoped(town.centre):
            rule_sets.publish_ladder(town.centre, UnitKind.OFFICE, seen=1, steps=[Step("科长", StepForm.ORDER, 30, 5)])
            laid.set()
            tried.wait(1)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    laid.wait(5)
    threading.Timer(0.3, tried.set).start()
    with pytest.raises(Refused) as refusal, scope.scoped(town.centre):
        rule_sets.publish_ladder(town.centre, UnitKind.OFFICE, seen=1, steps=[Step("主任", StepForm.ORDER, 30, 5)])
    thread.join()
    assert refusal.value.code == "kernel.busy"
    with scope.scoped(town.centre):
        assert [each.whom for each in plans.ladders_in_force(town.centre)[UnitKind.OFFICE].steps] == ["科长"]
