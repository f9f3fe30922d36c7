"""A whole house of its own for one script: database, web, worker as real processes that can be killed."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from devtools.houses import forget

ROOT = Path(__file__).resolve().parent.parent.parent
LINLI = [sys.executable, "-c", "import sys; from linli.config.cli import main; sys.exit(main())"]
_LOGIN = re.compile(r"^  (\S+) +(\S+)  ", re.MULTILINE)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class House:
    """One LINLI_HOME with its processes."""

    home: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    # What its processes are told besides, such as which post office to use.
    settings: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.passwords = dict(_LOGIN.findall(self.command("demo", "--quick")))
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for name in list(self.processes):
            self.stop(name)
        self.command("database", "stop")
        forget(self.home)

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
        return {**kept, "LINLI_HOME": str(self.home), "PYTHONPATH": str(ROOT), **self.settings}

    def command(self, *words: str) -> str:
        """Run one `linli` command to its end; its stdout."""
        done = subprocess.run([*LINLI, *words], env=self.environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"linli {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-800:]}")
        return done.stdout

    def run(self, program: str) -> None:
        """Run a few lines inside the house as the web role, for what no door offers here."""
        inside = f"from linli.config.cli import house\nhouse.open_house('web')\n{program}"
        done = subprocess.run([sys.executable, "-c", inside], env=self.environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the lines inside the house ended with {done.returncode}: {done.stderr.strip()[-800:]}")

    def start(self, name: str) -> None:
        """Start `serve` or `work` in a process group of its own and wait until it answers."""
        words = ["serve", "--port", str(self.port)] if name == "serve" else ["work"]
        log = (self.home / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen([*LINLI, *words], env=self.environ, stdout=log, stderr=log, start_new_session=True)
        if name == "serve":
            self._wait_for_answer()

    def kill(self, name: str) -> None:
        """kill -9 of the whole group, or of the database's postmaster and all its children."""
        if name == "database":
            with contextlib.suppress(psycopg.Error), psycopg.connect(self.url("superuser")) as connection:
                row = connection.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'").fetchone()
                assert row is not None
                postmaster = int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])
                os.kill(postmaster, signal.SIGKILL)
            return
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str) -> None:
        """Ask politely, then insist."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def url(self, role: str) -> str:
        """Where to look at the database as a role; starts it again when it is down."""
        return self.command("database", "url", "--role", role).strip()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the superuser sees."""
        with psycopg.connect(self.url("superuser"), autocommit=True) as connection:
            return list(connection.execute(statement.encode()).fetchall())

    def execute(self, statement: str) -> None:
        """What the superuser does."""
        with psycopg.connect(self.url("superuser"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def verify(self) -> None:
        """`linli audit verify` must find nothing."""
        self.command("audit", "verify")

    def _wait_for_answer(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/account/sign-in/", timeout=5).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"the web server did not answer: {(self.home / 'serve.log').read_text()[-800:]}")


class Browser:
    """As much of a browser as a tortured server needs: cookies, forms, redirects not followed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.base = f"http://127.0.0.1:{house.port}"
        self.jar = http.cookiejar.CookieJar()
        handlers = [urllib.request.HTTPCookieProcessor(self.jar), _KeepRedirect(), urllib.request.ProxyHandler({})]
        self.opener = urllib.request.build_opener(*handlers)
        self.token = ""

    def sign_in(self, login: str) -> Self:
        """Sign in as one of the demo logins."""
        self.get("/account/sign-in/")
        status, body, _ = self.post("/account/sign-in/", {"login": login, "password": self.house.passwords[login]})
        if status != 302:
            raise RuntimeError(f"sign-in answered {status}: {body[:400]}")
        # Signing in changes the token of the forms.
        self.get("/account/")
        return self

    def beside(self) -> Self:
        """Another window of the same person."""
        other = type(self)(self.house)
        for cookie in self.jar:
            other.jar.set_cookie(cookie)
        other.token = self.token
        return other

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, body, Location."""
        return self._send(urllib.request.Request(self.base + path))

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        """Status, body, Location of a form sent with its token."""
        content = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        return self._send(urllib.request.Request(self.base + path, data=content))

    def _send(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                status, body, location = answer.status, answer.read().decode(), answer.headers.get("Location", "")
        except urllib.error.HTTPError as error:
            status, body, location = error.code, error.read().decode(), error.headers.get("Location", "")
        found = _TOKEN.search(body)
        self.token = found.group(1) if found else self.token
        return status, body, location


class _KeepRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@contextlib.contextmanager
def house(name: str) -> Iterator[House]:
    """A house that is gone afterwards; its logs stay when something failed."""
    with tempfile.TemporaryDirectory(prefix=f"linli-{name}-") as folder, House(Path(folder) / "home") as built:
        yield built


def say(result: str) -> None:
    """One line of a script's report."""
    sys.stdout.write(result + "\n")
    sys.stdout.flush()
