"""Cutting anew: what moves, joining, splitting, staying within."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.geo.distances import area_m2
from linli.geo.planes import Plane
from linli.geo.recut import contains, moved, split, union
from linli.geo.shapes import Area

PLANE = Plane(121.45, 31.25)


def box(west: float, south: float, east: float, north: float) -> Area:
    return PLANE.round(shapely.box(west, south, east, north))


WEST, EAST = box(0, 0, 500, 1000), box(500, 0, 1000, 1000)
OLD = {"A": WEST, "B": EAST}


def told(old: dict[str, Area], new: dict[str, Area]) -> list[tuple[str | None, str | None, int]]:
    return [(move.from_key, move.to_key, round(move.area_m2 / 1000)) for move in moved(old, new)]


def test_the_same_cut_moves_nothing() -> None:
    assert moved(OLD, OLD) == []
    assert moved({}, {}) == []


def test_a_border_that_is_pushed_moves_a_strip() -> None:
    (move,) = moved(OLD, {"A": box(0, 0, 600, 1000), "B": box(600, 0, 1000, 1000)})
    assert (move.from_key, move.to_key) == ("B", "A")
    assert move.area_m2 == pytest.approx(100_000, rel=1e-4)
    assert shapely.covers(EAST.buffer(1e-7), move.shape)


def test_a_split_a_merger_a_new_and_a_lost_part_are_told() -> None:
    assert told(OLD, {"A": WEST, "C": box(500, 0, 1000, 400), "D": box(500, 400, 1000, 1000)}) == [("B", "D", 300), ("B", "C", 200)]
    assert told(OLD, {"A": union([WEST, EAST])}) == [("B", "A", 500)]
    assert told(OLD, {**OLD, "N": box(1000, 0, 1100, 1000)}) == [(None, "N", 100)]
    assert told(OLD, {"A": WEST}) == [("B", None, 500)]
    assert told({}, OLD) == [(None, "A", 500), (None, "B", 500)]
    assert told(OLD, {}) == [("A", None, 500), ("B", None, 500)]


def test_what_two_share_in_one_cut_is_not_handed_over_by_the_one_who_keeps_it() -> None:
    wide = {"A": box(0, 0, 600, 1000), "B": EAST}
    assert told(wide, OLD) == []
    assert told(OLD, wide) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 999))
@example(5, 3, 140)
def test_what_moves_and_what_stays_is_everything(before: int, after: int, seed: int) -> None:
    town = shapely.box(0, 0, 1000, 1000)
    random = np.random.default_rng(seed)

    def cut(count: int) -> dict[int, Area]:
        sites = shapely.MultiPoint(random.uniform(0, 1000, (count, 2)))
        cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=town)), town)
        return {number: PLANE.round(cell) for number, cell in enumerate(cells)}

    old, new = cut(before), cut(after)
    stays = sum(shapely.intersection(PLANE.flat(old[key]), PLANE.flat(new[key])).area for key in old.keys() & new.keys())
    moves = moved(old, new, ignore_m2=0.0)
    assert sum(move.area_m2 for move in moves) + stays == pytest.approx(1_000_000, rel=1e-5)
    assert all(move.from_key != move.to_key for move in moves)


def test_joined_neighbours_have_no_seam() -> None:
    both = union([WEST, EAST])
    assert isinstance(both, shapely.Polygon)
    assert area_m2(both) == pytest.approx(area_m2(WEST) + area_m2(EAST), rel=1e-6)
    assert union([]).is_empty


def test_a_child_may_stick_out_by_the_tolerance_and_no_more() -> None:
    assert contains(WEST, WEST)
    assert contains(WEST, box(0, 0, 500.9, 1000))
    assert not contains(WEST, box(0, 0, 502, 1000))
    assert contains(WEST, box(0, 0, 502, 1000), tolerance_m=3)
    assert not contains(WEST, EAST)


def test_a_line_cuts_an_area_from_west_to_east() -> None:
    middle = PLANE.to_degrees([(300, -10), (300, 1010)])
    west, east = split(WEST, middle)
    assert area_m2(west) == pytest.approx(300_000, rel=1e-4)
    assert area_m2(east) == pytest.approx(200_000, rel=1e-4)
    assert split(WEST, PLANE.to_degrees([(300, 10), (300, 500)])) == [WEST]
    assert split(WEST, PLANE.to_degrees([(900, -10), (900, 1010)])) == [WEST]
    assert len(split(union([WEST, box(600, 0, 700, 1000)]), middle)) == 3
