"""Which runs of characters a judge knows and how rare each is; texts as rows of length one over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linli.lang.grams import Counts, Numbers
from linli.lang.sparse import Sparse

Floats = NDArray[np.float32]

# Numbers that are equal in their upper bits stand on one shelf, about one number on each: of a few hundred thousand runs 18 bits.
_LEAST_BITS, _MOST_BITS = 8, 18


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Numbers of runs, ascending, and how much each says for being rare."""

    numbers: Numbers
    rarity: Floats

    def places(self, numbers: Numbers) -> NDArray[np.int64]:
        """Where each stands among those known; -1 for one that is not known."""
        if not len(self.numbers):
            return np.full(len(numbers), -1, dtype=np.int64)
        known = np.asarray(self.numbers)
        places = self._shelves[numbers >> self._lower_bits].astype(np.int64)
        found = known[places]
        # From the first of its shelf on each goes up until it meets itself or a larger one; the runs are spread evenly, so soon.
        low = np.flatnonzero(found < numbers)
        while len(low):
            places[low] += 1
            low = low[places[low] < len(known)]
            found[low] = known[places[low]]
            low = low[found[low] < numbers[low]]
        return np.where(found == numbers, places, -1)

    @cached_property
    def _shelves(self) -> NDArray[np.int32]:
        """Where each shelf begins, for an empty last one the last number: (shelves,)."""
        firsts = np.arange(1 << int(32 - self._lower_bits), dtype=np.uint32) << self._lower_bits
        return np.minimum(np.searchsorted(self.numbers, firsts), len(self.numbers) - 1).astype(np.int32)

    @cached_property
    def _lower_bits(self) -> np.uint32:
        return np.uint32(32 - min(max(len(self.numbers).bit_length(), _LEAST_BITS), _MOST_BITS))

    def known_parts(self, counts: Counts) -> NDArray[np.float64]:
        """Of each text which part of its different runs is known; nothing of one without a run."""
        until = np.concatenate(([0], np.cumsum(self.places(counts.numbers) >= 0)))
        found: NDArray[np.float64] = (until[counts.starts[1:]] - until[counts.starts[:-1]]) / np.maximum(np.diff(counts.starts), 1)
        return found

    def rows(self, counts: Counts) -> Sparse:
        """Each text as a row of length one; one without a known run as a row of nothing."""
        places = self.places(counts.numbers)
        is_known = places >= 0
        rows = np.repeat(np.arange(len(counts), dtype=np.int64), np.diff(counts.starts))[is_known]
        columns = places[is_known]
        values = (1 + np.log(counts.times[is_known])) * self.rarity[columns]
        lengths = np.sqrt(np.bincount(rows, values * values, len(counts)))
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(counts)))))
        return Sparse(starts, columns, (values / lengths[rows]).astype(np.float32), len(self.numbers))


def learnt(counts: Sequence[Counts], *, least: int, most: int) -> Vocabulary:
    """The runs that stand in at least so many texts, at most so many of them, those in most texts first."""
    numbers, times = np.unique(np.concatenate([each.numbers for each in counts]), return_counts=True)
    is_kept = times >= least
    numbers, times = numbers[is_kept], times[is_kept]
    if len(numbers) > most:
        chosen = np.sort(np.argsort(-times, kind="stable")[:most])
        numbers, times = numbers[chosen], times[chosen]
    texts = sum(len(each) for each in counts)
    return Vocabulary(numbers, (np.log((1 + texts) / (1 + times)) + 1).astype(np.float32))
