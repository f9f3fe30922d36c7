"""How tests make, reach and empty their database."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.pq import TransactionStatus

import linli
from linli.config import postgres
from linli.kernel.schema import lay_schema

# Rows a migration lays down for good; a test that empties everything must leave them.
_KEPT_TABLES = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "journal_epoch",
    "calendar_region",
    "calendar_version",
    "calendar_day",
)
# Of the work calendars the schema lays down the first; what a test publishes goes with it.
_PUBLISHED = (
    "DELETE FROM calendar_day USING calendar_version v WHERE v.id = version_id AND (v.number > 1 OR v.published_by IS NOT NULL)",
    "DELETE FROM calendar_version WHERE number > 1 OR published_by IS NOT NULL",
)
# Packages whose migrations or SQL shape the schema beside our own.
_SHAPING_PACKAGES = ("django", "django-allauth", "procrastinate")


@dataclass(frozen=True)
class TestDatabase:
    """One clone; other roles' connections are for looking and tampering, the tests themselves are the web role."""

    __test__ = False

    server: postgres.Database
    name: str

    @contextmanager
    def connect(self, role: str) -> Iterator["psycopg.Connection[Any]"]:
        """An autocommit connection as any role, `superuser` included."""
        with psycopg.connect(self.server.url(role), dbname=self.name, autocommit=True) as connection:
            yield connection


def connect_as(server: postgres.Database, role: str, name: str) -> None:
    """Point Django's connection at a database of the test server, as this role."""
    connections["default"].close()
    connections["default"].settings_dict.update({**server.parameters(role), "NAME": name})


def lay_template(server: postgres.Database, home: Path) -> str:
    """Make the template database of today's schema unless it is there already."""
    name = f"linli_template_{_schema_digest()}"
    with (
        (home / "template.lock").open("w") as lock,
        psycopg.connect(server.url("superuser"), autocommit=True) as superuser,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop_what_nobody_uses(superuser, name)
        if superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        unfinished = f"{name}_new"
        postgres.drop_database(superuser, unfinished)
        postgres.create_database(superuser, unfinished)
        connect_as(server, "owner", unfinished)
        lay_schema()
        connections["default"].close()
        superuser.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


# What was deleted stays in the file for a while; a table that has swollen is written anew.
SWOLLEN_BYTES = 8_000_000


def clone_name() -> str:
    """The database of this test process."""
    return f"linli_test_{os.getpid()}"


def keep_if_idle(connection: Any) -> None:
    """Let the next test go on with Django's connection if nothing is open on it: a new one would plan every statement again."""
    line = connection.connection
    if line is None:
        return
    if connection.in_atomic_block or connection.errors_occurred or line.closed or line.info.transaction_status != TransactionStatus.IDLE:
        connection.close()
        return
    try:
        line.execute("SELECT pg_advisory_unlock_all()")
    except psycopg.OperationalError:
        connection.close()


class Sweep:
    """Removes every row a test left; one connection for the whole run, since a new one would read the catalogue of every table again."""

    def __init__(self, opened: TestDatabase) -> None:
        self.opened = opened
        self._connection: psycopg.Connection[Any] | None = None

    def empty_everything(self) -> None:
        """Delete without asking the constraints: nothing stays that they could hold for."""
        try:
            self._empty(self._superuser())
        except psycopg.OperationalError:
            # A test stopped the server, or sent everybody away.
            self.close()
            self._empty(self._superuser())

    def close(self) -> None:
        """Let the database go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _superuser(self) -> "psycopg.Connection[Any]":
        if self._connection is None:
            server, name = self.opened.server, self.opened.name
            self._connection = psycopg.connect(server.url("superuser"), dbname=name, autocommit=True, prepare_threshold=1)
            self._connection.execute("SET session_replication_role = replica")
        return self._connection

    def _empty(self, superuser: "psycopg.Connection[Any]") -> None:
        rows = superuser.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s) ORDER BY tablename", [list(_KEPT_TABLES)]
        ).fetchall()
        parts = [
            sql.SQL("SELECT {0}, pg_relation_size({0}::regclass) WHERE EXISTS (SELECT FROM {1})").format(
                sql.Literal(str(name)), sql.Identifier(str(name))
            )
            for (name,) in rows
        ]
        filled = superuser.execute(sql.SQL(" UNION ALL ").join(parts)).fetchall()
        if any(int(size) > SWOLLEN_BYTES for _, size in filled):
            names = sql.SQL(", ").join(sql.Identifier(str(name)) for name, _ in filled)
            superuser.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
            filled = []
        # A TRUNCATE follows every reference and writes new files for each table and index of the house.
        deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(str(name))) for name, _ in filled]
        superuser.execute(sql.SQL("; ").join([*map(sql.SQL, _PUBLISHED), *deletes]))


def _drop_what_nobody_uses(superuser: "psycopg.Connection[Any]", template: str) -> None:
    """Templates of other schemas, and clones whose process was killed before it could clean up."""
    rows = superuser.execute("SELECT datname FROM pg_database WHERE datname ~ '^linli_(template|test)_'").fetchall()
    for name in (str(found) for (found,) in rows):
        kind, mark = name.split("_")[1:3]
        is_alive = kind == "test" and Path(f"/proc/{mark}").exists()
        if name != template and not is_alive:
            postgres.drop_database(superuser, name)


def _schema_digest() -> str:
    digest = hashlib.sha256()
    root = Path(linli.__file__).parent
    shaping = [*root.glob("**/migrations/*.py"), *root.glob("kernel/scope/*.py"), root / "kernel" / "schema.py"]
    for path in sorted(shaping):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for package in _SHAPING_PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:16]
