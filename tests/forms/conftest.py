"""The street of the tests of forms: that of places, with a registry."""

import pytest

from tests.forms.registry import Registry
from tests.places.conftest import ring, street
from tests.places.street import Street

__all__ = ["registry", "ring", "street"]


@pytest.fixture
def registry(street: Street) -> Registry:
    return Registry(street)
