"""How texts and searches are cut: whatever a text contains is found again by any part of it of two characters."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.find import contains, grams, grams_of_query, grams_of_text

WORDS = st.text(alphabet="楼道电梯三单元王aB１2Ａ -，。😀", max_size=30)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("三单元电梯坏了", "电梯"),
        ("三单元电梯坏了", "单元电"),
        ("Block Ａ １２０３", "a 1203"),
        ("13-2-501 室", "3-2-501"),
        ("王小明", "王"),
        ("报修：漏水", "漏水 报修"),
        ("ﬁre drill", "FIRE"),
        ("噪音😀扰民", "音😀"),
    ],
)
def test_a_text_is_found_by_its_parts(text: str, words: str) -> None:
    assert grams_of_query(words)
    assert set(grams_of_query(words)) <= set(grams_of_text([text]))
    assert contains(text, words)


@pytest.mark.parametrize(("text", "words"), [("梯电三单元", "电梯"), ("李小王", "王"), ("电，梯", "电梯")])
def test_what_is_not_there_is_not_found(text: str, words: str) -> None:
    assert not set(grams_of_query(words)) <= set(grams_of_text([text]))


@pytest.mark.parametrize("words", ["", "   ", "，。", "\x00", "-\n"])
def test_nothing_searchable_asks_nothing(words: str) -> None:
    assert grams_of_query(words) == []


def test_pairs_that_lie_apart_are_found_and_then_ruled_out_by_the_text() -> None:
    text = "电梯间，梯间门"
    assert set(grams_of_query("电梯间门")) <= set(grams_of_text([text]))
    assert not contains(text, "电梯间门")


def test_two_texts_of_a_row_do_not_run_together() -> None:
    assert "梯坏" not in grams_of_text(["电梯", "坏了"])


@given(before=WORDS, words=WORDS, after=WORDS)
def test_no_part_of_a_text_of_two_letters_in_a_run_escapes_the_index(before: str, words: str, after: str) -> None:
    wanted = grams_of_query(words)
    if wanted and not wanted[0].startswith("^"):
        assert set(wanted) <= set(grams_of_text([before + words + after]))
        assert contains(before + words + after, words)


def test_the_number_of_a_pair_is_its_checksum() -> None:
    asked = ["漏水", "^漏", "a1", "😀b", "漏水"]
    assert grams.numbers_of(asked) == [zlib.crc32(each.encode()) - 2**31 for each in asked]
    assert len(grams.numbers_of(["\udcff漏"])) == 1
