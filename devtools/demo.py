"""`./dev demo`: from a checkout to a running demo street."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from devtools import assets
from devtools.environment import ROOT, CannotRun
from devtools.processes import LINLI, ask, run

LONGEST_STOP_S = 15
PR_SET_PDEATHSIG = 1


def need_free_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CannotRun(f"{port} is not a port: choose one from 1 to 65535 with --port.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotRun(f"Port {port} is kept for root: choose another one, for example ./dev demo --port 8001.") from None
        except OSError:
            raise CannotRun(
                f"Port {port} is taken: stop what runs there or choose another one, for example ./dev demo --port {port + 1}."
            ) from None


def free_port() -> int:
    """A port that nobody has right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def step(*words: str) -> None:
    code = run([LINLI, *words])
    if code != 0:
        raise CannotRun(f"`linli {' '.join(words)}` ended with exit code {code}: its last lines above say why.")


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child to end, and end by force, with all that it started, what does not."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    until = time.monotonic() + LONGEST_STOP_S
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, until - time.monotonic()))
        # Whether it ended or not: nothing that it started stays behind.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def end_with_parent() -> None:
    """Even a kill -9 of `./dev demo` must not leave a server behind that holds the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only this process, which then stops its children in order.
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=end_with_parent)


def stay(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands side by side until one ends or somebody asks to stop."""
    asked = False

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    children = [start(command) for command in commands]
    try:
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
        codes = [child.poll() for child in children]
    finally:
        stop(children)
    return 0 if asked else max((code for code in codes if code is not None), default=1) or 1


@contextmanager
def shared_database() -> Iterator[None]:
    """Stop the embedded server at the end, unless another demo of this checkout still runs on it."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "demo.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                ask([LINLI, "database", "stop"])


def main(*, port: int, serve: bool, new_passwords: bool) -> int:
    """Environment, web assets, database and the demo street; then serve until Ctrl-C."""
    need_free_port(port)
    assets.build()
    with shared_database():
        step("demo", *(["--new-passwords"] if new_passwords else []))
        if not serve:
            print(f"Ready. `./dev demo --port {port}` would serve it, with the worker of its jobs, at http://127.0.0.1:{port}/")
            return 0
        need_free_port(port)
        return stay([[str(LINLI), "serve", "--port", str(port)], [str(LINLI), "work"]])
