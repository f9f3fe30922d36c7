"""The arithmetic of caps, quiet hours and days that come back."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.visits.rules import cap
from linli.visits.rules.days import WEEKS_AT_MOST, Days, checked_days

DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
DAYS = st.builds(
    Days,
    name=st.just("网格日"),
    weekday=st.integers(0, 6),
    starts_on=DAY,
    every_weeks=st.integers(1, WEEKS_AT_MOST),
    ends_on=st.one_of(st.none(), st.dates(date(2028, 1, 1), date(2028, 6, 1))),
)


@given(days=DAYS, since=DAY)
def test_the_days_that_come_back_are_those_that_a_walk_through_the_calendar_finds(days: Days, since: date) -> None:
    found = list(islice(days.after(since), 5))
    walked, day = list[date](), min(since, days.starts_on)
    first = next(one for one in (days.starts_on + timedelta(days=number) for number in range(7)) if one.weekday() == days.weekday)
    while len(walked) < len(found):
        if day >= since and day >= first and day.weekday() == days.weekday and (day - first).days // 7 % days.every_weeks == 0:
            walked.append(day)
        day += timedelta(days=1)
    assert found == walked
    assert all(days.falls_on(each) for each in found)


@given(days=DAYS, day=DAY)
def test_a_day_falls_on_it_when_it_is_among_them(days: Days, day: date) -> None:
    assert days.falls_on(day) == (next(iter(days.after(day)), None) == day)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (Days(name="x", weekday=7, starts_on=date(2026, 1, 1)), "visits.days_out_of_range"),
        (Days(name="x", weekday=0, starts_on=date(2026, 1, 1), every_weeks=13), "visits.days_out_of_range"),
        (Days(name="x", weekday=0, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2)), "visits.days_end_first"),
        (Days(name=" ", weekday=0, starts_on=date(2026, 1, 1)), "kernel.empty"),
        (Days(name="签到日", weekday=0, starts_on=date(2026, 1, 1)), "burden.counts_presence"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(days: Days, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_days(days)
    assert refused.value.code == code


@given(begin=st.times(), end=st.times(), now=st.times())
def test_quiet_hours_reach_over_midnight(begin: time, end: time, now: time) -> None:
    moment = datetime.combine(date(2026, 11, 23), now, UTC)

    def since(one: time) -> float:
        return ((one.hour * 60 + one.minute) * 60 + one.second + one.microsecond / 1e6 - _seconds(begin)) % 86_400

    expected = begin == end or since(now) < since(end)
    assert cap.is_quiet(begin, end, moment) == expected
    assert not cap.is_quiet(None, end, moment)


def _seconds(one: time) -> float:
    return (one.hour * 60 + one.minute) * 60 + one.second + one.microsecond / 1e6


def test_a_month_is_that_of_the_street() -> None:
    assert cap.month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))
    assert cap.month_of(date(2028, 2, 1)) == (date(2028, 2, 1), date(2028, 3, 1))


@given(made=st.integers(0, 4), planned=st.integers(0, 4), limit=st.integers(0, 4))
def test_nothing_is_planned_once_the_month_is_used_up(made: int, planned: int, limit: int) -> None:
    allowance = cap.Allowance(made, planned)
    try:
        cap.check_cap("鲜果时光", date(2026, 11, 23), allowance, limit)
    except Refused as refusal:
        code = refusal.code
    else:
        code = ""
    assert code == ("visits.cap_reached" if made + planned >= limit else "")
