"""One matter from the call to its verified close, each step by who does it, the last on the reporter's phone; then the journal verifies."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from e2e.conftest import OpenDesk
from e2e.town import Town

TICKET = re.compile(r"/d/lanting/tickets/[0-9a-f-]{36}/$")
PHONE = {"width": 390, "height": 844}
NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
EARLIER, TOMORROW = NOW - timedelta(minutes=5), NOW + timedelta(days=1)
# What the unit's head answers, field by field.
TEXTS = {
    "first_call": "问清在二楼平台", "fact_note": "二楼平台堆了两个柜子", "claim_note": "挡住通道", "done": "柜子搬走，通道清空",
    "answer_points": "已搬走，今后每周看一次", "feedback": "听到了",
}  # fmt: skip
CHOICES = {
    "has_contacted": "yes", "has_looked": "yes", "fact_finding": "true", "claim_finding": "reasonable", "outcome": "solved",
    "answer_way": "phone", "grade": "satisfied", "is_public": "yes", "responsibility": "ours",
}  # fmt: skip


def taken_down(page: Page) -> tuple[str, str]:
    """The call as the dispatcher writes it down and gives it to a unit: the ticket's address and the reporter's code."""
    page.goto("/d/lanting/tickets/new/")
    page.fill("[name=words]", "二楼平台堆了两个旧柜子，走路都走不过去")
    page.fill("[name=address]", "岚皋新村 12 号楼")
    page.fill("[name=phone]", "13500003777")
    page.select_option("[name=lead]", label="城管中队")
    page.click("button[value=dispatch]")
    code = "".join(page.locator(".follow-code").inner_text().split())
    page.keyboard.press("o")
    page.wait_for_url(TICKET)
    return page.url, code


def presses(page: Page, words: str) -> None:
    """The one next action, by one key."""
    expect(page.locator(".next .thumb")).to_contain_text(words)
    page.keyboard.press("Enter")


def sends(page: Page, address: str, slug: str, *, then: str = "") -> None:
    """The form that is open, by its keys."""
    page.keyboard.press("Control+Enter")
    page.wait_for_url(then or address)


def replied(page: Page, address: str) -> None:
    """Every field of the reply, signed at once."""
    page.goto(f"{address}do/reply/")
    for name, value in CHOICES.items():
        page.select_option(f"[name={name}]", value)
    for name, text in TEXTS.items():
        page.fill(f"[name={name}]", text)
    for name in ("contacted_at", "looked_at", "answered_at"):
        page.fill(f"[name={name}_0]", f"{EARLIER:%Y-%m-%d}")
        page.fill(f"[name={name}_1]", f"{EARLIER:%H:%M}")
    for name in ("contacted_by_person_id", "signed_as_unit_id", "responsible_person_id"):
        page.select_option(f"[name={name}]", index=1)
    for field in page.locator("textarea[name^=point-]").all():
        field.fill("已办")
    page.click("button[value=sign]")
    page.wait_for_url(address)


def judged(browser: Browser, town: Town, code: str) -> str:
    """What the reporter's own phone says in the end."""
    phone = browser.new_page(base_url=town.address, viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    try:
        phone.goto("/s/lanting/case/follow/")
        phone.fill("[name=code]", f"{code[:4]} {code[4:]}".lower())
        phone.click("main button")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.click("button[name=verdict][value=solved]")
        phone.click("button[name=grade][value=satisfied]")
        phone.wait_for_load_state()
        return phone.locator("main").inner_text()
    finally:
        phone.close()


def test_a_call_becomes_a_verified_close_and_the_story_tells_it_all(open_desk: OpenDesk, browser: Browser, town: Town) -> None:
    centre, unit, firm = open_desk("lanting-dispatcher"), open_desk("lanting-unit"), open_desk("lanting-property")
    address, code = taken_down(centre)

    unit.goto(address)
    presses(unit, "签收")
    presses(unit, "已联系")
    expect(unit.locator(".story")).to_contain_text("已电话联系报事人")

    # A second party commits.
    unit.goto(f"{address}do/promise/")
    unit.select_option("[name=unit]", label="兰田物业")
    unit.fill("[name=what]", "派两个人一起搬")
    unit.fill("[name=due_at_0]", f"{TOMORROW:%Y-%m-%d}")
    unit.fill("[name=due_at_1]", "15:00")
    sends(unit, address, "promise")
    firm.goto("/d/lanting/tickets/mine")
    card = firm.locator("article.tcard", has_text="派两个人一起搬")
    card.locator("form[action$='/do/take-on/'] button").click()
    firm.wait_for_load_state()
    firm.goto("/d/lanting/tickets/mine")
    card.locator("a[href*='/do/end-promise/']").first.click()
    firm.fill("[name=note]", "已到场一起搬完")
    firm.keyboard.press("Control+Enter")
    firm.wait_for_url("**/tickets/mine")

    replied(unit, address)
    expect(unit.locator("main")).to_contain_text("待回访")

    # Who did it does not close it.
    unit.goto(f"{address}do/close/")
    unit.select_option("[name=by]", "unit")
    unit.select_option("[name=verdict]", "solved")
    unit.keyboard.press("Control+Enter")
    expect(unit.locator("main .err").first).to_be_visible()
    centre.goto(address)
    expect(centre.locator("main")).to_contain_text("待回访")

    assert "结单" in judged(browser, town, code)
    centre.reload()
    expect(centre.locator("main")).to_contain_text("已结单")
    for words in ("签收", "已电话联系报事人", "派两个人一起搬", "柜子搬走"):
        expect(centre.locator(".story")).to_contain_text(words)
    verified = town.linli("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
