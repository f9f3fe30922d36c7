"""Texts as counts of short runs of characters, each run known by a number of 32 bits.

A run never crosses a mark or a blank. No list of runs is needed to read a text, and none is kept: a model that knows numbers only
cannot be read for names. Two runs share a number once in some billions of pairs; of a few hundred thousand kept ones, a run that
is not among them passes for one about once in ten thousand times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]

_LETTERS: Final = 0x10000
_FACTOR: Final = np.uint32(0x9E3779B1)
_STIR: Final = np.uint32(0x85EBCA6B)
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, eq=False)
class Counts:
    """Rows of (number of a run, how often): row i is `numbers[starts[i]:starts[i + 1]]`, ascending, each once."""

    starts: Places
    numbers: Numbers
    times: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, places: Places) -> "Counts":
        """Only these rows, in this order."""
        lengths = (self.starts[1:] - self.starts[:-1])[places]
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
        taken = np.repeat(self.starts[:-1][places] - starts[:-1], lengths) + np.arange(starts[-1])
        return Counts(starts, self.numbers[taken], self.times[taken])


def joined(one: Counts, other: Counts) -> Counts:
    """The rows of both, one after another."""
    starts = np.concatenate((one.starts, one.starts[-1] + other.starts[1:]))
    return Counts(starts, np.concatenate((one.numbers, other.numbers)), np.concatenate((one.times, other.times)))


@cache
def _is_letter() -> NDArray[np.bool_]:
    """Which characters of the basic plane are letters or digits; what lies beyond it (rare characters, emoji) is a mark."""
    return np.fromiter((chr(code).isalnum() for code in range(_LETTERS)), dtype=np.bool_, count=_LETTERS)


def counted(texts: Sequence[str], sizes: Sequence[int]) -> Counts:
    """The runs of these sizes in each text, which has been made plain before."""
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    found = [(rows[places] << _HALF) | numbers for _, places, numbers in runs("\0".join([*texts, ""]), sizes)]
    keys = np.concatenate(found)
    keys.sort()
    is_first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    once = keys[firsts]
    times = np.diff(np.append(firsts, len(keys))).astype(np.float32)
    starts = np.searchsorted(once, np.arange(len(texts) + 1, dtype=np.uint64) << _HALF).astype(np.int64)
    return Counts(starts, once.astype(np.uint32), times)


def runs(text: str, sizes: Sequence[int]) -> list[tuple[int, Places, Numbers]]:
    """Each size, where runs of it begin, and their numbers."""
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    table = _is_letter()
    stands = table[np.minimum(letters, _LETTERS - 1)] & (letters < _LETTERS)
    numbers, is_run = letters * _FACTOR, stands
    found = []
    for size in range(1, max(sizes) + 1):
        if size > 1:
            end = len(letters) - size + 1
            numbers = (_stirred(numbers[:end]) ^ letters[size - 1 :]) * _FACTOR
            is_run = is_run[:end] & stands[size - 1 :]
        if size in sizes:
            places = np.flatnonzero(is_run)
            found.append((size, places, _stirred(numbers[places])))
    return found


def _stirred(numbers: Numbers) -> Numbers:
    """The same numbers with every bit depending on every other (a step of MurmurHash3's finish)."""
    stirred = numbers ^ (numbers >> np.uint32(15))
    stirred = stirred * _STIR
    result: Numbers = stirred ^ (stirred >> np.uint32(13))
    return result
