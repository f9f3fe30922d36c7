"""A unit of two people with a phone each, and tickets that wait for it."""

import pytest

from tests.field.street import Street
from tests.tickets.conftest import hand, ring, town
from tests.tickets.town import Hand, Town

__all__ = ["hand", "ring", "town"]


@pytest.fixture
def street(town: Town, hand: Hand) -> Street:
    return Street(town, hand)
