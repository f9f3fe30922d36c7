"""Runs of characters as numbers: each text's own, whatever stands beside it, equal to a count by hand."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.grams import counted, joined, runs
from linli.lang.reading import MOST_CHARACTERS, plain, told
from linli.lang.vocabulary import Vocabulary, learnt

TEXTS = st.lists(st.text("水电灯门a1，。 😀\0", max_size=12), max_size=6)
SIZES = (1, 2, 3)


def by_hand(text: str) -> Counter[str]:
    """Every run of one to three letters or digits, by cutting."""
    cut = (text[begin : begin + size] for size in SIZES for begin in range(len(text) - size + 1))
    return Counter(run for run in cut if run.isalnum())


@given(TEXTS)
def test_each_text_is_counted_as_if_it_were_alone(texts: list[str]) -> None:
    counts = counted(texts, SIZES)
    assert len(counts) == len(texts)
    for place, text in enumerate(texts):
        mine, alone = counts.of(np.array([place])), counted([text], SIZES)
        assert np.array_equal(mine.numbers, alone.numbers) and np.array_equal(mine.times, alone.times)
        assert sorted(mine.times.tolist()) == sorted(by_hand(text).values())


@given(TEXTS, TEXTS)
def test_counts_that_were_joined_are_those_of_all_texts(some: list[str], others: list[str]) -> None:
    both, together = joined(counted(some, SIZES), counted(others, SIZES)), counted([*some, *others], SIZES)
    assert np.array_equal(both.starts, together.starts) and np.array_equal(both.numbers, together.numbers)


@given(st.text("水电灯门a1，。", max_size=20))
def test_runs_say_where_they_begin(text: str) -> None:
    for size, begins, numbers in runs(text, SIZES):
        assert [text[begin : begin + size].isalnum() for begin in begins] == [True] * len(begins)
        numbered: dict[int, str] = {}
        for begin, number in zip(begins.tolist(), numbers.tolist(), strict=True):
            assert numbered.setdefault(number, text[begin : begin + size]) == text[begin : begin + size]


def test_a_rare_character_is_a_mark_and_a_broken_one_harms_nothing() -> None:
    assert len(counted(["\U00020000\ud800"], (1,)).numbers) <= 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＢ１２，路灯", "ab0,路灯"),
        ("A3区、k12县的学校", "某区、某县的学校"),
        ("電動車亂停，樓道堵塞", "电动车乱停,楼道堵塞"),
        ("a\0b\u200bc\ufeff", "abc"),
        ("", ""),
    ],
)
def test_what_is_read_has_one_width_one_case_and_simplified_characters(written: str, read: str) -> None:
    assert plain(written) == read


def test_a_long_text_is_read_at_both_ends() -> None:
    read = plain("头" * 7_000 + "尾" * 5_000)
    assert len(read) == MOST_CHARACTERS + 1 and read[0] == "头" and read[-1] == "尾"


def test_a_title_that_the_text_begins_with_is_not_said_twice() -> None:
    assert told(" 路灯 ", "路灯不亮") == "路灯不亮"
    assert told("路灯", "晚上很黑") == "路灯\n晚上很黑"
    assert told("", " 晚上 ") == "晚上"


def test_rows_are_of_length_one_and_rare_runs_weigh_more() -> None:
    counts = counted(["路灯坏了", "路灯亮了", "水管坏了", ""], (1, 2))
    words = learnt([counts], least=2, most=100)
    rows = words.rows(counts)
    lengths = [float(np.linalg.norm(rows.values[rows.starts[place] : rows.starts[place + 1]])) for place in range(4)]
    assert lengths == pytest.approx([1, 1, 1, 0])
    known = counted(["了坏灯"], (1,)).numbers
    rarity = dict(zip(words.numbers.tolist(), words.rarity.tolist(), strict=True))
    assert {round(rarity[number], 3) for number in known.tolist()} == {1.223, 1.511}
    # Three stand in two texts or more at the most, those in most texts first.
    few = learnt([counts], least=2, most=1)
    assert few.numbers.tolist() == counted(["了"], (1,)).numbers.tolist()


def test_who_knows_nothing_finds_nothing() -> None:
    nothing = Vocabulary(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.float32))
    assert nothing.places(np.array([1, 2], dtype=np.uint32)).tolist() == [-1, -1]


NUMBERS = st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 9) | st.integers(2**32 - 9, 2**32 - 1), max_size=30)


@given(NUMBERS, NUMBERS)
def test_each_number_is_found_where_it_stands_or_not_at_all(known: list[int], asked: list[int]) -> None:
    numbers = np.array(sorted(set(known)), dtype=np.uint32)
    places = {number: place for place, number in enumerate(numbers.tolist())}
    found = Vocabulary(numbers, np.ones(len(numbers), dtype=np.float32)).places(np.array([*asked, *known], dtype=np.uint32))
    assert found.tolist() == [places.get(number, -1) for number in [*asked, *known]]
