"""What the tests of the entrance share: keys on disk, cheap password hashes, the builders."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from linli.kernel import keys
from tests.accounts.entrance import Entrance
from tests.ground import TestDatabase


@pytest.fixture
def entrance(database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entrance]:
    """The entrance of an empty house whose keys are made."""
    monkeypatch.setenv("LINLI_PASSPHRASE", "a passphrase of the tests")
    keys.create(settings.LINLI_HOME, "a passphrase of the tests")
    # A slow hash is the point of the real one, and not of these tests; the timing test sets it back.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Entrance(database)
