"""A deadline's working across the National Day week, and a year that is entered by spreadsheet."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk
from linli.kernel.sheets import write_xlsx

TRIAL = "/d/lanting/calendar/deadline"
NEXT_YEAR = [["2027-01-01", "放假", "元旦"], ["2027-01-02", "放假", "元旦"], ["2027-02-06", "放假", "春节"], ["2027-02-20", "上班", "春节"]]


def ask(desk: Page, start: str, amount: str) -> None:
    """Ask for so many working days from a start."""
    desk.goto(TRIAL)
    desk.fill("#start", start)
    desk.fill("#amount", amount)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/deadline?start=*")


def test_the_working_of_a_deadline_and_a_year_entered_by_spreadsheet(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk("lanting-clerk")
    ask(desk, "2026-09-30 16:40", "5")
    working = desk.locator(".working")
    expect(working).to_contain_text("10-01 至 10-07 国庆节放假不计")
    expect(working).to_contain_text("10-10 周六调休上班")
    expect(working.locator("tr.sum")).to_contain_text("10-13 周二 17:00")

    ask(desk, "2026-12-29 10:00", "5")
    expect(working.locator(".pill.watch")).to_have_text("暂按周末")
    provisional = desk.url
    desk.get_by_role("link", name="看那一年").click()
    expect(desk.locator("#page")).to_contain_text("还没有 2027 年的放假安排")

    bad, good = tmp_path / "坏.xlsx", tmp_path / "2027.xlsx"
    bad.write_bytes(write_xlsx(["日期", "类型", "名称"], [["2027-13-01", "放假", "元旦"]]))
    good.write_bytes(write_xlsx(["日期", "类型", "名称"], NEXT_YEAR))
    desk.keyboard.press("e")
    desk.wait_for_url("**/calendar/edit?year=2027")
    desk.set_input_files("input[type=file]", bad)
    desk.get_by_role("button", name="看看改了什么").click()
    expect(desk.get_by_role("alert")).to_contain_text("第 2 行日期：「2027-13-01」不是日期")
    desk.set_input_files("input[type=file]", good)
    desk.get_by_role("button", name="看看改了什么").click()
    expect(desk.locator("h1")).to_have_text("2027 年改了什么")
    expect(desk.locator("table.tbl tbody tr")).to_have_count(4)
    desk.get_by_role("button", name="发布").click()
    desk.wait_for_url(re.compile(r"/calendar/\?year=2027$"))
    expect(desk.locator(".side2")).to_contain_text("lanting-clerk")

    desk.goto(provisional)
    expect(working.locator("tr.sum")).to_contain_text("2027-01-06 周三 17:00")
    expect(desk.locator(".pill.watch")).to_have_count(0)
