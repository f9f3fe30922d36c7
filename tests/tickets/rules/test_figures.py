"""What is kept with a version: counts that add up, thresholds at a stated share of right ones, and what is different from before."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.tickets.rules import figures as rules
from linli.tickets.rules.figures import (
    EVERY,
    Change,
    Changes,
    Compared,
    Figures,
    Held,
    HeldAbove,
    Method,
    Mistaken,
    OfClass,
    Sure,
    changes,
    counted,
    is_likely,
    wilson,
)

SINCE, UNTIL = date(2026, 3, 1), date(2026, 3, 9)


def held(code: str, said: str, value: float = 0.9, *, by_examples: bool = False, number: int = 0) -> Held:
    return Held(UUID(int=number), code, said, value, by_examples)


def figured(ones: Sequence[Held]) -> Figures:
    compared = Compared(4, 1, 2)
    return counted(ones, since=SINCE, until=UNTIL, catalogue=3, right_by={Method.PAIRS: 1, Method.RUNS: 2}, compared=compared)


def test_figures_count_what_was_so_and_what_was_said_and_survive_being_kept() -> None:
    found = figured(
        [held("A", "A"), held("A", "B", number=1), held("B", "B", by_examples=True), held("B", "", 0.0), held("A", "B", number=2)]
    )
    assert found.classes == {"A": OfClass(3, 1, 1), "B": OfClass(2, 3, 1)}
    assert (found.judged, found.right, found.by_examples) == (5, 2, 1)
    assert found.accuracy[0] == 0.4 and found.macro_f1[1] <= found.macro_f1[0] <= found.macro_f1[2]
    # The most frequent first, with its tickets in the order they came in, the latest first; what was said to be nothing counts too.
    assert found.mistaken == [Mistaken("A", "B", 2, [UUID(int=1), UUID(int=2)]), Mistaken("B", "", 1, [UUID(int=0)])]
    assert Figures.loaded(json.loads(json.dumps(found.dumped()))) == found
    assert Figures.loaded({}) is None
    assert OfClass(0, 4, 0).found == 0 and OfClass(4, 0, 1).found == 0.25


def test_only_so_many_pairs_and_tickets_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MISTAKEN_PAIRS", 1)
    monkeypatch.setattr(rules, "MISTAKEN_TICKETS", 2)
    (only,) = figured([*(held("A", "B", number=number) for number in range(3)), held("B", "A")]).mistaken
    assert (only.times, only.ticket_ids) == (3, [UUID(int=0), UUID(int=1)])


def test_from_a_threshold_on_so_many_were_right() -> None:
    # Forty right ones, then twenty wrong ones, then thirty right ones.
    ones = [*(held("A", "A", 0.9) for _ in range(40)), *(held("B", "A", 0.7) for _ in range(20)), *(held("A", "A", 0.5) for _ in range(30))]
    found = rules.thresholds(ones)
    assert found == {EVERY: Sure(0.9, 0.9), "A": Sure(0.9, 0.9)}
    assert rules.thresholds([*ones, *(held("A", "A", 0.4) for _ in range(20))])["A"] == Sure(0.9, 0.4)
    # Of equal values all are counted; one that is never sure enough is never sure.
    assert rules.thresholds([*ones[:19], *ones[40:60]])["A"] == Sure(None, None)
    assert rules.thresholds([replace(each, value=0.8) for each in ones[:46]])["A"] == Sure(None, 0.8)
    # Thirty-one of thirty-one prove less than thirty-two.
    assert (rules.thresholds(ones[:31])["A"], rules.thresholds(ones[:32])["A"]) == (Sure(None, 0.9), Sure(0.9, 0.9))


def test_few_tickets_and_what_the_examples_said_give_no_threshold() -> None:
    assert rules.thresholds([held("A", "A") for _ in range(19)]) == {}
    assert rules.thresholds([held("A", "A", by_examples=True) for _ in range(40)]) == {}
    assert rules.thresholds([held("A", "", 0.0) for _ in range(40)]) == {}
    # Two classes of twelve each have none of their own, but together.
    both = rules.thresholds([held(code, code) for code in "AB" for _ in range(16)])
    assert {code: each for code, each in both.items() if code == EVERY} == both == {EVERY: Sure(0.9, 0.9)}


def test_classes_above_are_judged_only_where_the_minor_class_is_unsure() -> None:
    def one(value: float, above: float, *, is_right: bool = True) -> Held:
        return replace(held("A1" if is_right else "B1", "A1", value), above=HeldAbove("A" if is_right else "B", "A", above, False))

    # From 0.9 on the minor class is likely; what it is unsure of has a class that is right from 0.6 on.
    ones = [*(one(0.9, 0.99) for _ in range(30)), *(one(0.3, 0.6, is_right=False) for _ in range(4)), *(one(0.3, 0.6) for _ in range(26))]
    ones += [one(0.2, 0.3, is_right=False) for _ in range(20)]
    found = figured(ones)
    assert found.thresholds["A1"].likely == 0.3 and found.thresholds_above == {EVERY: Sure(None, None), "A": Sure(None, None)}
    # Where no minor class is ever likely, all are asked.
    unsure = figured([replace(each, value=0.1 * number / 99, above=each.above) for number, each in enumerate(ones[34:])])
    assert unsure.thresholds["A1"] == Sure(None, None) and unsure.thresholds_above["A"] == Sure(None, 0.6)
    kept = unsure.dumped()
    assert Figures.loaded(json.loads(json.dumps(kept))) == unsure
    # A version that was kept before has none.
    old = Figures.loaded({name: each for name, each in kept.items() if name != "thresholds_above"})
    assert old == replace(unsure, thresholds_above={})


def test_what_is_likely_by_its_share() -> None:
    sure = {EVERY: Sure(None, 0.5), "B": Sure(None, None)}
    assert [is_likely(held("A", "A", value), sure) for value in (0.5, 0.4)] == [True, False]
    assert not is_likely(held("A", "B", 0.9), sure) and not is_likely(held("A", "A", 0.9), {"B": Sure(None, 0.1)})
    # The examples, and what nothing was measured of, from the usual share on.
    assert [is_likely(held("A", "B", value, by_examples=True), sure) for value in (0.8, 0.7)] == [True, False]
    assert [is_likely(held("A", "B", value), {}) for value in (0.8, 0.7)] == [True, False]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_no_threshold_promises_more_than_was_so(judged: list[tuple[float, bool]]) -> None:
    at = rules.thresholds([held("A" if is_right else "B", "A", value) for value, is_right in judged]).get("A", Sure(None, None))
    for least, share in ((at.strong, rules.STRONG), (at.likely, rules.LIKELY)):
        # Rounded down: what lies between is not counted.
        above = [is_right for value, is_right in judged if least is not None and value >= least + 0.001]
        assert least is None or not above or sum(above) >= share * len(above) - 1
    assert at.strong is None or (at.likely is not None and at.likely <= at.strong)


def test_an_interval_holds_for_few_and_narrows() -> None:
    assert wilson(0, 0) == (0.0, 0.0, 1.0)
    share, low, high = wilson(9, 10)
    assert share == 0.9 and 0.59 < low < 0.6 and 0.98 < high < 0.99
    assert wilson(90, 100)[1] > low and wilson(10, 10)[2] == 1.0


def test_what_changed_is_told_of_classes_that_were_judged_often_enough() -> None:
    def of(**classes: tuple[int, int, int]) -> Figures:
        return replace(figured([held("A", "A")]), classes={code: OfClass(*each) for code, each in classes.items()})

    before = of(A=(10, 10, 5), B=(10, 10, 9), C=(9, 9, 0), D=(10, 10, 5), E=(5, 5, 5), G=(0, 2, 0))
    now = of(A=(10, 10, 9), B=(10, 10, 5), C=(9, 9, 9), D=(20, 20, 11), F=(3, 3, 3), G=(1, 1, 1))
    found = changes(now, before)
    assert (found.new, found.gone) == (["F", "G"], ["E"])
    assert (found.better, found.worse) == ([Change("A", 0.5, 0.9)], [Change("B", 0.9, 0.5)])
    assert changes(now, now) == Changes([], [], [], [])


def test_worse_is_fewer_right() -> None:
    assert Compared(2, 2, 1).is_worse and not Compared(2, 1, 1).is_worse and not Compared(0, 0, 0).is_worse
