"""What a calendar's entries must be: read from what somebody typed or sent, and refused by row and field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.calendar.days import FIRST_YEAR, LAST_YEAR, Day, Hours
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions
from linli.kernel.text import clean_text

NAME_LIMIT: Final = 40
REMARK_LIMIT: Final = 200
# A year has some forty; more than a third of all days is no calendar any more.
DAYS_LIMIT: Final = 150
STRETCHES_LIMIT: Final = 4
# The columns of the spreadsheet are Chinese in every language: one file serves all.
DATE, KIND, NAME = "日期", "类型", "名称"
OFF, WORKED = "放假", "上班"
_SATURDAY: Final = 5
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
_CLOCK: Final = re.compile(r"(\d{1,2})[:：](\d{2})")


class Permission(StrEnum):
    """What a membership may include about calendars."""

    PUBLISH = "calendar.publish"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was typed or stood in the sheet."""

    row: int
    on: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one day; None where it has no entry of its own."""

    on: date
    before: Day | None
    after: Day | None


def read_days(entries: Iterable[Entry], year: int) -> list[Day]:
    """The days of a year in order; refused with row and field at the first that is none."""
    check_year(year)
    found: dict[date, tuple[int, Day]] = {}
    for entry in entries:
        day = _day(entry, year)
        if day.on in found:
            raise Refused("calendar.day_twice", row=entry.row, on=day.on.isoformat(), other=found[day.on][0])
        if len(found) == DAYS_LIMIT:
            raise Refused("calendar.too_many_days", limit=DAYS_LIMIT)
        found[day.on] = (entry.row, day)
    if not found:
        raise Refused("calendar.year_empty", year=year)
    return sorted(day for _, day in found.values())


def check_remark(text: str) -> str:
    """The publisher's remark, cleaned."""
    return clean_text(text, field=gettext("remark"), limit=REMARK_LIMIT, required=False)


def check_year(year: int) -> None:
    """Refuse a year that no deadline can be counted in."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("calendar.out_of_range", first=FIRST_YEAR, last=LAST_YEAR)


def _day(entry: Entry, year: int) -> Day:
    on = read_date(entry.on, row=entry.row)
    if on.year != year:
        raise Refused("calendar.other_year", row=entry.row, on=on.isoformat(), year=year)
    if entry.kind.strip() not in {OFF, WORKED}:
        raise Refused("calendar.bad_kind", row=entry.row, kind=entry.kind, off=OFF, worked=WORKED)
    field = gettext("row {row}, name").format(row=entry.row)
    return Day(on, entry.kind.strip() == WORKED, clean_text(entry.name, field=field, limit=NAME_LIMIT))


def read_date(text: str, *, row: int) -> date:
    """A date as people here write it; a thirteenth month or a 30 February is said to be none."""
    found = _DATE.fullmatch(text.strip())
    if found:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    raise Refused("calendar.bad_date", row=row, text=text[:40])


def read_hours(stretches: Sequence[tuple[str, str]]) -> list[Hours]:
    """Office hours from pairs of clock times; pairs left empty are left out."""
    found = []
    for number, (begins, ends) in enumerate(stretches, start=1):
        if begins.strip() or ends.strip():
            found.append(Hours(_minute(begins, number), _minute(ends, number)))
    return found


def _minute(text: str, number: int) -> int:
    found = _CLOCK.fullmatch(text.strip())
    if found:
        hour, minute = int(found[1]), int(found[2])
        if (hour, minute) == (24, 0):
            return 1_440
        try:
            time(hour, minute)
        except ValueError:
            pass
        else:
            return hour * 60 + minute
    raise Refused("calendar.bad_clock", number=number, text=text[:40])


def changes(before: Mapping[date, Day], after: Iterable[Day], year: int) -> list[Change]:
    """Every day of the year whose entry is another afterwards."""
    wanted = {day.on: day for day in after}
    present = {on: day for on, day in before.items() if on.year == year}
    return [Change(on, present.get(on), wanted.get(on)) for on in sorted({*wanted, *present}) if present.get(on) != wanted.get(on)]


def surprises(days: Iterable[Day]) -> list[Day]:
    """Make-up days on a day that is worked anyway: allowed, but more often a slip than meant."""
    return [day for day in days if day.is_working and day.on.weekday() < _SATURDAY]


def on_weekends(days: Iterable[Day]) -> list[Day]:
    """Days off on a weekend that would be off anyway, as most holidays have some."""
    return [day for day in days if not day.is_working and day.on.weekday() >= _SATURDAY]


def register() -> None:
    """Make the verb and the permission of calendars known to the house."""
    permissions({Permission.PUBLISH: gettext_noop("Publish work calendars")})
    verbs.register("calendar.adopted", facts={"region": str, "version": int, "before": int, "years": str, "remark": str})


refusals(
    {
        "calendar.bad_date": gettext_noop("Row {row}, date: “{text}” is not a date. Write it like 2027-02-06."),
        "calendar.other_year": gettext_noop("Row {row}, date: {on} does not belong to {year}. Enter it on the page of its own year."),
        "calendar.bad_kind": gettext_noop("Row {row}, kind: “{kind}” is neither {off} nor {worked}. Write one of the two."),
        "calendar.day_twice": gettext_noop("Row {row}, date: {on} stands in row {other} already. Remove one of them."),
        "calendar.too_many_days": gettext_noop("There are more than {limit} days. Enter only days off and make-up days, not every day."),
        "calendar.year_empty": gettext_noop("There is no day for {year}. Enter at least one day off."),
        "calendar.bad_clock": gettext_noop("Office hours, stretch {number}: “{text}” is not a time. Write it like 09:00."),
        "calendar.too_many_stretches": gettext_noop("There are more than {limit} stretches of office hours. Join those that touch."),
        "calendar.no_change": gettext_noop("Nothing is different from the version in use. Change a day or the hours first."),
    }
)
