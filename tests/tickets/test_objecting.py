"""Objections, another unit that leads, one level up, and many at once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import scope
from linli.kernel.errors import NotFound, Refused
from linli.tickets.actions import dispatching, objecting, parties, redispatching, requests
from linli.tickets.actions.dispatching import Order
from linli.tickets.actions.parties import MeetingDecision, Position
from linli.tickets.models import Assist, SideRequest
from linli.tickets.rules.kinds import DeferralReason, Level, ObjectionReason
from tests.tickets.test_moves import dispatched, helping, in_hand, refused
from tests.tickets.town import Hand, Town

# Of a chunk: locks, reads, one update for each table, the journal.
STATEMENTS = 12


def agreed(town: Town, lead: str) -> MeetingDecision:
    position = Position(unit_id=town.units[lead], said="可以")
    return MeetingDecision(decision="按职责清单办", lead_unit_id=town.units[lead], positions=[position])


def rulings(town: Town, ticket_id: Any) -> list[tuple[str, str]]:
    with scope.scoped(town.house):
        return list(
            SideRequest.objects.filter(ticket_id=ticket_id, kind="objection").order_by("asked_at", "pk").values_list("reason", "decision")
        )


def test_an_objection_lies_before_a_meeting_which_upholds_or_overrules_it(town: Town, hand: Hand) -> None:
    said = {"reason": ObjectionReason.OTHER_DUTY, "note": "职责清单第 12 条"}
    first, second = dispatched(town), dispatched(town)
    gone = {**said, "better_unit_id": town.lanting}
    refused("tickets.unit_is_closed", lambda: town.does(town.chengguan, objecting.object_to_dispatch, first, **gone))
    for ticket_id in (first, second):
        town.does(town.chengguan, objecting.object_to_dispatch, ticket_id, **said, better_unit_id=town.units["fangguan"])
        row = town.reload(ticket_id)
        assert (row.state, row.holder_unit_id, row.lead_unit_id, row.hops) == ("deliberating", town.units["centre"], None, 1)
        assert rulings(town, ticket_id) == [("other_duty", "")]
    town.does(town.centre, parties.decide, first, agreed(town, "fangguan"))
    town.does(town.centre, parties.decide, second, agreed(town, "chengguan"))
    assert (rulings(town, first), rulings(town, second)) == ([("other_duty", "approved")], [("other_duty", "refused")])
    assert town.story(first)[-3:] == ["ticket.objected", "ticket.objection_decided", "ticket.decided"]
    # Who was overruled may object again, and is heard again.
    town.does(town.chengguan, objecting.object_to_dispatch, second, **said)
    assert rulings(town, second)[-1] == ("other_duty", "")


def test_an_objection_that_no_meeting_settled_is_settled_by_the_next_dispatch(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    town.does(town.chengguan, objecting.object_to_dispatch, ticket_id, reason=ObjectionReason.NO_POWER, note="无执法权")
    wait = {"reason": DeferralReason.MONEY, "review_at": hand.now.replace(month=12), "note": "等经费"}
    town.does(town.centre, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    town.does(town.centre, requests.resume, ticket_id, note="经费到了")
    town.does(town.centre, redispatching.redispatch, ticket_id, lead_unit_id=town.units["fangguan"], note="房管有执法权")
    assert rulings(town, ticket_id) == [("no_power", "approved")]


def test_another_unit_leads_from_now_on_and_the_whole_time_runs_on(town: Town, hand: Hand) -> None:
    ticket_id, units = in_hand(town, about_unit_id=town.units["wuye"]), town.units
    overall = next(row.due_at for row in town.clocks(ticket_id) if row.kind == "overall")
    give = {"lead_unit_id": units["fangguan"], "note": "在房管小区内"}
    act = redispatching.redispatch
    refused("tickets.leads_already", lambda: town.does(town.centre, act, ticket_id, **{**give, "lead_unit_id": units["chengguan"]}))
    refused("kernel.empty", lambda: town.does(town.centre, act, ticket_id, **{**give, "note": ""}))
    refused("tickets.unit_is_closed", lambda: town.does(town.centre, act, ticket_id, **give, assist_unit_ids=[town.lanting]))
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, act, ticket_id, **give))
    hand.passes(hours=2)
    town.does(town.centre, act, ticket_id, **give, assist_unit_ids=[units["chengguan"]], basis="物业管理条例")
    row = town.reload(ticket_id)
    assert (row.state, row.lead_unit_id, row.holder_unit_id, row.hops) == ("dispatched", units["fangguan"], units["fangguan"], 1)
    assert helping(town, ticket_id) == [units["chengguan"]]
    assert next(row.due_at for row in town.clocks(ticket_id) if row.kind == "overall") == overall
    refused("tickets.illegal_move", lambda: town.does(town.centre, act, ticket_id, lead_unit_id=units["chengguan"], note="换回"))


def test_what_a_level_cannot_settle_goes_one_up_with_what_was_tried(town: Town) -> None:
    ticket_id, units, act = in_hand(town, level=Level.GRID, about_unit_id=town.units["wuye"]), town.units, redispatching.escalate
    refused("kernel.empty", lambda: town.does(town.chengguan, act, ticket_id, lead_unit_id=units["fangguan"], tried=" "))
    refused(
        "tickets.complained_about_leads",
        lambda: town.does(town.chengguan, act, ticket_id, lead_unit_id=units["wuye"], tried="上门三次"),
    )
    refused("tickets.leads_already", lambda: town.does(town.chengguan, act, ticket_id, lead_unit_id=units["chengguan"], tried="上门三次"))
    with pytest.raises(NotFound):
        town.does(town.fangguan, act, ticket_id, lead_unit_id=units["fangguan"], tried="上门三次")
    town.does(town.chengguan, act, ticket_id, lead_unit_id=units["fangguan"], tried="上门三次无人")
    assert (town.reload(ticket_id).level, town.reload(ticket_id).state) == ("subdistrict", "dispatched")
    town.does(town.fangguan, dispatching.accept, ticket_id)
    town.does(town.fangguan, act, ticket_id, lead_unit_id=units["chengguan"], tried="已约谈两次")
    assert town.reload(ticket_id).level == "outside"
    town.does(town.chengguan, dispatching.accept, ticket_id)
    refused("tickets.no_level_above", lambda: town.does(town.chengguan, act, ticket_id, lead_unit_id=units["fangguan"], tried="都试过"))
    assert town.story(ticket_id).count("ticket.escalated") == 2


def test_many_are_dispatched_and_accepted_in_one_set_of_statements(town: Town) -> None:
    units, free = town.units, [town.ticket() for _ in range(4)]
    blank, gone = town.ticket(matter=""), dispatched(town)
    orders = [Order(ticket_id=each, lead_unit_id=units["chengguan"], assist_unit_ids=[units["fangguan"]]) for each in free]
    bad = [
        Order(ticket_id=blank, lead_unit_id=units["chengguan"]),
        Order(ticket_id=gone, lead_unit_id=units["chengguan"]),
        Order(ticket_id=town.lanting, lead_unit_id=units["chengguan"]),
        Order(ticket_id=free[0], lead_unit_id=units["chengguan"]),
    ]
    with scope.scoped(town.centre), CaptureQueriesContext(connection) as seen:
        outcomes = dispatching.dispatch_many(town.centre, [*orders, *bad])
    assert len(seen) <= STATEMENTS, [query["sql"][:90] for query in seen]
    assert [each.code if isinstance(each, Refused) else each.state for each in outcomes] == [
        *["dispatched"] * 4,
        "tickets.matter_needed",
        "tickets.illegal_move",
        "kernel.not_found",
        "tickets.named_twice",
    ]
    assert [town.story(each) for each in free] == [["ticket.opened", "ticket.dispatched"]] * 4
    assert (town.running(free[0]), town.reload(free[0]).due_kind) == ({"accept", "first_contact", "overall"}, "accept")
    with scope.scoped(town.house):
        assert Assist.objects.filter(until_at__isnull=True).count() == 4
    with scope.scoped(town.chengguan), CaptureQueriesContext(connection) as seen:
        taken = dispatching.accept_many(town.chengguan, [*free, blank])
    assert len(seen) <= STATEMENTS, [query["sql"][:90] for query in seen]
    assert [each.code if isinstance(each, Refused) else each.state for each in taken] == [*["in_progress"] * 4, "kernel.not_found"]
    with pytest.raises(ValueError, match="200"), scope.scoped(town.centre):
        dispatching.dispatch_many(town.centre, orders * 51)
    with pytest.raises(ValueError, match="200"), scope.scoped(town.centre):
        dispatching.accept_many(town.centre, free * 51)
