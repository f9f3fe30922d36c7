"""classify.*: seven classes of real messages, five parts with near-duplicates together; the night's simple learning is the rival.

Each part is labelled by a model that saw the other four and the unsorted messages, never the part itself.
"""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement

MESSAGES: Final = ROOT.parent / "shared" / "data" / "messages"
PARTS: Final = 5
# How the unsorted messages call title and text.
UNSORTED: Final = {"留言主题": "title", "留言详情": "text"}
SPEED_TEXTS: Final = 2_000


def run() -> Iterator[Measurement]:
    """The parts side by side, a core each; then one model of everything, with all cores."""
    from linli.lang import bayes
    from linli.lang.folds import folds
    from linli.lang.measures import Measured, measured
    from linli.lang.reading import plain, told

    if not (MESSAGES / "labelled.csv.gz").is_file():
        raise CannotRun("The real messages do not lie beside this checkout.")
    rows = [row for row in table("labelled.csv.gz") if told(row["title"], row["text"])]
    texts, labels = [told(row["title"], row["text"]) for row in rows], [row["label"] for row in rows]
    read = [plain(text) for text in texts]
    parts = folds(read, labels, PARTS)
    with tempfile.TemporaryDirectory(prefix="linli-classify-") as name:
        folder = Path(name)
        also = [unsorted(folder, each) for each in ("hotline_stream", "replied")]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as side_by_side:
            said = list(side_by_side.map(lambda part: labelled_by_others(folder, rows, parts, part, also), range(PARTS)))
        so = [label for part in range(PARTS) for label, mine in zip(labels, parts, strict=True) if mine == part]
        found: Measured = measured(so, [label for each in said for label in each])
        low, high = found.interval()
        yield Measurement(
            "classify.macro_f1", found.macro_f1, "", f"bar 0.925, aim 0.94; rival (bayes) {rival(bayes, read, labels, parts):.4f}"
        )
        yield Measurement("classify.macro_f1_low", low, "", f"bar 0.918; lower end of the 95 % interval, upper {high:.4f}")
        yield Measurement("classify.accuracy", found.accuracy, "", ", ".join(f"{each.label} {each.f1:.3f}" for each in found.per_label()))
        yield from of_everything(folder, also, texts)


def of_everything(folder: Path, also: Sequence[Path], texts: Sequence[str]) -> Iterator[Measurement]:
    """Time, memory and size of one model of all messages, and how quickly it labels on one core."""
    began = time.perf_counter()
    facts = train(folder, MESSAGES / "labelled.csv.gz", also, folder / "all.model")
    cores = len(os.sched_getaffinity(0))
    yield Measurement("classify.train_s", time.perf_counter() - began, "s", f"bar 600; {cores} cores, the whole command")
    yield Measurement("classify.train_peak_mb", facts["peak_kb"] / 1e3, "MB", "aim 4,000")
    yield Measurement("classify.model_mb", facts["model_bytes"] / 1e6, "MB", "bar 100")
    words = [sys.executable, "-m", "bench._label", str(folder / "all.model")]
    environ = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sent = json.dumps(list(texts[:SPEED_TEXTS]))
    done = subprocess.run(words, cwd=ROOT, env=environ, input=sent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"labelling failed: {done.stderr.strip()[-600:]}")
    speed: dict[str, float] = json.loads(done.stdout)
    yield Measurement("classify.messages_per_s", speed["per_s"], "messages/s", "bar 2,000; one core, label and three likeliest")
    yield Measurement("classify.messages_with_words_per_s", speed["with_words_per_s"], "messages/s", "the same with the words that decided")
    yield Measurement("classify.one_ms", speed["one_ms"], "ms", "one message alone, with its words")
    yield Measurement("classify.predict_peak_mb", speed["peak_kb"] / 1e3, "MB", "the process that labels")


def table(name: str) -> list[dict[str, str]]:
    """Every row of one of the files."""
    return list(csv.DictReader(io.StringIO(gzip.decompress((MESSAGES / name).read_bytes()).decode("utf-8-sig"), newline="")))


def written(path: Path, rows: Sequence[dict[str, str]], names: Sequence[str]) -> Path:
    """Only these columns of the rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def unsorted(folder: Path, name: str) -> Path:
    """The messages of a file that nobody sorted."""
    rows = [{new: row[old] for old, new in UNSORTED.items()} for row in table(f"{name}.csv.gz")]
    return written(folder / f"{name}.csv", rows, ("title", "text"))


def train(folder: Path, file: Path, also: Sequence[Path], model: Path, *, threads: int = 0) -> dict[str, Any]:
    """What the command says of a model it made, and the most memory it had."""
    words = [sys.executable, "-m", "bench._command", "text", "train", str(file), "--out", str(model)]
    environ = {**os.environ, "LINLI_HOME": str(folder / "home")}
    if threads:
        environ |= {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    words += [word for path in also for word in ("--also", str(path))]
    done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"training failed: {done.stderr.strip()[-600:]}")
    first, last = done.stdout.splitlines()[-2:]
    return {**json.loads(first), **json.loads(last)}


def labelled_by_others(folder: Path, rows: list[dict[str, str]], parts: Sequence[int], part: int, also: Sequence[Path]) -> list[str]:
    """The labels of one part by a model of all others."""
    from linli.lang.classifier import load
    from linli.lang.reading import told

    seen = [row for row, mine in zip(rows, parts, strict=True) if mine != part]
    file = written(folder / f"{part}.csv", seen, ("label", "title", "text"))
    train(folder, file, also, folder / f"{part}.model", threads=1)
    model = load(folder / f"{part}.model")
    unseen = [told(row["title"], row["text"]) for row, mine in zip(rows, parts, strict=True) if mine == part]
    return [
        found.top[0][0] if found.top else ""
        for begin in range(0, len(unseen), 256)
        for found in model.predict(unseen[begin : begin + 256], named=0)
    ]


def rival(bayes: Any, texts: Sequence[str], labels: Sequence[str], parts: Sequence[int]) -> float:
    """Macro-F1 of complement naive Bayes over pairs of characters on the same parts."""
    from linli.lang.measures import measured

    so, said = list[str](), list[str]()
    for part in range(PARTS):
        model = bayes.learnt([(text, label) for text, label, mine in zip(texts, labels, parts, strict=True) if mine != part])
        for text, label, mine in zip(texts, labels, parts, strict=True):
            if mine == part:
                so.append(label)
                said.append(next((guess.label for guess in model.guesses(text)), ""))
    return measured(so, said).macro_f1
