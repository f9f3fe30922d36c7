"""What classes are like before a subdistrict has tickets of its own: examples that come with the house, and how they give way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from linli.lang.bayes import Guess, Model
from linli.lang.bayes import learnt as learnt_pairs
from linli.lang.centres import Centres, learnt
from linli.tickets.rules.catalogue import Catalogue, Item

# The subdistrict's own tickets of a class are believed as n / (n + this): of ten tickets five sixths.
DOUBT: Final = 2
# Of a text of which the own tickets know less than this part they are believed in proportion: it may be about what they never saw.
KNOWN: Final = 0.5
# A class's name, words and closing condition count as so many examples.
SAID_TIMES: Final = 2
# A comparison of so many texts, the latest, is as good as one of more.
JUDGED: Final = 400

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

    def guesses(self, text: str) -> list[Guess]:
        """The classes it may speak for, the likeliest first; what it may not speak for keeps its share."""
        return [each for each in self.model.guesses(text) if each.label in self.codes]

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


def shared(text: str, own: Model | None, prior: Prior | None) -> list[Share]:
    """Every class that the own tickets or the examples speak for, the likeliest first.

    The own tickets are believed the more of a class they are and the more of the text they know; the rest is the examples'.
    """
    said = {each.label: each.share for each in own.guesses(text)} if own else {}
    shipped = {each.label: each.share for each in prior.guesses(text)} if prior else {}
    part = min(1.0, own.known_part(text) / KNOWN) if own and shipped else 1.0
    believed = {code: share * (_belief(own, code) * part if own and shipped else 1.0) for code, share in said.items()}
    rest = 1.0 - sum(believed.values())
    parts = {code: (believed.get(code, 0.0), rest * shipped.get(code, 0.0)) for code in {*believed, *shipped}}
    ranked = sorted((-own_part - other_part, code) for code, (own_part, other_part) in parts.items())
    return [Share(code, -value, parts[code][1] > parts[code][0]) for value, code in ranked]


def _belief(own: Model, code: str) -> float:
    times = own.times_of(code)
    return times / (times + DOUBT)


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


def compared(old: Sequence[Text], new: Sequence[Text], present: Model | None, prior: Prior) -> Compared:
    """The version in use beside the next one, on new texts; each half of them is judged by a model of the other half and the old ones."""
    judged = new[:JUDGED]
    before = after = 0
    for part in range(2):
        asked = judged[part::2]
        held_out = set(asked)
        next_one = learnt_pairs([each for each in [*old, *new] if each not in held_out])
        before += sum(_first(text, present, prior) == code for text, code in asked)
        after += sum(_first(text, next_one, prior) == code for text, code in asked)
    return Compared(len(judged), before, after)


def _first(text: str, own: Model | None, prior: Prior) -> str:
    return next((each.code for each in shared(text, own, prior)), "")
