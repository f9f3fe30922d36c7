"""What classes are like before a subdistrict has tickets of its own: examples that come with the house, and how they give way."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from linli.lang.bayes import Guess, Heard
from linli.lang.centres import Centres, learnt
from linli.tickets.rules.catalogue import Catalogue, Item

# The subdistrict's own tickets of a class are believed as n / (n + this): of ten tickets five sixths.
DOUBT: Final = 2
# A class's name, words and closing condition count as so many examples.
SAID_TIMES: Final = 2

# A text, and the class that a person gave it.
Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that we wrote for a class, with the class's code and name."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Prior:
    """What was learnt from the examples, and for which classes it may speak."""

    model: Centres
    codes: frozenset[str]
    names: Mapping[str, str]

    def within(self, names: Mapping[str, str]) -> "Prior":
        """The same for a catalogue: only classes that have the code and the name that the examples were written for."""
        return replace(self, codes=frozenset(code for code, name in self.names.items() if names.get(code) == name))

    def guesses(self, text: str) -> Iterator[Guess]:
        """The classes it may speak for, the likeliest first, as far as they are asked for; what it may not speak for keeps its share."""
        return (each for each in self.model.guesses(text) if each.label in self.codes)

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The pairs of the text that speak most for the class."""
        return self.model.because(text, label, most)


def prior_of(examples: Sequence[Example], catalogue: Catalogue) -> Prior:
    """What the examples teach, together with each class's name, words and closing condition."""
    names = {each.code: each.name for each in examples}
    said = [(_said(catalogue.effective(code)), code) for code in sorted(names) if code in catalogue.items]
    model = learnt([*((each.text, each.code) for each in examples), *said * SAID_TIMES])
    return Prior(model, frozenset(names), names)


def _said(item: Item) -> str:
    return "\n".join((item.name, item.description, item.closing, *item.keywords))


class Share(NamedTuple):
    """A class with its share of one, and who speaks for it."""

    code: str
    value: float
    is_by_examples: bool


class Own(Protocol):
    """What the own tickets taught, by whichever method."""

    def heard(self, text: str) -> Heard:
        """Every class with its share, and how far it is to be believed of this text."""
        ...

    def because(self, text: str, label: str, most: int) -> list[str]:
        """What of the text speaks most for the class."""
        ...

    def times_of(self, label: str) -> int:
        """From how many tickets a class was learnt."""
        ...


def shared(text: str, own: Own | None, prior: Prior | None) -> Iterator[Share]:
    """Every class that the own tickets or the examples speak for, the likeliest first, as far as they are asked for.

    The own tickets are believed the more of a class they are and the more of the text they know; the rest is the examples'.
    """
    return mixed_of(text, own, prior.guesses(text) if prior else ())


def mixed_of(text: str, own: Own | None, shipped: Iterable[Guess]) -> Iterator[Share]:
    """The same where it is known what the examples say."""
    if own is None:
        return mixed(Heard((), 0.0), Counter[str]().__getitem__, shipped)
    return mixed(own.heard(text), own.times_of, shipped)


def mixed(heard: Heard, times_of: Callable[[str], int], shipped: Iterable[Guess]) -> Iterator[Share]:
    """The same where it is known what both say."""
    if not heard.guesses:
        return (Share(each.label, each.share, True) for each in shipped)
    says = {each.label: each.share for each in shipped}
    believed = {each.label: each.share * (_belief(times_of(each.label)) * heard.trust if says else 1.0) for each in heard.guesses}
    rest = 1.0 - sum(believed.values())
    parts = {code: (believed.get(code, 0.0), rest * says.get(code, 0.0)) for code in {*believed, *says}}
    ranked = sorted((-own_part - other_part, code) for code, (own_part, other_part) in parts.items())
    return (Share(code, -value, parts[code][1] > parts[code][0]) for value, code in ranked)


def _belief(times: int) -> float:
    return times / (times + DOUBT)
