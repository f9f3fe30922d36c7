"""From texts that people gave a label to the likely label of the next one: complement naive Bayes over pairs of characters.

Rennie, Shih, Teevan and Karger, Tackling the poor assumptions of naive Bayes text classifiers, 2003: a label is judged by how
little the text resembles everything else, which stays fair where a few labels have most of the texts. Pairs of Chinese
characters alone are read, and of them those that stand in several texts: a name or a number that one person gave is no part
of a model. The same texts give the same model, in whatever order they come.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# A pair has to stand in so many texts, and so many pairs are kept, those in most texts first.
LEAST_TEXTS: Final = 2
# Fewer pairs of a text that are known say nothing about it.
LEAST_KNOWN: Final = 3
MOST_PAIRS: Final = 5_000
# Of a text of which less than this part is known it is believed in proportion: it may be about what was never seen.
ENOUGH_KNOWN: Final = 0.5
# Counts begin a little above nothing, so that a pair nobody used with a label does not rule it out.
SMOOTHING: Final = 0.1
# Pairs overlap and repeat one another: their sum says more than it knows.
SHARPNESS: Final = 12.0
_SIZE_BYTES: Final = 4


class Guess(NamedTuple):
    """A label, and which share of one it gets; all labels together get one."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What a model makes of a text: every label with its share, and how far the model is to be believed of this text at all."""

    guesses: Sequence[Guess]
    trust: float


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters of a text, each once."""
    return frozenset(first + second for first, second in pairwise(text) if _is_han(first) and _is_han(second))


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt: for every label and pair how much the pair speaks for the label, larger for more."""

    # In their order.
    labels: Sequence[str]
    pairs: Sequence[str]
    weights: Floats
    # From how many texts each label was learnt.
    times: Sequence[int] = ()

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {pair: place for place, pair in enumerate(self.pairs)}

    @cached_property
    def _times(self) -> Mapping[str, int]:
        return dict(zip(self.labels, self.times, strict=False))

    def guesses(self, text: str) -> list[Guess]:
        """Every label with its share, the likeliest first; nothing where hardly a pair of the text is known."""
        known = sorted(place for pair in pairs_of(text) if (place := self._places.get(pair)) is not None)
        if len(known) < LEAST_KNOWN:
            return []
        points = self.weights[:, known].sum(axis=1, dtype=np.float64) / np.sqrt(len(known)) * SHARPNESS
        shares = np.exp(points - points.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return list(map(Guess, [self.labels[place] for place in order.tolist()], shares[order].tolist()))

    def heard(self, text: str) -> Heard:
        """Every label with its share; the model is believed the more of the text it knows."""
        return Heard(self.guesses(text), min(1.0, self.known_part(text) / ENOUGH_KNOWN))

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The pairs of the text that speak most for the label against all others, the strongest first."""
        row = self.weights[self.labels.index(label)] - self.weights.mean(axis=0)
        known = [(float(row[place]), pair) for pair in pairs_of(text) if (place := self._places.get(pair)) is not None]
        return [pair for weight, pair in sorted(known, key=lambda each: (-each[0], each[1]))[:most] if weight > 0]

    def known_part(self, text: str) -> float:
        """Which part of the pairs of a text stands in the model."""
        found = pairs_of(text)
        return len(found & self._places.keys()) / len(found) if found else 0.0

    def times_of(self, label: str) -> int:
        """From how many texts a label was learnt; none for one that is not in the model, or where nobody counted."""
        return self._times.get(label, 0)

    def dumped(self) -> bytes:
        """The model as bytes, which `loaded` understands."""
        head = json.dumps(
            {"labels": list(self.labels), "pairs": "".join(self.pairs), "times": list(self.times)}, ensure_ascii=False
        ).encode()
        return zlib.compress(len(head).to_bytes(_SIZE_BYTES, "big") + head + self.weights.astype("<f4").tobytes())


def loaded(kept: bytes) -> Model:
    """The model that was kept."""
    plain = zlib.decompress(kept)
    end = _SIZE_BYTES + int.from_bytes(plain[:_SIZE_BYTES], "big")
    head = json.loads(plain[_SIZE_BYTES:end])
    pairs = [first + second for first, second in zip(head["pairs"][::2], head["pairs"][1::2], strict=True)]
    weights = np.frombuffer(plain[end:], dtype="<f4").reshape(len(head["labels"]), len(pairs))
    return Model(tuple(head["labels"]), tuple(pairs), weights, tuple(head.get("times", ())))


def learnt(texts: Iterable[tuple[str, str]]) -> Model | None:
    """A model of (text, label); none where fewer than two labels, or two pairs that several texts share, would be in it."""
    read = sorted((label, sorted(pairs)) for text, label in texts if (pairs := pairs_of(text)))
    labels = sorted({label for label, _ in read})
    found = Counter(pair for _, pairs in read for pair in pairs)
    usual = sorted((pair for pair, times in found.items() if times >= LEAST_TEXTS), key=lambda pair: (-found[pair], pair))[:MOST_PAIRS]
    if len(labels) < 2 or len(usual) < 2:
        return None
    counts = np.zeros((len(labels), len(usual)), dtype=np.float64)
    rows, places = {label: row for row, label in enumerate(labels)}, {pair: place for place, pair in enumerate(usual)}
    for label, stood in read:
        counts[rows[label], [places[pair] for pair in stood if pair in places]] += 1
    times = Counter(label for label, _ in read)
    return Model(tuple(labels), tuple(usual), _weights(counts), tuple(times[label] for label in labels))


def _weights(counts: NDArray[np.float64]) -> Floats:
    """How rare each pair is outside each label, each label's row of length one: labels with long texts win nothing by that."""
    others = counts.sum(axis=0) - counts + SMOOTHING
    weights = -np.log(others / others.sum(axis=1, keepdims=True))
    normal: Floats = (weights / np.abs(weights).sum(axis=1, keepdims=True) * counts.shape[1]).astype(np.float32)
    return normal
