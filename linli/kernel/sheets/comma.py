"""CSV as office programs here write it: UTF-8 with or without mark, UTF-16 with mark, or GB18030; comma, semicolon or tab."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from linli.kernel.errors import Refused
from linli.kernel.sheets.cells import Cells

_SEPARATORS: Final = ",;\t"
# A line with anything in it, looked for without cutting the whole text into lines.
_WRITTEN: Final = re.compile(r"[^\r\n]*\S[^\r\n]*")


def rows(sent: bytes, *, name: str) -> Iterator[Cells]:
    """The cells of each record, blank records included, so that counting them gives the row's number."""
    text = _decoded(sent, name)
    # The text is in memory already; the splitting keeps line ends inside quotation marks as they are.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    count, has_nul = 0, "\x00" in text
    try:
        for cells in reader:
            count += 1
            is_bad = has_nul and any("\x00" in cell for cell in cells)
            texts = [cell.replace("\x00", "").strip() for cell in cells] if is_bad else [cell.strip() for cell in cells]
            yield Cells(texts, Refused("sheets.nul", row=count) if is_bad else None)
    except csv.Error:
        raise Refused("sheets.bad_quotes", row=count + 1) from None


def _decoded(sent: bytes, name: str) -> str:
    marked = sent.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return sent.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("sheets.unreadable_text", name=name)


def _separator(text: str) -> str:
    """The separator that the first line with anything in it uses most, outside quotation marks; a comma where it uses none."""
    first = _WRITTEN.search(text)
    outside = "".join(first[0].split('"')[::2]) if first else ""
    return max(_SEPARATORS, key=outside.count)
