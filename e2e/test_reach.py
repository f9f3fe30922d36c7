"""By keyboard alone, on a phone, in English, by who cannot see."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk
from e2e.steps import NOTE, write_note

HAN = re.compile(r"[\u4e00-\u9fff]")
PAGES = ("", "notes/", "notes/new", "search?q=楼道", "notices/", "jobs/", "calendar/", "calendar/edit", "calendar/deadline")
ORG = (
    *("org/", "org/grids/", "org/grids/new", "org/grids/gaps", "org/grids/import", "org/grids/recut"),
    *("org/units/", "org/units/new", "org/units/import", "org/people/", "org/people/new", "org/people/import"),
    *("org/posts/", "org/posts/new"),
    *("org/duties/", "org/duties/?show=gaps", "org/duties/give", "org/teams/", "org/teams/new", "org/teams/templates/new"),
    *("org/committees/", "org/committees/new", "org/rota/", "org/rota/week", "org/rota/lay", "org/rota/pattern", "org/rota/bring"),
    "org/rota/shifts/new",
)
# The first row of each list, opened and changed.
ROWS = ("grids", "units", "people", "posts", "teams", "committees")
OTHERS = ("/account/", "/account/password/", "/account/second-factor/", "/account/sessions/", "/nothing/here")
# What one can press and nobody can read aloud; what is hidden altogether says nothing.
NAMELESS = """() => [...document.querySelectorAll("a[href], button, summary")]
  .filter((each) => each.checkVisibility() && !each.ariaHidden)
  .filter((each) => !(each.innerText.trim() || each.ariaLabel || each.title || each.querySelector("img[alt]")))
  .map((each) => each.outerHTML.slice(0, 120))"""


def every_page(page: Page) -> list[str]:
    """The addresses of all pages, with one note to show."""
    where = write_note(page, "楼道堆物，挡住灭火器", "兰田公寓五号楼")
    return [*(f"/d/lanting/{each}" for each in (*PAGES, *ORG)), *every_row(page), where, f"{where}edit", f"{where}journal", *OTHERS]


def every_row(page: Page) -> list[str]:
    """One row of each room of the organisation, shown and asked about."""
    found = []
    for room in ROWS:
        page.goto(f"/d/lanting/org/{room}/")
        row = page.locator(f"main a[href*='/org/{room}/'][data-open]").first.get_attribute("href")
        assert row is not None
        found += [row, f"{row}edit"]
    return found


def test_a_note_is_written_found_and_changed_without_a_mouse(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    press = clerk.keyboard.press

    press("g")
    press("n")
    clerk.wait_for_url("**/notes/")
    press("n")
    clerk.wait_for_url("**/notes/new")
    clerk.keyboard.type("键盘写的便条")
    press("Tab")
    clerk.keyboard.type("一次也没碰鼠标")
    press("Control+Enter")
    clerk.wait_for_url(NOTE)
    press("g")
    press("n")
    clerk.wait_for_url("**/notes/")
    press("j")
    press("Enter")
    clerk.wait_for_url(NOTE)
    press("e")
    clerk.wait_for_url("**/edit")
    press("Escape")
    press("?")
    expect(clerk.locator("#keys-help")).to_be_visible()
    press("Escape")
    expect(clerk.locator("#keys-help")).to_be_hidden()


def test_who_leaves_the_first_field_before_the_page_is_painted_is_not_put_back_into_it(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " window.hadFocus = document.activeElement.id;"
        " document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));"
        "})"
    )

    clerk.goto("/d/lanting/notes/new")
    clerk.wait_for_timeout(300)

    assert clerk.evaluate("window.hadFocus") == "title"
    assert clerk.evaluate("document.activeElement === document.body")


def test_on_a_phone_nothing_is_cut_off_and_the_main_button_is_at_the_thumb(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk", viewport={"width": 390, "height": 844})

    for address in every_page(clerk):
        clerk.goto(address)
        assert clerk.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert clerk.evaluate(NAMELESS) == [], address
    clerk.goto("/d/lanting/notes/")
    box = clerk.locator(".thumb").bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["y"] > 700


def test_in_english_the_frame_says_no_chinese_word(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk", language="en")
    try:
        for address in ("/d/lanting/jobs/", "/d/lanting/search", "/account/", "/account/password/", "/account/sessions/", "/nothing/here"):
            clerk.goto(address)
            assert clerk.get_attribute("html", "lang") == "en"
            said = clerk.locator("body").inner_text().replace("兰亭街道", "").replace("邻", "").replace("中文", "")
            assert not HAN.search(said), (address, said)
    finally:
        clerk.goto("/account/")
        clerk.click("button[name=language][value=zh-hans]")


@pytest.mark.parametrize("language", ["zh-hans"])
def test_axe_finds_nothing_serious(open_desk: OpenDesk, axe: str, language: str) -> None:
    clerk = open_desk("lanting-clerk", language=language, bypass_csp=True)

    found = []
    for address in every_page(clerk):
        clerk.goto(address)
        clerk.add_script_tag(content=axe)
        violations = clerk.evaluate(
            "axe.run().then(result => result.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
        )
        found += [(address, *each) for each in violations if each[1] in {"serious", "critical"}]
    assert found == []
