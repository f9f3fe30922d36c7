"""Learning to label: the judges, what their points are worth, and from which probability on a label may be called sure.

What points are worth and the thresholds are read off texts that were held out, near-duplicates of a text together with it.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang import themes, vocabulary, weights
from linli.lang.classifier import SIZES, ByRuns, ByThemes, Classifier, Thresholds, Worth, beginnings, softmax
from linli.lang.descent import lowest
from linli.lang.folds import folds
from linli.lang.grams import Counts, counted, joined
from linli.lang.halves import Halves, halved
from linli.lang.levels import Levels, levels_of
from linli.lang.measures import Measured, measured
from linli.lang.reading import plain
from linli.lang.trouble import BadFile
from linli.lang.vocabulary import Vocabulary

Floats = NDArray[np.float32]

# A run that stands in one text alone is no part of a model: it could be somebody's name.
LEAST_TEXTS, LEAST_TEXTS_OF_A_THEME = 2, 8
HELD_OUT_PARTS: Final = 3
LEAST_OF_A_LABEL: Final = 5
# What the points of the runs, the beginning's runs and the themes count to begin with, each as times their spread.
COUNT: Final = (1.0, 0.4, 1.0)
# Steps towards the likeliest worth, and how much it costs to leave where it begins.
_STEPS, _HOLD = 100, 1e-2
# Of the held-out texts at or above a threshold so many were right, and there were so many of them.
STRONG, LIKELY, LEAST_JUDGED = 0.95, 0.8, 20
# So many of the texts learnt from may have fewer known runs than a text of which one may be very sure.
POOREST: Final = 0.005
# No probability reaches it.
NEVER: Final = 2.0
_LEAST_SPREAD, _LEAST_LIKELY = 1e-6, 1e-9


@dataclass(frozen=True, slots=True)
class Size:
    """How large a model may become: runs with weights, and how many weights; runs of themes, themes, places that are kept."""

    runs: int
    weights: int
    theme_runs: int
    themes: int
    places: int

    def runs_for(self, labels: int) -> int:
        """So many runs have a weight for each of so many labels."""
        return min(self.runs, self.weights // labels)


# For a file of messages; the seven labels of public messages make 50 MB.
LARGE: Final = Size(600_000, 16_000_000, 120_000, themes.THEMES, themes.KNOWN)
# For the tickets of one street, of which many lie in each worker: some 5 MB, and as good on 4,000 messages.
SMALL: Final = Size(20_000, 1_000_000, 5_000, 100, 2_000)


@dataclass(frozen=True, eq=False)
class Seen:
    """What is counted of texts: their runs, and those of their beginnings."""

    whole: Counts
    beginning: Counts

    def of(self, places: NDArray[np.int64]) -> "Seen":
        """Only these texts, in this order."""
        return Seen(self.whole.of(places), self.beginning.of(places))


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    also: Sequence[str] = (),
    about: Mapping[str, Any] | None = None,
    *,
    size: Size = LARGE,
) -> Classifier:
    """A classifier of labelled texts, with the help of `also`, which have no label; the same texts in any order give the same."""
    checked(labels)
    pairs = sorted(zip((plain(text) for text in texts), labels, strict=True))
    read, said, known = [text for text, _ in pairs], [label for _, label in pairs], sorted(set(labels))
    wanted = np.array([[label == each for each in known] for label in said], dtype=np.float32)
    seen, more = Seen(counted(read, SIZES), beginnings(read)), counted(sorted(plain(text) for text in also), SIZES)

    drawing = drawn(joined(seen.whole, more), size)
    held_out = held_out_points(seen, wanted, drawing, folds(read, said, HELD_OUT_PARTS), size)
    counting = worth(held_out, wanted)
    probabilities = counting.probabilities(held_out)

    told = measured(said, [known[place] for place in probabilities.argmax(axis=1)])
    facts = dict(about or {}) | {"texts": len(read), "unlabelled": len(also), "held_out": figures(told)}
    by_runs, by_themes = judges(seen.whole, wanted, drawing, size)
    least = least_runs(by_runs.vocabulary, seen.whole)
    found = Classifier(known, thresholds(probabilities, wanted, known), counting, by_runs, by_themes, facts, least_runs=least)
    levels = levels_of(known)
    return found if levels is None else on_two_levels(found, levels, probabilities, wanted)


def least_runs(words: Vocabulary, counts: Counts) -> int:
    """So many known runs all but a few of these texts have."""
    return int(np.quantile(np.diff(words.rows(counts).starts), POOREST, method="lower"))


def on_two_levels(found: Classifier, levels: Levels, probabilities: Floats, wanted: Floats) -> Classifier:
    """The same with how sure classes are, by what was said of the same held-out texts."""
    together, so = levels.together(probabilities), levels.together(wanted)
    said = [levels.classes[place] for place in together.argmax(axis=1)]
    told = measured([levels.classes[place] for place in so.argmax(axis=1)], said)
    facts = dict(found.about) | {"classes": len(levels.classes), "held_out_classes": figures(told)}
    return replace(found, levels=levels, of_classes=thresholds(together, so, levels.classes), about=facts)


@dataclass(frozen=True, eq=False)
class Tried:
    """A classifier of all texts, and what such a one said of each of them that had not learnt it."""

    classifier: Classifier
    # For each text, in the order they were given.
    probabilities: Floats
    # Which part of the runs of two characters was known.
    known: Sequence[float]


def tried(texts: Sequence[str], labels: Sequence[str], parts: Sequence[int], *, size: Size) -> Tried:
    """Learn from all texts, and for each part from the others alone: what was said of a text never saw it, nor what stands beside it.

    What points are worth is read off the other parts too.
    """
    checked(labels)
    order = sorted(range(len(texts)), key=lambda place: (plain(texts[place]), labels[place], parts[place]))
    read, known = [plain(texts[place]) for place in order], sorted(set(labels))
    wanted = np.array([[labels[place] == each for each in known] for place in order], dtype=np.float32)
    kept = np.array([parts[place] for place in order])
    seen = Seen(counted(read, SIZES), beginnings(read))
    drawing = drawn(seen.whole, size)
    held_out = held_out_points(seen, wanted, drawing, kept, size)
    probabilities, familiar = np.zeros_like(wanted), np.zeros(len(read))
    pairs = counted(read, (2,))
    for part in np.unique(kept):
        is_out = kept == part
        others = worth([each[~is_out] for each in held_out], wanted[~is_out])
        probabilities[is_out] = others.probabilities([each[is_out] for each in held_out])
        words = vocabulary.learnt([seen.whole.of(np.flatnonzero(~is_out))], least=LEAST_TEXTS, most=size.runs_for(len(known)))
        familiar[is_out] = words.known_parts(pairs.of(np.flatnonzero(is_out)))
    by_runs, by_themes = judges(seen.whole, wanted, drawing, size)
    # Many of them lie in each worker: three digits of a weight are enough.
    by_runs = replace(by_runs, weights=halved(by_runs.weights.view(np.float32)))
    classifier = Classifier(known, {}, worth(held_out, wanted), by_runs, by_themes, {})
    back = np.argsort(order)
    return Tried(classifier, probabilities[back], familiar[back].tolist())


def drawn(counts: Counts, size: Size) -> tuple[Vocabulary, Halves]:
    """The themes of these texts; they see no label, so that those of held-out texts are drawn with all others."""
    words = vocabulary.learnt([counts], least=LEAST_TEXTS_OF_A_THEME, most=size.theme_runs)
    return words, halved(themes.drawn(words.rows(counts), size.themes))


def checked(labels: Sequence[str], what: object = "What is learnt from") -> None:
    """Refuse what nothing can be learnt from; `what` says whose labels they are."""
    times = Counter(labels)
    if len(times) < 2:
        raise BadFile(f"{what} has texts of one label only ({', '.join(times) or 'none'}): give texts of two labels or more.")
    few = sorted((count, label) for label, count in times.items() if count < LEAST_OF_A_LABEL)
    if few:
        raise BadFile(
            f"{what} has {few[0][0]} different texts with the label {few[0][1]}: give at least {LEAST_OF_A_LABEL} of each label,"
            " or leave it out."
        )


def judges(counts: Counts, wanted: Floats, drawing: tuple[Vocabulary, Halves], size: Size) -> tuple[ByRuns, ByThemes]:
    """Both judges of these texts."""
    words = vocabulary.learnt([counts], least=LEAST_TEXTS, most=size.runs_for(wanted.shape[1]))
    found, begins = weights.learnt(words.rows(counts), wanted)
    places = themes.placed(drawing[0].rows(counts), drawing[1])
    return ByRuns(words, found, begins), ByThemes(*drawing, themes.learnt(places, wanted, size.places))


def held_out_points(
    seen: Seen, wanted: Floats, drawing: tuple[Vocabulary, Halves], parts: Sequence[int] | NDArray[np.int64], size: Size
) -> list[Floats]:
    """For each text the points of judges that learnt from the other parts: of the runs, of the beginning's runs, of the themes."""
    points = [np.zeros_like(wanted) for _ in COUNT]
    for part in np.unique(parts):
        is_out = np.asarray(parts) == part
        by_runs, by_themes = judges(seen.whole.of(np.flatnonzero(~is_out)), wanted[~is_out], drawing, size)
        out = seen.of(np.flatnonzero(is_out))
        points[0][is_out] = by_runs.points(by_runs.vocabulary.rows(out.whole))
        points[1][is_out] = by_runs.points(by_runs.vocabulary.rows(out.beginning))
        points[2][is_out] = by_themes.points(out.whole)
    return points


def worth(points: Sequence[Floats], wanted: Floats) -> Worth:
    """What each judge's points count and what each label has beforehand, so that held-out texts are as likely as can be.

    With one number for all it would be a temperature (Guo and others, On calibration of modern neural networks, 2017); with a number
    for each judge it is also how far each is believed. No label is certain: each of n held-out texts counts as its label n + 1
    times in n + 2 (Platt, 1999).
    """
    spreads = [count / max(float(each.std()), _LEAST_SPREAD) for count, each in zip(COUNT, points, strict=True)]
    alike = np.stack([np.float32(spread) * each for spread, each in zip(spreads, points, strict=True)])
    doubt = np.float32(1 / (len(wanted) / wanted.shape[1] + 2))
    believed = wanted * (1 - doubt) + (1 - wanted) * doubt / (wanted.shape[1] - 1)
    begin = np.concatenate((np.ones(len(points)), np.zeros(wanted.shape[1]))).astype(np.float32)

    def surprise(place: Floats) -> tuple[float, Floats]:
        likely = softmax(np.tensordot(place[: len(points)], alike, axes=1) + place[len(points) :])
        missed = likely - believed
        slope = np.concatenate((np.tensordot(alike, missed, axes=2), missed.sum(axis=0))) + _HOLD * (place - begin)
        moved = float(np.square(place - begin, dtype=np.float64).sum())
        value = -float((believed * np.log(likely + _LEAST_LIKELY)).sum(dtype=np.float64)) + _HOLD * moved / 2
        return value, slope.astype(np.float32)

    found = lowest(surprise, begin, steps=_STEPS, enough=1e-7)
    shares = [float(share) * spread for share, spread in zip(found[: len(points)], spreads, strict=True)]
    return Worth(shares, found[len(points) :].tolist())


def thresholds(probabilities: Floats, wanted: Floats, labels: Sequence[str]) -> dict[str, Thresholds]:
    """For each label from which probability on so many of the held-out texts were right that it may be called strong or likely."""
    said = probabilities.argmax(axis=1)
    found = {}
    for place, label in enumerate(labels):
        mine = said == place
        order = np.argsort(-probabilities[mine, place], kind="stable")
        right, sure = wanted[mine, place][order], probabilities[mine, place][order]
        found[label] = Thresholds(_least(sure, right, STRONG), _least(sure, right, LIKELY))
    return found


def _least(sure: Floats, right: Floats, precision: float) -> float:
    """The least probability such that all at or above it were right so often."""
    times = np.arange(1, len(right) + 1)
    # Of equal probabilities all are counted, or none.
    is_last = np.append(sure[1:] < sure[:-1], True) if len(sure) else np.zeros(0, dtype=np.bool_)
    good = np.flatnonzero(is_last & (np.cumsum(right) >= precision * times) & (times >= LEAST_JUDGED))
    # A little lower, so that the same text read again is not below it.
    return math.floor(float(sure[good[-1]]) * 1_000) / 1_000 if len(good) else NEVER


def figures(told: Measured) -> dict[str, Any]:
    """What was measured, as a model says it."""
    low, high = told.interval()
    return {
        "accuracy": round(told.accuracy, 4),
        "macro_f1": round(told.macro_f1, 4),
        "interval": [round(low, 4), round(high, 4)],
        "labels": {each.label: [each.times, round(each.precision, 4), round(each.recall, 4)] for each in told.per_label()},
        "confusion": told.confusion.tolist(),
    }
