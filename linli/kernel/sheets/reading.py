"""Reading a table from a file somebody sends: what it is, is told by its bytes; what cannot be read whole is refused whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import comma, workbook

# The container of .xls and of every workbook locked with a password.
_OLD_CONTAINER: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: bytes as sent and unpacked, rows with something in them, columns."""

    sent_bytes: int = 10_000_000
    unpacked_bytes: int = 100_000_000
    rows: int = 10_000
    columns: int = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it: its number as the spreadsheet program shows it, its cells as text without outer blanks."""

    number: int
    cells: tuple[str, ...]


def read_rows(content: BinaryIO, *, name: str, limits: Limits = Limits()) -> list[Row]:
    """Every row of the first sheet that has something in it; dates as ISO text. Refused whole when any of it cannot be read."""
    sent = content.read(limits.sent_bytes + 1)
    if len(sent) > limits.sent_bytes:
        raise Refused("sheets.too_big", name=name, limit=limits.sent_bytes // 1_000_000)
    rows = list(_within(_read(sent, name, limits), name, limits))
    if not rows:
        raise Refused("sheets.nothing", name=name)
    return rows


def _read(sent: bytes, name: str, limits: Limits) -> Iterator[list[str]]:
    if sent.startswith(_OLD_CONTAINER):
        raise Refused("sheets.old_or_locked", name=name)
    if sent.startswith(_ZIP):
        return workbook.rows(sent, name=name, unpacked_bytes=limits.unpacked_bytes)
    if name.lower().endswith((".xlsx", ".xlsm", ".ods", ".et", ".pdf")):
        raise Refused("sheets.broken", name=name)
    return comma.rows(sent, name=name)


def _within(found: Iterator[list[str]], name: str, limits: Limits) -> Iterator[Row]:
    count = 0
    for number, cells in enumerate(found, start=1):
        if number > workbook.LAST_ROW:
            raise Refused("sheets.too_many_rows", name=name, limit=limits.rows)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > limits.rows:
            raise Refused("sheets.too_many_rows", name=name, limit=limits.rows)
        if len(cells) > limits.columns:
            raise Refused("sheets.too_many_columns", row=number, limit=limits.columns)
        yield Row(number, tuple(cells))


refusals(
    {
        "sheets.too_big": gettext_noop("The file {name} is larger than {limit} MB. Divide it into several and send them one by one."),
        "sheets.nothing": gettext_noop("The first sheet of {name} is empty. Put the table on the first sheet and send it again."),
        "sheets.old_or_locked": gettext_noop(
            "{name} is an old .xls file or is locked with a password. Open it, save it as .xlsx without a password, and send that."
        ),
        "sheets.broken": gettext_noop("{name} cannot be opened as a spreadsheet. Open it, save it again as .xlsx, and send that."),
        "sheets.unpacks_too_big": gettext_noop(
            "{name} becomes far too large when it is unpacked. Copy the table alone into a new file and send that."
        ),
        "sheets.too_many_rows": gettext_noop("{name} has more than {limit} rows. Divide it into several and send them one by one."),
        "sheets.too_many_columns": gettext_noop("Row {row} has more than {limit} columns. Remove the columns that are not asked for."),
        "sheets.formula": gettext_noop("Row {row}, column {column}: there is a formula. Paste its value in its place and send that."),
        "sheets.bad_value": gettext_noop("Row {row}, column {column}: the cell shows an error. Correct it and send the file again."),
        "sheets.unreadable_text": gettext_noop("The letters in {name} cannot be read. Save it as .xlsx and send that."),
        "sheets.nul": gettext_noop(
            "Row {row} contains an invisible character (NUL). The file is damaged or is not a table; save it again as .xlsx."
        ),
        "sheets.bad_quotes": gettext_noop("Row {row}: a quotation mark stands in a wrong place. Correct it, or send an .xlsx file."),
    }
)
