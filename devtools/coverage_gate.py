"""Branch coverage against the thresholds of devtools/coverage.json, which only ever rise."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools.environment import ROOT
from devtools.processes import ask, python

THRESHOLDS = ROOT / "devtools" / "coverage.json"
FOLDER = ROOT / "build" / "coverage"
# Every process writes beside it under its own ending; combining them makes the file itself.
FILE = FOLDER / "measured"
MISSED_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least percentage of lines and branches together for some paths."""

    name: str
    paths: Sequence[str]
    percent: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Lines and branches of one file, and where those lie that nothing ran."""

    covered: int
    wanted: int
    missed: str = ""


def read_thresholds(path: Path = THRESHOLDS) -> list[Threshold]:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return [Threshold(name, entry["paths"], float(entry["percent"])) for name, entry in stored.items()]


def matches(path: str, pattern: str) -> bool:
    """`*` stays within a folder, `**` does not."""
    wanted = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.fullmatch(wanted, path) is not None


def percent(files: Mapping[str, Measured]) -> float:
    wanted = sum(file.wanted for file in files.values())
    return 100.0 * sum(file.covered for file in files.values()) / wanted if wanted else 100.0


def chosen(threshold: Threshold, files: Mapping[str, Measured]) -> dict[str, Measured]:
    return {path: file for path, file in files.items() if any(matches(path, pattern) for pattern in threshold.paths)}


def judge(thresholds: Sequence[Threshold], files: Mapping[str, Measured]) -> list[tuple[bool, str]]:
    """One sentence per threshold, and whether it is met."""
    verdicts = []
    for threshold in thresholds:
        reached = percent(chosen(threshold, files))
        verdicts.append((reached >= threshold.percent, f"{threshold.name} {reached:.2f} % of {threshold.percent:g} %"))
    return verdicts


def shortest(thresholds: Sequence[Threshold], files: Mapping[str, Measured]) -> list[str]:
    """The files that keep a group below its threshold, the worst first, with the places nothing ran."""
    below = [found for threshold in thresholds if percent(found := chosen(threshold, files)) < threshold.percent]
    short = {path: file for found in below for path, file in found.items() if file.wanted > file.covered}
    worst = sorted(short.items(), key=lambda entry: entry[1].covered - entry[1].wanted)[:MISSED_SHOWN]
    return [f"{file.wanted - file.covered:5} lines and branches missed in {path}: {file.missed}" for path, file in worst]


def read_measured() -> dict[str, Measured]:
    """Combine what the processes of the last run wrote."""
    environ = {"COVERAGE_FILE": str(FILE)}
    ask(python("-m", "coverage", "combine", "-q", str(FOLDER)), environ)
    report = FOLDER / "coverage.json"
    answer = ask(python("-m", "coverage", "json", "-q", "-o", str(report)), environ)
    if answer.code != 0:
        print(answer.text.strip())
        return {}
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {path: of_report(file) for path, file in files.items()}


def of_report(file: Mapping[str, Any]) -> Measured:
    summary = file["summary"]
    missed = [str(line) for line in file["missing_lines"]]
    missed += [f"{start}→{end if end > 0 else 'out'}" for start, end in file.get("missing_branches", [])]
    return Measured(
        covered=summary["covered_lines"] + summary.get("covered_branches", 0),
        wanted=summary["num_statements"] + summary.get("num_branches", 0),
        missed=" ".join(missed),
    )


def gate() -> tuple[bool, str]:
    files = {path: file for path, file in read_measured().items() if path.startswith("linli/")}
    if not files:
        return False, "nothing was measured"
    thresholds = read_thresholds()
    verdicts = judge(thresholds, files)
    for line in shortest(thresholds, files):
        print(line)
    return all(ok for ok, _ in verdicts), " · ".join(words if ok else f"BELOW: {words}" for ok, words in verdicts)
