"""When something is due: a start, a duration, pauses and extensions, counted on one version of a work calendar."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from django.utils.translation import gettext_noop

from linli.kernel.calendar.days import MINUTE, WorkCalendar
from linli.kernel.errors import Refused, refusals

NEVER: Final = 1 << 62


class Kind(StrEnum):
    """What a duration counts."""

    WORKING_DAYS = "working_days"
    WORKING_MINUTES = "working_minutes"
    PLAIN_MINUTES = "plain_minutes"


# More than any plan asks for, and far inside the years that can be counted.
LIMITS: Final = {Kind.WORKING_DAYS: 1_000, Kind.WORKING_MINUTES: 500_000, Kind.PLAIN_MINUTES: 1_500_000}


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of one kind; working hours are said in minutes."""

    kind: Kind
    amount: int

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LIMITS[self.kind]:
            raise Refused("calendar.bad_amount", amount=self.amount, limit=LIMITS[self.kind])


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; without an end it still does."""

    begins_at: datetime
    ends_at: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.ends_at is not None and self.ends_at <= self.begins_at:
            raise Refused("calendar.pause_backwards")


@dataclass(frozen=True, slots=True)
class Extension:
    """So many more of what the duration counts."""

    amount: int
    reason: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= max(LIMITS.values()):
            raise Refused("calendar.bad_amount", amount=self.amount, limit=max(LIMITS.values()))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A result with everything it was worked out from; `due_at` is None while an open pause holds the clock."""

    start_at: datetime
    duration: Duration
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    region: str
    version: int
    due_at: datetime | None
    unknown_years: tuple[int, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether a year without data was counted by weekends alone 暂按周末."""
        return bool(self.unknown_years)


class Count(NamedTuple):
    """How one kind counts: what has passed at a moment, when so much has passed, where it begins, what it needs."""

    passed: Callable[[int], int]
    when: Callable[[int], int]
    base: int
    need: int


def deadline(
    start_at: datetime,
    duration: Duration,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Deadline:
    """When the duration has passed. N working days end at the close of office hours of the Nth worked day after the start's day 次日起算.

    A pause takes out what the duration counts: minutes, office minutes, or those worked days at whose close the clock stood still.
    """
    start = calendar.moment(start_at)
    count = counting(start, duration.kind, duration.amount + sum(each.amount for each in extensions), calendar)
    due, held = _run(count, merged(pauses, calendar) if pauses else ())
    end = max(start, held if due is None else due)
    return Deadline(
        start_at=start_at,
        duration=duration,
        pauses=tuple(pauses),
        extensions=tuple(extensions),
        region=calendar.region,
        version=calendar.version,
        due_at=None if due is None else calendar.instant(due),
        unknown_years=() if duration.kind is Kind.PLAIN_MINUTES else calendar.unknown_years(start, end),
    )


def again(old: Deadline, calendar: WorkCalendar) -> Deadline:
    """The same start, duration, pauses and extensions on another version."""
    return deadline(old.start_at, old.duration, calendar, pauses=old.pauses, extensions=old.extensions)


def working_time(begin_at: datetime, end_at: datetime, calendar: WorkCalendar) -> timedelta:
    """Office time between two instants; nothing when the second is not later."""
    begin, end = calendar.moment(begin_at), calendar.moment(end_at)
    return timedelta(microseconds=max(0, calendar.worked_until(end) - calendar.worked_until(begin)))


def counting(start: int, kind: Kind, amount: int, calendar: WorkCalendar) -> Count:
    """How the kind counts from a start."""
    if kind is Kind.WORKING_DAYS:
        base = calendar.worked_days_through(start)
        return Count(calendar.closed_until, calendar.when_closed, base, base + amount)
    if kind is Kind.WORKING_MINUTES:
        base = calendar.worked_until(start)
        return Count(calendar.worked_until, calendar.when_worked, base, base + amount * MINUTE)
    return Count(_itself, _itself, start, start + amount * MINUTE)


def merged(pauses: Iterable[Pause], calendar: WorkCalendar) -> list[tuple[int, int]]:
    """The pauses in order, those that touch or overlap as one; an open one ends never."""
    found: list[tuple[int, int]] = []
    moments = sorted((calendar.moment(each.begins_at), NEVER if each.ends_at is None else calendar.moment(each.ends_at)) for each in pauses)
    for begin, end in moments:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def lost_in(count: Count, begin: int, end: int) -> int:
    """What a pause takes out of the count."""
    return max(0, count.passed(end) - max(count.passed(begin), count.base))


def _run(count: Count, pauses: Iterable[tuple[int, int]]) -> tuple[int | None, int]:
    """When the count is full; or None, and since when an open pause holds it."""
    need, due = count.need, count.when(count.need)
    for begin, end in pauses:
        # A pause that begins when everything has passed already comes too late.
        if begin >= due:
            break
        if end == NEVER:
            return None, begin
        need += lost_in(count, begin, end)
        due = count.when(need)
    return due, due


def _itself(moment: int) -> int:
    return moment


refusals(
    {
        "calendar.bad_amount": gettext_noop("A duration of {amount} cannot be counted. Enter a whole number from 1 to {limit}."),
        "calendar.pause_backwards": gettext_noop("A pause ends before it begins. Correct its two times."),
    }
)
