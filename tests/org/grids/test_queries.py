"""Reading the grids: as they stand and stood, points in bulk, addresses, and never an old answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.kernel.writes import attempt
from linli.org.actions import grids as actions
from linli.org.queries import atlas as memory
from linli.org.queries import grids as queries
from linli.org.rules.cuts import Birth, Cut
from linli.org.rules.grids import GridKind
from tests.org.grids.conftest import BEGIN, LAST_MONTH, TODAY, Street, told
from tests.org.grids.ground import middle, plot


def test_the_tree_in_force_stands_each_below_its_parent(street: Street) -> None:
    with scoped(street.reader):
        with CaptureQueriesContext(connection) as asked:
            found = queries.in_force(street.reader, TODAY)
        assert queries.in_force(street.reader, BEGIN - timedelta(seconds=1)) == []
    assert [(now.grid.code, now.depth, now.parent_id) for now in found] == [
        ("Z1", 0, None),
        ("W1", 1, street.whole.pk),
        ("W2", 1, street.whole.pk),
    ]
    assert len(asked) == 1


def test_who_may_not_look_and_a_neighbour_see_nothing(street: Street) -> None:
    for actor in (street.nobody, street.neighbour):
        with scoped(actor):
            assert queries.in_force(actor, TODAY) == []
            assert queries.grid_at(actor, *middle(0, 0), TODAY) == []
            assert queries.grids_of_points(actor, [middle(0, 0)], TODAY) == [None]
            assert queries.grid_of_address(actor, "兰亭路12弄3号", TODAY) is None
        with scoped(actor), pytest.raises(NotFound):
            queries.extents_of(actor, street.left.pk)


def test_a_kind_asks_for_the_deepest_of_that_kind(street: Street) -> None:
    with scoped(street.reader):
        assert [now.grid.code for now in queries.grid_at(street.reader, *middle(0, 0), TODAY, GridKind.COMPREHENSIVE)] == ["Z1"]
        assert [now.grid.code for now in queries.grid_at(street.reader, *middle(0, 0), TODAY, GridKind.MICRO)] == ["W1", "Z1"]
        assert queries.grid_at(street.reader, *middle(0, 0), TODAY, GridKind.BLOCK) == []
        assert queries.grids_of_points(street.reader, [middle(0, 0)], TODAY, GridKind.COMPREHENSIVE) == [street.whole.pk]


def test_many_points_at_once_get_what_each_gets_alone(street: Street) -> None:
    points = np.array([middle(column, row) for column in range(-1, 6) for row in range(-1, 4)])
    with scoped(street.reader):
        alone = [queries.grid_at(street.reader, float(lon), float(lat), TODAY) for lon, lat in points]
        together = queries.grids_of_points(street.reader, points, TODAY)
    assert together == [chain[0].grid.pk if chain else None for chain in alone]
    assert {each for each in together if each} == {street.left.pk, street.right.pk}


def test_a_thousand_points_cost_two_statements_and_the_next_thousand_one(street: Street) -> None:
    points = np.array([middle(0, 0)] * 1000)
    memory._ATLASES.clear()
    with scoped(street.reader):
        for expected in (2, 1):
            with CaptureQueriesContext(connection) as asked:
                queries.grids_of_points(street.reader, points, TODAY)
            assert len(asked) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("上海市兰亭路 12 弄 3 号 502 室", "L1"),
        ("兰亭路１２弄３号", "L1"),
        ("兰亭路12弄31号", None),
        ("小兰亭路112弄3号", None),
        ("兰亭路12弄4号", "L2"),
        ("", None),
    ],
)
def test_an_address_finds_the_list_it_stands_in(street: Street, address: str, expected: str | None) -> None:
    cuts = [listed("L1", street.whole.pk, "兰亭路12弄3号"), listed("L2", street.whole.pk, "12弄4号", "兰亭路12弄4")]
    street.recut(*cuts)
    with scoped(street.reader):
        found = queries.grid_of_address(street.reader, address, TODAY)
        assert queries.grid_of_address(street.reader, address, LAST_MONTH) is None
    assert (found.grid.code if found else None) == expected


def listed(code: str, parent_id: UUID, *members: str) -> Cut:
    return Cut(uuid7(), parent_id=parent_id, members=members, born=Birth(code, f"清单{code}", GridKind.MICRO))


def test_a_recut_is_seen_by_the_next_transaction_of_every_thread(street: Street) -> None:
    def look() -> list[str]:
        try:
            return street.names_at(middle(1, 0), TODAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as others:
        assert [each.result()[0] for each in (others.submit(look), others.submit(look))] == ["兰田一", "兰田一"]
        street.recut(street.cut(street.left, plot(0, 0, 1, 2)), street.cut(street.right, plot(1, 0, 3, 2)))
        assert [each.result()[0] for each in (others.submit(look), others.submit(look))] == ["兰田二", "兰田二"]


def test_a_recut_that_was_undone_leaves_no_answer_behind(street: Street) -> None:
    cuts = [street.cut(street.left, plot(0, 0, 1, 2)), street.cut(street.right, plot(1, 0, 3, 2))]
    with told(TODAY), scoped(street.clerk):
        with attempt() as outcome:
            actions.recut(street.clerk, cuts, effective_at=TODAY, why="先试一试")
            assert [now.grid.code for now in queries.grid_at(street.clerk, *middle(1, 0), TODAY)] == ["W2", "Z1"]
            street.clerk.require("never.given")
        assert isinstance(outcome.refusal, Refused)
        assert [now.grid.code for now in queries.grid_at(street.clerk, *middle(1, 0), TODAY)] == ["W1", "Z1"]
    # Another re-cut gives every chain as many entries as the one undone; it is not taken for it.
    street.recut(street.cut(street.left, plot(0, 0, 2, 1)))
    assert street.names_at(middle(1, 0), TODAY)[0] == "兰田一"
    assert street.names_at(middle(1, 1), TODAY)[0] == "兰田综合网格"


def test_the_memory_is_bounded(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_ATLASES", 1)
    monkeypatch.setattr(memory, "MOST_STRETCHES", 1)
    street.recut(street.cut(street.left, plot(0, 0, 1, 2)))
    for actor in (street.reader, street.neighbour, street.reader):
        with scoped(actor):
            for at in (LAST_MONTH, TODAY):
                queries.grids_of_points(actor, [middle(1, 0)], at)
            assert len(memory._ATLASES) == 1
            assert len(queries.atlas_for(actor)._stretches) <= 1


def test_a_new_name_is_not_answered_with_the_old_one(street: Street) -> None:
    assert street.names_at(middle(0, 0), TODAY)[0] == "兰田一"
    with scoped(street.clerk):
        grid = queries.get_for(street.clerk, street.left.pk)
        actions.edit_grid(street.clerk, grid.pk, seen=grid.journal_seq, code="W1", name="兰田东")
    assert street.names_at(middle(0, 0), TODAY)[0] == "兰田东"
    with scoped(street.reader):
        assert queries.atlas_for(street.reader).at(TODAY).cells[street.left.pk].name == "兰田东"
