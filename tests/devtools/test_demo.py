"""`./dev demo` refuses a port it cannot have and leaves nothing running behind it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devtools import demo
from devtools.environment import ROOT, CannotRun

STAY = "import sys; from devtools import demo; sys.exit(demo.stay([[sys.executable, '-c', sys.argv[1]]]))"
CHILD = "import os, pathlib, time; pathlib.Path({!r}).write_text(str(os.getpid())); time.sleep(60)"


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def wait_for(reached: Callable[[], object], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if reached():
            return True
        time.sleep(0.05)
    return False


def test_a_taken_port_is_refused_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {port} is taken: .* --port"):
            demo.need_free_port(port)
    demo.need_free_port(port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ending_the_demo_ends_what_it_started(number: signal.Signals, tmp_path: Path) -> None:
    written = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-c", STAY, CHILD.format(str(written))], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert wait_for(lambda: written.exists() and written.read_text(encoding="ascii"))
    child = int(written.read_text(encoding="ascii"))
    parent.send_signal(number)
    code = parent.wait(timeout=15)
    assert wait_for(lambda: not is_running(child))
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)


def test_a_server_that_ends_by_itself_ends_the_demo_with_its_code() -> None:
    assert subprocess.run([sys.executable, "-c", STAY, "raise SystemExit(7)"], cwd=ROOT, check=False, timeout=30).returncode == 7


def test_a_server_that_is_killed_leaves_nothing_that_holds_its_port(tmp_path: Path) -> None:
    written = tmp_path / "pid"
    with_worker = f"""
import os, pathlib, signal, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {CHILD.format(str(written))!r}])
while not pathlib.Path({str(written)!r}).exists():
    time.sleep(0.05)
time.sleep(0.5)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", STAY, with_worker], cwd=ROOT, check=False, timeout=30)
    assert done.returncode != 0
    worker = int(written.read_text(encoding="ascii"))
    assert wait_for(lambda: not is_running(worker))
