"""What the tests of the anonymous door share."""

import pytest
from django.test import Client

from tests.org.people.conftest import office, ring
from tests.org.people.office import Office
from tests.public.street import PublicStreet, lay_street

__all__ = ["office", "ring"]


@pytest.fixture
def street(office: Office) -> PublicStreet:
    return lay_street(office)


@pytest.fixture
def passer() -> Client:
    """A browser that was never here."""
    return Client(HTTP_ACCEPT_LANGUAGE="en")
