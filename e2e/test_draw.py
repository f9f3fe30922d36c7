"""Drawing in a form, by mouse, by finger and by the keys alone; the text area is what is sent."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from e2e.looking import PHONE, WIDE, Looking
from e2e.map_page import Shown, served
from e2e.test_map import ACCENT, point
from linli.desk.maps import MapView
from linli.maps.outline import as_text, read_corners, read_line
from tests.maps.street import STREET, box, place

VIEW = MapView(title="画一个微网格", layers=STREET)
TYPED = as_text(((box(200, 560, 600, 760),),))
CORNERS = ((0.55, 0.3), (0.7, 0.3), (0.7, 0.55), (0.55, 0.55))


def ready(looking: Looking, address: str, **options: bool) -> Page:
    """The form once one may draw in it."""
    page = looking.drawn(address, viewport=PHONE if options.get("has_fingers") else WIDE, **options)
    page.wait_for_selector("linli-draw[data-ready]")
    return page


def text(page: Page) -> str:
    return page.input_value("textarea[name=outline]")


def click_corners(page: Page) -> None:
    for corner in CORNERS:
        page.mouse.move(*point(page, *corner))
        page.mouse.click(*point(page, *corner))
        page.wait_for_timeout(350)  # two quick clicks at one place would be a double click


def test_an_outline_is_drawn_changed_taken_back_and_sent(looking: Looking) -> None:
    shown = Shown(VIEW, draws=True)
    with served(shown) as address:
        page = ready(looking, address)
        click_corners(page)
        page.keyboard.press("Enter")
        expect(page.locator("textarea[name=outline]")).to_have_value(re.compile(r"^(121\.4\d+, 31\.2\d+\n?){4}$"))
        expect(page.locator("output")).to_have_text(re.compile(r"^约 \d+(\.\d+)? 公顷$"))
        first = text(page)

        page.mouse.move(*point(page, *CORNERS[1]))
        page.mouse.down()
        page.mouse.move(*point(page, 0.74, 0.26), steps=8)
        page.mouse.move(*point(page, 0.76, 0.24), steps=4)
        page.mouse.up()
        page.wait_for_timeout(300)
        changed = text(page)
        assert len(set(read_corners(changed)) - set(read_corners(first))) == 1
        page.keyboard.press("Control+z")
        assert text(page) == first
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()

    assert shown.sent["outline"][0].replace("\r\n", "\n") == first


def test_a_corner_snaps_to_that_of_a_neighbour(looking: Looking) -> None:
    with served(Shown(VIEW, draws=True)) as address:
        page = ready(looking, address)
        # (1000 m, 500 m) is a corner of no two, (700 m, 500 m) is one of two micro-grids.
        page.evaluate("document.querySelector('linli-map').canvas.then(c => { window.at = ([x, y]) => c.gl.project([x, y]) })")
        box_ = page.locator(".map-canvas").bounding_box()
        assert box_ is not None
        near = page.evaluate("place => { const p = window.at(place); return [p.x, p.y] }", list(place(700, 500)))
        for east, north in ((near[0] + 5, near[1] - 5), (near[0] + 150, near[1] - 10), (near[0] + 60, near[1] - 120)):
            page.mouse.move(box_["x"] + east, box_["y"] + north)
            page.mouse.click(box_["x"] + east, box_["y"] + north)
            page.wait_for_timeout(350)
        page.keyboard.press("Enter")

        expect(page.locator("textarea[name=outline]")).not_to_have_value("")
        assert place(700, 500) in read_corners(text(page))


def test_corners_that_are_typed_appear_on_the_map_and_a_crossing_is_said(looking: Looking) -> None:
    with served(Shown(VIEW, draws=True)) as address:
        page = ready(looking, address)
        before = looking.count(page, ACCENT, ".map-canvas")
        page.fill("textarea[name=outline]", TYPED)
        expect(page.locator("output")).to_have_text(re.compile(r"^约 8(\.0\d)? 公顷$"))
        page.wait_for_timeout(500)
        assert looking.count(page, ACCENT, ".map-canvas") > before + 500

        lines = TYPED.split("\n")
        page.fill("textarea[name=outline]", "\n".join([lines[0], lines[2], lines[1], lines[3]]))
        expect(page.locator(".draw-trouble")).to_contain_text("边线自己相交了")
        page.fill("textarea[name=outline]", f"{lines[0]}\n东经 121")
        expect(page.locator(".draw-trouble")).to_contain_text("第 2 行不是坐标")
        page.fill("textarea[name=outline]", TYPED)
        expect(page.locator(".draw-trouble")).to_be_hidden()


def test_geojson_and_corners_are_two_ways_to_write_the_same(looking: Looking) -> None:
    with served(Shown(VIEW, draws=True, value=TYPED)) as address:
        page = ready(looking, address)

        page.get_by_role("button", name="写成 GeoJSON").click()
        ring = json.loads(text(page))["coordinates"][0]
        assert [tuple(each) for each in ring[:-1]] == read_corners(TYPED)
        page.get_by_role("button", name="写成角点").click()
        assert text(page) == TYPED


def test_a_hole_is_kept_when_a_corner_is_moved(looking: Looking) -> None:
    holed = as_text(((box(200, 560, 1000, 1160), box(500, 760, 600, 860)),))
    with served(Shown(VIEW, draws=True, value=holed)) as address:
        page = ready(looking, address)
        expect(page.locator("output")).to_have_text(re.compile(r"^约 47(\.\d\d?)? 公顷$"))

        page.fill("textarea[name=outline]", holed.replace("Polygon", "Polygon "))
        expect(page.locator(".draw-trouble")).to_contain_text("不是范围的 GeoJSON")
        page.fill("textarea[name=outline]", holed)
        corner = page.evaluate(
            "place => document.querySelector('linli-map').canvas.then(c => { const p = c.gl.project(place); return [p.x, p.y] })",
            list(place(200, 1160)),
        )
        canvas = page.locator(".map-canvas").bounding_box()
        assert canvas is not None
        page.wait_for_timeout(400)
        page.mouse.move(canvas["x"] + corner[0], canvas["y"] + corner[1])
        page.mouse.down()
        page.mouse.move(canvas["x"] + corner[0] - 30, canvas["y"] + corner[1] + 20, steps=8)
        page.mouse.up()
        page.wait_for_timeout(300)

        after, before = json.loads(text(page))["coordinates"], json.loads(holed)["coordinates"]
        assert after[0] != before[0]
        assert after[1] == before[1]


def test_a_line_to_cut_along_is_drawn(looking: Looking) -> None:
    shown = Shown(VIEW, draws=True, shape="line")
    with served(shown) as address:
        page = ready(looking, address)
        for corner in CORNERS[:2]:
            page.mouse.move(*point(page, *corner))
            page.mouse.click(*point(page, *corner))
            page.wait_for_timeout(350)
        page.keyboard.press("Enter")

        expect(page.locator("textarea[name=outline]")).not_to_have_value("")
        assert len(read_line(text(page))) == 2
        expect(page.locator("output")).to_have_text(re.compile(r"^长 \d+ m$"))


def test_a_finger_draws_too(looking: Looking) -> None:
    with served(Shown(VIEW, draws=True)) as address:
        page = ready(looking, address, has_fingers=True)
        page.locator("linli-map").scroll_into_view_if_needed()
        for corner in (*CORNERS, CORNERS[-1]):
            page.touchscreen.tap(*point(page, *corner))
            page.wait_for_timeout(400)

        expect(page.locator("textarea[name=outline]")).not_to_have_value("")
        assert len(read_corners(text(page))) == 4


@pytest.mark.parametrize("has_script", [True, False])
def test_without_webgl_the_keys_alone_write_the_outline(request: pytest.FixtureRequest, has_script: bool) -> None:
    shown = Shown(VIEW, draws=True)
    eyes: Looking = request.getfixturevalue("flat" if has_script else "looking")
    with served(shown) as address:
        page = eyes.page(address, has_script=has_script)
        expect(page.locator(".drawbar")).to_be_hidden()
        page.locator("textarea[name=outline]").focus()
        for line in TYPED.split("\n"):
            page.keyboard.type(line)
            page.keyboard.press("Enter")
        if has_script:
            expect(page.locator("output")).to_have_text(re.compile(r"^约 8(\.0\d)? 公顷$"))
            page.locator("[data-draw=notation]").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Enter")
        page.get_by_role("button", name="Save").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert shown.sent["outline"][0].replace("\r\n", "\n").strip() == TYPED
