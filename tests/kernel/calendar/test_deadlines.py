"""A deadline is what a patient clerk gets who counts minute by minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.kernel.calendar import Day, Deadline, Duration, Extension, Hours, Kind, Pause, WorkCalendar, again, deadline, working_time
from linli.kernel.errors import Refused
from tests.kernel.calendar import brute
from tests.kernel.calendar.known import HOURS, SHANGHAI, announced, at, entries, local

CN = announced()
MINUTES = st.integers(0, 1_439)


def _due(start: str, kind: Kind, amount: int, *pauses: Pause, extensions: tuple[Extension, ...] = ()) -> Deadline:
    return deadline(at(start), Duration(kind, amount), CN, pauses=pauses, extensions=extensions)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        # Wednesday before the National Day week: Thu 8, Fri 9, Sat 10 (make-up), Mon 12, Tue 13.
        ("2026-09-30 16:40", 5, "2026-10-13 17:00"),
        # The mock's: Monday, then Tue to Mon.
        ("2026-11-16 15:10", 5, "2026-11-23 17:00"),
        # The day itself does not count, whether it is worked or not, before opening or after closing.
        ("2026-11-16 08:00", 1, "2026-11-17 17:00"),
        ("2026-11-16 12:00", 1, "2026-11-17 17:00"),
        ("2026-11-16 23:59", 1, "2026-11-17 17:00"),
        ("2026-11-21 10:00", 1, "2026-11-23 17:00"),
        ("2026-10-01 00:00", 1, "2026-10-08 17:00"),
        # A make-up Saturday counts, and a start on one is a start like any other.
        ("2026-02-13 10:00", 1, "2026-02-14 17:00"),
        ("2026-02-14 10:00", 1, "2026-02-24 17:00"),
        ("2026-02-27 17:30", 1, "2026-02-28 17:00"),
    ],
)
def test_working_days_end_at_the_close_of_the_nth_worked_day_after_the_day_of_the_start(start: str, amount: int, due: str) -> None:
    assert local(_due(start, Kind.WORKING_DAYS, amount).due_at) == due


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-16 09:00", 150, "2026-11-16 11:30"),
        ("2026-11-16 11:00", 60, "2026-11-16 13:30"),
        ("2026-11-16 12:15", 60, "2026-11-16 14:00"),
        ("2026-11-16 06:00", 60, "2026-11-16 10:00"),
        ("2026-11-16 16:30", 120, "2026-11-17 10:30"),
        ("2026-11-20 17:00", 1, "2026-11-23 09:01"),
        ("2026-11-21 10:00", 390, "2026-11-23 17:00"),
        ("2026-09-30 16:00", 120, "2026-10-08 10:00"),
        ("2026-10-09 17:00", 60, "2026-10-10 10:00"),
    ],
)
def test_working_minutes_pass_while_the_office_is_open(start: str, amount: int, due: str) -> None:
    assert local(_due(start, Kind.WORKING_MINUTES, amount).due_at) == due


def test_plain_minutes_pass_at_night_and_on_holidays_and_never_wait_for_a_calendar() -> None:
    found = _due("2026-12-31 23:50", Kind.PLAIN_MINUTES, 30)
    assert local(found.due_at) == "2027-01-01 00:20"
    assert not found.is_provisional


def test_seconds_are_kept() -> None:
    begun = at("2026-11-16 16:59") + timedelta(seconds=30, microseconds=7)
    found = deadline(begun, Duration(Kind.WORKING_MINUTES, 2), CN)
    assert found.due_at == at("2026-11-17 09:01") + timedelta(seconds=30, microseconds=7)


def test_a_pause_of_one_working_day_moves_the_end_by_one_working_day() -> None:
    pause = Pause(at("2026-11-18 09:30"), at("2026-11-19 09:30"))
    assert local(_due("2026-11-16 15:10", Kind.WORKING_DAYS, 5, pause).due_at) == "2026-11-24 17:00"


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        ("2026-11-18 10:00", "2026-11-18 16:59", "2026-11-23 17:00"),
        ("2026-11-18 10:00", "2026-11-18 17:00", "2026-11-24 17:00"),
        ("2026-11-18 17:00", "2026-11-19 16:59", "2026-11-23 17:00"),
        ("2026-11-18 17:00", "2026-11-19 17:00", "2026-11-24 17:00"),
        ("2026-11-20 16:00", "2026-11-23 10:00", "2026-11-24 17:00"),
        ("2026-11-21 16:00", "2026-11-22 10:00", "2026-11-23 17:00"),
        ("2026-11-16 16:00", "2026-11-17 10:00", "2026-11-23 17:00"),
        ("2026-11-10 16:00", "2026-11-17 17:00", "2026-11-24 17:00"),
        ("2026-11-23 17:00", "2026-11-25 17:00", "2026-11-23 17:00"),
    ],
)
def test_a_worked_day_is_lost_when_the_clock_stands_still_at_its_close(begin: str, end: str, due: str) -> None:
    assert local(_due("2026-11-16 15:10", Kind.WORKING_DAYS, 5, Pause(at(begin), at(end))).due_at) == due


def test_a_pause_takes_out_the_office_minutes_that_fall_into_it() -> None:
    pause = Pause(at("2026-11-16 11:00"), at("2026-11-16 14:00"))
    assert local(_due("2026-11-16 10:00", Kind.WORKING_MINUTES, 120, pause).due_at) == "2026-11-16 15:00"


def test_pauses_that_overlap_count_once() -> None:
    pauses = [Pause(at("2026-11-16 10:20"), at("2026-11-16 10:40")), Pause(at("2026-11-16 10:10"), at("2026-11-16 10:30"))]
    assert local(_due("2026-11-16 10:00", Kind.PLAIN_MINUTES, 30, *pauses).due_at) == "2026-11-16 11:00"


def test_while_a_pause_is_open_the_clock_stands_still() -> None:
    found = _due("2026-11-16 10:00", Kind.WORKING_DAYS, 5, Pause(at("2026-11-18 09:30")))
    assert found.due_at is None
    assert found.unknown_years == ()


def test_an_open_pause_that_began_when_everything_had_passed_changes_nothing() -> None:
    assert local(_due("2026-11-16 10:00", Kind.PLAIN_MINUTES, 15, Pause(at("2026-11-16 10:15"))).due_at) == "2026-11-16 10:15"


def test_an_extension_adds_to_the_duration() -> None:
    assert local(_due("2026-09-30 16:40", Kind.WORKING_DAYS, 2, extensions=(Extension(1), Extension(2))).due_at) == "2026-10-13 17:00"


def test_a_result_in_a_year_without_data_counts_by_weekends_and_says_so() -> None:
    found = _due("2026-12-29 10:00", Kind.WORKING_DAYS, 5)
    assert local(found.due_at) == "2027-01-05 17:00"
    assert found.unknown_years == (2027,)
    assert found.is_provisional


def test_entering_the_year_settles_it() -> None:
    days = {**CN.days, date(2027, 1, 1): Day(date(2027, 1, 1), False, "元旦")}
    entered = WorkCalendar(region="cn", version=2, hours=CN.hours, days=days, years=CN.years | {2027})
    found = again(_due("2026-12-29 10:00", Kind.WORKING_DAYS, 5), entered)
    assert local(found.due_at) == "2027-01-06 17:00"
    assert (found.version, found.is_provisional) == (2, False)


@pytest.mark.parametrize(("amount", "unknown"), [(2, ()), (3, (2027,))])
def test_only_a_result_that_reaches_into_the_year_is_provisional(amount: int, unknown: tuple[int, ...]) -> None:
    assert _due("2026-12-29 10:00", Kind.WORKING_DAYS, amount).unknown_years == unknown


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    long_day = WorkCalendar(region="x", version=1, hours=(Hours(0, 1_440),), days={}, years=frozenset({2026}))
    found = deadline(at("2026-12-30 10:00"), Duration(Kind.WORKING_DAYS, 1), long_day)
    assert local(found.due_at) == "2027-01-01 00:00"
    assert found.unknown_years == ()


def test_several_unknown_years_are_all_named() -> None:
    assert deadline(at("2003-12-31 10:00"), Duration(Kind.WORKING_DAYS, 1), CN).unknown_years == (2003,)
    assert deadline(at("2026-12-31 10:00"), Duration(Kind.WORKING_DAYS, 300), CN).unknown_years == (2027, 2028)


@pytest.mark.parametrize("amount", [0, -1, 1_001])
def test_a_duration_that_cannot_be_counted_is_refused(amount: int) -> None:
    with pytest.raises(Refused) as refused:
        Duration(Kind.WORKING_DAYS, amount)
    assert refused.value.code == "calendar.bad_amount"


def test_an_extension_that_takes_away_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Extension(0)
    assert refused.value.code == "calendar.bad_amount"


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Pause(at("2026-11-18 09:30"), at("2026-11-18 09:30"))
    assert refused.value.code == "calendar.pause_backwards"


@pytest.mark.parametrize(("start", "amount"), [("1999-12-31 10:00", 1), ("2100-01-01 00:00", 1), ("2099-12-30 10:00", 5)])
def test_outside_the_century_nothing_is_counted(start: str, amount: int) -> None:
    with pytest.raises(Refused) as refused:
        _due(start, Kind.WORKING_DAYS, amount)
    assert refused.value.code == "calendar.out_of_range"


def test_a_time_without_zone_is_our_mistake() -> None:
    with pytest.raises(TypeError):
        deadline(datetime.fromisoformat("2026-11-16T10:00"), Duration(Kind.PLAIN_MINUTES, 1), CN)


def test_a_zone_that_moves_its_clocks_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="Europe/Berlin"):
        WorkCalendar(region="x", version=1, hours=CN.hours, days={}, years=frozenset(), zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ((), "calendar.no_hours"),
        ((Hours(600, 600),), "calendar.hours_backwards"),
        ((Hours(600, 1_441),), "calendar.hours_backwards"),
        ((Hours(540, 700), Hours(699, 800)), "calendar.hours_overlap"),
    ],
)
def test_office_hours_that_make_no_day_are_refused(hours: tuple[Hours, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        WorkCalendar(region="x", version=1, hours=hours, days={}, years=frozenset())
    assert refused.value.code == code
    assert refused.value.sentence


# The weeks in which calendars go wrong: National Day, Spring Festival, the turn into the year nobody has entered, and a plain one.
WEEKS = st.sampled_from(["2026-09-24", "2026-02-10", "2026-12-25", "2026-05-25", "2024-02-05", "2011-12-26"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, Kind, int, list[tuple[datetime, datetime | None]], list[int], tuple[tuple[int, int], ...]]:
    """A local start, a kind, an amount, pauses, extensions, office hours."""
    start = datetime.fromisoformat(draw(WEEKS)) + timedelta(days=draw(st.integers(0, 12)), minutes=draw(MINUTES))
    kind = draw(st.sampled_from(Kind))
    amount = draw(st.integers(1, 8 if kind is Kind.WORKING_DAYS else 3_000))
    pauses: list[tuple[datetime, datetime | None]] = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + timedelta(minutes=draw(st.integers(-1_500, 9_000)))
        length = draw(st.one_of(st.integers(1, 5_000), st.sampled_from([1_440, 60, 10_080])))
        is_open = draw(st.integers(0, 9)) == 0
        pauses.append((begin, None if is_open else begin + timedelta(minutes=length)))
    extensions = draw(st.lists(st.integers(1, 3), max_size=2))
    hours = draw(st.sampled_from([tuple(HOURS), ((480, 720),), ((0, 1_440),), ((510, 690), (780, 960), (961, 1_020))]))
    return start, kind, amount, pauses, extensions, hours


@settings(max_examples=400, deadline=None)
@given(case=cases())
def test_every_deadline_equals_the_count_minute_by_minute(
    case: tuple[datetime, Kind, int, list[tuple[datetime, datetime | None]], list[int], tuple[tuple[int, int], ...]],
) -> None:
    start, kind, amount, pauses, extensions, hours = case
    found = deadline(
        start.replace(tzinfo=SHANGHAI).astimezone(UTC),
        Duration(kind, amount),
        announced(hours=tuple(Hours(*each) for each in hours)),
        pauses=[Pause(begin.replace(tzinfo=SHANGHAI), end and end.replace(tzinfo=SHANGHAI)) for begin, end in pauses],
        extensions=[Extension(each) for each in extensions],
    )
    counted = brute.due(start, str(kind), amount + sum(extensions), entries=entries(), hours=hours, pauses=pauses)
    assert local(found.due_at) == ("" if counted is None else f"{counted:%Y-%m-%d %H:%M}")
    if counted is not None and kind is not Kind.PLAIN_MINUTES:
        last = counted - timedelta(minutes=1)
        assert found.unknown_years == tuple(year for year in range(start.year, last.year + 1) if not 2004 <= year <= 2026)


@settings(max_examples=100, deadline=None)
@given(week=WEEKS, begin=st.integers(0, 12_000), length=st.integers(-500, 9_000))
def test_working_time_between_two_instants_equals_the_count_minute_by_minute(week: str, begin: int, length: int) -> None:
    first = datetime.fromisoformat(week) + timedelta(minutes=begin)
    last = first + timedelta(minutes=length)
    counted = brute.office_minutes(first, last, entries=entries(), hours=HOURS)
    found = working_time(first.replace(tzinfo=SHANGHAI), last.replace(tzinfo=SHANGHAI), CN)
    assert found == timedelta(minutes=counted)


@given(first=cases(), more=st.integers(1, 5))
def test_more_time_never_ends_earlier(
    first: tuple[datetime, Kind, int, list[tuple[datetime, datetime | None]], list[int], tuple[tuple[int, int], ...]], more: int
) -> None:
    start, kind, amount, pauses, _, _ = first
    held = [Pause(begin.replace(tzinfo=UTC), end and end.replace(tzinfo=UTC)) for begin, end in pauses]
    shorter = deadline(start.replace(tzinfo=UTC), Duration(kind, amount), CN, pauses=held).due_at
    longer = deadline(start.replace(tzinfo=UTC), Duration(kind, amount + more), CN, pauses=held).due_at
    assume(shorter is not None and longer is not None)
    assert shorter is not None
    assert longer is not None
    assert start.replace(tzinfo=UTC) < shorter
    assert shorter <= longer
    assert kind is Kind.WORKING_DAYS or shorter < longer
