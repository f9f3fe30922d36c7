"""Times as people type them, and what differs between two plans."""

import pytest

from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.tickets.rules.clocks import PRESETS, Clock, Plan, Track
from linli.tickets.rules.rule_sets import CLOCKS, PLANNED, PlanChange, Typed, changes, clock_word, read_duration, read_plan, typed

DAYS, MINUTES, PLAIN = Kind.WORKING_DAYS, Kind.WORKING_MINUTES, Kind.PLAIN_MINUTES


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (None, Typed("", "working_days")),
        (Duration(DAYS, 5), Typed("5", "working_days")),
        (Duration(MINUTES, 240), Typed("4", "working_hours")),
        (Duration(MINUTES, 90), Typed("90", "working_minutes")),
        (Duration(PLAIN, 120), Typed("120", "plain_minutes")),
    ],
)
def test_a_time_is_shown_as_people_say_it_and_read_back_the_same(duration: Duration | None, shown: Typed) -> None:
    assert typed(duration) == shown
    assert read_duration(Clock.FINISH, shown) == duration


@pytest.mark.parametrize(
    "said", [Typed("一", "working_days"), Typed("٣", "working_days"), Typed("1" * 7, "working_days"), Typed("3", "weeks")]
)
def test_what_is_no_time_is_refused_by_its_clock(said: Typed) -> None:
    with pytest.raises(Refused) as refused:
        read_duration(Clock.FINISH, said)
    assert clock_word(Clock.FINISH) in refused.value.sentence


def test_a_plan_that_was_typed_keeps_what_was_left_empty_out() -> None:
    said = {clock: typed(PRESETS[Track.ROUTINE].durations.get(clock)) for clock in PLANNED[Track.ROUTINE]}
    assert read_plan(Track.ROUTINE, 1, said) == PRESETS[Track.ROUTINE]
    assert Clock.REWORK not in read_plan(Track.ROUTINE, 2, {**said, Clock.REWORK: Typed(" ", "working_days")}).durations


def test_two_plans_differ_in_what_was_changed_added_and_left_out() -> None:
    before = PRESETS[Track.EMERGENCY]
    durations = {**before.durations, Clock.ON_SITE: Duration(PLAIN, 20), Clock.REVIEW: Duration(DAYS, 1)}
    del durations[Clock.CLEARED]

    assert changes(before, Plan(Track.EMERGENCY, 2, durations)) == [
        PlanChange(Clock.ON_SITE, Duration(PLAIN, 30), Duration(PLAIN, 20)),
        PlanChange(Clock.CLEARED, Duration(PLAIN, 120), None),
        PlanChange(Clock.REVIEW, None, Duration(DAYS, 1)),
    ]
    assert changes(before, before) == []


def test_every_clock_has_words_and_every_preset_is_shown_whole() -> None:
    assert set(CLOCKS) == set(Clock)
    assert all(set(PRESETS[track].durations) <= set(PLANNED[track]) for track in Track)
