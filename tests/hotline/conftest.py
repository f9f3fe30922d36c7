"""The office of the tests of tickets, a district beside it, and the hands of the clock."""

import pytest

from tests.hotline.office import Office
from tests.tickets.conftest import hand, ring, town
from tests.tickets.town import Hand, Town

__all__ = ["hand", "office", "ring", "town"]


@pytest.fixture
def office(town: Town, hand: Hand) -> Office:
    return Office(town, hand)
