"""Coordinate systems: real pairs, there and back everywhere, nothing moves abroad, nonsense is refused with its place."""

import csv
import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.geo import china
from linli.geo.coordinates import System, convert
from linli.geo.points import Points
from linli.geo.problems import BadCoordinates, Problem
from tests.shared import shared_file

METRES_PER_DEGREE = 111_320.0
BOTH = list(product(System, System))
SHIFTED = (System.GCJ02, System.BD09)

CHINESE = {
    "漠河北极村": (122.35, 53.48), "抚远": (134.30, 48.36), "黑河": (127.50, 50.25), "珲春": (130.36, 42.86), "绥芬河": (131.15, 44.40),
    "丹东": (124.39, 40.13), "满洲里": (117.43, 49.60), "二连浩特": (111.98, 43.65), "阿勒泰": (88.14, 47.85), "塔城": (82.98, 46.75),
    "霍尔果斯": (80.42, 44.20), "喀什": (75.99, 39.47), "塔什库尔干": (75.23, 37.77), "普兰": (81.18, 30.29), "樟木": (85.98, 27.99),
    "亚东": (88.90, 27.48), "瑞丽": (97.85, 24.01), "磨憨": (101.69, 21.19), "河口": (103.96, 22.53), "凭祥": (106.75, 22.10),
    "东兴": (107.97, 21.54), "三亚": (109.51, 18.25), "永兴岛": (112.34, 16.83), "香港": (114.17, 22.28), "澳门": (113.54, 22.19),
    "台北": (121.56, 25.04), "嵊泗": (122.45, 30.73), "荣成": (122.55, 37.40), "上海": (121.47, 31.23), "乌鲁木齐": (87.62, 43.82),
    "拉萨": (91.11, 29.65), "哈尔滨": (126.64, 45.75), "二道白河": (128.11, 42.42), "图们": (129.84, 42.97), "阿尔山": (119.94, 47.18),
}  # fmt: skip
ABROAD = {
    "Seoul": (126.98, 37.57), "Pyongyang": (125.75, 39.03), "Tokyo": (139.69, 35.69), "Vladivostok": (131.89, 43.12),
    "Ulaanbaatar": (106.92, 47.92), "Irkutsk": (104.28, 52.29), "Almaty": (76.89, 43.24), "Bishkek": (74.59, 42.87),
    "Kathmandu": (85.32, 27.71), "Delhi": (77.21, 28.61), "Hanoi": (105.85, 21.03), "Bangkok": (100.50, 13.76), "Manila": (120.98, 14.60),
    "Singapore": (103.82, 1.35), "London": (-0.13, 51.51), "Sydney": (151.21, -33.87), "Null Island": (0.0, 0.0), "a pole": (180.0, 90.0),
}  # fmt: skip


def metres(one: Points, other: Points) -> Points:
    """The distance on a sphere in a formula of its own; good for small distances."""
    shrink = np.cos(np.radians(one[:, 1]))
    return np.hypot((one[:, 0] - other[:, 0]) * shrink, one[:, 1] - other[:, 1]) * METRES_PER_DEGREE


def over_china(count: int, seed: int = 7) -> Points:
    return np.random.default_rng(seed).uniform((70.0, 1.0), (138.0, 56.0), (count, 2))


def test_two_thousand_real_pairs_are_met_within_three_metres() -> None:
    with shared_file("shanghai/coordinate_pairs.csv").open(encoding="utf-8") as lines:
        pairs = np.array([[float(cell) for cell in row] for row in list(csv.reader(lines))[1:]])
    off = metres(convert(pairs[:, 2:], System.WGS84, System.GCJ02), pairs[:, :2])
    assert len(off) == 2000
    assert off.max() < 3.0
    assert off.mean() < 1.4
    assert metres(convert(pairs[:, :2], System.GCJ02, System.WGS84), pairs[:, 2:]).max() < 3.0


@pytest.mark.parametrize(("source", "target"), BOTH)
def test_there_and_back_is_the_same_place_within_a_centimetre(source: System, target: System) -> None:
    points = over_china(20_000)
    assert metres(points, convert(convert(points, source, target), target, source)).max() < 0.01


@pytest.mark.parametrize("system", SHIFTED)
def test_there_and_back_holds_across_the_edge_of_the_outline(system: System) -> None:
    random = np.random.default_rng(3)
    along = china.OUTLINE.exterior
    edge = np.array([along.interpolate(random.uniform(0, along.length)).coords[0] for _ in range(5000)])
    points = edge + random.normal(0.0, 0.15, edge.shape)
    assert metres(points, convert(convert(points, System.WGS84, system), system, System.WGS84)).max() < 0.01


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(BOTH))
def test_any_place_on_earth_comes_back(lon: float, lat: float, systems: tuple[System, System]) -> None:
    points = np.array([(lon, lat)])
    try:
        moved = convert(points, *systems)
    except BadCoordinates:
        pytest.fail("every place on earth has coordinates in every system")
    assert metres(points, convert(moved, systems[1], systems[0])).max() < 0.01


@given(st.floats(73, 136), st.floats(3, 54), st.floats(-1e-4, 1e-4), st.floats(-1e-4, 1e-4))
def test_neighbours_stay_neighbours(lon: float, lat: float, east: float, north: float) -> None:
    points = np.array([(lon, lat), (lon + east, lat + north)])
    moved = convert(points, System.WGS84, System.BD09)
    assert metres(moved[:1], moved[1:])[0] == pytest.approx(metres(points[:1], points[1:])[0], rel=0.1, abs=0.01)


@pytest.mark.parametrize("system", SHIFTED)
@pytest.mark.parametrize("place", CHINESE)
def test_every_corner_of_china_is_shifted_whole(place: str, system: System) -> None:
    points = np.array([CHINESE[place]])
    assert china.weight(points) == [1.0]
    assert 100.0 < metres(points, convert(points, System.WGS84, system))[0] < 2500.0


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("place", ABROAD)
def test_nothing_moves_abroad(place: str, system: System) -> None:
    points = np.array([ABROAD[place]])
    assert np.array_equal(convert(points, System.WGS84, system), points)
    assert np.array_equal(convert(points, system, System.WGS84), points)


def test_a_known_point_of_beijing_is_where_the_published_formula_puts_it() -> None:
    # The example that the open converters print in their own documentation.
    moved = convert([(116.404, 39.915)], System.WGS84, System.GCJ02)[0]
    assert moved == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert convert([(116.404, 39.915)], System.GCJ02, System.BD09)[0] == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-9)


def test_the_national_frame_is_taken_as_wgs84() -> None:
    points = over_china(10)
    assert np.array_equal(convert(points, System.CGCS2000, System.WGS84), points)
    assert np.array_equal(convert(points, System.CGCS2000, System.GCJ02), convert(points, System.WGS84, System.GCJ02))


def test_the_given_array_is_left_alone_and_never_shared() -> None:
    points = over_china(10)
    kept = points.copy()
    result = convert(points, System.WGS84, System.WGS84)
    result += 1.0
    convert(points, System.GCJ02, System.WGS84)
    assert np.array_equal(points, kept)


def test_no_points_are_no_points() -> None:
    assert convert([], System.WGS84, System.BD09).shape == (0, 2)
    assert convert(np.empty((0, 2)), System.BD09, System.WGS84).shape == (0, 2)


@pytest.mark.parametrize(
    ("points", "code", "index"),
    [
        ([(121.0, 31.0), (math.nan, 31.0)], Problem.NOT_FINITE, 1),
        ([(121.0, math.inf)], Problem.NOT_FINITE, 0),
        ([(121.0, 31.0), (121.0, 31.0), (31.0, 121.0)], Problem.OUT_OF_RANGE, 2),
        ([(180.1, 0.0)], Problem.OUT_OF_RANGE, 0),
        ([121.0, 31.0], Problem.WRONG_SHAPE, None),
        ([(121.0, 31.0, 4.0)], Problem.WRONG_SHAPE, None),
        ([("east", "north")], Problem.WRONG_SHAPE, None),
        ([(1.0, 2.0), (1.0,)], Problem.WRONG_SHAPE, None),
        (np.empty((0, 2, 3)), Problem.WRONG_SHAPE, None),
    ],
)
def test_nonsense_is_refused_with_its_place(points: object, code: Problem, index: int | None) -> None:
    with pytest.raises(BadCoordinates) as refused:
        convert(points, System.WGS84, System.GCJ02)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.index) == (code, index)
    assert str(code) in str(refused.value)
