"""Overlaps, gaps, slivers and rims: none in a clean cut, all found and measured when they are made, mended where small."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.geo.coordinates import System
from linli.geo.distances import area_m2
from linli.geo.geojson import read_geojson
from linli.geo.mending import mend
from linli.geo.planes import Plane
from linli.geo.shapes import Area, polygonal
from linli.geo.topology import Flaw, Tolerances, report
from tests.shared import shared_file

PLANE = Plane(121.45, 31.25)
SIDE_M = 1000.0
TOWN = shapely.box(0, 0, SIDE_M, SIDE_M)


def placed(area: shapely.Geometry) -> Area:
    return PLANE.round(area)


def box(west: float, south: float, east: float, north: float) -> Area:
    return placed(shapely.box(west, south, east, north))


def cut(count: int, seed: int) -> list[Area]:
    """A random cut of the town: the cells about random sites."""
    sites = shapely.MultiPoint(np.random.default_rng(seed).uniform(0, SIDE_M, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=TOWN))
    return [placed(cell) for cell in shapely.intersection(cells, TOWN)]


WEST, EAST = box(0, 0, 500, 1000), box(500, 0, 1000, 1000)
WHOLE = placed(TOWN)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 25), st.integers(0, 10_000))
def test_a_clean_cut_has_no_flaw(count: int, seed: int) -> None:
    areas = cut(count, seed)
    assert report(areas, WHOLE).is_clean
    assert report(areas).is_clean
    mended = mend(areas, WHOLE)
    assert (mended.areas, mended.changes) == (tuple(areas), ())


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 25), st.integers(0, 10_000), st.floats(5.0, 30.0), st.floats(5.0, 30.0))
def test_a_cell_that_is_pushed_makes_an_overlap_and_a_gap_of_the_same_area(count: int, seed: int, east: float, north: float) -> None:
    areas = cut(count, seed)
    pushed = placed(shapely.transform(PLANE.flat(areas[0]), lambda at: at + np.array((east, north))))
    found = report([pushed, *areas[1:]], WHOLE, Tolerances(ignore_m2=0.01))
    kinds = {flaw: sum(piece.area_m2 for piece in found.pieces if piece.flaw == flaw) for flaw in Flaw}
    assert kinds[Flaw.GAP] > 0
    assert kinds[Flaw.GAP] == pytest.approx(kinds[Flaw.OVERLAP] + kinds[Flaw.OUTSIDE], rel=1e-3)
    assert all(0 in piece.areas for piece in found.pieces if piece.flaw != Flaw.GAP)


def test_an_overlap_is_told_with_both_its_area_and_a_point_in_it() -> None:
    found = report([box(0, 0, 520, 1000), EAST], WHOLE)
    (piece,) = found.overlaps
    assert (piece.areas, piece.is_sliver) == ((0, 1), False)
    assert piece.area_m2 == pytest.approx(20_000, rel=1e-4)
    assert piece.width_m == pytest.approx(2 * 20_000 / 2_040, rel=1e-4)
    assert shapely.contains_xy(piece.shape, piece.lon, piece.lat)
    assert (found.gaps, found.outside, found.slivers) == ((), (), ())


def test_a_gap_is_told_with_its_neighbours() -> None:
    (piece,) = report([WEST, box(520, 0, 1000, 1000)], WHOLE).gaps
    assert piece.areas == (0, 1)
    assert piece.area_m2 == pytest.approx(20_000, rel=1e-4)
    assert shapely.contains_xy(piece.shape, piece.lon, piece.lat)


def test_without_an_outline_an_enclosed_gap_is_still_seen() -> None:
    frame = placed(shapely.box(0, 0, 600, 600).difference(shapely.box(200, 200, 300, 300)))
    (piece,) = report([frame]).pieces
    assert (piece.flaw, piece.areas, piece.is_sliver) == (Flaw.GAP, (0,), False)
    assert piece.area_m2 == pytest.approx(10_000, rel=1e-4)


def test_without_an_outline_a_narrow_notch_is_still_seen() -> None:
    (piece,) = report([WEST, box(502, 0, 1000, 1000)]).pieces
    assert (piece.flaw, piece.areas, piece.is_sliver) == (Flaw.GAP, (0, 1), True)
    assert piece.area_m2 == pytest.approx(2000, rel=1e-2)


def test_a_part_outside_is_told() -> None:
    (piece,) = report([WEST, box(500, 0, 1050, 1000)], WHOLE).outside
    assert piece.areas == (1,)
    assert piece.area_m2 == pytest.approx(50_000, rel=1e-4)


def test_thin_pieces_are_slivers_and_tiny_ones_are_not_told() -> None:
    (thin,) = report([box(0, 0, 502, 1000), EAST], WHOLE).slivers
    assert thin.area_m2 == pytest.approx(2000, rel=1e-3)
    assert report([box(0, 0, 502, 1000), EAST], WHOLE).overlaps == ()
    assert report([box(0, 0, 500.0005, 1000), EAST], WHOLE).is_clean
    assert report([box(0, 0, 502, 1000), EAST], WHOLE, Tolerances(sliver_width_m=1.0)).slivers == ()


def test_nothing_has_no_flaw() -> None:
    assert report([]).is_clean
    assert mend([]).areas == ()
    (piece,) = report([], WHOLE).gaps
    assert piece.areas == ()


def test_an_outline_that_nobody_covers_cannot_be_mended() -> None:
    mended = mend([], WHOLE, Tolerances(mend_m2=1e9))
    assert mended.changes == ()
    assert len(mended.left.gaps) == 1


def test_a_sliver_goes_to_the_neighbour_with_the_longest_border() -> None:
    south, north = box(502, 0, 1000, 300), box(502, 300, 1000, 1000)
    mended = mend([south, north, WEST], WHOLE)
    (change,) = mended.changes
    assert (change.flaw, change.loser, change.winner) == (Flaw.GAP, None, 2)
    assert change.area_m2 == pytest.approx(2000, rel=1e-3)
    assert mended.left.is_clean
    assert mended.areas[:2] == (south, north)
    assert area_m2(mended.areas[2]) == pytest.approx(502_000, rel=1e-4)


def test_a_thin_overlap_stays_with_the_first() -> None:
    mended = mend([box(0, 0, 502, 1000), EAST], WHOLE)
    (change,) = mended.changes
    assert (change.flaw, change.loser, change.winner) == (Flaw.OVERLAP, 1, 0)
    assert mended.left.is_clean


def test_a_rim_outside_is_cut_off() -> None:
    mended = mend([WEST, box(500, 0, 1002, 1000)], WHOLE)
    (change,) = mended.changes
    assert (change.flaw, change.loser, change.winner) == (Flaw.OUTSIDE, 1, None)
    assert mended.left.is_clean


def test_what_is_large_is_left_for_a_person() -> None:
    areas = [box(0, 0, 520, 1000), EAST]
    mended = mend(areas, WHOLE)
    assert mended.areas == tuple(areas)
    assert (mended.changes, len(mended.left.overlaps)) == ((), 1)


def test_a_polygon_that_would_vanish_is_left_for_a_person() -> None:
    mended = mend([WEST, EAST, box(100, 100, 110, 110)], WHOLE)
    assert mended.changes == ()
    assert mended.left.overlaps[0].areas == (0, 2)


@settings(max_examples=15, deadline=None)
@given(st.integers(3, 12), st.integers(0, 10_000))
def test_a_cut_that_was_drawn_with_a_shaking_hand_is_whole_again(count: int, seed: int) -> None:
    areas = cut(count, seed)
    random = np.random.default_rng(seed)
    shaken = [placed(shapely.transform(PLANE.flat(area), lambda at: at + random.normal(0, 0.3, 2))) for area in areas]
    mended = mend(shaken, WHOLE)
    assert not [piece for piece in mended.left.pieces if piece.area_m2 > 5.0]
    assert sum(area_m2(area) for area in mended.areas) == pytest.approx(area_m2(WHOLE), rel=1e-4)


def test_real_districts_fit_each_other_and_their_city() -> None:
    found = read_geojson(shared_file("shanghai/districts_gcj02.geojson").read_bytes(), system=System.GCJ02)
    areas = [district.area for district in found]
    assert report(areas[1:17], areas[0]).is_clean
    assert report(areas[18:], areas[17]).is_clean
    # Without one district there is a gap of its size, and all the rest lie where they lay.
    (gap,) = report(areas[1:5] + areas[6:17], areas[0]).gaps
    assert gap.area_m2 == pytest.approx(area_m2(areas[5]), rel=1e-4)
    assert len(gap.areas) > 3


def test_real_streets_that_were_simplified_apart_show_slivers_and_lose_them() -> None:
    areas = [street.area for street in read_geojson(shared_file("shanghai/street_polygons_wgs84.json").read_bytes())]
    found = report(areas)
    assert {piece.areas for piece in found.slivers} >= {(1, 2), (3, 4)}
    assert max(piece.area_m2 for piece in found.slivers) < 3000
    mended = mend(areas)
    assert mended.left.slivers == ()
    assert len(mended.changes) == len(found.slivers)
    assert mended.areas[0] is areas[0]
    assert shapely.is_valid(polygonal(shapely.union_all(list(mended.areas))))
