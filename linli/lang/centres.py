"""From a few short examples of many labels to the likely label of the next text: the label whose centre lies nearest.

Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988; Rocchio's centres. Single Chinese characters and pairs of
neighbours are read, rare ones count more, and what no example has makes every label less likely: a text about something else is like
nothing. The same examples give the same centres, in whatever order they come.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.bayes import Guess
from linli.lang.reading import plain

Floats = NDArray[np.float32]
Places = NDArray[np.int32]

_HAN: Final = re.compile("[\u4e00-\u9fff]+")

# How steeply likeness becomes a share; measured on examples that were left out.
SHARPNESS: Final = 30.0
# Rarity counts less in a centre than in a text: few examples do not know well what is rare.
IN_A_CENTRE: Final = 0.7


def runs_of(text: str) -> frozenset[str]:
    """The Chinese characters of a text made plain, and the pairs of neighbours, each once."""
    found = set[str]()
    for written in _HAN.findall(plain(text)):
        found.update(written, [one + other for one, other in pairwise(written)])
    return frozenset(found)


@dataclass(frozen=True, eq=False)
class Centres:
    """Each label's row of length one over the runs, and how rare each run is.

    A label has a few hundred of many thousand runs: run i stands in `rows[starts[i]:starts[i + 1]]` with the weights of the same places.
    """

    labels: Sequence[str]
    places: Mapping[str, int]
    starts: Places
    rows: Places
    weights: Floats
    rarity: Floats

    def guesses(self, text: str) -> list[Guess]:
        """Every label with its share, the likeliest first; nothing where no run of the text is known."""
        found = runs_of(text)
        known = np.array(sorted(self.places[run] for run in found & self.places.keys()), dtype=np.int64)
        if not known.size:
            return []
        rarity = self.rarity[known]
        # What is not known is as rare as can be.
        length = np.sqrt(np.square(rarity).sum() + (len(found) - len(known)) * np.square(self.rarity.max()))
        points = SHARPNESS * self._said_by(known, rarity) / length
        shares = np.exp(points - points.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return list(map(Guess, [self.labels[place] for place in order.tolist()], shares[order].tolist()))

    def _said_by(self, known: NDArray[np.int64], rarity: Floats) -> NDArray[np.float64]:
        """For each label the sum of what these runs say for it."""
        counts = self.starts[known + 1] - self.starts[known]
        ends = np.cumsum(counts)
        taken = np.arange(ends[-1]) + np.repeat(self.starts[known] - ends + counts, counts)
        said = np.bincount(self.rows[taken], self.weights[taken] * np.repeat(rarity, counts), len(self.labels))
        return said.astype(np.float64)

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The pairs that stand in the text as they are written and speak most for the label, the strongest first."""
        row, said = self.labels.index(label), list[tuple[float, str]]()
        for pair in (run for run in runs_of(text) if len(run) > 1 and run in text and run in self.places):
            place = self.places[pair]
            here = slice(self.starts[place], self.starts[place + 1])
            beyond_others = self.weights[here][self.rows[here] == row].sum() - self.weights[here].sum() / len(self.labels)
            said.append((float(beyond_others * self.rarity[place]), pair))
        return [pair for weight, pair in sorted(said, key=lambda each: (-each[0], each[1]))[:most] if weight > 0]


def learnt(examples: Iterable[tuple[str, str]]) -> Centres:
    """The centres of (text, label); a text without a Chinese character teaches nothing."""
    read, seen = list[tuple[str, Places]](), dict[str, int]()
    for text, label in examples:
        # Numbers at once: the runs of all texts as words would be a great many words.
        if runs := [seen.setdefault(run, len(seen)) for run in runs_of(text)]:
            read.append((label, np.array(runs, dtype=np.int32)))
    labels, known = sorted({label for label, _ in read}), sorted(seen)
    numbers, places = {label: row for row, label in enumerate(labels)}, {run: place for place, run in enumerate(known)}
    placed = np.array([places[run] for run in seen], dtype=np.int64)
    # The cell of the full table for each time that a text of a label has a run, by run and then by label.
    stood = [placed[runs] * len(labels) + numbers[label] for label, runs in read]
    cells, times = np.unique(np.concatenate([*stood, np.zeros(0, dtype=np.int64)]), return_counts=True)
    in_runs, rows = np.divmod(cells, max(1, len(labels)))
    found = np.bincount(in_runs, times, minlength=len(known))
    rarity = np.log((len(read) + 1) / found)
    weights = np.sqrt(times) * rarity[in_runs] ** IN_A_CENTRE
    lengths = np.sqrt(np.bincount(rows, np.square(weights)))
    return Centres(
        tuple(labels),
        places,
        np.searchsorted(in_runs, np.arange(len(known) + 1)).astype(np.int32),
        rows.astype(np.int32),
        (weights / lengths[rows]).astype(np.float32),
        rarity.astype(np.float32),
    )
