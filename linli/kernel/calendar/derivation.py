"""The working of a deadline, line by line, so that a clerk with a wall calendar can follow it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.translation import gettext, ngettext, pgettext

from linli.kernel.calendar.days import MINUTE, WorkCalendar
from linli.kernel.calendar.deadlines import NEVER, Count, Deadline, Kind, Pause, counting, lost_in

# So many runs of days are named one by one; more of them are counted.
_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: what it is, what it gives, why."""

    term: str
    value: str
    why: str = ""
    is_result: bool = False
    is_provisional: bool = False


def derivation(found: Deadline, calendar: WorkCalendar, *, because: str = "") -> list[Line]:
    """Start, duration, extensions, calendar, pauses, result; `because` says whose rule set the duration."""
    start = calendar.moment(found.start_at)
    amount = found.duration.amount + sum(each.amount for each in found.extensions)
    count = counting(start, found.duration.kind, amount, calendar)
    plain_due = count.when(count.need)
    say = _Saying(calendar, found)
    lines = [
        Line(gettext("Start"), say.moment(found.start_at), _start_note(found, calendar, say)),
        Line(pgettext("working of a deadline", "Add"), amount_text(found.duration.kind, found.duration.amount), because),
    ]
    lines += [Line(gettext("Extend"), amount_text(found.duration.kind, each.amount), each.reason) for each in found.extensions]
    if found.duration.kind is not Kind.PLAIN_MINUTES:
        first = start if found.duration.kind is Kind.WORKING_MINUTES else start + 1_440 * MINUTE
        lines.append(
            Line(gettext("Calendar"), gettext("to {moment}").format(moment=say.at(plain_due)), say.calendar_note(first, plain_due))
        )
    lines += _pause_lines(found, calendar, count, say)
    return [*lines, _result(found, plain_due, say)]


def amount_text(kind: Kind, amount: int) -> str:
    """The duration in words: 5 working days, 2 h 30 min of office time, 30 min."""
    if kind is Kind.WORKING_DAYS:
        return ngettext("{days} working day", "{days} working days", amount).format(days=amount)
    hours, minutes = divmod(amount, 60)
    parts = []
    if hours:
        parts.append(gettext("{hours} h").format(hours=hours))
    if minutes or not hours:
        parts.append(gettext("{minutes} min").format(minutes=minutes))
    text = " ".join(parts)
    return gettext("{time} of office time").format(time=text) if kind is Kind.WORKING_MINUTES else text


def _start_note(found: Deadline, calendar: WorkCalendar, say: "_Saying") -> str:
    if found.duration.kind is Kind.WORKING_DAYS:
        return gettext("counted from the next day")
    start = calendar.moment(found.start_at)
    if found.duration.kind is Kind.PLAIN_MINUTES:
        return gettext("counted day and night")
    # The first office minute ends one minute after it begins; where the office is open that is now.
    begins = calendar.when_worked(calendar.worked_until(start) + 1) - 1
    return "" if begins <= start else gettext("the office is closed; counted from {moment}").format(moment=say.at(begins))


def pause_shares(found: Deadline, calendar: WorkCalendar, count: Count) -> list[tuple[Pause, int | None]]:
    """Each pause in order with what it takes out; what overlaps an earlier one is not taken out twice. None where it is open."""
    shares: list[tuple[Pause, int | None]] = []
    covered = 0
    for pause in sorted(found.pauses, key=lambda each: each.begins_at):
        begin = max(covered, calendar.moment(pause.begins_at))
        # What begins when everything has passed comes too late.
        is_late = found.due_at is not None and pause.begins_at >= found.due_at
        if pause.ends_at is None:
            shares.append((pause, 0 if is_late else None))
            covered = NEVER
            continue
        end = calendar.moment(pause.ends_at)
        shares.append((pause, 0 if is_late or end <= begin else lost_in(count, begin, end)))
        covered = max(covered, end)
    return shares


def _pause_lines(found: Deadline, calendar: WorkCalendar, count: Count, say: "_Saying") -> list[Line]:
    lines = []
    for pause, lost in pause_shares(found, calendar, count):
        if pause.ends_at is None:
            when = gettext("since {begin}").format(begin=say.moment(pause.begins_at))
        else:
            when = gettext("{begin} to {end}").format(begin=say.moment(pause.begins_at), end=say.moment(pause.ends_at))
        value = gettext("still open") if lost is None else _lost_text(found.duration.kind, lost)
        lines.append(Line(gettext("Pause"), value, _joined([when, pause.reason])))
    return lines


def _lost_text(kind: Kind, lost: int) -> str:
    if not lost:
        return gettext("nothing")
    return amount_text(kind, lost if kind is Kind.WORKING_DAYS else -(-lost // MINUTE))


def _result(found: Deadline, plain_due: int, say: "_Saying") -> Line:
    if found.due_at is None:
        return Line(
            pgettext("working of a deadline", "Due"), gettext("stands still"), gettext("counted on when the pause ends"), is_result=True
        )
    notes = []
    due = say.calendar.moment(found.due_at)
    if due > plain_due and found.duration.kind is not Kind.PLAIN_MINUTES:
        notes.append(say.skipped(plain_due, due))
    if found.unknown_years:
        years = "、".join(str(year) for year in found.unknown_years)
        notes.append(gettext("{years} counted by weekends only: its holidays are not entered yet").format(years=years))
    return Line(
        pgettext("working of a deadline", "Due"),
        say.moment(found.due_at),
        _joined(notes),
        is_result=True,
        is_provisional=found.is_provisional,
    )


class _Saying:
    """How one working says its days: without the year where all are of the same."""

    def __init__(self, calendar: WorkCalendar, found: Deadline) -> None:
        self.calendar = calendar
        moments = [found.start_at, *([found.due_at] if found.due_at else [])]
        self.shows_year = len({calendar.local(each).year for each in moments}) > 1

    def day(self, on: date) -> str:
        """10-08, or with its year."""
        return f"{on:%Y-%m-%d}" if self.shows_year else f"{on:%m-%d}"

    def moment(self, instant: datetime) -> str:
        """10-08 周四 16:40."""
        there = self.calendar.local(instant)
        return f"{self.day(there.date())} {weekday(there.date())} {there:%H:%M}"

    def at(self, moment: int) -> str:
        """The same for a moment as the calendar counts."""
        return self.moment(self.calendar.instant(moment))

    def calendar_note(self, first: int, last: int) -> str:
        """Which calendar was used, and which days it left out or put in."""
        name = self.calendar.region_name or self.calendar.region
        used = gettext("work calendar {name}, version {version}").format(name=name, version=self.calendar.version)
        return _joined([used, self.skipped(first, last)], separator=gettext("; "))

    def skipped(self, first: int, last: int) -> str:
        """Holidays and weekends left out and make-up days counted, on the local days of this stretch."""
        begin, end = self.calendar.day_of(first), self.calendar.day_of(max(first, last - 1))
        days = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
        return _joined([*self._holidays(days), *self._weekends(days), *self._made_up(days)], separator=gettext("; "))

    def _holidays(self, days: Iterable[date]) -> list[str]:
        entries = [self.calendar.days.get(on) for on in days]
        runs = []
        for name, group in groupby(entries, key=lambda entry: entry.name if entry is not None and not entry.is_working else ""):
            if name:
                run = [entry.on for entry in group if entry is not None]
                runs.append(gettext("{days} {name} not counted").format(days=self._stretch(run), name=name))
        return _some(runs)

    def _weekends(self, days: Iterable[date]) -> list[str]:
        off = [on for on in days if on not in self.calendar.days and not self.calendar.is_working(on)]
        if not off:
            return []
        if len(off) > 2 * _NAMED:
            return [ngettext("{count} weekend day not counted", "{count} weekend days not counted", len(off)).format(count=len(off))]
        return [gettext("weekend {days} not counted").format(days="、".join(self.day(on) for on in off))]

    def _made_up(self, days: Iterable[date]) -> list[str]:
        entries = [self.calendar.days[on] for on in days if on in self.calendar.days]
        made_up = [
            gettext("{day} {weekday} worked in exchange").format(day=self.day(entry.on), weekday=weekday(entry.on))
            for entry in entries
            if entry.is_working
        ]
        return _some(made_up)

    def _stretch(self, run: Sequence[date]) -> str:
        return self.day(run[0]) if len(run) == 1 else gettext("{begin} to {end}").format(begin=self.day(run[0]), end=self.day(run[-1]))


def weekday(on: date) -> str:
    """Its short name in the reader's language."""
    return [gettext("Mon"), gettext("Tue"), gettext("Wed"), gettext("Thu"), gettext("Fri"), gettext("Sat"), gettext("Sun")][on.weekday()]


def _some(notes: list[str]) -> list[str]:
    if len(notes) <= _NAMED:
        return notes
    return [*notes[:_NAMED], gettext("and {count} more").format(count=len(notes) - _NAMED)]


def _joined(notes: Iterable[str], separator: str | None = None) -> str:
    return (gettext(", ") if separator is None else separator).join(note for note in notes if note)
