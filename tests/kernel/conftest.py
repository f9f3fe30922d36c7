"""The ground of the kernel's tests: two subdistricts, their people, and two owned tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from linli.config import postgres
from linli.kernel.actor import Actor
from tests import make, ownedapp, people
from tests.ground import TestDatabase


@pytest.fixture(scope="module")
def orchard(server: postgres.Database, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tables of yards and trees, for the tests of one file."""
    with django_db_blocker.unblock(), ownedapp.installed(server):
        yield


@dataclass(frozen=True)
class TwoSubdistricts:
    """Lanting, where the test acts, and Heping, whose rows it must not reach."""

    lanting: UUID
    heping: UUID
    clerk: Actor
    neighbour: Actor


@pytest.fixture
def two(database: TestDatabase) -> TwoSubdistricts:
    """Two subdistricts with one clerk each."""
    return two_subdistricts(database)


def two_subdistricts(database: TestDatabase) -> TwoSubdistricts:
    """The same for whoever lays them for longer than a test."""
    lanting, heping = make.subdistrict(database, "lanting"), make.subdistrict(database, "heping", "和平街道")
    return TwoSubdistricts(lanting, heping, people.clerk(lanting), people.clerk(heping))
