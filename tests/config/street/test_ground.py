"""The demo street's land and grids, measured by a library that knows nothing of how they were drawn."""

import subprocess
import sys
from itertools import combinations

import pytest
from shapely import line_merge
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from linli.config.street import StreetPlan, digest, plan, plan_of_zhuxi
from linli.config.street.grids import gap_outline
from linli.config.street.lattice import Lattice
from linli.config.street.model import Grid, GridKind

# Square metres of a square degree at 31.25° north, near enough to tell a strip from a crumb.
SQUARE_METRES = 95_249.0 * 110_874.0
CRUMB_M2 = 0.01


def of_kind(street: StreetPlan, kind: GridKind) -> list[Grid]:
    return [grid for grid in street.grids if grid.kind is kind]


def shape(grid: Grid) -> Polygon:
    assert grid.outline is not None
    return Polygon(grid.outline)


def square_metres(land: BaseGeometry) -> float:
    return float(land.area) * SQUARE_METRES


def test_the_plan_is_the_same_on_every_machine() -> None:
    assert digest(plan()) == "0edcaeca8794e68808deac79989f730945b77c9b309e098892c8537140346697"
    assert digest(plan_of_zhuxi()) == "00389c9b3a1d384a82880d5c2a3c91c4dd5c20ddeef6c5fff0a2410671c06f2c"


def test_the_plan_needs_nothing_but_the_language() -> None:
    look = "import sys, linli.config.street as street; street.plan(); print('django' in sys.modules, 'numpy' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert seen.stdout.split() == ["False", "False"]


def test_the_two_streets_lie_apart_in_the_north_west_of_the_town() -> None:
    lanting, zhuxi = Polygon(plan().ground.outline), Polygon(plan_of_zhuxi().ground.outline)

    west, south, east, north = lanting.bounds
    assert 121.40 < west < east < 121.44 and 31.24 < south < north < 31.27
    assert 2.5e6 < square_metres(lanting) < 4e6
    assert lanting.disjoint(zhuxi)


@pytest.mark.parametrize("street", [plan(), plan_of_zhuxi()], ids=["lanting", "zhuxi"])
def test_every_outline_is_closed_and_valid_and_runs_anticlockwise(street: StreetPlan) -> None:
    rings = [grid.outline for grid in street.grids if grid.outline is not None]
    rings += [compound.outline for compound in street.ground.compounds]
    rings += [building.outline for compound in street.ground.compounds for building in compound.buildings]
    rings += [landmark.outline for landmark in street.ground.landmarks]
    rings += [river.water for river in street.ground.rivers]

    for ring in rings:
        polygon = Polygon(ring)
        assert ring[0] == ring[-1]
        assert polygon.is_valid
        assert polygon.exterior.is_ccw


def test_the_comprehensive_grids_tile_the_street_and_share_the_railway_as_their_border() -> None:
    south, north = of_kind(plan(), GridKind.COMPREHENSIVE)
    (railway,) = plan().ground.railways

    assert unary_union([shape(south), shape(north)]).symmetric_difference(Polygon(plan().ground.outline)).is_empty
    assert shape(south).intersection(shape(north)).area == 0
    assert south.outline is not None and north.outline is not None
    assert set(south.outline) & set(north.outline) == set(railway.path)
    assert LineString(railway.path).equals(line_merge(shape(south).intersection(shape(north))))


def test_the_micro_grids_do_not_overlap_and_leave_exactly_one_gap_at_the_river() -> None:
    micro = [shape(grid) for grid in of_kind(plan(), GridKind.MICRO)]
    assert len(micro) == 12
    assert max(square_metres(one.intersection(other)) for one, other in combinations(micro, 2)) == 0

    gap = Polygon(plan().ground.outline).difference(unary_union(micro))

    assert gap.geom_type == "Polygon"
    assert gap.equals(Polygon(gap_outline()))
    assert 5_000 < square_metres(gap) < 30_000
    (river,) = plan().ground.rivers
    assert gap.distance(Polygon(river.water)) * 95_249 < 10
    (around,) = [grid for grid in of_kind(plan(), GridKind.COMPREHENSIVE) if shape(grid).contains(gap.representative_point())]
    assert around.code == "Z01"


def test_neighbouring_grids_have_every_vertex_of_their_border_in_common() -> None:
    micro = of_kind(plan(), GridKind.MICRO)
    touching = 0
    for one, other in combinations(micro, 2):
        border = shape(one).intersection(shape(other))
        if border.length == 0:
            continue
        touching += 1
        for grid in (one, other):
            for position in grid.outline or ():
                if border.distance(Point(position)) == 0:
                    neighbour = other if grid is one else one
                    assert position in (neighbour.outline or ())
    assert touching > 15


def test_every_grid_lies_inside_its_parent() -> None:
    by_code = {grid.code: grid for grid in plan().grids}
    for grid in plan().grids:
        if grid.parent is None or grid.outline is None:
            continue
        outside = shape(grid).difference(shape(by_code[grid.parent]))
        assert square_metres(outside) < CRUMB_M2, grid.name


def test_dedicated_grids_lie_across_the_micro_grids() -> None:
    micro = [shape(grid) for grid in of_kind(plan(), GridKind.MICRO)]
    dedicated = of_kind(plan(), GridKind.DEDICATED)
    assert len(dedicated) == 3
    for grid in dedicated:
        assert any(shape(grid).intersection(each).area > 0 for each in micro)
    assert sum(shape(dedicated[0]).intersection(each).area > 0 for each in micro) > 1


def test_the_tree_is_four_deep_and_deeper_and_its_leaves_are_lists_of_units() -> None:
    parents = {grid.code: grid.parent for grid in plan().grids}

    def depth(code: str | None) -> int:
        return 0 if code is None else 1 + depth(parents[code])

    assert max(map(depth, parents)) == 5
    leaves = of_kind(plan(), GridKind.BUILDING)
    assert len(leaves) == 9
    assert all(grid.outline is None and len(grid.units) == 2 for grid in leaves)
    assert len({unit for grid in leaves for unit in grid.units}) == 9 * 2


def test_grids_come_after_their_parents_and_bear_names_of_their_own() -> None:
    for street in (plan(), plan_of_zhuxi()):
        seen: set[str] = set()
        for grid in street.grids:
            assert grid.parent is None or grid.parent in seen
            assert grid.code not in seen
            seen.add(grid.code)
        assert len({grid.name for grid in street.grids}) == len(street.grids)


def test_compounds_stand_clear_of_each_other_of_streets_water_and_railway() -> None:
    ground = plan().ground
    shapes = [Polygon(compound.outline) for compound in ground.compounds] + [Polygon(each.outline) for each in ground.landmarks]
    assert len(ground.compounds) == 24
    lines = [LineString(path) for path in [street.path for street in ground.streets] + [railway.path for railway in ground.railways]]
    water = [Polygon(river.water) for river in ground.rivers]
    for one, other in combinations(shapes, 2):
        assert one.disjoint(other)
    for lot in shapes:
        assert all(lot.disjoint(line) for line in lines)
        assert all(lot.disjoint(band) for band in water)
    for compound in ground.compounds:
        assert len(compound.buildings) >= 6
        around = Polygon(compound.outline)
        assert all(around.contains(Polygon(building.outline)) for building in compound.buildings)


def test_the_river_and_the_railway_run_from_border_to_border_and_the_metro_stops_twice() -> None:
    ground = plan().ground
    border = Polygon(ground.outline).exterior
    (river,), (railway,), (metro,) = ground.rivers, ground.railways, ground.metros
    for path in (river.path, railway.path):
        assert border.distance(Point(path[0])) == border.distance(Point(path[-1])) == 0
    assert [station.name for station in metro.stations] == ["兰亭路站", "北亭路站"]
    assert all(LineString(metro.path).distance(Point(station.at)) == 0 for station in metro.stations)
    assert LineString(metro.path).crosses(LineString(railway.path))
    assert 16 <= len({street.name for street in ground.streets}) == len(ground.streets) <= 20


def test_an_outline_is_refused_for_meshes_that_do_not_hang_together() -> None:
    ticks = (0.0, 10.0, 20.0, 30.0)
    net = Lattice((121.0, 31.0), 1.0, 0.0, [[tick] * 4 for tick in ticks], [[tick] * 4 for tick in ticks])
    for cells in ({(0, 0), (2, 2)}, {(0, 0), (1, 1)}, net.cells - {(1, 1)}):
        with pytest.raises(ValueError, match="these meshes"):
            net.outline(cells)
    assert len(net.outline(net.cells)) == 4 * 3 * 4 + 1
