"""Reading a table from a file somebody sends: what it is, is told by its bytes; what cannot be read whole is refused whole."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import archive, comma, workbook
from linli.kernel.sheets.cells import Cells

# The container of .xls and of every workbook locked with a password.
_OLD_CONTAINER: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK"
_GZIP: Final = b"\x1f\x8b"
_GZIP_HEADER_AND_WINDOW: Final = 16 + zlib.MAX_WBITS

# More sheets than that are looked at in none of ours.
SHEETS_AT_MOST: Final = 20


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
    # What is wrong with a cell of it, where whoever reads takes rows one by one.
    trouble: Refused | None = None


def read_rows(content: BinaryIO, *, name: str, limits: Limits = Limits(), keep_bad: bool = False) -> list[Row]:
    """Every row of the first sheet that has something in it; dates as ISO text. Refused whole when any of it cannot be read.

    With `keep_bad` a row with a formula, an error or a NUL comes with its trouble instead, and the others stand.
    """
    sent = content.read(limits.sent_bytes + 1)
    if len(sent) > limits.sent_bytes:
        raise Refused("sheets.too_big", name=name, limit=limits.sent_bytes // 1_000_000)
    if sent.startswith(_GZIP):
        sent, name = _unpacked(sent, name, limits), name.removesuffix(".gz")
    found = _read(sent, name, limits)
    rows = list(_within(found, name, limits, keep_bad=keep_bad))
    if not rows:
        raise Refused("sheets.nothing", name=name)
    return rows


def read_book(content: BinaryIO, *, name: str, limits: Limits = Limits()) -> dict[str, list[Row]]:
    """The rows of every sheet of a workbook by the sheet's name in small letters; what cannot be read stays with its row."""
    sent = content.read(limits.sent_bytes + 1)
    if len(sent) > limits.sent_bytes:
        raise Refused("sheets.too_big", name=name, limit=limits.sent_bytes // 1_000_000)
    if sent.startswith(_OLD_CONTAINER):
        raise Refused("sheets.old_or_locked", name=name)
    if not sent.startswith(_ZIP):
        raise Refused("sheets.no_workbook", name=name)
    archive.members_of(sent, name=name, unpacked_bytes=limits.unpacked_bytes)
    found: dict[str, list[Row]] = {}
    for place, title in enumerate(workbook.titles(sent, name=name)[:SHEETS_AT_MOST]):
        cells = workbook.rows(sent, name=name, place=place)
        found.setdefault(title.strip().lower(), list(_within(cells, name, limits, keep_bad=True)))
    return found


def _unpacked(sent: bytes, name: str, limits: Limits) -> bytes:
    """What was packed by gzip; one that was cut off is refused, never read as far as it goes."""
    parts, left = [], limits.unpacked_bytes
    try:
        while sent:
            packed = zlib.decompressobj(_GZIP_HEADER_AND_WINDOW)
            parts.append(packed.decompress(sent, left + 1))
            left -= len(parts[-1])
            if left < 0:
                raise Refused("sheets.unpacks_too_big", name=name)
            if not packed.eof:
                raise Refused("sheets.cut_off", name=name)
            sent = packed.unused_data
    except zlib.error:
        raise Refused("sheets.cut_off", name=name) from None
    return b"".join(parts)


def _read(sent: bytes, name: str, limits: Limits) -> Iterator[Cells]:
    if sent.startswith(_OLD_CONTAINER):
        raise Refused("sheets.old_or_locked", name=name)
    if sent.startswith(_ZIP):
        members = archive.members_of(sent, name=name, unpacked_bytes=limits.unpacked_bytes)
        packed = archive.only_table(sent, members, name=name)
        if packed is None:
            return workbook.rows(sent, name=name)
        table, is_workbook = packed
        if not is_workbook:
            return comma.rows(table, name=name)
        # What lies in it is looked at like what was sent, before it is unpacked in its turn.
        archive.members_of(table, name=name, unpacked_bytes=limits.unpacked_bytes)
        return workbook.rows(table, name=name)
    if name.lower().endswith((".xlsx", ".xlsm", ".ods", ".et", ".pdf")):
        raise Refused("sheets.broken", name=name)
    return comma.rows(sent, name=name)


def _within(found: Iterator[Cells], name: str, limits: Limits, *, keep_bad: bool) -> Iterator[Row]:
    count = 0
    for number, (cells, trouble) in enumerate(found, start=1):
        if trouble is not None and not keep_bad:
            raise trouble
        if number > workbook.LAST_ROW:
            raise Refused("sheets.too_many_rows", name=name, limit=limits.rows)
        while cells and not cells[-1]:
            cells.pop()
        if not cells and trouble is None:
            continue
        count += 1
        if count > limits.rows:
            raise Refused("sheets.too_many_rows", name=name, limit=limits.rows)
        if len(cells) > limits.columns:
            raise Refused("sheets.too_many_columns", row=number, limit=limits.columns)
        yield Row(number, tuple(cells), trouble)


refusals(
    {
        "sheets.too_big": gettext_noop("The file {name} is larger than {limit} MB. Divide it into several and send them one by one."),
        "sheets.nothing": gettext_noop("The first sheet of {name} is empty. Put the table on the first sheet and send it again."),
        "sheets.old_or_locked": gettext_noop(
            "{name} is an old .xls file or is locked with a password. Open it, save it as .xlsx without a password, and send that."
        ),
        "sheets.no_workbook": gettext_noop("{name} is no workbook. Save it as .xlsx with its sheets and send that."),
        "sheets.broken": gettext_noop("{name} cannot be opened as a spreadsheet. Open it, save it again as .xlsx, and send that."),
        "sheets.cut_off": gettext_noop(
            "{name} ends in the middle: it was cut off on its way. Nothing was taken over; fetch it again whole."
        ),
        "sheets.several_tables": gettext_noop("{name} holds {count} tables. Send each by itself."),
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
