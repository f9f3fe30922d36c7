"""How often a partner may call, by the minute and by the street's day."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.kernel.errors import Refused
from linli.tickets.rules.partners import QUOTA_LIMIT, Quota, Span, Used, begins, check_quota, checked_rights, seconds_left

NIGHT = datetime(2026, 11, 23, 15, 59, 30, tzinfo=UTC)


def test_the_day_is_the_streets_and_ends_at_its_midnight() -> None:
    assert begins(Span.DAY, NIGHT) == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert begins(Span.MINUTE, NIGHT) == NIGHT - timedelta(seconds=30)
    assert begins(Span.DAY, NIGHT + timedelta(seconds=30)) == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert seconds_left(Span.DAY, NIGHT) == seconds_left(Span.MINUTE, NIGHT) == 31


@pytest.mark.parametrize(("used", "says"), [(Used(2, 2), "in a minute"), (Used(1, 10), "in a day"), (Used(5, 11), "in a day")])
def test_one_call_too_many_is_refused_and_one_fewer_is_not(used: Used, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_quota(Quota(2, 10), used, NIGHT)
    check_quota(Quota(2, 10), Used(1, 9), NIGHT)


@pytest.mark.parametrize("quota", [Quota(0, 1), Quota(1, 0), Quota(QUOTA_LIMIT + 1, 1)])
def test_a_quota_that_cannot_be_meant_is_refused_by_name(quota: Quota) -> None:
    with pytest.raises(Refused, match="Calls a"):
        quota.check()
    Quota().check()


def test_rights_come_from_the_list() -> None:
    assert checked_rights(["partners.read_own", "tickets.open", "tickets.open"]) == ["tickets.open", "partners.read_own"]
    for wrong in ([], ["tickets.read_reporter"]):
        with pytest.raises(Refused, match="Rights"):
            checked_rights(wrong)
