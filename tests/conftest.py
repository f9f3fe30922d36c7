"""The ground of the tests: a real database per process, reached as the web role, cleaned by the owner."""

import functools
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connections
from django.utils import translation
from hypothesis import settings as generated
from pytest_django import DjangoDbBlocker

from linli.config import postgres
from linli.kernel import clock
from linli.kernel.keys import keyfile
from tests.server import HOME, SERVER

if TYPE_CHECKING:
    from tests.ground import Sweep

# How long one example takes says something about the machine, nothing about the rule.
generated.register_profile("linli", deadline=None)
generated.load_profile("linli")


@pytest.fixture(scope="session")
def server() -> postgres.Database:
    """The running PostgreSQL server of the tests."""
    return SERVER


@pytest.fixture(scope="session")
def schema_template(server: postgres.Database, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a database with today's schema; made once per digest of everything that shapes it."""
    from tests.ground import lay_template

    with django_db_blocker.unblock():
        return lay_template(server, HOME)


@pytest.fixture(scope="session")
def django_db_setup(server: postgres.Database, schema_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the template for this process, connected as the web role."""
    from tests.ground import clone_name, connect_as

    name = clone_name()
    with psycopg.connect(server.url("superuser"), autocommit=True) as superuser:
        postgres.drop_database(superuser, name)
        postgres.create_database(superuser, name, template=schema_template)
    with django_db_blocker.unblock():
        connect_as(server, "web", name)
        yield
        connections.close_all()
    with psycopg.connect(server.url("superuser"), autocommit=True) as superuser:
        postgres.drop_database(superuser, name)


@pytest.fixture(scope="session")
def sweep(server: postgres.Database, django_db_setup: None) -> Iterator["object"]:
    """What empties the clone after each test."""
    from tests.ground import Sweep, TestDatabase, clone_name

    opened = Sweep(TestDatabase(server, clone_name()))
    yield opened
    opened.close()


@pytest.fixture
def database(sweep: "Sweep", django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator["object"]:
    """The clone, open to the test; everything is really committed, and emptied through the superuser afterwards."""
    from django.test import override_settings

    from tests.ground import keep_if_idle

    # Nobody guesses in the tests but where waiting is what is tested.
    with django_db_blocker.unblock(), override_settings(LINLI_HOME=tmp_path / "home", LINLI_SLOW_SECONDS=0):
        (tmp_path / "home").mkdir()
        try:
            yield sweep.opened
        finally:
            keep_if_idle(connections["default"])
            sweep.empty_everything()


@pytest.fixture(scope="session", autouse=True)
def _passphrases_worked_once() -> Iterator[None]:
    """The same passphrase over the same salt is worked through scrypt once for all tests: slow on purpose, and the same every time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyfile, "work", functools.cache(keyfile.work))
        yield


@pytest.fixture(autouse=True)
def _no_outside_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test reaches this machine and nothing else."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: "tuple[str, int] | str") -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "localhost", "::1")):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """Sentences are compared in the language of the source, unless a test or a request chooses another."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _test_moment() -> Iterator[None]:
    """The whole suite can be told when each test begins, so that a turn of the day or the year breaks here first."""
    told = os.environ.get("LINLI_TEST_NOW")
    if not told:
        yield
        return
    shift = datetime.fromisoformat(told) - datetime.now(UTC)
    with clock.told_by(lambda: datetime.now(UTC) + max(shift, timedelta())):
        yield
