"""Which names of fields are one: wrong proposals are counted, and none is allowed."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.forms.rules import fields, likeness
from linli.forms.rules.facts import OF, Fact
from linli.forms.rules.fields import Question
from linli.forms.rules.kinds import Subject, Sureness

PAIRS = Path(__file__).with_name("pairs.csv")
# Names as departments write them: mostly from a few characters, so that likeness is often met.
names = st.text(alphabet="商铺名称联系电话网格员数量（）(1. 人)·本月新增法面积", max_size=14)


def pairs() -> list[tuple[Subject, str, str, bool]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [(Subject(row["subject"]), row["one"], row["other"], row["is_same"] == "1") for row in csv.DictReader(file)]


def test_nothing_that_is_wrong_is_proposed_and_most_of_what_is_right() -> None:
    right = [pair for pair in pairs() if pair[3]]
    proposed = [pair for pair in pairs() if likeness.compared(pair[1], pair[2], pair[0]) is not None]

    assert len(pairs()) >= 150 and len(right) >= 68
    assert [pair for pair in proposed if not pair[3]] == []
    missed = [pair for pair in right if pair not in proposed]
    assert len(proposed) / len(right) >= 0.97, missed


def test_what_is_certain_and_what_is_only_alike() -> None:
    assert likeness.compared("商铺名称", "店名", Subject.PLACE) is Sureness.SAME
    assert likeness.compared("外卖平台名称", "外卖平台的名称", Subject.PLACE) is Sureness.LIKELY
    assert likeness.compared("经营面积", "建筑面积", Subject.PLACE) is None


@pytest.mark.parametrize(
    ("name", "subject", "fact"),
    [
        ("商铺名称", Subject.PLACE, Fact.PLACE_NAME),
        ("名称", Subject.GRID, Fact.GRID_NAME),
        ("2、场所详细地址（必填）", Subject.PLACE, Fact.PLACE_ADDRESS),
        ("联系电话", Subject.PLACE, Fact.CONTACT_PHONE),
        ("责任网格员", Subject.PLACE, Fact.GRID_WORKER),
        ("商户总数（户）", Subject.STREET, Fact.SHOPS),
        ("序号", Subject.STREET, Fact.ROW_NUMBER),
        ("沿街商铺的名称", Subject.PLACE, Fact.PLACE_NAME),
    ],
)
def test_what_the_house_knows(name: str, subject: Subject, fact: Fact) -> None:
    known = likeness.known_as(name, subject)
    assert known is not None and known.fact is fact


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("法人联系电话", Subject.PLACE),
        ("从业人数", Subject.PLACE),
        ("商铺名称", Subject.GRID),
        ("商户总数", Subject.PLACE),
        ("", Subject.PLACE),
        ("从业的人数", Subject.PLACE),
    ],
)
def test_what_the_house_does_not_know(name: str, subject: Subject) -> None:
    assert likeness.known_as(name, subject) is None


def test_a_heading_above_several_belongs_to_the_name_unless_it_says_nothing() -> None:
    known = fields.known_as(Question("电话", "负责人"), Subject.PLACE)
    assert known is not None and known.fact is Fact.CONTACT_PHONE
    assert fields.known_as(Question("电话", "法人"), Subject.PLACE) is None
    plain = fields.known_as(Question("地址", "基本情况"), Subject.PLACE)
    assert plain is not None and plain.fact is Fact.PLACE_ADDRESS


def test_of_several_readings_the_surest_counts() -> None:
    perhaps, sure = likeness.Known(Fact.PLACE_NAME, Sureness.LIKELY), likeness.Known(Fact.PLACE_KIND, Sureness.SAME)
    assert likeness.first_of([None, perhaps, sure]) is sure
    assert likeness.first_of([None, perhaps]) is perhaps
    assert likeness.first_of([None]) is None


def test_what_is_asked_has_a_usual_name() -> None:
    assert likeness.name_of("x_area") == "面积" and likeness.name_of("冷藏设备台数") == "冷藏设备台数"


def test_what_is_about_the_sheet_itself_is_asked_by_every_sheet() -> None:
    assert likeness.compared("备注", "其他说明", Subject.PLACE) is None and likeness.identity_of("填表人", Subject.GRID) == ""


def test_units_and_ways_of_filling_ask_nothing_and_other_brackets_do() -> None:
    assert likeness.key_of("3．经营面积（平方米）") == likeness.key_of("经营面积") == "经营面积"
    assert likeness.key_of("联系电话（房东）") == "联系电话房东"
    assert likeness.key_of("（人）") == "人"


@given(names, names, st.sampled_from(Subject))
def test_likeness_is_the_same_both_ways_and_between_none_and_all(one: str, other: str, subject: Subject) -> None:
    alike = likeness.likeness(one, other)
    assert 0.0 <= alike <= 1.0 and alike == likeness.likeness(other, one)
    assert likeness.compared(one, other, subject) is likeness.compared(other, one, subject)


@given(names)
def test_every_name_that_says_something_is_like_itself(name: str) -> None:
    assert likeness.likeness(name, name) == (1.0 if likeness.key_of(name) else 0.0)


@given(names, st.sampled_from(Subject))
def test_only_what_such_a_row_can_have_is_known_of_it(name: str, subject: Subject) -> None:
    known = likeness.known_as(name, subject)
    assert known is None or known.fact in OF[subject]


@given(st.sampled_from(["法人", "房东", "本月", "新增"]), st.text(alphabet="商铺地址营类型", min_size=3, max_size=10))
def test_a_dividing_word_makes_another_question(word: str, name: str) -> None:
    assert likeness.likeness(name, word + name) == 0.0
