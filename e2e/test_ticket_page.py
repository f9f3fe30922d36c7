"""A unit that comes once a week does what waits by keys alone; a tab that was overtaken shows what happened and loses nothing."""

import re

from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk

MINE = "/d/lanting/tickets/mine"
WIDTHS = ((1440, 900), (1024, 768), (390, 844))


def open_what_waits(page: Page) -> str:
    """The ticket that waits for the unit's acceptance, opened by keys from its own list."""
    page.goto(MINE)
    card = page.locator("article.tcard", has=page.locator("form[action$='/do/accept/']")).first
    number = card.locator("header .mut").inner_text()
    while not card.evaluate("card => card.classList.contains('on')"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
    expect(page.locator(".crumb")).to_contain_text(number)
    return page.url


def fits(page: Page) -> None:
    """At every width nothing is cut off, and the next action is in sight."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator(".next .thumb")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})


def test_what_waits_is_done_by_keys_and_an_overtaken_tab_is_shown_what_happened(open_desk: OpenDesk) -> None:
    page, other = open_desk("lanting-unit"), open_desk("lanting-dispatcher")
    address = open_what_waits(page)
    fits(page)

    page.keyboard.press("Enter")
    expect(page.locator(".next .thumb")).to_contain_text("已联系")
    page.keyboard.press("Enter")
    expect(page.locator(".next .thumb")).to_contain_text("写办结回复")
    expect(page.locator(".story")).to_contain_text("已电话联系报事人")
    fits(page)

    page.keyboard.press("m")
    expect(page.locator("details.menu.up")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/promise/")

    other.goto(f"{address}do/nudge/")
    other.keyboard.type("请抓紧")
    other.keyboard.press("Control+Enter")
    other.wait_for_url(address)

    page.fill("[name=what]", "加派两人")
    page.fill("[name=due_at_0]", other.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 10)"))
    page.fill("[name=due_at_1]", "15:00")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".meanwhile")).to_contain_text("请抓紧")
    expect(page.locator("[name=what]")).to_have_value("加派两人")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(address)
    expect(page.locator(".cmt")).to_contain_text("加派两人")
