"""The files the supervisor keeps under LINLI_HOME/postgres, and the lock that lets one command at a time touch them."""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.config.postgres.trouble import DatabaseTrouble

LOG_LIMIT_BYTES = 10 * 1024 * 1024
PATIENCE_SECONDS = 180.0
OPEN = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_CREAT


@dataclass(frozen=True)
class Home:
    """One LINLI_HOME, resolved."""

    path: Path

    @classmethod
    def at(cls, home: Path) -> "Home":
        return cls(home.expanduser().resolve())

    @property
    def folder(self) -> Path:
        return self.path / "postgres"

    @property
    def roles_file(self) -> Path:
        return self.folder / "roles.json"

    @property
    def outside_file(self) -> Path:
        return self.folder / "outside.json"

    @property
    def location_file(self) -> Path:
        return self.folder / "location"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def make(self) -> None:
        """Make the folders; what root makes belongs to the owner of LINLI_HOME, so that owner can go on alone."""
        self.path.mkdir(parents=True, exist_ok=True)
        if not self.folder.exists():
            self.folder.mkdir(0o700, exist_ok=True)
            _own_like(self.folder, self.path)
        if os.geteuid() == 0 and self.folder.stat().st_uid == 0:
            # The server's user must pass through to its data; the files here stay private one by one.
            self.folder.chmod(0o711)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only command that starts, stops or sets up this database."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (lock := try_lock(self.folder / "lock")) is None:
            if time.monotonic() > deadline:
                raise DatabaseTrouble(
                    f"Another Linli command has been starting or stopping the database in {self.folder} for "
                    f"{PATIENCE_SECONDS:.0f} seconds: wait for it, or end it, and try again."
                )
            time.sleep(0.05)
        try:
            yield
        finally:
            os.close(lock)

    def read(self, file: Path) -> dict[str, Any] | None:
        """The JSON in one of the files; None when there is none yet."""
        try:
            stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise DatabaseTrouble(f"The file {file} is damaged: put it back from a backup of LINLI_HOME.") from None
        return stored

    def write(self, file: Path, text: str) -> None:
        """Replace a private file so that a crash leaves the old one or the new one, whole."""
        staged = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(staged, OPEN | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            _own_like(staged, file.parent)
            staged.replace(file)
            sync_folder(file.parent)
        finally:
            staged.unlink(missing_ok=True)

    def open_log(self) -> int:
        """A descriptor that appends to server.log."""
        found = os.open(self.log, OPEN | os.O_WRONLY | os.O_APPEND, 0o600)
        _own_like(self.log, self.folder)
        return found

    def add_to_log(self, text: str) -> None:
        with os.fdopen(self.open_log(), "w", encoding="utf-8") as log:
            log.write(text)

    def guard_log(self) -> None:
        """Keep server.log small, also under a running server: it appends, so emptying the file is safe."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT_BYTES:
                older = self.log.with_name("server.log.1")
                older.unlink(missing_ok=True)
                shutil.copyfile(self.log, older, follow_symlinks=False)
                older.chmod(0o600)
                _own_like(older, self.folder)
                os.truncate(self.log, 0)


def try_lock(file: Path) -> int | None:
    """An exclusive lock held as long as any process has the descriptor open; None when somebody else has it."""
    descriptor = os.open(file, OPEN | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    _own_like(file, file.parent)
    return descriptor


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _own_like(path: Path, parent: Path) -> None:
    if os.geteuid() == 0:
        owner = parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
