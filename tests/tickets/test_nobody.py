"""暂无承接单位: made safe first, decided by the duty chief the same day, contested before a meeting, and learnt."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import scope
from linli.org.models import Grid
from linli.tickets.actions import aside, catalogue, dispatch, handling, nobody, objecting, parties, redispatching, requests
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.actions.parties import MeetingDecision, Position
from linli.tickets.models import Deliberation, DutyLine, SideRequest
from linli.tickets.queries.queue import Queue
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.dispatch import DutyRole
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import DeferralReason, Measure, ObjectionReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import Quick, Wanted
from tests.tickets.test_moves import dispatched, helping, in_hand, refused
from tests.tickets.town import BEGIN, Hand, Town

COVER = "C0114"
NONE = {"note": "三家都说不是"}


@pytest.fixture
def listed(town: Town) -> Town:
    """A town with a catalogue, and with a unit that acts first where a cover is gone."""
    rights = {"catalogue.read", "catalogue.change", "duty_list.change"}
    clerk = replace(town.house, permissions=town.house.permissions | rights)
    with scope.scoped(clerk):
        catalogue.lay_preset(clerk)
        line = LineDraft(class_code=COVER, unit_id=town.units["fangguan"], valid_from=BEGIN, role=DutyRole.FALLBACK)
        dispatch.add_line(clerk, line)
    return town


def cover(town: Town, **facts: Any) -> UUID:
    item = ItemDraft(code=COVER, version=1, is_life_safety=True)
    return town.ticket(**{"matter": "窨井盖缺失", "item": item, "has_open_hazard": True, **facts})


def lines(town: Town) -> list[tuple[str, UUID, UUID | None, str, UUID | None]]:
    with scope.scoped(town.house):
        found = DutyLine.objects.filter(state="proposed").order_by("number")
        return list(found.values_list("class_code", "unit_id", "grid_id", "origin_kind", "origin_id"))


def in_queue(town: Town) -> list[tuple[UUID, str]]:
    with scope.scoped(town.centre):
        found: Any = Queue.open(town.centre).rows(Wanted(quick=Quick.NOBODY))
        return [(row.pk, row.meeting) for row in found]


def asked(town: Town, ticket_id: UUID) -> list[tuple[str, UUID | None]]:
    with scope.scoped(town.house):
        found = SideRequest.objects.filter(ticket_id=ticket_id, kind="nobody").order_by("pk")
        return list(found.values_list("decision", "other_unit_id"))


def test_a_cover_without_an_owner_is_made_safe_decided_and_learnt(listed: Town, hand: Hand) -> None:
    town, units = listed, listed.units
    ticket_id = cover(town)
    refused("tickets.hazard_is_open", lambda: town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE))
    assert asked(town, ticket_id) == []
    town.does(town.centre, nobody.call_fallback, ticket_id)
    assert helping(town, ticket_id) == [units["fangguan"]]
    town.does(town.fangguan, handling.take_measure, ticket_id, measure=Measure.FENCED, unit_id=units["fangguan"], note="已围挡")
    town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE)
    row = town.reload(ticket_id)
    assert in_queue(town) == [(ticket_id, "nobody_takes_it")]
    # The close of office hours of the same day, and the acting unit still helps.
    assert (row.state, row.due_kind, row.due_at) == ("deliberating", "decide", hand.now.replace(hour=9, minute=0))
    assert helping(town, ticket_id) == [units["fangguan"]]
    decide = {"lead_unit_id": units["chengguan"], "note": "按属地由城管牵头", "assist_unit_ids": [units["fangguan"]], "basis": "市政条例"}
    gone, looker = {**decide, "lead_unit_id": town.lanting}, replace(town.centre, permissions=frozenset({"tickets.read"}))
    refused("kernel.not_allowed", lambda: town.does(looker, nobody.decide_duty, ticket_id, **decide))
    refused("tickets.unit_is_closed", lambda: town.does(town.centre, nobody.decide_duty, ticket_id, **gone))
    town.does(town.centre, nobody.decide_duty, ticket_id, **decide)
    row = town.reload(ticket_id)
    assert in_queue(town) == []
    assert (row.state, row.lead_unit_id, row.holder_unit_id) == ("dispatched", units["chengguan"], units["chengguan"])
    assert lines(town) == [(COVER, units["chengguan"], None, "ticket", ticket_id)]
    assert asked(town, ticket_id) == [("approved", units["chengguan"])]
    assert town.story(ticket_id)[-3:] == ["ticket.measure_taken", "ticket.nobody_takes_it", "ticket.duty_decided"]
    refused("tickets.duty_waits", lambda: town.does(town.centre, nobody.decide_duty, ticket_id, **decide))
    # Who objects to the chief's decision is heard within one working day, and what is decided then is learnt too.
    town.does(town.chengguan, objecting.object_to_dispatch, ticket_id, reason=ObjectionReason.NO_POWER, note="属房管")
    row = town.reload(ticket_id)
    assert (row.due_kind, row.due_at) == ("decide", hand.now.replace(day=24, hour=9, minute=0))
    agreed = MeetingDecision(decision="房管", lead_unit_id=units["fangguan"], positions=[Position(unit_id=units["fangguan"], said="可以")])
    town.does(town.centre, parties.decide, ticket_id, agreed)
    assert [line[1] for line in lines(town)] == [units["chengguan"], units["fangguan"]]


def test_what_is_contested_lies_before_a_meeting_for_one_working_day(listed: Town, hand: Hand) -> None:
    town, units = listed, listed.units
    with scope.scoped(town.house):
        grid = Grid(subdistrict_id=town.lanting, code="G1", name="兰田一", kind="comprehensive", valid_from=BEGIN)
        grid.save(force_insert=True)
    ticket_id = cover(town, has_open_hazard=False, grid_id=grid.pk)
    town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE)
    town.does(town.centre, nobody.contest_duty, ticket_id, note="两家都有道理")
    row = town.reload(ticket_id)
    assert (row.due_kind, row.due_at) == ("decide", hand.now.replace(day=24, hour=9, minute=0))
    with scope.scoped(town.house):
        assert [each.reason for each in Deliberation.objects.all()] == ["nobody_takes_it"]
    assert in_queue(town) == [(ticket_id, "nobody_takes_it")]
    refused("tickets.duty_waits", lambda: town.does(town.centre, nobody.contest_duty, ticket_id, note="x"))
    refused("tickets.duty_waits", lambda: town.does(town.centre, nobody.decide_duty, ticket_id, lead_unit_id=units["wuye"], note="x"))
    agreed = MeetingDecision(decision="城管", lead_unit_id=units["chengguan"], positions=[Position(unit_id=units["chengguan"], said="")])
    town.does(town.centre, parties.decide, ticket_id, agreed)
    assert lines(town) == [(COVER, units["chengguan"], grid.pk, "ticket", ticket_id)]
    assert asked(town, ticket_id) == [("approved", units["chengguan"])]


def test_a_meeting_may_decide_before_the_duty_chief_did(town: Town) -> None:
    ticket_id = in_hand(town)
    town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE)
    agreed = MeetingDecision(decision="物业", lead_unit_id=town.units["wuye"], positions=[Position(unit_id=town.units["wuye"], said="")])
    town.does(town.centre, parties.decide, ticket_id, agreed)
    # Without a class nothing can be learnt.
    assert (asked(town, ticket_id), lines(town)) == ([("approved", town.units["wuye"])], [])
    with scope.scoped(town.house):
        assert Deliberation.objects.get().decision == "物业"


def test_what_was_left_for_a_day_is_settled_by_the_next_dispatch(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket(item=ItemDraft(code=COVER, version=1))
    town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE)
    wait = {"reason": DeferralReason.MONEY, "review_at": hand.now.replace(month=12), "note": "等经费"}
    town.does(town.centre, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    town.does(town.centre, requests.resume, ticket_id, note="经费到了")
    refused("tickets.already_asked", lambda: town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE))
    town.does(town.centre, redispatching.redispatch, ticket_id, lead_unit_id=town.units["fangguan"], note="房管")
    # No catalogue, nothing learnt.
    assert (asked(town, ticket_id), lines(town)) == ([("approved", town.units["fangguan"])], [])


def test_the_emergency_track_waits_an_hour_and_a_unit_may_be_named_by_hand(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket(track=Track.EMERGENCY)
    refused("tickets.no_fallback", lambda: town.does(town.centre, nobody.call_fallback, ticket_id))
    refused("tickets.unit_is_closed", lambda: town.does(town.centre, nobody.call_fallback, ticket_id, unit_id=town.lanting))
    town.does(town.centre, nobody.call_fallback, ticket_id, unit_id=town.units["wuye"], note="已电话")
    town.does(town.centre, nobody.call_fallback, ticket_id, unit_id=town.units["wuye"], note="再催")
    assert helping(town, ticket_id) == [town.units["wuye"]]
    town.does(town.centre, nobody.nobody_takes_it, ticket_id, **NONE)
    decide = next(row for row in town.clocks(ticket_id) if row.kind == "decide")
    assert (decide.due_at - decide.start_at).total_seconds() == 3600
    gone = town.ticket()
    town.does(town.centre, aside.withdraw, gone, note="撤回")
    refused("tickets.illegal_move", lambda: town.does(town.centre, nobody.call_fallback, gone, unit_id=town.units["wuye"]))
    chief = replace(town.centre, permissions=frozenset(map(str, Permission)))
    refused("tickets.duty_waits", lambda: town.does(chief, nobody.decide_duty, dispatched(town), lead_unit_id=town.units["wuye"], note="x"))
