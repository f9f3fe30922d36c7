"""Which tickets are about the same matter, as tickets come: the same groups as if all had come at once, in any order.

A group is known by its oldest member: what joins it later leaves its name alone, and two groups that a ticket joins are known by
the older of both.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.lang.hot import Stream
from linli.lang.matters import Reading, belong_together

# The oldest member: when it came in, and which it is.
Root = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Near:
    """A ticket that shares a key with a fresh one and has a group already."""

    ticket_id: UUID
    root: Root


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


def grouped(
    fresh: Sequence[Reading],
    near: Sequence[Near],
    beside: Sequence[Sequence[int]],
    texts: Callable[[Collection[UUID]], Iterable[Reading]],
    *,
    same: Sequence[Reading] = (),
) -> Grouped:
    """Take new ones in beside those that share a key with one of them: `beside` names the places of these for each new one, those that
    share most first; `texts` fetches what they say.

    `same` are of groups that were taken apart, and say what they said: they are joined among themselves and with the new ones; with all
    others they were compared before.

    Who is in one group with the new one already is not asked again, so that of a large group mostly one text is fetched.
    """
    groups, known, most = Groups(), dict[UUID, Reading](), 1
    _join_fresh(groups, (*same, *fresh))
    waiting = [(reading, list(places)) for reading, places in zip(fresh, beside, strict=True)]
    while asked := [(reading, near[place]) for reading, places in waiting for place in _next(groups, reading, near, places, most)]:
        known |= {UUID(each.said.name): each for each in texts({other.ticket_id for _, other in asked} - known.keys())}
        for reading, other in asked:
            _join_if(groups, (known[other.ticket_id], other.root), (reading, root_of(reading)))
        # Who is not met among the first is looked for among twice as many.
        most *= 2
    roots = {root_of(each)[1]: groups.root(root_of(each)) for each in (*same, *fresh)}
    moved = {each.root[1]: groups.root(each.root) for each in near if groups.root(each.root) != each.root}
    return Grouped(roots, moved)


def root_of(reading: Reading) -> Root:
    """A ticket as the first of a group of its own."""
    return reading.said.at, UUID(reading.said.name)


def _join_fresh(groups: Groups, fresh: Iterable[Reading]) -> None:
    """Join the new ones among themselves, as messages of a file are."""
    ordered, stream = sorted(fresh, key=root_of), Stream()
    stream.take(ordered)
    for reading, first in zip(ordered, stream.firsts(), strict=True):
        groups.join(root_of(reading), root_of(ordered[first]))


def _join_if(groups: Groups, one: tuple[Reading, Root], other: tuple[Reading, Root]) -> None:
    """Whoever is in one group already need not be compared."""
    if groups.root(one[1]) != groups.root(other[1]) and belong_together(one[0], other[0]):
        groups.join(one[1], other[1])


def _next(groups: Groups, reading: Reading, near: Sequence[Near], waiting: list[int], most: int) -> list[int]:
    """So many of each group that the new one is not in yet, taken from those that wait."""
    own, taken, left, found = groups.root(root_of(reading)), Counter[Root](), list[int](), list[int]()
    for place in waiting:
        root = groups.root(near[place].root)
        if root != own:
            (found if taken[root] < most else left).append(place)
            taken[root] += 1
    waiting[:] = left
    return found
