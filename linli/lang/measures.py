"""How good labels are that were said: shares of right ones, per label and together, and how far chance could have moved them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
        return float(_macro_f1(self.confusion[None])[0])

    def per_label(self) -> list[OfLabel]:
        """Each label's own figures."""
        times, said, right = self.confusion.sum(axis=1), self.confusion.sum(axis=0), np.diag(self.confusion)
        return [OfLabel(label, int(times[i]), int(said[i]), int(right[i])) for i, label in enumerate(self.labels)]

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the macro-F1 over messages drawn anew with replacement; the same each time."""
        chance = np.random.default_rng(_SEED)
        shape, shares = self.confusion.shape, self.confusion.ravel() / max(1, self.confusion.sum())
        if not shares.any():
            return 0.0, 0.0
        drawn = chance.multinomial(int(self.confusion.sum()), shares, size=_DRAWS)
        found = np.quantile(_macro_f1(drawn.reshape(-1, *shape)), [0.025, 0.975])
        return float(found[0]), float(found[1])


def measured(so: Sequence[str], said: Sequence[str]) -> Measured:
    """What was said beside what was so; a label that occurs on one side only counts too."""
    labels = sorted({*so, *said})
    places = {label: place for place, label in enumerate(labels)}
    confusion = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(confusion, ([places[each] for each in so], [places[each] for each in said]), 1)
    return Measured(labels, confusion)


def _macro_f1(confusions: Table) -> NDArray[np.float64]:
    """Of each of many tables; nothing where nothing was so or said."""
    both = confusions.sum(axis=1) + confusions.sum(axis=2)
    right = 2 * confusions.diagonal(axis1=1, axis2=2) / np.maximum(both, 1)
    found: NDArray[np.float64] = right.sum(axis=1) / np.maximum((both > 0).sum(axis=1), 1)
    return found
