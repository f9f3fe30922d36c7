"""Hot issues: groups of messages about the same matter at the same place, and how hot each is, part by part.

Whether two messages belong together is asked of these two alone, within a fixed number of days: they name the same place and share
enough pairs of characters, or one says nearly what the other says. Issues are what is connected by that; so no order of the messages
changes them, and a message that comes later joins what it belongs to without looking at the rest again.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from linli.lang.matters import Reading, Said, belong_together, place_of, read_all, speaker_of
from linli.lang.repeats import join, leader

# What is new counts as growth.
RECENT: Final = timedelta(days=30)
_LONG_DAYS: Final = 180
# So many are read together.
_AT_ONCE: Final = 256
LEAST_REPORTERS: Final = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """What heat is made of."""

    reporters: int
    likes: int
    dislikes: int
    # Of the messages how many came in the last thirty days of the period.
    growth: float
    days: int
    unsolved: float

    @property
    def points(self) -> tuple[float, float, float, float, float, float]:
        """What each part adds, in their order."""
        return (
            10 * math.log(self.reporters),
            2 * math.log1p(self.likes),
            math.log1p(self.dislikes),
            5 * self.growth,
            2 * min(self.days, _LONG_DAYS) / _LONG_DAYS,
            3 * self.unsolved,
        )

    @property
    def heat(self) -> float:
        """10 ln(reporters) + 2 ln(1 + likes) + ln(1 + dislikes) + 5 growth + 2 min(days, 180) / 180 + 3 unsolved."""
        return math.fsum(self.points)


@dataclass(frozen=True, slots=True)
class Issue:
    """A group of messages about the same matter."""

    title: str
    place: str
    begins: datetime
    ends: datetime
    parts: Parts
    members: Sequence[str]


@dataclass(slots=True)
class Stream:
    """Messages as they come, each joined to what it belongs to."""

    _read: list[Reading] = field(default_factory=list)
    _leaders: list[int] = field(default_factory=list)
    # Those that share a key, by the group that they are in.
    _keys: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def add(self, messages: Iterable[Said]) -> None:
        """Take messages in; the issues are the same as if all had come at once or in another order."""
        left = iter(messages)
        while chunk := list(islice(left, _AT_ONCE)):
            self.take(read_all(chunk))

    def take(self, readings: Iterable[Reading]) -> None:
        """Take in what was read already."""
        for each in readings:
            self._take(each)

    def firsts(self) -> list[int]:
        """For each message, in the order they came, which was the first of its group."""
        return [leader(self._leaders, place) for place in range(len(self._leaders))]

    def _take(self, found: Reading) -> None:
        place, asked = len(self._read), set[int]()
        self._read.append(found)
        self._leaders.append(place)
        for key in found.keys.tolist():
            together = self._keys.setdefault(key, {})
            for first in list(together):
                self._ask(place, together[first], asked)
                if (now := leader(self._leaders, first)) != first:
                    together.setdefault(now, []).extend(together.pop(first))
            together.setdefault(leader(self._leaders, place), []).append(place)

    def _ask(self, place: int, group: Sequence[int], asked: set[int]) -> None:
        """Ask members of one group until one is about the same; who was asked under another key is not asked again."""
        if leader(self._leaders, group[0]) == leader(self._leaders, place):
            return
        # Messages mostly come in the order of their days: the last ones are near in time.
        for other in reversed(group):
            if other not in asked:
                asked.add(other)
                if belong_together(self._read[other], self._read[place]):
                    join(self._leaders, other, place)
                    return

    @property
    def count(self) -> int:
        """How many messages were taken in."""
        return len(self._read)

    def issues(self, since: datetime | None = None, until: datetime | None = None) -> list[Issue]:
        """What several reporters said in the period, the hottest first; the period ends with the last message if nobody says when."""
        end = until or max((each.said.at for each in self._read), default=None)
        groups: dict[int, list[Reading]] = {}
        for place, each in enumerate(self._read):
            if end is not None and each.said.at <= end and (since is None or since <= each.said.at):
                groups.setdefault(leader(self._leaders, place), []).append(each)
        found = [_issue(members, end) for members in groups.values() if end is not None and _reporters(members) >= LEAST_REPORTERS]
        return sorted(found, key=lambda issue: (-issue.parts.heat, issue.members[0]))


def _reporters(members: Sequence[Reading]) -> int:
    return len({each.said.reporter for each in members})


def _issue(members: Sequence[Reading], end: datetime) -> Issue:
    ordered = sorted(members, key=lambda each: (each.said.at, each.said.name))
    begins, ends = ordered[0].said.at, ordered[-1].said.at
    recent = sum(each.said.at > end - RECENT for each in members)
    parts = Parts(
        reporters=_reporters(members),
        likes=sum(each.said.likes for each in members),
        dislikes=sum(each.said.dislikes for each in members),
        growth=recent / len(members),
        days=(ends - begins).days,
        unsolved=sum(not each.said.is_solved for each in members) / len(members),
    )
    title = speaker_of(ordered).said.title.strip()
    return Issue(title, place_of(ordered), begins, ends, parts, [each.said.name for each in ordered])
