"""Texts are found by the words of a question, whatever order they came in; what is far is not found."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.shelf import SHORTEST, Shelf, is_all_said

TEXTS = {
    "insurance": "外地户籍的骑手怎么参加医保？跑外卖没有单位，能不能自己交医疗保险",
    "school": "小孩户口不在本市，怎么报名上幼儿园？居住证要提前多久办？孩子上幼儿园要什么材料",
    "charging": "楼道里能不能给电动自行车充电？电瓶车停在楼道怎么处理",
    "card": "预付卡商家跑路了，卡里的钱怎么退？健身房关门会员卡怎么退钱",
    "noise": "空调外机滴水噪声怎么投诉？空调太吵",
}


def shelf(names: Sequence[str] = tuple(TEXTS)) -> Shelf:
    found = Shelf()
    for name in names:
        found.put(name, TEXTS[name])
    return found


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("骑手没有本地户口怎么交医保", "insurance"),
        ("你好，我想问一下我家孩子上幼儿园的事情", "school"),
        ("樓道裡又有人給電動車充電", "charging"),
        ("健身房关门了，会员卡退钱", "card"),
        ("空调外机太吵", "noise"),
    ],
)
def test_a_question_finds_the_text_that_is_about_it(question: str, wanted: str) -> None:
    assert shelf().nearest(question, 1)[0].key == wanted


@pytest.mark.parametrize("question", ["", "  ", "怎么办", "你好请问", "今天天气怎么样", "abc", "😀"])
def test_nothing_is_near_to_what_asks_nothing_of_it(question: str) -> None:
    assert shelf().nearest(question, 3) == []


def test_an_empty_shelf_finds_nothing_and_takes_anything_away() -> None:
    empty = Shelf()
    empty.drop("nobody")
    assert empty.nearest("医保", 3) == [] and len(empty) == 0 and empty.shared("医保", "nobody") == ()
    empty.put("blank", "")
    assert empty.nearest("医保", 3) == [] and empty.shared("医保", "blank") == ()


def test_words_that_both_have_are_said_as_they_stand_in_the_question() -> None:
    found = shelf()
    assert "充电" in " ".join(found.shared("楼道里又有人充电", "charging"))
    assert found.shared("楼道里又有人充电", "school") == () and found.shared("", "school") == ()


def test_no_word_is_said_that_stands_nowhere_in_the_question() -> None:
    found = shelf()
    found.put("rule", "应急管理部令第5号规定，楼道里不许给电动车充电")
    words = found.shared("5号楼的楼道里有人给电动车充电，扣了300元", "rule")
    assert words and all(word in "5号楼的楼道里有人给电动车充电，扣了300元" for word in words)
    assert found.shared("住在12号", "rule") == ()


def test_a_word_or_two_are_never_sure() -> None:
    (found,) = shelf().nearest("医保", 1, least=0)
    assert found.nearness < 3 / SHORTEST


@pytest.mark.parametrize(
    ("typed", "is_all"), [("电瓶车", True), ("电瓶车，停在楼道？", True), ("電瓶車怎么办", True), ("电瓶车限号", False)]
)
def test_what_both_have_is_all_that_was_typed_or_is_not(typed: str, *, is_all: bool) -> None:
    assert is_all_said(typed, shelf().shared(typed, "charging")) == is_all


def test_what_is_put_again_replaces_and_what_is_dropped_is_gone() -> None:
    found = shelf()
    found.put("noise", "路灯不亮找谁修")
    assert found.nearest("空调外机太吵", 1) == [] and found.nearest("路灯不亮", 1)[0].key == "noise"
    found.drop("noise")
    assert found.nearest("路灯不亮", 1) == [] and len(found) == 4


@given(st.permutations(list(TEXTS)), st.text(alphabet="骑手医保楼道充电幼儿园空调外机的了在有 ，", max_size=30))
def test_the_order_in_which_texts_came_changes_nothing(order: list[str], question: str) -> None:
    one, other = shelf(), shelf(order)
    # Some come and go besides.
    other.put("besides", "无关的一条")
    other.drop("besides")
    assert one.nearest(question, 5, least=0) == other.nearest(question, 5, least=0)
    for each in one.nearest(question, 5, least=0):
        assert 0 < each.nearness <= 1 and one.shared(question, each.key) == other.shared(question, each.key)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_may_be_kept_and_asked(text: str, question: str) -> None:
    found = Shelf()
    found.put("one", text)
    for each in found.nearest(question, 3, least=0):
        assert each.key == "one" and found.shared(question, "one") is not None
