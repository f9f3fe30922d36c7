"""From a few short examples of many labels to the likely label of the next text: the label whose centre lies nearest.

Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988; Rocchio's centres. Single Chinese characters and pairs of
neighbours are read, rare ones count more, and what no example has makes every label less likely: a text about something else is like
nothing. The same examples give the same centres, in whatever order they come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.bayes import Guess
from linli.lang.reading import plain

Floats = NDArray[np.float32]
Places = NDArray[np.int32]
# Numbers of single characters and of pairs: see `runs_of`.
Runs = NDArray[np.int32]

FIRST_HAN: Final = 0x4E00
HAN: Final = 0x9FFF - FIRST_HAN + 1

# How steeply likeness becomes a share; measured on examples that were left out.
SHARPNESS: Final = 30.0
# Rarity counts less in a centre than in a text: few examples do not know well what is rare.
IN_A_CENTRE: Final = 0.7


def runs_of(text: str) -> Runs:
    """The Chinese characters of a text made plain, and the pairs of neighbours, each once as its number and in its order.

    A character's number is its place among the Chinese characters; those of pairs come after all of them. Numbers in one array are
    counted and compared at once, where words would be looked up one by one.
    """
    letters = np.frombuffer(plain(text).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int32) - FIRST_HAN
    is_han = (letters >= 0) & (letters < HAN)
    is_pair = is_han[:-1] & is_han[1:]
    pairs = (letters[:-1][is_pair] + 1) * HAN + letters[1:][is_pair]
    found = np.concatenate([letters[is_han], pairs])
    # What `np.unique` does besides takes longer than the few hundred runs of a text.
    found.sort()
    is_first = np.ones(found.size, dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=is_first[1:])
    runs: Runs = found[is_first]
    return runs


def written(run: int) -> str:
    """The characters of a run."""
    first, second = divmod(run, HAN)
    return chr(FIRST_HAN + second) if first == 0 else chr(FIRST_HAN + first - 1) + chr(FIRST_HAN + second)


@dataclass(frozen=True, eq=False)
class Centres:
    """Each label's row of length one over the runs, and how rare each run is.

    A label has a few hundred of many thousand runs: `runs[i]` stands in `rows[starts[i]:starts[i + 1]]` with the weights of the same
    places, each already times the rarity that the run has in a text.
    """

    labels: Sequence[str]
    runs: Runs
    starts: Places
    rows: Places
    weights: Floats
    rarity: Floats

    def guesses(self, text: str) -> Iterator[Guess]:
        """Every label with its share, the likeliest first, as far as it is asked for; nothing where no run of the text is known."""
        found = runs_of(text)
        known = self._known(found)
        if not known.size:
            return iter(())
        # What is not known is as rare as can be.
        length = np.sqrt(np.square(self.rarity[known]).sum() + (len(found) - len(known)) * np.square(self.rarity.max()))
        points = SHARPNESS * self._said_by(known) / length
        shares = np.exp(points - points.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return (Guess(self.labels[place], share) for place, share in zip(order.tolist(), shares[order].tolist(), strict=True))

    def _known(self, found: Runs) -> NDArray[np.int64]:
        """The places of those that some example has."""
        places = np.searchsorted(self.runs, found)
        # Those beyond the last one that is known come last.
        places = places[places < len(self.runs)]
        known: NDArray[np.int64] = places[self.runs[places] == found[: len(places)]]
        return known

    def _said_by(self, known: NDArray[np.int64]) -> NDArray[np.float64]:
        """For each label the sum of what these runs say for it."""
        begins = self.starts[known]
        counts = self.starts[known + 1] - begins
        ends = np.cumsum(counts)
        taken = np.arange(ends[-1]) + np.repeat(begins - ends + counts, counts)
        return np.bincount(self.rows[taken], self.weights[taken], len(self.labels)).astype(np.float64, copy=False)

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The pairs that stand in the text as they are written and speak most for the label, the strongest first."""
        row, said = self.labels.index(label), list[tuple[float, str]]()
        for place in self._known(runs_of(text)).tolist():
            pair = written(int(self.runs[place]))
            if len(pair) == 1 or pair not in text:
                continue
            here = slice(self.starts[place], self.starts[place + 1])
            beyond_others = self.weights[here][self.rows[here] == row].sum() - self.weights[here].sum() / len(self.labels)
            said.append((float(beyond_others), pair))
        return [pair for weight, pair in sorted(said, key=lambda each: (-each[0], each[1]))[:most] if weight > 0]


def learnt(examples: Iterable[tuple[str, str]]) -> Centres:
    """The centres of (text, label); a text without a Chinese character teaches nothing."""
    read = [(label, runs) for text, label in examples if (runs := runs_of(text)).size]
    nothing = np.zeros(0, dtype=np.int32)
    known, placed = np.unique(np.concatenate([*(runs for _, runs in read), nothing]), return_inverse=True)
    labels = sorted({label for label, _ in read})
    numbers = {label: row for row, label in enumerate(labels)}
    said_for = np.concatenate([*(np.full(runs.size, numbers[label]) for label, runs in read), nothing])
    # The cell of the full table for each time that a text of a label has a run, by run and then by label.
    cells, times = np.unique(placed * len(labels) + said_for, return_counts=True)
    in_runs, rows = np.divmod(cells, max(1, len(labels)))
    found = np.bincount(in_runs, times, minlength=len(known))
    rarity = np.log((len(read) + 1) / found)
    weights = np.sqrt(times) * rarity[in_runs] ** IN_A_CENTRE
    lengths = np.sqrt(np.bincount(rows, np.square(weights)))
    return Centres(
        tuple(labels),
        known,
        np.searchsorted(in_runs, np.arange(len(known) + 1)).astype(np.int32),
        rows.astype(np.int32),
        (weights / lengths[rows] * rarity[in_runs]).astype(np.float32),
        rarity.astype(np.float32),
    )
