"""From the first unit to a person who holds a post and is found again."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from e2e.conftest import OpenDesk

WIDTHS: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, {"width": 1024, "height": 768})
ORG = "/d/lanting/org"


def open_unit(page: Page, code: str, name: str) -> None:
    page.goto(f"{ORG}/units/new")
    page.fill("[name=name]", name)
    page.fill("[name=code]", code)
    page.select_option("[name=kind]", "office")
    page.click("button[form=org-form]")
    page.wait_for_url(re.compile(r"/units/[0-9a-f-]{36}/$"))


@pytest.mark.parametrize("viewport", WIDTHS, ids=["1440", "1024"])
def test_a_person_is_entered_given_a_post_called_masked_and_found(open_desk: OpenDesk, viewport: ViewportSize) -> None:
    width = viewport["width"]
    clerk = open_desk("lanting-clerk", viewport=viewport)
    open_unit(clerk, f"T{width}", f"试点办{width}")
    clerk.goto(f"{ORG}/posts/new")
    clerk.fill("[name=name]", f"段长{width}")
    clerk.check("[name=permission][value='notes.read']")
    clerk.click("button[form=org-form]")
    expect(clerk.locator("h1")).to_have_text(f"段长{width}")

    clerk.goto(f"{ORG}/people/new")
    clerk.fill("[name=full_name]", f"张试{width}")
    clerk.select_option("[name=unit]", label=f"试点办{width}")
    clerk.fill("[name=work_phone]", f"021-5550-{width}")
    clerk.fill("[name=private_phone]", f"1380000{width}")
    clerk.click("button[form=org-form]")
    expect(clerk.locator("h1")).to_have_text(f"张试{width}")
    expect(clerk.locator("aside")).to_contain_text(f"138****{width}")
    expect(clerk.locator("#page")).not_to_contain_text(f"1380000{width}")

    clerk.select_option("[name=post]", label=f"段长{width}")
    clerk.get_by_role("button", name="任岗位").click()
    expect(clerk.locator("main .lines").first).to_contain_text(f"段长{width}")

    clerk.goto(f"{ORG}/people/")
    clerk.locator("main [role=search] input[name=name]").fill(f"张试{width}")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("main table")).to_contain_text(f"试点办{width}")
    assert f"张试{width}" not in clerk.url
    assert clerk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_with_the_keyboard_alone_from_the_list_to_the_changed_person(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    open_unit(clerk, "K1", "键盘办")
    clerk.goto(f"{ORG}/people/")
    # With nobody there yet the first button has the same key.
    clerk.keyboard.press("n")
    clerk.wait_for_url("**/people/new*")
    clerk.keyboard.type("周键")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("ArrowDown")
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator("h1")).to_have_text("周键")

    clerk.keyboard.press("e")
    clerk.wait_for_url("**/edit")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Tab")
    clerk.keyboard.type("021-5550-0199")
    clerk.keyboard.press("Control+Enter")

    expect(clerk.locator("aside")).to_contain_text("021-5550-0199")
    expect(clerk.locator("#said")).to_contain_text("已保存")
