"""Whatever the pattern, every hour is covered once, nobody is in two places, and what stands already stays."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.ids import uuid7
from linli.org.rules.rota import DayPlan, DayType, Pattern, Planned, RotaRole, ShiftKind, Stretch, lay, next_after, uncovered
from tests.org.floor import SHANGHAI

PEOPLE = [uuid7() for _ in range(9)]
FIRST = date(2026, 9, 28)
lists = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=9).map(tuple)
patterns = st.builds(
    Pattern,
    plans=st.fixed_dictionaries({day_type: st.sampled_from(list(DayPlan)) for day_type in DayType}),
    day_begins=st.times(time(5), time(10)),
    night_begins=st.times(time(16), time(22)),
    turns=st.fixed_dictionaries(dict.fromkeys(RotaRole, lists)),
    members_each=st.integers(0, 3),
)
types = st.lists(st.sampled_from(list(DayType)), min_size=1, max_size=31)


def days(found: Sequence[DayType]) -> dict[date, DayType]:
    return {FIRST + timedelta(days=number): each for number, each in enumerate(found)}


def on_duty(laid: Sequence[Planned], minute: datetime) -> list[Planned]:
    return [each for each in laid if each.begins_at <= minute < each.ends_at]


@given(pattern=patterns, found=types)
@settings(max_examples=80, deadline=None)
def test_every_hour_is_covered_by_exactly_one_shift(pattern: Pattern, found: list[DayType]) -> None:
    laid = lay(pattern, days(found), SHANGHAI, first={})
    minute = datetime.combine(FIRST, pattern.day_begins, SHANGHAI)
    end = minute + timedelta(days=len(found))
    while minute < end:
        assert len(on_duty(laid, minute)) == 1
        minute += timedelta(minutes=29)
    assert not on_duty(laid, end)
    assert uncovered([(each.begins_at, each.ends_at) for each in laid], minute - timedelta(days=len(found)), end) == []


@given(pattern=patterns, found=types, busy=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 700), max_size=5))
@settings(max_examples=80, deadline=None)
def test_nobody_is_in_two_places_and_each_role_is_from_its_list(pattern: Pattern, found: list[DayType], busy: dict[UUID, int]) -> None:
    begin = datetime.combine(FIRST, time(), SHANGHAI)
    elsewhere: dict[UUID, list[Stretch]] = {
        who: [(begin + timedelta(hours=hour), begin + timedelta(hours=hour + 12))] for who, hour in busy.items()
    }
    laid = lay(pattern, days(found), SHANGHAI, first={}, busy=elsewhere)
    for each in laid:
        crew = [person for _, person in each.people]
        assert len(crew) == len(set(crew))
        assert sum(role is RotaRole.CHIEF for role, _ in each.people) <= 1
        assert sum(role is RotaRole.LEADER for role, _ in each.people) <= 1
        assert sum(role is RotaRole.MEMBER for role, _ in each.people) <= pattern.members_each
        for role, person in each.people:
            assert person in pattern.turns[role]
            assert not any(start < each.ends_at and each.begins_at < end for start, end in elsewhere.get(person, ()))


@given(pattern=patterns, found=types, hours=st.lists(st.integers(0, 31 * 24), max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_stands_already_is_never_overlapped(pattern: Pattern, found: list[DayType], hours: list[int]) -> None:
    begin = datetime.combine(FIRST, time(), UTC)
    taken = [(begin + timedelta(hours=hour), begin + timedelta(hours=hour + 7)) for hour in hours]
    for each in lay(pattern, days(found), SHANGHAI, first={}, taken=taken):
        assert not any(start < each.ends_at and each.begins_at < end for start, end in taken)


def test_turns_go_round_and_the_leader_stays_for_the_day() -> None:
    first, second, boss, other = PEOPLE[:4]
    pattern = Pattern(
        dict.fromkeys(DayType, DayPlan.DAY_NIGHT), turns={RotaRole.CHIEF: (first, second), RotaRole.LEADER: (boss, other)}, members_each=0
    )
    laid = lay(pattern, days([DayType.WORKDAY] * 2), SHANGHAI, first={RotaRole.CHIEF: 1})
    assert [[person for _, person in each.people] for each in laid] == [[second, boss], [first, boss], [second, other], [first, other]]
    assert [each.kind for each in laid[:2]] == [ShiftKind.DAY, ShiftKind.NIGHT]


def test_what_is_not_covered_is_told_in_order() -> None:
    begin = datetime(2026, 9, 1, tzinfo=UTC)

    def hour(number: int) -> datetime:
        return begin + timedelta(hours=number)

    shifts = [(hour(6), hour(8)), (hour(2), hour(4)), (hour(-3), hour(1)), (hour(7), hour(9))]
    assert uncovered(shifts, begin, hour(12)) == [(hour(1), hour(2)), (hour(4), hour(6)), (hour(9), hour(12))]
    assert uncovered([], begin, hour(1)) == [(begin, hour(1))]
    assert uncovered([(hour(5), hour(20))], begin, hour(3)) == [(begin, hour(3))]


def test_the_round_goes_on_after_those_who_were_last() -> None:
    one, two, three, four = PEOPLE[:4]
    people = [one, two, three, four]
    assert next_after(people, {two, three}) == 3
    assert next_after(people, {four, one}) == 1
    assert next_after(people, set()) == next_after([], {one}) == next_after([one], {one}) == next_after(people, set(people)) == 0
