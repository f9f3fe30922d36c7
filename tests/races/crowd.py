"""Several people at once: one thread and one database connection each, all started together."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import OperationalError, connections

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from tests.ground import TestDatabase

PATIENCE_SECONDS = 20.0


def together(*steps: Callable[[], object]) -> list[object]:
    """Run the steps at the same moment; what each returned, or the refusal it met."""
    start = threading.Barrier(len(steps), timeout=PATIENCE_SECONDS)

    def run(step: Callable[[], object]) -> object:
        try:
            start.wait()
            return step()
        except (Refused, OperationalError) as raised:
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as people:
        return list(people.map(run, steps))


def wait_until_somebody_waits(database: TestDatabase, number: int = 1) -> None:
    """Return once so many connections of this database wait for a lock."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with database.connect("superuser") as superuser:
        while time.monotonic() < deadline:
            row = superuser.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).fetchone()
            if row is not None and int(str(row[0])) >= number:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waited for a lock")


@contextmanager
def uncommitted(database: TestDatabase, actor: Actor, step: Callable[[], object]) -> Iterator[None]:
    """What somebody else's step wrote stands uncommitted until the block waits for it: the very moment two firsts meet, every time."""
    written = threading.Event()

    def write() -> None:
        try:
            with scope.scoped(actor):
                step()
                written.set()
                wait_until_somebody_waits(database)
        finally:
            written.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as somebody:
        writing = somebody.submit(write)
        written.wait(PATIENCE_SECONDS)
        yield
        writing.result()


def failures(outcomes: Sequence[object]) -> list[BaseException]:
    """The exceptions among the outcomes."""
    return [each for each in outcomes if isinstance(each, BaseException)]
