"""What pauses, extensions and another class do to clocks that run already."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from linli.kernel.calendar import Deadline, Duration, Extension, Kind, Pause, WorkCalendar, again, deadline
from linli.tickets.rules.clocks import SINCE_INTAKE, Plan

# What is contested is decided within one working day 疑难会商.
CONTESTED: Final = Duration(Kind.WORKING_DAYS, 1)


def paused(old: Deadline, pause: Pause, calendar: WorkCalendar) -> Deadline:
    """The clock stands still from when until when."""
    return again(replace(old, pauses=(*old.pauses, pause)), calendar)


def is_paused(old: Deadline, at: datetime) -> bool:
    """Whether it stands still now."""
    return any(_lasts(each, at) for each in old.pauses)


def resumed(old: Deadline, at: datetime, calendar: WorkCalendar) -> Deadline:
    """The pause ends here, however long it was meant to last; one that has not passed a moment never was."""
    cut = [replace(each, ends_at=at) if _lasts(each, at) else each for each in old.pauses if not _lasts(each, at) or each.begins_at < at]
    return again(replace(old, pauses=tuple(cut)), calendar)


def extended(old: Deadline, extension: Extension, calendar: WorkCalendar) -> Deadline:
    """The clock has so many more of what it counts."""
    return again(replace(old, extensions=(*old.extensions, extension)), calendar)


def with_duration(old: Deadline, duration: Duration, calendar: WorkCalendar) -> Deadline:
    """The clock from its own start with another duration; what was granted in other units cannot be carried over."""
    kept = old.extensions if duration.kind is old.duration.kind else ()
    return deadline(old.start_at, duration, calendar, pauses=old.pauses, extensions=kept)


def with_class(kept: Plan, new: Plan) -> Plan:
    """The plan of a ticket whose class was corrected: what runs since intake stays, every stage is as the new class says."""
    # A promise to the reporter does not move because somebody chose the wrong class at first.
    stages = {clock: duration for clock, duration in new.durations.items() if clock not in SINCE_INTAKE}
    since = {clock: duration for clock, duration in kept.durations.items() if clock in SINCE_INTAKE}
    return replace(kept, durations={**stages, **since})


def same_day(at: datetime, calendar: WorkCalendar) -> datetime:
    """The close of office hours of the same working day; after it, or on a day off, of the next."""
    return calendar.instant(calendar.when_closed(calendar.closed_until(calendar.moment(at)) + 1))


def _lasts(pause: Pause, at: datetime) -> bool:
    return pause.ends_at is None or pause.ends_at > at
