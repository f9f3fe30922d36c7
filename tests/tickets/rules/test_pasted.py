"""What people copy becomes fields, nothing of it is lost, and nothing breaks the reader."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.tickets.rules.first_look import neutral, without_names
from linli.tickets.rules.pasted import Pasted, read_pasted
from tests.tickets.rules.shapes import SHAPES, Shape

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
LABELS = ("工单编号", "来电人", "联系电话", "诉求地址", "诉求内容", "办结时限", "备注", "类别")
LETTERS = st.characters(categories=("L", "N"), exclude_characters="".join(LABELS))


def kept(found: Pasted) -> str:
    fields = (found.words, found.number, found.reporter, found.phone, found.address, found.class_words)
    return "\n".join(fields)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_is_read(shape: Shape) -> None:
    found = read_pasted(shape.text, NOW)
    assert (found.number, found.reporter, found.phone, found.address) == (shape.number, shape.reporter, shape.phone, shape.address)
    assert shape.says in found.words
    assert (found.due_at.isoformat()[:16] if found.due_at else "") == shape.due


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    read_pasted(text, NOW)


@given(st.lists(st.text(LETTERS, min_size=1, max_size=12), max_size=12))
def test_words_without_a_label_all_stay(words: list[str]) -> None:
    found = kept(read_pasted(" ".join(words), NOW))
    assert all(word in found for word in words)


@given(
    st.lists(st.tuples(st.sampled_from(LABELS), st.text(LETTERS, min_size=1, max_size=20)), max_size=10),
    st.sampled_from(["：", ":", "\t", "\n"]),
    st.sampled_from(["\n", "\t", "\n\n"]),
)
def test_no_labelled_value_is_lost(pairs: list[tuple[str, str]], between: str, after: str) -> None:
    found = kept(read_pasted(after.join(f"{label}{between}{value}" for label, value in pairs), NOW))
    assert all(value in found for _, value in pairs)


def test_what_cannot_be_what_its_label_says_stays_in_the_words() -> None:
    found = read_pasted("联系电话：见附件\n工单编号：待定\n来电人：周女士\n来电人：吴先生\n诉求内容：路灯不亮", NOW)
    assert (found.phone, found.number, found.reporter) == ("", "", "周女士")
    assert found.words == "路灯不亮\n联系电话：见附件\n工单编号：待定\n来电人：吴先生"


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026年11月30日17时30分", "2026-11-30T17:30"),
        ("1月5日", "2027-01-05T17:30"),
        ("11-24 9:05", "2026-11-24T09:05"),
        ("2月30日", ""),
        ("尽快", ""),
    ],
)
def test_a_limit_is_read_with_the_year_that_makes_sense(said: str, due: str) -> None:
    found = read_pasted(f"办结时限：{said}", NOW)
    assert (found.due_at.isoformat()[:16] if found.due_at else "") == due
    assert said in found.words


@pytest.mark.parametrize(
    ("said", "neutral_text"),
    [
        ("邻居张三晚上弹琴", "邻居某晚上弹琴"),
        ("房东李建国不退押金", "房东某不退押金"),
        ("店主：陈丽占道经营", "店主某占道经营"),
        ("被投诉人刘志强，每天半夜装修", "被投诉人某，每天半夜装修"),
        ("楼上王建国先生漏水", "楼上住户漏水"),
        ("身份证310000200001010000的住户", "身份证的住户"),
        # What only looks like a name stays.
        ("业主任意堆放", "业主任意堆放"),
        ("租客高声喧哗", "租客高声喧哗"),
        ("保安方便时再来", "保安方便时再来"),
    ],
)
def test_third_persons_are_named_nowhere_in_the_neutral_text(said: str, neutral_text: str) -> None:
    assert without_names(said) == neutral_text
    assert neutral(said) == neutral_text
