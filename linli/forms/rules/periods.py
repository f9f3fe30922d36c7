"""The stretch of days that one filling of a form is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from linli.forms.rules.kinds import Frequency

# A form that is filled once is about all time; one more day must still be a day.
_EVER: Final = (date(2000, 1, 1), date(9998, 12, 31))
_MONTHS: Final[Mapping[Frequency, int]] = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}
_ORDER: Final = tuple(Frequency)


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which, both included."""

    begins_on: date
    ends_on: date


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where that one is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    first = date(whole // 12, whole % 12 + 1, 1)
    following = date((whole + 1) // 12, (whole + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def period_of(frequency: Frequency, day: date) -> Period:
    """The period in which a day lies."""
    if frequency is Frequency.ONCE:
        return Period(*_EVER)
    if frequency is Frequency.WEEKLY:
        begins_on = day - timedelta(days=day.weekday())
        return Period(begins_on, begins_on + timedelta(days=6))
    length = _MONTHS[frequency]
    begins_on = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(begins_on, months_after(begins_on, length) - timedelta(days=1))


def period_before(frequency: Frequency, period: Period) -> Period:
    """The one before it; a form that is filled once has only one."""
    return period if frequency is Frequency.ONCE else period_of(frequency, period.begins_on - timedelta(days=1))


def label_of(frequency: Frequency, period: Period) -> str:
    """How the period is written: 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026; nothing for all time."""
    day = period.begins_on
    if frequency is Frequency.ONCE:
        return ""
    if frequency is Frequency.WEEKLY:
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    part = {Frequency.MONTHLY: f"-{day.month:02d}", Frequency.QUARTERLY: f"-Q{(day.month + 2) // 3}"}
    return f"{day.year}{part.get(frequency, f'-H{(day.month + 5) // 6}' if frequency is Frequency.HALF_YEARLY else '')}"


def covers(other: Frequency, own: Frequency) -> bool:
    """Whether who answers the other form has answered within the period of this one: it is filled at least as often."""
    return _ORDER.index(other) >= _ORDER.index(own)
