"""What stands in the text area of a drawing."""

import json

import pytest

from linli.maps.layers import polygons_of
from linli.maps.outline import NotACorner, NotALine, as_json, as_text, read_corners, read_line
from tests.maps.street import box

THREE = [(121.42, 31.23), (121.43, 31.23), (121.43, 31.24)]


@pytest.mark.parametrize(
    "text",
    [
        "121.42, 31.23\n121.43, 31.23\n121.43, 31.24",
        "121.42 31.23\r\n121.43\t31.23\r\n\r\n  121.43;31.24  \r\n",
        "121.42，31.23\n121.43、31.23\n１２１．４３， ３１．２４",
    ],
)
def test_corners_are_read_however_an_office_types_them(text: str) -> None:
    assert read_corners(text) == THREE
    assert json.loads(as_json(text)) == [list(corner) for corner in THREE]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("121.42, 31.23\n121.43", 2),
        ("\n\n121.42, 31.23, 5", 3),
        ("121.42, nan", 1),
        ("东经 121.42", 1),
        ("1e3, 2", 1),
        ("121.42, 31.23\n\n- 1, 2", 3),
    ],
)
def test_a_line_that_is_no_corner_is_named(text: str, line: int) -> None:
    with pytest.raises(NotACorner) as refused:
        as_json(text)
    assert refused.value.line == line
    assert len(refused.value.words) <= 40


@pytest.mark.parametrize("text", ['{"type": "Polygon"}', "[[121.4, 31.2]]", "", "  \n"])
def test_geojson_and_nothing_pass_as_they_are(text: str) -> None:
    assert as_json(f"\ufeff{text}" if text.strip() else text) == text.strip()


def test_a_stored_outline_comes_back_as_the_corners_it_was() -> None:
    ring = box(0, 0, 500, 500)

    written = as_text(((ring,),))
    assert [*read_corners(written), ring[0]] == list(ring)
    assert as_text(((ring[:-1],),)) == written
    assert as_text(()) == ""


def test_an_outline_with_a_hole_or_of_two_pieces_is_written_as_geojson() -> None:
    outer, hole, far = box(0, 0, 900, 900), box(100, 100, 200, 200), box(2000, 0, 2100, 100)

    holed, pieces = json.loads(as_text(((outer, hole),))), json.loads(as_text(((outer, hole), (far,))))
    assert holed["type"] == "Polygon"
    assert polygons_of(holed["coordinates"]) == ((outer, hole),)
    assert pieces["type"] == "MultiPolygon"
    assert polygons_of(pieces["coordinates"]) == ((outer, hole), (far,))


def test_a_line_is_read_from_corners_and_from_geojson() -> None:
    geometry = {"type": "LineString", "coordinates": [[*corner, 4.0] for corner in THREE]}

    assert read_line("121.42, 31.23\n121.43, 31.23\n121.43, 31.24") == tuple(THREE)
    assert read_line(json.dumps(geometry)) == tuple(THREE)
    assert read_line(json.dumps({"type": "Feature", "geometry": geometry})) == tuple(THREE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "121.42, 31.23",
        "121.42, 31.23\n121.42, 31.23",
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "LineString"}',
        '{"type": "LineString", "coordinates": [[1], 2]}',
        '{"type": "Feature", "geometry": null}',
        '{"type": ',
        '{"type": "LineString", "coordinates": "xy"}',
    ],
)
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(NotALine):
        read_line(text)


def test_a_place_that_is_not_on_earth_is_no_place() -> None:
    with pytest.raises(NotACorner) as refused:
        read_line("\n121.42, 31.23\n531.2, 31.2")
    assert refused.value.line == 3
    assert refused.value.words == "531.2, 31.2"
