"""Labels learnt from texts: equal to a count by hand, the same in any order, and never of one text alone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.bayes import MOST_PAIRS, SHARPNESS, SMOOTHING, Guess, Model, learnt, loaded, pairs_of

# Few characters, so that texts share pairs.
WORDS = st.text("水电路灯门abc1 ，", min_size=0, max_size=12)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(["灯", "水", "门"])), max_size=14)


def by_hand(texts: list[tuple[str, str]], asked: str) -> list[tuple[str, float]]:
    """The same with dictionaries and loops, from the paper: tf by presence, complement counts, weights of length one."""

    def pairs(text: str) -> set[str]:
        return {text[i : i + 2] for i in range(len(text) - 1) if all("\u4e00" <= c <= "\u9fff" for c in text[i : i + 2])}

    read = [(pairs(text), label) for text, label in texts if pairs(text)]
    labels = sorted({label for _, label in read})
    usual = sorted({pair for found, _ in read for pair in found if sum(pair in other for other, _ in read) >= 2})
    known = sorted(pairs(asked) & set(usual))
    if len(labels) < 2 or len(usual) < 2 or len(known) < 3:
        return []
    points = {}
    for label in labels:
        others = {pair: SMOOTHING + sum(pair in found for found, other in read if other != label) for pair in usual}
        logs = {pair: -math.log(count / sum(others.values())) for pair, count in others.items()}
        size = sum(abs(each) for each in logs.values()) / len(usual)
        points[label] = sum(logs[pair] / size for pair in known) / math.sqrt(len(known)) * SHARPNESS
    best = max(points.values())
    parts = {label: math.exp(each - best) for label, each in points.items()}
    return [(label, part / sum(parts.values())) for label, part in parts.items()]


@given(TEXTS, WORDS)
def test_shares_equal_a_count_by_hand(texts: list[tuple[str, str]], asked: str) -> None:
    model = learnt(texts)
    found = [] if model is None else model.guesses(asked)
    assert dict(by_hand(texts, asked)) == pytest.approx({each.label: each.share for each in found}, abs=1e-4)
    assert found == sorted(found, key=lambda each: (-each.share, each.label))
    assert not found or sum(each.share for each in found) == pytest.approx(1)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_nothing_and_bytes_bring_it_back(texts: list[tuple[str, str]], chance: object) -> None:
    shuffled = list(texts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = learnt(texts), learnt(shuffled)
    if one is None or other is None:
        assert one is other is None
        return
    assert one.dumped() == other.dumped()
    again = loaded(one.dumped())
    assert (again.labels, again.pairs) == (one.labels, one.pairs)
    assert np.array_equal(again.weights, one.weights)


@given(TEXTS)
def test_what_one_text_alone_says_is_no_part_of_it(texts: list[tuple[str, str]]) -> None:
    model = learnt(texts)
    for pair in () if model is None else model.pairs:
        assert sum(pair in pairs_of(text) for text, _ in texts) >= 2


def test_what_speaks_for_a_label_is_named() -> None:
    model = learnt([("楼道堆物", "堆"), ("楼道堆物", "堆"), ("路灯不亮", "灯"), ("路灯不亮", "灯"), ("楼道路灯", "灯")])
    assert model is not None
    assert [each.label for each in model.guesses("他家楼道堆物")] == ["堆", "灯"]
    assert model.because("他家楼道堆物", "堆", 2) == ["堆物", "道堆"]
    assert model.because("路灯不亮", "堆", 2) == []
    assert model.guesses("abc 123") == [] and model.guesses("完全无关") == []


def test_only_so_many_pairs_are_kept_those_in_most_texts_first() -> None:
    letters = [chr(0x4E00 + number) for number in range(2 * MOST_PAIRS + 2)]
    rare = ["".join(letters)] * 2
    model = learnt([*((text, "长") for text in rare), ("水电", "短"), ("水电", "短"), ("水电", "短")])
    assert model is not None
    assert len(model.pairs) == MOST_PAIRS and model.pairs[0] == "水电"


def test_a_model_is_compared_by_what_it_is_not_by_its_numbers() -> None:
    empty = Model(("一", "二"), ("水电", "电路", "路灯"), np.zeros((2, 3), dtype=np.float32))
    assert empty.guesses("水电路") == []
    assert empty.guesses("水电路灯") == [Guess("一", 0.5), Guess("二", 0.5)]
