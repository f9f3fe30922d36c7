"""Everything about one ticket as its page reads it, and the ticket before and after it."""

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.tickets.actions import aside, splitting
from linli.tickets.actions.splitting import Part
from linli.tickets.queries import reporters
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.mine import Mine, mine
from linli.tickets.queries.whole import KIN_SHOWN, Whole, whole_of
from tests.tickets.test_suggesting import Listed
from tests.tickets.town import Hand, Town, reporter


def whole(town: Town, ticket_id: object, *, with_all_kin: bool = False) -> Whole:
    with scope.scoped(town.centre):
        return whole_of(town.centre, ticket_id, clock.now(), with_all_kin=with_all_kin)  # type: ignore[arg-type]


def test_it_names_its_grid_what_it_was_merged_into_and_what_it_is_a_part_of(town: Town) -> None:
    grid = Listed(town).grid
    stays, goes, split = town.ticket(grid_id=grid.pk, reporter=reporter()), town.ticket(), town.ticket()
    town.does(town.centre, aside.merge, goes, stays, note="同一件")
    town.does(town.centre, splitting.split, split, [Part(matter="灯不亮"), Part(matter="门锁坏")])

    at_place, merged, parent = whole(town, stays), whole(town, goes), whole(town, split)
    child = whole(town, parent.kin[0].id)

    assert at_place.ticket.grid is not None and at_place.ticket.grid.name == grid.name
    assert merged.ticket.merged_into is not None and merged.ticket.merged_into.pk == stays
    assert child.ticket.parent is not None and child.ticket.parent.pk == split
    assert [each.id for each in at_place.kin] == [goes]
    with pytest.raises(NotFound):
        whole(town, uuid7())


def test_of_many_that_were_merged_the_latest_stand_below_the_parts_unless_all_are_asked_for(town: Town, hand: Hand) -> None:
    stays, merged = town.ticket(), []
    for _ in range(KIN_SHOWN):
        merged.append(town.ticket())
        hand.passes(minutes=10)
    for each in merged:
        town.does(town.centre, aside.merge, each, stays, note="同一件")
    town.does(town.centre, splitting.split, stays, [Part(matter="灯不亮"), Part(matter="门锁坏")])

    first, everything = whole(town, stays), whole(town, stays, with_all_kin=True)

    assert [each.matter for each in first.kin[:2]] == ["灯不亮", "门锁坏"]
    assert [each.id for each in first.kin[2:]] == merged[2:]
    assert [each.id for each in everything.kin[2:]] == merged
    assert first.kin_count == everything.kin_count == KIN_SHOWN + 2


def test_only_who_may_know_reporters_reads_them(town: Town) -> None:
    ticket_id = town.ticket(reporter=reporter())
    with scope.scoped(town.centre):
        assert [each.ticket_id for each in reporters.among(town.centre, [ticket_id])] == [ticket_id]
    with scope.scoped(town.wuye), pytest.raises(Refused):
        reporters.among(town.wuye, [ticket_id])


def test_beside_an_open_ticket_are_its_neighbours_and_beside_a_closed_one_the_first(town: Town, hand: Hand) -> None:
    made = []
    for _ in range(3):
        made.append(town.ticket())
        hand.passes(minutes=10)
    gone = town.ticket()
    town.does(town.centre, aside.withdraw, gone, note="误建")
    with scope.scoped(town.centre):
        first, middle, last, closed = (queries.get_for(town.centre, each) for each in (*made, gone))
        assert queries.neighbour(town.centre, middle, is_after=True) == last.pk
        assert queries.neighbour(town.centre, middle, is_after=False) == first.pk
        assert queries.neighbour(town.centre, first, is_after=False) is None
        assert queries.neighbour(town.centre, closed, is_after=True) == first.pk


def test_who_has_no_unit_has_no_work_of_its_own(town: Town) -> None:
    with scope.scoped(town.nobody):
        assert mine(town.nobody) == Mine("", (), ())
