"""Hot issues: groups of messages about the same matter at the same place, and how hot each is, part by part.

Whether two messages belong together is asked of these two alone, within a fixed number of days: they name the same place and share
enough pairs of characters, or one says nearly what the other says. Issues are what is connected by that; so no order of the messages
changes them, and a message that comes later joins what it belongs to without looking at the rest again.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from linli.lang.grams import Numbers, counted
from linli.lang.places import named
from linli.lang.reading import plain
from linli.lang.repeats import join, leader, resemblance, sketch_parts

# Two messages farther apart than that are about the same matter only by way of others between them.
APART: Final = timedelta(days=120)
# Shared pairs of characters as a part of the shorter text's, where both name the place; pairs of the titles as a part of both; runs of
# three of the whole texts as a part of both.
SAME_PLACE, SAME_TITLE, SAME_TEXT = 0.25, 0.45, 0.4
# The same words about two places are two matters, unless hardly a word differs.
SAME_WORDS: Final = 0.7
# A text says what it is about in its beginning.
_BEGINNING: Final = 200
# What is new counts as growth.
RECENT: Final = timedelta(days=30)
_LONG_DAYS: Final = 180
LEAST_REPORTERS: Final = 2


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a stream."""

    name: str
    reporter: str
    at: datetime
    title: str
    text: str
    likes: int = 0
    dislikes: int = 0
    is_solved: bool = False


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
    def heat(self) -> float:
        """10 ln(reporters) + 2 ln(1 + likes) + ln(1 + dislikes) + 5 growth + 2 min(days, 180) / 180 + 3 unsolved."""
        voices = 10 * math.log(self.reporters) + 2 * math.log1p(self.likes) + math.log1p(self.dislikes)
        return voices + 5 * self.growth + 2 * min(self.days, _LONG_DAYS) / _LONG_DAYS + 3 * self.unsolved


@dataclass(frozen=True, slots=True)
class Issue:
    """A group of messages about the same matter."""

    title: str
    place: str
    begins: datetime
    ends: datetime
    parts: Parts
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """What is compared of a message."""

    said: Said
    places: Mapping[str, str]
    title: Numbers
    beginning: Numbers
    text: Numbers


@dataclass(slots=True)
class Stream:
    """Messages as they come, each joined to what it belongs to."""

    _read: list[_Read] = field(default_factory=list)
    _leaders: list[int] = field(default_factory=list)
    _keys: dict[object, list[int]] = field(default_factory=dict)

    def add(self, messages: Iterable[Said]) -> None:
        """Take messages in; the issues are the same as if all had come at once or in another order."""
        for said in messages:
            read, place = _read(said), len(self._read)
            self._read.append(read)
            self._leaders.append(place)
            for key in _keys(read):
                together = self._keys.setdefault(key, [])
                for other in together:
                    if leader(self._leaders, other) != leader(self._leaders, place) and belong_together(self._read[other], read):
                        join(self._leaders, other, place)
                together.append(place)

    @property
    def count(self) -> int:
        """How many messages were taken in."""
        return len(self._read)

    def issues(self, since: datetime | None = None, until: datetime | None = None) -> list[Issue]:
        """What several reporters said in the period, the hottest first; the period ends with the last message if nobody says when."""
        end = until or max((each.said.at for each in self._read), default=None)
        groups: dict[int, list[_Read]] = {}
        for place, each in enumerate(self._read):
            if end is not None and each.said.at <= end and (since is None or since <= each.said.at):
                groups.setdefault(leader(self._leaders, place), []).append(each)
        found = [_issue(members, end) for members in groups.values() if end is not None and _reporters(members) >= LEAST_REPORTERS]
        return sorted(found, key=lambda issue: (-issue.parts.heat, issue.members[0]))


def belong_together(one: _Read, other: _Read) -> bool:
    """Whether two messages are about the same matter; the same asked the other way round."""
    if abs(one.said.at - other.said.at) > APART:
        return False
    if one.places.keys() & other.places.keys():
        return _overlap(one.beginning, other.beginning) >= SAME_PLACE or _says_nearly(one, other)
    if one.places and other.places:
        return resemblance(one.text, other.text) >= SAME_WORDS
    return _says_nearly(one, other)


def _says_nearly(one: _Read, other: _Read) -> bool:
    return resemblance(one.title, other.title) >= SAME_TITLE or resemblance(one.text, other.text) >= SAME_TEXT


def _read(said: Said) -> _Read:
    title, text = plain(said.title), plain(said.text)
    first = f"{title}\n{text}"[:_BEGINNING]
    return _Read(
        said,
        named(first),
        counted([title], (2,)).numbers,
        counted([first], (2,)).numbers,
        counted([text], (3,)).numbers,
    )


def _keys(read: _Read) -> Iterable[object]:
    """Only messages that share a key are compared; a message's keys depend on it alone."""
    yield from sorted(read.places)
    yield from (("title", part, key) for part, key in enumerate(sketch_parts(read.title)))
    yield from (("text", part, key) for part, key in enumerate(sketch_parts(read.text)))


def _overlap(one: Numbers, other: Numbers) -> float:
    """What both share as a part of the smaller one."""
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least if least else 0.0


def _reporters(members: Sequence[_Read]) -> int:
    return len({each.said.reporter for each in members})


def _issue(members: Sequence[_Read], end: datetime) -> Issue:
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
    times = Counter(place for each in members for place in each.places)
    kernel = min(times, key=lambda name: (-times[name], -len(name), name), default="")
    names = Counter(each.places[kernel] for each in members if kernel in each.places)
    place = min(names, key=lambda name: (-names[name], -len(name), name), default="")
    return Issue(_title(ordered), place, begins, ends, parts, [each.said.name for each in ordered])


def _title(members: Sequence[_Read]) -> str:
    """The title of the member whose words most others use too; the earliest of equals."""
    times = Counter(number for each in members for number in each.title.tolist())
    best = max(members, key=lambda each: sum(times[number] for number in each.title.tolist()) / math.sqrt(max(1, len(each.title))))
    return best.said.title.strip()
