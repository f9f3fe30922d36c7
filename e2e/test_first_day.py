"""A list of the district goes in by upload, and its first figures stand there before anybody types anything."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from e2e.conftest import OpenDesk

HEADINGS = (
    *("工单编号", "受理时间", "问题小类", "工单标题", "问题描述", "经度", "纬度"),
    *("主责部门", "工单状态", "处置截止时间", "办结时间", "退单次数"),
)


def exported(path: Path) -> Path:
    """What the platform writes: a title above the headings, GB18030, one row that cannot be."""
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, tzinfo=None)
    came, due, over = now - timedelta(days=20), now - timedelta(days=13), now - timedelta(days=16)
    said = ("暴露垃圾", "门口垃圾没有清运", "门口垃圾没有清运，请尽快处理", "121.4416", "31.2489", "城管中队")
    rows = [
        ("QX-1", came, *said, "处置中", due, "", "1"),
        ("QX-2", came, *said, "已结案", due, over, ""),
        ("QX-3", came, *said, "已结案", due, now - timedelta(days=10), ""),
        ("QX-4", "前天", *said, "处置中", due, "", ""),
    ]
    text = io.StringIO()
    csv.writer(text).writerows([["区平台工单导出"], HEADINGS, *rows])
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def test_last_months_list_shows_the_first_figures(open_desk: OpenDesk, tmp_path: Path) -> None:
    page = open_desk("zhuxi-chief")
    page.goto("/d/zhuxi/tickets/")
    page.get_by_role("link", name="导入清单").first.click()
    page.set_input_files("input[type=file]", exported(tmp_path / "上月.csv"))
    page.get_by_role("button", name="看一遍").click()

    expect(page.locator("h1")).to_contain_text("核对列与含义")
    expect(page.locator("main")).to_contain_text("“前天”")
    expect(page.locator("#c-words")).to_have_value("问题描述")
    page.get_by_role("button", name="导入").click()

    expect(page.locator("h1")).to_contain_text("首日")
    expect(page.locator("#progress")).to_contain_text("清单已导入", timeout=60_000)
    expect(page.locator("#progress")).to_contain_text("新建 3 件")
    tiles = page.locator(".tiles a b")
    assert tiles.all_inner_texts()[:6] == ["3", "1", "1", "1", "2", "1"]
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator(".tiles a").nth(2).click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".filters")).to_contain_text("来自一个文件")
