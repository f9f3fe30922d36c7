"""A weight for every run and label: a linear machine whose weights may be large where naive Bayes sees a difference.

Wang and Manning, Baselines and bigrams, 2012 (NB-SVM), with the squared hinge, every label against all others. The machine learns
`share` in `weight = ratio * share`, where `ratio` is how much more often a run stands with the label than without it; what both
agree on costs little, so that few texts suffice.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.descent import lowest
from linli.lang.sparse import Sparse

Floats = NDArray[np.float32]

# How much a text that is misjudged costs beside large weights.
COST: Final = 2.0
STEPS: Final = 30
# Texts that are imagined with and without every run, so that no ratio is endless.
SMOOTHING: Final = 1.0


def ratios(rows: Sparse, wanted: Floats) -> Floats:
    """For each run and label the logarithm of how much more often texts of the label hold it than the others."""
    present = Sparse(rows.turned.starts, rows.turned.columns, np.ones_like(rows.turned.values), rows.turned.width)
    within = present.times(wanted) + SMOOTHING
    without = present.times(1 - wanted) + SMOOTHING
    found: Floats = np.log((within / within.sum(axis=0)) / (without / without.sum(axis=0))).astype(np.float32)
    return found


def learnt(rows: Sparse, wanted: Floats, *, cost: float = COST, steps: int = STEPS) -> tuple[Floats, Floats]:
    """Weights (run, label) and what each label begins with; `wanted` is one where the row has the label, else nothing."""
    ratio, sides = ratios(rows, wanted), 2 * wanted - 1
    shape = (rows.width + 1, wanted.shape[1])

    def price(flat: Floats) -> tuple[float, Floats]:
        shares = flat.reshape(shape)
        short = np.maximum(0, 1 - sides * (rows.times(ratio * shares[:-1]) + shares[-1]))
        pull = -2 * cost * sides * short
        slope = np.concatenate((ratio * rows.turned.times(pull) + shares[:-1], pull.sum(axis=0, keepdims=True)))
        value = cost * float(np.square(short, dtype=np.float64).sum()) + float(np.square(shares[:-1], dtype=np.float64).sum()) / 2
        return value, slope.astype(np.float32).ravel()

    found = lowest(price, np.zeros(shape[0] * shape[1], dtype=np.float32), steps=steps).reshape(shape)
    return ratio * found[:-1], found[-1].copy()
