"""A demo house of a bench's own, served as an operator serves it, and browsers that stay signed in."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from devtools.demo import free_port
from devtools.environment import ROOT, CannotRun
from devtools.houses import forget

LONGEST_START_S: Final = 60


@contextmanager
def house(home: Path, *logins: str) -> Iterator[list[str]]:
    """The demo street in that folder, and the passwords of these logins; nothing of it is left behind."""
    try:
        done = linli(home, "demo")
        found = dict(re.findall(r"^  (\S+)\s+(\S+)", done.stdout, flags=re.MULTILINE))
        if done.returncode or not set(logins) <= set(found):
            raise CannotRun(f"the demo street could not be laid out: {done.stderr[-2000:]}")
        yield [found[login] for login in logins]
    finally:
        linli(home, "database", "stop")
        forget(home)


def linli(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command of the house to its end."""
    return subprocess.run(_command(*words), env=_environment(home), cwd=ROOT, capture_output=True, text=True, check=False)


def inside(home: Path, script: str) -> str:
    """What a few lines of Python print in that house: a process of their own, because settings are read once in each."""
    done = subprocess.run([sys.executable, "-c", script], env=_environment(home), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"the street could not be filled: {done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def serving(home: Path, *words: str) -> Iterator[int]:
    """The house as the operator starts it, on a free port."""
    port = free_port()
    server = subprocess.Popen(_command("serve", "--port", str(port), *words), env=_environment(home), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + LONGEST_START_S
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise CannotRun(f"`linli serve` gave no page in {LONGEST_START_S} s")
            time.sleep(0.1)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=LONGEST_START_S)


class Reader:
    """A browser that stays signed in and keeps its connection."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}
        self._ask("GET", "/account/sign-in/")
        words = {"login": login, "password": password, "csrfmiddlewaretoken": self._cookies["csrftoken"]}
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{port}/"}
        status, _ = self._ask("POST", "/account/sign-in/", urlencode(words), form)
        if status != http.HTTPStatus.FOUND:
            raise CannotRun(f"{login} could not sign in: {status}")

    def page(self, path: str, holding: bytes) -> float:
        """Seconds until the whole page is here, which holds those bytes."""
        begin = time.perf_counter()
        status, body = self._ask("GET", path)
        seconds = time.perf_counter() - begin
        if status != http.HTTPStatus.OK or holding not in body:
            raise CannotRun(f"{path} gave {status} without {holding!r}")
        return seconds

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._wire.request(method, path, body=body or None, headers={"Cookie": cookies, **(headers or {})})
        answer = self._wire.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read()


def _command(*words: str) -> Sequence[str]:
    return [sys.executable, "-c", "from linli.config.cli import main; raise SystemExit(main())", *words]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
    return {**kept, "LINLI_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _answers(port: int) -> bool:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        wire.request("GET", "/account/sign-in/")
        return wire.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        wire.close()
