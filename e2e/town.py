"""A demo of its own: `linli demo`, `linli serve` and `linli work`, as the operator would start them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools.houses import forget

ROOT = Path(__file__).parents[1]
START_LIMIT_S = 60


@dataclass(frozen=True)
class Town:
    """Where it answers, and the logins it printed."""

    home: Path
    address: str
    passwords: dict[str, str]

    def linli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the house to its end."""
        return subprocess.run(command(*words), env=environment(self.home), cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def running(home: Path) -> Iterator[Town]:
    """The whole house, stopped again at the end."""
    laid_out = subprocess.run(command("demo", "--quick"), env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False)
    assert laid_out.returncode == 0, laid_out.stderr
    port = free_port()
    town = Town(home, f"http://127.0.0.1:{port}", read_logins(laid_out.stdout))
    with (home / "serve.log").open("w") as log:
        processes = [
            subprocess.Popen(command(*words), env=environment(home), cwd=ROOT, stdout=log, stderr=log)
            for words in (["serve", "--port", str(port)], ["work"])
        ]
        try:
            wait_for(town.address, processes[0])
            yield town
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait(timeout=START_LIMIT_S)
            town.linli("database", "stop")
            forget(home)


@dataclass
class Door:
    """One more server of a running house, which a journey shuts and opens again; the house itself goes on."""

    town: Town
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it answers, when it answers."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start it, and wait until it answers."""
        with (self.town.home / "door.log").open("a") as log:
            words = command("serve", "--port", str(self.port))
            self.process = subprocess.Popen(words, env=environment(self.town.home), cwd=ROOT, stdout=log, stderr=log)
        wait_for(self.address, self.process)

    def shut(self) -> None:
        """Stop it: nobody answers there any more."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=START_LIMIT_S)
            self.process = None


@contextmanager
def door_of(town: Town) -> Iterator[Door]:
    """An open door, shut at the end."""
    door = Door(town, free_port())
    door.open()
    try:
        yield door
    finally:
        door.shut()


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from linli.config.cli import main; raise SystemExit(main())", *words]


def environment(home: Path) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_")) or name == "LINLI_POSTGRES"
    }
    return {**inherited, "LINLI_HOME": str(home), "PYTHONPATH": str(ROOT)}


def read_logins(printed: str) -> dict[str, str]:
    """Login and password of each indented line."""
    lines = [line.split() for line in printed.splitlines() if line.startswith("  ")]
    return {words[0]: words[1] for words in lines}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(f"{address}/account/sign-in/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer in time")
