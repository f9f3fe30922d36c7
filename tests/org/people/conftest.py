"""An office with an administrator, a clerk of its organisation, somebody who may only look, and the neighbours."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from linli.kernel import keys
from tests import make
from tests.ground import TestDatabase
from tests.org.people.office import PASSPHRASE, Office


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, PASSPHRASE)
    return home


@pytest.fixture
def office(database: TestDatabase, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    lanting, zhuxi = make.subdistrict(database, "lanting"), make.subdistrict(database, "zhuxi", "竹溪街道")
    return Office(database, lanting, zhuxi)
