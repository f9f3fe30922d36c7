"""The street of the tests of places, at a moment one chooses."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from linli.kernel import clock, keys
from tests.ground import TestDatabase
from tests.places.street import Street, told

PASSPHRASE = "a passphrase of the tests"


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, PASSPHRASE)
    return home


@pytest.fixture
def street(database: TestDatabase, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    with clock.told_by(told):
        yield Street(database)
