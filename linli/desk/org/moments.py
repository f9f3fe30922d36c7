"""Days as forms name them, and the moments that are meant."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from linli.kernel import clock
from linli.kernel.errors import Refused, refusals

refusals({"desk.bad_day": gettext_noop("“{text}” is no day. Write it as year-month-day, such as 2026-11-20.")})

# Earlier nothing was drawn, later nothing is planned.
FIRST_YEAR, LAST_YEAR = 1949, 2199


def today() -> date:
    """The day it is in the subdistrict."""
    return timezone.localtime(clock.now()).date()


def day_of(text: str) -> date | None:
    """The day written in a form; None where nothing is written."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("desk.bad_day", text=text[:20]) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("desk.bad_day", text=text[:20])
    return day


def as_of(text: str) -> datetime:
    """The last moment of a day, which is now for today and where nothing is written."""
    day = day_of(text)
    if day is None or day == today():
        return clock.now()
    return _midnight(day + timedelta(days=1)) - timedelta(microseconds=1)


def effective_from(text: str) -> datetime:
    """From when something holds: the first moment of a day, or now for today and where nothing is written."""
    day = day_of(text)
    return clock.now() if day is None or day == today() else _midnight(day)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
