"""hot.*: hot issues of the real stream of 4,326 messages by `linli text hot`, and a message more; the same after shuffling."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement

STREAM: Final = ROOT.parent / "shared" / "data" / "messages" / "hotline_stream.csv.gz"
TIMES: Final = 3
# The last so many come one by one.
ONE_BY_ONE: Final = 300


def run() -> Iterator[Measurement]:
    """The whole command, three runs; then in memory, in another order and one by one."""
    from linli.config.cli import text_hot
    from linli.lang import hot

    if not STREAM.is_file():
        raise CannotRun("The real messages do not lie beside this checkout.")
    with tempfile.TemporaryDirectory(prefix="linli-hot-") as name:
        runs = [command(Path(name)) for _ in range(TIMES)]
    said, taken = runs[0][0], sorted(seconds for _, seconds in runs)
    found = f"{said['issues']} issues of {said['messages_in_issues']} among {said['read']} messages"
    yield Measurement("hot.seconds", median(taken), "s", f"bar 30; the whole command, {TIMES} runs; {found}")
    yield Measurement("hot.peak_mb", max(facts["peak_kb"] for facts, _ in runs) / 1e3, "MB", "bar 2,000")

    messages = list(text_hot.read(STREAM))
    whole = hot.Stream()
    whole.add(messages)
    random.Random(11).shuffle(messages)
    other, times = hot.Stream(), list[float]()
    other.add(messages[:-ONE_BY_ONE])
    for message in messages[-ONE_BY_ONE:]:
        began = time.perf_counter()
        other.add([message])
        times.append((time.perf_counter() - began) * 1_000)
    times.sort()
    yield Measurement("hot.one_more_ms", times[int(len(times) * 0.95)], "ms", "bar 20; 95 % of messages that come one by one")
    differing = sum(one != two for one, two in zip(whole.issues(), other.issues(), strict=True))
    yield Measurement("hot.differences", float(differing), "issues", "bar 0; shuffled, the last ones one by one, beside all at once")


def command(folder: Path) -> tuple[dict[str, Any], float]:
    """What the command says, and how long it takes with its start."""
    words = [sys.executable, "-m", "bench._command", "text", "hot", str(STREAM), "--out", str(folder / "hot.csv")]
    began = time.perf_counter()
    environ = {**os.environ, "LINLI_HOME": str(folder / "home")}
    done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began
    if done.returncode:
        raise CannotRun(f"the command ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    first, last = done.stdout.splitlines()[-2:]
    return {**json.loads(first), **json.loads(last)}, taken
