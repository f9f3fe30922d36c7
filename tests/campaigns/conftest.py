"""The street of the tests of campaigns: that of places, with more shops."""

from tests.places.conftest import ring, street

__all__ = ["ring", "street"]
