"""The office with a calendar."""

import pytest

from tests.ground import TestDatabase
from tests.org.floor import floor
from tests.org.people import conftest
from tests.org.people.office import Office

ring = conftest.ring
office = conftest.office


@pytest.fixture
def street(database: TestDatabase, office: Office) -> Office:
    """Lanting with the country's calendar."""
    return floor(database, office)
