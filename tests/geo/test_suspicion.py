"""The wrong system is noticed by the outline, with how far and where to; the right one and mere drawing are not."""

import math

import numpy as np
import pytest
import shapely

from linli.geo.coordinates import System, convert
from linli.geo.geojson import read_geojson
from linli.geo.planes import Plane
from linli.geo.shapes import Area, polygonal
from linli.geo.suspicion import Compass, suspect_system
from tests.shared import shared_file

PLANE = Plane(121.45, 31.25)
OUTLINE = PLANE.round(shapely.box(0, 0, 2000, 1500))
GRIDS = [PLANE.round(shapely.box(column * 500, 0, column * 500 + 500, 1500)) for column in range(4)]


def misread(areas: list[Area], is_really: System, declared: System) -> list[Area]:
    """The areas as they come out of a file drawn in one system and read as another."""
    return [
        polygonal(shapely.transform(area, lambda at: convert(convert(at, System.WGS84, is_really), declared, System.WGS84)))
        for area in areas
    ]


@pytest.mark.parametrize("really", [System.WGS84, System.GCJ02, System.BD09])
@pytest.mark.parametrize("declared", System)
def test_every_confusion_is_noticed_and_the_truth_is_not(really: System, declared: System) -> None:
    suspicion = suspect_system(misread(GRIDS, really, declared), OUTLINE, declared)
    if really == declared or {really, declared} == {System.WGS84, System.CGCS2000}:
        assert suspicion is None
        return
    assert suspicion is not None
    assert (suspicion.declared, suspicion.likely) == (declared, really)
    here = np.array([(PLANE.lon, PLANE.lat)])
    apart = convert(convert(here, System.WGS84, really), declared, System.WGS84)
    east, north = PLANE.to_metres(apart)[0]
    assert suspicion.shift_m == pytest.approx(math.hypot(east, north), rel=0.02)
    assert suspicion.outside_share_declared > 0.1
    assert suspicion.outside_share_likely < 0.01


def test_the_direction_is_where_they_lie_wrong() -> None:
    suspicion = suspect_system(misread(GRIDS, System.GCJ02, System.WGS84), OUTLINE, System.WGS84)
    assert suspicion is not None
    # GCJ-02 points of Shanghai lie south-east of the true ones.
    assert (suspicion.direction, round(suspicion.shift_m, -2)) == (Compass.SOUTH_EAST, 500)


def test_careless_drawing_and_another_town_are_no_wrong_system() -> None:
    careless = [PLANE.round(shapely.box(-8, -8, 2008, 1508))]
    elsewhere = [PLANE.round(shapely.box(50_000, 0, 52_000, 1500))]
    inside = [PLANE.round(shapely.box(900, 700, 1100, 800))]
    half_out = [PLANE.round(shapely.box(1500, 0, 4500, 1500))]
    for areas in (careless, elsewhere, inside, half_out, []):
        assert suspect_system(areas, OUTLINE, System.WGS84) is None


def test_real_streets_read_as_shifted_ones_are_noticed() -> None:
    raw = shared_file("shanghai/street_polygons_wgs84.json").read_bytes()
    for true, wrong in zip(read_geojson(raw), read_geojson(raw, system=System.GCJ02), strict=True):
        suspicion = suspect_system([wrong.area], true.area, System.GCJ02)
        assert suspicion is not None
        assert (suspicion.likely, suspicion.direction) == (System.WGS84, Compass.NORTH_WEST)
        assert 450 < suspicion.shift_m < 520


def test_a_whole_real_city_is_noticed_too() -> None:
    raw = shared_file("shanghai/districts_gcj02.geojson").read_bytes()
    city = read_geojson(raw, system=System.GCJ02)[0].area
    suspicion = suspect_system([district.area for district in read_geojson(raw)[1:17]], city, System.WGS84)
    assert suspicion is not None
    assert suspicion.likely == System.GCJ02
