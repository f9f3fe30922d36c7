"""A house with keys in which both demo streets are laid."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from linli.config.street.laying import lay_streets
from linli.kernel import keys
from tests.accounts.entrance import Entrance
from tests.ground import TestDatabase

PASSPHRASE = "a passphrase of the tests"


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, PASSPHRASE)
    return home


@pytest.fixture
def laid(database: TestDatabase, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entrance]:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    entrance = Entrance(database)
    # Nobody signs in here, so a quick hash is enough.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        lay_streets()
        yield entrance
