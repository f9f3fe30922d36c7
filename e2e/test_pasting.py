"""An order that somebody copied becomes a ticket by three keys; what goes back pastes in the order of their fields."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.conftest import OpenDesk
from tests.tickets.rules.shapes import SHAPES, Shape

QUEUE = "/d/lanting/tickets/"
MOST_KEYS = 3


def copies(page: Page, text: str) -> None:
    """What stands in the clipboard when somebody comes over from another page."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


@pytest.fixture
def desk(open_desk: OpenDesk) -> Page:
    page = open_desk("lanting-dispatcher")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_pasted_order_becomes_a_ticket_by_three_keys(desk: Page, shape: Shape) -> None:
    desk.goto(QUEUE)
    copies(desk, shape.text)
    keys = ["v", "Control+v", "Enter"]
    desk.keyboard.press(keys[0])
    expect(desk.locator("#pasted")).to_be_focused()
    desk.keyboard.press(keys[1])
    expect(desk.locator("#id_outside_number")).to_have_value(shape.number)
    expect(desk.locator("#id_words")).to_be_focused()
    expect(desk.locator("#id_address")).to_have_value(shape.address)
    expect(desk.locator("#id_phone")).to_have_value(shape.phone)
    assert "张三" not in desk.locator("#id_matter").input_value()
    desk.keyboard.press(keys[2])
    expect(desk.locator(".follow-code")).to_be_visible()
    assert len(keys) <= MOST_KEYS

    # The same text again leads to the ticket that it is.
    desk.goto(f"{QUEUE}new/?paste=1")
    desk.keyboard.press("Control+v")
    desk.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
    expect(desk.locator(".order .num").first).to_have_text(shape.number)


def test_what_is_pasted_before_the_page_can_listen_is_read_once_it_does(desk: Page) -> None:
    # Another number: what is known already leads to its ticket.
    number, held = "QX20261123009002", list[Route]()
    text = SHAPES[0].text.replace(SHAPES[0].number, number)

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/dist/desk.js", hold)
    desk.goto(f"{QUEUE}new/?paste=1", wait_until="commit")
    expect(desk.locator("#pasted")).to_be_focused()
    desk.keyboard.insert_text(text)
    expect(desk.locator("#pasted")).to_have_value(text)
    held[0].continue_()
    expect(desk.locator("#id_outside_number")).to_have_value(number)


def test_what_goes_back_is_copied_in_the_order_of_their_fields(desk: Page) -> None:
    text = SHAPES[0].text.replace(SHAPES[0].number, "QX20261123009001")
    desk.goto(f"{QUEUE}new/?paste=1")
    copies(desk, text)
    desk.keyboard.press("Control+v")
    expect(desk.locator("#id_outside_number")).to_have_value("QX20261123009001")
    expect(desk.locator("#id_words")).to_be_focused()
    expect(desk.locator("#unit b").first).not_to_be_empty()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".follow-code")).to_be_visible()
    desk.keyboard.press("o")
    desk.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
    desk.locator("[data-copy=copy-receipt]").click()
    expect(desk.locator("[data-copy=copy-receipt]")).to_contain_text("已复制")
    copied = desk.evaluate("() => navigator.clipboard.readText()").splitlines()
    assert [line.split("：", 1)[0] for line in copied] == ["工单编号", "签收时间", "承办单位"]
    assert copied[0] == "工单编号：QX20261123009001"
    desk.locator("form[action$='/told'] button[value=receipt]").click()
    expect(desk.locator(".ledger")).to_contain_text("签收")
    expect(desk.locator("[data-copy=copy-receipt]")).to_have_count(0)
