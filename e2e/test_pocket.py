"""A day's round with the network really off: the server stopped, the page reloaded, the browser killed; then everything arrives once."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from e2e.conftest import CHROMIUM
from e2e.phone import PATIENCE_MS, Phone, phone_of
from e2e.town import ROOT, Door, Town, door_of, environment

WALKER = "lanting-leader"
VISITS, REPORTED_AT = 20, (3, 9, 15)
PRESSES_OF_A_PLAIN_VISIT = 3
SEEN = "井盖松动，车过就响"
AGREED_TO = "老板说下周签字"
TOLD = "老板说隔壁那间也是他家的"
LEAK = "水管接头在滴水"
MENDED = "老板说两间都是他家的"
# Stands at the end of the row: nobody else visits it.
LAST_SHOP = f"巷口小店{VISITS + 4:02}"
LINES = ("通道里堆着纸箱", "插座烧黑了一块", "软管老化，开裂")


@pytest.fixture(scope="module")
def door(town: Town) -> Iterator[Door]:
    """A server of its own, which the journey may stop."""
    with door_of(town) as opened:
        yield opened


@pytest.fixture(scope="module")
def in_hand(town: Town) -> Sequence[str]:
    """The round that is due, and the tickets in the station's hands."""
    laid = subprocess.run(
        [sys.executable, "-m", "e2e.street_round", str(VISITS + 4)],
        env=environment(town.home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert laid.returncode == 0, laid.stderr
    return laid.stdout.split()


@pytest.fixture
def phone(town: Town, door: Door, browser: Browser, in_hand: Sequence[str], tmp_path: Path) -> Iterator[Phone]:
    """The walker's phone, signed in and with the round on it."""
    assert CHROMIUM is not None
    with phone_of(browser.browser_type, CHROMIUM, tmp_path / "profile", door.address) as opened:
        opened.sign_in(WALKER, town.passwords[WALKER])
        yield opened


class Ledger:
    """What really lies in the house, read past all its doors."""

    def __init__(self, town: Town) -> None:
        answer = town.linli("database", "url", "--role", "superuser")
        assert answer.returncode == 0, answer.stderr
        self.url = answer.stdout.strip()

    def count(self, statement: str, *values: object) -> int:
        """One number."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(statement, values).fetchone()
            assert row is not None
            return int(row[0])

    def visits(self) -> int:
        """Visits of the round's shops."""
        return self.count("SELECT count(*) FROM visit JOIN place ON place.id = visit.place_id WHERE place.name LIKE '巷口小店%%'")

    def tickets(self, words: str) -> int:
        """Tickets in which somebody said these words."""
        return self.count("SELECT count(*) FROM ticket WHERE words LIKE %s", f"%{words}%")

    def pictures(self, words: str) -> int:
        """Pictures of the tickets with these words."""
        statement = "SELECT count(*) FROM stored_file JOIN ticket ON stored_file.stream = 'ticket/' || ticket.id WHERE ticket.words LIKE %s"
        return self.count(statement, f"%{words}%")

    def doors(self, said: str) -> int:
        """Steps of a drive at which this was said, one stage on from nothing."""
        return self.count("SELECT count(*) FROM campaign_target_step WHERE note = %s AND stage = 'contacted' AND number = 1", said)

    def steps(self, ticket_id: str, verb: str) -> int:
        """How often something was done to a ticket."""
        return self.count("SELECT count(*) FROM journal_entry WHERE stream = %s AND verb = %s", f"ticket/{ticket_id}", verb)


def plain_visit(phone: Phone) -> None:
    """Open, say whom one met, save: counted from the list."""
    before = phone.presses
    phone.press(".pc a")
    phone.press(".g4 .oc", has="见到负责人")
    phone.press(".ph-f .pri")
    expect(phone.page.locator(".sv h2")).to_have_text("已存在这台手机里")
    assert phone.presses - before <= PRESSES_OF_A_PLAIN_VISIT


def visit_with_an_issue(phone: Phone, line: str) -> None:
    """One look shows something, one line says what, and it is reported."""
    phone.press(".pc a")
    phone.press(".g4 .oc", has="见到负责人")
    phone.press(".ck")
    phone.page.locator(".iss textarea").fill(line)
    phone.press(".iss .oc", has="上报")
    phone.press(".ph-f .pri")
    expect(phone.page.locator(".gen")).to_contain_text(line)


def back_to_the_list(phone: Phone) -> None:
    phone.page.locator(".icb").tap()
    expect(phone.page.locator(".sg")).to_be_visible()


def still_waiting(phone: Phone, number: int) -> None:
    expect(phone.page.locator(".sync")).to_have_text(f"{number} 条未上传")


def test_a_round_without_network_survives_everything_and_arrives_once(
    phone: Phone, door: Door, town: Town, in_hand: Sequence[str], tmp_path: Path
) -> None:
    ledger = Ledger(town)
    assert int(phone.page.locator(".sg b").first.inner_text()) >= VISITS
    door.shut()

    for number in range(VISITS):
        if number in REPORTED_AT:
            visit_with_an_issue(phone, LINES[REPORTED_AT.index(number)])
        else:
            plain_visit(phone)
        back_to_the_list(phone)
        still_waiting(phone, number + 1)
        if number == VISITS // 2:
            # The page is loaded anew, from what the phone keeps: the server is stopped.
            phone.unlock()
            still_waiting(phone, number + 1)

    two_steps_on_tickets(phone)
    a_report_with_a_picture(phone, tmp_path)
    a_door_of_the_drive(phone)
    still_waiting(phone, VISITS + 5)
    assert ledger.visits() == 0

    phone.kill()
    phone.switch_on()
    phone.unlock()
    still_waiting(phone, VISITS + 5)
    assert phone.page.locator(".sync.ok").count() == 0

    # A session lasts as long as its browser; how much of it a killed one had written down is chance.
    assert phone.context is not None
    phone.context.clear_cookies()
    door.open()
    phone.page.locator(".sync").tap()
    phone.page.get_by_role("button", name="现在试一次").tap()
    # The session ended with the browser; what is on the phone did not.
    expect(phone.page.locator(".state")).to_contain_text("登录已过期")
    phone.sign_in_again(WALKER, town.passwords[WALKER])
    expect(phone.page.locator(".sync.ok")).to_be_visible(timeout=PATIENCE_MS)

    everything_is_there_once(ledger, in_hand)

    # Once more changes nothing: there is nothing left to send.
    phone.unlock()
    expect(phone.page.locator(".sync.ok")).to_be_visible(timeout=PATIENCE_MS)
    everything_is_there_once(ledger, in_hand)


def everything_is_there_once(ledger: "Ledger", in_hand: Sequence[str]) -> None:
    """Visits, needs, steps, the report and its picture."""
    assert ledger.visits() == VISITS
    assert [ledger.tickets(line) for line in LINES] == [1, 1, 1]
    assert [ledger.steps(ticket_id, "ticket.resolved") for ticket_id in in_hand] == [1, 1]
    assert ledger.tickets(SEEN) == 1
    assert ledger.pictures(SEEN) == 1
    assert ledger.doors(AGREED_TO) == 1


def two_steps_on_tickets(phone: Phone) -> None:
    """Both tickets in hand are finished."""
    for done in ("换了两块地砖", "灯箱重新固定"):
        phone.page.locator(".sg a").nth(1).tap()
        phone.page.locator(".pc a").filter(has_not_text="还没上传").filter(has_text="岚皋路").first.tap()
        phone.press(".ph-f .pri", has="办好了")
        phone.press(".g3 .oc", has="解决了")
        phone.page.locator("textarea").fill(done)
        phone.press(".ph-f .pri", has="保存")
        expect(phone.page.locator(".pend")).to_contain_text("还没上传")
        back_to_the_list(phone)
    phone.page.locator(".sg a").first.tap()


def a_door_of_the_drive(phone: Phone) -> None:
    """The nearest door of one's own in the campaign comes to its first stage; then the next one is offered."""
    phone.page.locator(".sg a").nth(2).tap()
    phone.press(".camps a")
    phone.press(".pc a", has="没联系")
    phone.press(".stages .oc", has="已联系")
    phone.page.locator("textarea").fill(AGREED_TO)
    phone.press(".ph-f .pri", has="保存")
    expect(phone.page.locator(".sv h2")).to_have_text("已存在这台手机里")
    expect(phone.page.locator(".ph-f .pri")).to_contain_text("下一家")
    back_to_the_list(phone)


def a_report_with_a_picture(phone: Phone, folder: Path) -> None:
    """Something seen on the way, with a picture."""
    picture = folder / "photo.png"
    Image.new("RGB", (2400, 1800), "#7788aa").save(picture)
    phone.press(".ph-f .pri", has="随手记一件")
    phone.page.locator("textarea").fill(SEEN)
    phone.page.locator("input[type=file]").set_input_files(picture)
    expect(phone.page.locator(".pic")).to_be_visible()
    phone.press(".ph-f .pri", has="保存")
    expect(phone.page.locator(".sv h2")).to_have_text("已存在这台手机里")
    back_to_the_list(phone)


def test_what_the_house_does_not_take_stays_on_the_phone_until_it_is_let_go_twice(phone: Phone, door: Door, town: Town) -> None:
    """While the phone was away the office found out that two shops are one; the walker's words about the first are not lost."""
    door.shut()
    shop = phone.page.locator(".pc a").filter(has_text="巷口小店").first
    name = shop.locator("b").first.inner_text().strip()
    shop.tap()
    phone.press(".g4 .oc", has="见到负责人")
    phone.page.get_by_role("button", name="问到什么，说一句").tap()
    phone.page.locator(".in textarea").fill(TOLD)
    phone.press(".g2 .oc", has="记一句")
    phone.press(".ph-f .pri")
    expect(phone.page.locator(".sv h2")).to_have_text("已存在这台手机里")
    back_to_the_list(phone)
    merged = subprocess.run(
        [sys.executable, "-m", "e2e.merged_shop", name, LAST_SHOP],
        env=environment(town.home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert merged.returncode == 0, merged.stderr
    door.open()

    phone.page.locator(".sync").tap()
    phone.page.get_by_role("button", name="现在试一次").tap()
    kept = phone.page.locator(".pend .back")
    expect(kept).to_contain_text(TOLD, timeout=PATIENCE_MS)
    expect(kept.locator(".why")).to_contain_text(name)
    phone.unlock()
    expect(phone.page.locator(".sync")).to_have_text("1 条没有收下")
    phone.page.locator(".sync").tap()
    kept.get_by_role("button", name="从手机删掉").tap()
    expect(kept).to_contain_text(TOLD)
    kept.get_by_role("button", name="真的删掉？再按一次").tap()
    expect(kept).to_have_count(0)
    assert Ledger(town).count("SELECT count(*) FROM visit WHERE note = %s", TOLD) == 0


def a_visit_with_everything(phone: Phone, folder: Path) -> str:
    """An issue, a line and a picture; the name of the shop."""
    shop = phone.page.locator(".pc a").filter(has_text="巷口小店").first
    name = shop.locator("b").first.inner_text().strip()
    shop.tap()
    phone.press(".g4 .oc", has="见到负责人")
    phone.press(".ck")
    phone.page.locator(".iss textarea").fill(LEAK)
    phone.press(".iss .oc", has="上报")
    phone.page.get_by_role("button", name="问到什么，说一句").tap()
    phone.page.locator(".in textarea").fill(TOLD)
    phone.press(".g2 .oc", has="记一句")
    picture = folder / "leak.png"
    Image.new("RGB", (1200, 900), "#99aa88").save(picture)
    phone.page.locator("input[type=file]").set_input_files(picture)
    expect(phone.page.locator(".pic")).to_be_visible()
    phone.press(".ph-f .pri")
    expect(phone.page.locator(".sv h2")).to_have_text("已存在这台手机里")
    back_to_the_list(phone)
    return name


def test_what_came_back_is_opened_again_and_arrives_once(phone: Phone, door: Door, town: Town, tmp_path: Path) -> None:
    """Two shops turn out to be one once more: the visit is opened as it was, sent to the one that stayed, with its picture, one time."""
    door.shut()
    name = a_visit_with_everything(phone, tmp_path)
    merged = [sys.executable, "-m", "e2e.merged_shop", name, LAST_SHOP]
    assert subprocess.run(merged, env=environment(town.home), cwd=ROOT, check=False).returncode == 0
    door.open()

    phone.page.locator(".sync").tap()
    phone.page.get_by_role("button", name="现在试一次").tap()
    phone.page.locator(".pend .back").filter(has_text=TOLD).get_by_role("link", name="打开重改").tap(timeout=PATIENCE_MS)
    phone.page.get_by_placeholder("店名或地址的一部分").fill(LAST_SHOP)
    phone.page.locator(".lines a").first.tap()
    expect(phone.page.locator(".warn")).to_contain_text(name)
    expect(phone.page.locator(".warn")).to_contain_text("1 张照片会一起再传")
    expect(phone.page.locator(".iss textarea")).to_have_value(LEAK)
    expect(phone.page.locator(".g4 .oc.on")).to_have_text("见到负责人")
    phone.page.get_by_role("button", name=TOLD).tap()
    phone.page.locator(".in textarea").fill(MENDED)
    mending = phone.page.url
    phone.press(".ph-f .pri")
    expect(phone.page.locator(".sv h2")).to_have_text("已上传", timeout=PATIENCE_MS)
    expect(phone.page.locator(".undo")).to_have_count(0)
    back_to_the_list(phone)
    expect(phone.page.locator(".sync.ok")).to_be_visible(timeout=PATIENCE_MS)
    # What was sent cannot be opened a second time.
    phone.page.goto(mending)
    expect(phone.page.locator("h1")).to_have_text("这里没有")
    ledger = Ledger(town)
    assert ledger.count("SELECT count(*) FROM visit WHERE note = %s", MENDED) == 1
    assert ledger.count("SELECT count(*) FROM visit WHERE note = %s", TOLD) == 0
    assert ledger.tickets(LEAK) == 1
    pictured = "SELECT count(*) FROM stored_file JOIN visit ON stored_file.stream = 'visit/' || visit.id WHERE note = %s"
    assert ledger.count(pictured, MENDED) == 1
