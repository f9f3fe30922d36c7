"""Whether two matters may be the same: by distance, class, the places named, time and what the texts share, said with the reason."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.utils.translation import gettext, gettext_noop, pgettext

from linli.kernel.find.grams import pairs, plain, runs
from linli.lang.pieces import Spots, as_compared

# A duplicate stands within fifty metres and twelve weeks; what is shown as perhaps alike may stand further.
NEAR_M: Final = 50.0
AROUND_M: Final = 300.0
LATELY: Final = timedelta(weeks=12)
SHOWN: Final = 4
# So much of the shorter text in the longer one is more than two people writing politely.
MUCH, SOME = 0.5, 0.3
# What came in so lately is more likely told twice than happened twice.
FRESH: Final = timedelta(days=7)
NOWHERE: Final = Spots()
READ_CHARACTERS: Final = 400
# A stretch of four characters is rarely shared by chance; a word of the catalogue says something at two.
LONG_STRETCH: Final = 4
SAID_WORDS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A matter as it is being written down, as far as others are compared with it."""

    text: str
    address: str = ""
    item_codes: frozenset[str] = frozenset()
    # The words of the catalogue that stand in the text.
    words: tuple[str, ...] = ()
    # The places that text and address name.
    spots: Spots = NOWHERE

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the text, laid out once for hundreds of tickets."""
        return _pairs(self.text)

    @cached_property
    def written(self) -> str:
        """The address without blanks, as it is compared."""
        return _written(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A ticket that may be about the same."""

    text: str
    address: str = ""
    item_code: str = ""
    distance_m: float | None = None
    # How long ago it came in.
    age: timedelta | None = None


class Reason(StrEnum):
    """Why a ticket is thought alike."""

    SAME_CLASS = "same_class"
    SAME_ADDRESS = "same_address"
    NEAR = "near"
    WORDS = "words"
    TEXT = "text"
    PLACE = "place"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Alike:
    """How much alike, and by what."""

    score: float
    reasons: tuple[Reason, ...]
    words: tuple[str, ...]
    distance_m: float | None
    # So alike that it is looked at before a new one is opened.
    is_probable: bool
    # The place that both name.
    place: str = ""


def compare(wish: Wish, other: Candidate) -> Alike | None:
    """How the other matter is like the one being written; None where only one thing hints at it."""
    share = _share(wish.pairs, _pairs(other.text))
    is_same_class = bool(other.item_code) and other.item_code in wish.item_codes
    door, place, is_elsewhere = _place(wish.spots, other)
    is_there = bool(door) or bool(wish.written and wish.written == _written(other.address))
    is_near = other.distance_m is not None and other.distance_m <= NEAR_M
    is_around = is_near or is_there or bool(place) or (other.distance_m is not None and other.distance_m <= AROUND_M)
    is_shown = share >= MUCH or (is_same_class and (is_around or share >= SOME)) or (is_around and share >= SOME)
    is_close = (is_near or is_there) and not is_elsewhere
    # Hundreds lie around: what both say is asked only where it decides or is told.
    if not (is_shown or is_close):
        return None
    words = _words_of_both(wish, other.text)
    # Whoever names another door means another matter, however near that is.
    is_probable = is_close and (is_same_class or share >= SOME or bool(words))
    if not (is_shown or is_probable):
        return None
    is_fresh = other.age is not None and other.age < FRESH
    reasons = {
        Reason.SAME_CLASS: is_same_class,
        Reason.SAME_ADDRESS: is_there,
        Reason.NEAR: is_near,
        Reason.PLACE: bool(place) and not is_there,
        Reason.FRESH: is_fresh,
        Reason.WORDS: bool(words),
        Reason.TEXT: share >= MUCH and not words,
    }
    score = share + is_same_class + is_there + is_near + is_around + is_fresh / 2 - is_elsewhere
    said = tuple(each for each, holds in reasons.items() if holds)
    return Alike(score, said, words, other.distance_m, is_probable, place)


def _place(named: Spots, other: Candidate) -> tuple[str, str, bool]:
    """The door that both name, the place that both name, the longest of each, and whether the other names another door of it."""
    if not (named.doors or named.names):
        return "", "", False
    said = as_compared(f"{other.address}\n{other.text}")
    door, place = (
        max((each for each in names if each in said), key=lambda each: (len(each), each), default="")
        for names in (named.doors, named.names)
    )
    return door, place, bool(named.doors and place) and not door and named.other_door_in(said)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter text stands in the longer one, by pairs of neighbouring characters."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(pair for run in runs(text[:READ_CHARACTERS]) for pair in pairs(run))


def _words_of_both(wish: Wish, text: str) -> tuple[str, ...]:
    """What both say, the longest first: words of the catalogue, and longer stretches."""
    found = [word for word in wish.words if word in text.casefold()] + stretches(wish.text[:READ_CHARACTERS], text[:READ_CHARACTERS])
    found.sort(key=lambda word: -len(word))
    kept: list[str] = []
    for word in found:
        if not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(kept[:SAID_WORDS])


def stretches(one: str, other: str) -> list[str]:
    """The stretches of at least four characters that stand in both, without blanks or punctuation."""
    found, at = [], 0
    while at + LONG_STRETCH <= len(one):
        end = at + LONG_STRETCH
        if one[at:end] not in other or not one[at:end].isalnum():
            at += 1
            continue
        while end < len(one) and one[end].isalnum() and one[at : end + 1] in other:
            end += 1
        found.append(one[at:end])
        at = end
    return found


def is_same_address(one: str, other: str) -> bool:
    """Whether both write the same address, however they set blanks and digits."""
    written = _written(one)
    return bool(written) and written == _written(other)


def _written(address: str) -> str:
    return "".join(plain(address).split())


def part_of(address: str) -> str:
    """What of an address is searched for: its longest stretch without numbers and blanks, which people write in their own ways."""
    longest = max(re.split(r"[\W\d_]+", plain(address)), key=len)
    return longest if len(longest) > 1 else ""


_REASON_WORDS: Final = {
    Reason.SAME_CLASS: gettext_noop("same class"),
    Reason.SAME_ADDRESS: gettext_noop("same address"),
    Reason.NEAR: gettext_noop("the same spot"),
    Reason.FRESH: gettext_noop("within a week"),
    Reason.TEXT: gettext_noop("written alike"),
}


def reason_words(alike: Alike) -> str:
    """Why it is thought alike, in one line."""
    said = [gettext(_REASON_WORDS[each]) for each in alike.reasons if each in _REASON_WORDS]
    if Reason.PLACE in alike.reasons:
        said.append(gettext("both name {place}").format(place=f"「{alike.place}」"))
    if alike.words:
        said.append(gettext("both say {words}").format(words=gettext(", ").join(f"「{word}」" for word in alike.words)))
    return pgettext("between two facts", " · ").join(said)


def ranked(found: Iterable[tuple[Alike, float]]) -> Sequence[int]:
    """The places of the most alike, the nearest of equals first, then the latest; the second of each pair is when it came in."""
    order = sorted(enumerate(found), key=lambda each: (-each[1][0].score, each[1][0].distance_m or 0.0, -each[1][1]))
    return [place for place, _ in order[:SHOWN]]
