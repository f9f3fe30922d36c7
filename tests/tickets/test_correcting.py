"""Corrections with the version that was seen, and parts that the whole waits for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import find, scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import NotFound, Refused, Stale
from linli.org.models import Grid
from linli.tickets.actions import (
    aside,
    catalogue,
    correcting,
    dispatching,
    handling,
    requests,
    sampling,
    splitting,
    upkeep_checks,
    verifying,
)
from linli.tickets.actions.correcting import Correction, Point
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.actions.splitting import Part
from linli.tickets.models import Ticket
from linli.tickets.queries.upkeep import of_ticket as upkeep_of
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import RedirectReason, Verdict, VerifiedBy
from linli.tickets.rules.upkeep import Finding
from tests.tickets.test_moves import dispatched, done, in_hand, refused
from tests.tickets.test_time import due_is_the_nearest, running, worked_out
from tests.tickets.town import BEGIN, Hand, Town, reporter

GARBAGE, COVER = "E0102", "C0101"


def correct(town: Town, ticket_id: UUID, *, seen: int | None = None, **facts: Any) -> Ticket:
    version = town.reload(ticket_id).journal_seq if seen is None else seen
    found: Ticket = town.does(town.centre, correcting.correct, ticket_id, Correction(**facts), seen=version)
    return found


def test_what_was_written_down_is_corrected_and_found_again(town: Town) -> None:
    with scope.scoped(town.house):
        grid = Grid(subdistrict_id=town.lanting, code="G1", name="兰田一", kind="comprehensive", valid_from=BEGIN)
        grid.save(force_insert=True)
    ticket_id = dispatched(town)
    point = Point(lon=121.4, lat=31.2, system="gcj02", accuracy_m=20.0)
    correct(town, ticket_id, matter="三楼平台堆物", address="兰亭路 12 号", point=point, grid_id=grid.pk)
    row = town.reload(ticket_id)
    assert (row.matter, row.address, row.lon, row.lat, row.grid_id) == ("三楼平台堆物", "兰亭路 12 号", 121.4, 31.2, grid.pk)
    assert (row.point_system, row.point_accuracy_m) == ("gcj02", 20.0)
    with scope.scoped(town.house):
        assert [hit.id for hit in find.search("三楼平台", ["ticket"], 5)] == [ticket_id]
    refused("tickets.nothing_corrected", lambda: correct(town, ticket_id, matter="三楼平台堆物"))
    refused("tickets.nothing_corrected", lambda: correct(town, ticket_id))
    refused("kernel.empty", lambda: correct(town, ticket_id, matter=" "))
    refused("tickets.point_is_nowhere", lambda: correct(town, ticket_id, point=Point(lon=200.0, lat=31.2)))
    with pytest.raises(NotFound):
        correct(town, ticket_id, grid_id=town.lanting)
    with pytest.raises(Refused, match="Your post"):
        town.does(town.chengguan, correcting.correct, ticket_id, Correction(matter="x"), seen=row.journal_seq)
    refused("tickets.illegal_move", lambda: correct(town, closed_on_spot(town), matter="x"))
    assert town.story(ticket_id).count("ticket.corrected") == 1


def closed_on_spot(town: Town) -> UUID:
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.close_on_spot, ticket_id, line="好了")
    return ticket_id


def test_a_stale_form_is_refused_with_the_difference(town: Town) -> None:
    ticket_id = dispatched(town)
    seen = town.reload(ticket_id).journal_seq
    correct(town, ticket_id, seen=seen, matter="二楼堆物")
    with pytest.raises(Stale) as refusal:
        correct(town, ticket_id, seen=seen, matter="四楼堆物", address="")
    assert [(each.field, each.yours, each.theirs) for each in refusal.value.differences] == [("matter", "四楼堆物", "二楼堆物")]
    assert town.reload(ticket_id).matter == "二楼堆物"


def test_another_class_sets_the_stages_anew_and_never_the_promise_to_the_reporter(town: Town, hand: Hand) -> None:
    clerk = replace(town.house, permissions=town.house.permissions | {"catalogue.read", "catalogue.change"})
    with scope.scoped(clerk):
        catalogue.lay_preset(clerk)
    slow = ItemDraft(code="M99", version=1, is_set_by_machine=True, durations={Clock.FINISH: Duration(Kind.WORKING_DAYS, 9)})
    ticket_id = in_hand(town, item=slow)
    overall, finish = running(town, ticket_id, "overall"), running(town, ticket_id, "finish")
    assert finish.is_cut
    hand.passes(hours=1)
    refused("catalogue.class_unknown", lambda: correct(town, ticket_id, item_code="Z99"))
    correct(town, ticket_id, item_code=GARBAGE)
    row, after = town.reload(ticket_id), running(town, ticket_id, "finish")
    assert (row.item_code, row.item_version, row.is_item_set_by_machine, row.is_life_safety) == (GARBAGE, 1, False, False)
    # Exposed garbage has four working hours, counted from when the unit accepted it.
    assert (after.pk, worked_out(after)["kind"], worked_out(after)["amount"]) == (finish.pk, "working_minutes", 240)
    assert (after.start_at, after.due_at) == (BEGIN, BEGIN + timedelta(hours=5, minutes=30)) and due_is_the_nearest(town, ticket_id)
    same = running(town, ticket_id, "overall")
    assert (same.due_at, row.plan["durations"]["overall"]) == (overall.due_at, ["working_days", 7])
    correct(town, ticket_id, item_code=COVER)
    assert town.reload(ticket_id).is_life_safety
    assert worked_out(running(town, ticket_id, "finish"))["amount"] == 3


def parts(town: Town, ticket_id: UUID, *matters: str, **facts: Any) -> list[UUID]:
    made = town.does(town.centre, splitting.split, ticket_id, [Part(matter=each, **facts) for each in matters])
    return [ticket.pk for ticket in made]


def test_the_whole_waits_for_its_parts_and_ending_it_never_ends_them(town: Town) -> None:
    whole = in_hand(town, reporter=reporter(), address="兰亭路 12 号", lon=121.4, lat=31.2, about_unit_id=town.units["wuye"])
    refused("tickets.bad_number_of_parts", lambda: parts(town, whole))
    refused("tickets.bad_number_of_parts", lambda: parts(town, whole, *["x"] * 21))
    refused("kernel.empty", lambda: parts(town, whole, "清运", " "))
    refused("kernel.too_long", lambda: parts(town, whole, "清运", address="长" * 300))
    with scope.scoped(town.house):
        assert Ticket.objects.count() == 1
    first, second = parts(town, whole, "清运堆物", "修门锁")
    (third,) = parts(town, whole, "另一处", address="竹溪路 3 号")
    rows = [town.reload(each) for each in (first, second, third)]
    assert [(row.parent_id, row.words, row.address, row.lon) for row in rows] == [
        *[(whole, "", "兰亭路 12 号", 121.4)] * 2,
        (whole, "", "竹溪路 3 号", None),
    ]
    assert (town.story(whole)[-1], town.story(first)) == ("ticket.split", ["ticket.opened", "ticket.part_opened"])
    ends: list[Any] = [
        lambda: town.does(town.chengguan, handling.resolve, whole, outcome=Verdict.SOLVED, done="好了"),
        lambda: town.does(town.centre, aside.withdraw, whole, note="撤回"),
        lambda: town.does(town.centre, aside.redirect, whole, reason=RedirectReason.SECRET, route="x"),
    ]
    for end in ends:
        refused("tickets.children_are_open", end)
    for each in (first, second, third):
        town.does(town.centre, dispatching.close_on_spot, each, line="好了")
    town.does(town.chengguan, handling.resolve, whole, outcome=Verdict.SOLVED, done="好了")
    refused("tickets.illegal_move", lambda: parts(town, whole, "又一处"))
    # A part does not begin again below a whole that is said to be done.
    refused("tickets.whole_is_done", lambda: town.does(town.centre, verifying.reopen, first, note="又堆了"))
    town.does(town.centre, verifying.rework, whole, by=VerifiedBy.UNIT, note="还有一处")
    town.does(town.centre, verifying.reopen, first, note="又堆了")
    refused("tickets.children_are_open", ends[0])


def test_what_a_look_finds_on_a_part_waits_until_the_whole_is_taken_up_again(town: Town, hand: Hand) -> None:
    whole = in_hand(town, track=Track.EMERGENCY)
    fenced, moved = parts(town, whole, "拉警戒带", "移开堆物")
    town.does(town.centre, dispatching.dispatch, fenced, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, fenced)
    town.does(town.chengguan, handling.resolve, fenced, outcome=Verdict.SOLVED, done="拉好了")
    town.does(town.centre, verifying.close, fenced, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    town.does(town.centre, dispatching.close_on_spot, moved, line="好了")
    town.does(town.chengguan, handling.resolve, whole, outcome=Verdict.SOLVED, done="好了")
    job = Actor.system("tickets.draw_sample", town.lanting)
    with scope.scoped(job):
        (sample,) = sampling.draw(job, per_ten_thousand=10_000)
    row = town.reload(fenced)
    with scope.scoped(town.house):
        check = next(each for each in upkeep_of(row) if each.after_days == 3)

    def sampled() -> object:
        return town.does(town.fangguan, sampling.look_at_sample, sample.pk, is_right=False, note="又堆了")

    def looked() -> object:
        looker = replace(town.fangguan, permissions=town.fangguan.permissions | {"tickets.read"})
        return town.does(looker, upkeep_checks.check_upkeep, check.pk, finding=Finding.AGAIN, note="带子断了")

    refused("tickets.whole_is_done", sampled)
    refused("tickets.whole_is_done", looked)
    town.does(town.centre, verifying.rework, whole, by=VerifiedBy.UNIT, note="还没完")
    sampled()
    looked()
    assert [town.reload(each).state for each in (fenced, moved, whole)] == ["in_progress"] * 3


def test_a_part_that_was_put_aside_comes_back_only_while_the_whole_is_open(town: Town) -> None:
    whole = in_hand(town)
    (part,) = parts(town, whole, "修门锁")
    town.does(town.centre, requests.ask_void, whole, note="录错")
    refused("tickets.children_are_open", lambda: town.does(town.director, requests.decide_void, whole, is_granted=True, note="是"))
    town.does(town.centre, aside.withdraw, part, note="不修了")
    town.does(town.centre, aside.undo, part, note="还是要修")
    town.does(town.centre, aside.withdraw, part, note="不修了")
    town.does(town.chengguan, handling.resolve, whole, outcome=Verdict.SOLVED, done="好了")
    refused("tickets.whole_is_done", lambda: town.does(town.centre, aside.undo, part, note="还是要修"))
    lone = done(town)
    town.does(town.centre, verifying.close, lone, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK)
    town.does(town.centre, verifying.reopen, lone, note="又来了")
