"""Answers: only what was touched is kept; what hides, hides for others too; safety is never filled in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.checklists.rules.answers import Answered, as_said, check, issues, prefilled, shown
from linli.checklists.rules.items import Body, Item, ItemKind, Option, Seen, checked_body, restored, stored
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused

YES_NO = (Option("yes", "有"), Option("no", "没有"))
GAS = Item(name="gas", kind=ItemKind.CHOICE, label="用不用气", options=YES_NO, is_kept=True)
ALARM = Item(name="alarm", kind=ItemKind.LOOK, label="报警器亮着", show_if="${gas} = 'yes'", is_safety=True, class_code="E0403")
HOURS = Item(name="hours", kind=ItemKind.TEXT, label="营业时间", is_kept=True)
SEATS = Item(name="seats", kind=ItemKind.NUMBER, label="座位数", is_kept=True)
SERVICES = Item(name="services", kind=ItemKind.CHOICES, label="要哪些", options=(Option("b", "乙"), Option("a", "甲")))
DUE = Item(name="due", kind=ItemKind.DATE, label="哪天")
PHOTO = Item(name="photo", kind=ItemKind.PHOTO, label="照片")
READ = Item(name="read", kind=ItemKind.NOTE, label="说明")
POINT = Item(name="point", kind=ItemKind.LOCATION, label="位置", is_safety=True)
ITEMS = (READ, GAS, ALARM, HOURS, SEATS, SERVICES, DUE, PHOTO, POINT)
FILE = "018f5a2e-7b2c-7d3e-8f00-0123456789ab"
TASK = SafetyTask("台风前看招牌", date(2026, 12, 1))

FIT = [
    ("alarm", "fine"), ("alarm", "na"), ("gas", "no"), ("hours", " 10–21 "), ("seats", "-3.5"), ("services", "a b"),
    ("due", "2027-01-02"), ("photo", FILE), ("point", "121.4 31.2"),
]  # fmt: skip
UNFIT = [
    ("alarm", "ok"), ("gas", "maybe"), ("seats", "12 张"), ("seats", "1e9"), ("services", "a c"), ("due", "2027-02-30"),
    ("photo", "../x"), ("point", "121.4"), ("point", "500 31"), ("read", "x"),
]  # fmt: skip


def said(**values: str) -> dict[str, Answered]:
    return {name: Answered(value) for name, value in values.items()}


@pytest.mark.parametrize(("name", "value"), FIT)
def test_an_answer_that_fits_is_kept(name: str, value: str) -> None:
    answers = said(gas="yes") | said(**{name: value})
    assert name in check(ITEMS, answers)


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_an_answer_that_does_not_fit_is_refused_by_its_label(name: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        check(ITEMS, said(**{name: value}))
    assert refused.value.code == "checklists.answer_unfit"
    assert next(item.label for item in ITEMS if item.name == name) in refused.value.sentence


def test_what_nobody_looked_at_is_absent() -> None:
    assert check(ITEMS, {}) == {}
    assert check(ITEMS, said(alarm="", hours=" ")) == {}


def test_an_unknown_item_and_a_line_without_answer_are_refused() -> None:
    for answers, code in (
        (said(other="x"), "checklists.item_unknown"),
        ({"hours": Answered("", "一句")}, "checklists.note_without_answer"),
        (said(gas="yes", alarm="issue"), "checklists.issue_without_line"),
    ):
        with pytest.raises(Refused) as refused:
            check(ITEMS, answers)
        assert refused.value.code == code


def test_several_choices_stand_in_the_order_of_the_list() -> None:
    assert check(ITEMS, said(services="a b a"))["services"].value == "b a"


def test_an_answer_that_others_hide_is_left_out() -> None:
    seen = {"gas": Answered("no"), "alarm": Answered("issue", "灭了")}
    assert set(check(ITEMS, seen)) == {"gas"}
    assert set(check(ITEMS, {**seen, "gas": Answered("yes")})) == {"gas", "alarm"}


def test_what_is_hidden_says_nothing_to_others() -> None:
    items = (
        Item(name="c", kind=ItemKind.TEXT, label="丙", show_if="not(${b})"),
        Item(name="b", kind=ItemKind.TEXT, label="乙", show_if="${a} = 'x'"),
        Item(name="a", kind=ItemKind.TEXT, label="甲"),
    )
    assert set(shown(items, said(a="y", b="1", c="1"))) == {"a", "c"}
    assert set(shown(items, said(a="x", b="1", c="1"))) == {"a", "b"}
    assert set(shown(items, {**said(a="x", b="1"), "gone": Answered("1")})) == {"a", "b"}


def test_issues_come_in_order_and_only_from_looks() -> None:
    kept = check(ITEMS, {"gas": Answered("yes"), "alarm": Answered("issue", "灭了"), "hours": Answered("issue")})
    assert issues(ITEMS, kept) == [ALARM]


def test_facts_are_filled_in_from_last_time_and_safety_never() -> None:
    last = said(gas="yes", alarm="fine", hours="10–21", seats="many", services="a", due="2027-01-01")
    assert prefilled(ITEMS, last) == {"gas": "yes", "hours": "10–21"}
    assert prefilled((GAS,), said(gas="")) == {}


@given(st.dictionaries(st.sampled_from([item.name for item in ITEMS]), st.sampled_from(["", "yes", "no", "fine", "7", "a", "2027-01-01"])))
def test_nothing_untouched_is_ever_stored_and_no_safety_item_is_ever_filled_in(values: dict[str, str]) -> None:
    try:
        kept = check(ITEMS, said(**values))
    except Refused:
        return
    assert set(kept) <= {name for name, value in values.items() if value}
    assert not {"alarm", "point"} & set(prefilled(ITEMS, kept))
    assert check(ITEMS, kept) == kept


def test_a_safety_task_asks_until_its_end_and_then_nothing_of_it_is_asked() -> None:
    photo = Item(name="sign", kind=ItemKind.PHOTO, label="招牌照片", is_safety=True, is_required=True)
    body = checked_body([HOURS, photo, POINT], TASK)
    with pytest.raises(Refused) as refused:
        check(body.on(TASK.until_on), said(hours="10–21"))
    assert refused.value.code == "checklists.safety_unanswered"
    assert set(check(body.on(TASK.until_on), said(sign=FILE, point="121.4 31.2"))) == {"sign", "point"}
    after = body.on(date(2026, 12, 2))
    assert [item.name for item in after] == ["hours", "sign"]
    assert check(after, {}) == {}


def test_a_version_comes_back_as_it_was_stored() -> None:
    body = Body(ITEMS, TASK)
    assert restored(stored(body)) == body
    assert restored(stored(Body((HOURS,)))) == Body((HOURS,))
    assert Seen.ISSUE.words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, Answered("")),
        ("fine", Answered("fine")),
        (7, Answered("7")),
        (["a", "b"], Answered("a b")),
        ({"value": "issue", "note": "灭了"}, Answered("issue", "灭了")),
        ({"value": ["a"]}, Answered("a")),
        ({}, Answered("")),
    ],
)
def test_an_answer_comes_in_the_ways_json_has(value: object, said: Answered) -> None:
    assert as_said(value) == said
