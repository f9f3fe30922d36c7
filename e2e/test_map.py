"""The map as a person meets it: with and without WebGL, script and tiles, by mouse, finger and keys."""

import struct
import zlib

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page, ViewportSize, expect

from e2e.looking import NARROW, PHONE, WIDE, Colour, Looking
from e2e.map_page import Shown, served
from linli.desk.maps import MapView
from linli.maps.layers import AreaKind, Layers, LineKind
from linli.maps.tiles import read_tiles, widened
from tests.maps.street import STREET, area, box, line

VIEW = MapView(title="兰亭街道的网格", layers=STREET, selected="m-1")
# Of tokens.css: water, the ground of a grid to watch, the accent, the ink of names and of thick borders.
WATER, WATCH_TINT, ACCENT, INK_2 = (207, 223, 232), (250, 242, 216), (36, 87, 166), (70, 80, 97)
TILE: Colour = (255, 0, 170)


def row(page: Page, key: str) -> str:
    """Whether the line of the list is lit up, as its classes."""
    return page.locator(f"li[data-feature={key}]").get_attribute("class") or ""


def point(page: Page, east: float, north: float) -> tuple[float, float]:
    """The pixel of the canvas at these shares of its width and height."""
    box = page.locator(".map-canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * east, box["y"] + box["height"] * north


@pytest.mark.parametrize("viewport", [WIDE, NARROW, PHONE])
def test_the_canvas_shows_river_grids_and_names_and_asks_nobody_else(looking: Looking, viewport: ViewportSize) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.drawn(address, viewport=viewport)

        seen = {colour: looking.count(page, colour, ".map-canvas") for colour in (WATER, WATCH_TINT, ACCENT, INK_2)}
        assert min(seen.values()) > 150, seen
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert looking.asked == {address.split("/")[2]}


def test_names_are_written_in_chinese_without_a_server_of_letters(looking: Looking) -> None:
    nameless = tuple(type(area)(area.key, "", area.kind, area.polygons, area.state) for area in STREET.areas)
    plain = MapView(title="无名", layers=type(STREET)(areas=nameless))
    named = MapView(title="有名", layers=type(STREET)(areas=STREET.areas))
    with served(Shown(plain)) as without, served(Shown(named)) as with_names:
        before = looking.count(looking.drawn(without), INK_2, ".map-canvas")
        after = looking.count(looking.drawn(with_names), INK_2, ".map-canvas")

    # Eight names in bold; most pixels of a letter are smoothed towards the ground and do not count.
    assert after - before > 120


def test_map_and_list_follow_each_other_by_mouse_and_by_keys(looking: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.drawn(address)
        assert row(page, "m-1") == "on"

        page.mouse.click(*point(page, 0.5, 0.82))
        expect(page.locator("li[data-feature=m-2]")).to_have_class("on")
        assert row(page, "m-1") == ""
        page.keyboard.press("ArrowDown")
        expect(page.locator("li[data-feature=m-3]")).to_have_class("on")
        page.keyboard.press("k")
        expect(page.locator("li[data-feature=m-2]")).to_have_class("on")
        before = looking.count(page, ACCENT, ".map-canvas")
        page.locator("li[data-feature=g-2] button").click()
        page.wait_for_timeout(400)
        # A comprehensive grid has a longer border than a micro-grid: the choice is painted.
        assert looking.count(page, ACCENT, ".map-canvas") > before * 1.5


def test_the_canvas_can_be_reached_and_moved_without_a_mouse(looking: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.drawn(address)
        page.locator("canvas.maplibregl-canvas").focus()
        before = page.locator(".map-canvas").screenshot()

        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_timeout(400)
        moved = page.locator(".map-canvas").screenshot()
        page.keyboard.press("+")
        page.wait_for_timeout(400)
        assert len({before, moved, page.locator(".map-canvas").screenshot()}) == 3
        page.get_by_role("button", name="看全图").click()
        page.wait_for_timeout(400)
        assert page.locator("canvas.maplibregl-canvas").get_attribute("aria-label") == VIEW.title


@pytest.mark.parametrize("draws", [False, True])
def test_axe_finds_nothing_serious_on_map_and_drawing(looking: Looking, axe: str, draws: bool) -> None:
    with served(Shown(VIEW, draws=draws)) as address:
        page = looking.page(address, motion="reduce", bypass_csp=True)
        page.wait_for_selector("linli-draw[data-ready]" if draws else "linli-map[data-drawn]")
        page.add_script_tag(content=axe)
        violations = page.evaluate(
            "axe.run().then(found => found.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
        )

    assert [each for each in violations if each[1] in {"serious", "critical"}] == []


def test_without_webgl_the_picture_stays_and_nothing_heavy_is_loaded(flat: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = flat.page(address)
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.reload()
        page.wait_for_timeout(500)

        expect(page.locator("svg.map-svg")).to_be_visible()
        expect(page.locator(".map-zoom")).to_be_hidden()
        assert not [url for url in loaded if "map-canvas" in url or "worker" in url]
        seen = {colour: flat.count(page, colour) for colour in (WATER, WATCH_TINT, ACCENT, INK_2)}
        assert min(seen.values()) > 150, seen
        page.locator("g[data-shape=u-2]").click()
        expect(page.locator("li[data-feature=u-2]")).to_have_class("on")


def test_without_a_script_picture_list_and_legend_say_the_same(looking: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.page(address, has_script=False)

        assert looking.count(page, WATER) > 150
        expect(page.locator("li[data-feature]")).to_have_count(len(VIEW.rows))
        for words in ("综合网格", "专属网格", "急需协调", "夜猫子烧烤"):
            expect(page.locator(".mp")).to_contain_text(words)


def test_on_paper_the_picture_stands_in_for_the_canvas(looking: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.drawn(address)
        expect(page.locator("svg.map-svg")).to_be_hidden()

        page.emulate_media(media="print")

        expect(page.locator("svg.map-svg")).to_be_visible()
        expect(page.locator(".map-canvas")).to_be_hidden()


def test_on_a_phone_one_finger_scrolls_the_page(looking: Looking) -> None:
    with served(Shown(VIEW)) as address:
        page = looking.drawn(address, viewport=PHONE, has_fingers=True)

        assert page.locator("canvas.maplibregl-canvas").evaluate("each => getComputedStyle(each).touchAction") == "pan-x pan-y"
        expect(page.locator(".maplibregl-mobile-message")).to_have_text("用两指移动地图")
        top = page.locator(".maplist").bounding_box()
        bottom = page.locator(".mapbox").bounding_box()
        assert top is not None
        assert bottom is not None
        assert top["y"] >= bottom["y"] + bottom["height"]


def png(colour: Colour) -> bytes:
    """A tile of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes(colour) * 256) * 256
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_tiles_of_the_setting_are_shown_below_the_grids(looking: Looking) -> None:
    with served(Shown(VIEW), more=lambda path: png(TILE) if path.startswith("/tile/") else None) as host:
        tiles = read_tiles(f"{host}tile/{{z}}/{{x}}/{{y}}.png", credit="示例底图")
        policy = {"DIRECTIVES": widened(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], tiles)}
        with override_settings(LINLI_MAP_TILES=tiles, CONTENT_SECURITY_POLICY=policy), served(Shown(VIEW)) as address:
            page = looking.drawn(address)
            page.wait_for_timeout(800)

            assert looking.count(page, TILE, ".map-canvas") > 50_000
            assert looking.count(page, INK_2, ".map-canvas") > 150
            expect(page.locator(".map-credit")).to_have_text("示例底图")
            assert looking.asked == {address.split("/")[2], host.split("/")[2]}


def test_a_tile_server_that_does_not_answer_leaves_the_grids(looking: Looking) -> None:
    tiles = read_tiles("http://127.0.0.1:9/{z}/{x}/{y}.png")
    policy = {"DIRECTIVES": widened(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], tiles)}
    with override_settings(LINLI_MAP_TILES=tiles, CONTENT_SECURITY_POLICY=policy), served(Shown(VIEW)) as address:
        page = looking.page(address, motion="reduce")
        page.wait_for_timeout(2_000)

        assert looking.count(page, INK_2) > 150


# The base map as the rooms hand it over: nothing of it has a key.
GRIDS = Layers(areas=(area("g", "兰田综合网格", AreaKind.COMPREHENSIVE, box(0, 0, 2000, 1600)),))
RIVER = Layers(
    areas=(area("", "", AreaKind.WATER, box(-300, 700, 2300, 900)),), lines=(line("兰河", LineKind.COURSE, (0, 800), (2000, 800)),)
)


def test_the_river_of_a_base_map_is_painted_with_and_without_webgl(looking: Looking, flat: Looking) -> None:
    with served(Shown(MapView(title="网格", layers=GRIDS))) as dry, served(Shown(MapView(title="网格", layers=GRIDS.upon(RIVER)))) as wet:
        painted = [looking.count(looking.drawn(address), WATER, ".map-canvas") for address in (dry, wet)]
        drawn = [flat.count(flat.page(address), WATER) for address in (dry, wet)]

    for without, with_river in (painted, drawn):
        assert without < 50
        assert with_river > 5_000
