"""Texts that are found again by the words of a question: BM25 over single characters and pairs of neighbours.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009. What stands on the shelf decides, not in which
order it came: the same texts give the same findings. A text is put there or taken away by itself; how rare each run is among all of
them is worked out anew with the next question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang import reasons
from linli.lang.grams import Numbers, counted, runs
from linli.lang.reading import plain

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

SIZES: Final = (1, 2)
# How soon more of the same run says nothing more, and how much a long text owes for its length.
SATED: Final = 2.0
LENGTH: Final = 0.9
# A question of a word or two is no sure one, and a long one need not be known in all that it tells: counted in runs nobody has.
SHORTEST: Final = 10
LONGEST: Final = 40
# As if so many texts about anything else stood there too: else in a base of a few texts nothing that they share would count.
AROUND: Final = 100
# What stands in more than this part of all texts tells none of them from another, and takes the longest to count.
COMMON: Final = 1 / 4
# Less than this is not near: of short questions to a base of thirty answers the right ones had 0.19 and more, wrong ones 0.15 and less.
LEAST: Final = 0.15
_NOTHING: Final = 1e-9
WORDS_SHOWN: Final = 4
# How one greets and asks says nothing of what one asks about.
_ASKING: Final = re.compile(
    "您好|你好|找谁修?|谁来修?|归?谁管|向谁反映|几点|谢谢|请问|麻烦|咨询|我?想问一?下?|问一?下|是不是|能不能|可不可以|可以吗|怎么(?:办理?|样|回事)?|如何|什么|哪里|多少|是否|吗|呢"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A text that is near: its key, and how much of what the question says it knows (0 to 1)."""

    key: str
    nearness: float


@dataclass(frozen=True, slots=True)
class _Text:
    """The runs of one text, ascending, and how often each stands there."""

    numbers: Numbers
    times: Floats


@dataclass(frozen=True, eq=False, slots=True)
class _Laid:
    """Every run with the texts that have it: run i is in `texts[starts[i]:starts[i + 1]]`, and counts there as much as `weights` says."""

    keys: Sequence[str]
    numbers: Numbers
    starts: Places
    texts: Places
    weights: Floats
    rarity: Floats
    is_common: NDArray[np.bool_]

    @property
    def strange(self) -> float:
        """How rare a run is that no text has."""
        return float(np.log(2 * (len(self.keys) + AROUND) + 2))

    def rarity_of(self, numbers: Numbers) -> tuple[Places, Floats]:
        """Where each run stands, -1 for one that no text has or too many have, and how rare it is."""
        spots = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        is_known = self.numbers[spots] == numbers
        return np.where(is_known & ~self.is_common[spots], spots, -1), np.where(is_known, self.rarity[spots], np.float32(self.strange))


class Shelf:
    """Texts under keys."""

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}
        self._laid: _Laid | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def put(self, key: str, text: str) -> None:
        """A text under its key, instead of what stood there."""
        counts = counted([plain(text)], SIZES)
        self._texts[key] = _Text(counts.numbers, counts.times)
        self._laid = None

    def drop(self, key: str) -> None:
        """Take a text away; one that is not there is no trouble."""
        if self._texts.pop(key, None) is not None:
            self._laid = None

    def nearest(self, question: str, most: int, *, least: float = LEAST) -> list[Found]:
        """The texts that know most of what the question says, at least so much of it; none where nothing is near."""
        asked = counted([_asked(question)], SIZES).numbers
        laid = self._in_order()
        if not len(asked) or not len(laid.numbers):
            return []
        points = _points(laid, asked)
        near = np.flatnonzero(points >= max(least, _NOTHING, _best(points, most)))
        # Of equal ones the first by key, in whatever order they came.
        places = near[np.argsort(-points[near], kind="stable")][:most].tolist()
        return [Found(laid.keys[place], float(points[place])) for place in places]

    def shared(self, question: str, key: str) -> tuple[str, ...]:
        """The words of the question that the text has too, the rarest first; none where they share none."""
        read, laid, text = _asked(question), self._in_order(), self._texts.get(key)
        if not read or text is None or not len(text.numbers):
            return ()
        spoke = np.zeros(len(read), dtype=np.float32)
        for size, begins, numbers in runs(read, SIZES):
            places, rarity = laid.rarity_of(numbers)
            spots = np.minimum(np.searchsorted(text.numbers, numbers), len(text.numbers) - 1)
            counts = np.where((places >= 0) & (text.numbers[spots] == numbers), rarity, 0).astype(np.float32)
            for step in range(size):
                # Runs of one size begin at different places, so none is counted twice here.
                spoke[begins + step] += counts
        return tuple(reasons.words(read, spoke, WORDS_SHOWN))

    def _in_order(self) -> _Laid:
        if self._laid is None:
            self._laid = _laid(self._texts)
        return self._laid


def is_all_said(question: str, words: Iterable[str]) -> bool:
    """Whether these words are all that the question says, but for how one greets and asks."""
    left = _asked(question)
    for word in words:
        left = left.replace(word, " ")
    return not any(each.isalnum() for each in left)


def _best(points: Floats, most: int) -> float:
    """The least of the `most` greatest."""
    return float(np.partition(points, len(points) - most)[len(points) - most]) if most < len(points) else 0.0


def _asked(question: str) -> str:
    return _ASKING.sub(" ", plain(question))


def _laid(texts: Mapping[str, _Text]) -> _Laid:
    keys = sorted(texts)
    rows = [texts[key] for key in keys]
    lengths = np.array([row.times.sum() for row in rows], dtype=np.float32)
    usual = max(float(lengths.mean()), 1.0) if rows else 1.0
    numbers = np.concatenate([np.empty(0, dtype=np.uint32), *(row.numbers for row in rows)])
    times = np.concatenate([np.empty(0, dtype=np.float32), *(row.times for row in rows)])
    of_text = np.repeat(np.arange(len(rows), dtype=np.int64), [len(row.numbers) for row in rows])
    order = np.argsort(numbers, kind="stable")
    known, firsts = np.unique(numbers[order], return_index=True)
    starts = np.append(firsts, len(order)).astype(np.int64)
    in_texts = np.diff(starts)
    owed = SATED * (1 - LENGTH + LENGTH * lengths[of_text] / usual)
    weights = times * (SATED + 1) / (times + owed)
    rarity = np.log(1 + (len(rows) + AROUND - in_texts + 0.5) / (in_texts + 0.5)).astype(np.float32)
    is_common = in_texts > (len(rows) + AROUND) * COMMON
    return _Laid(keys, known, starts, of_text[order], weights[order].astype(np.float32), rarity, is_common)


def _points(laid: _Laid, asked: Numbers) -> Floats:
    """For each text how much of the question it knows: its points as a part of all there could be."""
    places, rarity = laid.rarity_of(asked)
    known = places >= 0
    firsts, lengths = laid.starts[places[known]], np.diff(laid.starts)[places[known]]
    taken = np.repeat(firsts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(lengths.sum())
    values = laid.weights[taken] * np.repeat(rarity[known], lengths)
    whole = min(max(float(rarity.sum()), SHORTEST * laid.strange), LONGEST * laid.strange) * (SATED + 1)
    points: Floats = np.minimum(np.bincount(laid.texts[taken], values, len(laid.keys)) / whole, 1).astype(np.float32)
    return points
