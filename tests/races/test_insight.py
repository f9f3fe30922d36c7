"""Two jobs over one street at once: one after the other, nothing twice; each beside a control without the lock that shows the race."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from linli.insight.actions import counting, gathering, marking
from linli.insight.models import HotIssue, HotMark, HotPeriod, HotReading
from linli.insight.queries import counting as counts
from linli.insight.queries import gathering as taking_in
from linli.insight.queries import marking as marks
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import NIL
from linli.tickets.actions import intake
from tests.insight.stream import MIXERS, SCHOOL, counted, gathered, groups, said
from tests.races.crowd import PATIENCE_SECONDS, failures, together
from tests.tickets.conftest import hand, ring
from tests.tickets.conftest import town as laid
from tests.tickets.town import BEGIN, Town

__all__ = ["hand", "laid", "ring"]


@pytest.fixture
def town(laid: Town) -> Town:
    for number in range(12):
        said(laid, SCHOOL if number % 4 == 0 else MIXERS[number % 3], days_ago=1 + number, phone=f"138000000{number:02}")
    return laid


def test_two_who_take_in_take_each_ticket_in_once(town: Town) -> None:
    house = Actor.system("insight.gather", town.lanting)

    def gather() -> int:
        with scope.scoped(house):
            return gathering.gather(house, 8)

    taken = together(gather, gather)

    assert not failures(taken) and sorted(map(str, taken)) == ["4", "8"]
    with scope.scoped(town.house):
        assert HotReading.objects.count() == 12
    assert sorted(map(len, groups(town))) == [3, 9]


def test_two_who_count_leave_one_count(town: Town) -> None:
    house = Actor.system("insight.count_standing", town.lanting)
    with scope.scoped(house):
        gathering.gather(house)

    def count() -> HotPeriod:
        with scope.scoped(house):
            return counting.count_standing(house)

    assert not failures(together(count, count, count))
    with scope.scoped(town.house):
        assert HotPeriod.objects.count() == 1 and HotIssue.objects.count() == 2


def without_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house as if nobody waited for anybody."""
    for room in (taking_in, counting):
        monkeypatch.setattr(room, "take_turn", lambda actor: None)


def meeting(read: Callable[..., Any]) -> Callable[..., Any]:
    """The same read, after which two wait until both have read."""
    both_have_read = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def reads(*asked: Any, **named: Any) -> Any:
        found = read(*asked, **named)
        both_have_read.wait()
        return found

    return reads


def test_the_control_without_the_turn_gives_two_tickets_one_number(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    house = Actor.system("insight.gather", town.lanting)
    with scope.scoped(house):
        gathering.gather(house, 0)
        every = list(taking_in.page(house, (BEGIN - timedelta(days=99), NIL))[0])
    own: dict[int, list[UUID]] = {}
    halves = [every[:6], every[6:]]
    without_turns(monkeypatch)
    # Each takes what the other has not, as two do of whom the second begins while the first is not done.
    monkeypatch.setattr(taking_in, "page", lambda actor, place: (own[threading.get_ident()], place, True))
    monkeypatch.setattr(taking_in, "beside", meeting(taking_in.beside))

    def gather(half: list[UUID]) -> object:
        own[threading.get_ident()] = half
        try:
            with scope.scoped(house):
                return gathering.gather(house, 6)
        except IntegrityError as twice:
            return twice

    # Neither sees what the other one says, which would leave one matter in two groups; only the constraint stops the second.
    stopped = failures(together(*(partial(gather, half) for half in halves)))
    assert len(stopped) == 1 and "hot_reading_number_once" in str(stopped[0])


def test_what_was_begun_before_a_look_and_ends_after_it_comes_with_the_next(town: Town) -> None:
    gathered(town)
    has_written, may_end = threading.Event(), threading.Event()

    def slow() -> object:
        with scope.scoped(town.centre), transaction.atomic():
            ticket = intake.open_ticket(town.centre, town.draft(words=SCHOOL, matter=SCHOOL[:14])).ticket
            has_written.set()
            assert may_end.wait(PATIENCE_SECONDS)
            return ticket.pk

    def looks() -> object:
        assert has_written.wait(PATIENCE_SECONDS)
        beside = said(town, SCHOOL)
        # Its transaction began later and is over; the mark waits for the one before it.
        first = gathered(town)
        may_end.set()
        return first, beside

    slow_id, found = together(slow, looks)
    assert isinstance(found, tuple) and found[0] == 0
    assert gathered(town) == 2 and gathered(town) == 0
    assert {slow_id, found[1]} < max(groups(town), key=lambda each: found[1] in each)


def test_the_control_without_the_turn_makes_the_standing_period_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    house = Actor.system("insight.count_standing", town.lanting)
    without_turns(monkeypatch)
    monkeypatch.setattr(counts, "standing_period", meeting(counts.standing_period))

    def count() -> object:
        try:
            with scope.scoped(house):
                return counting.count_standing(house)
        except IntegrityError as twice:
            return twice

    assert len(failures(together(count, count))) == 1


def in_hand(town: Town) -> Callable[[], object]:
    """Somebody who takes the same issue in hand, and what became of it."""
    gathered(town)
    oldest_id = counted(town)[1][0].oldest_id

    def take() -> object:
        try:
            with scope.scoped(town.centre):
                return marking.take_in_hand(town.centre, None, oldest_id, note="")
        except IntegrityError as twice:
            return twice

    return take


def test_of_two_who_take_an_issue_in_hand_one_does_and_the_other_is_told(town: Town) -> None:
    take = in_hand(town)
    refused = failures(together(take, take))
    assert len(refused) == 1 and isinstance(refused[0], Refused)
    with scope.scoped(town.house):
        assert HotMark.objects.count() == 1


def test_the_control_that_locks_no_group_lets_both_take_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    take = in_hand(town)
    monkeypatch.setattr(marks, "lock_group", lambda actor, oldest_id: None)
    monkeypatch.setattr(marks, "marks_on", meeting(marks.marks_on))
    # Both go on; only the constraint stops the second, with an error that nobody understands.
    assert [type(each) for each in failures(together(take, take))] == [IntegrityError]
