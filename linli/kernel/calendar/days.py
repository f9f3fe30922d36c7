"""Which days and which hours are worked: one immutable version of one region's work calendar, with sums laid down once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099
MINUTE: Final = 60_000_000
DAY: Final = 1_440 * MINUTE
_FIRST: Final = date(FIRST_YEAR, 1, 1)
_DAYS: Final = (date(LAST_YEAR + 1, 1, 1) - _FIRST).days
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day that differs from the plain week, or a weekend day that a holiday covers: off 放假 or worked 上班, and its holiday's name."""

    on: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A stretch of office hours in minutes after local midnight; what lies between two stretches is the lunch break."""

    begins_minute: int
    ends_minute: int


def check_hours(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """The stretches in order; refused when there is none, or one ends before it begins or overlaps the next."""
    ordered = tuple(sorted(hours))
    if not ordered:
        raise Refused("calendar.no_hours")
    for each in ordered:
        if not 0 <= each.begins_minute < each.ends_minute <= 1_440:
            raise Refused("calendar.hours_backwards", begins=clock_text(each.begins_minute), ends=clock_text(each.ends_minute))
    for before, after in pairwise(ordered):
        if after.begins_minute < before.ends_minute:
            raise Refused("calendar.hours_overlap", begins=clock_text(after.begins_minute), ends=clock_text(before.ends_minute))
    return ordered


def clock_text(minute: int) -> str:
    """Minutes after midnight as a clock shows them; 24:00 is the end of the day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class _Sums:
    """For each day since the first: worked days before it; the worked days in order; days of unknown years before it."""

    worked_before: list[int]
    worked: list[int]
    unknown_before: list[int]


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """One version of a region's calendar. Moments inside are whole microseconds since the first local midnight it knows."""

    region: str
    version: int
    hours: tuple[Hours, ...]
    days: Mapping[date, Day]
    years: frozenset[int]
    region_name: str = ""
    zone: str = "Asia/Shanghai"
    # Said once, because every deadline needs it: the first local midnight as an instant.
    begin: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hours", check_hours(self.hours))
        object.__setattr__(self, "begin", datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _steady_offset(self.zone))

    def moment(self, instant: datetime) -> int:
        """The instant as this calendar counts; refused outside the years it can count in."""
        since = instant - self.begin
        moment = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        if not 0 <= moment < _DAYS * DAY:
            raise Refused("calendar.out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        return moment

    def instant(self, moment: int) -> datetime:
        """The moment as an instant in UTC."""
        return self.begin + timedelta(microseconds=moment)

    def local(self, instant: datetime) -> datetime:
        """The instant as a clock on the wall shows it."""
        return instant.astimezone(ZoneInfo(self.zone))

    def day_of(self, moment: int) -> date:
        """The local day of a moment."""
        return _FIRST + timedelta(days=moment // DAY)

    def is_working(self, on: date) -> bool:
        """Whether the day is worked: by its entry, or where it has none by the plain week."""
        entry = self.days.get(on)
        return on.weekday() < _SATURDAY if entry is None else entry.is_working

    @cached_property
    def worked_per_day(self) -> int:
        """Office hours of a worked day in microseconds."""
        return sum(each.ends_minute - each.begins_minute for each in self.hours) * MINUTE

    @cached_property
    def closes(self) -> int:
        """The close of office hours in microseconds after midnight."""
        return self.hours[-1].ends_minute * MINUTE

    @cached_property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Begin and end of each stretch of office hours in microseconds after midnight."""
        return tuple((each.begins_minute * MINUTE, each.ends_minute * MINUTE) for each in self.hours)

    @cached_property
    def _sums(self) -> _Sums:
        worked_before, worked, unknown_before = [0], [], [0]
        for number in range(_DAYS):
            on = _FIRST + timedelta(days=number)
            if self.is_working(on):
                worked.append(number)
            worked_before.append(len(worked))
            unknown_before.append(unknown_before[-1] + (on.year not in self.years))
        return _Sums(worked_before, worked, unknown_before)

    def worked_until(self, moment: int) -> int:
        """Office time in microseconds from the first day to the moment."""
        number, of_day = divmod(moment, DAY)
        before = self._sums.worked_before
        total = before[number] * self.worked_per_day
        if before[number + 1] > before[number]:
            for begins, ends in self.stretches:
                if of_day <= begins:
                    break
                total += min(of_day, ends) - begins
        return total

    def when_worked(self, worked: int) -> int:
        """The first moment at which so much office time has passed since the first day."""
        # One less, so that a whole number of days ends at the close of the last and not at the opening of the next.
        days, rest = divmod(worked - 1, self.worked_per_day)
        rest += 1
        for begins, ends in self.stretches[:-1]:
            if rest <= ends - begins:
                break
            rest -= ends - begins
        else:
            begins = self.stretches[-1][0]
        return self._worked_day(days) * DAY + begins + rest

    def closed_until(self, moment: int) -> int:
        """How many worked days have had their close of office hours by the moment, that very moment included."""
        number, of_day = divmod(moment, DAY)
        return self._sums.worked_before[number + (of_day >= self.closes)]

    def when_closed(self, count: int) -> int:
        """The close of office hours of the worked day that is number `count` since the first."""
        return self._worked_day(count - 1) * DAY + self.closes

    def worked_days_through(self, moment: int) -> int:
        """How many worked days there are up to the local day of the moment, that day included."""
        return self._sums.worked_before[moment // DAY + 1]

    def unknown_years(self, first: int, last: int) -> tuple[int, ...]:
        """The years without data that lie between two moments; the last one is the end of a stretch."""
        from_day, to_day = first // DAY, max(first, last - 1) // DAY
        before = self._sums.unknown_before
        if before[to_day + 1] == before[from_day]:
            return ()
        years = range(self.day_of(first).year, (_FIRST + timedelta(days=to_day)).year + 1)
        return tuple(year for year in years if year not in self.years)

    def _worked_day(self, number: int) -> int:
        worked = self._sums.worked
        if number >= len(worked):
            raise Refused("calendar.out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        return worked[number]


def _steady_offset(zone: str) -> timedelta:
    """The zone's distance from UTC; a zone that moves its clocks in these years would need sums of its own for each day."""
    found = {
        datetime(year, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13)
    }
    offset = found.pop()
    if found or offset is None:
        raise ValueError(f"the clocks of {zone} are moved between {FIRST_YEAR} and {LAST_YEAR}; work calendars cannot count there")
    return offset


refusals(
    {
        "calendar.no_hours": gettext_noop("There are no office hours. Enter at least one stretch, such as 09:00–11:30."),
        "calendar.hours_backwards": gettext_noop("Office hours from {begins} to {ends} end before they begin. Correct the two times."),
        "calendar.hours_overlap": gettext_noop(
            "Office hours that begin at {begins} overlap those that end at {ends}. Let the second begin after the first has ended."
        ),
        "calendar.out_of_range": gettext_noop("Deadlines can be counted from {first} to {last} only. Correct the date."),
    }
)
