"""Two subdistricts that share the country's calendar."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from linli.kernel.actor import Actor
from linli.kernel.calendar.actions import lay_down_seed
from tests import make, people
from tests.ground import TestDatabase, connect_as


@dataclass(frozen=True)
class Streets:
    """Lanting, whose clerk publishes, and Zhuxi, which follows."""

    lanting: UUID
    zhuxi: UUID
    publisher: Actor
    neighbour: Actor
    reader: Actor


def lay_down(database: TestDatabase) -> bool:
    """The owner's work at the laying of the schema."""
    connect_as(database.server, "owner", database.name)
    try:
        return lay_down_seed()
    finally:
        connect_as(database.server, "web", database.name)


@pytest.fixture
def streets(database: TestDatabase) -> Streets:
    """Two subdistricts and the seeded calendar."""
    lay_down(database)
    lanting, zhuxi = make.subdistrict(database, "lanting"), make.subdistrict(database, "zhuxi", "竹溪街道")
    may = {"calendar.publish"}
    return Streets(lanting, zhuxi, people.clerk(lanting, may), people.clerk(zhuxi, may), people.clerk(lanting, set()))
