"""Grids on the desk: a micro-grid is re-cut, the past answers as before, and the journal tells who and why."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from playwright.sync_api import Page, ViewportSize, expect

from e2e.conftest import OpenDesk
from linli.config.street.grids import gap_outline, grids

GRIDS = "/d/lanting/org/grids/"
NARROW: ViewportSize = {"width": 1024, "height": 768}
WIDE: ViewportSize = {"width": 1440, "height": 900}
# About thirty metres.
STRIP_DEG = 0.0003
MOST_TABS = 80


def outline(code: str) -> shapely.Polygon:
    """The border of one grid of the demo street as it was first drawn."""
    return next(shapely.Polygon(grid.outline) for grid in grids() if grid.code == code and grid.outline)


def strip(giver: str, taker: str) -> shapely.Polygon:
    """Ground of one grid along the border of another, away from everything that stands below."""
    below = [
        shapely.Polygon(grid.outline).buffer(STRIP_DEG / 10)
        for grid in grids()
        if grid.outline and grid.kind not in {"comprehensive", "micro"}
    ]
    found = outline(giver).intersection(outline(taker).buffer(STRIP_DEG)).difference(shapely.union_all(below))
    parts = [part for part in shapely.get_parts(found) if isinstance(part, shapely.Polygon)]
    return max(parts, key=lambda part: part.area)


def geojson(area: shapely.Polygon) -> str:
    return json.dumps(shapely.geometry.mapping(area))


def ask(desk: Page, at: shapely.Point, day: date | None = None) -> str:
    """Which grids a point is said to lie in."""
    desk.goto(f"{GRIDS}?place={at.x},{at.y}&at={day or ''}")
    return desk.locator("#located").inner_text()


def last_month() -> date:
    return datetime.now(UTC).date() - timedelta(days=31)


@pytest.mark.parametrize(("viewport", "giver", "taker"), [(WIDE, "W06", "W07"), (NARROW, "W07", "W06")])
def test_a_micro_grid_is_recut_and_the_past_stays(open_desk: OpenDesk, viewport: ViewportSize, giver: str, taker: str) -> None:
    desk = open_desk("lanting-clerk", viewport=viewport)
    names = {grid.code: grid.name for grid in grids()}
    ground = strip(giver, taker)
    place = ground.representative_point()
    assert names[giver] in ask(desk, place, last_month())

    desk.goto(f"{GRIDS}recut")
    desk.select_option("#source", label=_option(desk, "#source", names[giver]))
    desk.select_option("#target", label=_option(desk, "#target", names[taker]))
    desk.fill("#drawn", geojson(ground))
    desk.get_by_role("button", name="看动了什么").click()
    expect(desk.locator("#moves")).to_contain_text(f"{names[giver]} → {names[taker]}")
    expect(desk.locator("#preview .pill.ok")).to_have_text("合规")
    desk.fill("#why", f"居民区调整 {giver}")
    desk.locator(".next button[value=do]").click()
    desk.wait_for_url("**/org/grids/*-*/")
    expect(desk.locator("#story")).to_contain_text(f"居民区调整 {giver}")
    expect(desk.locator("#story")).to_contain_text("lanting-clerk")

    assert names[taker] in ask(desk, place)
    assert names[giver] in ask(desk, place, last_month())


def _option(desk: Page, select: str, name: str) -> str:
    """The line of a list that names a grid, with its indent."""
    return next(each for each in desk.locator(f"{select} option").all_inner_texts() if each.strip("　 ").startswith(f"{name} "))


def test_a_micro_grid_is_recut_with_the_keyboard_alone(open_desk: OpenDesk) -> None:
    desk = open_desk("lanting-clerk")
    ground = strip("W08", "W09")
    desk.goto(GRIDS)
    desk.keyboard.press("c")
    desk.wait_for_url("**/recut")
    _choose(desk, "source", "北亭一网格")
    _choose(desk, "target", "北亭二网格")
    _tab_to(desk, "#drawn")
    desk.keyboard.insert_text(geojson(ground))
    _tab_to(desk, "button.btn-primary[value=step]")
    desk.keyboard.press("Enter")
    expect(desk.locator("#moves")).to_contain_text("北亭一网格 → 北亭二网格")
    _tab_to(desk, "#why")
    desk.keyboard.insert_text("只用键盘")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/org/grids/*-*/")
    expect(desk.locator("#story")).to_contain_text("只用键盘")
    desk.keyboard.press("h")
    desk.wait_for_url("**/journal")
    expect(desk.locator("#page")).to_contain_text("只用键盘")


def _tab_to(desk: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        if desk.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        desk.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def _choose(desk: Page, element_id: str, name: str) -> None:
    """Go down a list with the arrow keys until it says so."""
    _tab_to(desk, f"#{element_id}")
    for _ in range(MOST_TABS):
        if name in desk.evaluate("id => document.getElementById(id).selectedOptions[0].text", element_id):
            return
        desk.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} is not in the list")


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_the_gap_is_found_and_a_neighbour_is_offered_it(open_desk: OpenDesk, viewport: ViewportSize) -> None:
    desk = open_desk("lanting-clerk", viewport=viewport)
    gap = shapely.Polygon(gap_outline()).representative_point()
    assert "微网格" not in ask(desk, gap).split("兰田综合网格")[0]
    desk.goto(GRIDS)
    desk.keyboard.press("f")
    desk.wait_for_url("**/gaps")
    first = desk.locator("#flaws li").first
    expect(first).to_contain_text("空白 1.4 公顷")
    first.get_by_role("link").first.click()
    expect(desk.locator("#drawn")).not_to_be_empty()
    desk.get_by_role("button", name="看动了什么").click()
    expect(desk.locator("#moves")).to_contain_text("不属任何网格 →")
    expect(desk.locator("#moves")).to_contain_text("1.4 公顷")


def test_a_file_is_looked_at_before_anything_is_written(open_desk: OpenDesk) -> None:
    desk = open_desk("lanting-clerk")
    swapped = {"type": "Polygon", "coordinates": [[[31.25, 121.42], [31.26, 121.42], [31.26, 121.43], [31.25, 121.42]]]}
    desk.goto(f"{GRIDS}import")
    desk.set_input_files("input[type=file]", {"name": "a.geojson", "mimeType": "application/json", "buffer": json.dumps(swapped).encode()})
    desk.locator(".next button").click()
    expect(desk.locator(".note-bar.stop")).to_contain_text("经纬度写反了")
    with desk.expect_download() as download:
        desk.goto(GRIDS)
        desk.get_by_role("button", name="导出边界").click()
    desk.goto(f"{GRIDS}import")
    desk.set_input_files("input[type=file]", str(download.value.path()))
    desk.select_option("#system", "gcj02")
    desk.locator(".next button").click()
    desk.wait_for_url("**/import/*/")
    expect(desk.locator("#suspicion")).to_contain_text("按WGS-84（卫星定位）读就对得上")
    desk.select_option("#r-system", "wgs84")
    desk.get_by_role("button", name="重新读").click()
    expect(desk.locator("#suspicion")).to_have_count(0)
    expect(desk.locator(".phead")).to_contain_text("不变")
    expect(desk.locator(".next")).to_contain_text("还不能导入")
