"""Who is called next, when looked again, what a handover counts: against hand-worked tables and slow, plain retellings."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.tickets.rules import callouts, handover, plans, upkeep
from linli.tickets.rules.callouts import Called, Line, Outcome
from linli.tickets.rules.clocks import PRESETS, Clock, Track

WHO = [UUID(int=number) for number in range(1, 7)]
PEOPLE = st.lists(st.lists(st.sampled_from(WHO), max_size=3, unique=True), max_size=6)


def line(seat: str, number: int = 0) -> Line:
    return Line(seat, Called.PERSON, WHO[number])


@given(PEOPLE, st.data())
def test_a_seat_is_called_place_by_place_and_nobody_twice(people: list[list[UUID]], data: st.DataObject) -> None:
    told: list[UUID] = []
    begin, seen = 0, []
    while True:
        place, fresh = callouts.next_place(people, begin, told)
        if place is None:
            assert fresh == []
            break
        assert place >= begin
        assert fresh == sorted(set(people[place]) - set(told))
        # Every place that was passed over had nobody new.
        assert all(set(people[between]) <= set(told) for between in range(begin, place))
        told, begin = [*told, *fresh], place + 1
        seen.append(place)
    assert sorted(told) == sorted({each for place in people for each in place})
    assert seen == sorted(set(seen))


@given(st.lists(st.sampled_from(["排水", "供电", "物业"]), max_size=12))
def test_seats_are_numbered_as_they_are_first_named_and_their_places_without_a_gap(seats: list[str]) -> None:
    placed = callouts.placed([line(seat) for seat in seats])
    assert [each.line.seat for each in placed] == seats
    order = list(dict.fromkeys(seats))
    assert [each.seat_no for each in placed] == [order.index(seat) for seat in seats]
    for number in range(len(order)):
        places = [each.place for each in placed if each.seat_no == number]
        assert places == list(range(len(places)))


def refused(lines: list[Line]) -> tuple[str, Any]:
    with pytest.raises(Refused) as refusal:
        callouts.checked(lines)
    assert refusal.value.sentence
    return refusal.value.code, refusal.value.facts.get("line")


def test_a_list_says_which_line_is_wrong() -> None:
    assert refused([]) == ("callouts.empty", None)
    assert refused([line("排水")] * 41) == ("callouts.too_long", None)
    assert refused([line("排水"), line(" ")]) == ("callouts.seat_needed", 2)
    assert refused([Line("排水", Called.POST)]) == ("callouts.nobody_named", 1)
    assert refused([Line("排水", Called.CHIEF, WHO[0])]) == ("callouts.nobody_named", 1)
    assert refused([line("排水"), line(" 排水 ")]) == ("callouts.twice", 2)
    assert callouts.checked([line(" 排水"), line("排水", 1)]) == (line("排水"), line("排水", 1))
    assert callouts.checked(callouts.DEFAULT) == callouts.DEFAULT


def test_the_nearest_list_is_taken() -> None:
    lists = {"E0401": "collapse", "E04": "sudden", "": "rest"}
    assert callouts.chosen(lists, ["E0401", "E04"]) == "collapse"
    assert callouts.chosen(lists, ["E0402", "E04"]) == "sudden"
    assert callouts.chosen(lists, []) == "rest"
    assert callouts.chosen({"E04": "sudden"}, ["E05"]) is None


@given(st.lists(st.sampled_from(Outcome)))
def test_a_seat_is_unanswered_when_all_were_missed(outcomes: list[Outcome]) -> None:
    plainly = len(outcomes) > 0 and all(each in (Outcome.MISSED, Outcome.NOBODY) for each in outcomes)
    assert callouts.is_unanswered(outcomes) is plainly


def test_only_an_emergency_of_today_calls_people_out() -> None:
    now = datetime(2026, 11, 22, 14, 40, tzinfo=UTC)
    assert callouts.is_called_out(Track.EMERGENCY, now, now)
    assert not callouts.is_called_out(Track.ROUTINE, now, now)
    assert not callouts.is_called_out(Track.EMERGENCY, now - timedelta(days=1), now)


def test_a_change_that_changes_nothing_is_none() -> None:
    lines = [line("排水"), line("排水", 1)]
    assert not callouts.differs(lines, list(lines))
    assert callouts.differs(lines, lines[::-1])


def test_only_danger_to_life_is_reported_upward_against_the_clock() -> None:
    plan = PRESETS[Track.EMERGENCY]
    assert plans.owing(plan, is_life_safety=True) is plan
    quiet = plans.owing(plan, is_life_safety=False)
    assert set(plan.durations) - set(quiet.durations) == {Clock.REPORT_PHONE, Clock.REPORT_WRITTEN}
    assert (plan.durations[Clock.REPORT_PHONE], plan.durations[Clock.REPORT_WRITTEN]) == (
        Duration(Kind.PLAIN_MINUTES, 30),
        Duration(Kind.PLAIN_MINUTES, 60),
    )
    assert plans.owing(PRESETS[Track.ROUTINE], is_life_safety=False) is PRESETS[Track.ROUTINE]


def test_what_was_cleared_is_looked_at_after_three_seven_and_thirty_days() -> None:
    assert upkeep.days(date(2026, 12, 30)) == {3: date(2027, 1, 2), 7: date(2027, 1, 6), 30: date(2027, 1, 29)}


@pytest.mark.parametrize(
    ("rounds", "begins"),
    [
        ([], 1),
        ([(1, True, "")], None),
        ([(1, False, "ok"), (1, True, "")], None),
        ([(1, False, "ok"), (1, False, "ok")], None),
        ([(1, False, "ok"), (1, False, "again"), (1, False, "")], 2),
        ([(1, False, "again"), (2, False, "ok")], None),
        ([(1, False, "again"), (2, False, "again")], 3),
    ],
)
def test_a_round_begins_when_there_was_none_or_it_came_back(rounds: list[tuple[int, bool, str]], begins: int | None) -> None:
    assert upkeep.round_to_plan(rounds) == begins


def test_one_person_does_not_hand_over_to_himself_by_whichever_account() -> None:
    account, other, person, colleague = WHO[:4]
    handover.check_other((account, person), (other, colleague))
    handover.check_other((account, None), (other, None))
    for taken in ((account, colleague), (other, person), (account, None)):
        with pytest.raises(Refused) as refusal:
            handover.check_other((account, person), taken)
        assert refusal.value.code == "handover.same_person"


def test_a_snapshot_counts_what_stood_there_and_not_only_what_fitted() -> None:
    assert handover.counts([{"part": "hot", "total": 90, "rows": []}, {"part": "hazard", "total": 2, "rows": [1, 2]}]) == {
        "hot": 90,
        "hazard": 2,
    }
    assert set(handover.PART_WORDS) == set(handover.Part)
