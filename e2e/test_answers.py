"""The answer base in use: a clerk answers a call from it by a press, and a passer-by finds the answer before anything is sent."""

from playwright.sync_api import expect

from e2e.conftest import OpenDesk
from e2e.looking import PHONE
from e2e.test_cards import card_of
from e2e.test_public import SMALLEST, OpenDoor, pass_by

# The fixture of who passes by belongs to this journey too.
__all__ = ["pass_by"]

CALLED, CALLED_FOR = "想问一下居住证怎么办，要带什么", "居住证怎么办？"
DANGER, QUESTION = "楼道里又有人给电动车充电，能不能管", "楼道里能给电动自行车充电、停放吗？"
ASKED, ANSWER = "送外卖没有单位，怎么交医保", "外地户籍的骑手在本市怎么参加医保？"


def test_a_clerk_answers_a_call_from_the_base(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-dispatcher")
    page.goto("/d/lanting/tickets/new/")
    page.fill("textarea[name=words]", CALLED)
    offered = page.locator("#answers")
    expect(offered).to_contain_text("可以当场答复")
    expect(offered).to_contain_text(CALLED_FOR)
    assert page.input_value("[name=line]") == ""
    offered.get_by_role("button", name="记为已答复").first.click()
    assert CALLED_FOR in page.input_value("[name=line]")

    # Danger is never settled by an answer: its class and unit stand above what can be said.
    page.goto("/d/lanting/tickets/new/")
    page.fill("textarea[name=words]", DANGER)
    expect(page.locator("#answers-after")).to_contain_text(QUESTION)
    expect(page.locator("#answers")).to_be_hidden()
    assert page.get_by_role("button", name="记为已答复").count() == 0
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#classes label.on")).to_be_in_viewport()


def test_an_answer_is_found_in_the_base_by_keys(open_desk: OpenDesk) -> None:
    page = open_desk("lanting-ops")
    page.goto("/d/lanting/")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/answers/")
    page.fill("main input[name=q]", "电动自行车充电")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(QUESTION)
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_passer_by_finds_the_answer_without_a_script_and_may_still_send(open_desk: OpenDesk, pass_by: OpenDoor) -> None:
    _place, scanned = card_of(open_desk("lanting-chief"))
    page = pass_by(scanned, viewport=PHONE, has_script=False)
    page.fill("#words", ASKED)
    page.click("button.go")
    expect(page.locator("main")).to_contain_text("是不是这个答案？")
    expect(page.locator("main")).to_contain_text(ANSWER)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] and page.evaluate(SMALLEST)[0] >= 18
    assert page.input_value("#words") == ASKED
    page.click("button.go")
    expect(page.locator(".found .nb")).to_be_visible()
