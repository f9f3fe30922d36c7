"""Somebody else's sheet written anew: its headings, the marks of its cells, and nothing that a program would run."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from linli.kernel.sheets import Cell, Mark, Watermark, write_filled


def first(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).worksheets[0]


def test_headings_stand_as_they_were_and_cells_say_where_they_come_from() -> None:
    rows = [[Cell("冒菜馆"), Cell("80", Mark.EARLIER), Cell("", Mark.OPEN), Cell("免填", Mark.CLOSED)], [Cell(3)]]

    sheet = first(write_filled([("台账",)], [("名称", "面积", "", "照片"), ("", "上", "下")], rows, merges=[(1, 1, 1, 4), (2, 2, 2, 3)]))

    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:D1", "B2:C2"}
    assert [cell.value for cell in sheet[4]] == ["冒菜馆", "80", None, "免填"] or sheet["C4"].value == ""
    assert sheet["B4"].font.italic and not sheet["A4"].font.italic and sheet["C4"].fill.fgColor.rgb.endswith("FFF7D6")
    assert sheet["A5"].value == 3 and sheet.freeze_panes == "A4"


def test_what_looks_like_a_formula_stays_text_wherever_it_stands() -> None:
    sheet = first(write_filled([], [("=cmd()",)], [[Cell("=1+1")], [Cell("-2")]]))
    assert [row[0].data_type for row in sheet.iter_rows()] == ["s", "s", "s"] and sheet["A2"].quotePrefix


def test_who_took_it_and_what_for_stands_on_every_page() -> None:
    content = write_filled([], [("名称",)], [], watermark=Watermark("网格 & 街道 · 月报", "关于本表", ["用途：月报", "=x"]))
    book = load_workbook(BytesIO(content))
    header: Any = book.worksheets[0].oddHeader
    assert "月报" in header.center.text and [row[0].value for row in book.worksheets[1].iter_rows()] == ["用途：月报", "=x"]
