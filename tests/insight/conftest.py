"""The street of the tests of insight: that of tickets."""

from tests.tickets.conftest import hand, ring, town

__all__ = ["hand", "ring", "town"]
