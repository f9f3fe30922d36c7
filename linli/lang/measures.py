"""How good labels are that were said: shares of right ones, per label and together, and how far chance could have moved them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]

# Of so many draws the middle 95 in 100 are the interval.
_DRAWS: Final = 1_000
_SEED: Final = 95


@dataclass(frozen=True, slots=True)
class OfLabel:
    """How well one label was told from all others."""

    label: str
    times: int
    said: int
    right: int

    @property
    def precision(self) -> float:
        """Of those said to be it, how many are."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Of those that are it, how many were said to be."""
        return self.right / self.times if self.times else 0.0

    @property
    def f1(self) -> float:
        """Twice the right ones among all that are it and all that were said to be."""
        return 2 * self.right / (self.times + self.said) if self.times + self.said else 0.0


@dataclass(frozen=True, eq=False)
class Measured:
    """Rows of `confusion` are what was so, columns what was said."""

    labels: Sequence[str]
    confusion: Table

    @property
    def accuracy(self) -> float:
        """The share of right ones."""
        return float(np.trace(self.confusion) / max(1, self.confusion.sum()))

    @property
    def macro_f1(self) -> float:
        """The mean over labels that are or were said, each as heavy as another."""
        both = self.confusion.sum(axis=0) + self.confusion.sum(axis=1)
        return float(_macro_f1(both[None], np.diag(self.confusion)[None])[0])

    def per_label(self) -> list[OfLabel]:
        """Each label's own figures."""
        times, said, right = self.confusion.sum(axis=1), self.confusion.sum(axis=0), np.diag(self.confusion)
        return [OfLabel(label, int(times[i]), int(said[i]), int(right[i])) for i, label in enumerate(self.labels)]

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the macro-F1 over messages drawn anew with replacement; the same each time."""
        chance = np.random.default_rng(_SEED)
        # Nearly all fields of a large table are nothing, and stay so.
        so, said = np.nonzero(self.confusion)
        if not len(so):
            return 0.0, 0.0
        counts, labels = self.confusion[so, said], np.eye(len(self.labels), dtype=np.float64)
        drawn = chance.multinomial(int(counts.sum()), counts / counts.sum(), size=_DRAWS).astype(np.float64)
        both = drawn @ (labels[so] + labels[said])
        found = np.quantile(_macro_f1(both, drawn[:, so == said] @ labels[so[so == said]]), [0.025, 0.975])
        return float(found[0]), float(found[1])


def measured(so: Sequence[str], said: Sequence[str]) -> Measured:
    """What was said beside what was so; a label that occurs on one side only counts too."""
    labels = sorted({*so, *said})
    places = {label: place for place, label in enumerate(labels)}
    confusion = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(confusion, ([places[each] for each in so], [places[each] for each in said]), 1)
    return Measured(labels, confusion)


def _macro_f1(both: NDArray[Any], right: NDArray[Any]) -> NDArray[np.float64]:
    """By how often each label was so or was said, and how often both; a row for each of many tables; nothing where nothing was."""
    shares = 2 * right / np.maximum(both, 1)
    found: NDArray[np.float64] = shares.sum(axis=1) / np.maximum((both > 0).sum(axis=1), 1)
    return found
