"""The worker of the tests: the real one, as its own database role, in this process or in one that can be killed."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

import linli
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.jobs import worker
from tests.ground import TestDatabase, connect_as


@contextmanager
def undone(actor: Actor) -> Iterator[None]:
    """A scope in which everything goes well until the very end, and is then rolled back."""
    with contextlib.suppress(Undone), scope.scoped(actor):
        yield
        raise Undone


class Undone(Exception):
    """The write did not come to its end."""


def do_all(database: TestDatabase) -> None:
    """Do every job that is waiting now, then be the web role again."""
    connect_as(database.server, "worker", database.name)
    # The worker's threads end with it; a connection they kept would be left open.
    settled = connections["default"].settings_dict
    kept, settled["CONN_MAX_AGE"] = settled["CONN_MAX_AGE"], 0
    try:
        asyncio.run(worker.work(until_empty=True))
    finally:
        settled["CONN_MAX_AGE"] = kept
        connect_as(database.server, "web", database.name)


@contextmanager
def started(database: TestDatabase, program: str, **settled: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process of its own that reaches the test's database as the worker; killed when the block ends."""
    environ = {
        **os.environ,
        **settled,
        "DATABASE_URL": "",
        "LINLI_HOME": str(settings.LINLI_HOME),
        "LINLI_ROLE": "worker",
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": str(Path(linli.__file__).parent.parent),
        "TEST_SERVER_HOME": str(database.server.home),
        "TEST_DATABASE": database.name,
    }
    process = subprocess.Popen([sys.executable, "-c", program], env=environ, cwd=environ["PYTHONPATH"])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def as_worker(database: TestDatabase) -> Iterator[None]:
    """This process with the worker's rights, then the web role again."""
    connect_as(database.server, "worker", database.name)
    try:
        yield
    finally:
        connect_as(database.server, "web", database.name)
