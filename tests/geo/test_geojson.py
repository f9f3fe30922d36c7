"""Polygon files as people send them: every form taken, every repair told, everything else refused with its place."""

import json
import math
from collections.abc import Callable

import numpy as np
import pytest
import shapely

from linli.geo.coordinates import System, convert
from linli.geo.distances import area_m2
from linli.geo.geojson import MOST_TROUBLES, Limits, read_geojson
from linli.geo.problems import BadPolygons, Problem, Repair, Trouble
from linli.geo.rings import Feature
from linli.geo.shapes import geojson_of
from tests.shared import shared_file

RING = [[121.40, 31.20], [121.41, 31.20], [121.41, 31.21], [121.40, 31.21], [121.40, 31.20]]
HOLE = [[121.402, 31.202], [121.402, 31.204], [121.404, 31.204], [121.404, 31.202], [121.402, 31.202]]
FAR = [[lon + 0.1, lat] for lon, lat in RING]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
BOWTIE = {"type": "Polygon", "coordinates": [[RING[0], RING[2], RING[1], RING[3], RING[0]]]}
SQUARE = shapely.Polygon(RING)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def read(document: object, system: System = System.WGS84) -> list[Feature]:
    return read_geojson(json.dumps(document), system=system)


def troubles(document: object, limits: Limits | None = None) -> tuple[Trouble, ...]:
    text = document if isinstance(document, str | bytes) else json.dumps(document)
    with pytest.raises(BadPolygons) as refused:
        read_geojson(text, limits=limits)
    assert str(refused.value)
    return refused.value.troubles


def only(document: object, limits: Limits | None = None) -> Trouble:
    (trouble,) = troubles(document, limits)
    return trouble


@pytest.mark.parametrize(
    "document",
    [
        POLYGON,
        feature(POLYGON),
        collection(feature(POLYGON)),
        collection(POLYGON),
        {"features": [feature(POLYGON)]},
        {"streets": [feature(POLYGON)], "made": 2026, "source": "survey"},
        [feature(POLYGON)],
        [POLYGON],
        [RING],
        {"G1": RING},
        {"G1": [RING]},
        {"G1": [[RING]]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [POLYGON]}]},
    ],
)
def test_every_usual_form_is_taken(document: object) -> None:
    (found,) = read(document)
    assert shapely.equals(found.area, SQUARE)
    assert (found.number, found.repairs) == (1, ())


@pytest.mark.parametrize(
    ("properties", "name"),
    [({"name": "甲网格"}, "甲网格"), ({"网格名称": " 乙网格 ", "id": 7}, "乙网格"), ({"code": 31}, "31"), ({"name": None}, ""), ({}, "")],
)
def test_a_feature_is_called_by_its_properties(properties: dict[str, object], name: str) -> None:
    (found,) = read(feature(POLYGON, **properties))
    assert found.name == name
    assert found.properties == properties


def test_a_feature_may_be_called_by_its_id_or_by_its_key() -> None:
    assert read({**feature(POLYGON), "id": "G7", "properties": None})[0].name == "G7"
    assert [found.name for found in read({"甲": RING, "乙": FAR})] == ["甲", "乙"]


@pytest.mark.parametrize(
    "encode", [lambda text: text.encode(), lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.encode("utf-16")]
)
def test_bytes_may_come_in_the_usual_encodings(encode: Callable[[str], bytes]) -> None:
    raw = encode(json.dumps(feature(POLYGON, name="兰亭"), ensure_ascii=False))
    assert read_geojson(raw)[0].name == "兰亭"


def test_bytes_may_come_from_an_old_chinese_program() -> None:
    raw = json.dumps(feature(POLYGON, name="兰亭"), ensure_ascii=False).encode("gb18030")
    assert read_geojson(raw)[0].name == "兰亭"
    assert read_geojson("\ufeff" + json.dumps(POLYGON))[0].number == 1


@pytest.mark.parametrize("system", System)
def test_the_area_is_stored_in_wgs84(system: System) -> None:
    drawn = convert(np.array(RING), System.WGS84, system).tolist()
    (found,) = read({"type": "Polygon", "coordinates": [drawn]}, system=system)
    assert shapely.hausdorff_distance(found.area, SQUARE) < 1e-9


def test_an_open_ring_is_closed_and_told() -> None:
    (found,) = read({"type": "Polygon", "coordinates": [RING[:-1]]})
    assert shapely.equals(found.area, SQUARE)
    assert [(repair.kind, repair.count, repair.area_change_m2) for repair in found.repairs] == [(Repair.CLOSED, 1, 0.0)]


def test_points_said_twice_are_dropped_heights_forgotten_and_rings_turned() -> None:
    ring = [[*RING[0], 4.0], RING[0], RING[3], RING[3], RING[3], RING[2], RING[1], RING[0]]
    (found,) = read({"type": "Polygon", "coordinates": [ring]})
    assert shapely.equals(found.area, SQUARE)
    assert isinstance(found.area, shapely.Polygon) and found.area.exterior.is_ccw
    assert {repair.kind: repair.count for repair in found.repairs} == {
        Repair.DUPLICATES_DROPPED: 3, Repair.FLATTENED: 1, Repair.REORIENTED: 1
    }  # fmt: skip


def test_a_hole_stays_a_hole_whatever_its_direction() -> None:
    for hole in (HOLE, HOLE[::-1]):
        (found,) = read({"type": "Polygon", "coordinates": [RING, hole]})
        assert area_m2(found.area) == pytest.approx(area_m2(SQUARE) - area_m2(shapely.Polygon(HOLE)))
        assert bool(found.repairs) == (hole is not HOLE)


def test_a_ring_that_crosses_itself_is_untangled_and_the_change_told() -> None:
    (found,) = read(BOWTIE)
    assert shapely.is_valid(found.area)
    (repair,) = found.repairs
    assert (repair.kind, repair.count) == (Repair.UNTANGLED, 1)
    # Drawn crosswise the two halves cancel out; both are kept.
    assert repair.area_change_m2 == pytest.approx(area_m2(SQUARE) / 2, rel=1e-3)


def test_parts_that_overlap_count_once() -> None:
    (found,) = read({"type": "MultiPolygon", "coordinates": [[RING], [RING], [FAR]]})
    assert area_m2(found.area) == pytest.approx(2 * area_m2(SQUARE), rel=1e-6)
    assert found.repairs[0].area_change_m2 == pytest.approx(-area_m2(SQUARE), rel=1e-6)


@pytest.mark.parametrize(
    ("document", "code", "facts"),
    [
        ({"type": "Point", "coordinates": RING[0]}, Problem.NOT_A_POLYGON, {"kind": "Point"}),
        ({"type": "LineString", "coordinates": RING}, Problem.NOT_A_POLYGON, {"kind": "LineString"}),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point"}]}, Problem.NOT_A_POLYGON, {"kind": "Point"}),
        ({"type": "GeometryCollection", "geometries": 3}, Problem.NOT_A_POLYGON, {"kind": "GeometryCollection"}),
        ({"type": "GeometryCollection", "geometries": []}, Problem.EMPTY, {}),
        (feature(None), Problem.EMPTY, {}),
        ({"type": "MultiPolygon", "coordinates": []}, Problem.EMPTY, {}),
        (feature([1, 2]), Problem.NOT_GEOJSON, {}),
        (feature({"coordinates": [RING]}), Problem.NOT_GEOJSON, {}),
        ([7], Problem.NOT_GEOJSON, {}),
        ([[1, 2]], Problem.NOT_GEOJSON, {}),
        ([[[[[[1, 2]]]]]], Problem.NOT_GEOJSON, {}),
        ({"type": "Polygon", "coordinates": {}}, Problem.NOT_GEOJSON, {}),
        (polygon(), Problem.NOT_GEOJSON, {}),
        (polygon(3), Problem.NOT_GEOJSON, {}),
        (polygon([1, 2, 3, 4]), Problem.NOT_GEOJSON, {"ring": 1, "vertex": 1}),
        (polygon([*RING[:3], [121.4]]), Problem.NOT_GEOJSON, {"ring": 1, "vertex": 4}),
        (polygon(RING, RING[:2]), Problem.RING_TOO_SHORT, {"ring": 2}),
        (polygon([]), Problem.RING_TOO_SHORT, {"ring": 1}),
        (polygon(RING[:1] * 9), Problem.RING_TOO_SHORT, {"ring": 1}),
        (polygon([*RING[:2], [math.nan, 31.2], RING[0]]), Problem.NOT_A_NUMBER, {"ring": 1, "vertex": 3}),
        (polygon([*RING[:2], [math.inf, 31.2], RING[0]]), Problem.NOT_A_NUMBER, {"ring": 1, "vertex": 3}),
        (polygon([["121.4", 31.2], *RING]), Problem.NOT_A_NUMBER, {"ring": 1, "vertex": 1}),
        (polygon([[True, 31.2], *RING]), Problem.NOT_A_NUMBER, {"ring": 1, "vertex": 1}),
        (polygon([[10**400, 31.2], *RING]), Problem.NOT_A_NUMBER, {"ring": 1, "vertex": 1}),
        (polygon([p[::-1] for p in RING]), Problem.SWAPPED, {"first": 31.2, "second": 121.4}),
        (polygon([[43.8, 87.6], [43.9, 87.6], [43.9, 87.7]]), Problem.SWAPPED, {"first": 43.8, "second": 87.6}),
        (polygon([[500000, 3454118], [500100, 3454118], [500100, 3454218]]), Problem.PROJECTED, {"first": 500000, "second": 3454118}),
        (polygon([[121.4, 31.2], [121.5, 31.2], [121.5, 95.0]]), Problem.OUT_OF_RANGE, {"first": 121.5, "second": 95.0}),
        (polygon([RING[0], RING[1], [121.405, 31.2], [121.402, 31.2]]), Problem.EMPTY, {}),
    ],
)  # fmt: skip
def test_what_is_no_area_is_refused_with_its_reason(document: object, code: Problem, facts: dict[str, object]) -> None:
    trouble = only(document)
    assert (trouble.code, trouble.feature) == (code, 1)
    assert dict(trouble.facts) == facts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Problem.NOT_JSON),
        ("网格,经度,纬度", Problem.NOT_JSON),
        (b"PK\x03\x04 a spreadsheet", Problem.NOT_JSON),
        (b"\xff\xfe\x00", Problem.NOT_TEXT),
        (b"\xff\xff\xff", Problem.NOT_TEXT),
        ('{"G1": ' + "9" * 5000 + "}", Problem.NOT_A_NUMBER),
        ("[" * 100_000, Problem.TOO_DEEP),
        ("3", Problem.NOT_GEOJSON),
        ('{"type": "FeatureCollection"}', Problem.NOT_GEOJSON),
        ("[]", Problem.NO_POLYGONS),
        ("{}", Problem.NO_POLYGONS),
        ('{"type": "FeatureCollection", "features": []}', Problem.NO_POLYGONS),
        ('{"made": "2026", "numbers": [1, 2]}', Problem.NO_POLYGONS),
    ],
)
def test_what_is_no_file_of_polygons_is_refused_whole(text: str | bytes, code: Problem) -> None:
    trouble = only(text)
    assert (trouble.code, trouble.feature) == (code, None)


def test_a_broken_file_tells_the_line() -> None:
    assert only('{"type": "Polygon",\n "coordinates": [[1, }').facts == {"line": 2, "column": 22}


def test_every_bad_feature_is_named_in_one_answer() -> None:
    swapped = {"type": "Polygon", "coordinates": [[p[::-1] for p in RING]]}
    told = troubles(collection(feature(POLYGON, name="甲"), feature(swapped, name="乙"), feature(None, name="丙")))
    assert [(trouble.feature, trouble.name, trouble.code) for trouble in told] == [
        (2, "乙", Problem.SWAPPED), (3, "丙", Problem.EMPTY)
    ]  # fmt: skip
    assert len(troubles([None] * 80)) == MOST_TROUBLES


@pytest.mark.parametrize("odd", [{"zh": "兰亭"}, ["兰亭"], {}, []])
def test_a_name_that_is_an_object_or_a_list_names_nothing(odd: object) -> None:
    (found,) = read(collection(feature(POLYGON, name=odd, code="G7")))
    assert (found.name, found.properties["name"]) == ("G7", odd)


def test_half_of_an_escaped_character_becomes_a_question_mark() -> None:
    text = json.dumps(collection(feature(POLYGON, name="甲X", 备注="😀")))
    (found,) = read_geojson(text.replace("X", r"\uD800"))
    assert (found.name, found.properties["备注"]) == ("甲?", "😀")


def test_fifty_megabytes_are_refused_before_they_are_read() -> None:
    trouble = only(b" " * 50_000_000)
    assert (trouble.code, trouble.facts["bytes"]) == (Problem.TOO_LARGE, 50_000_000)
    assert only("网" * 10, Limits(size_bytes=29)).code == Problem.TOO_LARGE


def test_too_many_features_vertices_or_levels_are_refused() -> None:
    assert only([POLYGON] * 3, Limits(features=2)) == Trouble(Problem.TOO_MANY_FEATURES, facts={"most": 2})
    assert only([POLYGON] * 3, Limits(vertices=9)) == Trouble(Problem.TOO_MANY_VERTICES, facts={"most": 9})
    nested: object = POLYGON
    for _ in range(4):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert read(nested)[0].number == 1
    assert only(nested, Limits(nesting=3)).code == Problem.NOT_A_POLYGON


def test_a_polygon_is_written_as_it_can_be_read_again() -> None:
    ring = shapely.Polygon(RING[::-1], [HOLE[::-1]])
    both = shapely.MultiPolygon([ring, shapely.Polygon(FAR)])
    for area in (ring, both):
        (again,) = read(geojson_of(area))
        assert shapely.equals(again.area, area)
        assert again.repairs == ()
    assert geojson_of(shapely.Polygon()) == {"type": "Polygon", "coordinates": []}
    assert geojson_of(shapely.MultiPolygon()) == {"type": "MultiPolygon", "coordinates": []}


def test_real_streets_and_districts_come_in() -> None:
    streets = read_geojson(shared_file("shanghai/street_polygons_wgs84.json").read_bytes())
    assert [street.name for street in streets] == ["大宁", "张江", "金桥", "三林", "北蔡", "古美", "莘庄", "徐泾"]
    districts = read_geojson(shared_file("shanghai/districts_gcj02.geojson").read_bytes(), system=System.GCJ02)
    assert len(districts) == 29
    areas = {district.name: area_m2(district.area) / 1e6 for district in districts}
    # What the statistical yearbooks say of districts without a coast.
    for name, official in {"黄浦区": 20.52, "徐汇区": 54.93, "长宁区": 37.19, "静安区": 37.37, "虹口区": 23.45, "闵行区": 372.56}.items():
        assert areas[name] == pytest.approx(official, rel=0.03)
    assert all(shapely.is_valid(district.area) for district in districts)
