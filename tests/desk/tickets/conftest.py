"""The desks of the tests of tickets."""

import pytest

from tests.desk.house import House
from tests.desk.tickets.office import Office


@pytest.fixture
def office(house: House) -> Office:
    """Everybody at their desks, and nothing reported yet."""
    return Office(house)
