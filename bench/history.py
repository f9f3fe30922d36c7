"""history.*: 58,251 service requests of another city, open ones and closed ones, by `linli import messages` with a mapping of their own.

What the command says is held against a count of the file that shares no code with it: csv and zipfile of the standard library alone.
"""

import csv
import io
import json
import resource
import subprocess
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement
from tests.torture.house import LINLI, House

REQUESTS = ROOT.parent / "shared" / "data" / "requests311" / "boston_2011h2.zip"
LAYOUT = ROOT / "tests" / "tickets" / "layouts" / "boston_311.json"
MB = 1024


def counted(path: Path) -> Mapping[str, Any]:
    """What the file says of itself: rows, numbers, rows by reason, type and state, closed after their target."""
    with zipfile.ZipFile(path) as packed, packed.open(packed.namelist()[0]) as member:
        rows = list(csv.DictReader(io.TextIOWrapper(member, "utf-8", newline="")))
    return {
        "rows": len(rows),
        "numbers": len({row["case_enquiry_id"] for row in rows}),
        "by_group": Counter(row["reason"].strip() for row in rows),
        "by_class": Counter(row["type"].strip() for row in rows),
        "by_state": Counter(row["case_status"].strip() for row in rows),
        # Written alike, with the year first, moments compare as texts do.
        "over_late": sum(row["closed_dt"] > row["target_dt"] > "" for row in rows),
    }


def brought(house: House) -> tuple[dict[str, Any], float]:
    """What the command says at the end, and how long it took as a whole."""
    began = time.perf_counter()
    words = [*LINLI, "import", "messages", str(REQUESTS), "--subdistrict", "lanting", "--mapping", str(LAYOUT)]
    done = subprocess.run(words, env=house.environ, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode:
        raise CannotRun(f"the import ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said, took


def differences(said: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Where the command and the file do not agree; a refused row is in no total, so it shows here too."""
    pairs = {
        "read": (said["read"], theirs["rows"]),
        "created + duplicate + refused": (said["created"] + said["duplicate"] + said["refused"], theirs["rows"]),
        "created": (said["created"], theirs["numbers"]),
        **{name: (said["brought"][name], theirs[name]) for name in ("by_group", "by_class", "by_state", "over_late")},
    }
    return [f"{name}: {ours} is not {other}" for name, (ours, other) in pairs.items() if ours != other]


def run() -> Iterator[Measurement]:
    """The first time into a house that has just been laid out; then the same file again, which must change nothing."""
    if not REQUESTS.is_file():
        raise CannotRun("The requests do not lie beside this checkout.")
    theirs = counted(REQUESTS)
    with tempfile.TemporaryDirectory(prefix="linli-history-") as name, House(Path(name) / "home") as house:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said, took = brought(house)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        again, took_again = brought(house)
    wrong = differences(said, theirs)
    if (again["created"], again["duplicate"]) != (0, theirs["rows"]):
        wrong.append(f"the same file again: {again['created']} created, {again['duplicate']} duplicates")
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    parts = {part: said["brought"][part] for part in ("open", "outside_grids", "without_place", "other_class", "over_late")}
    yield Measurement("history.rows_per_s", theirs["rows"] / took, "rows/s", f"bar 97 (58,251 in 10 min); {parts}")
    yield Measurement("history.processor_s", processor_s, "s", f"of {took:.0f} s; the same file again {took_again:.0f} s")
    yield Measurement("history.peak_mb", after.ru_maxrss / MB, "MB", "bar 1,000")
    yield Measurement(
        "history.differences", float(len(wrong)), "", "; ".join(wrong)[:600] or "read = created + duplicate + refused; totals agree"
    )
