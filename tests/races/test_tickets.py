"""Several people at one ticket, and many taking tickets down at once, each beside a control that shows the race."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from linli.kernel import clock, keys, scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.tickets.actions import aside, callout_lists, callouts, dispatching, handling, intake, rule_sets, sweeping, verifying
from linli.tickets.models import Call, NumberStripe, Ticket, TicketClock
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import PRESETS, Clock, Track
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from tests.ground import TestDatabase
from tests.kernel.calendar.conftest import lay_down
from tests.races.crowd import PATIENCE_SECONDS, failures, together, uncommitted
from tests.tickets.town import Hand, Town

PASSPHRASE = "a passphrase of the tests"
WRITERS = 8
ROUNDS = 5


@pytest.fixture
def town(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    keys.create(tmp_path / "ring", PASSPHRASE)
    shutil.copytree(tmp_path / "ring", settings.LINLI_HOME, dirs_exist_ok=True)
    lay_down(database)
    with clock.told_by(Hand()):
        yield Town(database)


def _open(town: Town) -> str:
    with scope.scoped(town.centre):
        return intake.open_ticket(town.centre, town.draft()).ticket.number


def _refused_once(town: Town, ticket_id: UUID, outcomes: list[object], verb: str) -> None:
    """One did it, the other was refused, the journal has it once."""
    raised = failures(outcomes)
    assert [each.code for each in raised if isinstance(each, Refused)] == ["tickets.illegal_move"]
    assert len(raised) == 1
    assert town.story(ticket_id).count(verb) == 1


def _dispatched(town: Town) -> UUID:
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    return ticket_id


def _resolved(town: Town) -> UUID:
    ticket_id = _dispatched(town)
    town.does(town.chengguan, dispatching.accept, ticket_id)
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="好了")
    return ticket_id


def test_two_who_accept_the_same_ticket_accept_it_once(town: Town) -> None:
    for _ in range(ROUNDS):
        ticket_id = _dispatched(town)
        outcomes = together(*[partial(town.does, town.chengguan, dispatching.accept, ticket_id)] * 2)
        _refused_once(town, ticket_id, outcomes, "ticket.accepted")


def test_two_who_close_it_close_it_once(town: Town) -> None:
    ticket_id = _resolved(town)

    def close(who: Any) -> object:
        return town.does(who, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)

    together(lambda: close(town.centre), lambda: town.does(town.centre, verifying.rework, ticket_id, by=VerifiedBy.UNIT, note="没好"))
    story = town.story(ticket_id)
    assert story.count("ticket.closed") + story.count("ticket.reworked") == 1


def test_of_two_who_dispatch_the_same_ticket_one_does(town: Town) -> None:
    for _ in range(ROUNDS):
        ticket_id = town.ticket()
        steps = [
            partial(town.does, town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units[name]) for name in ("wuye", "fangguan")
        ]
        _refused_once(town, ticket_id, together(*steps), "ticket.dispatched")


def test_of_two_who_close_the_same_ticket_one_does(town: Town) -> None:
    for _ in range(ROUNDS):
        ticket_id = _resolved(town)
        steps = [
            partial(town.does, town.centre, verifying.close, ticket_id, verdict=verdict, by=VerifiedBy.UNIT)
            for verdict in (Verdict.SOLVED, Verdict.EXPLAINED)
        ]
        _refused_once(town, ticket_id, together(*steps), "ticket.closed")


@pytest.mark.parametrize(("begun", "ended"), [("received", "dispatched"), ("resolved", "closed")])
def test_the_control_that_looks_before_it_locks_lets_both_dispatch_and_both_close(town: Town, begun: str, ended: str) -> None:
    ticket_id = town.ticket() if begun == "received" else _resolved(town)
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)
    now = clock.now()
    verified = {"verdict": "solved", "verified_by_kind": "imported", "closing_basis": "imported", "verified_at": now, "ended_at": now}
    changes: dict[str, Any] = {"dispatched_at": now, "lead_unit_id": town.units["wuye"]}
    if ended == "closed":
        changes = {**verified, "import_id": ticket_id, "due_at": None, "due_kind": ""}

    def move() -> bool:
        with scope.scoped(town.centre):
            is_free = Ticket.objects.get(pk=ticket_id).state == begun
            both_have_looked.wait()
            if is_free:
                Ticket.objects.filter(pk=ticket_id).update(state=ended, **changes)
            return is_free

    assert together(move, move) == [True, True]


def test_the_control_that_looks_before_it_locks_merges_both_away(town: Town) -> None:
    one, other = town.ticket(), town.ticket()
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def merge(ticket_id: UUID, target_id: UUID) -> None:
        with scope.scoped(town.centre):
            assert Ticket.objects.get(pk=target_id).state == "received"
            both_have_looked.wait()
            gone = {"state": "merged", "state_before": "received", "merged_into_id": target_id, "ended_at": clock.now()}
            Ticket.objects.filter(pk=ticket_id).update(due_at=None, due_kind="", **gone)

    assert failures(together(partial(merge, one, other), partial(merge, other, one))) == []
    assert [town.reload(each).state for each in (one, other)] == ["merged", "merged"]


def test_two_tickets_merged_into_one_another_at_once_do_not_both_vanish(town: Town) -> None:
    for _ in range(ROUNDS):
        one, other = town.ticket(), town.ticket()
        outcomes = together(
            partial(town.does, town.centre, aside.merge, one, other, note="同一件"),
            partial(town.does, town.centre, aside.merge, other, one, note="同一件"),
        )
        assert len(failures(outcomes)) == 1
        assert sorted([town.reload(one).state, town.reload(other).state]) == ["merged", "received"]


def test_the_control_that_looks_before_it_locks_accepts_twice(town: Town) -> None:
    ticket_id = _dispatched(town)
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def accept() -> bool:
        with scope.scoped(town.chengguan):
            is_free = Ticket.objects.get(pk=ticket_id).state == "dispatched"
            both_have_looked.wait()
            if is_free:
                Ticket.objects.filter(pk=ticket_id).update(state="in_progress", started_at=clock.now())
            return is_free

    assert together(accept, accept) == [True, True]


def test_many_who_take_tickets_down_at_once_get_different_numbers(town: Town) -> None:
    for _ in range(ROUNDS):
        numbers = together(*[lambda: _open(town)] * WRITERS)
        assert failures(numbers) == []
    with scope.scoped(town.house):
        assert len(set(Ticket.objects.values_list("number", flat=True))) == Ticket.objects.count() == WRITERS * ROUNDS


def test_nobody_waits_for_the_number_of_somebody_who_has_not_finished(town: Town) -> None:
    town.ticket()
    is_held, may_end = threading.Event(), threading.Event()

    def slow() -> str:
        with scope.scoped(town.centre):
            number = intake.open_ticket(town.centre, town.draft()).ticket.number
            is_held.set()
            assert may_end.wait(PATIENCE_SECONDS)
            return number

    def quick() -> list[str]:
        assert is_held.wait(PATIENCE_SECONDS)
        try:
            return [_open(town) for _ in range(3)]
        finally:
            may_end.set()

    first, others = together(slow, quick)
    assert first == "2611-0002"
    assert others == ["2611-0003", "2611-0004", "2611-0005"]


def test_the_control_with_one_counter_keeps_the_others_waiting(town: Town) -> None:
    town.ticket()
    is_held, is_tried = threading.Event(), threading.Event()

    def bump(after: threading.Event | None, done: threading.Event) -> None:
        if after is not None:
            assert after.wait(PATIENCE_SECONDS)
        try:
            with scope.scoped(town.centre):
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '200ms'")
                NumberStripe.objects.of(town.lanting).filter(stripe=1).update(next_number=999)
                done.set()
                if after is None:
                    assert is_tried.wait(PATIENCE_SECONDS)
        finally:
            done.set()

    raised = failures(together(lambda: bump(None, is_held), lambda: bump(is_held, is_tried)))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["kernel.busy"]


def test_with_every_stripe_taken_one_waits_and_gets_a_number(town: Town) -> None:
    town.ticket()
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with scope.scoped(town.house):
            list(NumberStripe.objects.of(town.lanting).select_for_update())
            is_held.set()
            assert may_end.wait(PATIENCE_SECONDS)

    def take() -> str:
        assert is_held.wait(PATIENCE_SECONDS)
        threading.Timer(0.3, may_end.set).start()
        return _open(town)

    _, number = together(hold, take)
    assert str(number).startswith("2611-00")


def _late(town: Town, number: int) -> list[UUID]:
    """Tickets whose first clock has run out."""
    ids = [town.ticket() for _ in range(number)]
    with scope.scoped(town.house):
        TicketClock.objects.filter(kind="acknowledge").update(due_at=clock.now(), yellow_at=clock.now(), next_look_at=clock.now())
    return ids


def _sweep(town: Town) -> int:
    with scope.scoped(town.house):
        return sweeping.sweep(town.house)


def test_any_number_of_sweepers_say_everything_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 3)
    ids = _late(town, 10)

    def work() -> int:
        done = 0
        while more := _sweep(town):
            done += more
        return done

    swept = together(*[work] * 4)

    assert failures(swept) == []
    # One may have in hand what another has just looked at: it then says nothing, and that is what counts.
    assert sum(each for each in swept if isinstance(each, int)) >= len(ids)
    assert [town.story(ticket_id).count("ticket.turned_red") for ticket_id in ids] == [1] * len(ids)


def test_a_sweeper_passes_over_what_somebody_has_in_hand_and_finds_it_later(town: Town) -> None:
    held, free = _late(town, 2)
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with scope.scoped(town.centre):
            Ticket.objects.select_for_update(of=("self",)).get(pk=held)
            is_held.set()
            assert may_end.wait(PATIENCE_SECONDS)

    def pass_by() -> int:
        assert is_held.wait(PATIENCE_SECONDS)
        try:
            return _sweep(town)
        finally:
            may_end.set()

    assert together(hold, pass_by) == [None, 1]
    assert [town.story(each).count("ticket.turned_red") for each in (held, free)] == [0, 1]
    assert (_sweep(town), town.story(held).count("ticket.turned_red")) == (1, 1)


def test_the_control_that_claims_without_a_lock_looks_at_everything_twice(town: Town) -> None:
    (ticket_id,) = _late(town, 1)
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def look() -> int:
        with scope.scoped(town.house):
            found = [each.pk for each in TicketClock.objects.filter(ticket_id=ticket_id, red_told_at__isnull=True, due_at__lte=clock.now())]
            both_have_looked.wait()
            TicketClock.objects.filter(pk__in=found).update(red_told_at=clock.now())
            return len(found)

    assert together(look, look) == [1, 1]


def test_of_two_who_publish_the_very_first_plan_one_does(town: Town) -> None:
    durations = {**PRESETS[Track.ROUTINE].durations, Clock.ACCEPT: Duration(Kind.WORKING_MINUTES, 60)}

    def publish() -> int:
        with scope.scoped(town.centre):
            return rule_sets.publish_plan(town.centre, Track.ROUTINE, seen=1, durations=durations).version

    outcomes = together(*[publish] * 3)
    assert [each for each in outcomes if isinstance(each, int)] == [2]
    assert {each.code for each in failures(outcomes) if isinstance(each, Refused)} <= {"kernel.busy", "kernel.stale"}


def test_who_publishes_the_very_first_plan_while_another_does_is_asked_to_try_again(town: Town) -> None:
    durations = {**PRESETS[Track.ROUTINE].durations, Clock.ACCEPT: Duration(Kind.WORKING_MINUTES, 60)}

    def publish() -> object:
        return rule_sets.publish_plan(town.centre, Track.ROUTINE, seen=1, durations=durations)

    with uncommitted(town.database, town.centre, publish), pytest.raises(Refused) as refused, scope.scoped(town.centre):
        publish()
    assert refused.value.code == "kernel.busy"


def _called_out(town: Town) -> UUID:
    """An emergency for which the first of two was called."""
    with scope.scoped(town.house):
        people = [town._person(town.units["wuye"]).pk for _ in range(2)]
    with scope.scoped(town.centre):
        callout_lists.make_list(town.centre, class_code="", lines=[Line("排水", Called.PERSON, each) for each in people])
    ticket_id = town.ticket(track=Track.EMERGENCY)
    town.does(Actor.system("tickets.call_out", town.lanting), callouts.call_out, ticket_id)
    return ticket_id


def test_of_many_workers_one_calls_the_next(town: Town) -> None:
    ticket_id = _called_out(town)
    worker = Actor.system("tickets.call_next", town.lanting)

    assert failures(together(*[partial(town.does, worker, callouts.call_next, ticket_id, 0, 0)] * WRITERS)) == []

    assert town.story(ticket_id).count("ticket.call_passed_on") == 1
    with scope.scoped(town.house):
        assert [each.outcome for each in Call.objects.order_by("place")] == ["missed", "waiting"]


def test_the_control_that_looks_without_holding_the_ticket_sees_one_call_waiting_twice(town: Town) -> None:
    ticket_id = _called_out(town)
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def look() -> int:
        with scope.scoped(town.house):
            late = Call.objects.filter(ticket_id=ticket_id, outcome="waiting").count()
            both_have_looked.wait()
            Call.objects.filter(ticket_id=ticket_id, outcome="waiting").update(outcome="missed", ended_at=clock.now())
            return late

    # Both would call the next: only the lock on the ticket keeps the second from looking too early.
    assert together(look, look) == [1, 1]
