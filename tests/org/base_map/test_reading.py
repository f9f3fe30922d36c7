"""What a file makes a base map of, and what of it is left out."""

import json
from collections.abc import Mapping

import pytest
import shapely

from linli.geo.coordinates import System
from linli.geo.drawings import Form
from linli.kernel.errors import Refused
from linli.org.rules import base_map as rules
from linli.org.rules.base_map import FeatureKind

LINE = [[121.40, 31.20], [121.41, 31.20]]
RING = [[121.40, 31.20], [121.41, 31.20], [121.41, 31.21], [121.40, 31.20]]
GEOMETRIES = {
    "line": {"type": "LineString", "coordinates": LINE},
    "area": {"type": "Polygon", "coordinates": [RING]},
    "point": {"type": "Point", "coordinates": LINE[0]},
}


def written(*features: tuple[str, Mapping[str, object]]) -> bytes:
    drawn = [{"type": "Feature", "properties": dict(said), "geometry": GEOMETRIES[form]} for form, said in features]
    return json.dumps({"type": "FeatureCollection", "features": drawn}, ensure_ascii=False).encode()


def read(*features: tuple[str, Mapping[str, object]]) -> rules.Reading:
    return rules.read_file(written(*features), System.WGS84)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": "river"}, FeatureKind.RIVER),
        ({"类型": "铁路"}, FeatureKind.RAILWAY),
        ({"类别": " Metro "}, FeatureKind.METRO),
        ({"kind": "nobody knows", "highway": "primary"}, FeatureKind.STREET),
        ({"fclass": "park"}, FeatureKind.GREEN),
        ({"railway": "station", "building": "yes"}, FeatureKind.STATION),
        ({"railway": "rail"}, FeatureKind.RAILWAY),
        ({"waterway": "canal"}, FeatureKind.RIVER),
        ({"natural": "water"}, FeatureKind.WATER),
        ({"building": "yes"}, FeatureKind.BUILDING),
        ({"amenity": "school", "building": "yes"}, FeatureKind.LANDMARK),
        ({"building": "no"}, None),
        ({"building": None}, None),
        ({"name": "兰河"}, None),
    ],
)
def test_the_kind_is_what_the_file_says(said: Mapping[str, object], kind: FeatureKind | None) -> None:
    assert rules.kind_of(said) == kind


@pytest.mark.parametrize(
    ("said", "rank"),
    [
        ({"道路等级": "主干路"}, "main"),
        ({"rank": "lane"}, "lane"),
        ({"highway": "service"}, "lane"),
        ({"highway": "road"}, "street"),
        ({}, "street"),
    ],
)
def test_a_street_is_as_broad_as_the_file_says(said: Mapping[str, object], rank: str) -> None:
    assert rules.rank_of(said) == rank


def test_what_has_no_place_on_a_base_map_is_left_out_and_said() -> None:
    found = read(
        ("line", {"name": "兰河", "kind": "river"}),
        ("area", {"name": "兰亭路站", "kind": "station"}),
        ("point", {"name": "信箱"}),
    )

    assert [(each.kind, each.name, each.form, each.rank) for each in found.features] == [(FeatureKind.RIVER, "兰河", Form.LINE, "")]
    assert [(each.number, each.name) for each in found.left_out] == [(2, "兰亭路站"), (3, "信箱")]
    assert "as an area" in found.left_out[0].words


def test_features_hold_their_parts_and_their_box() -> None:
    line, area, point = read(("line", {"kind": "street"}), ("area", {"kind": "building"}), ("point", {"kind": "station"})).features

    assert (line.parts, line.rank) == ([LINE], "street")
    assert area.parts == [[RING]]
    assert area.box == (121.40, 31.20, 121.41, 31.21)
    assert point.parts == [LINE[0]]
    assert [type(rules.shape_of(each)) for each in (line, area, point)] == [
        shapely.MultiLineString,
        shapely.MultiPolygon,
        shapely.MultiPoint,
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": []}', "Export the layers"),
        (written(("point", {"name": "信箱"})), "in a column"),
        (written(("line", {"kind": "river", "name": "兰" * 81})), "81 characters"),
        (json.dumps([{"type": "Feature", "properties": {"name": "兰河"}, "geometry": None}] * 3).encode(), "Feature 1 “兰河”"),
        (json.dumps([{"type": "LineString", "coordinates": LINE[:1]}]).encode(), "Feature 1: A line needs two"),
    ],
)
def test_a_file_that_makes_none_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read_file(content, System.WGS84)
    assert words in refused.value.sentence


def test_a_base_map_needs_something_and_not_too_much() -> None:
    found = read(("line", {"kind": "river"})).features
    assert rules.checked(found) == list(found)
    for features, code in ((), "org.base_nothing"), (list(found) * 5_001, "org.base_too_many"):
        with pytest.raises(Refused) as refused:
            rules.checked(features)
        assert refused.value.code == code
    assert rules.counts_of([*found, *found]) == {FeatureKind.RIVER: 2}
