"""A call is written down by keys alone, fast; it joins what is known; a refused or signed-out form loses nothing."""

import re
import time
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk

NEW = "/d/lanting/tickets/new/"
# What one clerk types a second on the phone, with room for the input method.
KEYS_PER_S = 6.0
LONGEST_S = 30.0


class Hands:
    """Somebody at the keyboard, whose keys are counted; there is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1


def looks(page: Page, words: str) -> None:
    expect(page.locator("#classes")).to_contain_text(words)


def spread(page: Page, sizes: Sequence[tuple[int, int]]) -> None:
    """At every width nothing is cut off and the main button is in sight."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator("button[value=dispatch]")).to_be_in_viewport()


def test_a_call_is_written_down_and_dispatched_by_keys_alone(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto("/d/lanting/tickets/")
    hands, began = Hands(page), time.monotonic()

    hands.presses("n")
    page.wait_for_url(f"**{NEW}")
    hands.types("共享单车又把人行道占满了，婴儿车推不过去")
    looks(page, "非机动车")
    hands.presses("Tab", "Tab")
    hands.types("橙子公寓 南门")
    hands.presses("Tab", "Tab", "Tab")
    hands.types("13500003999")
    expect(page.locator("#unit b").first).not_to_be_empty()
    hands.presses("Control+Enter")
    expect(page.locator(".follow-code")).to_be_visible()

    # What the machine took, and what a clerk's fingers take.
    assert time.monotonic() - began < LONGEST_S
    assert hands.keys / KEYS_PER_S < LONGEST_S / 2, hands.keys
    expect(page.locator(".phead")).to_contain_text("待签收")
    assert re.fullmatch(r"[2-9A-Z]{8}", "".join(page.locator(".follow-code").inner_text().split()))
    hands.presses("o")
    page.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
    expect(page.locator("h1")).to_contain_text("共享单车又把人行道占满了")


def test_danger_is_chosen_beforehand_and_a_person_must_say_no(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    hands = Hands(page)
    hands.types("楼道堆物，消防通道走不过去，共享单车也堆着")
    looks(page, "涉及生命安全")
    expect(page.locator("#first-danger")).to_contain_text("先处置，后定责")
    expect(page.locator("#classes input:checked")).to_have_attribute("data-alt", "Digit1")

    hands.presses("Alt+Digit2")
    expect(page.locator("#id_no_danger")).to_be_visible()
    hands.presses("Enter")
    expect(page.locator("#first-danger .err")).to_contain_text("生命危险")
    expect(page.locator("#id_words")).to_have_value("楼道堆物，消防通道走不过去，共享单车也堆着")

    page.locator("#id_no_danger").press("Space")
    page.locator("#id_words").press("Enter")
    expect(page.locator(".follow-code")).to_be_visible()
    expect(page.locator(".phead")).to_contain_text("待派单")


def test_to_press_the_class_that_is_suggested_is_to_choose_it(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    hands = Hands(page)
    hands.types("共享单车又把人行道占满了")
    looks(page, "非机动车")
    chosen, by = page.locator("#classes input:checked"), page.locator("input[name=item_by]")
    expect(chosen).to_have_attribute("data-alt", "Digit1")
    expect(by).to_have_value("text")
    code = chosen.get_attribute("value") or ""

    with page.expect_response("**/new/look"):
        hands.presses("Alt+Digit1")
    expect(by).to_have_value("hand")
    # Words that would have another class beforehand take nothing back.
    with page.expect_response("**/new/look"):
        hands.types("，路灯不亮，路灯坏了，路灯三天没亮")
    expect(chosen).to_have_value(code)
    expect(by).to_have_value("hand")

    page.goto(NEW)
    hands.types("共享单车又把人行道占满了")
    looks(page, "非机动车")
    page.locator("#classes label", has=page.locator("input:checked")).click()
    expect(by).to_have_value("hand")


def test_where_only_the_class_is_likely_a_minor_class_is_picked_out_of_a_handful_by_keys(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    hands = Hands(page)
    hands.types("墙上贴满了小纸片")
    looks(page, "很可能是『宣传广告』，哪一小类拿不准")
    offered, chosen = page.locator("#classes input[type=radio]"), page.locator("#classes input:checked")
    expect(chosen).to_have_count(0)
    codes = [each.get_attribute("value") or "" for each in offered.all()]
    assert 1 < len(codes) <= len("12345678")

    for _ in range(20):
        hands.presses("Tab")
        if page.evaluate("document.activeElement.name") == "item":
            break
    with page.expect_response("**/new/look"):
        hands.presses("Space")
    expect(chosen).to_have_value(codes[0])
    # What the house says to the choice takes neither the choice nor the place of the keyboard.
    with page.expect_response("**/new/look"):
        hands.presses("ArrowDown")
    expect(chosen).to_have_value(codes[1])
    expect(offered.nth(1)).to_be_focused()
    name = page.locator("#classes label.on b").inner_text()
    spread(page, [(1440, 900), (1024, 768), (390, 844)])

    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#id_words").press("Enter")
    expect(page.locator(".follow-code")).to_be_visible()
    hands.presses("o")
    page.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
    expect(page.locator("#page")).to_contain_text(name)


def test_a_box_that_was_drawn_larger_breaks_no_policy_when_the_form_comes_back(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    hands = Hands(page)
    hands.types("楼道堆物，消防通道走不过去，共享单车也堆着")
    looks(page, "涉及生命安全")
    hands.presses("Alt+Digit2")
    expect(page.locator("#id_no_danger")).to_be_visible()
    corner = page.locator("#id_words").bounding_box()
    assert corner is not None
    right, bottom = corner["x"] + corner["width"] - 4, corner["y"] + corner["height"] - 4
    page.mouse.move(right, bottom)
    page.mouse.down()
    page.mouse.move(right, bottom + 60)
    page.mouse.up()
    expect(page.locator("#id_words")).to_have_attribute("style", re.compile("height"))

    # What the browser says of its policy is looked at when the journey ends.
    page.locator("#id_words").press("Enter")
    expect(page.locator("#first-danger .err")).to_contain_text("生命危险")
    expect(page.locator("#id_words")).to_have_value("楼道堆物，消防通道走不过去，共享单车也堆着")


def test_a_second_caller_joins_what_is_known_by_one_key(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    hands = Hands(page)
    hands.types("垃圾桶满出来了，味道很大")
    hands.presses("Tab", "Tab")
    hands.types("兰田公寓 2 号楼垃圾房")
    expect(page.locator("#alike")).to_contain_text("同一地址")
    hands.presses("Alt+KeyM")

    expect(page.locator("h1")).to_contain_text("已并入")
    expect(page.locator(".follow-code")).to_be_visible()


def test_a_session_that_ended_loses_nothing_that_was_typed(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    page.keyboard.type("路灯坏了三天了")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#said")).to_contain_text("登录")
    expect(page.locator("#id_words")).to_have_value("路灯坏了三天了")


def test_the_form_fits_every_width(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto(NEW)
    page.keyboard.type("共享单车又把人行道占满了")
    looks(page, "非机动车")
    spread(page, [(1440, 900), (1024, 768), (390, 844)])


def test_a_change_of_the_duty_list_is_tried_before_it_stands(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-chief")
    page.goto("/d/lanting/tickets/duty-list/")
    page.locator("[data-row]", has_text="非机动车").get_by_role("link", name="修改").first.click()
    page.select_option("[name=unit]", label="绿化市容所")
    page.get_by_role("button", name="试算上个月").click()

    expect(page.locator("#trial")).to_contain_text("这样改，上个月")
    page.locator("#trial a").first.click()
    page.wait_for_url(re.compile(r"/tickets/[0-9a-f-]{36}/$"))
