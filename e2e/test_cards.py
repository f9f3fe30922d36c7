"""A contact card 联心卡 from the sticker to the answer: made for a place at the desk, scanned by a phone, asked, followed, found."""

import re

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
