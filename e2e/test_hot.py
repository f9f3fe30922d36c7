"""What is hot, by keys alone: from the navigation to the list, into an issue and back; on a phone and for who cannot see."""

import re

from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk

HOT = "/d/lanting/insight/hot/"
ISSUE = re.compile(r"/insight/hot/[0-9a-f-]{36}/")


def hottest(page: Page) -> str:
    page.goto(HOT)
    address = page.locator("main a[data-open]").first.get_attribute("href")
    assert address is not None
    return address


def test_by_keys_alone_one_reads_what_is_hot_and_asks_for_other_days(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-chief")
    page.goto("/d/lanting/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url(f"**{HOT}")
    expect(page.locator("h1")).to_have_text("热点问题")
    first = page.locator("main tr[data-row] a.ttl").first.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(ISSUE)
    expect(page.locator("h1")).to_have_text(first)
    expect(page.locator(".points")).to_contain_text("热度")
    page.keyboard.press("u")
    page.wait_for_url(f"**{HOT}?")

    page.locator("input[name=since]:not([type=hidden])").focus()
    page.locator("input[name=since]:not([type=hidden])").fill("2026-01-01")
    page.keyboard.press("Enter")
    # The worker counts them, and the page looks again by itself.
    page.wait_for_url(re.compile("since=2026-01-01"))
    expect(page.locator("main tr[data-row]").first).to_be_visible(timeout=60_000)


def test_by_keys_alone_one_takes_an_issue_in_hand_and_lets_go_of_it(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-chief")
    page.goto(HOT)
    page.goto(str(page.locator("main tr[data-row]").filter(has_not=page.locator(".inhand")).locator("a.ttl").first.get_attribute("href")))
    panel = page.locator("section[aria-labelledby=in-hand]")
    # It has the room that its words need.
    box = panel.bounding_box()
    assert box is not None and box["width"] > 300
    assert panel.evaluate("each => each.scrollHeight <= each.clientHeight + 1 && each.scrollWidth <= each.clientWidth + 1")
    panel.locator("input[name=note]").focus()
    page.keyboard.type("约了周五现场看")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("吴越")
    assert panel.locator("input[name=note]").input_value() == "约了周五现场看"
    panel.get_by_role("button", name="不再跟进").press("Enter")
    expect(panel).to_contain_text("还没有人跟进")


def test_on_a_phone_nothing_is_cut_off_and_axe_finds_nothing_serious(open_desk: OpenDesk, axe: str) -> None:
    page = open_desk("lanting-chief", bypass_csp=True)
    for address in (HOT, hottest(page)):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.set_viewport_size({"width": 1440, "height": 900})
        page.add_script_tag(content=axe)
        found = page.evaluate(
            "axe.run().then(result => result.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
        )
        assert [each for each in found if each[1] in {"serious", "critical"}] == []
