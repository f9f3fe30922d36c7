"""The street of the tests of rounds: that of visits."""

from tests.visits.conftest import hand, ring, street

__all__ = ["hand", "ring", "street"]
