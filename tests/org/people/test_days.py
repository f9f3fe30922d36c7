"""The street's days, whatever the server's clock calls them."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from linli.org.rules.people import begin_of, day_of


def test_a_day_begins_at_the_streets_midnight() -> None:
    assert begin_of(date(2026, 11, 22)) == datetime(2026, 11, 21, 16, tzinfo=UTC)


@given(st.dates(date(2004, 1, 1), date(2099, 12, 31)))
def test_the_first_moment_of_a_day_belongs_to_it(day: date) -> None:
    assert day_of(begin_of(day)) == day
