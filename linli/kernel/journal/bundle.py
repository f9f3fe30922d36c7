"""The text of a journal as `check` reads it, from rows in the order of stream and seq."""

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Final, NamedTuple

from linli.kernel.journal.canonical import Line

_LAST: Final = 1 << 62
# No canonical text holds a control character; a row that was tampered with could, and must not begin a new line or field.
_HARMLESS: Final = dict.fromkeys(range(32), "\ufffd")

Keyed = tuple[str, int, int, str, str]  # stream, seq, rank in the entry, name, line


class EntryRow(NamedTuple):
    """An entry as stored, times and hashes written out, with the seal that holds this very hash."""

    line: Line
    hash: str
    seal: int | None


class FactRow(NamedTuple):
    """A fact that was not erased."""

    stream: str
    seq: int
    name: str
    salt: str
    value: str


class LostRow(NamedTuple):
    """What a seal holds and no entry is."""

    stream: str
    seq: int
    seal: int
    hash: str


class EndRow(NamedTuple):
    """Where a chain must end: so says the row of the aggregate."""

    stream: str
    seq: int
    hash: str


def journal_lines(
    entries: Iterable[EntryRow], facts: Iterable[FactRow], lost: Iterable[LostRow], ends: Iterable[EndRow]
) -> Iterator[bytes]:
    """The lines of one subdistrict's journal; all four come sorted by stream (by code point) and seq."""
    for _, _, _, _, line in merge(map(_entry, entries), map(_fact, facts), map(_lost, lost), map(_end, ends)):
        yield f"{line}\n".encode()


def seal_line(seal_hash: bytes, signature: bytes, line: str) -> bytes:
    """A seal as a line of the bundle."""
    return f"{seal_hash.hex()}\t{signature.hex()}\t{line.replace(chr(10), chr(0xFFFD))}\n".encode()


def harmless(text: str, *, empty: str = "") -> str:
    """A stored text that stays inside its field; only the empty one may be written as `empty`."""
    if text == "":
        return empty
    return "\ufffd" if text == empty else text.translate(_HARMLESS)


def _entry(row: EntryRow) -> Keyed:
    seal = "-" if row.seal is None else str(row.seal)
    return row.line.stream, int(row.line.seq), 0, "", f"{row.hash}\t{seal}\t{row.line.text()}"


def _fact(row: FactRow) -> Keyed:
    name = harmless(row.name)
    return row.stream, row.seq, 1, name, f"\t{name}\t{row.salt}\t{harmless(row.value)}"


def _lost(row: LostRow) -> Keyed:
    return row.stream, row.seq, 2, "", f"!{row.hash}\t{row.seal}\t{harmless(row.stream)}\t{row.seq}"


def _end(row: EndRow) -> Keyed:
    return row.stream, _LAST, 0, "", f"={harmless(row.stream)}\t{row.seq}\t{row.hash}"
