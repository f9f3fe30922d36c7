"""Points, lines and areas of one file, side by side."""

import json

import numpy as np
import pytest
import shapely

from linli.geo.coordinates import System, convert
from linli.geo.drawings import Form, read_drawings
from linli.geo.geojson import Limits
from linli.geo.problems import BadPolygons, Problem

LINE = [[121.40, 31.20], [121.41, 31.20], [121.42, 31.21]]
RING = [[121.40, 31.20], [121.41, 31.20], [121.41, 31.21], [121.40, 31.20]]


def document(*geometries: object, **properties: object) -> str:
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features})


def geometry(kind: str, coordinates: object) -> dict[str, object]:
    return {"type": kind, "coordinates": coordinates}


def trouble_of(text: str | bytes, limits: Limits | None = None) -> tuple[Problem, int | None]:
    with pytest.raises(BadPolygons) as bad:
        read_drawings(text, limits=limits)
    first = bad.value.troubles[0]
    return first.code, first.feature


def test_every_form_is_read_with_its_name_and_its_words() -> None:
    text = document(
        geometry("Point", LINE[0]),
        geometry("MultiPoint", LINE),
        geometry("LineString", LINE),
        geometry("MultiLineString", [LINE, LINE[:2]]),
        geometry("Polygon", [RING]),
        geometry("MultiPolygon", [[RING]]),
        {"type": "GeometryCollection", "geometries": [geometry("LineString", LINE), geometry("LineString", LINE[:2])]},
        名称="兰河",
        kind="river",
    )

    found = read_drawings(text)

    assert [each.form for each in found] == [Form.POINT, Form.POINT, Form.LINE, Form.LINE, Form.AREA, Form.AREA, Form.LINE]
    assert {each.name for each in found} == {"兰河"}
    assert found[0].properties["kind"] == "river"
    assert [len(shapely.get_parts(each.shape)) for each in found] == [1, 3, 1, 2, 1, 1, 2]
    assert shapely.get_coordinates(found[2].shape).tolist() == LINE


def test_a_bare_geometry_is_a_feature_without_words() -> None:
    (found,) = read_drawings(json.dumps(geometry("LineString", LINE)))
    assert (found.name, dict(found.properties), found.form) == ("", {}, Form.LINE)


def test_properties_may_be_missing() -> None:
    (found,) = read_drawings(json.dumps({"type": "Feature", "properties": None, "geometry": geometry("Point", LINE[0])}))
    assert dict(found.properties) == {}


@pytest.mark.parametrize("system", list(System))
def test_every_system_comes_out_as_wgs84(system: System) -> None:
    drawn = convert(LINE, System.WGS84, system).tolist()

    (found,) = read_drawings(document(geometry("LineString", drawn)), system=system)

    assert np.abs(shapely.get_coordinates(found.shape) - LINE).max() < 1e-7


@pytest.mark.parametrize(
    ("coordinates", "code"),
    [
        (geometry("LineString", LINE[:1]), Problem.LINE_TOO_SHORT),
        (geometry("LineString", [LINE[0], LINE[0]]), Problem.LINE_TOO_SHORT),
        (geometry("LineString", []), Problem.LINE_TOO_SHORT),
        (geometry("LineString", [[31.20, 121.40], [31.21, 121.41]]), Problem.SWAPPED),
        (geometry("LineString", [[-3000.0, 4500.0], [-2900.0, 4600.0]]), Problem.PROJECTED),
        (geometry("LineString", [["a", 31.2], LINE[0]]), Problem.NOT_A_NUMBER),
        (geometry("MultiLineString", [1]), Problem.NOT_GEOJSON),
        (geometry("LineString", "x"), Problem.NOT_GEOJSON),
        (geometry("Circle", LINE), Problem.NOT_GEOJSON),
        (geometry("MultiPoint", []), Problem.EMPTY),
        (geometry("Polygon", [RING[:2]]), Problem.RING_TOO_SHORT),
        ({"type": "GeometryCollection", "geometries": [geometry("Point", LINE[0]), geometry("LineString", LINE)]}, Problem.MIXED_FORMS),
        (None, Problem.EMPTY),
        (5, Problem.NOT_GEOJSON),
    ],
)
def test_what_is_no_drawing_is_refused_with_its_number(coordinates: object, code: Problem) -> None:
    assert trouble_of(document(geometry("LineString", LINE), coordinates)) == (code, 2)


def test_a_file_that_is_nothing_or_too_much_is_refused_whole() -> None:
    assert trouble_of("[]") == (Problem.NO_FEATURES, None)
    assert trouble_of("{") == (Problem.NOT_JSON, None)
    many = document(*[geometry("LineString", LINE)] * 3)
    assert trouble_of(many, Limits(features=2)) == (Problem.TOO_MANY_FEATURES, None)
    assert trouble_of(many, Limits(vertices=7)) == (Problem.TOO_MANY_VERTICES, None)
    assert trouble_of(many, Limits(size_bytes=40)) == (Problem.TOO_LARGE, None)
