"""Point to grid: equal to asking every polygon, borders belong to one, many threads agree."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.geo.index import NOWHERE, GridIndex
from linli.geo.points import Points
from linli.geo.problems import BadCoordinates, Problem

WEST, SOUTH = 121.4, 31.2
SIDE = 0.01


def square(column: int, row: int, size: int = 1) -> shapely.Polygon:
    return shapely.box(WEST + column * SIDE, SOUTH + row * SIDE, WEST + (column + size) * SIDE, SOUTH + (row + size) * SIDE)


def at(column: float, row: float) -> tuple[float, float]:
    return (WEST + column * SIDE, SOUTH + row * SIDE)


def brute(areas: list[shapely.Polygon], points: Points) -> list[int]:
    return [next((number for number, area in enumerate(areas) if area.intersects(shapely.Point(point))), -1) for point in points]


CHESS = [square(column, row) for row in range(4) for column in range(4)]


def test_a_point_inside_is_found_and_one_beside_is_nowhere() -> None:
    index = GridIndex(CHESS, [f"G{number}" for number in range(16)])
    assert index.locate([at(0.5, 0.5), at(1.5, 0.5), at(3.9, 3.9), at(4.5, 0.5), at(-1, 0)]).tolist() == [0, 1, 15, NOWHERE, NOWHERE]
    assert index.keys[15] == "G15"
    assert len(index) == 16


def test_a_border_belongs_to_the_first_in_the_order_given() -> None:
    borders = [at(1, 0.5), at(1, 1), at(0.5, 1), at(4, 4), at(0, 0)]
    assert GridIndex(CHESS, range(16)).locate(borders).tolist() == [0, 0, 0, 15, 0]
    assert GridIndex(CHESS[::-1], range(16)).locate(borders).tolist() == [14, 10, 11, 0, 15]


def test_where_polygons_overlap_the_first_holds_the_point() -> None:
    small, large = square(1, 1), square(0, 0, 4)
    assert GridIndex([large, small], "ab").locate([at(1.5, 1.5)]).tolist() == [0]
    assert GridIndex([small, large], "ab").locate([at(1.5, 1.5), at(0.5, 0.5)]).tolist() == [0, 1]


def test_holes_and_separate_parts_are_honoured() -> None:
    ring = shapely.Polygon(square(0, 0, 3).exterior, [square(1, 1).exterior])
    apart = shapely.MultiPolygon([square(1, 1), square(5, 0)])
    index = GridIndex([ring, shapely.geometry.mapping(apart)], ("ring", "apart"))
    assert index.locate([at(0.5, 0.5), at(1.5, 1.5), at(5.5, 0.5), at(4.5, 0.5)]).tolist() == [0, 1, 1, NOWHERE]


def test_an_index_without_grids_finds_nothing() -> None:
    index: GridIndex[str] = GridIndex([], [])
    assert index.locate([at(0, 0)]).tolist() == [NOWHERE]
    assert index.locate([]).tolist() == []


def test_an_empty_polygon_holds_nothing() -> None:
    assert GridIndex([shapely.MultiPolygon()], ["none"]).locate([at(0, 0), (0.0, 0.0)]).tolist() == [NOWHERE, NOWHERE]
    assert GridIndex([shapely.MultiPolygon(), square(0, 0)], "ab").locate([at(0.5, 0.5)]).tolist() == [1]


def test_polygons_and_keys_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="16 polygons with 1 keys"):
        GridIndex(CHESS, ["one"])


def test_a_line_is_no_grid() -> None:
    with pytest.raises(ValueError, match="LineString is no polygon"):
        GridIndex([{"type": "LineString", "coordinates": [(0, 0), (1, 1)]}], ["street"])


def test_points_that_are_nowhere_on_earth_are_refused() -> None:
    with pytest.raises(BadCoordinates) as refused:
        GridIndex(CHESS, range(16)).locate([at(0, 0), (31.2, 121.4)])
    assert (refused.value.code, refused.value.index) == (Problem.OUT_OF_RANGE, 1)


def test_an_index_cannot_be_changed() -> None:
    index = GridIndex(CHESS, range(16))
    with pytest.raises(AttributeError):
        index.more = 1  # type: ignore[attr-defined]
    polygons = CHESS.copy()
    kept = GridIndex(polygons, range(16))
    polygons.clear()
    assert kept.locate([at(0.5, 0.5)]).tolist() == [0]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_it_answers_as_if_every_polygon_were_asked(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    hulls = [shapely.MultiPoint(random.uniform(0, 1, 2) + random.uniform(0, 0.3, (7, 2))).convex_hull for _ in range(count)]
    areas = [hull for hull in hulls if isinstance(hull, shapely.Polygon)]
    corners = shapely.get_coordinates(areas)
    points = np.vstack((random.uniform(-0.1, 1.4, (400, 2)), corners, (corners[:-1] + corners[1:]) / 2))
    assert GridIndex(areas, range(len(areas))).locate(points).tolist() == brute(areas, points)


def test_threads_that_ask_together_get_the_same_answers() -> None:
    index = GridIndex(CHESS, range(16))
    points = np.random.default_rng(5).uniform(at(-1, -1), at(5, 5), (20_000, 2))
    alone = index.locate(points)
    with ThreadPoolExecutor(8) as pool:
        for together in pool.map(index.locate, [points] * 24):
            assert np.array_equal(together, alone)
