"""The rules of patrols, on plain values."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.visits.queries.patrols import proposed_order
from linli.visits.rules import patrols as rules
from linli.visits.rules.patrols import AHEAD_AT_MOST_DAYS, BACK_AT_MOST_DAYS, Rhythm, RouteKind, RouteWords, Standing, standing_of

TODAY = date(2026, 11, 23)
days_ahead = st.integers(0, AHEAD_AT_MOST_DAYS)


@given(st.sets(st.integers(0, 6)), st.none() | st.integers(1, 31), days_ahead, days_ahead)
def test_the_days_of_a_rhythm_are_counted_day_by_day(weekdays: set[int], month_day: int | None, begin: int, span: int) -> None:
    first = TODAY + timedelta(days=begin)
    last = first + timedelta(days=span)
    found = Rhythm(starts_on=first, until_on=last, weekdays=weekdays, month_day=month_day).days()
    wanted = []
    day = first
    while day <= last:
        length = calendar.monthrange(day.year, day.month)[1]
        if day.weekday() in weekdays or (month_day is not None and day.day == min(month_day, length)):
            wanted.append(day)
        day += timedelta(days=1)
    assert found == wanted


@pytest.mark.parametrize(
    ("rhythm", "code"),
    [
        (Rhythm(starts_on=TODAY, until_on=TODAY + timedelta(days=30)), "patrols.no_such_day"),
        (Rhythm(starts_on=TODAY, until_on=TODAY + timedelta(days=92), weekdays=range(7), month_day=1), ""),
        (Rhythm(starts_on=TODAY, until_on=TODAY + timedelta(days=93), weekdays=[0]), "patrols.rhythm_out_of_range"),
        (Rhythm(starts_on=TODAY - timedelta(days=1), until_on=TODAY, weekdays=[0]), "patrols.rhythm_out_of_range"),
        (Rhythm(starts_on=TODAY, until_on=TODAY, weekdays=[7]), "patrols.rhythm_out_of_range"),
        (Rhythm(starts_on=TODAY, until_on=TODAY, month_day=32), "patrols.rhythm_out_of_range"),
    ],
)
def test_days_are_planned_for_a_quarter_of_a_year_at_most(rhythm: Rhythm, code: str) -> None:
    if not code:
        assert len(rules.days_of(rhythm, TODAY)) == 93
        return
    with pytest.raises(Refused) as refused:
        rules.days_of(rhythm, TODAY)
    assert refused.value.code == code


def test_a_day_lies_within_a_quarter_ahead_or_a_month_back() -> None:
    for good in (TODAY - timedelta(days=BACK_AT_MOST_DAYS), TODAY, TODAY + timedelta(days=AHEAD_AT_MOST_DAYS)):
        rules.check_day(good, TODAY)
    for bad in (TODAY - timedelta(days=BACK_AT_MOST_DAYS + 1), TODAY + timedelta(days=AHEAD_AT_MOST_DAYS + 1)):
        with pytest.raises(Refused):
            rules.check_day(bad, TODAY)


def test_nobody_declares_that_he_begins() -> None:
    assert standing_of("", has_findings=False) is Standing.PLANNED
    assert standing_of("", has_findings=True) is Standing.UNDER_WAY
    assert standing_of("done", has_findings=False) is Standing.DONE
    assert standing_of("not_done", has_findings=True) is Standing.NOT_DONE


def test_what_is_over_is_not_called_off() -> None:
    rules.check_may_call_off("")
    for over in ("done", "not_done"):
        with pytest.raises(Refused):
            rules.check_may_call_off(over)
    assert rules.checked_reason("", is_other=False) == ""
    with pytest.raises(Refused):
        rules.checked_reason(" ", is_other=True)


@pytest.mark.parametrize("name", ["", "  ", "路" * 41, "巡查打卡路线", "积分巡查"])
def test_no_route_is_named_after_counting_people(name: str) -> None:
    with pytest.raises(Refused):
        rules.checked_route(RouteWords(name=name, kind=RouteKind.SAFETY))
    assert rules.checked_route(RouteWords(name=" 河边步道 ", kind=RouteKind.LOOK)).name == "河边步道"


@given(st.lists(st.integers(), max_size=6), st.integers(-2, 8), st.sampled_from([-1, 1]))
def test_moving_one_stop_keeps_every_stop(order: list[int], position: int, by: int) -> None:
    found = rules.moved(order, position, by)
    assert sorted(found) == sorted(order)
    if 0 <= position < len(order) and 0 <= position + by < len(order):
        assert found[position + by] == order[position]
    else:
        assert found == order


def test_stops_without_a_point_come_after_the_others() -> None:
    street = [(121.402 + 0.001 * each, 31.202) for each in (3, 1, 0, 2)]
    assert proposed_order([street[0], None, *street[1:], None]) == [0, 4, 2, 3, 1, 5]
    assert proposed_order([None, None]) == [0, 1] and proposed_order([]) == []
    with pytest.raises(Refused):
        rules.check_count(81)
    rules.check_count(80)
