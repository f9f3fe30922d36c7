"""The class above: where no minor class is likely the class may be, and then a person picks out of a handful.

A class is as likely as its minor classes together: the sum of what the words say for them, and of the shares that what was learnt
gives them. It is said only where every minor class is unsure, and never beside another that is as likely.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.figures import sure_of
from linli.tickets.rules.likeness import LIKELY, Lexicon, Reading, Suggestion, because, counts
from linli.tickets.rules.prior import Share

# From which share on minor classes together make their class likely by itself, where nothing was measured on held-out tickets: of the
# house's own sentences whose minor class was unsure about nine in ten of those above it were right (decision 0037).
TOGETHER: Final = 0.4
# So many minor classes are a handful; the others stand in the whole list.
SHOWN: Final = 8
# More words than these make nobody surer.
WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Above:
    """A likely class, the words that decided, and its minor classes to choose from."""

    code: str
    words: tuple[str, ...]
    is_by_examples: bool
    # Danger first, then the likeliest; nothing is chosen beforehand.
    minor: Sequence[Suggestion]
    # How many more it has.
    others: int


def together(shares: Iterable[Share], above: Mapping[str, str]) -> list[Share]:
    """What each class above has, the likeliest first; who speaks for the greater part of it speaks for it.

    Every share is counted once, in whatever order they come; what stands below no class is left out.
    """
    parts: dict[str, list[Share]] = {}
    for each in shares:
        if each.code in above:
            parts.setdefault(above[each.code], []).append(each)
    found = [Share(code, fsum(each.value for each in ones), _is_by_examples(ones)) for code, ones in parts.items()]
    return sorted(found, key=lambda each: (-each.value, each.code))


def _is_by_examples(shares: Sequence[Share]) -> bool:
    return fsum(each.value if each.is_by_examples else -each.value for each in shares) > 0


def likely_above(reading: Reading, suggested: Iterable[Suggestion]) -> Above | None:
    """The class that is likely although none of these suggestions is; none where one of them is, or two classes are as likely."""
    if any(each.confidence is not Confidence.UNSURE for each in suggested):
        return None
    above = reading.lexicon.above
    shares = [each for each in reading.likeliest() if each.code in above]
    ranked = together(shares, above)
    classes = {each.code: each for each in ranked if _counts(each, reading.lexicon)}
    code = _first(reading, classes)
    # What was measured of a class was measured where it was the likeliest.
    if code is None or (code in classes and code != ranked[0].code):
        return None

    own = [each for each, class_code in above.items() if class_code == code]
    minor = _minor(own, reading, {each.code: each for each in shares})
    words = [word.text for word in reading.words if any(above.get(each) == code for each, _ in word.weights)]
    pairs = because(reading, next(each for each in shares if above[each.code] == code)) if code in classes else []
    words += [pair for pair in pairs if pair not in "\n".join(words)]
    return Above(code, tuple(words[:WORDS]), code in classes and classes[code].is_by_examples, minor, len(own) - len(minor))


def _counts(share: Share, lexicon: Lexicon) -> float:
    """As how much the share of a class counts: likely from what was measured on held-out tickets on, else from the usual share."""
    if share.is_by_examples or not lexicon.thresholds_above:
        return LIKELY if share.value >= TOGETHER else 0.0
    at = sure_of(share.code, lexicon.thresholds_above)
    return LIKELY if at.likely is not None and share.value >= at.likely else 0.0


def _first(reading: Reading, classes: Mapping[str, Share]) -> str | None:
    """The class that reaches what is likely, before every other."""
    above = reading.lexicon.above
    parts: dict[str, list[float]] = {code: [_counts(share, reading.lexicon)] for code, share in classes.items()}
    for code, said in reading.by_class.items():
        if code in above:
            parts.setdefault(above[code], []).extend(weight for _, weight in said)
    ranked = sorted(((fsum(each), code) for code, each in parts.items()), reverse=True)
    is_alone = bool(ranked) and (len(ranked) == 1 or ranked[1][0] < ranked[0][0])
    return ranked[0][1] if is_alone and ranked[0][0] >= LIKELY else None


def _minor(own: Sequence[str], reading: Reading, shares: Mapping[str, Share]) -> list[Suggestion]:
    """The likeliest minor classes of those, by their own scores, then by their shares, then as the catalogue has them; danger first."""
    lexicon, said = reading.lexicon, {code: reading.by_class.get(code, ()) for code in own}
    by_share = {code: counts(shares[code], lexicon) if code in shares else 0.0 for code in own}
    scores = {code: sum((weight for _, weight in said[code]), by_share[code]) for code in own}
    ranked = sorted(own, key=lambda code: (-scores[code], -shares[code].value if code in shares else 0.0))[:SHOWN]
    ranked.sort(key=lambda code: code not in lexicon.dangerous)
    return [
        Suggestion(code, Confidence.UNSURE, tuple(text for text, _ in said[code]), scores[code], code in lexicon.dangerous)
        for code in ranked
    ]
