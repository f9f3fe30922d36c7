"""A server named by DATABASE_URL: checked, its roles made or accepted, nothing started."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from linli.config import postgres
from linli.config.postgres.outside import LOWER
from linli.config.postgres.roles import NAMES
from tests.config.postgres.houses import a_kind, ask, connect, house


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Database]:
    """Somebody else's server: a superuser and no role of ours."""
    with house(a_kind()) as made:
        yield made.ensure()


@pytest.fixture
def bare(server: postgres.Database) -> Iterator[postgres.Database]:
    _remove_roles(server)
    yield server
    _remove_roles(server)


def _remove_roles(server: postgres.Database) -> None:
    with connect(server.named("postgres"), "superuser") as conn:
        for name in ("linli", "district"):
            conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in (*NAMES.values(), "dba", "plain"):
            conn.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        conn.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB PASSWORD 'dba pass/word'")
        conn.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
        conn.execute("CREATE DATABASE district OWNER dba")


def _make_roles_by_hand(server: postgres.Database) -> None:
    """As a district's administrator would; each password is the name."""
    with connect(server.named("district"), "superuser") as conn:
        for name in NAMES.values():
            conn.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(name)))


def _url(server: postgres.Database, user: str, password: str) -> str:
    login = server.login("superuser")
    return postgres.Login(user, password, login.host, login.port, "district", {"application_name": "linli"}).url


def _sentence(home: Path, environ: dict[str, str]) -> str:
    with pytest.raises(postgres.DatabaseTrouble) as refused:
        postgres.ensure(home, environ)
    return str(refused.value)


def test_a_superusers_url_gets_the_roles_made(bare: postgres.Database, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": _url(bare, "postgres", bare.login("superuser").password)}
    database = postgres.ensure(tmp_path, environ)
    assert (database.origin, database.name, database.backup_bypasses_rls) == ("url", "district", True)
    assert ask(database, "web", "SELECT session_user || current_setting('statement_timeout')") == "linli_web5s"
    assert database.parameters("web")["OPTIONS"] == {"application_name": "linli"}
    assert postgres.locate(tmp_path, environ) == database == postgres.ensure(tmp_path, environ)
    assert not (tmp_path / "postgres/data").exists()
    with pytest.raises(postgres.DatabaseTrouble, match="no database login for the role superuser"):
        database.url("superuser")


def test_an_administrator_without_superuser_is_enough(bare: postgres.Database, tmp_path: Path) -> None:
    database = postgres.ensure(tmp_path, {"DATABASE_URL": _url(bare, "dba", "dba pass/word")})
    assert not database.backup_bypasses_rls
    with connect(database, "owner") as conn:
        conn.execute("CREATE TABLE ours (id int)")
    assert ask(database, "web", "SELECT has_schema_privilege('public', 'CREATE')") is False
    assert ask(database, "web", "SELECT current_setting('lock_timeout')") == "2s"


def test_roles_of_another_installation_are_not_taken_over(bare: postgres.Database, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": _url(bare, "postgres", bare.login("superuser").password)}
    first = postgres.ensure(tmp_path / "first", environ)
    sentence = _sentence(tmp_path / "second", environ)
    assert "exist on" in sentence
    assert "outside.json" in sentence
    assert "LINLI_URL_WEB" in sentence
    assert ask(first, "web", "SELECT 1") == 1
    given = {variable: first.url(role) for role, variable in LOWER.items()}
    second = postgres.ensure(tmp_path / "second", {**environ, **given})
    assert ask(second, "worker", "SELECT session_user::text") == "linli_worker"


def test_a_plain_owner_needs_the_roles_given(bare: postgres.Database, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": _url(bare, "plain", "plain")}
    sentence = _sentence(tmp_path, environ)
    assert "may not create roles" in sentence
    assert "LINLI_URL_BACKUP" in sentence
    _make_roles_by_hand(bare)
    environ |= {variable: _url(bare, NAMES[role], NAMES[role]) for role, variable in LOWER.items()}
    database = postgres.ensure(tmp_path, environ)
    assert ask(database, "web", "SELECT session_user::text") == "linli_web"
    assert database.login("owner").user == "plain"
    assert not database.backup_bypasses_rls
    assert postgres.locate(tmp_path, environ) == database


def test_a_given_role_with_too_much_power_is_refused(bare: postgres.Database, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": _url(bare, "plain", "plain")}
    _make_roles_by_hand(bare)
    with connect(bare.named("district"), "superuser") as conn:
        conn.execute("ALTER ROLE linli_worker BYPASSRLS")
    environ |= {variable: _url(bare, NAMES[role], NAMES[role]) for role, variable in LOWER.items()}
    assert "ALTER ROLE linli_worker NOSUPERUSER NOBYPASSRLS" in _sentence(tmp_path, environ)
    environ["LINLI_URL_WORKER"] = environ["LINLI_URL_WEB"]
    assert "must sign in as linli_worker" in _sentence(tmp_path, environ)


def test_a_web_machine_may_know_its_own_url_only(bare: postgres.Database, tmp_path: Path) -> None:
    database = postgres.locate(tmp_path, {"LINLI_URL_WEB": _url(bare, "linli_web", "secret")})
    assert database.parameters("web")["USER"] == "linli_web"
    with pytest.raises(postgres.DatabaseTrouble, match="role owner"):
        database.url("owner")


def test_a_wrong_password_is_one_sentence_without_the_password(bare: postgres.Database, tmp_path: Path) -> None:
    sentence = _sentence(tmp_path, {"DATABASE_URL": _url(bare, "dba", "s3cret-wrong")})
    assert "refuses the password of dba in DATABASE_URL" in sentence
    assert "s3cret" not in sentence


def test_a_missing_database_is_named(bare: postgres.Database, tmp_path: Path) -> None:
    sentence = _sentence(
        tmp_path, {"DATABASE_URL": _url(bare, "dba", "dba%20pass%2Fword").replace("/district", "/nowhere").replace("%25", "%")}
    )
    assert "has no database nowhere: create it (createdb nowhere)" in sentence


@pytest.mark.parametrize("where", ["127.0.0.1:1", "no-such-host.invalid:5432", "%2Ftmp%2Fno-such-folder"])
def test_an_unreachable_server_is_named(where: str, tmp_path: Path) -> None:
    sentence = _sentence(tmp_path, {"DATABASE_URL": f"postgresql://user:s3cret@{where}/linli"})
    assert sentence.startswith("No PostgreSQL server answers at ")
    assert "s3cret" not in sentence


def test_a_damaged_url_is_said_to_be_one(tmp_path: Path) -> None:
    sentence = _sentence(tmp_path, {"DATABASE_URL": "mysql://user:s3cret@host/linli"})
    assert sentence.startswith("DATABASE_URL is not a PostgreSQL URL")
    assert "s3cret" not in sentence


def test_a_url_that_was_never_set_up_is_not_located(tmp_path: Path) -> None:
    with pytest.raises(postgres.NotSetUp, match="linli migrate"):
        postgres.locate(tmp_path, {"DATABASE_URL": "postgresql://user@host/linli"})


def test_an_old_server_is_refused(tmp_path: Path) -> None:
    """No such old server is packaged any more, so a socket speaks its greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_greet_as_version_14, args=(listener,))
        thread.start()
        sentence = _sentence(
            tmp_path, {"DATABASE_URL": f"postgresql://user@127.0.0.1:{listener.getsockname()[1]}/linli?sslmode=disable&gssencmode=disable"}
        )
        thread.join()
    assert sentence == "The server named by DATABASE_URL is PostgreSQL 14, but Linli needs 15 or newer: upgrade it or name another."


def _greet_as_version_14(listener: socket.socket) -> None:
    peer, _ = listener.accept()
    with peer:
        peer.recv(4096)
        version = b"server_version\x0014.9\x00"
        peer.sendall(
            b"R" + struct.pack("!ii", 8, 0) + b"S" + struct.pack("!i", 4 + len(version)) + version + b"Z" + struct.pack("!i", 5) + b"I"
        )
        peer.recv(4096)
