"""How texts and searches are cut; pure."""

import unicodedata
import zlib
from collections.abc import Iterable

# Category C (controls), P (punctuation), Z (blanks): between runs. Symbols stay: an emoji or a plus sign can be searched for.
BETWEEN = frozenset("CPZ")
BEGIN = "^"
# A language has some ten thousand pairs that people write.
REMEMBERED = 100_000
_SMALLEST = -(2**31)


class _Letters(dict[int, str]):
    """Each letter as it stands in a run, and a blank for what stands between runs; asked of Unicode once for each letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = " " if unicodedata.category(letter)[0] in BETWEEN else letter
        return self[code]


_LETTERS = _Letters()


def plain(text: str) -> str:
    """The text with full-width forms narrowed, ligatures undone and capitals lowered."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def runs(text: str) -> list[str]:
    """The stretches between blanks and punctuation."""
    return plain(text).translate(_LETTERS).split()


def pairs(run: str) -> list[str]:
    """Every two neighbours."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def grams_of_text(texts: Iterable[str]) -> list[str]:
    """What is kept of a row's texts: every pair once, and how each run begins."""
    found: dict[str, None] = {}
    for text in texts:
        for run in runs(text):
            found.update(dict.fromkeys([BEGIN + run[0], *pairs(run)]))
    return list(found)


def grams_of_query(words: str) -> list[str]:
    """What a row must hold to be worth comparing; empty when nothing searchable was typed."""
    typed = runs(words)
    found = dict.fromkeys(pair for run in typed for pair in pairs(run))
    # Inside a longer wish ("3-2-501") a lone character may be the end of a run of the text ("13-2-501"): it asks nothing then.
    return list(found) or [BEGIN + run for run in typed[-1:]]


def numbers_of(grams: Iterable[str]) -> list[int]:
    """What the index keeps of grams: a checksum of four bytes each. Two may share one; `contains` tells them apart."""
    return list(map(_NUMBERS.__getitem__, grams))


class _Numbers(dict[str, int]):
    """The number of each gram, worked out once for each of those that people write again and again."""

    def __missing__(self, gram: str) -> int:
        number = zlib.crc32(gram.encode("utf-8", "surrogatepass")) + _SMALLEST
        if len(self) < REMEMBERED:
            self[gram] = number
        return number


_NUMBERS = _Numbers()


def contains(text: str, words: str) -> bool:
    """Whether the text holds each of the words, as `search` means it; the last word on a row that was found."""
    own = plain(text)
    return all(word in own for word in plain(words).split())
