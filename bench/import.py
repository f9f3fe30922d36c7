"""import.tickets_per_s: the real stream of 4,326 messages by `linli import messages`, into a house that has just been laid out."""

import csv
import gzip
import io
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement
from tests.torture.house import LINLI, House

STREAM = ROOT.parent / "shared" / "data" / "messages" / "hotline_stream.csv.gz"
TIMES = 3


def another(rows: list[list[str]], time_: int, path: Path) -> Path:
    """The same messages said once more: other rows and other words, so that none is known and none is a repeat."""
    text = io.StringIO()
    csv.writer(text).writerows([rows[0], *([f"{time_}-{row[0]}", *row[1:4], f"{row[4]}（{time_}）", *row[5:]] for row in rows[1:])])
    path.write_bytes(gzip.compress(text.getvalue().encode()))
    return path


def seconds(house: House, path: Path) -> tuple[int, float]:
    """Tickets made, and the whole time of the command, its start included."""
    began = time.perf_counter()
    words = [*LINLI, "import", "messages", str(path), "--subdistrict", "lanting", "--mapping", "hotline_stream"]
    done = subprocess.run(words, env=house.environ, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began
    if done.returncode:
        raise CannotRun(f"the import ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return int(json.loads(done.stdout.splitlines()[-1])["created"]), taken


def run() -> Iterator[Measurement]:
    """The first import is into empty tables, the others follow."""
    if not STREAM.is_file():
        raise CannotRun("The real messages do not lie beside this checkout.")
    rows = list(csv.reader(io.StringIO(gzip.decompress(STREAM.read_bytes()).decode("utf-8-sig"), newline="")))
    with tempfile.TemporaryDirectory(prefix="linli-import-") as name, House(Path(name) / "home") as house:
        files = [STREAM, *(another(rows, place, Path(name) / f"{place}.csv.gz") for place in range(2, TIMES + 1))]
        rates = [made / taken for made, taken in (seconds(house, path) for path in files)]
    said = ", ".join(f"{rate:.0f}" for rate in rates)
    yield Measurement("import.tickets_per_s", median(rates), "tickets/s", f"bar 400; the whole command, {TIMES} runs: {said}")
