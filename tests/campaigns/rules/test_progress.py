"""What is left, at which pace, until when."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.campaigns.rules import progress as rules
from linli.campaigns.rules.progress import Span
from linli.kernel.errors import Refused

FIRST = date(2026, 11, 3)
SPAN = Span(FIRST, date(2026, 11, 30))
DAYS = st.integers(-40, 60).map(lambda number: FIRST + timedelta(days=number))


def test_the_even_plan_of_the_round_stands_where_its_page_says() -> None:
    """2,780 shops from the 3rd to the 30th: on the 24th an even pace leaves 618, so 350 left are 268 ahead."""
    assert rules.even_left(2780, SPAN, date(2026, 11, 24)) - 350 == 268


@given(st.integers(0, 5000), st.integers(1, 366), st.integers(-10, 400))
def test_the_even_plan_falls_from_the_whole_to_nothing(whole: int, days: int, at: int) -> None:
    span = Span(FIRST, FIRST + timedelta(days=days))
    day = FIRST + timedelta(days=at)

    left = rules.even_left(whole, span, day)

    assert 0 <= left <= whole
    assert left >= rules.even_left(whole, span, day + timedelta(days=1))
    assert left == (whole if day <= FIRST else 0 if day >= span.ends_on else left)


@given(st.lists(DAYS, max_size=60), DAYS)
def test_the_burn_down_is_a_count_by_hand(done_on: list[date], today: date) -> None:
    points = rules.burn_down(100, Counter(done_on), SPAN, today)

    assert points[0] == (FIRST - timedelta(days=1), 100 - sum(day < FIRST for day in done_on))
    for day, left in points[1:]:
        assert left == 100 - len([each for each in done_on if each <= day])
    assert [day for day, _ in points[1:]] == [
        FIRST + timedelta(days=number) for number in range(28) if FIRST + timedelta(days=number) <= today
    ]


@pytest.mark.parametrize(
    ("left", "per_day", "through_on"),
    [
        ([100, 90, 80], 10.0, date(2026, 11, 12)),
        # Only the last seven days tell the pace.
        ([1000, *range(100, 28, -10)], 10.0, date(2026, 11, 13)),
        ([100, 100], 0.0, None),
        ([100], 0.0, None),
        ([100, 120], -20.0, None),
        ([5, 0], 5.0, date(2026, 11, 3)),
    ],
)
def test_the_pace_of_the_last_week_is_carried_on(left: list[int], per_day: float, through_on: date | None) -> None:
    points = [(FIRST + timedelta(days=number - 1), rest) for number, rest in enumerate(left)]

    found = rules.forecast(points)

    assert found.per_day == per_day
    assert found.through_on == through_on


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_span_that_is_none_is_refused(days: int) -> None:
    with pytest.raises(Refused) as refused:
        rules.checked_span(FIRST, FIRST + timedelta(days=days))
    assert refused.value.code == "campaigns.bad_span"


def test_a_span_counts_its_nights() -> None:
    assert rules.checked_span(FIRST, date(2026, 11, 30)).days == 27
