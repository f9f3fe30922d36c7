"""What is said of a form: refused by field where it is missing, and never without an end."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from linli.forms.rules import plans
from linli.forms.rules.kinds import FillerKind, FormState, Frequency, Subject
from linli.forms.rules.plans import Filler, Plan
from linli.kernel.errors import Refused

TODAY = date(2026, 11, 23)
UNIT = uuid4()
PLAN = Plan(
    name="九小场所台账",
    sender="区消防救援局",
    basis="《上海市消防条例》第三十条",
    purpose="掌握小场所底数",
    frequency=Frequency.QUARTERLY,
    subject=Subject.PLACE,
    kinds=frozenset({"shop", "restaurant"}),
    fillers=(Filler(FillerKind.UNIT, UNIT),),
    owner_unit_id=UNIT,
    expires_on=date(2027, 11, 23),
)


def test_a_whole_plan_is_cleaned_and_kept() -> None:
    checked = plans.checked(replace(PLAN, name=" 九小场所台账 ", fillers=PLAN.fillers * 2), today=TODAY)
    assert checked.name == "九小场所台账" and checked.fillers == PLAN.fillers and checked.task is None


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("kernel.empty", {"name": " "}),
        ("kernel.empty", {"sender": ""}),
        ("kernel.empty", {"basis": "\n"}),
        ("kernel.empty", {"purpose": ""}),
        ("kernel.too_long", {"basis": "条" * 301}),
        ("kernel.nul", {"purpose": "a\x00"}),
        ("burden.counts_presence", {"name": "网格员打卡表"}),
        ("forms.expiry", {"expires_on": date(2026, 11, 22)}),
        ("forms.expiry", {"expires_on": date(2027, 11, 24)}),
        ("forms.kinds", {"kinds": frozenset()}),
        ("forms.kinds", {"kinds": frozenset({"micro"})}),
        ("forms.kinds", {"subject": Subject.STREET}),
        ("forms.fillers", {"fillers": ()}),
        ("forms.one_owner", {"owner_unit_id": None}),
        ("forms.one_owner", {"owner_person_id": UNIT}),
        ("burden.task_without_end", {"task_reason": "防台风"}),
        ("burden.task_without_end", {"task_reason": "防台风", "task_until": date(2027, 3, 1)}),
    ],
)
def test_what_is_missing_or_impossible_is_refused_by_name(code: str, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        plans.checked(replace(PLAN, **wrong), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.code == code and refused.value.sentence


def test_a_form_about_the_subdistrict_has_no_kinds_and_no_grids() -> None:
    whole = replace(PLAN, subject=Subject.STREET, kinds=frozenset(), grid_ids=frozenset({UNIT}))
    assert plans.checked(whole, today=TODAY).grid_ids == frozenset()


def test_a_safety_task_stands_with_its_end() -> None:
    task = plans.checked(replace(PLAN, task_reason="防台风", task_until=date(2026, 12, 1)), today=TODAY).task
    assert task is not None and task.reason == "防台风" and task.is_on(date(2026, 12, 1))


def test_nobody_decides_upon_his_own_form_or_upon_what_is_decided() -> None:
    with pytest.raises(Refused, match="You proposed this form yourself"):
        plans.check_decider(UNIT, UNIT)
    plans.check_decider(UNIT, uuid4())
    for state in FormState:
        if state is not FormState.PROPOSED:
            with pytest.raises(Refused):
                plans.check_proposed(state, "表")
        if state is not FormState.APPROVED:
            with pytest.raises(Refused):
                plans.check_living(state, "表")
    plans.check_proposed(FormState.PROPOSED, "表")
    plans.check_living(FormState.APPROVED, "表")


def test_a_decision_says_why() -> None:
    with pytest.raises(Refused):
        plans.checked_why(" ")
    assert plans.checked_why(" 已有 ") == "已有"
