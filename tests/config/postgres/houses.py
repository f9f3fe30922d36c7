"""Real homes with real servers for the supervisor's tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from linli.config import postgres
from linli.config.postgres import binaries
from linli.config.postgres.roles import Connection
from linli.config.postgres.trouble import DatabaseTrouble

IS_ROOT = os.geteuid() == 0
REPOSITORY = Path(postgres.__file__).parents[3]
LONG_NAME = "邻里 数据 " * 10 + "/" + 'a folder\'s "long" name ' * 4 + "末"


@dataclass
class House:
    """One LINLI_HOME and the kind of server it is to have."""

    home: Path
    kind: str

    @property
    def environ(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "LINLI_POSTGRES": self.kind}

    def ensure(self, **more: str) -> postgres.Database:
        return postgres.ensure(self.home, {**self.environ, **more})

    def trouble(self, **more: str) -> str:
        """The sentence of an `ensure` that fails."""
        with pytest.raises(DatabaseTrouble) as refused:
            self.ensure(**more)
        sentence = str(refused.value)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return sentence

    @property
    def pid(self) -> int:
        found = postgres.status(self.home).pid
        assert found is not None
        return found

    @property
    def data(self) -> Path:
        found = postgres.status(self.home).folder
        assert found is not None
        return found

    def processes(self) -> set[int]:
        """Everything that works in the data folder, found by the kernel's word and not by the supervisor's."""
        found, data = set(), self.data
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (entry / "cwd").samefile(data):
                    found.add(int(entry.name))
        return found

    def clear(self) -> None:
        """End this home's server by pid and remove what it left outside."""
        with suppress(DatabaseTrouble):
            if postgres.status(self.home).folder is None:
                return
            for pid in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
            wait_until(lambda: not self.processes())
        with suppress(OSError, ValueError):
            elsewhere = json.loads((self.home / "postgres/location").read_text())["folder"]
            if elsewhere:
                shutil.rmtree(elsewhere)
        with suppress(OSError, ValueError, KeyError):
            host = json.loads((self.home / "postgres/roles.json").read_text())["database"]["logins"]["owner"]["host"]
            if host:
                shutil.rmtree(host)


def wait_until(claim: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def house(kind: str, *, name: str = "var", mode: int = 0o755) -> Iterator[House]:
    """A home in a folder that every user may pass through (or not, by its mode)."""
    require(kind)
    parent = Path(tempfile.mkdtemp(prefix="linli-test-"))
    parent.chmod(mode)
    made = House(parent / name, kind)
    try:
        yield made
    finally:
        made.clear()
        shutil.rmtree(parent, ignore_errors=True)


def require(kind: str) -> None:
    try:
        binaries.available({"PATH": os.environ["PATH"], "LINLI_POSTGRES": kind})
    except DatabaseTrouble:
        pytest.skip(f"no {kind} PostgreSQL on this machine")


def a_kind() -> str:
    """Whichever server there is, for tests that need any."""
    try:
        return binaries.available({"PATH": os.environ["PATH"]})[0].origin
    except DatabaseTrouble:
        pytest.skip("no PostgreSQL on this machine")


def connect(database: postgres.Database, role: str, *, autocommit: bool = True) -> Connection:
    return psycopg.connect(database.url(role), autocommit=autocommit)


def ask(database: postgres.Database, role: str, query: str) -> object:
    """The first value of a query's answer, asked as a role."""
    with connect(database, role) as conn:
        row = conn.execute(query.encode()).fetchone()
        return row[0] if row else None


# Imports first, then gives root up: the interpreter itself may lie where the lower user cannot read.
AS_USER = """
import json, os, sys, encodings.idna, pwd
from pathlib import Path
from typing import Any
from linli.config import postgres
import psycopg
user, home = sys.argv[1], Path(sys.argv[2])
if user:
    entry = pwd.getpwnam(user)
    os.setgroups([]); os.setgid(entry.pw_gid); os.setuid(entry.pw_uid)
try:
    database = postgres.ensure(home, os.environ)
    print(json.dumps({"web": database.url("web"), "pid": postgres.status(home).pid}))
except postgres.DatabaseTrouble as trouble:
    print(json.dumps({"trouble": str(trouble)}))
"""


def command(home: Path, environ: Mapping[str, str], user: str = "", before: Sequence[str] = ()) -> subprocess.Popen[str]:
    """A command of its own that ensures the database, as another user if asked."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", AS_USER, user, str(home)],
        env={**environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, sys.path)]), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
    )


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=60)
    found: dict[str, Any] = json.loads(out)
    return found
