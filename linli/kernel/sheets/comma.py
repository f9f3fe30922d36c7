"""CSV as office programs here write it: UTF-8 with or without mark, UTF-16 with mark, or GB18030; comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from linli.kernel.errors import Refused

_SEPARATORS: Final = ",;\t"


def rows(sent: bytes, *, name: str) -> Iterator[list[str]]:
    """The cells of each record, blank records included, so that counting them gives the row's number."""
    text = _decoded(sent, name)
    _refuse_nul(text)
    # The text is in memory already; the splitting keeps line ends inside quotation marks as they are.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    count = 0
    try:
        for cells in reader:
            count += 1
            yield [cell.strip() for cell in cells]
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


def _refuse_nul(text: str) -> None:
    where = text.find("\x00")
    if where >= 0:
        raise Refused("sheets.nul", row=text.count("\n", 0, where) + 1)


def _separator(text: str) -> str:
    """The separator that the first line with anything in it uses most, outside quotation marks; a comma where it uses none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
