"""A measurement as the benches report it."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure; `against` is its bar, floor or rival in the same run."""

    metric: str
    value: float
    unit: str
    against: str = ""


def machine() -> str:
    """Enough about this machine to compare figures honestly."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{len(os.sched_getaffinity(0))} cores, {model}, Python {platform.python_version()}"


def line(bench: str, measured: Measurement) -> str:
    """The one JSON object per figure that is printed and kept."""
    return json.dumps(
        {
            "bench": bench,
            "metric": measured.metric,
            "value": round(measured.value, 4),
            "unit": measured.unit,
            "against": measured.against,
            "machine": machine(),
        },
        ensure_ascii=False,
    )


def median(measure: Callable[[], float], times: int = 3) -> float:
    """The middle of at least three runs."""
    return statistics.median(measure() for _ in range(max(3, times)))
