""".xlsx, read cell by cell; formulas are never worked out nor believed."""

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, Protocol

from linli.kernel.errors import Refused
from linli.kernel.sheets.cells import Cells

if TYPE_CHECKING:
    from openpyxl import Workbook

# The last row a spreadsheet program has; a file may claim any number.
LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 1_024
# The library raises whatever the damage leads to; SyntaxError is how XML says that it is none, ValueError what entities end in.
_DAMAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Cell(Protocol):
    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


def titles(sent: bytes, *, name: str) -> list[str]:
    """The names of the sheets in their order; the archive has been looked at."""
    book = _opened(sent, name)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def rows(sent: bytes, *, name: str, place: int = 0) -> Iterator[Cells]:
    """The cells of each row of the first sheet, or of that one, blank rows included; the archive has been looked at."""
    book = _opened(sent, name)
    try:
        sheet = book.worksheets[place]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if len(cells) > _LAST_COLUMN:
                raise Refused("sheets.too_many_columns", row=number, limit=_LAST_COLUMN)
            yield _texts(cells, number)
    except _DAMAGE:
        raise Refused("sheets.broken", name=name) from None
    finally:
        book.close()


def _opened(sent: bytes, name: str) -> "Workbook":
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It tells of styles and extensions that it leaves out; nothing here reads them.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(sent), read_only=True, keep_links=False)
    except _DAMAGE:
        raise Refused("sheets.broken", name=name) from None
    if not book.worksheets:
        raise Refused("sheets.nothing", name=name)
    return book


def _texts(cells: Iterable[_Cell], number: int) -> Cells:
    texts, trouble = [], None
    for place, cell in enumerate(cells, start=1):
        try:
            texts.append(_text(cell, number, place))
        except Refused as refusal:
            texts.append("")
            trouble = trouble or refusal
    return Cells(texts, trouble)


def _text(cell: _Cell, row: int, column: int) -> str:
    if cell.data_type in {"f", "e"}:
        raise Refused("sheets.formula" if cell.data_type == "f" else "sheets.bad_value", row=row, column=_letters(column))
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return _moment(value)
    return _unescaped(str(value), row).strip()


def _unescaped(text: str, row: int) -> str:
    if "_x" not in text:
        return text
    written = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "\x00" in written:
        raise Refused("sheets.nul", row=row)
    # Escapes are halves of UTF-16: two make one character, one alone could be neither shown nor stored.
    return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.replace(microsecond=0).isoformat(sep=" ")
    return value.isoformat()


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
