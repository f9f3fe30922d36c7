"""How long a newcomer waits: a fresh clone to a filled demo, and `linli serve` to its first page."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from devtools.demo import free_port
from devtools.environment import ROOT, CannotRun
from devtools.houses import forget
from devtools.measure import Measurement, median

LONGEST_START_S = 60


def clone(folder: Path) -> Path:
    """The committed state of this checkout, as git gives it to anybody."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(folder)], check=True)
    return folder


def outside(home: Path) -> dict[str, str]:
    """The caller's environment without what `./dev` and a running house put into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "UV_")) and name != "DATABASE_URL"}
    return {**kept, "LINLI_HOME": str(home)}


def succeed(command: list[str], home: Path, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, env=outside(home), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-2000:]}")


def stop_database(checkout: Path, home: Path) -> None:
    subprocess.run([checkout / ".venv/bin/linli", "database", "stop"], env=outside(home), capture_output=True, check=False)
    forget(home)


def fresh_start(below: Path) -> float:
    """Seconds of `./dev demo --no-serve` on a clone that nobody has touched."""
    with tempfile.TemporaryDirectory(dir=below) as name:
        checkout, home = clone(Path(name) / "linli"), Path(name) / "home"
        began = time.monotonic()
        succeed([str(checkout / "dev"), "demo", "--no-serve"], home, checkout)
        seconds = time.monotonic() - began
        stop_database(checkout, home)
    return seconds


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def first_page(checkout: Path, home: Path) -> float:
    """Seconds from starting `linli serve` to the first page that it answers."""
    port = free_port()
    began = time.monotonic()
    command = [str(checkout / ".venv/bin/linli"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=checkout, env=outside(home), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        while not answers(port):
            if server.poll() is not None or time.monotonic() - began > LONGEST_START_S:
                raise CannotRun(f"`linli serve` gave no page in {LONGEST_START_S} s")
            time.sleep(0.01)
        return time.monotonic() - began
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=LONGEST_START_S)


def run() -> Iterator[Measurement]:
    """Both figures, each the median of three."""
    with tempfile.TemporaryDirectory(prefix="linli-start-") as name:
        below = Path(name)
        checkout, home = clone(below / "linli"), below / "home"
        # The first run fills the package caches of this machine; it is not counted, so downloads are excluded.
        succeed([str(checkout / "dev"), "demo", "--no-serve"], home, checkout)
        yield Measurement("start.seconds", median(lambda: fresh_start(below)), "s", "≤ 120, package caches warm")
        yield Measurement("start.first_page_s", median(lambda: first_page(checkout, home)), "s", "≤ 1.5")
        stop_database(checkout, home)
