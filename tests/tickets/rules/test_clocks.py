"""The clocks against tables written by hand from the work calendar of 2026, and against a count minute by minute."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.calendar import Day, Duration, Hours, Kind, Pause, WorkCalendar
from linli.kernel.errors import Refused
from linli.tickets.rules.clocks import PRESETS, Clock, Ending, Plan, Standing, Track, begin, nearest, promised, start, turn, yellow_at
from linli.tickets.rules.states import Move, State
from tests.kernel.calendar import brute

SHANGHAI = timezone(timedelta(hours=8))
HOURS = ((9 * 60, 11 * 60 + 30), (13 * 60, 17 * 60))
# The turn of the year: New Year's Day is a Friday, the Sunday after it is worked for it.
ENTRIES = {date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 3): True}
CALENDAR = WorkCalendar(
    region="cn",
    version=1,
    hours=tuple(Hours(*pair) for pair in HOURS),
    days={on: Day(on, is_working, "元旦") for on, is_working in ENTRIES.items()},
    years=frozenset({2026, 2027}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def shown(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


# Friday 2026-11-20, 16:00: one office hour is left that day. Worked out with a pencil: clock, due, yellow.
ROUTINE = {
    "acknowledge": ("11-23 10:00", "11-23 09:30"),
    "first_contact": ("11-23 17:00", "11-23 15:07"),
    "overall": ("12-01 17:00", "11-30 10:22"),
}
EMERGENCY = {
    "acknowledge": ("11-20 16:15", "11-20 16:11"),
    "on_site": ("11-20 16:30", "11-20 16:22"),
    "cleared": ("11-20 18:00", "11-20 17:30"),
    "report_phone": ("11-20 16:30", "11-20 16:22"),
    "report_written": ("11-20 17:00", "11-20 16:45"),
    "overall": ("11-21 16:00", "11-21 10:00"),
}


@pytest.mark.parametrize(("track", "table"), [(Track.ROUTINE, ROUTINE), (Track.EMERGENCY, EMERGENCY)])
def test_what_comes_in_has_the_clocks_of_its_track(track: Track, table: dict[str, tuple[str, str]]) -> None:
    found = begin(PRESETS[track], at("2026-11-20 16:00"), CALENDAR)
    dues = {str(each.clock): shown(each.due_at) for each in found}
    assert dues == {clock: due for clock, (due, _) in table.items()}
    for each in found:
        assert abs(each.yellow_at - at(f"2026-{table[each.clock][1]}")) < timedelta(minutes=1), each
        assert not each.is_provisional


def test_every_track_says_how_long_everything_may_take() -> None:
    assert set(PRESETS) == set(Track)
    assert PRESETS[Track.HOTLINE].duration(Clock.REWORK) == Duration(Kind.WORKING_DAYS, 3)
    assert PRESETS[Track.EMERGENCY].duration(Clock.REWORK) == PRESETS[Track.EMERGENCY].duration(Clock.FINISH)
    with pytest.raises(Refused) as refusal:
        Plan(Track.ROUTINE, 2, {Clock.FINISH: Duration(Kind.WORKING_DAYS, 5)})
    assert refusal.value.code == "tickets.plan_has_gaps"
    assert "acknowledge" in refusal.value.sentence


def test_acceptance_and_finish_end_with_the_whole_time_and_verification_does_not() -> None:
    plan, now, over = PRESETS[Track.ROUTINE], at("2026-11-30 10:00"), at("2026-12-01 17:00")
    finish = start(Clock.FINISH, plan, now, CALENDAR, overall_due_at=over)
    assert (finish.due_at, finish.is_cut) == (over, True)
    assert finish.deadline is not None
    assert finish.deadline.due_at == at("2026-12-07 17:00")
    assert not start(Clock.ACCEPT, plan, now, CALENDAR, overall_due_at=over).is_cut
    assert start(Clock.VERIFY, plan, now, CALENDAR, overall_due_at=over).due_at == at("2026-12-03 17:00")


def test_who_is_asked_after_the_whole_time_is_over_is_not_late_at_once() -> None:
    late = start(Clock.ACCEPT, PRESETS[Track.ROUTINE], at("2026-12-02 09:00"), CALENDAR, overall_due_at=at("2026-12-01 17:00"))
    assert (late.due_at, late.is_cut) == (at("2026-12-02 14:30"), False)


def standing(**endings: Ending | None) -> list[Standing]:
    due = at("2026-12-01 17:00")
    return [Standing(Clock(name), due, ending) for name, ending in endings.items()]


# What runs before; the move and where it leads; what is kept, dropped, runs on again, and begins. By hand, from the domain's table.
K, D = Ending.KEPT, Ending.DROPPED
TURNS: list[tuple[dict[str, Any], str, str, str, str, str, str]] = [
    ({"acknowledge": None, "overall": None, "first_contact": None}, "dispatch", "dispatched", "acknowledge", "", "", "accept"),
    ({"accept": None, "overall": None, "first_contact": None}, "accept", "in_progress", "accept", "", "", "finish"),
    ({"accept": None, "overall": None, "first_contact": None}, "return", "received", "accept", "", "", "acknowledge"),
    ({"accept": None, "overall": None}, "return", "deliberating", "accept", "", "", "decide"),
    ({"finish": None, "overall": None}, "call_meeting", "deliberating", "", "finish", "", "decide"),
    ({"finish": None, "overall": None}, "redispatch", "dispatched", "", "finish", "", "accept"),
    ({"finish": None, "overall": None, "first_contact": None}, "resolve", "resolved", "finish overall", "", "", "verify"),
    ({"finish": None, "cleared": None, "on_site": None}, "resolve", "resolved", "finish cleared on_site", "", "", "verify"),
    ({"rework": None, "overall": K}, "resolve", "resolved", "rework", "", "", "verify"),
    ({"verify": None, "overall": K, "first_contact": None}, "close", "closed", "verify", "first_contact", "", ""),
    ({"verify": None, "overall": K}, "rework", "in_progress", "verify", "", "", "rework"),
    ({"overall": K, "first_contact": D}, "reopen", "in_progress", "", "", "first_contact", "rework"),
    (
        {"acknowledge": None, "overall": None, "first_contact": None},
        "close_on_spot",
        "closed",
        "acknowledge overall first_contact",
        "",
        "",
        "",
    ),
    ({"finish": None, "overall": None, "first_contact": K}, "merge", "merged", "", "finish overall", "", ""),
    ({"overall": D, "first_contact": K}, "undo", "in_progress", "", "", "overall", "finish"),
    ({"overall": D}, "undo", "received", "", "", "overall", "acknowledge"),
    ({"review": None, "overall": None}, "resume", "in_progress", "review", "", "", "finish"),
]


@pytest.mark.parametrize("case", TURNS, ids=lambda case: f"{case[1]}-{case[2]}")
def test_a_move_ends_and_begins_what_the_domain_says(case: tuple[dict[str, Any], str, str, str, str, str, str]) -> None:
    before, move, to, kept, dropped, resumed, started = case
    found = turn(Move(move), State(to), PRESETS[Track.ROUTINE], standing(**before), at("2026-11-24 10:00"), calendar=CALENDAR)
    assert {clock for clock, ending in found.ended.items() if ending is K} == set(kept.split())
    assert {clock for clock, ending in found.ended.items() if ending is D} == set(dropped.split())
    assert found.resumed == set(resumed.split())
    assert [str(each.clock) for each in found.started] == started.split()


def test_a_review_is_due_on_the_day_that_was_given() -> None:
    given_at = at("2026-12-10 09:00")
    found = turn(
        Move.DEFER,
        State.DEFERRED,
        PRESETS[Track.ROUTINE],
        standing(finish=None),
        at("2026-11-24 10:00"),
        calendar=CALENDAR,
        given_at=given_at,
    )
    (review,) = found.started
    assert (review.clock, review.due_at, review.deadline, review.is_provisional) == (Clock.REVIEW, given_at, None, False)


def test_a_clock_cut_by_a_resumed_whole_time_ends_with_it() -> None:
    due = at("2026-11-25 17:00")
    found = turn(
        Move.UNDO, State.IN_PROGRESS, PRESETS[Track.ROUTINE], [Standing(Clock.OVERALL, due, D)], at("2026-11-24 10:00"), calendar=CALENDAR
    )
    assert [(each.due_at, each.is_cut) for each in found.started] == [(due, True)]


def test_a_year_without_a_calendar_is_marked() -> None:
    found = begin(PRESETS[Track.ROUTINE], at("2027-12-30 10:00"), CALENDAR)
    assert {each.clock for each in found if each.is_provisional} == {Clock.OVERALL}


moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: at("2026-11-20 00:00") + timedelta(minutes=minutes))


@settings(max_examples=60, deadline=None)
@given(begin_at=moments, minutes=st.integers(1, 60 * 24 * 12), is_plain=st.booleans())
def test_yellow_comes_when_three_quarters_of_the_minutes_are_gone(begin_at: datetime, minutes: int, is_plain: bool) -> None:
    due_at = begin_at + timedelta(minutes=minutes)
    found = yellow_at(begin_at, due_at, Kind.PLAIN_MINUTES if is_plain else Kind.WORKING_DAYS, CALENDAR)
    local, yellow, end = (each.astimezone(SHANGHAI).replace(tzinfo=None) for each in (begin_at, found, due_at))

    def used(until: datetime) -> int:
        if is_plain:
            return int((until - local).total_seconds()) // 60
        return brute.office_minutes(local, until, entries=ENTRIES, hours=HOURS)

    whole = used(end)
    assert begin_at <= found <= due_at
    if whole == 0:
        assert found == due_at
    else:
        # A whole minute may not have passed when three quarters of the time have: one either way.
        assert abs(used(yellow) - whole * 3 / 4) <= 1


@pytest.mark.parametrize(("begins", "ends", "yellow"), [("10:10", "10:20", "11:17"), ("11:30", "11:40", "11:07")])
def test_a_pause_moves_yellow_only_where_it_lies_before(begins: str, ends: str, yellow: str) -> None:
    # Of 100 minutes 90 count: three quarters of them are used up after 67 and a half.
    pause = Pause(at(f"2026-11-24 {begins}"), at(f"2026-11-24 {ends}"))
    found = yellow_at(at("2026-11-24 10:00"), at("2026-11-24 11:40"), Kind.PLAIN_MINUTES, CALENDAR, pauses=[pause])
    assert abs(found - at(f"2026-11-24 {yellow}")) <= timedelta(minutes=1)


def test_the_nearest_is_the_one_that_ends_first_and_always_the_same_of_two() -> None:
    first, later = at("2026-11-24 10:00"), at("2026-11-25 10:00")
    assert nearest([(Clock.OVERALL, later), (Clock.FINISH, first)]) == (Clock.FINISH, first)
    assert nearest([(Clock.OVERALL, first), (Clock.FINISH, first)]) == nearest([(Clock.FINISH, first), (Clock.OVERALL, first)])
    assert nearest([]) is None


def test_a_promise_turns_yellow_too() -> None:
    found = promised(Clock.COMMITMENT, at("2026-11-24 09:00"), at("2026-11-24 17:00"), CALENDAR)
    assert abs(found.yellow_at - at("2026-11-24 15:22")) < timedelta(minutes=1)
