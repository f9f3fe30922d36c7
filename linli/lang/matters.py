"""Whether two messages are about the same matter at the same place: asked of these two alone, within a fixed number of days.

They name the same place and share enough pairs of characters, or one says nearly what the other says. Where an address or a point
says where one is, they are one matter only at one place.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.grams import Counts, Numbers, counted
from linli.lang.places import SHORTEST, named
from linli.lang.reading import plain
from linli.lang.repeats import resemblance, sketch_parts

Keys = NDArray[np.uint32]
Point = tuple[float, float]

# Two messages farther apart than that are about the same matter only by way of others between them.
APART: Final = timedelta(days=120)
# Two points farther apart than that are two places, whatever they are called: a road is long.
ELSEWHERE_M: Final = 500.0
# Points as near as that are one place, whatever it is called: at a corner two roads meet.
HERE_M: Final = 100.0
# Shared pairs of characters as a part of the shorter text's, where both name the place; pairs of the titles as a part of both; runs of
# three of the whole texts as a part of both.
SAME_PLACE, SAME_TITLE, SAME_TEXT = 0.25, 0.45, 0.4
# Two short sentences share a few pairs whatever they are about.
LEAST_SHARED: Final = 5
# The same words about two places are two matters, unless hardly a word differs.
SAME_WORDS: Final = 0.7
# A text says what it is about in its beginning.
_BEGINNING: Final = 200
_DEGREE_M: Final = 111_320.0
# What is read of a number is one sign.
_DOORS: Final = re.compile(r"[\s0,，、;；(（]")
_DISTRICTS: Final = re.compile(r"^.*(?:省|市|区|县|镇|街道)(?=..)")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a stream; where it is about, as far as a form knows it."""

    name: str
    reporter: str
    at: datetime
    title: str
    text: str
    likes: int = 0
    dislikes: int = 0
    is_solved: bool = False
    address: str = ""
    # Longitude and latitude.
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is compared of a message."""

    said: Said
    # The compound or road that its address begins with; the places that the address or the words name.
    home: str
    places: Mapping[str, str]
    title: Numbers
    beginning: Numbers
    text: Numbers

    @property
    def keys(self) -> Keys:
        """Only messages that share a key are compared; a message's keys depend on it alone."""
        places = (zlib.crc32(place.encode()) for place in (*self.places, *([f"at {self.home}"] if self.home else ())))
        parts = chain(_stirred("title", sketch_parts(self.title)), _stirred("text", sketch_parts(self.text)))
        return np.unique(np.fromiter(chain(places, parts), dtype=np.uint32))


def read(said: Said) -> Reading:
    """The message as it is compared."""
    return read_all([said])[0]


def read_all(said: Sequence[Said]) -> list[Reading]:
    """The messages as they are compared; many are counted in hardly more time than one."""
    titles, texts = [plain(each.title) for each in said], [plain(each.text) for each in said]
    firsts = [f"{title}\n{text}"[:_BEGINNING] for title, text in zip(titles, texts, strict=True)]
    homes = [home_of(each.address) for each in said]
    counts = (counted(titles, (2,)), counted(firsts, (2,)), counted(texts, (3,)))
    return [
        Reading(each, homes[place], named(firsts[place]) | named(homes[place]), *(_row(count, place) for count in counts))
        for place, each in enumerate(said)
    ]


def belong_together(one: Reading, other: Reading) -> bool:
    """Whether two messages are about the same matter; the same asked the other way round."""
    if abs(one.said.at - other.said.at) > APART or _are_elsewhere(one, other):
        return False
    if (one.home and one.home == other.home) or one.places.keys() & other.places.keys():
        return _overlap(one.beginning, other.beginning) >= SAME_PLACE or _says_nearly(one, other)
    if one.places and other.places:
        return resemblance(one.text, other.text) >= SAME_WORDS
    return _says_nearly(one, other)


def place_of(members: Sequence[Reading]) -> str:
    """Where most members are by their address; else what most call the place that most of them name.

    One alone names none: his words may only look like a name.
    """
    homes = Counter(each.home for each in members if each.home)
    if homes:
        return min(homes, key=lambda home: (-homes[home], home))
    times = Counter(place for each in members for place in each.places)
    several = [name for name in times if times[name] > 1]
    kernel = min(several, key=lambda name: (-times[name], -len(name), name), default="")
    names = Counter(each.places[kernel] for each in members if kernel in each.places)
    return min(names, key=lambda name: (-names[name], -len(name), name), default="")


def speaker_of(members: Sequence[Reading]) -> Reading:
    """The member whose title has the words that most others use too; the first of equals."""
    times = Counter(number for each in members for number in each.title.tolist())
    return max(members, key=lambda each: sum(times[number] for number in each.title.tolist()) / math.sqrt(max(1, len(each.title))))


def home_of(address: str) -> str:
    """The compound or road that an address begins with, without the districts before and the doors behind it."""
    first = next(iter(_DOORS.split(plain(address).strip())), "")
    home = _DISTRICTS.sub("", first)
    return home if len(home) >= SHORTEST else ""


def _are_elsewhere(one: Reading, other: Reading) -> bool:
    """Whether an address or a point says that they are about two places, or that only one of them says where it is."""
    if one.said.point is not None and other.said.point is not None:
        away = _apart_m(one.said.point, other.said.point)
        if away <= HERE_M or away > ELSEWHERE_M:
            return away > ELSEWHERE_M
    if one.home and other.home:
        return one.home != other.home
    return bool(one.home or other.home) and not one.places.keys() & other.places.keys()


def _apart_m(one: Point, other: Point) -> float:
    """Metres between two points that are not far apart, the same in both directions."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return _DEGREE_M * math.hypot(east, one[1] - other[1])


def _says_nearly(one: Reading, other: Reading) -> bool:
    return resemblance(one.title, other.title) >= SAME_TITLE or resemblance(one.text, other.text) >= SAME_TEXT


def _row(counts: Counts, place: int) -> Numbers:
    return counts.numbers[counts.starts[place] : counts.starts[place + 1]]


def _overlap(one: Numbers, other: Numbers) -> float:
    """What both share as a part of the smaller one; a few pairs are nothing."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / min(len(one), len(other)) if shared >= LEAST_SHARED else 0.0


def _stirred(kind: str, parts: Iterable[tuple[int, ...]]) -> Iterator[int]:
    """A number for each part, its place among them included."""
    for place, part in enumerate(parts):
        yield zlib.crc32(f"{kind} {place} {part}".encode())
