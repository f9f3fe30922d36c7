"""What the tests of the desk share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from linli.kernel import keys
from tests.desk.house import House
from tests.ground import TestDatabase

PASSPHRASE = "a passphrase of the tests"


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, PASSPHRASE)
    return home


@pytest.fixture
def house(database: TestDatabase, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Two subdistricts and nobody yet."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    # A slow hash is the point of the real one, and not of these tests.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield House(database)
