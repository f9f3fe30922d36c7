"""More time, help, and clocks that stand still: what is asked, who signs, and what the clocks say afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import scope
from linli.kernel.calendar import Duration, Kind
from linli.org.models import Shift, ShiftMember
from linli.tickets.actions import dispatching, extending, handling, pausing, redispatching, verifying
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import SideRequest, TicketClock
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import AssistReason, ExtensionReason, PauseReason, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from tests.tickets.test_moves import done, helping, in_hand, refused
from tests.tickets.town import Hand, Town

MORE: dict[str, Any] = {"amount": 1, "reason": ExtensionReason.MATERIAL, "note": "配件在途"}
YES: dict[str, Any] = {"is_granted": True, "note": "同意"}
NO: dict[str, Any] = {"is_granted": False, "note": "不同意"}


def running(town: Town, ticket_id: UUID, kind: str) -> TicketClock:
    return next(row for row in town.clocks(ticket_id) if row.kind == kind and row.stopped_at is None)


def worked_out(row: TicketClock) -> Any:
    return row.derivation


def due_is_the_nearest(town: Town, ticket_id: UUID) -> bool:
    return town.reload(ticket_id).due_at == min(row.due_at for row in town.clocks(ticket_id) if row.stopped_at is None)


def the_chief(town: Town) -> Any:
    """Somebody with every permission who dispatched nothing."""
    return replace(town.director, permissions=frozenset(map(str, Permission)) - {"tickets.read_own"})


def test_more_time_is_asked_once_before_the_limit_and_signed_by_another(town: Town, hand: Hand) -> None:
    ticket_id, chief = in_hand(town), the_chief(town)
    before, overall = running(town, ticket_id, "finish").due_at, running(town, ticket_id, "overall").due_at
    refused("tickets.not_asked", lambda: town.does(chief, extending.decide_extension, ticket_id, **YES))
    asked = town.does(town.chengguan, extending.ask_extension, ticket_id, **MORE)
    assert (asked.amount, asked.reason) == (1, "material")
    refused("tickets.already_asked", lambda: town.does(town.chengguan, extending.ask_extension, ticket_id, **MORE))
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, extending.decide_extension, ticket_id, **YES))
    town.does(chief, extending.decide_extension, ticket_id, **NO)
    assert running(town, ticket_id, "finish").due_at == before
    town.does(town.centre, extending.ask_extension, ticket_id, **{**MORE, "amount": 10})
    refused("tickets.own_request", lambda: town.does(town.centre, extending.decide_extension, ticket_id, **YES))
    town.does(chief, extending.decide_extension, ticket_id, **YES)
    row = running(town, ticket_id, "finish")
    assert (row.is_cut, row.due_at, running(town, ticket_id, "overall").due_at) == (True, overall, overall)
    assert worked_out(row)["extensions"] == [{"amount": 10, "reason": "material"}]
    assert before < row.yellow_at < row.due_at and due_is_the_nearest(town, ticket_id)
    refused("tickets.extended_already", lambda: town.does(town.chengguan, extending.ask_extension, ticket_id, **MORE))
    other = in_hand(town)
    hand.passes(days=9)
    refused("tickets.extension_too_late", lambda: town.does(town.chengguan, extending.ask_extension, other, **MORE))
    refused("tickets.clock_not_running", lambda: town.does(town.centre, extending.ask_extension, town.ticket(), **MORE))


def test_more_time_gains_nothing_beyond_the_whole_time_unless_the_city_gives_it(town: Town) -> None:
    ten_days = ItemDraft(code="M01", version=1, durations={Clock.FINISH: Duration(Kind.WORKING_DAYS, 7)})
    ticket_id, order, chief = in_hand(town, item=ten_days), in_hand(town, track=Track.HOTLINE), the_chief(town)
    refused("tickets.extension_gains_nothing", lambda: town.does(town.chengguan, extending.ask_extension, ticket_id, **MORE))
    before = running(town, order, "overall").due_at
    town.does(town.chengguan, extending.ask_extension, order, **MORE)
    town.does(chief, extending.decide_extension, order, **YES)
    assert running(town, order, "overall").due_at == running(town, order, "finish").due_at > before


def test_help_is_asked_for_and_given_by_the_centre(town: Town) -> None:
    ticket_id, units = in_hand(town), town.units
    ask: dict[str, Any] = {"unit_id": units["fangguan"], "reason": AssistReason.PLACE, "note": "需开门"}
    act = extending.ask_assist
    refused("tickets.leads_already", lambda: town.does(town.chengguan, act, ticket_id, **{**ask, "unit_id": units["chengguan"]}))
    refused("tickets.unit_is_closed", lambda: town.does(town.chengguan, act, ticket_id, **{**ask, "unit_id": town.lanting}))
    town.does(town.chengguan, act, ticket_id, **{**ask, "unit_id": units["wuye"]})
    town.does(town.centre, extending.decide_assist, ticket_id, **NO)
    assert helping(town, ticket_id) == []
    town.does(town.chengguan, act, ticket_id, **ask)
    town.does(town.centre, extending.decide_assist, ticket_id, **YES)
    assert helping(town, ticket_id) == [units["fangguan"]]
    refused("tickets.illegal_move", lambda: town.does(town.centre, act, done(town), **ask))


def pause(hand: Hand, **facts: Any) -> dict[str, Any]:
    return {"reason": PauseReason.WAITING, "until_at": hand.now + timedelta(days=3), "note": "等本人回电", **facts}


def test_the_clock_stands_still_while_the_reporter_is_waited_for(town: Town, hand: Hand) -> None:
    ticket_id, chief = in_hand(town), the_chief(town)
    before, overall = running(town, ticket_id, "finish").due_at, running(town, ticket_id, "overall").due_at
    late, long = pause(hand, until_at=hand.now), pause(hand, until_at=hand.now + timedelta(days=31))
    refused("tickets.pause_out_of_range", lambda: town.does(town.chengguan, pausing.ask_pause, ticket_id, **late))
    refused("tickets.pause_out_of_range", lambda: town.does(town.chengguan, pausing.ask_pause, ticket_id, **long))
    refused("tickets.clock_not_running", lambda: town.does(town.centre, pausing.ask_pause, town.ticket(), **pause(hand)))
    refused("tickets.not_paused", lambda: town.does(town.chengguan, pausing.end_pause, ticket_id, note="回电了"))
    town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand))
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, pausing.decide_pause, ticket_id, **YES))
    refused("tickets.own_shift", lambda: town.does(town.centre, pausing.decide_pause, ticket_id, **YES))
    town.does(chief, pausing.decide_pause, ticket_id, **NO)
    assert running(town, ticket_id, "finish").due_at == before
    town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand))
    town.does(chief, pausing.decide_pause, ticket_id, **YES)
    assert running(town, ticket_id, "finish").due_at == before + timedelta(days=2) and due_is_the_nearest(town, ticket_id)
    assert running(town, ticket_id, "overall").due_at == overall
    refused("tickets.paused_already", lambda: town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand)))
    # A worked day is lost when the clock stood still at its close; Monday would not have counted anyway.
    hand.passes(days=2)
    town.does(town.chengguan, pausing.end_pause, ticket_id, note="回电了")
    assert running(town, ticket_id, "finish").due_at == before + timedelta(days=1) and due_is_the_nearest(town, ticket_id)
    refused("tickets.not_paused", lambda: town.does(town.chengguan, pausing.end_pause, ticket_id, note="回电了"))
    with scope.scoped(town.house):
        ledger = SideRequest.objects.filter(ticket_id=ticket_id).order_by("asked_at", "pk")
        assert [(each.decision, each.ended_at) for each in ledger] == [("refused", None), ("approved", hand.now)]


def test_the_whole_time_stands_still_only_at_the_reporters_wish_and_leaving_ends_it(town: Town, hand: Hand) -> None:
    ticket_id, chief = in_hand(town), the_chief(town)
    overall = running(town, ticket_id, "overall")
    town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand, reason=PauseReason.REPORTER_ASKED))
    town.does(chief, pausing.decide_pause, ticket_id, **YES)
    paused = running(town, ticket_id, "overall")
    assert (paused.pk, paused.start_at, paused.due_at) == (overall.pk, overall.start_at, overall.due_at + timedelta(days=2))
    assert paused.yellow_at > overall.yellow_at
    # Given to another unit before the day, the whole time has lost what stood still, not what was granted.
    hand.passes(days=2)
    town.does(town.centre, redispatching.redispatch, ticket_id, lead_unit_id=town.units["fangguan"], note="在小区内")
    after = running(town, ticket_id, "overall")
    assert after.due_at == overall.due_at + timedelta(days=1)
    assert worked_out(after)["pauses"][0]["ends_at"] == hand.now.isoformat()
    with scope.scoped(town.house):
        assert SideRequest.objects.get(ticket_id=ticket_id).ended_at == hand.now


def test_a_pause_that_ends_as_it_begins_never_was_and_rework_may_wait_as_well(town: Town, hand: Hand) -> None:
    ticket_id, chief = done(town), the_chief(town)
    town.does(town.centre, verifying.rework, ticket_id, by=VerifiedBy.UNIT, note="还有一处")
    before = running(town, ticket_id, "rework")
    town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand))
    town.does(chief, pausing.decide_pause, ticket_id, **YES)
    assert running(town, ticket_id, "rework").due_at > before.due_at
    town.does(town.chengguan, pausing.end_pause, ticket_id, note="已回电")
    row = running(town, ticket_id, "rework")
    assert (row.due_at, row.yellow_at, worked_out(row)["pauses"]) == (before.due_at, before.yellow_at, [])
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="好了")


@pytest.mark.parametrize("is_removed", [False, True])
def test_nobody_signs_a_pause_for_what_was_dispatched_on_his_own_shift(town: Town, hand: Hand, is_removed: bool) -> None:
    ticket_id, mate = in_hand(town), replace(the_chief(town), person_id=town.wuye.person_id)
    with scope.scoped(town.house):
        span = {"begins_at": hand.now - timedelta(hours=1), "ends_at": hand.now + timedelta(hours=8)}
        shift = Shift(subdistrict_id=town.lanting, unit_id=town.units["centre"], kind="day", **span)
        shift.save(force_insert=True)
        gone = hand.now if is_removed else None
        ShiftMember(subdistrict_id=town.lanting, shift=shift, person_id=mate.person_id, role="member", removed_at=gone, **span).save()
    town.does(town.chengguan, pausing.ask_pause, ticket_id, **pause(hand))
    if is_removed:
        town.does(mate, pausing.decide_pause, ticket_id, **YES)
    else:
        refused("tickets.own_shift", lambda: town.does(mate, pausing.decide_pause, ticket_id, **YES))
    handled_here = town.ticket()
    town.does(mate, dispatching.handle_here, handled_here)
    town.does(town.centre, pausing.ask_pause, handled_here, **pause(hand))
    if is_removed:
        town.does(mate, pausing.decide_pause, handled_here, **YES)
    else:
        refused("tickets.own_shift", lambda: town.does(mate, pausing.decide_pause, handled_here, **YES))
