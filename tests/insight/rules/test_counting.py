"""An issue in figures: parts, trend, and the days that are asked for."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.rules.counting import Member, Period, counted, period_of, standing, trend
from linli.kernel.errors import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 30))


def member(number: int, day: date, *voices: str, likes: int = 0, dislikes: int = 0, is_solved: bool = False) -> Member:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    return Member(UUID(int=number), at, frozenset(voices), likes, dislikes, is_solved)


@given(DAYS, st.integers(0, 3_000))
def test_the_spans_of_a_trend_cover_each_day_once(last_on: date, length: int) -> None:
    period = Period(last_on - timedelta(days=length), last_on)
    spans = period.spans
    days = [span.first_on + timedelta(days=day) for span in spans for day in range(span.days)]
    assert days == [period.first_on + timedelta(days=day) for day in range(period.days)]
    assert len(spans) <= 26 and {span.days for span in spans[1:]} <= {period.span_days} and period.span_days % 7 == 0
    assert trend(period, days) == [span.days for span in spans]


def test_days_are_the_streets_days() -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    begin, end = period.bounds(SHANGHAI)
    assert (begin.astimezone(UTC).isoformat(), end - begin) == ("2026-10-31T16:00:00+00:00", timedelta(days=30))
    assert period.before == Period(date(2026, 10, 2), date(2026, 10, 31)) and period.before.days == period.days
    assert standing(TODAY) == Period(date(2026, 8, 26), TODAY) and standing(TODAY).days == 90


def test_only_days_that_have_come_and_not_too_many_are_counted() -> None:
    assert period_of(TODAY, TODAY, TODAY).days == 1
    for first_on, last_on, code in (
        (TODAY, TODAY - timedelta(days=1), "insight.period_is_none"),
        (TODAY, TODAY + timedelta(days=1), "insight.period_is_none"),
        (date(2016, 1, 1), TODAY, "insight.period_too_long"),
        (date(1, 1, 1), date(1, 1, 2), "insight.period_too_early"),
    ):
        with pytest.raises(Refused) as refusal:
            period_of(first_on, last_on, TODAY)
        assert refusal.value.code == code


def test_one_person_alone_makes_nothing_hot_and_the_hottest_is_first() -> None:
    period = Period(date(2026, 9, 1), TODAY)
    alone = [member(1, TODAY, "林"), member(2, TODAY, "林")]
    two = [member(4, date(2026, 9, 2), "许"), member(3, date(2026, 11, 20), "林", "俞", likes=3, dislikes=1, is_solved=True)]
    many = [member(10 + number, TODAY, f"{number}") for number in range(5)]
    first, second = counted({UUID(int=1): alone, UUID(int=4): two, UUID(int=10): many}, period, SHANGHAI)
    assert (first.oldest_id, first.parts.reporters, first.recent, first.unsolved) == (UUID(int=10), 5, 5, 5)
    assert [each.ticket_id.int for each in second.members] == [4, 3]
    parts = second.parts
    assert (parts.reporters, parts.likes, parts.dislikes, parts.growth, parts.days, parts.unsolved) == (3, 3, 1, 0.5, 79, 0.5)
    assert sum(second.trend) == 2 and second.trend[0] == 1 and sum(parts.points) == pytest.approx(parts.heat)
    assert counted({}, period, SHANGHAI) == []
