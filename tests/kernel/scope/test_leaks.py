"""For every owned table, found by itself: acting for Lanting, nothing of Heping is read, written, referred to, counted or guessed.

What is left to whoever may send SQL of his own as the web role: the planner's row estimate (EXPLAIN) and the table's total size
are statistics over all subdistricts. Neither names a row, and no door sends SQL that a person wrote.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections, models
from psycopg import sql
from psycopg.types.json import Jsonb
from pytest_django import DjangoDbBlocker

from linli.kernel.ids import uuid7
from linli.kernel.models import OwnedForeignKey
from linli.kernel.scope import OutsideScope
from tests.ground import Sweep, TestDatabase
from tests.kernel.conftest import TwoSubdistricts, two_subdistricts
from tests.kernel.scope.catalogue import owned_models
from tests.kernel.scope.rows import as_superuser, make_row
from tests.ownedapp.models import Tree, Yard

Connection = psycopg.Connection[Any]

SERVING = ["web", "worker"]
DENIED = psycopg.errors.InsufficientPrivilege
MODELS: dict[str, type[models.Model]] = {**owned_models(), "test_tree": Tree, "test_yard": Yard}


class Lines:
    """One connection of each role, opened when it is first asked for; whatever a test sets ends with its transaction."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self._opened = ExitStack()
        self._by_role: dict[str, Connection] = {}

    def of(self, role: str) -> Connection:
        """The line of this role, outside any transaction or inside the one that the test has begun."""
        if role not in self._by_role:
            self._by_role[role] = self._opened.enter_context(self.database.connect(role))
        return self._by_role[role]

    def close(self) -> None:
        """Hang up all of them."""
        self._opened.close()


@dataclass(frozen=True)
class Kept:
    """One table with a row of Lanting's and one of Heping's, each as the JSON of its columns; no test leaves a change in it."""

    lines: Lines
    model: type[models.Model]
    two: TwoSubdistricts
    ours: dict[str, Any]
    theirs: dict[str, Any]

    def say(self, statement: str, **values: object) -> sql.Composed:
        """SQL about this table; values become literals, so that COPY can carry them too."""
        names = {"t": sql.Identifier(self.model._meta.db_table)}
        return sql.SQL(statement).format(**names, **{name: sql.Literal(value) for name, value in values.items()})

    @contextmanager
    def acting(self, role: str) -> Iterator[Connection]:
        """A transaction of this role with Lanting's scope."""
        connection = self.lines.of(role)
        with connection.transaction(force_rollback=True):
            connection.execute(sql.SQL("SET LOCAL linli.scope = {}").format(sql.Literal(str(self.two.lanting))))
            yield connection

    def may(self, connection: Connection, right: str) -> bool:
        row = connection.execute(
            "SELECT has_table_privilege(('public.' || quote_ident(%s))::regclass, %s)", [self.model._meta.db_table, right]
        ).fetchone()
        assert row is not None
        return bool(row[0])

    def answer(self, connection: Connection, right: str, statement: sql.Composed) -> list[Any] | None:
        """The rows of an answer, None where the role has no such right at all: then the server must refuse."""
        if self.may(connection, right):
            done = connection.execute(statement)
            return done.fetchall() if done.description else [()] * done.rowcount
        refused_for(connection, statement)
        return None

    def stored(self, row_id: str) -> dict[str, Any] | None:
        """Heping's row as it stands now."""
        wanted = self.say(
            "SELECT to_jsonb(r) FROM {t} r WHERE subdistrict_id = {home} AND id = {id}", home=self.two.heping, id=UUID(row_id)
        )
        found = self.lines.of("superuser").execute(wanted).fetchone()
        return found[0] if found else None


def refused_for(connection: Connection, statement: sql.Composed, kind: type[psycopg.Error] = DENIED) -> psycopg.Error:
    """The server's refusal; the transaction goes on."""
    with pytest.raises(kind) as refused, connection.transaction():
        connection.execute(statement)
    return refused.value


def said(error: psycopg.Error) -> str:
    """Everything a refusal tells."""
    parts = error.diag
    return " ".join(each or "" for each in (str(error), parts.message_detail, parts.message_hint, parts.context))


@pytest.fixture(scope="module")
def lines(sweep: Sweep) -> Iterator[Lines]:
    """A connection of each role for the tests of this file: with thousands of them, opening one each would cost more than all they ask."""
    opened = Lines(sweep.opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=sorted(MODELS))
def laid(request: pytest.FixtureRequest, orchard: None, sweep: Sweep, lines: Lines, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    """A table's two rows, laid once for all the tests about it."""
    model = MODELS[request.param]
    try:
        with django_db_blocker.unblock():
            two = two_subdistricts(sweep.opened)
            with as_superuser(sweep.opened):
                ids = {home: make_row(model, home).pk for home in (two.lanting, two.heping)}
        found = lines.of("superuser").execute(sql.SQL("SELECT to_jsonb(r) FROM {} r").format(sql.Identifier(request.param))).fetchall()
        rows = {row["id"]: row for (row,) in found}
        yield Kept(lines, model, two, rows[str(ids[two.lanting])], rows[str(ids[two.heping])])
    finally:
        sweep.empty_everything()


@pytest.fixture
def kept(laid: Kept, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    """The table, open to Django as well."""
    with django_db_blocker.unblock():
        yield laid
        connections.close_all()


@pytest.fixture(params=SERVING)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


INSERT = "INSERT INTO {t} SELECT * FROM jsonb_populate_record(NULL::{t}, {row})"


@pytest.mark.parametrize("reader", [*SERVING, "auditor"])
def test_nothing_of_the_neighbours_is_read(kept: Kept, reader: str) -> None:
    theirs, home = UUID(kept.theirs["id"]), kept.two.heping
    with kept.acting(reader) as connection:
        whole = kept.answer(connection, "SELECT", kept.say("SELECT id::text, subdistrict_id FROM {t}"))
        assert whole in (None, [(kept.ours["id"], kept.two.lanting)])
        for question in (
            "SELECT * FROM {t} WHERE id = {id}",
            "SELECT * FROM {t} WHERE subdistrict_id = {home}",
            "SELECT 1 WHERE EXISTS (SELECT FROM {t} WHERE id = {id})",
            "SELECT count(*) FROM {t} WHERE id = {id} OR subdistrict_id = {home} HAVING count(*) > 0",
            "SELECT max(id::text) FROM {t} WHERE subdistrict_id = {home} HAVING max(id::text) IS NOT NULL",
            # A function that fails on what it sees must not see it: the policy is asked first.
            "SELECT 1 FROM {t} WHERE subdistrict_id = {home} AND ('x' || id::text)::int = 1",
            "SELECT 1 FROM {t} a JOIN {t} b ON a.id <> b.id",
            "TABLE {t} EXCEPT SELECT * FROM {t} WHERE subdistrict_id <> {home}",
        ):
            assert not kept.answer(connection, "SELECT", kept.say(question, id=theirs, home=home)), question


def test_nothing_of_the_neighbours_is_locked(kept: Kept, role: str) -> None:
    with kept.acting(role) as connection:
        for strength in ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"):
            locking = kept.say("SELECT 1 FROM {t} WHERE id = {id} FOR " + strength, id=UUID(kept.theirs["id"]))
            assert not kept.answer(connection, "UPDATE", locking)
        superuser = kept.lines.of("superuser")
        with superuser.transaction(force_rollback=True):
            superuser.execute("SET LOCAL lock_timeout = '50ms'")
            superuser.execute(kept.say("SELECT 1 FROM {t} WHERE id = {id} FOR UPDATE", id=UUID(kept.theirs["id"])))


def test_nothing_of_the_neighbours_is_copied(kept: Kept, role: str) -> None:
    with kept.acting(role) as connection:
        for statement in ("COPY {t} TO STDOUT", "COPY (SELECT * FROM {t}) TO STDOUT"):
            if not kept.may(connection, "SELECT"):
                refused_for(connection, kept.say(statement))
                continue
            with connection.cursor() as cursor, cursor.copy(kept.say(statement)) as copied:
                text = b"".join(bytes(each) for each in copied).decode()
            assert kept.ours["id"] in text
            assert not [value for value in _secrets(kept) if value in text]
        taken = (psycopg.errors.FeatureNotSupported, DENIED)
        with pytest.raises(taken), connection.transaction(), connection.cursor() as cursor, cursor.copy(kept.say("COPY {t} FROM STDIN")):
            pass


def test_nothing_of_the_neighbours_is_changed(kept: Kept, role: str) -> None:
    theirs, home = UUID(kept.theirs["id"]), kept.two.heping
    with kept.acting(role) as connection:
        for right, statement in (
            ("UPDATE", "UPDATE {t} SET id = id WHERE id = {id}"),
            ("UPDATE", "UPDATE {t} SET subdistrict_id = subdistrict_id WHERE subdistrict_id = {home}"),
            ("DELETE", "DELETE FROM {t} WHERE id = {id}"),
            ("DELETE", "DELETE FROM {t} WHERE subdistrict_id = {home}"),
        ):
            # Asking for `id = …` reads a column, so that a role without SELECT is refused even where it may change.
            if kept.may(connection, "SELECT"):
                assert not kept.answer(connection, right, kept.say(statement, id=theirs, home=home)), statement
        refused_for(connection, kept.say("TRUNCATE {t}"))
    assert kept.stored(kept.theirs["id"]) == kept.theirs


def test_no_row_is_given_to_the_neighbour(kept: Kept, role: str) -> None:
    fresh = {**kept.theirs, "id": str(uuid7())}
    with kept.acting(role) as connection:
        unknown = refused_for(connection, kept.say(INSERT, row=Jsonb(fresh)))
        existing = refused_for(connection, kept.say(INSERT, row=Jsonb(kept.theirs)))
        # Whether the id exists there cannot be told: the policy speaks before any key.
        assert (said(existing), existing.sqlstate) == (said(unknown), unknown.sqlstate)
        assert not [value for value in _secrets(kept) if value in said(existing)]
        conflicting = kept.say(INSERT + " ON CONFLICT (subdistrict_id, id) DO UPDATE SET id = excluded.id", row=Jsonb(kept.theirs))
        assert not [value for value in _secrets(kept) if value in said(refused_for(connection, conflicting))]
        refused_for(connection, kept.say("UPDATE {t} SET subdistrict_id = {home}", home=kept.two.heping))
    assert kept.stored(fresh["id"]) is None
    assert kept.stored(kept.theirs["id"]) == kept.theirs


def test_no_row_of_the_neighbours_is_referred_to(kept: Kept) -> None:
    references = [each for each in kept.model._meta.local_fields if isinstance(each, OwnedForeignKey)]
    table = kept.model._meta.db_table
    drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
    connection = kept.lines.of("superuser")
    with connection.transaction(force_rollback=True):
        # Out of the way, or its checks and uniques would refuse first: a check may allow one of two references only.
        checks = connection.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", [table]).fetchall()
        for (name,) in checks:
            connection.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
        connection.execute(kept.say("DELETE FROM {t} WHERE id = {id}", id=UUID(kept.ours["id"])))
        for field in references:
            target = kept.theirs[field.column] or kept.theirs["id"]
            answers = []
            for wanted in (target, str(uuid7())):
                row = {**kept.ours, "id": str(uuid7()), field.column: wanted}
                refused = refused_for(connection, kept.say(INSERT, row=Jsonb(row)), psycopg.errors.ForeignKeyViolation)
                answers.append((refused.diag.constraint_name, said(refused).replace(wanted, "the id")))
            assert answers[0] == answers[1]


def test_the_same_values_can_be_had_at_home(kept: Kept) -> None:
    # Every unique starts with the subdistrict: neither an error nor the time of one tells what the neighbour has.
    connection = kept.lines.of("superuser")
    with connection.transaction(force_rollback=True):
        if _has_one_row(kept.model):
            connection.execute(kept.say("DELETE FROM {t} WHERE id = {id}", id=UUID(kept.ours["id"])))
        _copy_home(connection, kept.two, kept.model, kept.theirs)
        twice = connection.execute(kept.say("SELECT count(*) FROM {t} WHERE id = {id}", id=UUID(kept.theirs["id"]))).fetchone()
        assert twice == (2,)


def test_without_a_scope_there_is_nothing(kept: Kept, role: str) -> None:
    # One that was never told a scope; on a used line the setting is empty and no longer missing.
    with kept.lines.database.connect(role) as connection:
        for setting in (None, "", str(uuid7())):
            if setting is not None:
                connection.execute(sql.SQL("SET linli.scope = {}").format(sql.Literal(setting)))
            assert kept.answer(connection, "SELECT", kept.say("SELECT * FROM {t}")) in (None, [])
            if kept.may(connection, "SELECT"):
                assert kept.answer(connection, "UPDATE", kept.say("UPDATE {t} SET id = id")) in (None, [])
                assert kept.answer(connection, "DELETE", kept.say("DELETE FROM {t}")) in (None, [])
            refused_for(connection, kept.say(INSERT, row=Jsonb({**kept.ours, "id": str(uuid7())})))
    with pytest.raises(OutsideScope):
        kept.model._base_manager.count()


def test_an_id_of_another_version_is_refused(kept: Kept) -> None:
    row = {**kept.ours, "id": "0191d2a0-0000-4000-8000-000000000001"}
    refused = refused_for(kept.lines.of("superuser"), kept.say(INSERT, row=Jsonb(row)), psycopg.errors.CheckViolation)
    assert refused.diag.constraint_name == f"{kept.model._meta.db_table}_id_version_7"


def test_the_planners_statistics_show_no_value(kept: Kept, role: str) -> None:
    superuser, name = kept.lines.of("superuser"), kept.model._meta.db_table
    superuser.execute(kept.say("ANALYZE {t}"))
    assert superuser.execute("SELECT 1 FROM pg_stats WHERE tablename = %s", [name]).fetchall(), "the control sees them"
    with kept.acting(role) as connection:
        assert connection.execute("SELECT 1 FROM pg_stats WHERE tablename = %s", [name]).fetchall() == []
        for secret in ("SELECT 1 FROM pg_statistic", "SELECT 1 FROM pg_statistic_ext_data"):
            refused_for(connection, sql.SQL(secret).format())


@pytest.mark.parametrize("laid", ["test_tree"], indirect=True)
def test_the_control_without_its_policy_leaks(kept: Kept) -> None:
    theirs = UUID(kept.theirs["id"])
    with kept.lines.database.connect("owner") as owner:
        owner.execute("ALTER TABLE test_tree DISABLE ROW LEVEL SECURITY")
    try:
        with kept.acting("web") as connection:
            assert kept.answer(connection, "SELECT", kept.say("SELECT 1 FROM {t} WHERE id = {id}", id=theirs))
            assert kept.answer(connection, "UPDATE", kept.say("UPDATE {t} SET label = 'x' WHERE id = {id}", id=theirs))
            assert kept.answer(connection, "INSERT", kept.say(INSERT, row=Jsonb({**kept.theirs, "id": str(uuid7())})))
            with connection.cursor() as cursor, cursor.copy(kept.say("COPY {t} TO STDOUT")) as copied:
                text = b"".join(bytes(each) for each in copied).decode()
            assert [value for value in _secrets(kept) if value in text]
    finally:
        with kept.lines.database.connect("owner") as owner:
            owner.execute("ALTER TABLE test_tree ENABLE ROW LEVEL SECURITY")


def _secrets(kept: Kept) -> list[str]:
    """What stands in the neighbour's row and nowhere in ours."""
    known = {str(value) for value in kept.ours.values()}
    return [str(value) for value in kept.theirs.values() if value is not None and len(str(value)) > 5 and str(value) not in known]


def _has_one_row(model: type[models.Model]) -> bool:
    """Whether each subdistrict keeps a single row there, so that ours has to make room."""
    uniques = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return any(each.fields == ("subdistrict_id",) and each.condition is None for each in uniques)


def _copy_home(connection: Connection, two: TwoSubdistricts, model: type[models.Model], row: dict[str, Any]) -> None:
    """The neighbour's row once more in Lanting, with the same id and values, and with the rows it refers to."""
    for field in model._meta.local_fields:
        if isinstance(field, OwnedForeignKey) and row[field.column]:
            target = sql.Identifier(field.related_model._meta.db_table)
            found = connection.execute(
                sql.SQL("SELECT to_jsonb(r) FROM {} r WHERE subdistrict_id = {} AND id = {}").format(
                    target, sql.Literal(two.heping), sql.Literal(UUID(row[field.column]))
                )
            ).fetchone()
            assert found is not None
            _copy_home(connection, two, field.related_model, found[0])
    connection.execute(
        sql.SQL(INSERT).format(t=sql.Identifier(model._meta.db_table), row=sql.Literal(Jsonb({**row, "subdistrict_id": str(two.lanting)})))
    )
