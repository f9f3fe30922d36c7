"""Messages from a CSV file of any length, row by row: UTF-8 with or without mark, UTF-16 with mark, or GB18030, also gzipped."""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from linli.lang.reading import told
from linli.lang.trouble import BadFile

_GZIP: Final = b"\x1f\x8b"
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE_BYTES: Final = 1 << 20
# What lists of hotlines call the columns.
_SAME: Final = {
    "留言编号": "id",
    "留言用户": "reporter",
    "留言主题": "title",
    "留言时间": "time",
    "留言详情": "text",
    "反对数": "dislikes",
    "点赞数": "likes",
    "标签": "label",
    "标题": "title",
    "内容": "text",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One row: its number, blank rows counted, and its cells by column."""

    row: int
    cells: Mapping[str, str]

    @property
    def label(self) -> str:
        """The label; empty where none was given."""
        return self.cells.get("label", "").strip()

    @property
    def told(self) -> str:
        """Title and text as one."""
        return told(self.cells.get("title", ""), self.cells.get("text", ""))


def read(path: Path, columns: Sequence[str], *, keeps_empty: bool = False) -> Iterator[Message]:
    """Every row of the file that says something, or every one but blank lines; the named columns must be there, others may be.

    One that cannot be read whole raises BadFile.
    """
    encoding = _encoding(path)
    with _opened(path) as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
        yield from _rows(csv.reader(text, strict=True), path, columns, keeps_empty=keeps_empty)


def digest(path: Path) -> str:
    """SHA-256 of the file as it lies there."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _rows(reader: Iterator[list[str]], path: Path, columns: Sequence[str], *, keeps_empty: bool) -> Iterator[Message]:
    names: list[str] = []
    number = 0
    try:
        for cells in reader:
            number += 1
            if any("\0" in cell for cell in cells):
                raise BadFile(f"{path}: row {number} holds a NUL character, which no text has: save the file again as CSV.")
            if not any(cell.strip() for cell in cells) and not (keeps_empty and names and cells):
                continue
            if not names:
                names = _named(cells, path, columns)
            elif any(cell.strip() for cell in cells[len(names) :]):
                raise BadFile(f"{path}: row {number} has more cells than the first row has columns: put its text in quotation marks.")
            else:
                yield Message(number, dict(zip(names, cells, strict=False)))
    except csv.Error as trouble:
        raise BadFile(f"{path}: row {number + 1} cannot be read as CSV ({trouble}): see to its quotation marks.") from None
    if not names:
        raise BadFile(f"{path} is empty: its first row must name {', '.join(columns)}.")


def _named(cells: Sequence[str], path: Path, columns: Sequence[str]) -> list[str]:
    written = [cell.strip().casefold() for cell in cells]
    names = [_SAME.get(name, name) for name in written]
    missing = [name for name in columns if name not in names]
    if missing:
        raise BadFile(f"{path} has no column {', '.join(missing)}: its first row must name {', '.join(columns)}.")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise BadFile(f"{path} has the column {twice[0]} twice: leave one.")
    return names


def _encoding(path: Path) -> str:
    """How the file is written, told by all of its bytes."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise BadFile(f"{path} is no ordinary file, and it is read more than once: save what it gives as a file.")
    with _opened(path) as stream:
        start = stream.read(2)
    if start in _MARKS:
        return "utf-16"
    for name in ("utf-8", "gb18030"):
        if _is_written_as(path, name):
            return "utf-8-sig" if name == "utf-8" else name
    raise BadFile(f"{path} is neither UTF-8 nor GB18030 text: save it again as CSV UTF-8.")


def _is_written_as(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with _opened(path) as stream:
        try:
            while piece := stream.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as stream:
        is_packed = stream.read(len(_GZIP)) == _GZIP
        stream.seek(0)
        try:
            # A gzip file is a binary stream in all that is asked of it here.
            yield cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if is_packed else stream
        except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
            raise BadFile(f"{path} was cut off or is damaged: fetch it again.") from trouble
