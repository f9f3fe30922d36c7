"""The embedded server: started once, found again, restarted after any death, stopped cleanly."""

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest

from linli.config import postgres
from linli.config.postgres.home import LOG_LIMIT_BYTES, Home
from tests.config.postgres.houses import IS_ROOT, LONG_NAME, House, a_kind, answer, ask, command, connect, house, wait_until


@pytest.fixture(scope="module", params=["system", "wheel"])
def lived_in(request: pytest.FixtureRequest) -> Iterator[House]:
    """One home per kind of server, used by one test after the other."""
    with house(request.param) as made:
        made.ensure()
        yield made


@pytest.fixture
def running(lived_in: House) -> House:
    lived_in.ensure()
    return lived_in


@pytest.fixture
def empty() -> Iterator[House]:
    with house(a_kind()) as made:
        yield made


def _write_a_row(database: postgres.Database) -> None:
    with connect(database, "owner") as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        conn.execute("INSERT INTO kept VALUES ('此')")


def test_first_start_gives_a_durable_private_utf8_server(running: House) -> None:
    database = running.ensure()
    assert database.origin == running.kind
    with connect(database, "superuser") as conn:
        shown = {
            name: conn.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in ("listen_addresses", "fsync", "data_checksums", "jit", "server_encoding", "max_connections", "password_encryption")
        }
    assert {name: value for name, (value,) in ((name, row or ("",)) for name, row in shown.items())} == {
        "listen_addresses": "",
        "fsync": "on",
        "data_checksums": "on",
        "jit": "off",
        "server_encoding": "UTF8",
        "max_connections": "60",
        "password_encryption": "scram-sha-256",
    }
    assert ask(database, "web", "SELECT lower('ÄÉ')") == "äé"
    assert ask(database, "web", "SELECT current_database() || session_user") == "linlilinli_web"


def test_everything_secret_is_private(running: House) -> None:
    database = running.ensure()
    assert stat.S_IMODE((running.home / "postgres/roles.json").stat().st_mode) == 0o600
    socket_folder = Path(str(database.parameters("web")["HOST"]))
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    assert len(os.fsencode(socket_folder)) < 100
    wrong = database.url("web").replace(database.login("web").password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert database.login("web").password not in repr(database)


def test_second_start_finds_the_running_server(running: House) -> None:
    pid = running.pid
    assert running.ensure() == running.ensure()
    assert running.pid == pid
    assert postgres.locate(running.home, {}) == running.ensure()


def test_the_server_outlives_the_command_that_started_it(empty: House) -> None:
    found = answer(command(empty.home, empty.environ))
    assert empty.pid == int(found["pid"])
    with psycopg.connect(found["web"]) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    assert os.getsid(empty.pid) != os.getsid(0)


def test_commands_at_the_same_moment_share_one_server(empty: House) -> None:
    commands = [command(empty.home, empty.environ) for _ in range(3)]
    found = [answer(each) for each in commands]
    assert found[0] == found[1] == found[2]
    assert empty.pid == int(found[0]["pid"])


def test_without_the_lock_the_same_moment_breaks_them(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the race of the test above is real."""
    monkeypatch.setattr(Home, "held", lambda self: nullcontext())
    failures = []

    def start() -> None:
        try:
            empty.ensure()
        except (postgres.DatabaseTrouble, OSError) as trouble:
            failures.append(trouble)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures


def test_a_killed_postmaster_is_replaced_and_nothing_is_lost(running: House) -> None:
    database = running.ensure()
    _write_a_row(database)
    before, pid = ask(database, "owner", "SELECT count(*) FROM kept"), running.pid
    with connect(database, "superuser") as busy:
        # An orphan that does not notice its postmaster's death: the new server must wait for it, then end it.
        assert busy.execute("SELECT 1").fetchone() == (1,)
        os.kill(pid, signal.SIGKILL)
        database = running.ensure()
    assert running.pid != pid
    assert ask(database, "owner", "SELECT count(*) FROM kept") == before


def test_an_orphan_that_will_not_end_is_ended(running: House) -> None:
    database, pid = running.ensure(), running.pid
    busy = connect(database, "superuser")
    spin = threading.Thread(target=_ignore_loss, args=(busy, "DO $$ BEGIN LOOP END LOOP; END $$"))
    spin.start()
    wait_until(
        lambda: ask(database, "superuser", "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'") == 1
    )
    os.kill(pid, signal.SIGKILL)
    running.ensure()
    spin.join()
    assert running.pid != pid


def _ignore_loss(conn: psycopg.Connection[object], query: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        conn.execute(query.encode())
    conn.close()


def test_killed_to_the_last_process_with_everything_left_behind(running: House) -> None:
    database = running.ensure()
    _write_a_row(database)
    before = ask(database, "owner", "SELECT count(*) FROM kept")
    doomed = running.processes()
    assert len(doomed) > 3
    for pid in doomed:
        # The first to die takes others with it.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    pid_file = running.data / "postmaster.pid"
    # As after a reboot: the number in the left-over file is a living stranger's by now.
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert (Path(str(database.parameters("web")["HOST"])) / ".s.PGSQL.5432").exists()
    assert ask(running.ensure(), "owner", "SELECT count(*) FROM kept") == before
    assert os.getpid() not in running.processes()


def test_a_server_whose_socket_was_cleaned_away_is_started_anew(running: House) -> None:
    database, pid = running.ensure(), running.pid
    (Path(str(database.parameters("web")["HOST"])) / ".s.PGSQL.5432").unlink()
    assert ask(running.ensure(), "web", "SELECT 1") == 1
    assert running.pid != pid


def test_stop_is_clean_and_says_whether_there_was_anything_to_stop(running: House) -> None:
    database = running.ensure()
    with connect(database, "web"):
        assert postgres.stop(running.home)
    assert not running.processes()
    assert not postgres.status(running.home).is_running
    assert not postgres.stop(running.home)
    assert "database system is shut down" in (running.home / "postgres/server.log").read_text().splitlines()[-1]
    assert not Path(str(database.parameters("web")["HOST"])).exists()


def test_the_log_is_kept_small_and_without_values(running: House) -> None:
    database = running.ensure()
    log = running.home / "postgres/server.log"
    with connect(database, "owner") as conn:
        conn.execute("CREATE TEMP TABLE phones (phone text UNIQUE)")
        conn.execute("INSERT INTO phones VALUES ('13800138000')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute("INSERT INTO phones VALUES ('13800138000')")
    assert "duplicate key" in log.read_text()
    assert "13800138000" not in log.read_text()
    with log.open("a") as out:
        out.write("x" * LOG_LIMIT_BYTES + "\n")
    running.ensure()
    assert log.stat().st_size < LOG_LIMIT_BYTES
    assert log.with_name("server.log.1").stat().st_size > LOG_LIMIT_BYTES


@pytest.mark.parametrize("kind", ["system", "wheel"])
def test_a_long_path_with_spaces_and_chinese(kind: str) -> None:
    with house(kind, name=LONG_NAME) as made:
        assert len(str(made.home)) >= 150
        assert ask(made.ensure(), "web", "SELECT 1") == 1
        # After the first start everything is found again from the folder alone.
        assert postgres.stop(made.home)
        assert ask(made.ensure(), "web", "SELECT 1") == 1


def test_a_home_that_was_moved_still_starts(empty: House) -> None:
    _write_a_row(empty.ensure())
    assert postgres.stop(empty.home)
    empty.home = empty.home.rename(empty.home.with_name("moved"))
    assert ask(empty.ensure(), "owner", "SELECT word FROM kept") == "此"


def test_nothing_is_located_before_the_first_start(empty: House) -> None:
    with pytest.raises(postgres.NotSetUp, match="linli migrate"):
        postgres.locate(empty.home, {})
    assert not empty.home.exists()
    assert postgres.status(empty.home) == postgres.Status(False, None, None, None)
    assert not postgres.stop(empty.home)
    empty.ensure()
    assert postgres.locate(empty.home, {}).name == "linli"


@pytest.mark.skipif(not IS_ROOT, reason="only root starts a server as another user")
def test_root_never_runs_the_server(running: House) -> None:
    running.ensure()
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in running.processes()}
    assert owners == {running.data.stat().st_uid}
    assert 0 not in owners
