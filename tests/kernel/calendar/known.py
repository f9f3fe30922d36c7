"""Calendars the tests count on: the announced one, and ways to say local times shortly."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from linli.kernel.calendar import Hours, WorkCalendar, seed

HOURS = [(540, 690), (780, 1020)]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def announced(years: tuple[int, ...] = tuple(range(2004, 2027)), hours: tuple[Hours, ...] = seed.HOURS) -> WorkCalendar:
    """The national calendar with these years entered."""
    days = {day.on: day for day in seed.announced() if day.on.year in years}
    return WorkCalendar(region="cn", version=1, hours=hours, days=days, years=frozenset(years), region_name="全国")


@cache
def entries() -> dict[date, bool]:
    """What the announcements say, read past the code under test."""
    constants = chinese_calendar.constants
    return dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)


def at(text: str) -> datetime:
    """The instant of a local time such as 2026-09-30 16:40."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def local(instant: datetime | None) -> str:
    """The instant as 2026-09-30 16:40, or nothing."""
    return "" if instant is None else f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
