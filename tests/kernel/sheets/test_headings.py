"""A table is read by its headings, wherever they stand."""

import pytest

from linli.kernel.errors import Refused
from linli.kernel.sheets import Line, Row, by_heading


def test_columns_are_found_by_name_and_others_left_out() -> None:
    rows = [Row(1, ("2027 年放假安排",)), Row(3, ("名称", "备注", "日期")), Row(4, ("元旦", "x", "2027-01-01")), Row(6, ("春节",))]
    assert by_heading(rows, ["日期", "名称"], ["类型"]) == [
        Line(4, {"名称": "元旦", "日期": "2027-01-01"}),
        Line(6, {"名称": "春节", "日期": ""}),
    ]


@pytest.mark.parametrize(("headings", "missing"), [(("日期", "类型"), "名称"), (("甲",), "日期、名称")])
def test_a_missing_column_is_named(headings: tuple[str, ...], missing: str) -> None:
    with pytest.raises(Refused) as refused:
        by_heading([Row(1, headings)], ["日期", "名称"])
    assert refused.value.code == "sheets.no_heading"
    assert refused.value.facts == {"headings": missing, "all": "日期、名称"}


def test_headings_scattered_over_several_rows_are_no_heading() -> None:
    with pytest.raises(Refused) as refused:
        by_heading([Row(1, ("日期",)), Row(2, ("名称",))], ["日期", "名称"])
    assert refused.value.facts["headings"] == "日期、名称"


def test_a_heading_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        by_heading([Row(2, ("日期", "名称", "日期"))], ["日期", "名称"])
    assert refused.value.code == "sheets.heading_twice"
    assert refused.value.facts == {"row": 2, "heading": "日期"}
