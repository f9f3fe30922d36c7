"""What the organisation asks the work calendar: by when something is due, and which type of day it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from linli.kernel import calendar
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind, Line
from linli.kernel.calendar.queries import counted_on, in_use
from linli.org.rules.rota import DayType


@dataclass(frozen=True, slots=True)
class Filling:
    """By when a vacancy is to be filled, and everything the working is shown from."""

    due_at: datetime
    working: Any
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class DayKind:
    """What the calendar says about a day; a holiday or a make-up day by its name, and whether its year is not entered yet."""

    type: DayType
    name: str = ""
    is_provisional: bool = False


def fill_by(actor: Actor, since_at: datetime, days: int, used: calendar.WorkCalendar | None = None) -> Filling:
    """So many working days after a moment, on the calendar in use or on another version."""
    found = calendar.deadline(since_at, Duration(Kind.WORKING_DAYS, days), used or in_use(actor))
    # Only an open pause leaves a deadline without its moment, and there is none.
    return Filling(found.due_at or since_at, calendar.stored(found), found.is_provisional)


def workings_of(kept: Iterable[Any]) -> list[list[Line]]:
    """The working of each stored deadline, line by line, on the very version it was counted on; each version is read once."""
    found = [calendar.restored(each) for each in kept]
    versions = {(each.region, each.version): each for each in found}
    used = {key: counted_on(each) for key, each in versions.items()}
    return [calendar.derivation(each, used[each.region, each.version]) for each in found]


def day_kinds(actor: Actor, first: date, last: date) -> Mapping[date, DayKind]:
    """What the calendar in use says about each day of a stretch."""
    used = in_use(actor)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {on: _kind(used, on) for on in days}


def _kind(used: calendar.WorkCalendar, on: date) -> DayKind:
    entry = used.days.get(on)
    name, is_unknown = entry.name if entry else "", on.year not in used.years
    if used.is_working(on):
        return DayKind(DayType.WORKDAY, name, is_unknown)
    return DayKind(DayType.HOLIDAY if name else DayType.WEEKEND, name, is_unknown)
