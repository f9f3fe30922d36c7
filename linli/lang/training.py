"""Learning to label: two judges, what their points are worth, and from which probability on a label may be called sure.

What points are worth and the thresholds are read off texts that were held out, near-duplicates of a text together with it.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang import themes, vocabulary, weights
from linli.lang.classifier import SIZES, ByRuns, ByThemes, Classifier, Thresholds, softmax
from linli.lang.folds import folds
from linli.lang.grams import Counts, counted, joined
from linli.lang.halves import Halves, halved
from linli.lang.measures import Measured, measured
from linli.lang.reading import plain
from linli.lang.trouble import BadFile
from linli.lang.vocabulary import Vocabulary

Floats = NDArray[np.float32]

# A run that stands in one text alone is no part of a model: it could be somebody's name.
LEAST_TEXTS, MOST_RUNS = 2, 600_000
LEAST_TEXTS_OF_A_THEME, MOST_THEME_RUNS = 8, 120_000
HELD_OUT_PARTS: Final = 3
LEAST_OF_A_LABEL: Final = 5
# How much the themes count beside the runs, both as times their spread.
THEMES_COUNT: Final = 0.5
# Of the held-out texts at or above a threshold so many were right, and there were so many of them.
STRONG, LIKELY, LEAST_JUDGED = 0.95, 0.8, 20
# No probability reaches it.
NEVER: Final = 2.0
_LEAST_SPREAD, _LEAST_LIKELY = 1e-6, 1e-9
_SHARPNESSES: Final = tuple(float(each) for each in np.geomspace(0.3, 30, 80))


@dataclass(frozen=True, eq=False)
class Points:
    """How much both judges speak for each label, text by text."""

    by_runs: Floats
    by_themes: Floats


def train(texts: Sequence[str], labels: Sequence[str], also: Sequence[str] = (), about: Mapping[str, Any] | None = None) -> Classifier:
    """A classifier of labelled texts, with the help of `also`, which have no label; the same texts in any order give the same."""
    checked(labels)
    pairs = sorted(zip((plain(text) for text in texts), labels, strict=True))
    read, said, known = [text for text, _ in pairs], [label for _, label in pairs], sorted(set(labels))
    wanted = np.array([[label == each for each in known] for label in said], dtype=np.float32)
    counts, more = counted(read, SIZES), counted(sorted(plain(text) for text in also), SIZES)

    words = vocabulary.learnt([counts, more], least=LEAST_TEXTS_OF_A_THEME, most=MOST_THEME_RUNS)
    drawn = halved(themes.drawn(words.rows(joined(counts, more))))
    # Themes see no label: those of held-out texts are drawn with all others.
    held_out = held_out_points(counts, wanted, (words, drawn), folds(read, said, HELD_OUT_PARTS))
    shares = worth(held_out, wanted)
    probabilities = softmax(shares[0] * held_out.by_runs + shares[1] * held_out.by_themes)

    told = measured(said, [known[place] for place in probabilities.argmax(axis=1)])
    facts = dict(about or {}) | {"texts": len(read), "unlabelled": len(also), "held_out": figures(told)}
    return Classifier(known, thresholds(probabilities, wanted, known), shares, *judges(counts, wanted, (words, drawn)), facts)


def checked(labels: Sequence[str]) -> None:
    """Refuse what nothing can be learnt from."""
    times = Counter(labels)
    if len(times) < 2:
        raise BadFile(f"Every text has the same label ({', '.join(times) or 'none'}): give texts of two labels or more.")
    few = sorted((count, label) for label, count in times.items() if count < LEAST_OF_A_LABEL)
    if few:
        raise BadFile(
            f"The label {few[0][1]} has {few[0][0]} different texts: give at least {LEAST_OF_A_LABEL} of each label, or leave it out."
        )


def judges(counts: Counts, wanted: Floats, drawn: tuple[Vocabulary, Halves]) -> tuple[ByRuns, ByThemes]:
    """Both judges of these texts."""
    words = vocabulary.learnt([counts], least=LEAST_TEXTS, most=MOST_RUNS)
    found, begins = weights.learnt(words.rows(counts), wanted)
    places = themes.placed(drawn[0].rows(counts), drawn[1])
    return ByRuns(words, found, begins), ByThemes(*drawn, themes.learnt(places, wanted))


def held_out_points(counts: Counts, wanted: Floats, drawn: tuple[Vocabulary, Halves], parts: Sequence[int]) -> Points:
    """For each text the points of judges that learnt from the other parts."""
    points = Points(np.zeros_like(wanted), np.zeros_like(wanted))
    for part in sorted(set(parts)):
        is_out = np.array([each == part for each in parts])
        by_runs, by_themes = judges(counts.of(np.flatnonzero(~is_out)), wanted[~is_out], drawn)
        points.by_runs[is_out] = by_runs.points(counts.of(np.flatnonzero(is_out)))
        points.by_themes[is_out] = by_themes.points(counts.of(np.flatnonzero(is_out)))
    return points


def worth(points: Points, wanted: Floats) -> tuple[float, float]:
    """How much the points of each judge count, so that held-out texts are as likely as can be (one temperature, Guo and others, 2017).

    No label is certain: each of n held-out texts counts as its label n + 1 times in n + 2 (Platt, 1999).
    """
    by_runs = 1 / max(float(points.by_runs.std()), _LEAST_SPREAD)
    by_themes = THEMES_COUNT / max(float(points.by_themes.std()), _LEAST_SPREAD)
    together = by_runs * points.by_runs + by_themes * points.by_themes
    doubt = np.float32(1 / (len(wanted) / wanted.shape[1] + 2))
    believed = wanted * (1 - doubt) + (1 - wanted) * doubt / (wanted.shape[1] - 1)

    def surprise(sharpness: float) -> float:
        return -float((believed * np.log(softmax(np.float32(sharpness) * together) + _LEAST_LIKELY)).sum())

    sharpness = min(_SHARPNESSES, key=surprise)
    return by_runs * sharpness, by_themes * sharpness


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
