"""The public notices as a passer-by meets them: on an old phone, without a script, by keys alone, in large type, on paper."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from e2e.looking import NARROW, PHONE
from e2e.town import Town

LIST, GRID, WHOLE = "/s/lanting/grids/", "/s/lanting/grids/W01/", "/s/lanting/grids/Z01/"
MISSING = "/s/lanting/grids/nowhere/"
EVERY_PAGE = (LIST, GRID, WHOLE, MISSING)
HAN = re.compile(r"[\u4e00-\u9fff]")
# Every visible letter: its size as it is painted, pictures scaled.
SMALLEST = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let smallest = [1000, ""]
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement
    const svg = parent.closest("svg")
    if (!walk.currentNode.data.trim() || !parent.getClientRects().length || parent.closest("title, desc")) continue
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale
    if (size < smallest[0]) smallest = [size, walk.currentNode.data.trim()]
  }
  return smallest
}"""
FLATTEST = """() => Math.min(...[...document.querySelectorAll(".dial, .call, .list a, .go, .ask input, .sw, .qf a, .em a")]
  .map(each => each.getBoundingClientRect().height))"""
AXE = "axe.run().then(result => result.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
OpenDoor = Callable[..., Page]


@pytest.fixture
def pass_by(town: Town, browser: Browser) -> Iterator[OpenDoor]:
    """A phone that was never here; afterwards it holds nothing, and no page has broken its policy."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(address: str, *, viewport: ViewportSize = PHONE, has_script: bool = True, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport=viewport, base_url=town.address, locale="zh-CN", java_script_enabled=has_script, bypass_csp=bypass_csp
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    kept = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert (kept, troubles) == ([], [])


def test_somebody_finds_the_grid_of_his_home_and_who_answers_by_keys_alone(pass_by: OpenDoor) -> None:
    page = pass_by(LIST, has_script=False)
    press = page.keyboard.press

    for _ in range(9):
        press("Tab")
        if page.locator("#address").evaluate("each => each === document.activeElement"):
            break
    page.keyboard.type("兰田公寓 3 号 402 室")
    press("Enter")
    expect(page.locator("#found")).to_contain_text("这个地址属于兰田二网格。")
    assert "兰田公寓" not in page.url, "what somebody looked for stands in no address"
    page.locator("#found a").focus()
    press("Enter")

    expect(page.locator("h1")).to_have_text("兰田二网格")
    expect(page.locator(".people").first).to_contain_text("包保责任人")
    assert page.locator(".people a[href^='tel:021']").count() >= 1


def test_an_unknown_address_leads_to_a_number_to_call(pass_by: OpenDoor) -> None:
    page = pass_by(LIST, has_script=False)

    page.fill("#address", "人民广场 1 号")
    page.click(".go")

    expect(page.locator("#found")).to_contain_text("名单里没有「人民广场 1 号」。")
    assert page.locator("#found a[href^='tel:']").count() == 1


@pytest.mark.parametrize("viewport", [PHONE, NARROW])
@pytest.mark.parametrize("query", ["", "?big=1", "?lang=en"])
def test_letters_are_large_targets_are_high_and_nothing_is_cut_off(pass_by: OpenDoor, viewport: ViewportSize, query: str) -> None:
    for address in EVERY_PAGE:
        page = pass_by(f"{address}{query}", viewport=viewport)

        assert page.evaluate(SMALLEST)[0] >= 18, (address, page.evaluate(SMALLEST))
        assert page.evaluate(FLATTEST) >= 48, address
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


def test_large_type_and_english_are_links_that_stay_on(pass_by: OpenDoor) -> None:
    page = pass_by(GRID, has_script=False)

    page.click(".sw")
    expect(page.locator("body")).to_have_class("elder")
    page.click(".qf a[lang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click("text=Which grid do I live in?")
    expect(page.locator("h1")).to_have_text("Which grid do I live in?")
    expect(page.locator("body")).to_have_class("elder")
    assert not HAN.search(page.locator("label").inner_text())


@pytest.mark.parametrize("query", ["", "?big=1", "?lang=en"])
def test_axe_finds_nothing_serious(pass_by: OpenDoor, axe: str, query: str) -> None:
    found = []
    for address in EVERY_PAGE:
        page = pass_by(f"{address}{query}", bypass_csp=True)
        page.add_script_tag(content=axe)
        violations = page.evaluate(
            "axe.run().then(result => result.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
        )
        found += [(address, *each) for each in violations if each[1] in {"serious", "critical"}]

    assert found == []


@pytest.mark.parametrize("address", [GRID, WHOLE, "/s/lanting/grids/W09/?big=1"])
def test_on_paper_a_notice_is_one_sheet_without_what_only_a_screen_can_do(pass_by: OpenDoor, address: str) -> None:
    page = pass_by(address)
    on_duty = page.locator("section", has=page.locator(".role", has_text="值班长"))
    expect(on_duty).to_be_visible()

    sheet = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("/s/lanting/grids/")
    expect(page.locator(".sw")).to_be_hidden()
    expect(page.locator(".people").first).to_be_visible()
    # By the time somebody reads the paper, another chief is on duty.
    expect(on_duty).to_be_hidden()


def test_what_is_missing_looks_the_same_wherever_it_is_missing(pass_by: OpenDoor) -> None:
    bodies = {pass_by(address).locator("main").inner_html() for address in (MISSING, "/s/nowhere/grids/", "/s/nowhere/grids/W01/")}

    assert len(bodies) == 1
    assert "没有这一页" in bodies.pop()
