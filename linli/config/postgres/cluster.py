"""One cluster on disk: where it lies, how it is made once, and the settings we write for it."""

import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from linli.config.postgres.account import Account, choose
from linli.config.postgres.binaries import SHARED, Binaries
from linli.config.postgres.home import Home, sync_folder
from linli.config.postgres.trouble import FULL_IN_WORDS, DatabaseTrouble, disk_full

FIRST_START_BYTES = 200 * 1024 * 1024
RESTART_BYTES = 32 * 1024 * 1024
LONGEST_SOCKET_FOLDER_BYTES = 99
# Not TMPDIR: that may be as long as LINLI_HOME.
TEMPORARY = Path("/") / "tmp"
HALF_MADE = "half-made-"
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True)
class Cluster:
    """The folder that holds data and lock, the user that owns them, and a token that tells this cluster from every other."""

    home: Home
    folder: Path
    token: str
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def lock(self) -> Path:
        """Held by every process of the running server (they inherit it), so it is free exactly when none is left."""
        return self.folder / "alive"

    @property
    def socket_folder(self) -> Path:
        """A short private place: socket paths end at 107 bytes, and LINLI_HOME may be longer than that."""
        digest = hashlib.sha256(os.fsencode(self.home.path) + self.token.encode()).hexdigest()[:16]
        runtime = Path("/run/user") / str(self.account.uid)
        if not self.account.switched and _is_private(runtime, self.account.uid) and os.access(runtime, os.W_OK):
            return runtime / f"linli-{digest}"
        return TEMPORARY / f"linli-{digest}"


def locate(home: Home) -> Cluster | None:
    """The cluster of this home; None before the first start."""
    stored = home.read(home.location_file)
    if stored is None:
        return None
    folder = Path(stored["folder"]) if stored["folder"] else home.folder
    account = choose(folder / "data" if (folder / "data").exists() else folder)
    if account.switched and not account.can_enter(folder):
        raise DatabaseTrouble(
            f"The database server runs as the operating-system user {account.name}, which cannot reach {folder}: "
            f"open every folder on the way to it (chmod o+x), or start Linli as the owner of {home.path}."
        )
    return Cluster(home, folder, stored["token"], account)


def place(home: Home) -> Cluster:
    """The cluster of this home, with a place decided for it at the first start.

    The place is LINLI_HOME/postgres. Where the server's user cannot go there (root's private folders), it is a folder
    of its own under /var/lib, and LINLI_HOME/postgres/location names it.
    """
    found = locate(home)
    if found is not None:
        return found
    token = secrets.token_hex(8)
    account = choose(home.folder)
    folder = home.folder
    if account.switched and not account.can_enter(folder):
        folder = SHARED / f"linli-{token}"
        folder.mkdir(0o711)
        folder.chmod(0o711)
    home.write(home.location_file, json.dumps({"token": token, "folder": "" if folder == home.folder else str(folder)}))
    return Cluster(home, folder, token, account)


def check_space(cluster: Cluster) -> None:
    """Refuse before anything is written: a disk that fills up in the middle of a start is harder to explain."""
    needed = RESTART_BYTES if cluster.data.exists() else FIRST_START_BYTES
    if shutil.disk_usage(cluster.folder).free < needed:
        raise disk_full(cluster.folder)


def make(cluster: Cluster, binaries: Binaries, superuser_password: str) -> None:
    """Make the data folder whole or not at all: it is built beside its place and then renamed."""
    for left in cluster.folder.glob(f"{HALF_MADE}*"):
        shutil.rmtree(left)
    staging = Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=cluster.folder))
    try:
        password_file = staging / "password"
        password_file.write_text(superuser_password + "\n")
        password_file.chmod(0o600)
        for path in (password_file, staging):
            cluster.account.own(path)
        _initdb(cluster, binaries, staging)
        with (staging / "data" / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude = 'linli.conf'\n")
        (staging / "data").rename(cluster.data)
        sync_folder(cluster.folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _initdb(cluster: Cluster, binaries: Binaries, staging: Path) -> None:
    command: list[str | Path] = [binaries.initdb, "-D", staging / "data", "-U", "postgres", "-E", "UTF8", "-k", "--no-instructions"]
    command += [f"--pwfile={staging / 'password'}", "--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        command += ["--locale=C.UTF-8", "--locale-provider=libc"]
    answer = cluster.account.run(command)
    if answer.returncode != 0:
        cluster.home.add_to_log(answer.stdout)
        raise explain(answer.stdout, cluster, "make its data folder")


def explain(output: str, cluster: Cluster, purpose: str) -> DatabaseTrouble:
    """The sentence for what initdb or the server wrote before it gave up."""
    if any(words in output for words in FULL_IN_WORDS):
        return disk_full(cluster.folder)
    severe = [line for line in output.splitlines() if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    last = (severe or output.strip().splitlines() or ["nothing at all"])[-1]
    return DatabaseTrouble(
        f"PostgreSQL could not {purpose} ({cluster.data}) and said: {last.strip()}; the whole story is in {cluster.home.log}."
    )


def make_socket_folder(cluster: Cluster) -> Path:
    """Our private folder for the socket; one that somebody else made first is refused, not shared."""
    folder = cluster.socket_folder
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER_BYTES:
        raise DatabaseTrouble(f"The socket folder {folder} has too long a path for the system: start Linli as an ordinary user.")
    try:
        folder.mkdir(0o700)
        cluster.account.own(folder)
    except FileExistsError:
        found = folder.lstat()
        ours = {cluster.account.uid, os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
            raise DatabaseTrouble(
                f"{folder}, where the database's socket belongs, was made by somebody else (user id {found.st_uid}): "
                "find out who and remove it, then start again."
            ) from None
        cluster.account.own(folder)
        folder.chmod(0o700)
    return folder


def _is_private(folder: Path, uid: int) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and stat.S_IMODE(found.st_mode) & 0o077 == 0


def write_settings(cluster: Cluster, socket_folder: Path) -> None:
    """Write linli.conf: moderate for a laptop of two cores, durable, and silent about personal values."""
    large = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >= 4 * 1024**3
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "port": "5432",
        "max_connections": "60",
        "shared_buffers": "256MB" if large else "128MB",
        "effective_cache_size": "1GB" if large else "512MB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": "on",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "off",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] %u ",
        # A failing statement or its detail may hold a resident's phone number: the log gets the message alone.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    lines = ["# Written by Linli at every start; put your own settings into postgresql.conf after the include."]
    lines += [f"{name} = '{value}'" for name, value in settings.items()]
    file = cluster.data / "linli.conf"
    cluster.home.write(file, "\n".join(lines) + "\n")
