"""`./dev test`: everything that proves it works, on both PostgreSQLs, with the browser, and in the first minute of a year."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from devtools import assets, coverage_gate, floors, packages
from devtools.environment import ROOT
from devtools.floors import Count
from devtools.processes import Part, ask, print_parts, python, run, timed

REPORTS = ROOT / "build" / "reports"
# Asked of both servers. The second part stands beside the journeys, which leave much of a second core.
BOTH_SERVERS, BOTH_SERVERS_LATER = ("tests/desk",), ("tests/kernel", "tests/races")
# What no other part names.
REST: Sequence[str] = ()
# A suite waits for its database half of the time: these run beside each other. The longest come first, or the last one runs alone.
PARTS = (("tests/desk", "tests/public"), REST, ("tests/config",), ("tests/kernel",), ("tests/tickets", "tests/races"))
AT_ONCE = 2
# Pages and actions that speak of today.
DAILY = ("tests/visits", "tests/desk/test_visits.py", "tests/desk/test_today.py", "tests/desk/tickets/test_day.py")
DATELESS = {"scope", "__init__.py", "conftest.py", "__pycache__"}
NOTHING_COLLECTED = 5
SKIPPED_JOURNEYS = 3


@dataclass(frozen=True, slots=True)
class Suite:
    """One run of pytest."""

    name: str
    paths: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How a suite went."""

    part: Part
    count: Count


def servers() -> list[str]:
    """The PostgreSQLs of this machine, the preferred one first."""
    return ["system", "wheel"] if packages.system_postgresql() else ["wheel"]


def existing(paths: Sequence[str]) -> list[str]:
    return [path for path in paths if (ROOT / path).exists()]


def dated_paths() -> list[str]:
    """Where a date decides: rules, kernel, what speaks of today. Whose rows one sees has no date, and is half of the kernel's tests."""
    kernel = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/kernel").iterdir() if path.name not in DATELESS)
    found = [path for name in ("test_rules*.py", "rules") for path in (ROOT / "tests").rglob(name)]
    rules = sorted(str(path.relative_to(ROOT)) for path in found)
    others = [path for path in rules if not path.startswith(("tests/kernel/", *DAILY))]
    return [path for path in kernel if not path.endswith((".json", "__"))] + others + existing(DAILY)


def parts() -> list[list[str]]:
    """Everything below tests/, each folder and file once."""
    named = {path for part in PARTS for path in part}
    beside = [path for path in (ROOT / "tests").iterdir() if (path.is_dir() and any(path.rglob("test_*.py"))) or path.match("test_*.py")]
    rest = sorted(str(path.relative_to(ROOT)) for path in beside)
    return [existing(part) if part else [path for path in rest if path not in named] for part in PARTS]


def suites() -> list[Suite]:
    """What runs beside each other on this machine: each test, and the doors on the other server again."""
    first, *others = servers()
    found = [Suite(f"doors on {other}", existing(BOTH_SERVERS), {"LINLI_POSTGRES": other}) for other in others]
    names = [Path(part[0]).name if part else "the rest" for part in PARTS]
    found += [
        Suite(f"{name} on {first}", paths, {"LINLI_POSTGRES": first}, measured=True) for name, paths in zip(names, parts(), strict=True)
    ]
    return [suite for suite in found if suite.paths]


def later_suites() -> list[Suite]:
    """What runs beside the journeys: kernel and races on the other server, and what the calendar decides in the first minute of a year.

    There a moment ago is yesterday's and last year's.
    """
    first, *others = servers()
    moment = f"{datetime.now(UTC).year + 1}-01-01T00:00:30+08:00"
    turn = Suite("at the turn of the year", dated_paths(), {"LINLI_POSTGRES": first, "LINLI_TEST_NOW": moment})
    return [turn, *(Suite(f"kernel on {other}", existing(BOTH_SERVERS_LATER), {"LINLI_POSTGRES": other}) for other in others)]


def run_suite(suite: Suite) -> Result:
    """Run pytest, then say at once what it said and count from its report."""
    file = suite.name.replace(" ", "-")
    report, said = REPORTS / f"{file}.xml", REPORTS / f"{file}.txt"
    report.unlink(missing_ok=True)
    environ = {**suite.environ, "LINLI_TEST_LANE": threading.current_thread().name}
    command = python("-m", "pytest", "-q", f"--junitxml={report}", *suite.paths)
    if suite.measured:
        environ["COVERAGE_FILE"] = str(coverage_gate.FILE)
        command[1:1] = ["-m", "coverage", "run"]
    began = time.monotonic()
    code = run(command, environ, said=said)
    words = said.read_text(encoding="utf-8", errors="replace")
    print(f"\n──── {suite.name}: {' '.join(suite.paths)}\n{words}", flush=True)
    count = floors.read_report(report)
    return Result(Part(suite.name, code == 0, time.monotonic() - began, str(count)), count)


def run_suites(suites: Sequence[Suite]) -> list[Result]:
    """Run them beside each other, as many at once as there are cores; the longest come first."""
    shutil.rmtree(coverage_gate.FOLDER, ignore_errors=True)
    coverage_gate.FOLDER.mkdir(parents=True)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="-lane") as lanes:
        return list(lanes.map(run_suite, suites))


def count_journeys() -> int:
    """How many journeys there would be."""
    answer = ask(python("-m", "pytest", "-q", "--collect-only", "e2e"))
    return sum("::" in line for line in answer.text.splitlines())


def run_journeys(lacking: Sequence[str]) -> Result | None:
    """The browser journeys, or None where there are none yet."""
    if not any((ROOT / "e2e").rglob("test_*.py")):
        print("\nNo journeys yet: e2e/ holds no test.")
        return None
    if "chromium" in lacking:
        skipped = count_journeys()
        reason = "Chromium is not there; as root: apt-get install chromium fonts-noto-cjk"
        return Result(Part("journeys", True, 0.0, f"{skipped} skipped: {reason}"), Count(skipped={reason: skipped}))
    return run_suite(Suite("journeys", ["e2e"], {"LINLI_POSTGRES": servers()[0]}))


def below_floor(whole: Count, again: Sequence[Count], journeys: Count | None, *, without_browser: bool) -> list[str]:
    """What lies below the floor; suites that repeat tests elsewhere skip no more than these did."""
    skipped = Counter(whole.skipped)
    for count in [*again, *([journeys] if journeys and not without_browser else [])]:
        skipped |= Counter(count.skipped)
    done = None if without_browser else journeys.passed if journeys else 0
    # A listed skip does not lower the count, or only root on a machine with everything would reach the floor.
    return floors.shortfalls(floors.read_floor(), tests=whole.passed + whole.skips, journeys=done, skipped=skipped)


def print_skips(results: Sequence[Result]) -> None:
    for result in results:
        for reason, number in sorted(result.count.skipped.items()):
            print(f"  skipped in {result.part.name}: {number} × {reason}")


def whole_run() -> int:
    """Every suite, the coverage gate and the floor; the exit code of `./dev test`."""
    lacking = packages.ensure()
    assets.build()
    began = time.monotonic()
    planned = suites()
    results = run_suites(planned)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="-lane") as lane:
        # One at a time beside the journeys, of which one measures what a person would wait for.
        beside, gated = lane.map(run_suite, later_suites()), lane.submit(timed, "coverage", coverage_gate.gate)
        journeys = run_journeys(lacking)
        later, gate = list(beside), gated.result()
    if len(servers()) == 1:
        print("The second PostgreSQL is not there: the run on both servers is left out (as root: apt-get install postgresql).")

    everything = [*results, *later, *([journeys] if journeys else [])]
    print_parts("Tests", [result.part for result in everything] + [gate])
    print_skips(everything)
    without_browser = "chromium" in lacking
    whole = floors.together(result.count for suite, result in zip(planned, results, strict=True) if suite.measured)
    again = [result.count for suite, result in zip(planned, results, strict=True) if not suite.measured]
    again += [result.count for result in later]
    low = below_floor(whole, again, journeys.count if journeys else None, without_browser=without_browser)
    skips = sum(result.count.skips for result in everything)
    print(f"  {time.monotonic() - began:.1f} s from beginning to end")
    print(f"  tests {whole.passed} · journeys {journeys.count.passed if journeys else 0} · skips {skips}")
    for sentence in low:
        print(f"  BELOW THE FLOOR (tests/floor.json): {sentence}")
    if low or not gate.ok or not all(result.part.ok for result in everything):
        return 1
    return SKIPPED_JOURNEYS if without_browser else 0


def main(paths: Sequence[str]) -> int:
    """Run everything, or only the tests asked for."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    if not paths:
        return whole_run()
    assets.compile_translations()
    code = run(python("-m", "pytest", *paths))
    return 2 if code >= NOTHING_COLLECTED - 1 else min(code, 1)
