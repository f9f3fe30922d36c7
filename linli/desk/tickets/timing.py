"""What is left of a clock, in words and with a shape; and how a deadline was worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from linli.kernel.calendar import Kind, WorkCalendar, derivation, restored, working_time
from linli.kernel.calendar import queries as calendars
from linli.kernel.calendar.derivation import Line
from linli.tickets.rules.clocks import CLOCK_WORDS, Clock

WHOLE: Final = 100
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """How a clock stands: its state by shape, what is left, and the exact moment."""

    state: str
    left: str
    due_at: datetime
    is_late: bool
    now: datetime

    @property
    def exact(self) -> str:
        """The moment as a clerk writes it."""
        return exact(self.due_at, self.now)


@dataclass(frozen=True, slots=True)
class Dial:
    """A running clock as the ticket's page shows it; `used` is in hundredths of its time."""

    kind: str
    words: str
    due: Due
    used: int
    is_cut: bool
    is_provisional: bool
    working: Sequence[Line]


def clock_words(kind: str) -> str:
    """What the clock is about; one that has no words yet shows its code."""
    return gettext(CLOCK_WORDS.get(kind, kind))


def due_of(due_at: datetime, now: datetime, yellow_at: datetime | None = None) -> Due:
    """Green while there is time, yellow at three quarters, red when it is over."""
    is_late = now > due_at
    state = "stop" if is_late else "watch" if yellow_at is not None and now >= yellow_at else "ok"
    return Due(state, _left(get_language(), _minutes(abs(due_at - now)), is_late=is_late), due_at, is_late, now)


def exact(moment: datetime, now: datetime) -> str:
    """The moment as a clerk writes it: without the year while that is this one."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def _minutes(span: timedelta) -> int:
    return max(1, int(span / MINUTE))


# A page of the queue has fifty of them, and another page mostly the same ones.
@lru_cache(maxsize=4096)
def _left(_language: str | None, minutes: int, *, is_late: bool) -> str:
    left = gettext("late by {span}") if is_late else gettext("{span} left")
    return left.format(span=_words_of(minutes))


def _words_of(minutes: int) -> str:
    """A span as one would say it: minutes below an hour, hours below a day, then days."""
    if minutes < 60:
        return gettext("{minutes} min").format(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 3 and rest:
        return gettext("{hours} h {minutes} min").format(hours=hours, minutes=rest)
    if hours < 24:
        return gettext("{hours} h").format(hours=hours)
    return ngettext("{days} day", "{days} days", hours // 24).format(days=hours // 24)


def plan_words(plan: Mapping[str, Any], *, knows_door: bool) -> str:
    """Whose rule gave so much time: the clock plan the ticket was taken down by; each door has its own, so it is for who may know it."""
    version = plan.get("version")
    return gettext("clock plan, version {version}").format(version=version) if version and knows_door else ""


def dial_of(row: Any, now: datetime, calendar: WorkCalendar, *, knows_door: bool = True, because: str = "") -> Dial:
    """A clock with its working line by line; one whose day somebody gave has none, or says who gave it where one may know the door."""
    found = None if row.derivation is None else restored(row.derivation)
    counted = calendar if found is None or found.version == calendar.version else calendars.counted_on(found)
    is_plain = found is not None and found.duration.kind is Kind.PLAIN_MINUTES
    return Dial(
        kind=row.kind,
        words=clock_words(row.kind),
        due=due_of(row.due_at, now, row.yellow_at),
        used=_used(row, now, None if is_plain else counted),
        is_cut=row.is_cut,
        is_provisional=row.is_provisional,
        working=_given(row, now, knows_door=knows_door) if found is None else derivation(found, counted, because=because),
    )


def _given(row: Any, now: datetime, *, knows_door: bool) -> list[Line]:
    """The working of a whole time whose end who sent the order gave: nothing was counted here."""
    if row.kind != Clock.OVERALL or not knows_door:
        return []
    return [
        Line(gettext("Start"), exact(row.start_at, now), gettext("counted since intake and never begun again")),
        Line(
            pgettext("working of a deadline", "Given"),
            exact(row.due_at, now),
            gettext("their deadline, as who sent it says; our own plan does not count"),
        ),
        Line(pgettext("working of a deadline", "Due"), exact(row.due_at, now), is_result=True),
    ]


def _used(row: Any, now: datetime, calendar: WorkCalendar | None) -> int:
    """How much of the time is used, in hundredths, counted as the clock counts."""

    def passed(until: datetime) -> timedelta:
        return until - row.start_at if calendar is None else working_time(row.start_at, until, calendar)

    whole = passed(row.due_at)
    if whole <= timedelta():
        return WHOLE if now >= row.due_at else 0
    return max(0, min(WHOLE, int(WHOLE * passed(now) / whole)))
