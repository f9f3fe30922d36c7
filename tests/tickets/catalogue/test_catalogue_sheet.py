"""A catalogue comes in and goes out as a table; every row is accounted for before anything is written."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row, read_rows, write_xlsx
from linli.org.rules.imports import Verdict
from linli.tickets.presets import CITY_MANAGEMENT, rows_of
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue, Handling, Item, Nature, check_tree
from linli.tickets.rules.catalogue_sheet import SheetPlan
from linli.tickets.rules.clocks import Clock
from tests.shared import shared_file

EMPTY = Catalogue(0, {})


def rows(*lines: str) -> list[Row]:
    """Rows of a file, cells divided by bars."""
    return [Row(number, tuple(cell.strip() for cell in line.split("|"))) for number, line in enumerate(lines, start=1)]


def plan(
    *lines: str, present: Catalogue = EMPTY, taken: Sequence[str] = (), nature: Nature = Nature.EVENT, is_whole: bool = False
) -> SheetPlan:
    sent = rows(*lines)
    return sheet.plan(sheet.lines_of(sent, sheet.guess(sent)), present, taken=taken, nature=nature, is_whole=is_whole)


def catalogue(*lines: str) -> Catalogue:
    return Catalogue(1, plan(*lines).items)


def trouble(*lines: str, present: Catalogue = EMPTY) -> str:
    (row,) = plan(*lines, present=present).refused
    return row.trouble


CODED = ("大类代码|大类|小类代码|小类|处置时限(d)|管理依据", "01|市容环境|02|暴露垃圾|4工作小时|条例", "01|市容环境|0103|积存垃圾渣土|2|")


def test_a_coded_list_becomes_major_and_minor_classes() -> None:
    found = plan(*CODED)
    assert sorted(found.items) == ["E01", "E0102", "E0103"]
    assert [row.verdict for row in found.rows] == [Verdict.NEW, Verdict.NEW]
    rubbish = found.items["E0102"]
    assert (rubbish.name, rubbish.parent_code, rubbish.basis) == ("暴露垃圾", "E01", "条例")
    assert found.items["E0103"].limits == {Clock.FINISH: Duration(Kind.WORKING_DAYS, 2)}
    assert [item.code for item in found.new] == ["E01", "E0102", "E0103"]


def test_sending_the_same_again_changes_nothing() -> None:
    present = catalogue(*CODED)
    again = plan(*CODED, present=present)
    assert [row.verdict for row in again.rows] == [Verdict.SAME, Verdict.SAME]
    assert (again.new, again.changed, again.lapsed) == ([], [], [])


def test_a_column_that_is_not_in_the_file_leaves_what_stands_and_an_empty_cell_empties() -> None:
    present = catalogue(*CODED)
    found = plan("大类代码|大类|小类代码|小类|管理依据", "01|市容环境|02|暴露的垃圾|", present=present)
    (changed,) = found.changed
    assert (changed.name, changed.basis, changed.limits) == ("暴露的垃圾", "", present.items["E0102"].limits)
    emptied = plan("大类代码|大类|小类代码|小类|处置时限", "01|市容环境|02|暴露垃圾|", present=present)
    assert emptied.items["E0102"].limits == {}


def test_classes_without_codes_get_the_next_number_and_keep_it() -> None:
    lines = (
        "一级分类|二级分类|三级分类",
        "城乡建设|安全生产|事故处理",
        "城乡建设|安全生产|安全隐患",
        "城乡建设|城乡规划|其他",
        "交通运输|其他|其他",
    )
    found = plan(*lines, nature=Nature.MATTER)
    path = {code: [each.name for each in reversed(Catalogue(1, found.items).line(code))] for code in found.items}
    assert path["M010102"] == ["城乡建设", "安全生产", "安全隐患"]
    assert path["M010201"] == ["城乡建设", "城乡规划", "其他"]
    assert path["M020101"] == ["交通运输", "其他", "其他"]
    turned = plan(lines[0], *reversed(lines[1:]), present=Catalogue(1, found.items), nature=Nature.MATTER)
    assert {row.verdict for row in turned.rows} == {Verdict.SAME}


def test_a_number_that_once_meant_something_is_not_given_again() -> None:
    found = plan("大类|小类", "市容环境|暴露垃圾", taken=["E01", "E0201"])
    assert sorted(found.items) == ["E02", "E0202"]


def test_merged_cells_name_the_classes_above_in_their_first_row_alone() -> None:
    found = plan("类别|大类代码|大类|小类代码|小类", "部件|01|公用设施|01|上水井盖", "|||02|污水井盖", "|02|道路交通|01|停车场")
    assert sorted(found.items) == ["C01", "C0101", "C0102", "C02", "C0201"]


def test_merged_cells_of_a_list_without_codes_are_filled_down_too() -> None:
    found = plan("大类|小类|细类", "城乡建设|安全生产|事故处理", "||安全隐患", "|城乡规划|其他")
    assert found.refused == []
    assert sorted(found.items) == ["E01", "E0101", "E010101", "E010102", "E0102", "E010201"]


def test_titles_may_stand_above_the_headings_and_columns_in_any_order() -> None:
    found = plan("某区目录", "说明|第二格", "小类|问题描述|大类", "暴露垃圾|成堆|市容环境")
    assert found.items["E0101"].description == "成堆"


def test_the_columns_of_the_last_file_are_remembered() -> None:
    sent = rows("甲|乙", "市容环境|暴露垃圾")
    columns = sheet.guess(sent, {"name_1": "甲", "name_2": "乙", "gone": "丙"})
    assert columns.headings == {"name_1": "甲", "name_2": "乙"}
    assert len(sheet.plan(sheet.lines_of(sent, columns), EMPTY).items) == 2


def test_a_file_that_names_no_class_is_refused_with_the_headings() -> None:
    with pytest.raises(Refused) as raised:
        sheet.guess(rows("电话|地址", "1|2"))
    assert "大类" in raised.value.sentence
    for headings in ({"name_1": "没有"}, {"basis": "电话"}):
        with pytest.raises(Refused) as raised:
            sheet.lines_of(rows("电话|地址", "1|2"), sheet.Columns(headings))
        assert raised.value.code == "catalogue.no_names"


HEAD = "类别|大类代码|大类|小类代码|小类|处置类型|生命安全|处置时限|环节时限"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("物件|01|市容|02|垃圾||||", "部件"),
        ("事件|01|市容|02|垃圾|大家|||", "联勤联动"),
        ("事件|01|市容|02|垃圾||也许||", "是"),
        ("事件|01|市容|02|垃圾|||快|", "快"),
        ("事件|01|市容|02|垃圾||||拆除", "拆除"),
        ("事件|01|市容|二|垃圾||||", "E0102"),
        ("事件|01||02|垃圾||||", "name is missing"),
        ("事件||||||||", "name is missing"),
        ("事件|01|" + "长" * 61 + "|02|垃圾||||", "at most 60"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_leaves_no_trace(line: str, said: str) -> None:
    found = plan(HEAD, line)
    assert said in found.refused[0].trouble
    assert found.items == {}


def test_the_same_class_twice_names_the_first_row() -> None:
    assert "row 2 already" in trouble(*CODED, "01|市容环境|02|暴露垃圾||")


def test_one_code_has_one_name_in_a_file() -> None:
    assert "市容环境" in trouble(*CODED, "01|市容|05|水域不洁||")
    assert "elsewhere" in trouble("大类代码|大类|小类代码|小类", "01|市容环境||", "01|市容|05|水域不洁")


def test_a_class_above_may_be_renamed_by_a_file() -> None:
    found = plan("大类代码|大类|小类代码|小类", "01|市容|02|暴露垃圾", present=catalogue(*CODED))
    assert [item.name for item in found.changed] == ["市容"]


def test_what_a_whole_list_does_not_name_lapses_in_its_natures_only() -> None:
    present = Catalogue(1, {**catalogue(*CODED).items, "C01": Item(code="C01", nature=Nature.COMPONENT, name="公用设施")})
    found = plan(*CODED[:2], present=present, is_whole=True)
    assert [item.code for item in found.lapsed] == ["E0103"]
    assert sorted(found.items) == ["C01", "E01", "E0102"]


def test_refused_rows_go_back_with_the_reason_in_the_row() -> None:
    sent = rows(*CODED, "01|市容环境|04|道路不洁|快|")
    lines = sheet.lines_of(sent, sheet.guess(sent))
    headings, bad = sheet.bad_rows(lines, sheet.plan(lines, EMPTY, nature=Nature.EVENT))
    assert headings == ["大类代码", "大类", "小类代码", "小类", "处置时限", "管理依据", "Why not"]
    assert [row[:5] for row in bad] == [["01", "市容环境", "04", "道路不洁", "快"]]
    assert "快" in bad[0][-1]


def sent_back(present: Catalogue) -> SheetPlan:
    content = write_xlsx(sheet.headings(), list(sheet.table(present)))
    again = read_rows(io.BytesIO(content), name="a.xlsx")
    return sheet.plan(sheet.lines_of(again, sheet.guess(again)), present, is_whole=True)


def test_the_preset_is_read_whole_and_its_own_file_changes_nothing() -> None:
    sent = rows_of(CITY_MANAGEMENT)
    found = sheet.plan(sheet.lines_of(sent, sheet.guess(sent)), EMPTY)
    assert found.refused == []
    made = Catalogue(1, found.items)
    check_tree(made.items)
    assert made.items["E0102"].limits[Clock.FINISH] == Duration(Kind.WORKING_MINUTES, 240)
    assert made.items["C0101"].limits[Clock.OVERALL] == Duration(Kind.WORKING_DAYS, 5)
    assert [each.name for each in made.items["E0101"].milestones] == ["责令停止", "作出处罚", "拆除"]
    assert made.items["E0101"].handling is Handling.JOINT
    assert made.effective("C0114").is_life_safety and made.effective("C0114").fallback_kind
    # Whoever is in danger has somebody who acts now.
    assert [item.code for item in made.deepest if item.is_life_safety and not item.fallback_kind] == []
    again = sent_back(made)
    assert {row.verdict for row in again.rows} == {Verdict.SAME}
    assert (again.items, again.lapsed) == (made.items, [])


def test_the_categories_of_a_hotline_are_taken_over_beside_the_preset() -> None:
    path: Path = shared_file("messages/categories.csv")
    with path.open("rb") as content:
        sent = read_rows(content, name=path.name)
    preset = rows_of(CITY_MANAGEMENT)
    present = Catalogue(1, sheet.plan(sheet.lines_of(preset, sheet.guess(preset)), EMPTY).items)
    found = sheet.plan(sheet.lines_of(sent, sheet.guess(sent)), present)
    assert (len(found.rows), found.refused, found.changed) == (517, [], [])
    assert len(found.new) == 15 + 118 + 517
    after = Catalogue(2, found.items)
    assert {row.verdict for row in sent_back(after).rows} == {Verdict.SAME}


WORDS = st.text(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=3)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=12, unique=True))
def test_every_row_of_names_is_one_class_and_a_second_reading_finds_them_all(paths: list[tuple[str, str, str]]) -> None:
    lines = ("大类|小类|细类", *("|".join(path) for path in paths))
    found = plan(*lines)
    assert found.refused == []
    made = Catalogue(1, found.items)
    assert {tuple(each.name for each in reversed(made.line(item.code))) for item in made.deepest} == set(paths)
    assert {row.verdict for row in plan(*lines, present=made).rows} <= {Verdict.SAME}
