"""The street of these tests."""

import pytest

from tests.org.people.conftest import office, ring
from tests.org.people.office import Office
from tests.tickets.catalogue.street import Street

__all__ = ["office", "ring"]


@pytest.fixture
def street(office: Office) -> Street:
    return Street(office)
