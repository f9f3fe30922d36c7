"""Two owned tables that exist only while the tests of the scope run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import AppConfig, apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.config import postgres
from linli.kernel.scope import unguarded
from linli.kernel.scope.guard import forget_owned_names
from tests.ground import clone_name, connect_as

LABEL = "ownedapp"


@contextmanager
def installed(server: postgres.Database) -> Iterator[None]:
    """The app and its tables, made by a real migration as the owner, gone again afterwards."""
    # Not override_settings(INSTALLED_APPS): that would run every app's ready() a second time.
    config = AppConfig.create("tests.ownedapp")
    config.apps = apps
    apps.app_configs[LABEL] = config
    config.import_models()
    apps.clear_cache()
    forget_owned_names()
    try:
        _migrate(server, "0001_initial")
        yield
    finally:
        _migrate(server, None)
        del apps.app_configs[LABEL]
        apps.clear_cache()
        forget_owned_names()


def _migrate(server: postgres.Database, target: str | None) -> None:
    connect_as(server, "owner", clone_name())
    with unguarded("the tests' own tables come and go"):
        MigrationExecutor(connection).migrate([(LABEL, target)])
    connect_as(server, "web", clone_name())
