"""The committed floor: the counts of tests and journeys never fall, and no skip comes without being listed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devtools.environment import ROOT

FLOOR = ROOT / "tests" / "floor.json"


@dataclass(frozen=True, slots=True)
class Count:
    """What one run of pytest reported."""

    passed: int = 0
    failed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def skips(self) -> int:
        return sum(self.skipped.values())

    def __str__(self) -> str:
        words = f"{self.passed} passed"
        if self.failed:
            words += f", {self.failed} failed"
        return words + (f", {self.skips} skipped" if self.skips else "")


def together(counts: Iterable[Count]) -> Count:
    """What several runs of different tests reported as one."""
    passed = failed = 0
    skipped: Counter[str] = Counter()
    for count in counts:
        passed, failed = passed + count.passed, failed + count.failed
        skipped.update(count.skipped)
    return Count(passed, failed, dict(skipped))


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that must pass and the most that may be skipped, by reason."""

    tests: int
    journeys: int
    skips: Mapping[str, int]


def read_floor(path: Path = FLOOR) -> Floor:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Floor(int(stored["tests"]), int(stored["journeys"]), {str(reason): int(most) for reason, most in stored["skips"].items()})


def read_report(path: Path) -> Count:
    """Count the cases of a JUnit report; a missing report means that nothing ran."""
    if not path.exists():
        return Count()
    passed = failed = 0
    skipped: Counter[str] = Counter()
    # Written by our own pytest a moment ago.
    for case in ET.parse(path).getroot().iter("testcase"):
        skip = case.find("skipped")
        if skip is not None:
            skipped[skip.get("message") or "no reason given"] += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        else:
            passed += 1
    return Count(passed, failed, dict(skipped))


def shortfalls(floor: Floor, *, tests: int, journeys: int | None, skipped: Mapping[str, int]) -> list[str]:
    """Every way in which a run lies below the floor; `journeys` is None where they could not run."""
    found = []
    if tests < floor.tests:
        found.append(f"{tests} tests passed, the floor is {floor.tests}")
    if journeys is not None and journeys < floor.journeys:
        found.append(f"{journeys} journeys passed, the floor is {floor.journeys}")
    for reason, number in sorted(skipped.items()):
        most = floor.skips.get(reason, 0)
        if number > most:
            found.append(f"{number} skipped because “{reason}”, allowed {most}")
    return found
