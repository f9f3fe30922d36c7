"""From words to a class: which classes a text is like, how much, and which words decided.

Every class has words: its keywords, its name, and what its description lists. A word counts by its length and by how few
classes share it; a word inside a longer one that was found counts no more. What the subdistrict's own tickets taught makes a class
very like or likely from a share on at which so many tickets that were held out were right; what the examples of the house say counts
as much as a word, and never alone makes a class very like. No chance: the same text, catalogue and tickets give the same answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Final

from linli.tickets.rules.catalogue import Catalogue, Item
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.figures import USUALLY_LIKELY, Sure, sure_of
from linli.tickets.rules.prior import Own, Prior, Share, shared

# Two classes may be proposed; a dangerous one comes besides.
SHOWN: Final = 2
# What was chosen as a keyword says more than what a description happens to list.
KEYWORD, NAME, LISTED = 1.0, 1.0, 0.4
SHORTEST, LONGEST_LISTED = 2, 6
# A keyword of three characters that no other class has.
SURE: Final = 3.0
LIKELY: Final = 1.5
# So far ahead of the next class that nobody would waver.
AHEAD: Final = 1.5
# A message may be a whole page, but says what it is about in its beginning.
READ_CHARACTERS: Final = 2_000

# Which share of one a class must get from what was learnt, and as how much that counts; measured on messages that people sorted:
# of those above the first share about nine in ten are right, above the second about three in four.
LEARNT: Final = ((USUALLY_LIKELY, LIKELY), (0.4, LIKELY / 2), (0.2, LIKELY / 5))
# What is below every threshold counts no more, however large the share.
UNSURE: Final = LIKELY / 2
# The pairs of characters that are named for it.
NAMED: Final = 2

_PARTS: Final = re.compile(r"[、，,。；;：:！!？?（）()《》“”\s]+|以及|或者|或|和|及|与|等")
# Names of a remainder: they say nothing about what is meant.
_EMPTY_NAMES: Final = frozenset({"其他", "其它", "综合", "管理", "问题"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class the text is like, with the words that decided."""

    code: str
    confidence: Confidence
    words: tuple[str, ...]
    score: float
    is_life_safety: bool = False
    # Chosen beforehand: a person confirms it, and must say no to danger.
    is_preselected: bool = False
    # The examples that come with the house had a share in it: this subdistrict's own tickets do not say as much.
    is_by_examples: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the classes it speaks for and how much."""

    text: str
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Lexicon:
    """The words of one catalogue by their first character, laid out once for many texts."""

    beginnings: Mapping[str, Sequence[Word]]
    dangerous: frozenset[str]
    codes: frozenset[str] = frozenset()
    learnt: Own | None = None
    prior: Prior | None = None
    # From which share on what was learnt is sure of a class, where that was measured.
    thresholds: Mapping[str, Sure] = field(default_factory=dict)
    # The class above each class that has one, in the catalogue's order; and from which share on what was learnt is sure of that one.
    above: Mapping[str, str] = field(default_factory=dict)
    thresholds_above: Mapping[str, Sure] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        learnt: Own | None = None,
        prior: Prior | None = None,
        *,
        thresholds: Mapping[str, Sure] | None = None,
        thresholds_above: Mapping[str, Sure] | None = None,
    ) -> "Lexicon":
        """The words of the classes that tickets are given; examples speak only for a class that is still called as they know it."""
        said: dict[str, dict[str, float]] = {}
        for item in catalogue.deepest:
            for text, share in words_of(item).items():
                said.setdefault(text, {})[item.code] = share
        beginnings: dict[str, list[Word]] = {}
        for text, shares in sorted(said.items()):
            weights = tuple((code, len(text) * share / len(shares)) for code, share in sorted(shares.items()))
            beginnings.setdefault(text[0], []).append(Word(text, weights))
        dangerous = frozenset(item.code for item in catalogue.deepest if catalogue.effective(item.code).is_life_safety)
        here = None if prior is None else prior.within({item.code: item.name for item in catalogue.deepest})
        codes = frozenset(item.code for item in catalogue.deepest)
        return cls(beginnings, dangerous, codes, learnt, here, thresholds or {}, catalogue.above, thresholds_above or {})

    def found_in(self, text: str) -> list[Word]:
        """The words of the text, without those that only stand inside a longer one."""
        read = text[:READ_CHARACTERS].casefold()
        firsts = self.beginnings.keys() & set(read)
        found = [word for first in firsts for word in self.beginnings[first] if word.text in read]
        found.sort(key=lambda word: (-len(word.text), word.text))
        return [word for place, word in enumerate(found) if _stands_alone(word.text, read, found[:place])]


def _stands_alone(text: str, read: str, longer: Iterable[Word]) -> bool:
    """Whether the word stands somewhere outside the longer ones that contain it."""
    for word in longer:
        if text in word.text:
            read = read.replace(word.text, "\n")
    return text in read


def words_of(item: Item) -> dict[str, float]:
    """The words of one class, each with how much it says."""
    found: dict[str, float] = {}
    listed = [part for part in _PARTS.split(item.description) if len(part) <= LONGEST_LISTED]
    for texts, share in ((listed, LISTED), (_PARTS.split(item.name), NAME), ([item.name], NAME), (item.keywords, KEYWORD)):
        for text in texts:
            plain = text.strip().casefold()
            if len(plain) >= SHORTEST and plain not in _EMPTY_NAMES:
                found[plain] = max(share, found.get(plain, 0.0))
    return found


class Reading:
    """What a text says to a lexicon: its words, and the shares of what was learnt as far as they are asked for; read once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text[:READ_CHARACTERS], lexicon
        self.words = lexicon.found_in(text)
        # A class that has lapsed since is none.
        self._further = (each for each in shared(self.text, lexicon.learnt, lexicon.prior) if each.code in lexicon.codes)
        self._likeliest: list[Share] = []

    @cached_property
    def by_class(self) -> Mapping[str, Sequence[tuple[str, float]]]:
        """For each class that a word speaks for those words, each with how much it says."""
        found: dict[str, list[tuple[str, float]]] = {}
        for word in self.words:
            for code, weight in word.weights:
                found.setdefault(code, []).append((word.text, weight))
        return found

    def likeliest(self, most: int | None = None) -> list[Share]:
        """The classes with the largest shares, the largest first; all of them where no number is said."""
        self._likeliest += islice(self._further, None if most is None else max(0, most - len(self._likeliest)))
        return self._likeliest[:most]


def suggest(text: str, lexicon: Lexicon) -> list[Suggestion]:
    """The classes a text is like, at most two and a dangerous one besides; nothing where no word says anything.

    Where any likely class is dangerous, it is chosen beforehand whatever its rank: a person must say no.
    """
    return suggested(Reading(text, lexicon))


def suggested(reading: Reading) -> list[Suggestion]:
    """The same of what was read already."""
    lexicon = reading.lexicon
    scores = {code: sum(weight for _, weight in said) for code, said in reading.by_class.items()}
    words = {code: [text for text, _ in said] for code, said in reading.by_class.items()}
    examples = set()
    for share, weight, pairs in _taught(reading):
        scores[share.code] = scores.get(share.code, 0.0) + weight
        said = "\n".join(words.setdefault(share.code, []))
        words[share.code] += [pair for pair in pairs if pair not in said]
        examples |= {share.code} if share.is_by_examples else set()
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    chosen = ranked[:SHOWN]
    danger = next((code for code in ranked if code in lexicon.dangerous and scores[code] >= LIKELY), None)
    if danger is not None and danger not in chosen:
        chosen.append(danger)
    confidences = _confidences([scores[code] for code in ranked])
    found = [
        Suggestion(
            code,
            confidences[ranked.index(code)],
            tuple(words[code]),
            scores[code],
            code in lexicon.dangerous,
            is_by_examples=code in examples,
        )
        for code in chosen
    ]
    return _preselected(found, danger)


def _taught(reading: Reading) -> list[tuple[Share, float, list[str]]]:
    """The classes that what was learnt speaks for, how much that counts, and by which pairs."""
    found = list[tuple[Share, float, list[str]]]()
    for share in reading.likeliest(SHOWN):
        if weight := counts(share, reading.lexicon):
            found.append((share, weight, because(reading, share)))
    return found


def because(reading: Reading, share: Share) -> list[str]:
    """The pairs of characters that spoke most for a class, by whoever speaks for it."""
    speaker = reading.lexicon.prior if share.is_by_examples else reading.lexicon.learnt
    return [] if speaker is None else speaker.because(reading.text, share.code, NAMED)


def counts(share: Share, lexicon: Lexicon) -> float:
    """As how much a share counts: by what was measured on held-out tickets, else as it was measured on messages that people sorted."""
    usual = next((counts for least, counts in LEARNT if share.value >= least), 0.0)
    if share.is_by_examples or not lexicon.thresholds:
        return usual
    at = sure_of(share.code, lexicon.thresholds)
    if at.strong is not None and share.value >= at.strong:
        return SURE
    if at.likely is not None and share.value >= at.likely:
        return LIKELY
    # A danger is rather named in vain than passed over.
    return usual if share.code in lexicon.dangerous else min(usual, UNSURE)


def _confidences(scores: Sequence[float]) -> list[Confidence]:
    """How sure each rank is: the first only where it is clearly ahead of the second."""
    found = [Confidence.LIKELY if score >= LIKELY else Confidence.UNSURE for score in scores]
    if scores and scores[0] >= SURE and (len(scores) == 1 or scores[0] >= AHEAD * scores[1]):
        found[0] = Confidence.STRONG
    return found


def _preselected(found: Iterable[Suggestion], danger: str | None) -> list[Suggestion]:
    marked = []
    for place, each in enumerate(found):
        is_first_and_sure = place == 0 and danger is None and each.confidence is not Confidence.UNSURE
        is_chosen = each.code == danger or is_first_and_sure
        marked.append(replace(each, is_preselected=True) if is_chosen else each)
    return marked
