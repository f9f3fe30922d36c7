"""Start the tools of the environment and time what they do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.environment import ROOT, VENV

LINLI = VENV / "bin" / "linli"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One timed piece of a longer command."""

    name: str
    ok: bool
    seconds: float
    note: str

    def __str__(self) -> str:
        return f"  {'ok  ' if self.ok else 'FAIL'} {self.seconds:7.1f} s  {self.name:<22} {self.note}"


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def run(command: Sequence[str | Path], environ: Mapping[str, str] | None = None, cwd: Path = ROOT, *, said: Path | None = None) -> int:
    """Run with the terminal attached, or with what it says kept in a file, and return the exit code."""
    sys.stdout.flush()
    whole = {**os.environ, **(environ or {})}
    words = [str(word) for word in command]
    if said is None:
        return subprocess.run(words, env=whole, cwd=cwd, stdin=subprocess.DEVNULL, check=False).returncode
    with said.open("wb") as kept:
        return subprocess.run(
            words, env=whole, cwd=cwd, stdin=subprocess.DEVNULL, stdout=kept, stderr=subprocess.STDOUT, check=False
        ).returncode


def ask(command: Sequence[str | Path], environ: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Answer:
    """Run quietly and keep everything it said; what was made inheritable, such as a lock, is handed down."""
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(environ or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Answer(done.returncode, done.stdout)


def timed(name: str, work: Callable[[], tuple[bool, str]]) -> Part:
    began = time.monotonic()
    ok, note = work()
    return Part(name, ok, time.monotonic() - began, note)


def print_parts(title: str, parts: Iterable[Part]) -> None:
    parts = list(parts)
    print(f"\n{title}")
    for part in parts:
        print(part)
    print(f"  {'ok  ' if all(part.ok for part in parts) else 'FAIL'} {sum(part.seconds for part in parts):7.1f} s  together", flush=True)
