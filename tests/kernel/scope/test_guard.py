"""Python says it first: a statement on an owned table outside a scope raises before it is sent."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from linli.kernel.ids import uuid7
from linli.kernel.postgres.prepared import prepared
from linli.kernel.scope import OutsideScope, scoped, unguarded
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree, Yard

pytestmark = pytest.mark.usefixtures("orchard")


def _raw(statement: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)  # type: ignore[arg-type]


def _prepared(ask: Callable[[Any], object]) -> None:
    with prepared() as cursor:
        ask(cursor)


def _copy_prepared(statement: str) -> None:
    with prepared() as cursor, cursor.copy(statement) as copied:
        list(copied)


def _many() -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM test_yard WHERE id = %s", [(uuid7(),), (uuid7(),)])


def _copy_planned(statement: str) -> None:
    with connection.prepared_cursor() as cursor, cursor.copy(statement) as copied:  # type: ignore[attr-defined]
        list(copied)


def _stream_planned() -> None:
    with connection.prepared_cursor() as cursor:  # type: ignore[attr-defined]
        list(cursor.stream("SELECT * FROM test_yard"))


def _copy(statement: str) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        list(copied)


def _copy_in() -> None:
    with connection.cursor() as cursor, cursor.copy("COPY test_yard FROM STDIN"):
        pass


def _stream() -> None:
    with connection.cursor() as cursor:
        list(cursor.stream("SELECT * FROM test_yard"))


WAYS: dict[str, Callable[[], object]] = {
    "list": lambda: list(Yard.objects.all()),
    "count": Yard.objects.count,
    "exists": Yard.objects.exists,
    "update": lambda: Yard.objects.update(name="x"),
    "delete": lambda: Yard.objects.all().delete(),
    "create": lambda: Yard.objects.create(subdistrict_id=uuid7(), name="x"),
    "bulk_create": lambda: Yard.objects.bulk_create([Yard(subdistrict_id=uuid7(), name="x")]),
    "save": lambda: Yard(subdistrict_id=uuid7(), name="x").save(),
    "base manager": lambda: list(Yard._base_manager.all()),
    "named cursor": lambda: list(Yard.objects.iterator(chunk_size=10)),
    "join": lambda: list(Tree.objects.select_related("yard")),
    "raw": lambda: list(Yard.objects.raw("SELECT * FROM test_yard")),
    "SQL": lambda: _raw("SELECT 1 FROM test_yard"),
    "quoted SQL": lambda: _raw('SELECT 1 FROM "public"."test_yard"'),
    "shouted SQL": lambda: _raw("SELECT 1 FROM TEST_YARD"),
    "composed SQL": lambda: _raw(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier("test_yard"))),
    "bytes": lambda: _raw(b"SELECT 1 FROM test_yard"),
    "executemany": _many,
    "COPY out": lambda: _copy("COPY test_yard TO STDOUT"),
    "COPY a query": lambda: _copy("COPY (SELECT * FROM test_yard) TO STDOUT"),
    "COPY in": _copy_in,
    "stream": _stream,
    "prepared": lambda: _prepared(lambda cursor: cursor.execute("SELECT 1 FROM test_yard")),
    "prepared executemany": lambda: _prepared(lambda cursor: cursor.executemany("DELETE FROM test_yard WHERE id = %s", [(uuid7(),)])),
    "prepared COPY": lambda: _copy_prepared("COPY test_yard TO STDOUT"),
    "planned COPY": lambda: _copy_planned("COPY test_yard TO STDOUT"),
    "planned stream": _stream_planned,
    "prepared stream": lambda: _prepared(lambda cursor: list(cursor.stream("SELECT * FROM test_yard"))),
    "truncate": lambda: _raw("TRUNCATE test_yard"),
}


@contextmanager
def _nothing_is_sent() -> Any:
    """The server's own count of statements of this session, by its last query text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'before the guarded statement'")
    yield
    assert connection.connection.info.transaction_status.name == "IDLE"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("way", WAYS)
def test_outside_a_scope_every_way_to_an_owned_table_raises(two: TwoSubdistricts, way: str) -> None:
    with _nothing_is_sent(), pytest.raises(OutsideScope, match=r"(?i)test_(yard|tree) was asked outside"):
        WAYS[way]()


@pytest.mark.parametrize(
    "way", ["list", "named cursor", "SQL", "executemany", "COPY out", "stream", "join", "prepared", "prepared COPY", "prepared stream"]
)
def test_inside_a_scope_the_same_ways_are_open(two: TwoSubdistricts, way: str) -> None:
    with scoped(two.clerk):
        WAYS[way]()


def test_a_list_that_escapes_its_scope_unread_raises(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        Yard.objects.create(subdistrict_id=two.lanting, name="槐院")
        unread, read = Yard.objects.all(), list(Yard.objects.all())
    assert [each.name for each in read] == ["槐院"]
    with pytest.raises(OutsideScope):
        list(unread)


def test_global_tables_are_open_to_everybody(two: TwoSubdistricts) -> None:
    _raw("SELECT count(*) FROM subdistrict")
    _raw("SELECT 'test_yards', 1 AS a_test_yard_b FROM subdistrict")


def test_with_the_guard_lifted_the_database_still_shows_nothing(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        Yard.objects.create(subdistrict_id=two.lanting, name="槐院")
    with unguarded("the last line is the database's"):
        assert Yard.objects.count() == 0
        assert Yard.objects.update(name="x") == 0
    with pytest.raises(OutsideScope):
        Yard.objects.count()
