"""Advice about a reply: what was asked and not answered, no basis, long sentences, office words, nothing but set phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.tickets.rules.replies import Point
from linli.tickets.rules.reply_check import (
    JARGON,
    LONGEST_SENTENCE,
    POINTS_AT_MOST,
    Advice,
    Draft,
    asked,
    hints,
    pairs_of,
    rest_of,
)

MATTER = "3号楼楼道堆了纸箱，谁来清理？路灯也不亮，什么时候修？"
GOOD = "11月20日到3号楼查看，楼道纸箱已由物业清走。路灯报区路灯所，25日前修好。依据《上海市消防条例》，楼道不得堆物。"


def advised(*texts: str, matter: str = MATTER, **facts: object) -> list[Advice]:
    return [hint.advice for hint in hints(Draft(matter=matter, texts=texts, **facts))]  # type: ignore[arg-type]


def test_a_reply_that_answers_names_its_basis_and_is_plain_needs_no_advice() -> None:
    assert advised(GOOD) == []


def test_nothing_is_said_of_a_reply_of_which_nothing_is_written() -> None:
    assert advised("", "  ") == []


def test_a_point_of_which_the_reply_says_nothing_is_named() -> None:
    (hint,) = hints(Draft(matter=MATTER, texts=["楼道纸箱已由物业清走，依据《上海市消防条例》。"]))
    assert hint.advice is Advice.POINT and hint.text == "路灯也不亮，什么时候修"
    assert hint.words.startswith("Nothing in the reply speaks of “路灯也不亮，什么时候修”.")


def test_a_point_with_an_answer_of_its_own_is_answered_in_whatever_words() -> None:
    points = [Point(asked="路灯也不亮，什么时候修", answer="下周。")]
    assert advised("楼道纸箱已由物业清走，依据《上海市消防条例》。", points=points) == []


@pytest.mark.parametrize(
    "basis",
    ["《物业管理条例》", "根据小区管理规约", "按照购房合同", "沪委办发〔2025〕1号", "第三十七条"],
)
def test_a_law_a_document_or_a_contract_is_a_basis(basis: str) -> None:
    said = f"楼道纸箱已清走，路灯25日前修好，{basis}已告知。"
    assert Advice.BASIS not in advised(said) and advised(said.replace(basis, "")) == [Advice.BASIS]


def test_a_long_sentence_is_named_once_and_office_words_each_with_a_plain_one() -> None:
    long = "楼道纸箱和路灯" * 20
    found = hints(Draft(matter=MATTER, texts=[f"{long}。{long}。依据《上海市消防条例》，闭环管理，妥处。"]))
    assert [hint.advice for hint in found] == [Advice.LONG, Advice.JARGON, Advice.JARGON]
    assert "“闭环” is office language. Say “办完” instead." in [hint.words for hint in found]
    assert len(found[0].text) < LONGEST_SENTENCE


@pytest.mark.parametrize(
    "said",
    [
        "您好！您的留言已收悉。感谢您对我们工作的支持与理解！",
        "您好，您反映的问题已转交相关部门处理，特此回复，祝您生活愉快。",
        "已现场处置完毕。",
    ],
)
def test_greetings_and_set_phrases_alone_say_nothing_of_the_matter(said: str) -> None:
    assert advised(said, phrases=["已现场处置完毕"])[0] is Advice.TEMPLATE
    assert Advice.TEMPLATE not in advised(f"{said}楼道纸箱已清走。", phrases=["已现场处置完毕"])


def test_numbered_items_are_what_is_asked_else_the_sentences_that_ask_else_all_of_it() -> None:
    assert asked("1、路灯不亮；2、井盖松动。") == ["路灯不亮", "井盖松动"]
    assert asked("住了十年了。路灯什么时候修？") == ["路灯什么时候修"]
    assert asked("路灯不亮。") == ["路灯不亮。"] and asked("  ") == []


def test_what_tells_nothing_is_not_asked_for() -> None:
    # A question of usual words only cannot be missed by its words.
    assert Advice.POINT not in advised("路灯25日前修好，依据《供电合同》。", matter="怎么解决？")


def test_so_many_points_and_no_more() -> None:
    matter = "？".join(f"{name}坏了怎么办" for name in "甲乙丙丁戊己庚辛")
    found = advised("都已安排，依据《办事指南》。路灯25日前修好。", matter=matter)
    assert found.count(Advice.POINT) == POINTS_AT_MOST


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_looked_at_and_every_hint_says_what_to_do(matter: str, text: str, phrases: list[str]) -> None:
    found = hints(Draft(matter=matter, texts=[text], phrases=phrases))
    assert all(hint.words.count(".") >= 1 for hint in found)
    assert (found == ()) or text.strip()


@given(st.text(alphabet="楼道路灯纸箱清理修物业，。", min_size=1, max_size=80))
def test_a_reply_that_repeats_the_matter_speaks_of_every_point(matter: str) -> None:
    assert Advice.POINT not in advised(f"{matter} 依据《办事指南》", matter=matter)


def test_names_are_plain_and_words_short() -> None:
    assert all(len(word) <= 4 and plain for word, plain in JARGON.items())
    assert pairs_of("路灯a坏") == {"路灯"} and rest_of("已清走abc，纸箱", ["已清走"]) == "abc纸箱"
