"""What the server itself allows each role, read from live servers."""

from collections.abc import Iterator

import psycopg
import pytest

from linli.config import postgres
from linli.config.postgres.roles import NAMES, ROLES, create_database, drop_database, ensure_roles
from tests.config.postgres.houses import ask, connect, house


@pytest.fixture(scope="module", params=["system", "wheel"])
def database(request: pytest.FixtureRequest) -> Iterator[postgres.Database]:
    with house(request.param) as made:
        yield made.ensure()


def _passwords(database: postgres.Database) -> dict[str, str]:
    return {role: database.login(role).password for role in ROLES}


@pytest.mark.parametrize(
    ("role", "setting", "value"),
    [
        ("web", "statement_timeout", "5s"),
        ("web", "idle_in_transaction_session_timeout", "10s"),
        ("web", "lock_timeout", "2s"),
        ("worker", "statement_timeout", "1min"),
        ("worker", "idle_in_transaction_session_timeout", "1min"),
        ("worker", "lock_timeout", "5s"),
        ("auditor", "statement_timeout", "0"),
        ("auditor", "default_transaction_read_only", "on"),
        ("owner", "statement_timeout", "0"),
        ("backup", "statement_timeout", "0"),
    ],
)
def test_each_role_has_its_limits(database: postgres.Database, role: str, setting: str, value: str) -> None:
    assert ask(database, role, f"SELECT current_setting('{setting}')") == value


def test_only_the_owner_makes_things_in_public(database: postgres.Database) -> None:
    for role in ("web", "worker", "auditor", "backup"):
        assert ask(database, role, "SELECT has_schema_privilege('public', 'CREATE')") is False
        assert ask(database, role, "SELECT has_schema_privilege('public', 'USAGE')") is True
        with connect(database, role) as conn, pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            conn.execute("CREATE TABLE public.mine (id int)")
    with connect(database, "owner") as conn:
        conn.execute("CREATE TABLE public.ours (id int)")
        conn.execute("DROP TABLE public.ours")


def test_only_backup_passes_row_level_security_and_nobody_is_superuser(database: postgres.Database) -> None:
    with connect(database, "superuser") as conn:
        found = conn.execute(
            "SELECT rolname, rolbypassrls, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication "
            "FROM pg_roles WHERE rolname LIKE 'linli%'"
        ).fetchall()
    assert set(found) == {(name, role == "backup", False) for role, name in NAMES.items()}
    assert database.backup_bypasses_rls


def test_backup_reads_every_table_and_web_reads_none_by_itself(database: postgres.Database) -> None:
    with connect(database, "owner") as conn:
        conn.execute("CREATE TABLE public.closed AS SELECT 1 AS id")
    assert ask(database, "backup", "SELECT count(*) FROM public.closed") == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(database, "web", "SELECT count(*) FROM public.closed")
    with connect(database, "owner") as conn:
        conn.execute("DROP TABLE public.closed")


def test_web_stages_in_temporary_tables(database: postgres.Database) -> None:
    with connect(database, "web") as conn:
        conn.execute("CREATE TEMP TABLE staged (id int)")
    with connect(database, "backup") as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("CREATE TEMP TABLE staged (id int)")


def test_a_stranger_cannot_connect(database: postgres.Database) -> None:
    with connect(database, "superuser") as conn:
        conn.execute("CREATE ROLE stranger LOGIN PASSWORD 'open'")
    login = database.login("web")
    for name in ("linli", "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(host=login.host, port=login.port, user="stranger", password="open", dbname=name)
    with connect(database, "superuser") as conn:
        conn.execute("DROP ROLE stranger")


def test_repeating_it_puts_right_what_a_hand_changed(database: postgres.Database) -> None:
    with connect(database, "superuser") as conn:
        conn.execute("ALTER ROLE linli_web SUPERUSER BYPASSRLS PASSWORD 'changed'")
        conn.execute("ALTER ROLE linli_web SET statement_timeout = 0")
        conn.execute("ALTER ROLE linli_web SET search_path = elsewhere")
        conn.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        granted = ensure_roles(conn, _passwords(database))
        assert ensure_roles(conn, _passwords(database)) == granted
    assert granted.backup_bypasses_rls
    assert granted.backup_reads_all
    assert ask(database, "web", "SELECT current_setting('statement_timeout')") == "5s"
    assert ask(database, "web", "SELECT current_setting('search_path')") == '"$user", public'
    assert ask(database, "web", "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user") is False
    assert ask(database, "web", "SELECT has_schema_privilege('public', 'CREATE')") is False


def test_further_databases_are_the_owners_and_closed_to_others(database: postgres.Database) -> None:
    names = ("template_of_tests", 'a "clone"')
    first, second = (database.named(name) for name in names)
    with connect(database, "superuser") as conn:
        create_database(conn, names[0])
        with psycopg.connect(first.url("owner")) as owner:
            owner.execute("CREATE TABLE public.things AS SELECT 7 AS id")
        create_database(conn, names[1], template=names[0])
        for made in (first, second):
            assert ask(made, "owner", "SELECT id FROM public.things") == 7
            assert ask(made, "web", "SELECT has_schema_privilege('public', 'CREATE')") is False
            assert ask(made, "web", "SELECT has_database_privilege('public', current_database(), 'CONNECT')") is False
        left_open = connect(second, "web")
        for name in (*names, "never_was"):
            drop_database(conn, name)
        left_open.close()
        assert conn.execute("SELECT count(*) FROM pg_database WHERE datname = ANY(%s)", [list(names)]).fetchone() == (0,)


def test_a_login_reads_the_same_as_url_and_as_django_parameters(database: postgres.Database) -> None:
    parameters = database.parameters("worker")
    assert set(parameters) == {"HOST", "PORT", "NAME", "USER", "PASSWORD"}
    with psycopg.connect(
        host=str(parameters["HOST"]),
        port=str(parameters["PORT"]),
        dbname=str(parameters["NAME"]),
        user=str(parameters["USER"]),
        password=str(parameters["PASSWORD"]),
    ) as conn:
        assert conn.execute("SELECT session_user::text").fetchone() == ("linli_worker",)
    assert database.url("worker").startswith("postgresql://linli_worker:")
    assert "@/linli?host=%2F" in database.url("worker")
    with pytest.raises(postgres.DatabaseTrouble, match="no database login for the role guest"):
        database.url("guest")
