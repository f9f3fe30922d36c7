"""The demo street's task forces and rota in a real browser: the vacancy is found and filled without a mouse, the month fits everywhere."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import OpenDesk

TEAM = re.compile(r"/org/teams/[0-9a-f-]{36}/(#.*)?$")


def test_a_vacancy_is_found_opened_and_its_working_read(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.goto("/d/lanting/org/teams/")

    first = clerk.locator(".due").first
    first.locator("summary").click()
    expect(first.locator(".working")).to_contain_text("个工作日")
    clerk.locator("tr[data-row] a[data-open]").first.click()
    clerk.wait_for_url(TEAM)
    expect(clerk.locator(".story").first).to_contain_text("补位")


def test_the_vacancies_are_walked_by_keyboard_alone(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.goto("/d/lanting/org/teams/")

    clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")

    clerk.wait_for_url(TEAM)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_is_wider_than_the_screen(open_desk: OpenDesk, width: int) -> None:
    clerk = open_desk("lanting-clerk", viewport={"width": width, "height": 900})

    for address in ("teams/", "committees/", "rota/", "rota/week"):
        clerk.goto(f"/d/lanting/org/{address}")
        assert clerk.evaluate("document.documentElement.scrollWidth") <= width, address


def test_who_is_on_duty_stands_on_the_first_page_with_a_phone(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.goto("/d/lanting/")

    duty = clerk.locator("section[aria-labelledby=on-duty]")
    expect(duty).to_contain_text("值班长")
    expect(duty.locator("a[href^='tel:']").first).to_be_visible()
