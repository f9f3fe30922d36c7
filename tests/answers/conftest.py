"""The street of the tests of answers: that of places, with a base."""

import pytest

from tests.answers.base import Base
from tests.places.conftest import ring, street
from tests.places.street import Street

__all__ = ["base", "ring", "street"]


@pytest.fixture
def base(street: Street) -> Base:
    return Base(street)
