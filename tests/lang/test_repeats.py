"""Near-duplicates: the same groups in any order, and parts that never cut one in two."""

import random
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.lang.folds import folds
from linli.lang.repeats import groups, resemblance
from tests.lang.corpus import messages

LONG = "小区门口的路灯坏了一个星期没有人来修，晚上回家很不安全，请尽快安排维修。"


def sets_of(texts: list[str]) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for text, group in zip(texts, groups(texts), strict=True):
        found.setdefault(group, set()).add(text)
    return {frozenset(each) for each in found.values()}


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_no_order_changes_the_groups(chance: random.Random) -> None:
    texts = [*messages(4)[0], LONG, f"{LONG}谢谢", f"领导好，{LONG}", "", "无", "谢谢领导"]
    expected = sets_of(texts)
    chance.shuffle(texts)
    assert sets_of(texts) == expected
    assert frozenset({LONG, f"{LONG}谢谢", f"领导好，{LONG}"}) in expected


def test_a_text_is_like_itself_and_nothing_is_like_nothing() -> None:
    some, none = np.array([1, 2, 3], dtype=np.uint32), np.zeros(0, dtype=np.uint32)
    assert (resemblance(some, some), resemblance(some, none), resemblance(none, none)) == (1.0, 0.0, 0.0)
    assert resemblance(some, some[:2]) == 2 / 3


def test_a_thousand_times_the_same_is_one_group_at_once() -> None:
    assert set(groups([LONG] * 3_000)) == {0}


def test_parts_hold_their_share_of_each_label_and_cut_no_group() -> None:
    texts, labels = messages(30)
    texts, labels = [*texts, *(f"{text}，谢谢" for text in texts[:20])], [*labels, *labels[:20]]
    found = folds(texts, labels, 5)
    for text, part in zip(texts[:20], found[90:], strict=True):
        assert found[texts.index(text)] == part
    for label in set(labels):
        sizes = Counter(part for part, each in zip(found, labels, strict=True) if each == label)
        assert max(sizes.values()) - min(sizes.values()) <= 4 and len(sizes) == 5
    order = list(range(len(texts)))
    random.Random(3).shuffle(order)
    again = folds([texts[place] for place in order], [labels[place] for place in order], 5)
    assert again == [found[place] for place in order]
