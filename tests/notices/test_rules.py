"""When a message goes: at once, in the morning, or when the quiet hours are over."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.notices.rules import Choice, digest, held_until

# Half past nine in the morning, and half past ten at night, in Shanghai.
DAY, NIGHT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC), datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
QUIET = Choice(quiet_from=time(21), quiet_until=time(7, 30))
CASES = [
    (Choice(), DAY, None),
    (QUIET, DAY, None),
    (QUIET, NIGHT, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
    (QUIET, NIGHT + timedelta(hours=5), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
    (QUIET, datetime(2026, 11, 23, 23, 30, tzinfo=UTC), None),
    (Choice(is_digest=True), DAY, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
    (Choice(is_digest=True), datetime(2026, 11, 23, 0, 0, tzinfo=UTC), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
    # Who sleeps longer than the morning gets the digest after it.
    (Choice(is_digest=True, quiet_from=time(22), quiet_until=time(9)), DAY, datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
    # A pause at noon.
    (Choice(quiet_from=time(12), quiet_until=time(14)), DAY + timedelta(hours=3), datetime(2026, 11, 23, 6, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("choice", "now", "held"), CASES)
def test_a_message_waits_for_the_hour_and_what_is_urgent_never(choice: Choice, now: datetime, held: datetime | None) -> None:
    assert held_until(choice, now, is_urgent=False) == held
    assert held_until(choice, now, is_urgent=True) is None


@given(begin=st.times(), end=st.times(), minutes=st.integers(0, 3_000), is_digest=st.booleans())
def test_it_never_waits_two_days_and_never_goes_in_quiet_hours(begin: time, end: time, minutes: int, is_digest: bool) -> None:
    begin, end = begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    if begin == end:
        return
    now = DAY + timedelta(minutes=minutes)
    goes = held_until(Choice(is_digest=is_digest, quiet_from=begin, quiet_until=end), now, is_urgent=False) or now
    assert now <= goes <= now + timedelta(days=2)
    at = (goes.astimezone(UTC) + timedelta(hours=8)).time()
    inside = [begin <= at < end] if begin < end else [at >= begin, at < end]
    assert not any(inside)


def test_hours_that_begin_and_never_end_are_refused() -> None:
    for wrong in (Choice(quiet_from=time(1)), Choice(quiet_until=time(1)), Choice(quiet_from=time(1), quiet_until=time(1))):
        with pytest.raises(Refused, match="Quiet hours"):
            wrong.check()
    QUIET.check()


def test_a_digest_counts_and_says_the_latest() -> None:
    assert digest(["a"]) == "a" and digest(["a", "b"]) == "2 new notices. The latest: b"
