"""The most specific line decides, nobody is passed over in silence, and danger never waits for an owner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.org.rules.grids import GridKind
from linli.tickets.rules import dispatch as rules
from linli.tickets.rules.dispatch import (
    Answer,
    Cell,
    Confidence,
    Duty,
    DutyList,
    DutyRole,
    Matter,
    Past,
    Problem,
    StepKind,
    Trouble,
    UnitNow,
)

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


def some_id() -> UUID:
    return UUID(int=next(_numbers))


TOWN = Cell(some_id(), "兰田综合网格", GridKind.COMPREHENSIVE, 0)
CAMPUS = Cell(some_id(), "铁北专属网格", GridKind.DEDICATED, 1)
MICRO = Cell(some_id(), "兰田一", GridKind.MICRO, 1)
CHAIN = [MICRO, CAMPUS, TOWN]
CITY = UnitNow(some_id(), "pc-chengguan", "城管中队", "outpost")
CLEAN = UnitNow(some_id(), "zy-huanwei", "环卫作业队", "other")
CENTRE = UnitNow(some_id(), "cy-zhongxin", "城运中心", "ops_center", valid_from=NOW - DAY)
CLOSED = UnitNow(some_id(), "zz-old", "旧市容队", "other", valid_until=NOW)
UNITS = [CITY, CLEAN, CENTRE, CLOSED]
RUBBISH = Matter(("E0102", "E01"), ("暴露垃圾", "市容环境"), confidence=Confidence.STRONG)
MANHOLE = Matter(("C0114", "C01"), ("无主井盖", "公用设施"), is_life_safety=True, fallback_kind="ops_center")


def duty(number: int, code: str, grid: Cell | None, unit: UnitNow, **more: object) -> Duty:
    return Duty(number, code, grid.id if grid else None, unit.id, **more)  # type: ignore[arg-type]


def decide(matter: Matter, *duties: Duty, chain: list[Cell] = CHAIN, at: datetime = NOW) -> Answer:
    return rules.decide(matter, chain, DutyList.of(duties, UNITS), at)


def test_the_answer_says_why() -> None:
    found = decide(RUBBISH, duty(12, "E0102", MICRO, CITY, assist_ids=(CLEAN.id,), basis="条例第三条"))
    assert (found.lead_id, found.assist_ids, found.basis, found.number) == (CITY.id, (CLEAN.id,), "条例第三条", 12)
    assert rules.why_words(found) == "class 暴露垃圾 very like · grid 兰田一 · duty #12 · 城管中队 · with 环卫作业队"
    assert found.problems == ()


def test_the_answer_says_why_in_the_words_of_the_street() -> None:
    with translation.override("zh-hans"):
        found = decide(RUBBISH, duty(12, "E0102", MICRO, CITY))
        assert rules.why_words(found) == "类别 暴露垃圾 很像 · 网格 兰田一 · 履职事项 #12 · 城管中队"
        assert rules.why_words(decide(MANHOLE)) == "类别 无主井盖 · 暂无承接单位 · 城运中心 先行处置"


@pytest.mark.parametrize(
    ("specific", "general"),
    [
        (duty(9, "E0102", None, CITY), duty(1, "E01", MICRO, CLEAN)),
        (duty(9, "E0102", MICRO, CITY), duty(1, "E0102", TOWN, CLEAN)),
        (duty(9, "E0102", TOWN, CITY), duty(1, "E0102", None, CLEAN)),
        (duty(9, "E0102", CAMPUS, CITY), duty(1, "E0102", MICRO, CLEAN)),
        (duty(9, "E01", TOWN, CITY), duty(1, "E01", None, CLEAN)),
    ],
)
def test_the_more_specific_line_decides(specific: Duty, general: Duty) -> None:
    assert decide(RUBBISH, general, specific).lead_id == CITY.id
    assert decide(RUBBISH, general).lead_id == CLEAN.id


def test_a_line_of_the_class_above_says_so() -> None:
    found = decide(RUBBISH, duty(3, "E01", None, CITY))
    assert [step.kind for step in found.why] == [StepKind.CLASS, StepKind.CLASS_ABOVE, StepKind.EVERYWHERE, StepKind.DUTY, StepKind.LEAD]
    assert rules.why_words(found) == "class 暴露垃圾 very like · by the class above, 市容环境 · everywhere · duty #3 · 城管中队"


def test_a_line_holds_from_its_first_moment_until_before_its_last() -> None:
    line = duty(1, "E0102", None, CITY, valid_from=NOW, valid_until=NOW + DAY)
    for at, holds in ((NOW - DAY / 2, False), (NOW, True), (NOW + DAY / 2, True), (NOW + DAY, False)):
        assert (decide(RUBBISH, line, at=at).lead_id == CITY.id) is holds


def test_an_inactive_unit_is_not_passed_over_in_silence() -> None:
    found = decide(RUBBISH, duty(4, "E0102", MICRO, CLOSED), duty(5, "E0102", None, CITY))
    assert (found.lead_id, found.number) == (None, 4)
    assert found.alarms == (Problem(Trouble.UNIT_INACTIVE, 4, "旧市容队"),)
    assert "#4" in rules.problem_words(found.alarms[0]) and "旧市容队" in rules.problem_words(found.alarms[0])


def test_a_unit_that_nobody_knows_rings_too() -> None:
    found = decide(RUBBISH, Duty(4, "E0102", None, some_id()))
    assert found.alarms[0].trouble is Trouble.UNIT_INACTIVE
    assert "not listed" in rules.problem_words(found.alarms[0])


def test_an_inactive_assistant_is_left_out_and_rings() -> None:
    found = decide(RUBBISH, duty(6, "E0102", None, CITY, assist_ids=(CLOSED.id, CLEAN.id)))
    assert (found.lead_id, found.assist_ids) == (CITY.id, (CLEAN.id,))
    assert found.alarms == (Problem(Trouble.ASSIST_INACTIVE, 6, "旧市容队"),)


def test_where_nobody_takes_it_on_the_duty_chief_decides() -> None:
    found = decide(RUBBISH)
    assert (found.lead_id, found.fallback_id, found.number) == (None, None, None)
    assert found.problems == (Problem(Trouble.NOBODY),)
    assert found.alarms == ()
    assert rules.why_words(found) == "class 暴露垃圾 very like · no unit takes this on yet"


def test_danger_without_an_owner_has_somebody_who_acts_at_once() -> None:
    found = decide(MANHOLE)
    assert (found.lead_id, found.fallback_id) == (None, CENTRE.id)
    assert rules.why_words(found) == "class 无主井盖 · no unit takes this on yet · 城运中心 acts at once"
    named = decide(MANHOLE, duty(7, "C01", None, CLEAN, role=DutyRole.FALLBACK))
    assert (named.fallback_id, named.problems) == (CLEAN.id, (Problem(Trouble.NOBODY),))


def test_danger_with_an_inactive_owner_has_somebody_who_acts_at_once() -> None:
    found = decide(MANHOLE, duty(8, "C0114", None, CLOSED))
    assert (found.lead_id, found.fallback_id) == (None, CENTRE.id)
    assert [each.trouble for each in found.alarms] == [Trouble.UNIT_INACTIVE]


def test_an_inactive_fallback_is_told_and_the_next_one_acts() -> None:
    found = decide(MANHOLE, duty(7, "C01", None, CLOSED, role=DutyRole.FALLBACK))
    assert found.fallback_id == CENTRE.id
    assert [each.trouble for each in found.alarms] == [Trouble.FALLBACK_INACTIVE]


def test_danger_with_nobody_at_all_rings_loudest() -> None:
    found = decide(replace(MANHOLE, fallback_kind="utility"))
    assert found.fallback_id is None
    assert [each.trouble for each in found.problems] == [Trouble.NOBODY, Trouble.NO_FALLBACK]
    before_it_opened = decide(MANHOLE, at=NOW - 2 * DAY)
    assert before_it_opened.fallback_id is None


def test_a_fallback_line_never_makes_a_lead() -> None:
    assert decide(RUBBISH, duty(7, "E01", None, CLEAN, role=DutyRole.FALLBACK)).lead_id is None


def test_every_problem_has_a_sentence() -> None:
    for trouble in Trouble:
        assert "{" not in rules.problem_words(Problem(trouble, 3, "城管中队"))


def test_a_dry_run_names_the_tickets_that_would_move() -> None:
    old = [duty(1, "E01", None, CITY)]
    new = [*old, duty(2, "E0102", MICRO, CLEAN)]
    past = [
        Past(some_id(), "2611-0001", RUBBISH, (MICRO, TOWN)),
        Past(some_id(), "2611-0002", RUBBISH, (TOWN,)),
        Past(some_id(), "2611-0003", MANHOLE, (MICRO,)),
    ]
    moved = rules.would_move(DutyList.of(old, UNITS), DutyList.of(new, UNITS), past, NOW)
    assert [(each.number, each.before_id, each.after_id) for each in moved] == [("2611-0001", CITY.id, CLEAN.id)]
    assert rules.would_move(DutyList.of(old, UNITS), DutyList.of(old, UNITS), past, NOW) == []


# The same question answered by looking at every line and comparing each with each.
CELLS = [replace(TOWN, id=some_id()), TOWN, CAMPUS, MICRO, Cell(some_id(), "一号楼", GridKind.BUILDING, 2)]
CODES = ["E", "E01", "E0102", "E0103"]
LINES = st.builds(
    lambda number, code, grid, unit, begin, hours: duty(
        number, code, grid, unit, valid_from=NOW + begin * DAY, valid_until=NOW + begin * DAY + hours * DAY if hours else None
    ),
    st.integers(1, 999),
    st.sampled_from(CODES),
    st.sampled_from([None, *CELLS]),
    st.sampled_from(UNITS),
    st.integers(-3, 1),
    st.integers(0, 4),
)


def beats(one: Duty, other: Duty, line: tuple[str, ...], cells: list[Cell]) -> bool:
    """Whether the first line decides rather than the second, said in the words of the rule."""
    if len(one.class_code) != len(other.class_code):
        return len(one.class_code) > len(other.class_code)
    first = next((cell for cell in cells if cell.id == one.grid_id), None)
    second = next((cell for cell in cells if cell.id == other.grid_id), None)
    if first is None or second is None:
        return first is not None or (second is None and one.number < other.number)
    if first.depth != second.depth:
        return first.depth > second.depth
    if (first.kind == "dedicated") != (second.kind == "dedicated"):
        return first.kind == "dedicated"
    if first.id != second.id:
        return (first.name, first.id) < (second.name, second.id)
    return one.number < other.number


@given(
    st.lists(LINES, max_size=12, unique_by=lambda line: line.number),
    st.lists(st.sampled_from(CELLS), unique=True, max_size=5),
    st.sampled_from([("E0102", "E01", "E"), ("E0103", "E01"), ("E01",)]),
)
def test_no_line_in_force_beats_the_one_that_decides(lines: list[Duty], cells: list[Cell], line: tuple[str, ...]) -> None:
    holding = [
        each
        for each in lines
        if each.class_code in line
        and (each.grid_id is None or any(cell.id == each.grid_id for cell in cells))
        and each.valid_from is not None
        and each.valid_from <= NOW
        and (each.valid_until is None or each.valid_until > NOW)
    ]
    best = [each for each in holding if all(other is each or beats(each, other, line, cells) for other in holding)]

    found = rules.decide(Matter(line, line), cells, DutyList.of(lines, UNITS), NOW)

    assert len(best) == bool(holding)
    assert found.number == (best[0].number if best else None)
    works = bool(best) and best[0].unit_id != CLOSED.id
    assert found.lead_id == (best[0].unit_id if works else None)
    assert bool(found.alarms) is (bool(best) and not works)
