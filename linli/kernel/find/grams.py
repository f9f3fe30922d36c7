"""How texts and searches are cut; pure."""

import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from operator import add

from linli.lang.characters import nfkc

# Category C (controls), P (punctuation), Z (blanks): between runs. Symbols stay: an emoji or a plus sign can be searched for.
BETWEEN = frozenset("CPZ")
BEGIN = "^"
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
    return nfkc(nfkc(text).casefold())


def runs(text: str) -> list[str]:
    """The stretches between blanks and punctuation."""
    return plain(text).translate(_LETTERS).split()


def pairs(run: str) -> Iterator[str]:
    """Every two neighbours."""
    return map(add, run, run[1:])


def grams_of_text(texts: Iterable[str]) -> list[str]:
    """What is kept of a row's texts: every pair once, and how each run begins."""
    found: dict[str, None] = {}
    for text in texts:
        for run in runs(text):
            found[BEGIN + run[0]] = None
            for pair in pairs(run):
                found[pair] = None
    return list(found)


def grams_of_query(words: str) -> list[str]:
    """What a row must hold to be worth comparing; empty when nothing searchable was typed."""
    typed = runs(words)
    found = dict.fromkeys(pair for run in typed for pair in pairs(run))
    # Inside a longer wish ("3-2-501") a lone character may be the end of a run of the text ("13-2-501"): it asks nothing then.
    return list(found) or [BEGIN + run for run in typed[-1:]]


def numbers_of(grams: Iterable[str]) -> list[int]:
    """What the index keeps of grams: a checksum of four bytes each. Two may share one; `contains` tells them apart."""
    return [zlib.crc32(gram.encode("utf-8", "surrogatepass")) + _SMALLEST for gram in grams]


def contains(text: str, words: str) -> bool:
    """Whether the text holds each of the words, as `search` means it; the last word on a row that was found."""
    own = plain(text)
    return all(word in own for word in plain(words).split())
