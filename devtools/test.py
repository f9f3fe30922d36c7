"""`./dev test`: everything that proves it works, on both PostgreSQLs, with the browser, and at the year's end."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from devtools import assets, coverage_gate, floors, packages
from devtools.environment import ROOT
from devtools.floors import Count
from devtools.processes import Part, ask, print_parts, python, run, timed

REPORTS = ROOT / "build" / "reports"
BOTH_SERVERS = ("tests/kernel", "tests/desk", "tests/races")
YEARS_END = "2026-12-30"
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
    """Rules and kernel: the places where the calendar decides."""
    rules = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_rules*.py"))
    return existing(["tests/kernel"]) + [path for path in rules if not path.startswith("tests/kernel/")]


def suites() -> list[Suite]:
    """What the whole run consists of on this machine, without the journeys."""
    first, *others = servers()
    found = [Suite(f"tests on {first}", existing(["tests"]), {"LINLI_POSTGRES": first}, measured=True)]
    found += [Suite(f"again on {other}", existing(BOTH_SERVERS), {"LINLI_POSTGRES": other}) for other in others]
    found.append(Suite(f"on {YEARS_END}", dated_paths(), {"LINLI_POSTGRES": first, "LINLI_TEST_TODAY": YEARS_END}))
    return [suite for suite in found if suite.paths]


def run_suite(suite: Suite) -> Result:
    """Run pytest with its output in sight, then count from its report."""
    print(f"\n──── {suite.name}: {' '.join(suite.paths)}", flush=True)
    report = REPORTS / f"{suite.name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    environ = dict(suite.environ)
    command = python("-m", "pytest", "-q", f"--junitxml={report}", *suite.paths)
    if suite.measured:
        shutil.rmtree(coverage_gate.FOLDER, ignore_errors=True)
        coverage_gate.FOLDER.mkdir(parents=True)
        environ["COVERAGE_FILE"] = str(coverage_gate.FILE)
        command[1:1] = ["-m", "coverage", "run"]
    began = time.monotonic()
    code = run(command, environ)
    count = floors.read_report(report)
    return Result(Part(suite.name, code == 0, time.monotonic() - began, str(count)), count)


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


def below_floor(results: Sequence[Result], journeys: Result | None, *, without_browser: bool) -> list[str]:
    skipped: Counter[str] = Counter()
    for result in [*results, *([journeys] if journeys and not without_browser else [])]:
        skipped |= Counter(result.count.skipped)
    passed = journeys.count.passed if journeys else 0
    # A listed skip does not lower the count, or only root on a machine with everything would reach the floor.
    tests = results[0].count.passed + results[0].count.skips
    return floors.shortfalls(floors.read_floor(), tests=tests, journeys=None if without_browser else passed, skipped=skipped)


def print_skips(results: Sequence[Result]) -> None:
    for result in results:
        for reason, number in sorted(result.count.skipped.items()):
            print(f"  skipped in {result.part.name}: {number} × {reason}")


def whole_run() -> int:
    """Every suite, the coverage gate and the floor; the exit code of `./dev test`."""
    lacking = packages.ensure()
    assets.build()
    first, *more = suites()
    results = [run_suite(first)]
    gate = timed("coverage", coverage_gate.gate)
    journeys = run_journeys(lacking)
    results += [run_suite(suite) for suite in more]
    if len(servers()) == 1:
        print("The second PostgreSQL is not there: the run on both servers is left out (as root: apt-get install postgresql).")

    everything = results + ([journeys] if journeys else [])
    print_parts("Tests", [result.part for result in everything] + [gate])
    print_skips(everything)
    without_browser = "chromium" in lacking
    low = below_floor(results, journeys, without_browser=without_browser)
    skips = sum(result.count.skips for result in everything)
    print(f"  tests {results[0].count.passed} · journeys {journeys.count.passed if journeys else 0} · skips {skips}")
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
