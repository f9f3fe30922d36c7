"""The ladder: its own form, when its steps are due, and that a clock is spoken of once for each thing there is to say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import Hours, WorkCalendar
from linli.kernel.errors import Refused
from linli.org.rules.units import UnitKind
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.ladder import PRESETS, Ladder, Step, StepForm, Told, clean_whom, look, restored, stored

CALENDAR = WorkCalendar(region="cn", version=1, hours=(Hours(510, 690), Hours(780, 1_020)), days={}, years=frozenset({2026}))
# A Friday, 16:30 in Shanghai: half an hour before the office closes.
DUE = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
CALL, ORDER = StepForm.CALL, StepForm.ORDER


def test_the_house_proposes_two_calls_and_a_signed_order_for_every_kind_of_unit() -> None:
    assert set(PRESETS) == set(UnitKind)
    for ladder in PRESETS.values():
        assert [step.form for step in ladder.steps] == [CALL, CALL, ORDER]
    assert [step.whom for step in PRESETS[UnitKind.PROPERTY_FIRM].steps] == ["项目经理", "房管办、居委会", "物业公司"]


def test_a_step_comes_after_office_hours_and_in_an_emergency_after_minutes() -> None:
    step = Step("分管领导", CALL, 60, 15)

    assert step.at(DUE, Track.ROUTINE, CALENDAR) == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert step.at(DUE, Track.EMERGENCY, CALENDAR) == DUE + timedelta(minutes=15)
    assert Step("单位负责人", CALL, 0, 0).at(DUE, Track.ROUTINE, CALENDAR) == DUE


def test_what_is_kept_comes_back_the_same() -> None:
    steps = PRESETS[UnitKind.OUTPOST].steps
    assert restored(stored(steps)) == steps


@pytest.mark.parametrize(
    ("steps", "code", "row"),
    [
        ([], "tickets.ladder_length", None),
        ([Step("甲", ORDER, 0, 0)] * 6, "tickets.ladder_length", None),
        ([Step("甲", CALL, 60, 10), Step("乙", ORDER, 30, 20)], "tickets.ladder_backwards", 2),
        ([Step("甲", CALL, 60, 10), Step("乙", CALL, 70, 20), Step("丙", ORDER, 80, 19)], "tickets.ladder_backwards", 3),
        ([Step("甲", CALL, 0, 0)], "tickets.ladder_without_order", None),
        ([Step("甲", CALL, 0, 0), Step("乙", ORDER, 14_401, 0)], "tickets.ladder_time", 2),
        ([Step("甲", ORDER, 0, -1)], "tickets.ladder_time", 1),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_by_its_row(steps: list[Step], code: str, row: int | None) -> None:
    with pytest.raises(Refused) as refused:
        Ladder(UnitKind.OFFICE, 1, tuple(steps))
    assert (refused.value.code, refused.value.facts.get("row")) == (code, row)


def test_nobody_in_particular_cannot_be_called() -> None:
    assert clean_whom(" 项目经理 ", 1) == "项目经理"
    with pytest.raises(Refused) as refused:
        clean_whom(" ", 2)
    assert "2" in refused.value.sentence


@given(
    hours=st.lists(st.integers(0, 60), min_size=1, max_size=12).map(sorted),
    yellow=st.integers(0, 30),
    more=st.integers(0, 20),
    steps=st.lists(st.integers(0, 30), max_size=4).map(sorted),
)
def test_however_often_one_looks_everything_is_said_once_and_in_time(hours: list[int], yellow: int, more: int, steps: list[int]) -> None:
    """Counted by hand for each hour: what was to be said by then is said, and nothing twice."""
    begin = datetime(2026, 11, 20, tzinfo=UTC)

    def at(hour: int) -> datetime:
        return begin + timedelta(hours=hour)

    due, said = yellow + more, Told()
    next_look: datetime | None = at(yellow)
    told: list[str] = []
    for hour in hours:
        found = look(said, yellow_at=at(yellow), due_at=at(due), steps_at=[at(due + each) for each in steps], now=at(hour))
        # Who looks only when he was told to misses nothing.
        assert bool(found.turns_yellow or found.turns_red or found.steps) <= (next_look is not None and next_look <= at(hour))
        told += ["yellow"] * found.turns_yellow + ["red"] * found.turns_red + [str(number) for number in found.steps]
        said = Told(said.is_yellow or found.turns_yellow, said.is_red or found.turns_red, said.steps + len(found.steps))
        next_look = found.next_look_at
        assert next_look is None or next_look > at(hour)
    last = hours[-1]
    assert ("red" in told) == (last >= due)
    assert [one for one in told if one.isdecimal()] == [str(number) for number, each in enumerate(steps, 1) if last >= due + each]
    assert len(told) == len(set(told))
    assert not told or "yellow" not in told[1:]
