"""The queue asked of the database: what each filter shows, page by page, and that every count is the number of its rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.org.models import Grid, GridExtent
from linli.tickets.actions import dispatching, handling, parties
from linli.tickets.models import Ticket
from linli.tickets.queries import queue as queries
from linli.tickets.queries.queue import Queue
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Measure, MeetingReason, ReturnReason, Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import COUNTED_AT_MOST, Quick, Sort, Wanted
from linli.tickets.rules.states import State
from tests.tickets.town import Hand, Town

EVERYTHING = Wanted()


def shown(actor: Actor, wanted: Wanted = EVERYTHING) -> list[UUID]:
    """The rows in their order; the count says the same number."""
    with scope.scoped(actor):
        queue = Queue.open(actor)
        rows = queue.rows(wanted)
        assert queue.counts(wanted).total == len(rows)
        return [row.pk for row in rows]


def asked(actor: Actor, quick: Quick) -> list[UUID]:
    found = shown(actor, Wanted(quick=quick))
    with scope.scoped(actor):
        assert Queue.open(actor).counts(Wanted()).quick[quick] == len(found)
    return found


def test_what_is_due_first_stands_first_and_pages_meet_without_gap(town: Town, hand: Hand) -> None:
    made = []
    for _ in range(5):
        made.append(town.ticket())
        hand.passes(minutes=3)
    # Two at the same moment are told apart by their ids.
    made += [town.ticket(), town.ticket()]
    with scope.scoped(town.centre):
        queue = Queue.open(town.centre)
        for order in (Sort.DUE, Sort.NEWEST):
            wanted, mark = Wanted(sort=order), None
            found: list[UUID] = []
            while rows := queue.rows(wanted, mark, most=2):
                found += [row.pk for row in rows]
                mark = queries.mark_of(rows[-1], wanted.order)
            assert sorted(found) == sorted(made) and len(found) == len(made)
            assert found[0] == (made[0] if order is Sort.DUE else max(made[5:]))


def test_every_quick_question_shows_what_it_counts(town: Town, hand: Hand) -> None:
    units, late = town.units, town.ticket()
    hand.passes(days=14)
    returned, nobody, danger, done, plain = (town.ticket() for _ in range(5))
    town.does(town.centre, dispatching.dispatch, returned, lead_unit_id=units["chengguan"])
    town.does(town.chengguan, dispatching.return_ticket, returned, reason=ReturnReason.NOT_OURS, note="不归本单位")
    town.does(town.centre, parties.call_meeting, nobody, reason=MeetingReason.NOBODY_TAKES_IT, note="没有承接单位")
    town.does(town.centre, handling.take_measure, danger, measure=Measure.FENCED, unit_id=units["wuye"], note="围上了")
    town.does(town.centre, dispatching.dispatch, done, lead_unit_id=units["fangguan"])
    town.does(town.fangguan, dispatching.accept, done)
    town.does(town.fangguan, handling.resolve, done, outcome=Verdict.SOLVED, done="修好了")

    assert asked(town.centre, Quick.LATE) == asked(town.centre, Quick.STUCK) == [late]
    assert asked(town.centre, Quick.BOUNCED) == [returned]
    assert asked(town.centre, Quick.NOBODY) == asked(town.centre, Quick.MEETING) == [nobody]
    assert asked(town.centre, Quick.HAZARD) == [danger]
    assert asked(town.centre, Quick.VERIFY) == [done]
    # What the centre took in, or has to verify or to decide, lies with the centre.
    assert sorted(asked(town.centre, Quick.MINE)) == sorted([late, returned, nobody, danger, done, plain])
    assert asked(town.house, Quick.MINE) == []
    assert asked(town.centre, Quick.SOON) == []
    assert plain in asked(town.centre, Quick.TODAY) and late not in asked(town.centre, Quick.TODAY)
    hand.passes(minutes=100)
    assert set(asked(town.centre, Quick.SOON)) == {returned, danger, plain}


def test_filters_narrow_by_state_class_unit_and_track(town: Town) -> None:
    units = town.units
    given, urgent, settled = town.ticket(), town.ticket(track=Track.EMERGENCY), town.ticket()
    town.does(town.centre, dispatching.dispatch, given, lead_unit_id=units["chengguan"])
    town.does(town.centre, dispatching.close_on_spot, settled, line="当场清掉")

    assert shown(town.centre, Wanted(states=frozenset({State.DISPATCHED}))) == [given]
    assert shown(town.centre, Wanted(states=frozenset({State.CLOSED}))) == [settled]
    assert set(shown(town.centre, Wanted(states=frozenset(State)))) == {given, urgent, settled}
    assert shown(town.centre, Wanted(unit_ids=frozenset({units["chengguan"]}))) == [given]
    assert shown(town.centre, Wanted(tracks=frozenset({Track.EMERGENCY}))) == [urgent]
    assert shown(town.centre, Wanted(class_codes=frozenset({"E01"}))) == []
    assert shown(town.chengguan) == [given] and shown(town.nobody) == []


def test_a_grid_is_chosen_with_every_grid_below_it(town: Town) -> None:
    begun = datetime(2020, 1, 1, tzinfo=UTC)
    with scope.scoped(town.house):
        grids = [Grid(subdistrict_id=town.lanting, code=code, name=code, kind="micro", valid_from=begun) for code in "ABC"]
        Grid.objects.bulk_create(grids)
        GridExtent.objects.bulk_create(
            [
                GridExtent(subdistrict_id=town.lanting, grid=grid, parent=parent, members=[grid.code], valid_from=begun)
                for grid, parent in zip(grids, [None, grids[0], None], strict=True)
            ]
        )
    here, below, elsewhere = (town.ticket(grid_id=grid.pk) for grid in grids)
    assert set(shown(town.centre, Wanted(grid_ids=frozenset({grids[0].pk})))) == {here, below}
    worker = replace(town.nobody, permissions=frozenset(), limits={str(Permission.READ): frozenset({grids[2].pk})})
    assert shown(worker) == [elsewhere] and shown(worker, Wanted(grid_ids=frozenset({grids[0].pk}))) == []
    with scope.scoped(town.centre):
        assert [choice.name for choice in queries.menus(town.centre).grids] == ["A", "B", "C"]
        assert [choice.name for choice in queries.menus(town.centre).units] == sorted(["城运中心", "城管中队", "房管办", "竹苑物业"])


def test_a_row_knows_its_yellow_moment_its_steps_and_why_it_waits_for_a_meeting(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    town.does(town.centre, parties.call_meeting, ticket_id, reason=MeetingReason.NOBODY_TAKES_IT, note="没有承接单位")
    with scope.scoped(town.centre):
        (row,) = list[Any](Queue.open(town.centre).rows(Wanted()))
    assert row.meeting == MeetingReason.NOBODY_TAKES_IT and hand.now < row.yellow_at < row.due_at
    assert queries.states_passed(row) == {State.RECEIVED, State.DELIBERATING}


def test_a_page_costs_the_same_however_long_it_is(town: Town) -> None:
    def cost() -> int:
        with scope.scoped(town.centre), CaptureQueriesContext(connection) as seen:
            queue = Queue.open(town.centre)
            queue.rows(Wanted())
            queue.counts(Wanted())
            queries.menus(town.centre)
        return len(seen)

    town.ticket()
    cost()
    town.ticket()
    before = cost()
    for _ in range(4):
        town.ticket()
    assert cost() == before <= 6
    # Nothing has happened since: the counts stand.
    assert cost() == before - 1


def test_counts_are_kept_until_anything_happens_or_a_quarter_of_a_minute_has_passed(town: Town, hand: Hand) -> None:
    def late() -> int:
        with scope.scoped(town.centre):
            return Queue.open(town.centre).counts(Wanted()).quick[Quick.LATE]

    town.ticket()
    assert late() == 0
    with scope.scoped(town.house):
        # Behind the journal's back, as no action does it.
        Ticket.objects.update(due_at=hand.now - timedelta(days=1))
    assert late() == 0
    hand.passes(seconds=queries.KEPT_FOR.seconds)
    assert late() == 1
    with scope.scoped(town.house):
        Ticket.objects.update(due_at=hand.now + timedelta(days=1))
    assert late() == 1
    town.ticket()
    assert late() == 0


def test_no_more_counts_are_kept_than_there_is_room_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "KEPT_AT_MOST", 1)
    town.ticket()
    with scope.scoped(town.centre):
        queue = Queue.open(town.centre)
        for quick in (None, Quick.LATE, None):
            assert queue.counts(Wanted(quick=quick)).open == 1


def test_counts_stop_at_the_bound(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        town.ticket()
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 2)
    with scope.scoped(town.centre):
        assert Queue.open(town.centre).counts(Wanted()).total == 3
    assert COUNTED_AT_MOST == 1_000


def test_who_may_look_is_who_can_see_any(town: Town) -> None:
    limited = replace(town.nobody, permissions=frozenset(), limits={str(Permission.READ): frozenset()})
    nothing = replace(town.nobody, permissions=frozenset())
    looks: Sequence[Any] = [queries.may_look(each) for each in (town.centre, town.chengguan, limited, nothing)]
    assert looks == [True, True, True, False]
