"""Flat metres: angles kept, the meridian true, there and back, national zones with and without their number."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.geo.distances import area_m2
from linli.geo.planes import Plane, from_zone, plane_over, to_zone
from linli.geo.problems import BadCoordinates
from tests.geo.brute import vincenty_m

lons, lats = st.floats(73, 135), st.floats(3, 54)
metres = st.floats(-20_000, 20_000)


@given(lons, lats, st.tuples(metres, metres), st.tuples(metres, metres))
def test_within_twenty_kilometres_flat_lengths_are_those_of_the_earth(
    lon: float, lat: float, start: tuple[float, float], end: tuple[float, float]
) -> None:
    one, other = Plane(lon, lat).to_degrees([start, end])
    exact = vincenty_m((float(one[0]), float(one[1])), (float(other[0]), float(other[1])))
    assert np.hypot(start[0] - end[0], start[1] - end[1]) == pytest.approx(exact, rel=1e-5, abs=1e-3)


@given(lons, lats, st.floats(-5, 5), st.floats(-5, 5))
def test_there_and_back_is_the_same_place(lon: float, lat: float, east: float, north: float) -> None:
    plane, point = Plane(lon, lat), [(lon + east, lat + north)]
    assert plane.to_degrees(plane.to_metres(point))[0] == pytest.approx(point[0], abs=1e-10)


def test_the_centre_is_the_origin_and_north_is_up() -> None:
    plane = Plane(121.4, 31.2)
    assert plane.to_metres([(121.4, 31.2)])[0] == pytest.approx((0.0, 0.0), abs=1e-6)
    east, north = plane.to_metres([(121.4, 31.21)])[0]
    assert east == pytest.approx(0.0, abs=1e-6)
    assert north == pytest.approx(vincenty_m((121.4, 31.2), (121.4, 31.21)), abs=1e-3)


def test_the_poles_are_no_trouble() -> None:
    assert np.isfinite(Plane(0.0, 90.0).to_metres([(0.0, 90.0), (0.0, -90.0)])).all()


def test_a_polygon_goes_flat_and_round_again() -> None:
    street = shapely.box(121.40, 31.20, 121.43, 31.23)
    plane = plane_over([street])
    assert (plane.lon, plane.lat) == pytest.approx((121.415, 31.215))
    assert plane.flat(street).area == pytest.approx(area_m2(street), rel=1e-6)
    again = plane.round(plane.flat(street))
    assert shapely.hausdorff_distance(again, street) < 1e-8
    assert shapely.get_precision(again) == 0.0


def test_there_is_a_plane_even_over_nothing() -> None:
    assert plane_over([]) == Plane(0.0, 0.0)
    assert plane_over([shapely.MultiPolygon()]) == Plane(0.0, 0.0)


@given(st.floats(118.5, 121.5), lats)
def test_the_national_zone_comes_back_with_and_without_its_number(lon: float, lat: float) -> None:
    zone = to_zone([(lon, lat)], 120)
    assert from_zone(zone, 120)[0] == pytest.approx((lon, lat), abs=1e-10)
    assert from_zone(zone + np.array([[40_000_000.0, 0.0]]), 120)[0] == pytest.approx((lon, lat), abs=1e-9)


def test_the_zone_counts_its_east_from_five_hundred_kilometres_west_of_the_meridian() -> None:
    on_it, east_of_it = to_zone([(120.0, 31.0), (120.01, 31.0)], 120)
    assert on_it[0] == pytest.approx(500_000.0, abs=1e-6)
    assert on_it[1] == pytest.approx(sum(vincenty_m((120.0, lat), (120.0, lat + 1.0)) for lat in range(31)), abs=0.01)
    assert east_of_it[0] - on_it[0] == pytest.approx(vincenty_m((120.0, 31.0), (120.01, 31.0)), abs=1e-3)


def test_metres_of_no_place_are_refused() -> None:
    with pytest.raises(BadCoordinates):
        from_zone([(float("nan"), 0.0)], 120)
