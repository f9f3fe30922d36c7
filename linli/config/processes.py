"""Processes of one command: none outlives the one that began it. Django is not loaded before it is needed: a server starts without."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

T = TypeVar("T")
_PR_SET_PDEATHSIG: Final = 1


def end_with(parent_pid: int, parting: signal.Signals) -> None:
    """This process is sent that signal when its parent ends; where that has ended already, this one ends here."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, parting)
    if os.getppid() != parent_pid:
        raise SystemExit(1)


def in_processes(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each of them returns: the first in this process, every other in a copy of it, which shares what was read before.

    A refusal and an error of the database are raised here whichever process met them; one that ends without a result is a
    ChildProcessError. Each opens its own line to the database.
    """
    from django.db import connections

    # Two processes that write to one line would break it for both.
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    copies = []
    try:
        for work in works[1:]:
            here, there = fork.Pipe(duplex=False)
            copy = fork.Process(target=_report, args=(work, there, os.getpid()), daemon=True)
            copy.start()
            there.close()
            copies.append((copy, here))
        return [*(work() for work in works[:1]), *(_result(here) for _, here in copies)]
    finally:
        for copy, here in copies:
            # After its report nothing is left to do in it; where something was raised here, nobody wants what it does.
            copy.kill()
            copy.join()
            here.close()


def _report(work: Callable[[], T], there: Connection, parent_pid: int) -> None:
    from django.db import DatabaseError

    from linli.kernel.errors import Refused

    end_with(parent_pid, signal.SIGKILL)
    # Who presses Ctrl+C means the command; the process that began it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        result, raised = work(), None
    except (Refused, DatabaseError) as error:
        result, raised = None, error
    there.send((result, raised))


def _result(here: Connection) -> Any:
    try:
        result, raised = here.recv()
    except EOFError:
        raise ChildProcessError("A process of this command ended before its work was done.") from None
    if raised is not None:
        raise raised
    return result
