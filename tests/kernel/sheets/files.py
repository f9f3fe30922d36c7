"""Spreadsheets as somebody might send them, made with the library itself or by hand."""

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook


def xlsx(*rows: Sequence[object]) -> bytes:
    """A workbook as an office program would save it; text that begins with = is a formula in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content: bytes, part: str, text: bytes) -> bytes:
    """The same workbook with one part of the archive replaced or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, text)
    return changed.getvalue()


def sheet_xml(cells: str) -> bytes:
    """The XML of a sheet whose rows are written by hand."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{cells}</sheetData></worksheet>".encode()
