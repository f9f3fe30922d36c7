"""journal.entries_per_s: the offline check of a million entries by the outsider's own file, one process, everything included."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devtools.measure import Measurement
from linli.kernel.journal import bundle, canonical, check, seal
from linli.kernel.journal.bundle import EntryRow, FactRow
from linli.kernel.journal.check import Tree

ENTRIES = int(os.environ.get("LINLI_BENCH_ENTRIES", "1000000"))
PER_STREAM = 10
PER_SEAL = 1000
BAR_PER_S = 80_000
RUNS = 3
BEGIN = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SUBDISTRICT = UUID("0193e4c0-0000-7000-8000-000000000001")


def run() -> Iterator[Measurement]:
    """The check's rate, and the floor: hashing the same lines and nothing else."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-journal-") as folder:
        write_bundle(Path(folder))
        floor = statistics.median(ENTRIES / hash_alone(Path(folder)) for _ in range(RUNS))
        rate = statistics.median(ENTRIES / check_alone(Path(folder)) for _ in range(RUNS))
    yield Measurement("journal.entries_per_s", rate, "entries/s", f"bar {BAR_PER_S}; floor (SHA-256 of the same lines) {floor:.0f}")


def check_alone(folder: Path) -> float:
    """Seconds of the whole command in an interpreter of its own, start included."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-I", str(folder / "check.py"), str(folder)], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    if done.returncode or f"{ENTRIES} entries" not in done.stdout:
        raise RuntimeError(f"the bench's own bundle is not intact: {done.stdout[:500]} {done.stderr[:500]}")
    return seconds


def hash_alone(folder: Path) -> float:
    """Seconds to read the same file and hash its entries."""
    begin = time.perf_counter()
    with (folder / f"journal-{SUBDISTRICT}.tsv").open("rb") as lines:
        for line in lines:
            if line[0] not in b"\t=":
                sha256(line[65:-1]).digest()
    return time.perf_counter() - begin


def write_bundle(folder: Path) -> None:
    """A bundle of ENTRIES entries in chains of PER_STREAM, one or two facts each, PER_SEAL entries in a seal."""
    (folder / "check.py").write_bytes(Path(check.__file__).read_bytes())
    key, trees = Ed25519PrivateKey.generate(), [check.Tree() for _ in range(ENTRIES // PER_SEAL)]
    with (folder / f"journal-{SUBDISTRICT}.tsv").open("wb") as out:
        for number in range(ENTRIES // PER_STREAM):
            entries, facts = chain(number, len(trees))
            for row in entries:
                trees[(row.seal or 0) - 1].add(bytes.fromhex(row.hash))
            end = bundle.EndRow(entries[-1].line.stream, len(entries), entries[-1].hash)
            out.writelines(bundle.journal_lines(entries, facts, [], [end]))
    with (folder / f"seals-{SUBDISTRICT}.tsv").open("wb") as out:
        out.writelines(seals(trees, key))
    (folder / "keys.pem").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    counts = {"code": "bench", "entries": ENTRIES, "seals": len(trees)}
    (folder / "manifest.json").write_text(json.dumps({"whole": True, "subdistricts": {str(SUBDISTRICT): counts}}))


def chain(number: int, seals: int) -> tuple[list[EntryRow], list[FactRow]]:
    """The chain of one note, its entries spread over the seals."""
    stream, last = f"note/{UUID(int=(number << 76) | (7 << 76) | (2 << 62) | number)}", canonical.FIRST.hex()
    entries, facts = [], []
    for seq in range(1, PER_STREAM + 1):
        told = {"text": f"井盖坏了, 请派人来看 {number}", "title": "井盖"} if seq % 2 else {"text": f"已派人 {number}.{seq}"}
        rows = [bundle.FactRow(stream, seq, name, os.urandom(16).hex(), canonical.value_text(told[name])) for name in sorted(told)]
        line = canonical.Line(
            subdistrict=str(SUBDISTRICT),
            stream=stream,
            seq=str(seq),
            id=str(UUID(int=number << 32 | seq)),
            verb="note.edited",
            reason="-",
            account=str(UUID(int=number % 37)),
            person=str(UUID(int=number % 41)),
            channel="desk",
            request=str(UUID(int=number << 16 | seq)),
            made_at="-",
            recorded_at=canonical.instant(BEGIN + timedelta(milliseconds=number)),
            previous=last,
            facts=canonical.facts_text((row.name, canonical.fact_digest(bytes.fromhex(row.salt), row.value)) for row in rows),
        )
        last = canonical.entry_hash(line.checked()).hex()
        facts += rows
        entries.append(bundle.EntryRow(line, last, 1 + (number * PER_STREAM + seq) % seals))
    return entries, facts


def seals(trees: list[Tree], key: Ed25519PrivateKey) -> Iterator[bytes]:
    """One signed seal for each tree."""
    before = canonical.FIRST
    for number, tree in enumerate(trees, start=1):
        unsigned = seal.Unsigned(
            subdistrict_id=SUBDISTRICT,
            number=number,
            previous=before,
            epoch=SUBDISTRICT,
            xid_from=number - 1,
            xid_to=number,
            count=tree.count,
            root=tree.root(),
            sealed_at=BEGIN + timedelta(hours=number),
        )
        signed = seal.sign(unsigned, key)
        yield bundle.seal_line(signed.hash, signed.signature, signed.line)
        before = signed.hash
