"""Texts as places in a small space in which runs that are used together lie together, and labels by the surroundings of a place.

The space is drawn by a truncated singular value decomposition (Deerwester and others, Indexing by latent semantic analysis, 1990),
found by random projection (Halko, Martinsson and Tropp, 2011), and needs no labels: texts nobody sorted help. Surroundings are a
kernel ridge regression with a Gaussian kernel (Saunders and others, Ridge regression in dual variables, 1998).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.halves import Halves
from linli.lang.sparse import Sparse

Floats = NDArray[np.float32]

THEMES: Final = 200
# Places that are kept at most.
KNOWN: Final = 8_000
# How quickly nearness fades, and how much the ridge holds back.
NARROWNESS: Final = 1.0
RIDGE: Final = 0.1
_MORE, _TURNS = 30, 2
_SEED: Final = 36


def drawn(rows: Sparse, count: int = THEMES) -> Floats:
    """The themes as columns over runs (runs, themes), each of length one."""
    count = min(count, len(rows), rows.width)
    wide = min(count + _MORE, len(rows), rows.width)
    over_runs = np.random.default_rng(_SEED).standard_normal((rows.width, wide)).astype(np.float32)
    over_texts = rows.times(over_runs)
    for _ in range(_TURNS):
        over_texts = rows.times(np.linalg.qr(rows.turned.times(np.linalg.qr(over_texts)[0]))[0])
    themes, strength, _ = np.linalg.svd(rows.turned.times(np.linalg.qr(over_texts)[0]), full_matrices=False)
    kept = strength[:count] > strength[:1] * np.float32(1e-5)
    found: Floats = themes[:, :count][:, kept]
    return found


def placed(rows: Sparse, themes: Floats | Halves) -> Floats:
    """Each text's place, at distance one from the middle; a text without known runs is in the middle."""
    places = rows.times(themes)
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    found: Floats = (places / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Known places and how much being near each of them speaks for each label."""

    known: Floats
    heights: Floats

    def points(self, places: Floats) -> Floats:
        """How much what stands around each place speaks for each label."""
        found: Floats = nearness(places, self.known) @ self.heights
        return found


def learnt(places: Floats, wanted: Floats, most: int = KNOWN) -> Surroundings:
    """What stands around each label's texts: a ridge regression over nearness to them, or to some of them where there are too many."""
    chosen = np.sort(np.random.default_rng(_SEED + 1).permutation(len(places))[:most])
    known = places[chosen]
    among = nearness(known, known).astype(np.float64)
    among[np.diag_indices(len(known))] += RIDGE
    return Surroundings(known, np.linalg.solve(among, wanted[chosen].astype(np.float64)).astype(np.float32))


def nearness(places: Floats, known: Floats) -> Floats:
    """One for the same place, less the farther (places at distance one from the middle)."""
    found: Floats = np.exp(NARROWNESS * (places @ known.T - 1))
    return found
