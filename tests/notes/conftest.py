"""A street with a clerk, a colleague who may only read, and the neighbours."""

from dataclasses import dataclass

import pytest

from linli.kernel import keys
from linli.kernel.actor import Actor
from tests import make, people
from tests.ground import TestDatabase


@dataclass(frozen=True)
class Street:
    """Who acts in these tests."""

    clerk: Actor
    reader: Actor
    neighbour: Actor
    nobody: Actor


@pytest.fixture
def street(database: TestDatabase) -> Street:
    lanting, zhuxi = make.subdistrict(database, "lanting"), make.subdistrict(database, "zhuxi", "竹溪街道")
    return Street(people.clerk(lanting), people.reader(lanting), people.clerk(zhuxi), people.clerk(lanting, ()))


@pytest.fixture
def ring(database: TestDatabase, settings: "object") -> keys.KeyRing:
    """Keys, for the tests that keep files."""
    from django.conf import settings as present

    return keys.create(present.LINLI_HOME, keys.make_demo_passphrase(present.LINLI_HOME))
