"""Which texts say nearly the same: groups that no order of the texts changes.

Every text has a sketch of the least numbers of its runs (Broder, On the resemblance and containment of documents, 1997). Two texts
are neighbours when a part of their sketches is equal and they then share enough runs; groups are what neighbours connect. Whether
two are neighbours is asked of these two alone, so groups depend on the texts only.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.grams import Counts, Numbers, counted

# Runs that are rare enough to be no accident.
SIZES: Final = (3,)
# Shared runs as a part of all runs of both.
ALIKE: Final = 0.5
# Texts that are half alike are compared with a probability of 1 - (1 - 0.5 ** 3) ** 32, about 99 in 100.
_PARTS, _OF_A_PART = 32, 3
_SEED: Final = 20_201


def groups(texts: Sequence[str], alike: float = ALIKE) -> list[int]:
    """For each text the first place of its group; a text without runs is like its own kind only."""
    firsts = {text: place for place, text in reversed(list(enumerate(texts)))}
    different = sorted(firsts.values())
    counts = counted([texts[place] for place in different], SIZES)
    leaders = list(range(len(different)))
    for one, other in _candidates(_sketches(counts)):
        # Whoever is in one group already need not be compared.
        if leader(leaders, one) != leader(leaders, other) and resemblance(_row(counts, one), _row(counts, other)) >= alike:
            join(leaders, one, other)
    group = {texts[place]: different[leader(leaders, number)] for number, place in enumerate(different)}
    return [group[text] for text in texts]


def leader(leaders: list[int], place: int) -> int:
    """The first place of the group."""
    while leaders[place] != place:
        leaders[place] = leaders[leaders[place]]
        place = leaders[place]
    return place


def join(leaders: list[int], one: int, other: int) -> None:
    """Make one group of two."""
    first, second = sorted((leader(leaders, one), leader(leaders, other)))
    leaders[second] = first


def _candidates(sketches: NDArray[np.uint32]) -> Iterable[tuple[int, int]]:
    """Pairs with an equal part of their sketches; a pair may come more than once."""
    for part in range(_PARTS):
        keys = sketches[:, part * _OF_A_PART : (part + 1) * _OF_A_PART]
        order = np.lexsort(keys.T)
        bounds = [0, *(np.flatnonzero((keys[order][1:] != keys[order][:-1]).any(axis=1)) + 1).tolist(), len(order)]
        for begin, end in pairwise(bounds):
            yield from combinations(sorted(order[begin:end].tolist()), 2)


def _row(counts: Counts, place: int) -> Numbers:
    return counts.numbers[counts.starts[place] : counts.starts[place + 1]]


def resemblance(one: Numbers, other: Numbers) -> float:
    """Shared runs as a part of all; nothing is like nothing."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - shared
    return shared / either if either else 0.0


def sketch_parts(numbers: Numbers) -> list[tuple[int, ...]]:
    """The parts of one text's sketch; none where it has no runs."""
    if not len(numbers):
        return []
    factors, moved = _orders()
    return [tuple(part) for part in (numbers * factors[:, None] + moved[:, None]).min(axis=1).reshape(_PARTS, _OF_A_PART).tolist()]


@cache
def _orders() -> tuple[Numbers, Numbers]:
    """Orders of all numbers, each by a factor and a shift."""
    chance, many = np.random.default_rng(_SEED), _PARTS * _OF_A_PART
    factors = chance.integers(0, 2**32, many, dtype=np.uint32) | np.uint32(1)
    return factors, chance.integers(0, 2**32, many, dtype=np.uint32)


def _sketches(counts: Counts) -> NDArray[np.uint32]:
    """The least number of each text under each of many orders; a text without runs is like none."""
    factors, moved = _orders()
    many = len(factors)
    sketches = np.empty((len(counts), many), dtype=np.uint32)
    is_empty = counts.starts[1:] == counts.starts[:-1]
    for place in range(many):
        numbers = np.append(counts.numbers * factors[place] + moved[place], np.uint32(0xFFFFFFFF))
        sketches[:, place] = np.minimum.reduceat(numbers, counts.starts[:-1])
    sketches[is_empty] = np.arange(len(counts), dtype=np.uint32)[is_empty, None] * np.uint32(many) + np.arange(many, dtype=np.uint32)
    return sketches
