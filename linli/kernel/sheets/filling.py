"""Somebody else's sheet, written anew with what is known: its own headings in their order, every cell marked by where it comes from."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from linli.kernel.sheets.writing import FORMULA_LIKE, LONGEST_LINE, Value, Watermark, plain_value, width_of

if TYPE_CHECKING:
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

Merge = tuple[int, int, int, int]
_WIDEST: Final = 36
_LEAST: Final = 8


class Mark(StrEnum):
    """Where a cell comes from: known, said last time, to be filled in, or asked no more."""

    KNOWN = "known"
    EARLIER = "earlier"
    OPEN = "open"
    CLOSED = "closed"


# Colour never stands alone: what was said earlier is in italics, what is open is empty, what is closed says so.
_FILLS: Final = {Mark.EARLIER: "EAF0F9", Mark.OPEN: "FFF7D6", Mark.CLOSED: "EFEFEB"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and where it comes from."""

    value: Value
    mark: Mark = Mark.KNOWN


def write_filled(
    titles: Sequence[Sequence[str]],
    head: Sequence[Sequence[str]],
    rows: Iterable[Sequence[Cell]],
    *,
    merges: Iterable[Merge] = (),
    title: str = "Sheet1",
    watermark: Watermark | None = None,
) -> bytes:
    """One sheet: titles, headings with their merged cells, then the rows; text stays text, whatever it begins with."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = title[:31]
    above = len(titles) + len(head)
    _put_head(sheet, [*titles, *head], len(titles))
    widths = [max(_LEAST, *(width_of(row[place]) if place < len(row) else 0 for row in head)) for place in range(max(map(len, head)))]
    sheet.freeze_panes = f"A{above + 1}"
    _put_rows(sheet, rows, above, widths)
    for top, left, bottom, right in merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    if watermark is not None:
        _mark(book, sheet, watermark)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _put_head(sheet: "Worksheet", lines: Sequence[Sequence[str]], titles: int) -> None:
    from openpyxl.styles import Alignment, Font

    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, cells in enumerate(lines, start=1):
        for column, text in enumerate(cells, start=1):
            heading = _put(sheet, number, column, text)
            heading.font, heading.alignment = Font(bold=True), centred
            if number > titles:
                heading.border = _line()


def _put_rows(sheet: "Worksheet", rows: Iterable[Sequence[Cell]], above: int, widths: list[int]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    line, italics = _line(), Font(italic=True)
    fills = {mark: PatternFill("solid", fgColor=colour) for mark, colour in _FILLS.items()}
    for number, cells in enumerate(rows, start=above + 1):
        for column, cell in enumerate(cells, start=1):
            put = _put(sheet, number, column, cell.value)
            put.border = line
            if cell.mark in fills:
                put.fill = fills[cell.mark]
            if cell.mark is Mark.EARLIER:
                put.font = italics
            widths[column - 1] = max(widths[column - 1], width_of(cell.value))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)


def _line() -> "Border":
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="C9CBC5")
    return Border(left=side, right=side, top=side, bottom=side)


def _put(sheet: "Worksheet", row: int, column: int, value: Value) -> Any:
    cell: Any = sheet.cell(row, column)
    cell.value = plain_value(value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(FORMULA_LIKE):
            cell.quotePrefix = True
    return cell


def _mark(book: Any, sheet: "Worksheet", watermark: Watermark) -> None:
    # An ampersand begins a command there.
    line = watermark.line.replace("&", "&&")[:LONGEST_LINE]
    places: list[Any] = [sheet.oddHeader, sheet.oddFooter]
    for place in places:
        place.center.text = line
    second = book.create_sheet(watermark.title[:31])
    for number, text in enumerate(watermark.lines, start=1):
        _put(second, number, 1, text)
