"""One night's learning: from tickets whose class a person said to a version of what they teach, or to none.

Two methods learn from the same tickets: pairs of characters, and from so many tickets on the classifier of runs and themes. What
each would have said of a ticket that it had not learnt, nor anything nearly the same, decides which of them is used, from which
share on a class may be called very like or likely, and whether the version in use stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.lang import bayes
from linli.lang.bayes import Guess, Heard
from linli.lang.folds import folds
from linli.lang.judge import Judge
from linli.lang.reading import plain
from linli.tickets.rules.above import together
from linli.tickets.rules.figures import Compared, Figures, Held, HeldAbove, Method, counted
from linli.tickets.rules.prior import Own, Prior, Share, Text, mixed, mixed_of, shared

# Fewer tickets teach nothing that the words of the catalogue do not say.
LEAST: Final = 20
# A class that people chose once or twice is known by its words alone.
LEAST_OF_A_CLASS: Final = 3
# From so many tickets on the classifier is tried too; it learns a class from so many. Measured: decision 0039.
CLASSIFIED_FROM: Final = 100
CLASSIFIED_OF_A_CLASS: Final = 5
# Every ticket is judged by what learnt the other parts.
PARTS: Final = 3
# A comparison of so many new texts, the latest, is as good as one of more.
JUDGED: Final = 400

refusals(
    {
        "class_model.none_before": gettext_noop("There is no version before this one. Wait for the next night, or correct tickets."),
        "class_model.learns_already": gettext_noop("The house learns every night already. Open the page again."),
    }
)


_NOTHING: Final = Share("", 0.0, False)


class Told(NamedTuple):
    """What was said of a ticket by what had not learnt it: the likeliest class, and the likeliest of the classes above."""

    minor: Share = _NOTHING
    above: Share = _NOTHING


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A ticket's text with the class that a person said, and whether the version in use cannot have seen it."""

    ticket_id: UUID
    text: str
    code: str
    received_on: date
    is_new: bool


@dataclass(frozen=True)
class Material:
    """What one night learns from and compares with; the latest tickets first."""

    confirmed: Sequence[Confirmed]
    # The words of each class in use.
    words: Mapping[str, str]
    catalogue: int
    prior: Prior
    present: Own | None = None
    # What the version in use learnt: nothing is learnt from the same once more.
    present_content: bytes = b""
    # The class above each class in use that has one.
    above: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """What a night learnt."""

    method: Method
    content: bytes
    classifier: bytes | None
    figures: Figures


def learn(material: Material) -> Version | None:
    """A version better than, or as good as, the one in use; none where nothing new or too little was said."""
    said = _taught(material.confirmed, material.words, LEAST_OF_A_CLASS)
    if len(said) < LEAST:
        return None
    named = [(material.words[code], code) for code in sorted({each.code for each in said})]
    simple = bayes.learnt([*_texts(said), *named])
    if simple is None or (content := simple.dumped()) == material.present_content:
        return None

    parts = folds([plain(each.text) for each in said], [each.code for each in said], PARTS)
    shipped = [list(material.prior.guesses(each.text)) for each in said]
    by_pairs = _by_pairs(said, named, parts, shipped, material.above)
    by_runs = _by_runs(said, parts, shipped, material.above)
    right = {Method.PAIRS: _right(said, by_pairs)} | ({Method.RUNS: _right(said, by_runs[0])} if by_runs else {})
    # Where both are right as often, the one that costs less.
    chosen = by_runs if by_runs and right[Method.RUNS] > right[Method.PAIRS] else None
    told = chosen[0] if chosen else by_pairs
    compared = _compared(said, told, material)
    if compared.is_worse:
        return None

    held = [
        Held(each.ticket_id, each.code, *one.minor, HeldAbove(material.above.get(each.code, ""), *one.above))
        for each, one in zip(said, told, strict=True)
    ]
    days = [each.received_on for each in said]
    figures = counted(held, since=min(days), until=max(days), catalogue=material.catalogue, right_by=right, compared=compared)
    return Version(Method.RUNS if chosen else Method.PAIRS, content, chosen[1].classifier.dumped() if chosen else None, figures)


def _taught(confirmed: Iterable[Confirmed], words: Mapping[str, str], least: int) -> list[Confirmed]:
    """The tickets of classes in use that have enough of them."""
    known = [each for each in confirmed if each.code in words]
    times = Counter(each.code for each in known)
    return [each for each in known if times[each.code] >= least]


def _texts(said: Iterable[Confirmed]) -> list[Text]:
    return [(each.text, each.code) for each in said]


def _right(said: Sequence[Confirmed], told: Sequence[Told]) -> int:
    return sum(each.code == one.minor.code for each, one in zip(said, told, strict=True))


def _first(shares: Iterator[Share], above: Mapping[str, str]) -> Told:
    """The likeliest class and the likeliest above, each with its share and whether the examples say it."""
    found = list(shares)
    return Told(next(iter(found), _NOTHING), next(iter(together(found, above)), _NOTHING))


def _compared(said: Sequence[Confirmed], told: Sequence[Told], material: Material) -> Compared:
    """The version in use, or before there is one the examples alone, beside the next one, on tickets that neither had learnt."""
    new = [(each, one) for each, one in zip(said, told, strict=True) if each.is_new][:JUDGED]
    before = sum(next(shared(each.text, material.present, material.prior), _NOTHING).code == each.code for each, _ in new)
    return Compared(len(new), before, sum(each.code == one.minor.code for each, one in new))


def _by_pairs(
    said: Sequence[Confirmed],
    named: Sequence[Text],
    parts: Sequence[int],
    shipped: Sequence[Sequence[Guess]],
    above: Mapping[str, str],
) -> list[Told]:
    """What pairs of characters say of each ticket, learnt from the other parts."""
    found: list[Told] = [Told()] * len(said)
    for part in sorted(set(parts)):
        model = bayes.learnt([*_texts(each for each, of in zip(said, parts, strict=True) if of != part), *named])
        for place in (place for place, of in enumerate(parts) if of == part):
            found[place] = _first(mixed_of(said[place].text, model, shipped[place]), above)
    return found


def _by_runs(
    said: Sequence[Confirmed], parts: Sequence[int], shipped: Sequence[Sequence[Guess]], above: Mapping[str, str]
) -> tuple[list[Told], Judge] | None:
    """What the classifier says of each ticket, and one that learnt all; none where too few tickets would teach it."""
    # Numpy alone is needed to judge; what learns is read by the worker only.
    from linli.lang.training import SMALL, tried

    times = Counter({code: len(texts) for code, texts in _different(said).items()})
    places = [place for place, each in enumerate(said) if times[each.code] >= CLASSIFIED_OF_A_CLASS]
    codes, mine = [said[place].code for place in places], [parts[place] for place in places]
    if len(places) < CLASSIFIED_FROM or len(set(codes)) < 2 or len(set(mine)) < 2:
        return None
    found = tried([said[place].text for place in places], codes, mine, size=SMALL)
    times = Counter(codes)
    elsewhere = {part: times - Counter(code for code, of in zip(codes, mine, strict=True) if of == part) for part in set(mine)}
    judge = Judge(replace(found.classifier, about={"times": dict(sorted(times.items()))}))

    told: list[Told] = [Told()] * len(said)
    for row, place in enumerate(places):
        guesses = [Guess(*each) for each in zip(judge.classifier.labels, found.probabilities[row].tolist(), strict=True)]
        shares = mixed(Heard(guesses, found.known[row]), elsewhere[parts[place]].__getitem__, shipped[place])
        told[place] = _first(shares, above)
    # Tickets of classes that it does not learn never taught it anything.
    for place in sorted(set(range(len(said))) - set(places)):
        told[place] = _first(mixed_of(said[place].text, judge, shipped[place]), above)
    return told, judge


def _different(said: Iterable[Confirmed]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in said:
        found.setdefault(each.code, set()).add(each.text)
    return found
