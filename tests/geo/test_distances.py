"""Lengths and areas against Vincenty, strips and triangles; real streets against the figures that came with them."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.geo.distances import area_m2, distances_m, length_m, perimeter_m, steps_m
from linli.geo.problems import BadCoordinates
from linli.geo.shapes import area_of
from tests.geo.brute import band_m2, ring_m2, vincenty_m
from tests.shared import shared_file

lons, lats = st.floats(73, 135), st.floats(3, 54)
steps = st.floats(-0.4, 0.4)


@given(lons, lats, steps, steps)
def test_up_to_fifty_kilometres_it_is_vincenty_to_a_ten_thousandth(lon: float, lat: float, east: float, north: float) -> None:
    one, other = (lon, lat), (lon + east, lat + north)
    exact = vincenty_m(one, other)
    assert distances_m([one], [other])[0, 0] == pytest.approx(exact, rel=1e-4, abs=1e-3)


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180), st.floats(-85, 85))
def test_anywhere_it_is_within_half_a_per_cent(lon: float, lat: float, lon2: float, lat2: float) -> None:
    # Vincenty does not end near the other side of the earth.
    assume(math.hypot((lon - lon2 + 360) % 360 - 180, lat + lat2) > 10)
    assert distances_m([(lon, lat)], [(lon2, lat2)])[0, 0] == pytest.approx(vincenty_m((lon, lat), (lon2, lat2)), rel=6e-3, abs=1e-3)


def test_every_point_is_measured_to_every_other() -> None:
    here, there = [(121.4, 31.2), (121.5, 31.3), (121.4, 31.2)], [(121.4, 31.2), (121.0, 31.0)]
    found = distances_m(here, there)
    assert found.shape == (3, 2)
    assert found[0, 0] == 0.0
    assert found[0, 1] == found[2, 1]
    assert distances_m([], there).shape == (0, 2)


def test_a_way_is_the_sum_of_its_steps() -> None:
    way = [(121.40, 31.20), (121.41, 31.20), (121.41, 31.22)]
    assert length_m(way) == pytest.approx(sum(vincenty_m(one, other) for one, other in pairwise(way)), rel=1e-5)
    assert len(steps_m(way)) == 2
    assert length_m([]) == 0.0
    assert length_m(way[:1]) == 0.0


def test_a_place_off_the_earth_is_refused() -> None:
    with pytest.raises(BadCoordinates):
        distances_m([(31.2, 121.4)], [(121.4, 31.2)])


@pytest.mark.parametrize("box", [(121.4, 31.2, 121.5, 31.3), (73.0, 18.0, 135.0, 53.0), (0.0, -89.0, 1.0, 89.0)])
def test_a_box_has_the_area_of_its_strips(box: tuple[float, float, float, float]) -> None:
    assert area_m2(shapely.box(*box)) == pytest.approx(band_m2(*box), rel=1e-6)


def test_a_hole_is_taken_off_and_its_ring_belongs_to_the_perimeter() -> None:
    outer, inner = shapely.box(121.4, 31.2, 121.5, 31.3), shapely.box(121.44, 31.24, 121.46, 31.26)
    ring = shapely.Polygon(outer.exterior, [inner.exterior])
    assert area_m2(ring) == pytest.approx(area_m2(outer) - area_m2(inner), rel=1e-9)
    assert perimeter_m(ring) == pytest.approx(perimeter_m(outer) + perimeter_m(inner), rel=1e-9)
    assert area_m2(shapely.MultiPolygon()) == 0.0


def test_real_streets_have_the_areas_that_are_told_of_them() -> None:
    streets = json.loads(shared_file("shanghai/street_polygons_wgs84.json").read_text(encoding="utf-8"))["features"]
    assert len(streets) == 8
    for street in streets:
        area = area_of(street["geometry"])
        rings = [[(float(x), float(y)) for x, y in ring] for ring in street["geometry"]["coordinates"]]
        assert area_m2(area) == pytest.approx(ring_m2(rings[0]) - sum(ring_m2(hole) for hole in rings[1:]), rel=5e-5)
        assert area_m2(area) / 1e6 == pytest.approx(street["properties"]["areaSquareKilometers"], rel=1e-3)
        assert area_m2(area) / 1e6 == pytest.approx(street["properties"]["officialAreaSquareKilometers"], rel=0.05)
        assert np.isfinite(perimeter_m(area))
