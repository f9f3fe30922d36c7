"""What the tests of the desk share."""

import pytest

from tests.desk.house import PASSPHRASE, House
from tests.ground import TestDatabase


@pytest.fixture
def house(database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> House:
    """Two subdistricts and nobody yet."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    return House(database)
