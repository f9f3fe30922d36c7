"""From the browser to the journal and back."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.conftest import OpenDesk
from e2e.steps import wait_until_told, write_note
from e2e.town import Town


def test_a_note_is_found_by_two_characters_and_by_nobody_elsewhere(open_desk: OpenDesk) -> None:
    clerk, stranger = open_desk("lanting-clerk"), open_desk("zhuxi-clerk")
    where = write_note(clerk, "油烟扰民", "岚皋西路三十三号，晚上最重。")

    clerk.keyboard.press("Control+k")
    clerk.keyboard.type("岚皋")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**/search?q=*")
    expect(clerk.locator("#found")).to_contain_text("油烟扰民")

    stranger.goto("/d/zhuxi/search?q=岚皋")
    expect(stranger.locator("#found")).to_contain_text("没有找到「岚皋」")
    for address in (where, where.replace("/lanting/", "/zhuxi/"), "/d/lanting/", "/d/lanting/notes/"):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == 404


def test_search_finds_while_one_types(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    write_note(clerk, "单车占满消防通道", "兰亭路站二号口")

    clerk.goto("/d/lanting/search")
    clerk.locator("[data-search]").press_sequentially("消防")

    expect(clerk.locator("#found mark").first).to_have_text("消防")


def test_of_two_tabs_the_slower_is_shown_both_versions_and_chooses(open_desk: OpenDesk) -> None:
    clerk, colleague = open_desk("lanting-clerk"), open_desk("lanting-clerk-2")
    where = write_note(clerk, "楼道堆物", "五号楼")
    clerk.goto(f"{where}edit")
    colleague.goto(f"{where}edit")
    colleague.fill("#title", "五号楼楼道堆物")
    colleague.click("button[form=note-form]")
    colleague.wait_for_url(where)

    clerk.fill("#text", "五号楼，今天又来过一次。")
    clerk.click("button[form=note-form]")

    expect(clerk.locator("h1")).to_have_text("别人先改了")
    expect(clerk.locator("#page")).to_contain_text("lanting-clerk-2")
    for words in ("楼道堆物", "五号楼楼道堆物", "五号楼", "五号楼，今天又来过一次。"):
        expect(clerk.locator("table.df")).to_contain_text(words)
    clerk.get_by_role("button", name="按选好的存").click()
    clerk.wait_for_url(where)
    expect(clerk.locator("h1")).to_have_text("五号楼楼道堆物")
    expect(clerk.locator(".said-text")).to_have_text("五号楼，今天又来过一次。")


def test_a_file_goes_up_and_comes_back_and_a_big_one_is_refused_before_it_is_sent(open_desk: OpenDesk, tmp_path: Path) -> None:
    clerk = open_desk("lanting-clerk")
    write_note(clerk, "附件", "")

    too_big = tmp_path / "太大.txt"
    too_big.write_bytes(b"x" * (20 * 1024 * 1024 + 1))
    clerk.set_input_files("input[type=file]", too_big)
    expect(clerk.locator("#too-big")).to_be_visible()

    small = tmp_path / "说明.txt"
    small.write_text("楼道", encoding="utf-8")
    clerk.set_input_files("input[type=file]", small)
    expect(clerk.locator("#too-big")).to_be_hidden()
    clerk.get_by_role("button", name="附上").click()
    with clerk.expect_download() as download:
        clerk.locator(".files a").click()
    assert download.value.path().read_text(encoding="utf-8") == "楼道"


def test_a_job_tells_the_colleague_and_the_journal_tells_everything(open_desk: OpenDesk, town: Town) -> None:
    clerk, colleague = open_desk("lanting-clerk"), open_desk("lanting-clerk-2")
    where = write_note(clerk, "入园材料咨询", "租房的能不能报名")

    wait_until_told(colleague, "lanting-clerk 写了便条「入园材料咨询」")
    colleague.get_by_role("button", name="lanting-clerk 写了便条「入园材料咨询」").click()
    colleague.wait_for_url(where)
    colleague.keyboard.press("h")
    colleague.wait_for_url("**/journal")
    expect(colleague.locator(".story")).to_contain_text("写下便条")
    expect(colleague.locator(".story")).to_contain_text("租房的能不能报名")

    verified = town.linli("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_form_sent_twice_is_stored_once(open_desk: OpenDesk) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.goto("/d/lanting/notes/new")
    clerk.fill("#title", "只存一次")

    clerk.locator("button[form=note-form]").dblclick()

    clerk.wait_for_url("**/notes/*/")
    clerk.goto("/d/lanting/search?q=只存一次")
    expect(clerk.locator(".found li")).to_have_count(1)


@pytest.mark.parametrize("words", ["a\x00b"])
def test_a_nul_is_refused_in_words_and_nothing_typed_is_lost(open_desk: OpenDesk, words: str) -> None:
    clerk = open_desk("lanting-clerk")
    clerk.goto("/d/lanting/notes/new")
    clerk.fill("#title", "有看不见的字符")
    # No keyboard types a NUL; a paste from an old system does.
    clerk.evaluate("words => { document.querySelector('#text').value = words }", words)

    clerk.click("button[form=note-form]")

    expect(clerk.locator("#page [role=alert], #page .err").first).to_contain_text("NUL")
    expect(clerk.locator("#title")).to_have_value("有看不见的字符")
