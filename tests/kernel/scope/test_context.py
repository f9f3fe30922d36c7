"""A scope is one durable transaction with exactly the actor's subdistricts, and nothing of it outlives the block."""

from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.scope import (
    OutsideScope,
    SwallowedFailure,
    also_as,
    backfill,
    current,
    each_subdistrict,
    everywhere,
    identified,
    scoped,
    unguarded,
)
from linli.kernel.scope.walk import NothingTouched
from tests.ground import TestDatabase
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Yard

pytestmark = pytest.mark.usefixtures("orchard")


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        row = cursor.fetchone()
    assert row is not None
    return str(row[0] or "")


def _yard(two: TwoSubdistricts, name: str = "槐院") -> Yard:
    with scoped(two.clerk):
        made: Yard = Yard.objects.create(subdistrict_id=two.lanting, name=name)
        return made


def test_the_setting_holds_the_actors_subdistricts_and_is_empty_afterwards(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        assert _setting("linli.scope") == str(two.lanting)
        opened = current()
        assert opened is not None
        assert (opened.readable, opened.writable) == (frozenset({two.lanting}), two.lanting)
    assert current() is None
    assert _setting("linli.scope") == ""


def test_the_setting_is_empty_after_a_failure(two: TwoSubdistricts) -> None:
    def write_and_fail() -> None:
        with scoped(two.clerk):
            Yard.objects.create(subdistrict_id=two.lanting, name="不留")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert current() is None
    assert _setting("linli.scope") == ""
    with scoped(two.clerk):
        assert not Yard.objects.exists()


def test_a_scope_is_not_opened_inside_another(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        with pytest.raises(RuntimeError, match="durable"), scoped(two.neighbour):
            pass
        with pytest.raises(RuntimeError, match="durable"), identified(uuid7()):
            pass
        opened = current()
        assert opened is not None
        assert opened.writable == two.lanting
        assert _setting("linli.scope") == str(two.lanting)


def test_one_actor_sees_its_rows_and_the_neighbour_none(two: TwoSubdistricts) -> None:
    _yard(two)
    with scoped(two.clerk):
        assert Yard.objects.count() == 1
    with scoped(two.neighbour):
        assert Yard.objects.count() == 0


def test_whoever_sees_several_subdistricts_writes_in_none(two: TwoSubdistricts) -> None:
    yard = _yard(two)
    viewer = replace(two.neighbour, readable=frozenset({two.lanting}))
    with scoped(viewer):
        assert [each.name for each in Yard.objects.all()] == ["槐院"]
    for home in (two.lanting, two.heping):
        with pytest.raises(DatabaseError, match="read-only"), scoped(viewer):
            Yard.objects.create(subdistrict_id=home, name="新院")
    with pytest.raises(DatabaseError, match="read-only"), scoped(viewer):
        Yard.objects.filter(pk=yard.pk).update(name="改")
    with scoped(replace(viewer, readable=frozenset({two.heping}))):
        Yard.objects.create(subdistrict_id=two.heping, name="新院")


@pytest.mark.parametrize(
    "forged", ["'; SET linli.scope = '", "not-an-id", "", "*", "00000000-0000-7000-8000-000000000000,*", "{}", "\x00", "${linli}"]
)
def test_a_forged_subdistrict_never_reaches_the_setting(two: TwoSubdistricts, forged: str) -> None:
    forger = replace(two.clerk, subdistrict_id=forged)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="UUID"), scoped(forger):
        pytest.fail("the scope was opened")
    assert current() is None
    with scoped(two.clerk):
        assert _setting("linli.scope") == str(two.lanting)


def test_identification_names_the_account_and_opens_no_scope(two: TwoSubdistricts) -> None:
    account = uuid7()
    with identified(account):
        assert _setting("linli.account") == str(account)
        assert _setting("linli.scope") == ""
        with pytest.raises(OutsideScope):
            Yard.objects.count()
    assert _setting("linli.account") == ""


def test_a_caught_database_error_cannot_end_as_success(two: TwoSubdistricts) -> None:
    # Without the check COMMIT answers ROLLBACK here, and neither psycopg nor Django says a word.
    def write_and_swallow() -> None:
        with scoped(two.clerk):
            Yard.objects.create(subdistrict_id=two.lanting, name="槐院")
            with connection.cursor() as cursor, pytest.raises(DatabaseError):
                cursor.execute("SELECT 1 / 0")

    with pytest.raises(SwallowedFailure):
        write_and_swallow()
    with scoped(two.clerk):
        assert not Yard.objects.exists()


def test_a_transaction_marked_for_rollback_cannot_end_as_success(two: TwoSubdistricts) -> None:
    def write_and_doom() -> None:
        with scoped(two.clerk):
            Yard.objects.create(subdistrict_id=two.lanting, name="槐院")
            transaction.set_rollback(True)

    with pytest.raises(SwallowedFailure):
        write_and_doom()
    with scoped(two.clerk):
        assert not Yard.objects.exists()


def test_the_control_for_swallowed_failures_loses_its_row_silently(two: TwoSubdistricts) -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL linli.scope = {}").format(sql.Literal(str(two.lanting))))
        with unguarded("the control"):
            Yard.objects.create(subdistrict_id=two.lanting, name="槐院")
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT 1 / 0")
    with scoped(two.clerk):
        assert not Yard.objects.exists()


def test_a_statement_that_takes_too_long_is_refused_as_busy(two: TwoSubdistricts) -> None:
    with pytest.raises(Refused) as refused, scoped(two.clerk), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(5)")
    assert refused.value.code == "kernel.busy"
    assert connection.is_usable()


def _last_said(database: TestDatabase) -> str:
    """What the server heard last on this line."""
    backend = connection.connection.info.backend_pid
    with database.connect("superuser") as superuser:
        found = superuser.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()
    assert found is not None
    return str(found[0])


def test_a_line_that_the_server_ended_is_noticed_before_it_is_used(two: TwoSubdistricts, database: TestDatabase) -> None:
    with scoped(two.clerk):
        assert Yard.objects.count() == 0
    assert connection.is_usable()
    assert connection.is_usable()
    assert _last_said(database) == "COMMIT"
    with database.connect("superuser") as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    assert not connection.is_usable()
    connection.close()
    assert not connection.is_usable()


@pytest.mark.parametrize(("name", "value"), [("heard_at", 0.0), ("errors_occurred", True)])
def test_a_line_that_was_quiet_for_long_or_failed_is_asked(
    two: TwoSubdistricts, database: TestDatabase, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    with scoped(two.clerk):
        assert Yard.objects.count() == 0
    assert connection.is_usable()
    monkeypatch.setattr(connection, name, value)
    assert connection.is_usable()
    assert _last_said(database) == "SELECT 1"


def test_another_database_failure_is_not_called_busy(two: TwoSubdistricts, database: TestDatabase) -> None:
    def lose_the_connection() -> None:
        with scoped(two.clerk), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            found = cursor.fetchall()
            with database.connect("superuser") as superuser:
                superuser.execute("SELECT pg_terminate_backend(%s, 5000)", found[0])
            cursor.execute("SELECT 1")

    with pytest.raises(DatabaseError):
        lose_the_connection()
    assert current() is None


def test_each_subdistrict_is_visited_in_a_transaction_of_its_own(two: TwoSubdistricts) -> None:
    for actor in each_subdistrict("count"):
        with scoped(actor):
            Yard.objects.create(subdistrict_id=actor.subdistrict_id, name="槐院")
            assert Yard.objects.count() == 1
            assert actor.is_system
    assert {each.subdistrict_id for each in each_subdistrict("count")} == {two.lanting, two.heping}


def test_a_walk_that_fails_leaves_nothing_open(two: TwoSubdistricts) -> None:
    def walk_and_fail() -> None:
        for actor in each_subdistrict("fail"):
            with scoped(actor):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        walk_and_fail()
    assert current() is None
    assert not connection.in_atomic_block


def test_a_backfill_touches_every_subdistrict_in_its_own_transaction(two: TwoSubdistricts) -> None:
    _yard(two)
    with scoped(two.neighbour):
        Yard.objects.create(subdistrict_id=two.heping, name="柳院")
    transactions: list[str] = []

    def rename(subdistrict_id: UUID) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            transactions.extend(each for (each,) in cursor.fetchall())
        changed: int = Yard.objects.filter(subdistrict_id=subdistrict_id).update(name="新名")
        return changed

    assert backfill("rename the yards", rename) == 2
    assert len(set(transactions)) == 2
    for actor in (two.clerk, two.neighbour):
        with scoped(actor):
            assert [each.name for each in Yard.objects.all()] == ["新名"]


def test_a_backfill_that_touches_nothing_fails(two: TwoSubdistricts) -> None:
    with pytest.raises(NothingTouched):
        backfill("rename nothing", lambda _: Yard.objects.filter(name="无").update(name="有"))
    assert backfill("one is enough", lambda each: int(each == two.heping)) == 1


def test_the_owner_too_sees_and_changes_nothing_without_a_scope(two: TwoSubdistricts, database: TestDatabase) -> None:
    _yard(two)
    with database.connect("owner") as owner:
        assert owner.execute("SELECT count(*) FROM test_yard").fetchone() == (0,)
        assert owner.execute("UPDATE test_yard SET name = 'x'").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("INSERT INTO test_yard (subdistrict_id, id, name) VALUES (%s, %s, 'x')", [two.lanting, uuid7()])


def test_maintenance_reaches_several_subdistricts_in_one_transaction(two: TwoSubdistricts) -> None:
    _yard(two)
    with scoped(two.neighbour):
        Yard.objects.create(subdistrict_id=two.heping, name="柳院")
    with everywhere("the test", [two.lanting, two.heping]):
        assert Yard.objects.update(name="新名") == 2
        assert current() is None
    assert _setting("linli.scope") == ""
    with everywhere("the test", [two.heping]):
        assert Yard.objects.count() == 1


def test_lifting_the_guard_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="why"), unguarded(""):
        pytest.fail("the guard was lifted")


def test_on_citus_the_settings_are_carried_to_the_shards(two: TwoSubdistricts, monkeypatch: pytest.MonkeyPatch) -> None:
    # Plain PostgreSQL takes a setting of any extension's name, so what would be sent can be seen here.
    monkeypatch.setattr(connection, "linli_on_citus", True, raising=False)
    with scoped(two.clerk):
        assert _setting("citus.propagate_set_commands") == "local"
        assert _setting("linli.scope") == str(two.lanting)


def test_without_citus_nothing_is_said_to_it(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        assert _setting("citus.propagate_set_commands") == ""


def test_an_account_is_looked_at_besides_inside_a_scope_only(two: TwoSubdistricts) -> None:
    with pytest.raises(OutsideScope), also_as(two.lanting):
        raise AssertionError("the block was entered")
    with scoped(two.clerk), connection.cursor() as cursor:
        with also_as(two.lanting):
            cursor.execute("SELECT current_setting('linli.account')")
            assert cursor.fetchone() == (str(two.lanting),)
        cursor.execute("SELECT current_setting('linli.account')")
        assert cursor.fetchone() == ("",)
