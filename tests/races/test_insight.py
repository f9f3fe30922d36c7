"""Two jobs over one street at once: one after the other, nothing twice."""

import pytest

from linli.insight.actions import counting, gathering
from linli.insight.models import HotIssue, HotPeriod, HotReading
from linli.kernel import scope
from linli.kernel.actor import Actor
from tests.insight.stream import MIXERS, SCHOOL, groups, said
from tests.races.crowd import failures, together
from tests.tickets.conftest import hand, ring
from tests.tickets.conftest import town as laid
from tests.tickets.town import Town

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
