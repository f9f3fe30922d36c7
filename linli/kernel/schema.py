"""Bringing a database to the present schema; the owner's work, safe to repeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.management import call_command
from django.db import connection

from linli.kernel.calendar.actions import lay_down_seed
from linli.kernel.journal.sealing import ensure_epoch
from linli.kernel.scope.context import unguarded
from linli.kernel.scope.grants import grant_global_tables

# Any number: two commands that lay the schema at the same moment take turns.
_TURN: Final = 5_316_029_417


def lay_schema() -> None:
    """Run every migration, make the cache table, begin the first epoch, lay down the calendar and the grants of the global tables."""
    with unguarded("the owner lays the schema"), _in_turn():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        ensure_epoch()
        lay_down_seed()
        grant_global_tables()


@contextmanager
def _in_turn() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
