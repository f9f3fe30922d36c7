"""A contact card 联心卡 from the sticker to the answer: made for a place at the desk, scanned by a phone, asked, followed, found."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk
from e2e.looking import PHONE
from e2e.test_public import SMALLEST, OpenDoor, pass_by

# The fixture of who passes by belongs to this journey too.
__all__ = ["pass_by"]

ASKED = "卷帘门晚上关不严，想问找谁修"


def card_of(chief: Page) -> tuple[str, str]:
    """A card made for a place that has none: the place's page, and the address that its code leads to."""
    chief.goto("/d/lanting/places/?filter=no_card")
    where = chief.locator("main a.ttl").first.get_attribute("href")
    assert where is not None
    chief.goto(where)
    chief.locator("section", has=chief.locator("#place-card")).get_by_role("link", name="制一张").click()
    chief.locator(".next .btn-primary").click()
    chief.wait_for_url("**/print**")
    expect(chief.locator(".sticker .qr").first).to_be_visible()
    chief.goto(where)
    shown = chief.locator("section", has=chief.locator("#place-card")).locator("a.num.mid").first.inner_text()
    return where, f"/s/lanting/card/{re.sub(r'[^0-9A-Z]', '', shown)}/"


@pytest.mark.parametrize("query", ["?big=1", "?lang=en&big=1"])
def test_who_asks_in_large_type_by_keys_and_without_a_script_reads_an_answer_first(
    open_desk: OpenDesk, pass_by: OpenDoor, axe: str, query: str
) -> None:
    _, address = card_of(open_desk("lanting-chief"))
    page = pass_by(f"{address}{query}", has_script=False)
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.locator("#words").evaluate("each => each === document.activeElement"):
            break
    page.keyboard.type("骑手怎么参加医保")
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.locator("button.go").evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")

    expect(page.locator(".found")).to_contain_text("医保")
    expect(page.locator("body")).to_have_class("elder")
    expect(page.locator("#words")).to_have_value("骑手怎么参加医保")
    assert page.evaluate(SMALLEST)[0] >= 18 and page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    flat = "[...document.querySelectorAll('a, button, summary, textarea, input:not([type=hidden])')].filter(e => e.getClientRects().length)"
    assert page.evaluate(f"Math.min(...{flat}.map(e => e.getBoundingClientRect().height))") >= 44

    seen = pass_by(f"{address}{query}", bypass_csp=True)
    seen.fill("#words", "骑手怎么参加医保")
    seen.click("button.go")
    expect(seen.locator(".found")).to_be_visible()
    seen.add_script_tag(content=axe)
    found = seen.evaluate("axe.run().then(result => result.violations.map(each => [each.id, each.impact]))")
    assert [each for each in found if each[1] in {"serious", "critical"}] == []


def test_a_card_is_made_scanned_asked_and_followed(open_desk: OpenDesk, pass_by: OpenDoor) -> None:
    chief = open_desk("lanting-chief")
    place, scanned = card_of(chief)
    name = chief.locator("h1").inner_text()

    page = pass_by(scanned, viewport=PHONE, has_script=False)
    expect(page.locator("h1")).to_have_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] and page.evaluate(SMALLEST)[0] >= 18
    page.fill("#words", ASKED)
    page.click("button.go")
    number = page.locator(".found .nb").inner_text()
    page.click("button.go.wide")
    expect(page.locator("main")).to_contain_text(number)
    # Whoever looks over the shoulder reads nothing of it.
    assert ASKED not in page.locator("main").inner_text()

    chief.goto(place)
    expect(chief.locator("section", has=chief.locator("#place-card"))).to_contain_text(number)
