"""The same deadlines counted minute by minute on a wall clock; shares nothing with the rule, takes and gives plain values."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

Stretch = tuple[datetime, datetime | None]


def is_worked(on: date, entries: dict[date, bool]) -> bool:
    """By its entry, otherwise Monday to Friday."""
    return entries.get(on, on.isoweekday() <= 5)


def is_open(at: datetime, entries: dict[date, bool], hours: Sequence[tuple[int, int]]) -> bool:
    """Whether the office is open in the minute that begins at `at`."""
    minute = at.hour * 60 + at.minute
    return is_worked(at.date(), entries) and any(begins <= minute < ends for begins, ends in hours)


def stands_still(at: datetime, pauses: Sequence[Stretch]) -> bool:
    """Whether any pause covers the minute that begins at `at`."""
    return any(begin <= at and (end is None or at < end) for begin, end in pauses)


def due(
    start: datetime,
    kind: str,
    amount: int,
    *,
    entries: dict[date, bool],
    hours: Sequence[tuple[int, int]],
    pauses: Sequence[Stretch] = (),
) -> datetime | None:
    """Local time at which everything has passed; None when an open pause never lets it."""
    at, left = start, amount
    last_begin = max((begin for begin, _ in pauses), default=start)
    closing = hours[-1][1]
    while True:
        following = at + timedelta(minutes=1)
        still = stands_still(at, pauses)
        if still and at > last_begin and any(end is None and begin <= at for begin, end in pauses):
            return None
        if not still:
            if kind == "plain_minutes":
                left -= 1
            elif kind == "working_minutes":
                left -= is_open(at, entries, hours)
            else:
                # A worked day after the start's is over when its last office minute is.
                is_last = at.hour * 60 + at.minute == closing - 1
                left -= is_last and at.date() > start.date() and is_worked(at.date(), entries)
            if left == 0:
                return following
        at = following


def office_minutes(begin: datetime, end: datetime, *, entries: dict[date, bool], hours: Sequence[tuple[int, int]]) -> int:
    """Minutes between the two in which the office is open."""
    minutes = int((end - begin).total_seconds()) // 60
    return sum(is_open(begin + timedelta(minutes=number), entries, hours) for number in range(minutes))
