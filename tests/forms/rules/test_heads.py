"""Headings of other people's sheets: titles above, merged cells, what came back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.forms.rules import heads
from linli.forms.rules.fields import Question
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row

TITLE = ("兰亭街道九小场所台账",)
MADE_BY = ("填报单位：", "", "填报时间：")
UPPER = ("序号", "场所", "", "负责人", "", "备注")
LOWER = ("", "名称", "地址", "姓名", "电话")
DATA = ("1", "冒菜馆", "岚皋西路1号", "林", "1", "")


def rows(*cells: tuple[str, ...], begin: int = 1) -> list[Row]:
    return [Row(number, each) for number, each in enumerate(cells, start=begin)]


def test_titles_and_who_fills_it_stand_above_the_headings() -> None:
    head = heads.head_of(rows(TITLE, MADE_BY, ("名称", "地址"), DATA))

    assert head.titles == (TITLE, MADE_BY) and head.rows == (("名称", "地址"),) and head.ends == 3
    assert [each.whole for each in head.questions] == ["名称", "地址"]
    assert heads.merges_of(head) == ((1, 1, 1, 2),)


def test_two_rows_of_merged_headings_are_read_as_groups() -> None:
    head = heads.head_of(rows(TITLE, UPPER, LOWER, DATA))

    assert [each.whole for each in head.questions] == ["序号", "场所·名称", "场所·地址", "负责人·姓名", "负责人·电话", "备注"]
    assert [each.column for each in head.questions] == [0, 1, 2, 3, 4, 5]
    assert set(heads.merges_of(head)) == {(1, 1, 1, 6), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5), (2, 6, 3, 6)}


def test_a_heading_above_one_column_is_not_merged_sideways() -> None:
    assert heads.merges_of(heads.Head((), (("序号", "负责人"), ("", "姓名")), ())) == ((1, 1, 2, 1),)


def test_a_row_of_data_is_no_second_row_of_headings() -> None:
    for below in (DATA, ("1", "x", "", "y"), ("", "", "", "", "", "", "远处")):
        assert len(heads.head_of(rows(("序号", "名称", "地址", "姓名", "电话", "备注"), below)).rows) == (2 if below[0] == "" else 1)
    # A blank row between is no merged cell.
    assert len(heads.head_of([Row(1, UPPER), Row(3, LOWER)]).rows) == 1


def test_where_there_are_no_headings_or_a_formula_it_is_refused() -> None:
    for given_rows in (rows(TITLE), rows(MADE_BY), rows(("一" * 41, "名称"))):
        with pytest.raises(Refused) as refused:
            heads.head_of(given_rows)
        assert refused.value.code == "forms.no_headings"
    formula = Refused("sheets.formula", row=1, column="B")
    with pytest.raises(Refused) as refused:
        heads.head_of([Row(1, ("名称", "", "地址"), formula)])
    assert refused.value is formula


def test_questions_that_were_typed_have_headings_too() -> None:
    plain = (Question("名称"), Question("地址"))
    grouped = (Question("序号"), Question("名称", "场所"), Question("地址", "场所"), Question("备注"))

    assert heads.plain_head(plain) == (("名称", "地址"),)
    assert heads.plain_head(grouped) == (("序号", "场所", "", "备注"), ("", "名称", "地址", ""))


def test_what_comes_back_is_found_wherever_its_columns_stand_now() -> None:
    asked = heads.head_of(rows(UPPER, LOWER)).questions
    moved = rows(TITLE, ("备注", "负责人", "", "场所", "", "序号", "满意度"), ("", "姓名", "电话", "名称", "地址"), DATA)

    columns, begins = heads.found_in(moved, asked, 2)

    assert begins == 3 and columns["场所·名称"] == 3 and columns["备注"] == 0
    assert heads.strangers_in(moved, asked, 2, begins) == ["满意度"]


def test_a_sheet_that_lost_a_column_is_refused_by_its_name() -> None:
    with pytest.raises(Refused) as refused:
        heads.found_in(rows(("名称", "备注"), DATA), [Question("名称"), Question("地址")], 1)
    assert refused.value.facts == {"columns": "地址", "number": 1}
    with pytest.raises(Refused):
        heads.found_in([], [Question("名称")], 1)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "场所", "负责人"]), st.text("名称地址电话姓", min_size=1, max_size=4)),
        min_size=2,
        max_size=8,
        unique=True,
    )
)
def test_typed_questions_are_read_again_from_the_headings_written_for_them(typed: list[tuple[str, str]]) -> None:
    # Those that share a heading stand side by side, as on paper.
    ordered = sorted(typed)
    asked = tuple(Question(name, group, column) for column, (group, name) in enumerate(ordered))
    assert heads.questions_of(heads.plain_head(asked)) == asked
