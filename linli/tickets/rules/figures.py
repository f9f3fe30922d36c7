"""What is kept with a version of the learnt classes: what it learnt from, how good it was on held-out tickets, and from when it is sure.

Counts and ids of tickets alone; no word that anybody said.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol, Self
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.lang.measures import measured
from linli.org.rules.kinds import Kind

# Of the tickets at or above a threshold so many were right, and there were so many of them. What is chosen on some holds a little
# less often on others: with these, on messages that took no part in it, 95 of 100 and 80 of 100 (decision 0039).
STRONG, LIKELY, LEAST_JUDGED = 0.97, 0.8, 20
# The share that makes a class likely where nothing was measured.
USUALLY_LIKELY: Final = 0.8
# Under this name stands what holds for classes that too few tickets were said to be of.
EVERY: Final = ""
# Classes that were taken for one another, the most frequent first, and the latest tickets of each such pair.
MISTAKEN_PAIRS, MISTAKEN_TICKETS = 40, 20
# A class is better or worse than before where so many tickets of it were judged both times and the share differs by so much.
COMPARED_OF_A_CLASS, DIFFERENT = 10, 0.1
# Of a normal distribution 95 in 100 lie nearer than so many deviations.
_TWO_SIDED: Final = 1.96


class Method(Kind):
    """How a version learnt."""

    PAIRS = "pairs", gettext_noop("pairs of characters")
    RUNS = "runs", gettext_noop("runs of characters and themes")


@dataclass(frozen=True, slots=True)
class Compared:
    """Of so many texts that neither had seen, how many the version in use and the next one got right."""

    judged: int
    before: int
    after: int

    @property
    def is_worse(self) -> bool:
        """Whether the next version would make things worse."""
        return self.after < self.before


class Judged(Protocol):
    """A class, and what was said of it by what had not learnt it: the likeliest one, its share, whose word it was."""

    @property
    def code(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def is_by_examples(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class HeldAbove:
    """The class above a ticket's class, and what was said of that; nothing where there is none."""

    code: str = ""
    said: str = ""
    value: float = 0.0
    is_by_examples: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket's class, and what was said of it by what had not learnt it: the likeliest class, its share, whose word it was."""

    ticket_id: UUID
    code: str
    said: str
    value: float
    is_by_examples: bool
    above: HeldAbove = HeldAbove()


@dataclass(frozen=True, slots=True)
class OfClass:
    """How many tickets are of a class, how many were said to be, and how many both."""

    times: int
    said: int
    right: int

    @property
    def found(self) -> float:
        """Of its tickets the share that was known as its."""
        return self.right / self.times if self.times else 0.0


@dataclass(frozen=True, slots=True)
class Sure:
    """From which share on a class is very like and likely; None is never."""

    strong: float | None
    likely: float | None


@dataclass(frozen=True, slots=True)
class Mistaken:
    """How often tickets of one class were taken for another, and the latest of them."""

    code: str
    said: str
    times: int
    ticket_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it."""

    since: date
    until: date
    catalogue: int
    # By method, how many were right; what was not tried is not there.
    right_by: Mapping[Method, int]
    compared: Compared
    classes: Mapping[str, OfClass]
    macro_f1: tuple[float, float, float]
    thresholds: Mapping[str, Sure]
    mistaken: Sequence[Mistaken]
    by_examples: int
    # The same of the classes above, measured where the minor class was unsure.
    thresholds_above: Mapping[str, Sure] = field(default_factory=dict)

    @property
    def judged(self) -> int:
        """How many tickets it learnt from: each was judged by what had not learnt it."""
        return sum(each.times for each in self.classes.values())

    @property
    def right(self) -> int:
        """How many of them were right."""
        return sum(each.right for each in self.classes.values())

    @property
    def accuracy(self) -> tuple[float, float, float]:
        """The share of right ones, and its 95 % interval."""
        return wilson(self.right, self.judged)

    def dumped(self) -> dict[str, Any]:
        """As plain values, which `loaded` understands."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "catalogue": self.catalogue,
            "right_by": {method.value: right for method, right in self.right_by.items()},
            "compared": [self.compared.judged, self.compared.before, self.compared.after],
            "classes": {code: [each.times, each.said, each.right] for code, each in self.classes.items()},
            "macro_f1": list(self.macro_f1),
            "thresholds": {code: [each.strong, each.likely] for code, each in self.thresholds.items()},
            "thresholds_above": {code: [each.strong, each.likely] for code, each in self.thresholds_above.items()},
            "mistaken": [[each.code, each.said, each.times, [str(one) for one in each.ticket_ids]] for each in self.mistaken],
            "by_examples": self.by_examples,
        }

    @classmethod
    def loaded(cls, kept: Mapping[str, Any]) -> Self | None:
        """What was kept; None of a version from before figures were."""
        if not kept:
            return None
        return cls(
            since=date.fromisoformat(kept["since"]),
            until=date.fromisoformat(kept["until"]),
            catalogue=kept["catalogue"],
            right_by={Method(method): right for method, right in kept["right_by"].items()},
            compared=Compared(*kept["compared"]),
            classes={code: OfClass(*each) for code, each in kept["classes"].items()},
            macro_f1=(kept["macro_f1"][0], kept["macro_f1"][1], kept["macro_f1"][2]),
            thresholds={code: Sure(*each) for code, each in kept["thresholds"].items()},
            mistaken=[Mistaken(code, said, times, [UUID(one) for one in ids]) for code, said, times, ids in kept["mistaken"]],
            by_examples=kept["by_examples"],
            # Versions that are kept from before classes above were judged have none.
            thresholds_above={code: Sure(*each) for code, each in kept.get("thresholds_above", {}).items()},
        )


def wilson(right: int, judged: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson, 1927), which holds for few too."""
    if not judged:
        return 0.0, 0.0, 1.0
    share, square = right / judged, _TWO_SIDED**2
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = _TWO_SIDED / (1 + square / judged) * math.sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def counted(
    held: Sequence[Held], *, since: date, until: date, catalogue: int, right_by: Mapping[Method, int], compared: Compared
) -> Figures:
    """The figures of what was said of tickets, the latest first."""
    so, said = [each.code for each in held], [each.said for each in held]
    times, times_said, right = Counter(so), Counter(said), Counter(code for code, one in zip(so, said, strict=True) if code == one)
    told = measured(so, said)
    low, high = told.interval()
    sure = thresholds(held)
    return Figures(
        since=since,
        until=until,
        catalogue=catalogue,
        right_by=right_by,
        compared=compared,
        classes={code: OfClass(times[code], times_said[code], right[code]) for code in sorted({*times, *times_said} - {""})},
        macro_f1=(round(told.macro_f1, 4), round(low, 4), round(high, 4)),
        thresholds=sure,
        mistaken=_mistaken(held),
        by_examples=sum(each.is_by_examples for each in held),
        thresholds_above=thresholds(each.above for each in held if not is_likely(each, sure)),
    )


def is_likely(held: Judged, sure: Mapping[str, Sure]) -> bool:
    """Whether what was said of it is likely by its share: a class above is asked about only where it is not."""
    if held.is_by_examples or not sure:
        return held.value >= USUALLY_LIKELY
    at = sure_of(held.said, sure).likely
    return at is not None and held.value >= at


def sure_of(code: str, sure: Mapping[str, Sure]) -> Sure:
    """The thresholds of a class: its own, else those of all together, else none is ever reached."""
    return sure.get(code) or sure.get(EVERY, Sure(None, None))


def thresholds(held: Iterable[Judged]) -> dict[str, Sure]:
    """For each class that was said often enough, and for all together, from which share on so many were right.

    Where the examples of the house spoke, other thresholds hold.
    """
    judged: dict[str, list[tuple[float, bool]]] = {EVERY: []}
    for each in held:
        if each.said and not each.is_by_examples:
            for code in (EVERY, each.said):
                judged.setdefault(code, []).append((each.value, each.said == each.code))
    return {code: Sure(_least(ones, STRONG), _least(ones, LIKELY)) for code, ones in sorted(judged.items()) if len(ones) >= LEAST_JUDGED}


def _least(judged: Iterable[tuple[float, bool]], share: float) -> float | None:
    """The least value such that of all at or above it so many were right, a little rounded down; None where there is none."""
    ordered, right, found = sorted(judged, key=lambda each: -each[0]), 0, None
    for number, (value, is_right) in enumerate(ordered, 1):
        right += is_right
        # Of equal values all are counted, or none.
        is_last = number == len(ordered) or ordered[number][0] < value
        # One more that is right and one more that is not, so that few prove little (Laplace).
        if is_last and number >= LEAST_JUDGED and right + 1 >= share * (number + 2):
            found = math.floor(value * 1_000) / 1_000
    return found


def _mistaken(held: Iterable[Held]) -> list[Mistaken]:
    pairs: dict[tuple[str, str], list[UUID]] = {}
    for each in held:
        if each.said != each.code:
            pairs.setdefault((each.code, each.said), []).append(each.ticket_id)
    ordered = sorted(pairs.items(), key=lambda each: (-len(each[1]), each[0]))[:MISTAKEN_PAIRS]
    return [Mistaken(code, said, len(ids), ids[:MISTAKEN_TICKETS]) for (code, said), ids in ordered]


@dataclass(frozen=True, slots=True)
class Change:
    """A class whose tickets are known better or worse than by the version before."""

    code: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from the version before: classes that are new, that are gone, better and worse ones."""

    new: Sequence[str]
    gone: Sequence[str]
    better: Sequence[Change]
    worse: Sequence[Change]


def changes(now: Figures, before: Figures) -> Changes:
    """What is different; of a class that few tickets were judged of nothing is said."""
    known, knew = ({code for code, each in one.classes.items() if each.times} for one in (now, before))
    judged = [code for code in sorted(known & knew) if _is_judged(code, now, before)]
    both = [Change(code, before.classes[code].found, now.classes[code].found) for code in judged]
    moved = [each for each in both if abs(each.now - each.before) >= DIFFERENT]
    return Changes(
        sorted(known - knew),
        sorted(knew - known),
        [each for each in moved if each.now > each.before],
        [each for each in moved if each.now < each.before],
    )


def _is_judged(code: str, *figures: Figures) -> bool:
    return all(each.classes[code].times >= COMPARED_OF_A_CLASS for each in figures)
