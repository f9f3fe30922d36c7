"""Which tickets are about the same matter, as tickets come: the same groups as if all had come at once, in any order.

A group is known by its oldest member: what joins it later leaves its name alone, and two groups that a ticket joins are known by
the older of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from linli.lang.matters import Keys, Reading, belong_together

# The oldest member: when it came in, and which it is.
Root = tuple[datetime, UUID]
_WIDTH: Final = 4


@dataclass(frozen=True, slots=True)
class Grouped:
    """What taking in changed: the group of each new one, and groups that became part of an older one."""

    roots: Mapping[UUID, Root]
    moved: Mapping[UUID, Root]


@dataclass(slots=True)
class Groups:
    """Groups that grow together, each led by its oldest member."""

    _above: dict[Root, Root] = field(default_factory=dict)

    def root(self, of: Root) -> Root:
        """The oldest member of the group that this one is in."""
        while (above := self._above.get(of, of)) != of:
            self._above[of] = self._above.get(above, above)
            of = above
        return of

    def join(self, one: Root, other: Root) -> None:
        """Make one group of two."""
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first


def grouped(fresh: Sequence[Reading], near: Sequence[tuple[Reading, Root]]) -> Grouped:
    """Take new ones in beside those that share a key with one of them and have a group already."""
    groups, by_key = Groups(), dict[int, list[tuple[Reading, Root]]]()
    for known in near:
        _lay(by_key, known)
    for reading in fresh:
        own = root_of(reading)
        for key in reading.keys.tolist():
            for other, root in by_key.get(key, ()):
                if groups.root(root) != groups.root(own) and belong_together(other, reading):
                    groups.join(root, own)
        _lay(by_key, (reading, own))
    roots = {root_of(each)[1]: groups.root(root_of(each)) for each in fresh}
    moved = {root[1]: groups.root(root) for _, root in near if groups.root(root) != root}
    return Grouped(roots, moved)


def root_of(reading: Reading) -> Root:
    """A ticket as the first of a group of its own."""
    return reading.said.at, UUID(reading.said.name)


def sharing(packed: Sequence[bytes], wanted: Iterable[Keys]) -> list[int]:
    """The places of those packed keys of which one is wanted."""
    asked = np.unique(np.concatenate([*wanted, np.empty(0, dtype=np.uint32)]))
    lengths = np.fromiter((len(each) // _WIDTH for each in packed), dtype=np.int64, count=len(packed))
    keys = np.frombuffer(b"".join(packed), dtype=np.uint32)
    hits = np.flatnonzero(np.isin(keys, asked))
    found: list[int] = np.unique(np.searchsorted(np.cumsum(lengths), hits, side="right")).tolist()
    return found


def _lay(by_key: dict[int, list[tuple[Reading, Root]]], known: tuple[Reading, Root]) -> None:
    for key in known[0].keys.tolist():
        by_key.setdefault(key, []).append(known)
