"""Where no minor class is likely the class above may be: by its minor classes together, with a handful of them to choose from."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.bayes import Guess, Heard
from linli.lang.folds import folds
from linli.lang.reading import plain
from linli.tickets.queries.prior import examples, preset, shipped
from linli.tickets.rules.above import SHOWN, TOGETHER, WORDS, Above, likely_above, together
from linli.tickets.rules.catalogue import Catalogue, Item, Nature
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.figures import EVERY, Sure
from linli.tickets.rules.likeness import LIKELY, Lexicon, Reading, suggested
from linli.tickets.rules.prior import Share, prior_of

# Of the shipped sentences whose minor class was unsure, or not suggested at all, when a third was left out.
SAID, RIGHT, AMONG = 0.22, 0.85, 0.82


def item(code: str, name: str, keywords: str = "", *, above: str = "", is_dangerous: bool = False) -> Item:
    words = tuple(keywords.split())
    return Item(code=code, nature=Nature.EVENT, name=name, parent_code=above, keywords=words, is_life_safety=is_dangerous)


# Two classes with minor ones, and one that stands alone.
ITEMS = [
    item("E01", "街面"),
    item("E0101", "甲甲", "占道 堵住", above="E01"),
    item("E0102", "乙乙", "占道", above="E01"),
    item("E0103", "丙丙", "占道", above="E01", is_dangerous=True),
    item("E0104", "丁丁", above="E01"),
    item("E02", "绿化"),
    item("E0201", "戊戊", "花坛", above="E02"),
    item("E0202", "己己", "花坛", above="E02"),
    replace(item("E09", "独立", "孤单"), description="零落"),
]
CATALOGUE = Catalogue(1, {each.code: each for each in ITEMS})
MINOR = ("E0101", "E0102", "E0103", "E0104", "E0201", "E0202", "E09", "E9999")
shares = st.lists(st.builds(Share, st.sampled_from(MINOR), st.floats(0, 1), st.booleans()), max_size=12)


class Says:
    """The own tickets of a street that say so much of each class, whatever the text is."""

    def __init__(self, said: Mapping[str, float]) -> None:
        self.said = said

    def heard(self, text: str) -> Heard:
        return Heard([Guess(code, share) for code, share in self.said.items()], 1.0)

    def because(self, text: str, label: str, most: int) -> list[str]:
        return [text[:2], "某某"][:most]

    def times_of(self, label: str) -> int:
        return 9


def lexicon(said: Mapping[str, float] | None = None, *, at: Mapping[str, Sure] | None = None) -> Lexicon:
    return Lexicon.of(CATALOGUE, Says(said) if said else None, thresholds_above=at)


def found(text: str, known: Lexicon) -> Above | None:
    reading = Reading(text, known)
    return likely_above(reading, suggested(reading))


def said(text: str, known: Lexicon) -> str:
    above = found(text, known)
    return "" if above is None else above.code


@given(shares, st.randoms())
def test_a_class_has_what_its_minor_classes_have_in_whatever_order(ones: list[Share], chance: Random) -> None:
    mixed = list(ones)
    chance.shuffle(mixed)
    above = together(ones, CATALOGUE.above)
    assert together(mixed, CATALOGUE.above) == above
    assert {each.code for each in above} <= {"E01", "E02"}
    assert sum(each.value for each in above) == pytest.approx(sum(each.value for each in ones if each.code in CATALOGUE.above))
    assert [each.value for each in above] == sorted((each.value for each in above), reverse=True)


def test_who_speaks_for_the_greater_part_speaks_for_the_class() -> None:
    own, examples_ = Share("E0101", 0.3, False), Share("E0102", 0.2, True)
    assert together([own, examples_], CATALOGUE.above) == [Share("E01", 0.5, False)]
    assert together([own, examples_, examples_], CATALOGUE.above) == [Share("E01", 0.7, True)]


@given(
    st.dictionaries(st.sampled_from(MINOR), st.floats(0.01, 1), max_size=8), st.text(st.sampled_from("占道堵住花坛孤单，a"), max_size=24)
)
def test_a_class_is_said_only_where_no_minor_class_is_likely_and_is_one_in_use(parts: dict[str, float], text: str) -> None:
    whole = sum(parts.values())
    known = lexicon({code: part / whole for code, part in parts.items()})
    reading = Reading(text, known)
    suggestions = suggested(reading)
    above = likely_above(reading, suggestions)
    if above is None:
        return
    assert all(each.confidence is Confidence.UNSURE for each in suggestions)
    assert above.code in {"E01", "E02"} and 0 < len(above.minor) <= SHOWN and len(above.words) <= WORDS
    assert {CATALOGUE.above[each.code] for each in above.minor} == {above.code}
    assert not any(each.is_preselected for each in above.minor)
    assert all(each.confidence is Confidence.UNSURE for each in above.minor)
    # What is suggested of the class is always among what is shown of it.
    assert {each.code for each in suggestions if CATALOGUE.above.get(each.code) == above.code} <= {each.code for each in above.minor}
    is_dangerous = [each.is_life_safety for each in above.minor]
    assert is_dangerous == sorted(is_dangerous, reverse=True)
    # The order in which the catalogue, or what was learnt, lists them decides nothing of the class.
    items = dict(reversed([*CATALOGUE.items.items()]))
    turned = Lexicon.of(Catalogue(1, items), Says({code: parts[code] / whole for code in reversed(list(parts))}))
    assert said(text, turned) == above.code


def test_words_that_several_minor_classes_share_make_their_class_likely() -> None:
    above = found("占道", lexicon())
    assert above is not None
    assert (above.code, above.words, above.is_by_examples, above.others) == ("E01", ("占道",), False, 0)
    # Danger first, then by their own scores and as the catalogue has them; the one that no word names is the last.
    assert [(each.code, each.is_life_safety, each.words) for each in above.minor] == [
        *(("E0103", True, ("占道",)), ("E0101", False, ("占道",)), ("E0102", False, ("占道",)), ("E0104", False, ())),
    ]


def test_what_decides_nothing_or_two_alike_says_no_class() -> None:
    assert said("说不清", lexicon()) == ""
    assert said("占道，花坛", lexicon()) == ""
    # A class that stands alone has none above it, and a class of which a minor one is likely need not be said.
    assert said("孤单", lexicon()) == said("零落", lexicon()) == ""
    assert said("堵住堵住，占道", replace(lexicon(), dangerous=frozenset())) == ""


def test_shares_together_make_a_class_likely_from_the_usual_one_on() -> None:
    half = TOGETHER / 2
    above = found("小黄车乱", lexicon({"E0104": half, "E0102": half - 0.01, "E0101": 0.02, "E9999": 0.9 - TOGETHER}))
    assert above is not None
    assert (above.code, above.words) == ("E01", ("小黄", "某某"))
    assert [each.code for each in above.minor] == ["E0103", "E0104", "E0102", "E0101"]
    assert said("小黄车乱", lexicon({"E0104": half, "E0102": half - 0.01, "E9999": 0.9})) == ""
    # What lapsed since has no class however sure the tickets were of it.
    assert said("小黄车乱", lexicon({"E9999": 1.0})) == ""


def test_a_measured_threshold_of_the_class_decides_where_there_is_one() -> None:
    parts = {"E0101": 0.3, "E0102": 0.25, "E0201": 0.1}
    assert said("小黄车乱", lexicon(parts, at={"E01": Sure(None, 0.5)})) == "E01"
    assert said("小黄车乱", lexicon(parts, at={"E01": Sure(None, 0.6), EVERY: Sure(None, 0.5)})) == ""
    assert said("小黄车乱", lexicon(parts, at={"E01": Sure(None, None)})) == ""
    assert said("小黄车乱", lexicon(parts, at={EVERY: Sure(None, 0.5)})) == "E01"
    # A class is measured where it is the likeliest; the one after it is not said in its stead.
    assert said("小黄车乱", lexicon(parts, at={"E01": Sure(None, 0.6), EVERY: Sure(None, 0.1)})) == ""
    # One that nothing was measured of is never sure by what was learnt where others were measured.
    assert said("小黄车乱", lexicon(parts, at={"E02": Sure(None, 0.6)})) == ""


def test_danger_that_is_likely_is_no_unsure_and_stays_alone_in_front() -> None:
    reading = Reading("楼道里又有人给电动车充电", Lexicon.of(preset(), None, shipped()))
    suggestions = suggested(reading)
    assert any(each.is_life_safety and each.is_preselected for each in suggestions)
    assert likely_above(reading, suggestions) is None


def test_of_many_minor_classes_a_handful_is_shown_and_the_others_are_counted() -> None:
    above = found("地上的盖子坏了", Lexicon.of(preset(), None, shipped()))
    assert above is not None
    assert (preset().items[above.code].name, len(above.minor), above.is_by_examples) == ("公用设施", SHOWN, True)
    assert above.others == len(preset().below[above.code]) - SHOWN
    assert above.minor[0].is_life_safety and above.minor[0].score < LIKELY


@cache
def left_out() -> tuple[int, list[tuple[str, Above]]]:
    """How many sentences of the third part had no likely minor class, and what was said of those of which a class was."""
    catalogue, sentences = preset(), examples()
    parts = folds([plain(each.text) for each in sentences], [each.code for each in sentences], 3, seed="prior")
    known = Lexicon.of(catalogue, None, prior_of([each for each, own in zip(sentences, parts, strict=True) if own], catalogue))
    unsure, told = 0, []
    for each in (each for each, own in zip(sentences, parts, strict=True) if not own):
        reading = Reading(each.text, known)
        suggestions = suggested(reading)
        unsure += all(one.confidence is Confidence.UNSURE for one in suggestions)
        if above := likely_above(reading, suggestions):
            told.append((each.code, above))
    return unsure, told


def test_sentences_that_were_left_out_are_told_the_class_as_often_as_is_said() -> None:
    unsure, told = left_out()
    right = sum(preset().items[code].parent_code == above.code for code, above in told)
    among = sum(code in {each.code for each in above.minor} for code, above in told)
    assert (len(told) / unsure >= SAID, right / len(told) >= RIGHT, among / len(told) >= AMONG) == (True, True, True)
