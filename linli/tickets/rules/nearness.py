"""Whether two matters may be the same: by distance, class, address and what the texts share, said with the reason."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext, gettext_noop, pgettext

from linli.kernel.find.grams import BEGIN, grams_of_text, plain

# A duplicate stands within fifty metres and twelve weeks; what is shown as perhaps alike may stand further.
NEAR_M: Final = 50.0
AROUND_M: Final = 300.0
LATELY: Final = timedelta(weeks=12)
SHOWN: Final = 4
# So much of the shorter text in the longer one is more than two people writing politely.
MUCH, SOME = 0.5, 0.3
READ_CHARACTERS: Final = 400
# A stretch of four characters is rarely shared by chance; a word of the catalogue says something at two.
LONG_STRETCH: Final = 4
SAID_WORDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A matter as it is being written down, as far as others are compared with it."""

    text: str
    address: str = ""
    item_codes: frozenset[str] = frozenset()
    # The words of the catalogue that stand in the text.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A ticket that may be about the same."""

    text: str
    address: str = ""
    item_code: str = ""
    distance_m: float | None = None


class Reason(StrEnum):
    """Why a ticket is thought alike."""

    SAME_CLASS = "same_class"
    SAME_ADDRESS = "same_address"
    NEAR = "near"
    WORDS = "words"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Alike:
    """How much alike, and by what."""

    score: float
    reasons: tuple[Reason, ...]
    words: tuple[str, ...]
    distance_m: float | None
    # So alike that it is looked at before a new one is opened.
    is_probable: bool


def compare(wish: Wish, other: Candidate) -> Alike | None:
    """How the other matter is like the one being written; None where only one thing hints at it."""
    share, words = _share(wish.text, other.text), _words_of_both(wish, other.text)
    is_same_class = bool(other.item_code) and other.item_code in wish.item_codes
    is_there = is_same_address(wish.address, other.address)
    is_near = other.distance_m is not None and other.distance_m <= NEAR_M
    is_around = is_near or is_there or (other.distance_m is not None and other.distance_m <= AROUND_M)
    is_probable = (is_near or is_there) and (is_same_class or share >= SOME or bool(words))
    if not (is_probable or share >= MUCH or (is_same_class and (is_around or share >= SOME)) or (is_around and share >= SOME)):
        return None
    reasons = {
        Reason.SAME_CLASS: is_same_class,
        Reason.SAME_ADDRESS: is_there,
        Reason.NEAR: is_near,
        Reason.WORDS: bool(words),
        Reason.TEXT: share >= MUCH and not words,
    }
    score = share + is_same_class + is_there + is_near + is_around
    return Alike(score, tuple(each for each, holds in reasons.items() if holds), words, other.distance_m, is_probable)


def _share(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one, by pairs of neighbouring characters."""
    pairs = [{gram for gram in grams_of_text([text[:READ_CHARACTERS]]) if not gram.startswith(BEGIN)} for text in (one, other)]
    shorter = min(map(len, pairs))
    return len(pairs[0] & pairs[1]) / shorter if shorter else 0.0


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
    written = ["".join(plain(each).split()) for each in (one, other)]
    return bool(written[0]) and written[0] == written[1]


def part_of(address: str) -> str:
    """What of an address is searched for: its longest stretch without numbers and blanks, which people write in their own ways."""
    longest = max(re.split(r"[\W\d_]+", plain(address)), key=len)
    return longest if len(longest) > 1 else ""


_REASON_WORDS: Final = {
    Reason.SAME_CLASS: gettext_noop("same class"),
    Reason.SAME_ADDRESS: gettext_noop("same address"),
    Reason.NEAR: gettext_noop("the same spot"),
    Reason.TEXT: gettext_noop("written alike"),
}


def reason_words(alike: Alike) -> str:
    """Why it is thought alike, in one line."""
    said = [gettext(_REASON_WORDS[each]) for each in alike.reasons if each is not Reason.WORDS]
    if alike.words:
        said.append(gettext("both say {words}").format(words=gettext(", ").join(f"「{word}」" for word in alike.words)))
    return pgettext("between two facts", " · ").join(said)


def ranked(found: Iterable[tuple[Alike, float]]) -> Sequence[int]:
    """The places of the most alike, the nearest of equals first, then the latest; the second of each pair is when it came in."""
    order = sorted(enumerate(found), key=lambda each: (-each[1][0].score, each[1][0].distance_m or 0.0, -each[1][1]))
    return [place for place, _ in order[:SHOWN]]
