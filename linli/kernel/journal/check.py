"""Check an exported journal of Linli 邻里 without its database and without Linli.

    python check.py DIR [--head FILE] [--key FILE]          exit 0 intact, 1 altered, 2 could not run

DIR holds two text files for each subdistrict; fields are parted by tabs. `journal-….tsv` is sorted by stream and seq:
  HASH SEAL LINE        an entry: the SHA-256 of its canonical LINE (see ENTRY), the seal that holds it or -. LINE names the hash
                        before it, so the entries of a stream are a chain
  (tab) NAME SALT VALUE a fact of the entry above, which holds sha256(SALT + VALUE): a value can be erased and the chain stays
  !HASH SEAL STREAM SEQ an entry that a seal holds and that is gone or changed
  =STREAM SEQ HASH      where the chain must end: so says the row that the chain is about
`seals-….tsv`: HASH SIGNATURE LINE (see SEAL): a signed Merkle root over the hashes of new entries; each names the seal before.
The file given as --head holds heads that were kept elsewhere (see HEAD). Who holds the database and the signing key can forge
whatever no such head covers; the summary says how much that is. Needs Python 3.11 and the package cryptography.
"""

import argparse
import json
import re
import sys
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z"
HASH = "[0-9a-f]{64}"
WORD = "[a-z][a-z_]{0,39}"
SEQ = r"[1-9]\d{0,8}"
XID = r"(?:0|[1-9]\d{0,19})"
STREAM = f"{WORD}/{UUID}"
# The canonical line: version, SUBDISTRICT, STREAM, SEQ, id, VERB, reason, account, person, channel, request, made at, recorded at,
# PREVIOUS hash, FACTS (name=digest, sorted by name). Hashes and digests are compared with computed ones: that proves their letters.
LINE = (
    rf"linli1\t({UUID})\t({STREAM})\t({SEQ})\t{UUID}\t({WORD}\.{WORD})\t(?:-|{WORD})\t(?:-|{UUID})\t(?:-|{UUID})\t{WORD}"
    rf"\t(?:-|{UUID})\t(?:-|{TIME})\t{TIME}\t(.{{64}})\t(.+)"
)
ENTRY = re.compile(rf"(.{{64}})\t(-|{SEQ})\t({LINE})\n".encode())
FACT = re.compile(rf"\t({WORD})\t([0-9a-f]{{32}})\t(.*)\n".encode())
FACTS = re.compile(rf"-|{WORD}={HASH}(?:,{WORD}={HASH})*".encode())
# version, SUBDISTRICT, NUMBER, PREVIOUS seal, EPOCH of the transaction ids, FROM, TO, COUNT of entries, ROOT, SEALED AT, KEY
SEAL_LINE = rf"linli-seal1\t({UUID})\t({SEQ})\t({HASH})\t({UUID})\t({XID})\t({XID})\t({SEQ})\t({HASH})\t({TIME})\t({HASH})"
SEAL = re.compile(rf"({HASH})\t([0-9a-f]{{128}})\t({SEAL_LINE})\n".encode())
LOST = re.compile(rf"!({HASH})\t({SEQ})\t({STREAM})\t({SEQ})\n".encode())
ROW = re.compile(rf"=({STREAM})\t(0|{SEQ})\t([0-9a-f]*)\n".encode())
# version, SUBDISTRICT, NUMBER of the seal, HASH of the seal, sealed at
HEAD = re.compile(rf"linli-head1\t({UUID})\t({SEQ})\t({HASH})\t{TIME}")
CODE = re.compile("[a-z0-9-]{1,40}")
FIRST = b"0" * 64
ERASED = b"journal.erased"
FEW = 256  # leaves of a tree that are hashed together: a power of two
KEPT = 1000  # of a flood of findings the first thousand are kept, the others counted

Keys = Mapping[str, Ed25519PublicKey]  # by fingerprint: the SHA-256 of the raw public key
Heads = Mapping[int, str]  # the hash of a seal by its number


@dataclass
class Report:
    """What was found in one subdistrict; no faults: intact."""

    subdistrict: str
    code: str = ""
    entries: int = 0
    chains: int = 0
    facts: int = 0
    seals: int = 0
    head: int = 0
    head_at: str = ""
    unsealed: int = 0
    covered: int = 0
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    uncovered_first: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        # The code is not part of what is signed: it only helps a reader, and must not write lines of its own.
        return f"{self.code}, subdistrict {self.subdistrict}" if CODE.fullmatch(self.code) else f"subdistrict {self.subdistrict}"

    @property
    def uncovered(self) -> int:
        return self.entries - self.covered

    def fault(self, stream: bytes, seq: int, what: str) -> None:
        self.fault_count += 1
        if len(self.faults) < KEPT:
            place = f"stream {stream.decode('ascii', 'backslashreplace')}, seq {seq}: " if stream else ""
            self.faults.append(f"{self.name}, {place}{what}")

    def lines(self) -> Iterator[str]:
        name = self.name
        yield from (f"ALTERED {fault}" for fault in self.faults)
        yield from (f"{name}, {erased}" for erased in self.erased)
        yield from (f"{name}, {entry}: not covered by a head kept elsewhere" for entry in self.uncovered_first)
        covered = f"seals 1 to {self.head}, sealed until {self.head_at}," if self.head else "no seal"
        yield f"{name}: {self.entries} entries in {self.chains} chains, {self.facts} facts, {self.seals} seals, {self.fault_count} faults"
        yield f"{name}: heads kept elsewhere cover {covered} and not {self.uncovered} entries, {self.unsealed} of them not sealed yet"


class Tree:
    """The Merkle root of RFC 6962 over hashes as they come, holding one node for each level and the last few leaves."""

    def __init__(self, *, is_covered: bool = False) -> None:
        self.is_covered, self._full = is_covered, 0
        self._nodes: list[bytes] = []
        self._leaves: list[bytes] = []

    @property
    def count(self) -> int:
        return self._full * FEW + len(self._leaves)

    def add(self, leaf: bytes) -> None:
        self._leaves.append(leaf)
        if len(self._leaves) == FEW:
            raise_to(self._nodes, perfect(self._leaves), self._full)
            self._full += 1
            self._leaves.clear()

    def root(self) -> bytes:
        last: list[bytes] = []
        for number, leaf in enumerate(self._leaves):
            raise_to(last, perfect([leaf]), number)
        node, *others = reversed([*self._nodes, *last] or [sha256().digest()])
        for other in others:
            node = sha256(b"\1" + other + node).digest()
        return node


def perfect(leaves: list[bytes]) -> bytes:
    """The root over as many leaves as a power of two."""
    nodes = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(nodes) > 1:
        nodes = [sha256(b"\1" + nodes[at] + nodes[at + 1]).digest() for at in range(0, len(nodes), 2)]
    return nodes[0]


def raise_to(nodes: list[bytes], node: bytes, count: int) -> None:
    """Put one more root beside `count` roots of its size, joining what has become a pair on every level."""
    while count & 1:
        node = sha256(b"\1" + nodes.pop() + node).digest()
        count >>= 1
    nodes.append(node)


def fact(line: bytes) -> bytes:
    """A line with a fact as its entry knows it: name=digest. Other names and salts could hide what was cut: they are no facts."""
    found = FACT.fullmatch(line)
    if found is None:
        return b""
    name, salt, value = found.groups()
    return name + b"=" + sha256(unhexlify(salt) + value).hexdigest().encode()


def ascending(facts: list[bytes]) -> bool:
    """Whether each name stands once and in order."""
    names = [each[:-65] for each in facts]
    return names == sorted(set(names))


class Walk:
    """One pass over the journal of one subdistrict; remembers one stream at a time, and one tree for each seal."""

    def __init__(self, report: Report) -> None:
        self.report, self.subdistrict = report, report.subdistrict.encode()
        self.trees: dict[bytes, Tree] = {}
        self.stream, self.seq, self.last, self.verb, self.wanted, self.done = b"", 0, FIRST, b"", b"-", b""
        self.absent: list[tuple[int, bytes]] = []
        self.erased: dict[tuple[int, bytes], int] = {}

    def run(self, lines: Iterable[bytes]) -> None:
        facts: list[bytes] = []
        for line in lines:
            if line[0] == 9:  # a tab
                facts.append(line)
                continue
            if facts or self.wanted != b"-":
                self._facts(facts)
                facts.clear()
            if found := ENTRY.fullmatch(line):
                self._entry(found.groups())
            else:
                self._other(line)
        if facts or self.wanted != b"-":
            self._facts(facts)
        self._turn(b"")

    def _entry(self, groups: tuple[bytes, ...]) -> None:
        name, seal, line, subdistrict, stream, seq, self.verb, previous, self.wanted = groups
        if stream != self.stream:
            self._turn(stream)
        expected, self.seq = self.seq + 1, int(seq)
        if self.seq != expected or previous != self.last:
            self._unlinked(expected)
        digest = sha256(line).digest()
        if digest.hex().encode() != name:
            self.report.fault(stream, self.seq, "altered: its hash is another")
        if subdistrict != self.subdistrict:
            self.report.fault(stream, self.seq, f"altered: belongs to subdistrict {subdistrict.decode()}")
        self._seal(seal, digest)
        self.last = name
        self.report.entries += 1

    def _unlinked(self, expected: int) -> None:
        if self.seq > expected:
            self.report.fault(self.stream, expected, f"missing: no entries from {expected} to {self.seq - 1}")
        elif self.seq < expected:
            self.report.fault(self.stream, self.seq, "stands twice or out of order")
        else:
            self.report.fault(self.stream, self.seq, "does not follow the entry before it: one of the two is altered")

    def _seal(self, number: bytes, digest: bytes) -> None:
        if number == b"-":
            self.report.unsealed += 1
        else:
            tree = self.trees.get(number) or self._plant(number)
            tree.add(digest)
            if tree.is_covered:
                self.report.covered += 1
                return
        if self.report.head and len(self.report.uncovered_first) < KEPT:
            self.report.uncovered_first.append(f"stream {self.stream.decode()}, seq {self.seq}")

    def _plant(self, number: bytes) -> Tree:
        return self.trees.setdefault(number, Tree(is_covered=int(number) <= self.report.head))

    def _facts(self, lines: list[bytes]) -> None:
        """The facts of the entry above: all as they should be, or look at each."""
        found = [fact(line) for line in lines]
        if (b",".join(found) or b"-") != self.wanted or (len(found) > 1 and not ascending(found)):
            self._each_fact(lines, found)
        if self.verb == ERASED:
            self._erasure({each[:-65]: line[:-1].split(b"\t")[-1] for each, line in zip(found, lines, strict=True)})
        self.report.facts += len(lines)
        self.wanted = b"-"

    def _each_fact(self, lines: list[bytes], found: list[bytes]) -> None:
        is_canonical = FACTS.fullmatch(self.wanted) is not None
        wanted = [each.split(b"=") for each in self.wanted.split(b",")] if is_canonical and self.wanted != b"-" else []
        left = dict(wanted)
        if not is_canonical or sorted(left) != [name for name, _ in wanted]:
            self.report.fault(self.stream, self.seq, "altered: its facts are not canonical")
        for line, each in zip(lines, found, strict=True):
            name = each[:-65] or line.split(b"\t")[1]
            if name not in left:
                self.report.fault(self.stream, self.seq, f"fact {name!r} is not one of its facts")
            elif left.pop(name) != each[-64:]:
                self.report.fault(self.stream, self.seq, f"fact {name.decode()} is altered")
        self.absent += [(self.seq, name) for name in left]

    def _erasure(self, values: dict[bytes, bytes]) -> None:
        try:
            seq, names = int(values[b"seq"]), [name.encode() for name in json.loads(values[b"names"])]
        except (KeyError, ValueError, TypeError, AttributeError):
            self.report.fault(self.stream, self.seq, "says nothing readable about what it erased")
            names, seq = [], 0
        for name in names:
            self.erased.setdefault((seq, name), self.seq)

    def _other(self, line: bytes) -> None:
        if row := ROW.fullmatch(line):
            self._row(row[1], int(row[2]), row[3])
        elif lost := LOST.fullmatch(line):
            self.report.fault(lost[3], int(lost[4]), f"missing or altered: seal {int(lost[2])} holds it as {lost[1].decode()}")
            self._plant(lost[2]).add(unhexlify(lost[1]))
        else:
            name, _, _, _, stream, *_ = [*line.split(b"\t"), b"", b"", b"", b""]
            if stream != self.stream:
                self._turn(stream or b"?")
            self.seq, self.last, self.verb = self.seq + 1, name, b""
            self.report.entries += 1
            self.report.fault(self.stream, self.seq, f"altered: not canonical: {line[:200]!r}")

    def _row(self, stream: bytes, seq: int, last: bytes) -> None:
        if stream != self.stream:
            self._turn(stream)
        if seq != self.seq or not seq:
            self.report.fault(stream, self.seq + 1, f"missing: the chain ends with {self.seq}, its row says {seq}")
        elif last != self.last:
            self.report.fault(stream, seq, "altered: the row says the chain ends with another hash")
        self._end()

    def _turn(self, stream: bytes) -> None:
        """Begin the next chain; the one before ought to have been ended by its row."""
        if self.stream:
            self.report.fault(self.stream, self.seq, "missing: no row ends this chain")
            self._end()
        if stream and stream <= self.done:
            self.report.fault(stream, 0, "stands twice or out of order")
        self.stream, self.seq, self.last = stream, 0, FIRST
        self.report.chains += bool(stream)

    def _end(self) -> None:
        for seq, name in self.absent:
            by = self.erased.pop((seq, name), 0)
            if by > seq:
                self.report.erased.append(f"stream {self.stream.decode()}, seq {seq}: fact {name.decode()} erased by entry {by}")
            else:
                self.report.fault(self.stream, seq, f"fact {name.decode()} is missing, and no later entry says that it was erased")
        for (seq, name), by in self.erased.items():
            self.report.fault(self.stream, by, f"says that it erased {name.decode()} of entry {seq}, which is not so")
        self.stream, self.done, self.verb, self.absent, self.erased = b"", self.stream, b"", [], {}


def read_seals(report: Report, lines: Iterable[bytes], keys: Keys, heads: Heads) -> dict[bytes, tuple[bytes, bytes]]:
    """Check the chain of seals, its signatures and the heads kept elsewhere; count and root of each seal by number."""
    seals: dict[bytes, tuple[bytes, bytes]] = {}
    missing = dict(heads)
    before, interval = FIRST, (b"", 0)
    for line in lines:
        report.seals += 1
        found = SEAL.fullmatch(line)
        if found is None:
            report.fault(b"", 0, f"seal {report.seals}: altered: not canonical: {line[:200]!r}")
            continue
        name, signature, text, subdistrict, number, previous, epoch, lowest, highest, count, root, at, key = found.groups()
        linked = subdistrict.decode() == report.subdistrict and int(number) == report.seals and previous == before
        start = interval[1] if epoch == interval[0] else 0
        if not linked or int(lowest) != start or int(highest) <= start:
            report.fault(b"", 0, f"seal {int(number)}: does not follow the seal before it")
        if sha256(text).hexdigest().encode() != name or not signed(keys.get(key.decode()), signature, text):
            report.fault(b"", 0, f"seal {int(number)}: altered: its hash or its signature is not that of a known key")
        if name.decode() == missing.get(int(number)):
            report.head, report.head_at = max(report.head, int(number)), at.decode()
            del missing[int(number)]
        seals[number], before, interval = (count, root), name, (epoch, int(highest))
    for lost in missing:
        report.fault(b"", 0, f"seal {lost}: missing or another than the one whose head was kept elsewhere")
    return seals


def signed(key: Ed25519PublicKey | None, signature: bytes, text: bytes) -> bool:
    try:
        return key is not None and key.verify(unhexlify(signature), text) is None
    except InvalidSignature:
        return False


def check(report: Report, lines: Iterable[bytes], seals: Iterable[bytes], keys: Keys, heads: Heads) -> Report:
    """Check the subdistrict of a new report; all lines come as they stand in the two files."""
    sealed = read_seals(report, seals, keys, heads)
    walk = Walk(report)
    walk.run(lines)
    for number in sorted(sealed.keys() | walk.trees.keys(), key=int):
        tree = walk.trees.get(number, Tree())
        if sealed.get(number) != (b"%d" % tree.count, tree.root().hex().encode()):
            report.fault(b"", 0, f"seal {int(number)}: the entries are not the ones that were sealed")
    return report


def read_keys(pem: bytes) -> dict[str, Ed25519PublicKey]:
    """The public keys of a file by their fingerprints."""
    end = b"-----END PUBLIC KEY-----"
    keys = [load_pem_public_key(part + end) for part in pem.split(end)[:-1]]
    known = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    return {sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest(): key for key in known}


def read_heads(text: str) -> dict[str, dict[int, str]]:
    """The heads of a file by subdistrict and number; a line that is no head is an error."""
    heads: dict[str, dict[int, str]] = {}
    for line in filter(None, text.splitlines()):
        found = HEAD.fullmatch(line)
        if found is None or heads.setdefault(found[1], {}).setdefault(int(found[2]), found[3]) != found[3]:
            raise ValueError(f"not a head, or two heads for one seal: {line[:200]!r}")
    return heads


def check_bundle(folder: Path, head: Path | None, key: Path | None) -> list[Report]:
    """Check each subdistrict of an exported bundle."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    heads = read_heads(head.read_text("ascii")) if head else {}
    keys = read_keys((key or folder / "keys.pem").read_bytes())
    reports = []
    for name, counts in manifest["subdistricts"].items():
        with (folder / f"journal-{name}.tsv").open("rb") as lines, (folder / f"seals-{name}.tsv").open("rb") as seals:
            report = check(Report(name, str(counts["code"])), lines, seals, keys, heads.pop(name, {}))
        if (report.entries, report.seals) != (counts["entries"], counts["seals"]):
            report.fault(b"", 0, f"the manifest counts {counts['entries']} entries and {counts['seals']} seals")
        reports.append(report)
    for name in heads if manifest["whole"] else ():
        reports.append(Report(name))
        reports[-1].fault(b"", 0, "missing: a head of it was kept elsewhere")
    return reports


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an exported journal of Linli.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--head", type=Path, metavar="FILE", help="heads of seals that were kept elsewhere")
    parser.add_argument("--key", type=Path, metavar="FILE", help="public keys from elsewhere; else those of the bundle are believed")
    given = parser.parse_args(arguments)
    try:
        reports = check_bundle(given.folder, given.head, given.key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stderr.write(f"The bundle could not be checked: {type(error).__name__}: {error}\n")
        return 2
    for report in reports:
        sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    return 1 if any(report.fault_count for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
