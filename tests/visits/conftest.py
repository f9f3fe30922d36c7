"""The street of the tests of visits, at a moment one chooses."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from linli.kernel import clock, keys
from tests.ground import TestDatabase
from tests.kernel.calendar.conftest import lay_down
from tests.tickets.town import Hand
from tests.visits.street import Street

PASSPHRASE = "a passphrase of the tests"


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, PASSPHRASE)
    return home


@pytest.fixture
def hand() -> Iterator[Hand]:
    """The hands of the clock, at half past nine on a Monday."""
    made = Hand()
    with clock.told_by(made):
        yield made


@pytest.fixture
def street(database: TestDatabase, ring: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Street:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    lay_down(database)
    return Street(database, hand)
