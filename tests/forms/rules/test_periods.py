"""Periods cut time without a gap, and who asks more often has asked within."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.forms.rules.kinds import Frequency
from linli.forms.rules.periods import Period, covers, label_of, months_after, period_before, period_of

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("frequency", "begins_on", "ends_on", "label"),
    [
        (Frequency.WEEKLY, date(2026, 11, 23), date(2026, 11, 29), "2026-W48"),
        (Frequency.MONTHLY, date(2026, 11, 1), date(2026, 11, 30), "2026-11"),
        (Frequency.QUARTERLY, date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (Frequency.HALF_YEARLY, date(2026, 7, 1), date(2026, 12, 31), "2026-H2"),
        (Frequency.YEARLY, date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (Frequency.ONCE, date(2000, 1, 1), date(9998, 12, 31), ""),
    ],
)
def test_the_period_of_a_day_and_how_it_is_written(frequency: Frequency, begins_on: date, ends_on: date, label: str) -> None:
    period = period_of(frequency, TODAY)
    assert period == Period(begins_on, ends_on) and label_of(frequency, period) == label


@given(DAYS, st.sampled_from([each for each in Frequency if each is not Frequency.ONCE]))
def test_periods_follow_one_another_without_gap(day: date, frequency: Frequency) -> None:
    period = period_of(frequency, day)
    assert period.begins_on <= day <= period.ends_on
    before = period_before(frequency, period)
    assert before.ends_on + timedelta(days=1) == period.begins_on
    assert {period_of(frequency, each) for each in (period.begins_on, period.ends_on)} == {period}


@given(DAYS, st.integers(-30, 30))
def test_months_later_is_in_that_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months and later.day <= day.day


def test_what_is_filled_once_has_one_period() -> None:
    ever = period_of(Frequency.ONCE, TODAY)
    assert period_before(Frequency.ONCE, ever) == ever


def test_who_asks_more_often_has_asked_within_the_period() -> None:
    assert covers(Frequency.WEEKLY, Frequency.MONTHLY) and covers(Frequency.MONTHLY, Frequency.MONTHLY)
    assert not covers(Frequency.YEARLY, Frequency.MONTHLY) and not covers(Frequency.ONCE, Frequency.YEARLY)
