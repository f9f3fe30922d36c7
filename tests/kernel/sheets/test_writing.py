"""What the house writes opens in an office program, and nothing in it is ever worked out as a formula."""

import io
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from linli.kernel.sheets import Row, Watermark, read_rows, write_xlsx


def _back(content: bytes) -> list[Row]:
    return read_rows(io.BytesIO(content), name="back.xlsx")


def test_values_of_every_kind_come_back() -> None:
    content = write_xlsx(["日期", "数", "时刻", "空"], [[date(2027, 1, 1), 3, datetime(2027, 1, 1, 9, 0, tzinfo=UTC), None], ["", 2.5]])
    assert _back(content) == [
        Row(1, ("日期", "数", "时刻", "空")),
        Row(2, ("2027-01-01", "3", "2027-01-01T09:00:00+00:00")),
        Row(3, ("", "2.5")),
    ]


def test_text_that_begins_like_a_formula_is_written_as_text() -> None:
    dangerous = ["=1+1", "+86", "-2", "@sum", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
    sheet = load_workbook(io.BytesIO(write_xlsx(["名称"], [[text] for text in dangerous]))).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(2, 2 + len(dangerous))]
    assert [cell.data_type for cell in cells] == ["s"] * len(dangerous)
    assert all(cell.quotePrefix for cell in cells)


def test_the_name_of_the_sheet_fits_and_the_headings_stay_in_sight() -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx(["名称"], [["元旦"]], title="年" * 40))).worksheets[0]
    assert sheet.title == "年" * 31
    assert sheet.freeze_panes == "A2"


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_any_text_can_be_written_and_no_formula_comes_of_it(text: str) -> None:
    rows = _back(write_xlsx(["甲"], [[text, "end"]]))
    assert rows[1].cells[-1] == "end"


def test_a_watermark_stands_on_every_page_and_on_a_sheet_of_its_own() -> None:
    mark = Watermark("张宁 & 同事" + "长" * 300, "导出说明", ["导出人: 张宁", "=1+1"])

    book = load_workbook(io.BytesIO(write_xlsx(["编号"], [["2611-0001"]], title="工单", watermark=mark)))

    sheet, about = book.worksheets
    said, below = (str(each.center.text) for each in (sheet.oddHeader, sheet.oddFooter) if each is not None and each.center is not None)
    assert said == below
    assert said.startswith("张宁 && 同事长") and len(said) == 200
    assert (about.title, about["A1"].value, about["A2"].value, about["A2"].data_type) == ("导出说明", "导出人: 张宁", "=1+1", "s")
