"""What a page of the desk shows where it shows a map."""

import json

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation

from linli.desk.maps import MapView
from linli.maps.layers import Area, AreaKind, Layers
from linli.maps.tiles import read_tiles
from tests.desk.pages import Page
from tests.maps.street import STREET, box


def part(view: MapView) -> str:
    with translation.override("en"):
        return render_to_string("desk/parts/map.html", {"map": view})


def layers_in(html: str, block: str = "map-layers") -> dict[str, object]:
    start = html.index(">", html.index(f'<script id="{block}"')) + 1
    found: dict[str, object] = json.loads(html[start : html.index("</script>", start)])
    return found


def test_the_list_says_in_words_everything_the_map_shows() -> None:
    view = MapView(title="Grids", layers=STREET, selected="m-2", addresses={"m-2": "/d/lanting/grids/2/"})
    html = part(view)
    page = Page(HttpResponse(html))

    rows = page.all("li", **{"data-row": ""})
    assert [row["data-feature"] for row in rows] == [row.key for row in view.rows]
    assert {"g-1", "m-2", "d-1", "u-1", "t-1"} <= {row["data-feature"] for row in rows}
    assert "green" not in {row["data-feature"] for row in rows}
    assert page.all("li", **{"data-feature": "m-2"})[0]["class"] == "on"
    assert page.all("a", href="/d/lanting/grids/2/")
    assert "兰田二 to watch Micro-grid" in page.text


def test_the_picture_and_the_legend_stand_there_without_a_script() -> None:
    page = Page(HttpResponse(part(MapView(title="Grids", layers=STREET))))

    assert page.all("svg", role="img")
    assert "Comprehensive grid" in page.text
    assert "to watch 2" in page.text
    assert "13 areas" not in page.text
    assert page.inline == []


def test_the_script_gets_the_same_layers() -> None:
    found = layers_in(part(MapView(title="Grids", layers=STREET, selected="m-1", element_id="second")), "second-layers")

    assert found["selected"] == "m-1"
    assert found["tiles"] is None
    areas = found["areas"]
    assert isinstance(areas, list)
    assert [each["key"] for each in areas] == [each.key for each in STREET.areas]
    assert areas[-1]["polygons"][0][0][0] == list(STREET.areas[-1].polygons[0][0][0])
    assert all(round(number, 7) == number for each in areas for number in each["at"])


def test_a_name_cannot_end_the_block_of_json() -> None:
    evil = Area(key="a", name="</script><script>alert(1)</script>", kind=AreaKind.MICRO, polygons=((box(0, 0, 9, 9),),))
    html = part(MapView(title="Grids", layers=Layers(areas=(evil,))))

    assert "<script>alert" not in html
    areas = layers_in(html)["areas"]
    assert isinstance(areas, list)
    assert areas[0]["name"] == evil.name


def test_an_empty_map_says_what_comes() -> None:
    html = part(MapView(title="Grids", layers=Layers()))

    assert "Nothing to draw yet" in html
    assert layers_in(html)["bounds"] is None


def test_a_page_with_rows_of_its_own_gets_no_second_list() -> None:
    assert "data-row" not in part(MapView(title="Grids", layers=STREET, is_listed=False))


@pytest.mark.parametrize(("source", "shown"), [("", False), ("https://tiles.example.cn/{z}/{x}/{y}.png", True)])
def test_tiles_are_a_setting(source: str, shown: bool) -> None:
    with override_settings(LINLI_MAP_TILES=read_tiles(source, credit="示例底图")):
        html = part(MapView(title="Grids", layers=STREET))

    assert ("示例底图" in html) is shown
    assert (layers_in(html)["tiles"] is not None) is shown


def test_upon_shifted_tiles_the_shapes_are_shifted_and_the_page_says_so() -> None:
    source = "https://tiles.example.cn/{z}/{x}/{y}.png"
    with override_settings(LINLI_MAP_TILES=read_tiles(source, system="gcj02")):
        shifted_html = part(MapView(title="Grids", layers=STREET))
        empty = MapView(title="Grids", layers=Layers()).json
    with override_settings(LINLI_MAP_TILES=read_tiles(source)):
        plain_html = part(MapView(title="Grids", layers=STREET))

    there, here = layers_in(shifted_html), layers_in(plain_html)
    # In Shanghai GCJ-02 lies some 450 m south-east of WGS-84.
    for name, first in (("spots", "at"), ("areas", "at")):
        old, new = here[name], there[name]
        assert isinstance(old, list)
        assert isinstance(new, list)
        for before, after in zip(old, new, strict=True):
            assert 0.003 < after[first][0] - before[first][0] < 0.006
            assert -0.003 < after[first][1] - before[first][1] < -0.001
            assert (after["key"], after["name"]) == (before["key"], before["name"])
    assert "GCJ-02" in shifted_html
    assert "GCJ-02" not in plain_html
    assert shifted_html[: shifted_html.index("<linli-map")] == plain_html[: plain_html.index("<linli-map")]
    assert empty["bounds"] is None


def form(view: MapView, **words: str) -> str:
    with translation.override("en"):
        return render_to_string("desk/parts/draw.html", {"map": view, "field": "outline", **words})


def test_the_text_area_is_there_without_a_script_and_keeps_what_was_typed() -> None:
    typed = "121.42, 31.23\n</textarea><script>alert(1)</script>"
    html = form(MapView(title="Grids", layers=STREET), value=typed, error="Line 2 is no corner.")
    page = Page(HttpResponse(html))

    assert page.all("textarea", name="outline")[0]["aria-invalid"] == "true"
    assert page.all("textarea", name="outline")[0]["aria-describedby"] == "outline-how outline-error"
    assert "121.42, 31.23" in page.text
    assert "Line 2 is no corner." in page.text
    assert "<script>alert" not in html
    assert page.inline == []
    assert not page.all("li", **{"data-row": ""})


def test_every_word_of_the_script_stands_in_the_page() -> None:
    chinese = render_to_string("desk/parts/draw.html", {"map": MapView(title="", layers=STREET), "field": "cut", "shape": "line"})
    drawing = Page(HttpResponse(chinese)).all("linli-draw")[0]

    assert drawing["data-shape"] == "line"
    for name in ("area-ha", "area-m2", "length-m", "length-km", "bad-line"):
        assert "{n}" in drawing[f"data-{name}"]
    assert drawing["data-crossing"]


def test_nobody_draws_upon_shifted_tiles() -> None:
    source = "https://tiles.example.cn/{z}/{x}/{y}.png"
    with override_settings(LINLI_MAP_TILES=read_tiles(source, system="gcj02")):
        shifted = form(MapView(title="Grids", layers=STREET))
    with override_settings(LINLI_MAP_TILES=read_tiles(source)):
        true = form(MapView(title="Grids", layers=STREET))

    assert layers_in(shifted)["tiles"] is None
    assert "one draws without it" in shifted
    assert layers_in(shifted)["areas"] == layers_in(true)["areas"]
    assert layers_in(true)["tiles"] is not None
    assert "one draws without it" not in true
