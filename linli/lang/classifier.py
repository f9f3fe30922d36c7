"""A text's label by what was learnt: how likely each label is, and which words of the text spoke for it. Needs numpy alone.

Two judges look at the same runs of characters. The first has a weight for every run and label, and is asked twice: of the whole text
and of its beginning, which often says what the rest is about. The second sees which runs are used together, as a place among themes
that unlabelled texts helped to draw, and judges by what is near that place. Their points are added and made probabilities that
were right as often as they say on texts that were held out. Where labels are on two levels, the judges tell the minor classes apart, and a
class has what its minor classes have together: who is unsure which of them it is may well be sure of the class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang import container, themes
from linli.lang.grams import Counts, counted, runs
from linli.lang.halves import Halves
from linli.lang.levels import Levels, levels_of
from linli.lang.reading import plain
from linli.lang.reasons import words
from linli.lang.sparse import Sparse, spelt_out
from linli.lang.themes import Surroundings
from linli.lang.trouble import BadFile
from linli.lang.vocabulary import Vocabulary

Floats = NDArray[np.float32]

METHOD: Final = "runs+themes 3"
# The same with thresholds for classes; who knows one level only refuses it.
OF_TWO_LEVELS: Final = "runs+themes 3, two levels"
SIZES: Final = (1, 2, 3)
# Characters of a text that are its beginning.
BEGINNING: Final = 120
TOP: Final = 3
NAMED: Final = 3
UNSURE: Final = "unsure"
SURENESSES: Final = (UNSURE, "likely", "strong")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on a label is very like and likely; below it is unsure. More than one is never reached."""

    strong: float
    likely: float

    def sureness(self, probability: float, *, is_poor: bool = False) -> str:
        """strong, likely or unsure; strong was not measured on texts as poor in words."""
        return "strong" if probability >= self.strong and not is_poor else "likely" if probability >= self.likely else UNSURE


@dataclass(frozen=True, slots=True)
class Above:
    """A class with its probability, which is that of its minor classes together, and how sure it is."""

    label: str
    probability: float
    sureness: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest labels with their probabilities, how sure the first is, and the words that spoke for what is said."""

    # Nothing where hardly anything of the text is known.
    top: Sequence[tuple[str, float]]
    sureness: str
    because: Sequence[str]
    # Where labels are on two levels: the class of a label that is likely, else the likeliest.
    above: Above | None = None

    @property
    def is_of_class(self) -> bool:
        """Whether the class is what is said: it is likely, and none of its minor classes is."""
        return self.sureness == UNSURE and self.above is not None and self.above.sureness != UNSURE

    @property
    def said(self) -> str:
        """The label where it is likely, else the class where that is; else nothing."""
        if self.above is not None and self.is_of_class:
            return self.above.label
        return "" if self.sureness == UNSURE else self.top[0][0]


@dataclass(frozen=True, eq=False)
class ByRuns:
    """A weight for every known run and label, and what each label begins with."""

    vocabulary: Vocabulary
    # May be kept in halves.
    weights: Floats | Halves
    begins: Floats

    def points(self, rows: Sparse) -> Floats:
        """How much each text's runs (a row over the vocabulary) speak for each label: (texts, labels)."""
        found: Floats = rows.times(self.weights) + self.begins
        return found


@dataclass(frozen=True, eq=False)
class ByThemes:
    """The themes over their own runs, and what stands around each label's texts."""

    vocabulary: Vocabulary
    themes: Halves
    surroundings: Surroundings

    def points(self, counts: Counts) -> Floats:
        """How much each text's surroundings speak for each label: (texts, labels)."""
        return self.surroundings.points(themes.placed(self.vocabulary.rows(counts), self.themes))


@dataclass(frozen=True, eq=False)
class Worth:
    """What the points of each judge count (of the runs, of the beginning's runs, of the themes), and what each label has beforehand."""

    shares: Sequence[float]
    leanings: Sequence[float]

    def probabilities(self, points: Sequence[Floats]) -> Floats:
        """For each text how likely each label is, by the points of all judges, each (texts, labels); together they are one."""
        together = np.zeros_like(points[0]) + np.array(self.leanings, dtype=np.float32)
        for share, each in zip(self.shares, points, strict=True):
            together += np.float32(share) * each
        return softmax(together)


@dataclass(frozen=True, eq=False)
class Classifier:
    """What was learnt, with what it says about itself."""

    labels: Sequence[str]
    thresholds: Mapping[str, Thresholds]
    worth: Worth
    by_runs: ByRuns
    by_themes: ByThemes
    about: Mapping[str, Any]
    # Where labels are on two levels: which classes there are, and from which probability on each is sure.
    levels: Levels | None = None
    of_classes: Mapping[str, Thresholds] = field(default_factory=dict)
    # Hardly a text it was measured on has fewer known runs: of one that has, such as one word said a thousand times, it is never very sure.
    least_runs: int = 0

    def predict(self, texts: Sequence[str], *, named: int = NAMED) -> list[Prediction]:
        """Each text's likeliest labels; `named` words at most are given for what is said."""
        read = [plain(text) for text in texts]
        rows, probabilities = self.judged(read)
        order = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
        together = None if self.levels is None else self.levels.together(probabilities)
        found = []
        for place, text in enumerate(read):
            known = int(rows.starts[place + 1] - rows.starts[place])
            if not known:
                found.append(Prediction((), UNSURE, ()))
                continue
            is_poor = known < self.least_runs
            first, shares = int(order[place, 0]), probabilities[place]
            top = [(self.labels[label], float(shares[label])) for label in order[place]]
            sureness = self.sureness(*top[0], is_poor=is_poor)
            above, columns = None, np.array([first])
            if self.levels is not None and together is not None:
                above, within = self._above(self.levels, together[place], first, sureness, is_poor=is_poor)
                columns = within if sureness == UNSURE != above.sureness else columns
            because = self._because(text, columns, shares[columns], named) if named else ()
            found.append(Prediction(top, sureness, because, above))
        return found

    def _above(self, levels: Levels, shares: Floats, first: int, sureness: str, *, is_poor: bool) -> tuple[Above, NDArray[np.int64]]:
        """The class that is said, and its labels: whoever is sure of a minor class is as sure of its class."""
        place = int(shares.argmax()) if sureness == UNSURE else levels.above(first)
        label, share = levels.classes[place], float(shares[place])
        by_itself = self.of_classes[label].sureness(share, is_poor=is_poor)
        return Above(label, share, max(sureness, by_itself, key=SURENESSES.index)), levels.within(place)

    def judged(self, read: Sequence[str]) -> tuple[Sparse, Floats]:
        """Each plain text as a row over the known runs, and its probabilities: (texts, labels)."""
        counts = counted(read, SIZES)
        rows, of_beginnings = self.by_runs.vocabulary.rows(counts), self.by_runs.vocabulary.rows(beginnings(read))
        points = (self.by_runs.points(rows), self.by_runs.points(of_beginnings), self.by_themes.points(counts))
        return rows, self.worth.probabilities(points)

    def sureness(self, label: str, probability: float, *, is_poor: bool = False) -> str:
        """strong, likely or unsure, by how often the label was right at this probability."""
        return self.thresholds[label].sureness(probability, is_poor=is_poor)

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The words of a plain text that spoke for the label more than for the others."""
        return self._because(text, np.array([self.labels.index(label)]), np.ones(1, dtype=np.float32), most)

    def _because(self, text: str, columns: NDArray[np.int64], shares: Floats, most: int) -> list[str]:
        """The same for some labels together, each counting by its share."""
        spoke, counts = np.zeros(len(text), dtype=np.float32), shares / shares.sum()
        known, weights = self.by_runs.vocabulary, np.asarray(self.by_runs.weights)
        for size, begins, numbers in runs(text, SIZES):
            found = known.places(numbers)
            firsts, places = begins[found >= 0], found[found >= 0]
            rows = spelt_out(weights[places])
            said = (rows[:, columns] @ counts - rows.mean(axis=1)) * known.rarity[places] / size
            # In one size no two runs begin at the same character.
            for shift in range(size):
                spoke[firsts + shift] += said
        return words(text, spoke, most)

    def save(self, path: Path) -> None:
        """Write the model whole or not at all."""
        container.write(path, *self._kept())

    def dumped(self) -> bytes:
        """What a file of it holds."""
        return b"".join(container.packed(*self._kept()))

    def _kept(self) -> tuple[dict[str, Any], dict[str, container.Table]]:
        about = dict(self.about) | {
            "method": METHOD if self.levels is None else OF_TWO_LEVELS,
            "labels": list(self.labels),
            "shares": list(self.worth.shares),
            "leanings": list(self.worth.leanings),
            "thresholds": {label: [each.strong, each.likely] for label, each in self.thresholds.items()},
            "least_runs": self.least_runs,
        }
        if self.levels is not None:
            about["of_classes"] = {label: [each.strong, each.likely] for label, each in self.of_classes.items()}
        tables: dict[str, container.Table] = {
            "runs": self.by_runs.vocabulary.numbers,
            "rarity": self.by_runs.vocabulary.rarity,
            "weights": self.by_runs.weights,
            "begins": self.by_runs.begins,
            "theme_runs": self.by_themes.vocabulary.numbers,
            "theme_rarity": self.by_themes.vocabulary.rarity,
            "themes": self.by_themes.themes,
            "known": self.by_themes.surroundings.known,
            "heights": self.by_themes.surroundings.heights,
        }
        return about, tables


def load(path: Path) -> Classifier:
    """The model of a file, its tables read where they lie; BadFile where it is none of ours."""
    kept = container.read(path)
    method = kept.about.get("method")
    if method not in {METHOD, OF_TWO_LEVELS}:
        raise BadFile(f"{path} was made by another method ({method}): train it again.")
    tables, about = kept.tables, kept.about
    by_runs = ByRuns(Vocabulary(tables["runs"], tables["rarity"]), tables["weights"], tables["begins"])
    by_themes = ByThemes(
        Vocabulary(tables["theme_runs"], tables["theme_rarity"]), tables["themes"], Surroundings(tables["known"], tables["heights"])
    )
    thresholds, of_classes = (
        {label: Thresholds(*at) for label, at in about.get(name, {}).items()} for name in ("thresholds", "of_classes")
    )
    # One that was learnt on one level stays so, whatever its labels look like.
    levels = levels_of(about["labels"]) if method == OF_TWO_LEVELS else None
    worth = Worth(about["shares"], about["leanings"])
    return Classifier(about["labels"], thresholds, worth, by_runs, by_themes, about, levels, of_classes, about.get("least_runs", 0))


def beginnings(texts: Sequence[str]) -> Counts:
    """The runs in the beginning of each text, which has been made plain before."""
    return counted([text[:BEGINNING] for text in texts], SIZES)


def softmax(points: Floats) -> Floats:
    """Points as shares of one."""
    shares = np.exp(points - points.max(axis=1, keepdims=True))
    found: Floats = shares / shares.sum(axis=1, keepdims=True)
    return found
