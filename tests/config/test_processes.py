"""Work in two processes: results in order, what is raised comes back, nobody outlives who began it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from linli.config.processes import in_processes
from linli.kernel.errors import NotFound, Refused
from tests.ground import TestDatabase

PATIENCE_SECONDS = 20.0


def raising(error: BaseException) -> Any:
    raise error


def backend() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    return os.getpid(), int(row[0])


def has_ended(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            # One that has ended and that nobody has asked for yet still has its number.
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_each_works_in_its_own_process_on_its_own_line_to_the_database(database: TestDatabase) -> None:
    before = backend()
    found = in_processes([backend, backend, backend])
    assert found[0][0] == os.getpid() == before[0]
    assert len({pid for pid, _ in found}) == len({line for _, line in found}) == 3
    assert backend()[0] == os.getpid()


def test_results_come_in_the_order_of_the_work_whoever_is_first_through() -> None:
    def slow() -> str:
        time.sleep(0.2)
        return "slow"

    assert in_processes([lambda: "here", slow, lambda: "quick"]) == ["here", "slow", "quick"]
    assert in_processes([]) == []


@pytest.mark.parametrize("error", [Refused("imports.not_stored", reason="23514"), NotFound(), OperationalError("gone")])
def test_what_another_process_raises_is_raised_here_as_it_was(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        in_processes([partial(str), partial(raising, error)])
    assert str(raised.value) == str(error)
    assert vars(raised.value) == vars(error)


def test_a_refusal_that_was_found_and_not_raised_comes_whole() -> None:
    def find(*reasons: str) -> list[Refused]:
        return [Refused("imports.not_stored", reason=each) for each in reasons]

    _, found = in_processes([partial(find), partial(find, "23514")])
    assert [(each.code, each.facts) for each in found] == [("imports.not_stored", {"reason": "23514"})]


def test_what_is_raised_here_ends_the_others(tmp_path: Path) -> None:
    said = tmp_path / "pid"

    def wait() -> None:
        said.write_text(str(os.getpid()))
        time.sleep(PATIENCE_SECONDS)

    def give_up() -> None:
        while not said.exists() or not said.read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_processes([give_up, wait])
    assert has_ended(int(said.read_text()))


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), partial(raising, ValueError("a fault of ours"))])
def test_a_process_that_ends_before_its_work_is_done_is_no_result(end: Callable[[], object]) -> None:
    with pytest.raises(ChildProcessError):
        in_processes([lambda: None, end])


def test_who_presses_ctrl_c_means_the_command_and_not_its_copies() -> None:
    def go_on() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "done"

    assert in_processes([lambda: "", go_on]) == ["", "done"]


def test_who_is_killed_takes_the_others_along() -> None:
    program = """
import os, time
from linli.config.processes import in_processes

def wait():
    print(os.getpid(), flush=True)
    time.sleep(60)

in_processes([wait, wait])
"""
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    with subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        pids = {int(first.stdout.readline()) for _ in range(2)}
        first.kill()
    (copy,) = pids - {first.pid}
    assert has_ended(copy)
