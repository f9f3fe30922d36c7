"""Where the keys of tickets lie, so that those who share one are found without looking at the others.

A shelf holds keys that begin alike, of tickets that came in within thirty days; each entry is a key and the number of a ticket.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.matters import APART, Keys

Entries = NDArray[Any]
Spot = tuple[int, int]

_ENTRY: Final = np.dtype([("key", "<u4"), ("number", "<u4")])
ENTRY_BYTES: Final = _ENTRY.itemsize
SPAN_DAYS: Final = 30
# 4,096 shelves for each thirty days: of some 4,000 tickets about 70 entries lie on each.
_LOWER_BITS: Final = np.uint32(20)
_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PIECE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Keyed:
    """A ticket by number, with when it came in and its keys, ascending."""

    number: int
    at: datetime
    keys: Keys

    @property
    def span(self) -> int:
        """Which thirty days it came in."""
        return span_of(self.at)

    @property
    def spans(self) -> tuple[int, int]:
        """The first and the last thirty days in which another one can be about the same matter."""
        return span_of(self.at - APART), span_of(self.at + APART)


def span_of(at: datetime) -> int:
    """Which thirty days since the beginning of 1970."""
    return (at - _BEGIN).days // SPAN_DAYS


def shelves(keys: Keys) -> NDArray[np.int64]:
    """On which shelf each key lies."""
    return (keys >> _LOWER_BITS).astype(np.int64)


def laid(tickets: Collection[Keyed]) -> Mapping[Spot, bytes]:
    """What these tickets add, by span and shelf."""
    found = dict[Spot, list[bytes]]()
    for each in tickets:
        entries = np.empty(len(each.keys), dtype=_ENTRY)
        entries["key"], entries["number"] = each.keys, each.number
        for place, shelf in enumerate(shelves(each.keys).tolist()):
            found.setdefault((each.span, shelf), []).append(entries[place].tobytes())
    return {spot: b"".join(parts) for spot, parts in found.items()}


def spots(tickets: Collection[Keyed]) -> set[Spot]:
    """Where the keys of these tickets lie."""
    return {(each.span, shelf) for each in tickets for shelf in shelves(each.keys).tolist()}


def without(packed: bytes, numbers: Collection[int]) -> bytes:
    """A shelf without what it held of these tickets."""
    entries = np.frombuffer(packed, dtype=_ENTRY)
    return entries[~np.isin(entries["number"], list(numbers))].tobytes()


def sharing(packed: bytes, keys: Sequence[Keys]) -> list[list[int]]:
    """For each of these keyed ones the numbers of those that share a key with it, those that share most first."""
    lengths = [len(each) for each in keys]
    asked = np.concatenate([*keys, np.empty(0, dtype=np.uint32)])
    order = np.argsort(asked, kind="stable")
    asked, owners = asked[order], np.repeat(np.arange(len(keys), dtype=np.uint64), lengths)[order]
    entries = np.frombuffer(packed, dtype=_ENTRY)
    entries = entries[np.isin(entries["key"], asked)]
    pairs, times = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    # In pieces: where hundreds say the same, there are many pairs of few tickets.
    for begin in range(0, len(entries), _PIECE):
        found, often = np.unique(_pairs(entries[begin : begin + _PIECE], asked, owners), return_counts=True)
        pairs, place = np.unique(np.concatenate((pairs, found)), return_inverse=True)
        times = np.bincount(place, np.concatenate((times, often))).astype(np.int64)
    together: list[list[int]] = [[] for _ in keys]
    for place in np.lexsort((pairs, -times)).tolist():
        together[int(pairs[place] >> np.uint64(32))].append(int(pairs[place] & np.uint64(0xFFFFFFFF)))
    return together


def _pairs(entries: Entries, asked: Keys, owners: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each of these entries with each who asked for its key: who asked above, whose entry it is below."""
    first, last = np.searchsorted(asked, entries["key"], "left"), np.searchsorted(asked, entries["key"], "right")
    many = last - first
    starts = np.cumsum(many) - many
    places = np.arange(many.sum()) - np.repeat(starts - first, many)
    found: NDArray[np.uint64] = (owners[places] << np.uint64(32)) | np.repeat(entries["number"], many).astype(np.uint64)
    return found
