"""The running server: found, started as a detached process, waited for, stopped."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from linli.config.postgres.binaries import Binaries
from linli.config.postgres.cluster import Cluster, check_space, explain, make_socket_folder, write_settings
from linli.config.postgres.home import try_lock
from linli.config.postgres.trouble import DatabaseTrouble

START_SECONDS = 120.0
STEP_SECONDS = 0.03
# Backends of a killed postmaster end by themselves at their next wait; a long query may not.
ORPHAN_SECONDS = 3.0
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says."""

    pid: int
    socket_folder: Path
    state: str

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        # A killed process stays in the table until its parent looks; then it is as good as gone.
        with suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return True


def postmaster(cluster: Cluster) -> Postmaster | None:
    """The postmaster that last wrote postmaster.pid, alive or not."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    pid, _, _, _, socket_folder, _, _, state = (lines + [""] * 8)[:8]
    if not socket_folder or not pid.strip().isdigit():
        return None
    return Postmaster(int(pid), Path(socket_folder), state.strip())


def is_running(cluster: Cluster) -> bool:
    """Whether any process of the cluster lives."""
    if not cluster.lock.exists():
        return False
    lock = try_lock(cluster.lock)
    if lock is None:
        return True
    os.close(lock)
    return False


def ensure_started(cluster: Cluster, binaries: Callable[[], Binaries], password: str) -> tuple[Path, bool]:
    """The socket folder of the running server, and whether this call started it."""
    deadline = time.monotonic() + START_SECONDS
    bereft_at: float | None = None
    log_start = -1
    while time.monotonic() < deadline:
        lock = try_lock(cluster.lock)
        if lock is not None:
            try:
                if log_start >= 0:
                    raise explain(_log_since(cluster, log_start), cluster, "start with its data folder")
                log_start = _start(cluster, binaries(), lock)
            finally:
                os.close(lock)
            continue
        found = postmaster(cluster)
        if found is not None and found.is_alive:
            bereft_at = None
            if found.state == "ready" and _answers(found, password):
                return found.socket_folder, log_start >= 0
            _end_if_cut_off(found)
        elif log_start < 0:
            bereft_at = bereft_at or time.monotonic()
            if time.monotonic() - bereft_at > ORPHAN_SECONDS:
                _end_orphans(cluster)
        time.sleep(STEP_SECONDS)
    raise DatabaseTrouble(
        f"The database in {cluster.data} did not answer within {START_SECONDS:.0f} seconds; it may still be recovering from a crash: "
        f"read {cluster.home.log} and try again."
    )


def stop(cluster: Cluster, patience_s: float) -> bool:
    """Stop the server cleanly (sessions are ended, everything is written); False when none was running."""
    if not is_running(cluster):
        return False
    found = postmaster(cluster)
    if found is not None and found.is_alive:
        os.kill(found.pid, signal.SIGINT)
    else:
        _end_orphans(cluster)
    deadline = time.monotonic() + patience_s
    while is_running(cluster):
        if time.monotonic() > deadline:
            raise DatabaseTrouble(
                f"The database in {cluster.data} has not stopped after {patience_s:.0f} seconds and is still writing: "
                f"read {cluster.home.log}, wait, and stop it again."
            )
        time.sleep(STEP_SECONDS)
    with suppress(OSError):
        cluster.socket_folder.rmdir()
    return True


def _start(cluster: Cluster, binaries: Binaries, lock: int) -> int:
    """Start the server in a session of its own and give the log's length before it; we hold the lock, so nothing of it lives."""
    check_space(cluster)
    socket_folder = make_socket_folder(cluster)
    # Left by a kill -9 or a reboot. Their process ids may be anybody's by now, and PostgreSQL would refuse to start.
    leftovers = [cluster.data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*")]
    for left in leftovers:
        left.unlink(missing_ok=True)
    write_settings(cluster, socket_folder)
    cluster.home.guard_log()
    log = cluster.home.open_log()
    try:
        log_start = os.fstat(log).st_size
        # The shell ends at once, so the server is nobody's child; it keeps the lock as long as one of its processes lives.
        script = '"$@" >&2 & echo $!'
        command: list[str | Path] = ["/bin/sh", "-c", script, "sh", binaries.postgres, "-D", cluster.data]
        cluster.account.run(command, stderr=log, keep=[lock], own_session=True)
    finally:
        os.close(log)
    return log_start


def _end_if_cut_off(found: Postmaster) -> None:
    """A server whose socket was cleaned away (/run/user ends with the session) can only be started anew."""
    socket = found.socket_folder / ".s.PGSQL.5432"
    if found.state != "ready" or socket.exists():
        return
    if Path(f"/proc/{found.pid}/root{socket}").exists():
        # It serves others in its own /tmp (a service with a private one); ending it would be worse than saying so.
        raise DatabaseTrouble(
            f"The database runs (process {found.pid}), but its socket lies in a {found.socket_folder.parent} that this command does not "
            "see: run both in the same place (systemd: PrivateTmp=no), or stop the other first."
        )
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGINT)


def _answers(found: Postmaster, password: str) -> bool:
    try:
        connect(found.socket_folder, password, "postgres").close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise DatabaseTrouble(
                "The running database does not know the superuser password in LINLI_HOME/postgres/roles.json: "
                "put back the roles.json that belongs to this database (it is in every copy of LINLI_HOME)."
            ) from None
        return False
    return True


def connect(socket_folder: Path, password: str, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection in autocommit."""
    return psycopg.connect(
        host=str(socket_folder), port=5432, user=SUPERUSER, password=password, dbname=database, autocommit=True, connect_timeout=10
    )


def _log_since(cluster: Cluster, offset: int) -> str:
    with cluster.home.log.open("rb") as log:
        log.seek(offset)
        return log.read(65_536).decode(errors="replace")


def _end_orphans(cluster: Cluster) -> None:
    for pid in _processes_in(cluster.data):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGQUIT)


def _processes_in(data: Path) -> Iterator[int]:
    """Processes that work in the data folder, as every process of a server does."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").samefile(data):
                yield int(entry.name)
