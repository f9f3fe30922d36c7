"""Clocks worked out anew, against a count minute by minute that shares nothing with the rule."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.calendar import Deadline, Duration, Extension, Kind, Pause, deadline
from linli.tickets.rules import retiming
from linli.tickets.rules.clocks import PRESETS, Clock, Plan, Track, timed
from tests.kernel.calendar import brute
from tests.tickets.rules.test_clocks import CALENDAR, ENTRIES, HOURS, SHANGHAI, at, moments

MINUTE = timedelta(minutes=1)


def local(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI).replace(tzinfo=None)


def stands(moment: datetime, pauses: list[tuple[datetime, datetime]]) -> bool:
    return any(begin <= moment < end for begin, end in pauses)


def counts(moment: datetime, is_plain: bool) -> bool:
    return is_plain or brute.is_open(moment, ENTRIES, HOURS)


def walked(start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]], is_plain: bool) -> tuple[datetime, datetime]:
    """When so many minutes have counted, and when three quarters of them have, walking minute by minute."""
    used, moment, yellow = 0, start, start
    while used < minutes:
        if counts(moment, is_plain) and not stands(moment, pauses):
            used += 1
            if used * 4 <= minutes * 3:
                yellow = moment + MINUTE
        moment += MINUTE
    return moment, yellow


spans = st.lists(st.tuples(st.integers(0, 60 * 24 * 6), st.integers(1, 60 * 24 * 2)), max_size=3)


@settings(max_examples=60, deadline=None)
@given(start_at=moments, minutes=st.integers(2, 60 * 20), waits=spans, is_plain=st.booleans())
def test_a_clock_that_stood_still_ends_and_turns_yellow_when_a_patient_count_says(
    start_at: datetime, minutes: int, waits: list[tuple[int, int]], is_plain: bool
) -> None:
    kind = Kind.PLAIN_MINUTES if is_plain else Kind.WORKING_MINUTES
    found = deadline(start_at, Duration(kind, minutes), CALENDAR)
    pauses = [(start_at + begin * MINUTE, start_at + (begin + length) * MINUTE) for begin, length in waits]
    for begin, end in pauses:
        found = retiming.paused(found, Pause(begin, end), CALENDAR)
    running = timed(Clock.FINISH, found, CALENDAR)
    local = [tuple(each.astimezone(SHANGHAI).replace(tzinfo=None) for each in pause) for pause in pauses]
    due, yellow = walked(start_at.astimezone(SHANGHAI).replace(tzinfo=None), minutes, [(begin, end) for begin, end in local], is_plain)
    assert running.due_at.astimezone(SHANGHAI).replace(tzinfo=None) == due
    # A whole minute may not have passed when three quarters of the time have, and a pause may stand between the two.
    shown = running.yellow_at.astimezone(SHANGHAI).replace(tzinfo=None)
    between = [shown + number * MINUTE for number in range(int(abs((yellow - shown) / MINUTE)) + 1)]
    between = between if shown <= yellow else [yellow + (each - shown) for each in between]
    assert (
        sum(counts(each.replace(second=0, microsecond=0), is_plain) and not stands(each, [(b, e) for b, e in local]) for each in between)
        <= 2
    )


def pause(begin: str, end: str) -> Pause:
    return Pause(at(begin), at(end), "waiting")


def of(text: str, days: int) -> Deadline:
    return deadline(at(text), Duration(Kind.WORKING_DAYS, days), CALENDAR)


def test_a_pause_that_ends_earlier_is_a_shorter_pause() -> None:
    asked, ended = pause("2026-11-24 10:00", "2026-11-30 10:00"), pause("2026-11-24 10:00", "2026-11-26 10:00")
    begun = of("2026-11-23 09:30", 5)
    paused = retiming.paused(begun, asked, CALENDAR)
    assert retiming.is_paused(paused, at("2026-11-25 10:00")) and not retiming.is_paused(paused, at("2026-11-30 10:00"))
    assert retiming.resumed(paused, at("2026-11-26 10:00"), CALENDAR) == retiming.paused(begun, ended, CALENDAR)
    # What is over stays as it was; what has not passed a moment never was.
    assert retiming.resumed(paused, at("2026-12-01 10:00"), CALENDAR) == paused
    assert retiming.resumed(paused, asked.begins_at, CALENDAR) == begun


def test_another_duration_keeps_the_pauses_and_what_was_granted_in_the_same_units() -> None:
    found = retiming.extended(
        retiming.paused(of("2026-11-23 09:30", 5), pause("2026-11-24 10:00", "2026-11-25 10:00"), CALENDAR), Extension(2), CALENDAR
    )
    days = retiming.with_duration(found, Duration(Kind.WORKING_DAYS, 3), CALENDAR)
    hours = retiming.with_duration(found, Duration(Kind.WORKING_MINUTES, 240), CALENDAR)
    assert [(len(each.pauses), len(each.extensions)) for each in (days, hours)] == [(1, 1), (1, 0)]
    assert days.due_at == at("2026-12-01 17:00")
    # Two hours on Monday morning and as long until it stood still on Tuesday at ten.
    assert hours.due_at == at("2026-11-23 15:00")


def test_another_class_changes_the_stages_alone() -> None:
    kept = PRESETS[Track.ROUTINE]
    new = Plan(
        Track.ROUTINE, 7, {**kept.durations, Clock.FINISH: Duration(Kind.WORKING_DAYS, 1), Clock.OVERALL: Duration(Kind.WORKING_DAYS, 2)}
    )
    found = retiming.with_class(kept, new)
    assert (found.duration(Clock.FINISH).amount, found.duration(Clock.OVERALL).amount, found.version) == (1, 7, 1)


def test_the_same_day_ends_with_the_office_and_after_it_begins_the_next() -> None:
    table = {
        "2026-11-23 09:30": "2026-11-23 17:00",
        "2026-11-23 17:00": "2026-11-24 17:00",
        "2026-11-27 22:40": "2026-11-30 17:00",
        "2026-12-31 18:00": "2027-01-03 17:00",
    }
    assert {moment: retiming.same_day(at(moment), CALENDAR) for moment in table} == {moment: at(due) for moment, due in table.items()}
