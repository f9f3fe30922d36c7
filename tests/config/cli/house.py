"""A real house of its own: the command line in child processes, the web server on a free port, a browser over a socket."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from devtools.houses import forget

ROOT = Path(__file__).parent.parent.parent.parent
LONGEST_START_S = 60.0
SIGN_IN = "/account/sign-in/"
_DROPPED = ("DATABASE_URL", "LINLI_", "DJANGO_", "PG")


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """One LINLI_HOME and the commands in it."""

    home: Path

    def environ(self, **more: str) -> dict[str, str]:
        """Nothing of ours is inherited but what is said here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED) or name == "LINLI_POSTGRES"}
        return {**kept, "LINLI_HOME": str(self.home), "PYTHONPATH": str(ROOT), **more}

    def run(self, *words: str, **more: str) -> Said:
        """Do one command to its end."""
        done = subprocess.run(
            _linli(*words), env=self.environ(**more), cwd=self.home.parent, capture_output=True, text=True, timeout=180, check=False
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def end(self) -> None:
        """Stop the database and leave nothing of it behind."""
        self.run("database", "stop")
        forget(self.home)

    @contextmanager
    def serving(self, *words: str) -> Iterator[int]:
        """The web server on a free port, ended in good order."""
        with self.server(*words) as (port, child):
            yield port
            child.send_signal(signal.SIGTERM)
            assert child.wait(timeout=30) == 0

    @contextmanager
    def server(self, *words: str) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
        """The web server on a free port and its process, to be ended as the test likes."""
        port = free_port()
        with self.starting("--port", str(port), *words) as child:
            _wait_for(port, child, self.home.parent / "serve.log")
            yield port, child

    @contextmanager
    def starting(self, *words: str) -> "Iterator[subprocess.Popen[bytes]]":
        """The process of a web server that has only begun."""
        with (self.home.parent / "serve.log").open("wb") as log:
            child = subprocess.Popen(_linli("serve", *words), env=self.environ(), cwd=self.home.parent, stdout=log, stderr=log)
            try:
                yield child
            finally:
                if child.poll() is None:
                    child.send_signal(signal.SIGTERM)
                    child.wait(timeout=30)


def _linli(*words: str) -> list[str]:
    return [sys.executable, "-P", "-c", "import sys; from linli.config.cli import main; sys.exit(main())", *words]


def free_port() -> int:
    """A port nobody has right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, child: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0 and _answers(port):
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer:\n{log.read_text()}")


def _answers(port: int) -> bool:
    try:
        return Browser(port).get(SIGN_IN)[0] == 200
    except OSError:
        return False


class Browser:
    """Cookies and forms over plain HTTP, a connection of its own for every request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Open a page."""
        return self._ask("GET", path, None)

    def sign_in(self, login: str, password: str) -> bool:
        """Fill in the sign-in page; whether it let us in."""
        _status, page = self.get(SIGN_IN)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, page
        self._ask("POST", SIGN_IN, urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token[1]}))
        return "sessionid" in self.cookies

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.strip().partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()
