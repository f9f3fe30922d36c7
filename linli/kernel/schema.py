"""Bringing a database to the present schema; the owner's work, safe to repeat."""

from django.core.management import call_command

from linli.kernel.journal.sealing import ensure_epoch
from linli.kernel.scope.context import unguarded
from linli.kernel.scope.grants import grant_global_tables


def lay_schema() -> None:
    """Run every migration, make the cache table, begin the first epoch and lay down the grants of the global tables."""
    with unguarded("the owner lays the schema"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        ensure_epoch()
        grant_global_tables()
