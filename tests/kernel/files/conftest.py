"""What the tests of files need: a key ring, and an aggregate to keep files with."""

from uuid import UUID

import pytest
from django.conf import settings

from linli.kernel import keys
from linli.kernel.ids import uuid7
from linli.kernel.models import Aggregate
from tests import make
from tests.ground import TestDatabase


class Folder(Aggregate):
    """Something that files are kept with; only its stream is used, so it needs no table."""

    KIND = "folder"

    class Meta:
        app_label = "tests"
        managed = False


@pytest.fixture
def ring(database: TestDatabase) -> keys.KeyRing:
    return keys.create(settings.LINLI_HOME, keys.make_demo_passphrase(settings.LINLI_HOME))


@pytest.fixture
def ours(database: TestDatabase, ring: keys.KeyRing) -> UUID:
    return make.subdistrict(database, "lanting")


@pytest.fixture
def theirs(database: TestDatabase) -> UUID:
    return make.subdistrict(database, "gulou")


@pytest.fixture
def folder(ours: UUID) -> Folder:
    return Folder(id=uuid7(), subdistrict_id=ours)
