"""Writing a table for office programs: whatever begins like a formula stays text."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | date | None

# What an office program may take for the beginning of a formula, also when the text is later saved as CSV.
_FORMULA_LIKE: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST: Final = 60


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "Sheet1") -> bytes:
    """One sheet with bold headings; text stays text, dates are dates, a moment with a zone is written as ISO text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    table = [list(row) for row in rows]
    for place, heading in enumerate(headings, start=1):
        widths = [_width(heading), *(_width(row[place - 1]) for row in table if place <= len(row))]
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widths) + 2, _WIDEST)
    sheet.freeze_panes = "A2"
    top = [_cell(sheet, heading) for heading in headings]
    for cell in top:
        cell.font = Font(bold=True)
    sheet.append(top)
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: "WriteOnlyWorksheet", value: Value) -> "Cell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    elif isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_LIKE):
        cell.quotePrefix = True
    return cell


def _width(value: Value) -> int:
    """About how many Latin letters wide the value is: a Chinese character counts two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(value))
