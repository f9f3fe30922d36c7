"""From a few short examples of many labels to the likely label of the next text: the label whose centre lies nearest.

Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988; Rocchio's centres. Single Chinese characters and pairs of
neighbours are read, rare ones count more, and what no example has makes every label less likely: a text about something else is like
nothing. The same examples give the same centres, in whatever order they come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.bayes import Guess
from linli.lang.reading import plain

Floats = NDArray[np.float32]

# How steeply likeness becomes a share; measured on examples that were left out.
SHARPNESS: Final = 30.0
# Rarity counts less in a centre than in a text: few examples do not know well what is rare.
IN_A_CENTRE: Final = 0.7


def runs_of(text: str) -> frozenset[str]:
    """The Chinese characters of a text made plain, and the pairs of neighbours, each once."""
    letters = plain(text)
    singles = {each for each in letters if _is_han(each)}
    return frozenset(singles | {one + other for one, other in pairwise(letters) if one in singles and other in singles})


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@dataclass(frozen=True, eq=False)
class Centres:
    """Each label's row of length one over the runs, and how rare each run is."""

    labels: Sequence[str]
    runs: Sequence[str]
    weights: Floats
    rarity: Floats

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {run: place for place, run in enumerate(self.runs)}

    def guesses(self, text: str) -> list[Guess]:
        """Every label with its share, the likeliest first; nothing where no run of the text is known."""
        found = runs_of(text)
        known = sorted(place for run in found if (place := self._places.get(run)) is not None)
        if not known:
            return []
        # What is not known is as rare as can be.
        length = np.sqrt(np.square(self.rarity[known]).sum() + (len(found) - len(known)) * np.square(self.rarity.max()))
        points = SHARPNESS * (self.weights[:, known] @ self.rarity[known]) / length
        shares = np.exp(points - points.max(), dtype=np.float64)
        shares /= shares.sum()
        order = sorted(range(len(self.labels)), key=lambda place: (-shares[place], self.labels[place]))
        return [Guess(self.labels[place], float(shares[place])) for place in order]

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The pairs that stand in the text as they are written and speak most for the label, the strongest first."""
        row = self.weights[self.labels.index(label)] - self.weights.mean(axis=0)
        pairs = [run for run in runs_of(text) if len(run) > 1 and run in text and run in self._places]
        known = [(float(row[place] * self.rarity[place]), run) for run in pairs for place in (self._places[run],)]
        return [run for weight, run in sorted(known, key=lambda each: (-each[0], each[1]))[:most] if weight > 0]


def learnt(examples: Iterable[tuple[str, str]]) -> Centres:
    """The centres of (text, label); a text without a Chinese character teaches nothing."""
    read = sorted((label, sorted(stood)) for text, label in examples if (stood := runs_of(text)))
    labels = sorted({label for label, _ in read})
    found = Counter(run for _, runs in read for run in runs)
    known = sorted(found)
    rows, places = {label: row for row, label in enumerate(labels)}, {run: place for place, run in enumerate(known)}
    counts = np.zeros((len(labels), len(known)), dtype=np.float64)
    for label, runs in read:
        counts[rows[label], [places[run] for run in runs]] += 1
    rarity = np.log((len(read) + 1) / np.array([found[run] for run in known], dtype=np.float64))
    weights = np.sqrt(counts) * rarity**IN_A_CENTRE
    lengths = np.sqrt(np.square(weights).sum(axis=1, keepdims=True))
    return Centres(tuple(labels), tuple(known), (weights / lengths).astype(np.float32), rarity.astype(np.float32))
