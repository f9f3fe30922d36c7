"""Which operating-system user the database server runs as (PostgreSQL refuses to run as root)."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.config.postgres.trouble import DatabaseTrouble

# Nothing of the caller's environment reaches the server: no PG* variable, no locale, no proxy.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An operating-system user; `switched` when it is not the one that runs this command."""

    name: str
    uid: int
    gid: int
    switched: bool

    def run(
        self, command: Sequence[str | Path], *, stderr: int = subprocess.STDOUT, keep: Sequence[int] = (), own_session: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this user with its output captured; nothing but the descriptors in `keep` is handed down."""
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=ENVIRONMENT,
            cwd="/",
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
            umask=0o077,
            pass_fds=keep,
            start_new_session=own_session,
            text=True,
            errors="replace",
            check=False,
        )

    def can(self, *command: str | Path) -> bool:
        try:
            return self.run(command).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches the folder, found out by going there: modes, ACLs and mounts all count."""
        return self.can("/bin/sh", "-c", 'cd -- "$1"', "sh", folder)

    def own(self, path: Path) -> None:
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def _named(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _lower_account() -> Account:
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(name, entry.pw_uid, entry.pw_gid, switched=True)
        if account.can("/bin/sh", "-c", ":"):
            return account
    raise DatabaseTrouble(
        "PostgreSQL refuses to run as root, and this system does not let root become the user postgres or nobody: "
        "start Linli as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )


def choose(folder: Path) -> Account:
    """The user for a cluster in this folder: ourselves, or as root the folder's owner, else `postgres`, else `nobody`."""
    me = os.geteuid()
    owner = folder.stat()
    if me == owner.st_uid and me != 0:
        return Account(_named(me), me, os.getegid(), switched=False)
    if me != 0:
        raise DatabaseTrouble(
            f"The database folder {folder} belongs to the operating-system user {_named(owner.st_uid)}, not to {_named(me)}: "
            f"start Linli as {_named(owner.st_uid)} or as root, or set LINLI_HOME to a folder of your own."
        )
    if owner.st_uid != 0:
        return Account(_named(owner.st_uid), owner.st_uid, owner.st_gid, switched=True)
    if (folder / "PG_VERSION").exists():
        raise DatabaseTrouble(
            f"The database folder {folder} belongs to root, and PostgreSQL refuses to run as root: "
            f"give it back with chown -R {_lower_account().name} {folder}."
        )
    return _lower_account()
