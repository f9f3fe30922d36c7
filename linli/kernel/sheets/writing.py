"""Writing a table for office programs: whatever begins like a formula stays text."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | date | None

# What an office program may take for the beginning of a formula, also when the text is later saved as CSV.
FORMULA_LIKE: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST: Final = 60
LONGEST_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who took the sheet out, when and what for: one line on every printed page, and a sheet of its own with all lines."""

    line: str
    title: str
    lines: Sequence[str]


def write_xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "Sheet1", watermark: Watermark | None = None
) -> bytes:
    """One sheet with bold headings; text stays text, dates are dates, a moment with a zone is written as ISO text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    table = [list(row) for row in rows]
    for place, heading in enumerate(headings, start=1):
        widths = [width_of(heading), *(width_of(row[place - 1]) for row in table if place <= len(row))]
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widths) + 2, _WIDEST)
    sheet.freeze_panes = "A2"
    top = [_cell(sheet, heading) for heading in headings]
    for cell in top:
        cell.font = Font(bold=True)
    sheet.append(top)
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    if watermark is not None:
        _mark(book, sheet, watermark)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def write_book(sheets: Mapping[str, Sequence[Sequence[Value]]]) -> bytes:
    """Several sheets by name, each with its rows; the first row of each is bold."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = [_cell(sheet, value) for value in row]
            for cell in cells if number == 0 else ():
                cell.font = Font(bold=True)
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _mark(book: "Workbook", sheet: "WriteOnlyWorksheet", watermark: Watermark) -> None:
    # An ampersand begins a command there; what is longer than office programs print is in the second sheet.
    line = watermark.line.replace("&", "&&")[:LONGEST_LINE]
    places: list[Any] = [sheet.oddHeader, sheet.oddFooter]
    for place in places:
        place.center.text = line
    second = book.create_sheet(watermark.title[:31])
    for each in watermark.lines:
        second.append([_cell(second, each)])


def _cell(sheet: "WriteOnlyWorksheet", value: Value) -> "Cell":
    from openpyxl.cell import WriteOnlyCell

    plain = plain_value(value)
    cell = WriteOnlyCell(sheet, plain)
    if isinstance(plain, str):
        cell.data_type = "s"
        if plain.startswith(FORMULA_LIKE):
            cell.quotePrefix = True
    return cell


def plain_value(value: Value) -> str | int | float | datetime | None:
    """The value as a cell takes it: a day as the moment it begins, a moment as ISO text, text without controls."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    text = value.isoformat() if isinstance(value, datetime) else value
    return ILLEGAL_CHARACTERS_RE.sub("", text) if isinstance(text, str) else text


def width_of(value: Value) -> int:
    """About how many Latin letters wide the value is: a Chinese character counts two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(value))
