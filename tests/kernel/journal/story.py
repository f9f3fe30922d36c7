"""A small journal written by hand: what an outsider gets, without a database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.kernel.journal import canonical, check, seal
from linli.kernel.journal.bundle import EndRow, EntryRow, FactRow, LostRow, journal_lines, seal_line
from linli.kernel.journal.canonical import Line

DAY = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
EPOCH = UUID("0193e4c0-0000-7000-8000-00000000e90c")


def uuid(number: int) -> UUID:
    """A version 7 identity that a reader of a failed test can recognise."""
    return UUID(f"0193e4c0-0000-7000-8000-{number:012d}")


@dataclass
class Story:
    """One subdistrict's rows; tests bend them and look what `check` says."""

    subdistrict: UUID = field(default_factory=lambda: uuid(1))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    entries: list[EntryRow] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    lost: list[LostRow] = field(default_factory=list)
    seals: list[tuple[bytes, bytes, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def add(self, stream: str, verb: str = "note.written", **facts: object) -> EntryRow:
        """One more entry at the end of its chain."""
        before = [row for row in self.entries if row.line.stream == stream]
        seq = len(before) + 1
        digests = []
        for name, value in facts.items():
            salt, text = sha256(f"{stream} {seq} {name}".encode()).digest()[:16], canonical.value_text(value)
            self.facts.append(FactRow(stream, seq, name, salt.hex(), text))
            digests.append((name, canonical.fact_digest(salt, text)))
        line = Line(
            subdistrict=str(self.subdistrict),
            stream=stream,
            seq=str(seq),
            id=str(uuid(1000 + len(self.entries))),
            verb=verb,
            reason="-",
            account=str(uuid(7)),
            person="-",
            channel="desk",
            request="-",
            made_at="-",
            recorded_at=canonical.instant(DAY + timedelta(seconds=len(self.entries))),
            previous=before[-1].hash if before else canonical.FIRST.hex(),
            facts=canonical.facts_text(digests),
        )
        row = EntryRow(line, canonical.entry_hash(line.checked()).hex(), None)
        self.entries.append(row)
        return row

    def erase(self, stream: str, seq: int, *names: str) -> None:
        """Take the values away and say so."""
        self.facts = [row for row in self.facts if not (row.stream == stream and row.seq == seq and row.name in names)]
        self.add(stream, "journal.erased", seq=seq, names=list(names))

    def seal(self) -> None:
        """Seal all that is not sealed yet."""
        number, tree = len(self.seals) + 1, check.Tree()
        for row in sorted(self.entries, key=place):
            if row.seal is None:
                tree.add(bytes.fromhex(row.hash))
        self.entries = [row if row.seal else row._replace(seal=number) for row in self.entries]
        unsigned = seal.Unsigned(
            subdistrict_id=self.subdistrict,
            number=number,
            previous=self.seals[-1][0] if self.seals else canonical.FIRST,
            epoch=EPOCH,
            xid_from=(number - 1) * 100,
            xid_to=number * 100,
            count=tree.count,
            root=tree.root(),
            sealed_at=DAY + timedelta(hours=number),
        )
        signed = seal.sign(unsigned, self.key)
        self.seals.append((signed.hash, signed.signature, signed.line))
        self.heads.append(seal.head_line(signed.line, signed.hash))

    def ends(self) -> list[EndRow]:
        """The rows of the aggregates as honest actions would have left them."""
        last = {row.line.stream: EndRow(row.line.stream, int(row.line.seq), row.hash) for row in self.entries}
        return [last[stream] for stream in sorted(last)]

    def lines(self, ends: Iterable[EndRow] | None = None) -> list[bytes]:
        """The journal file."""
        entries, facts = sorted(self.entries, key=place), sorted(self.facts, key=lambda row: (row.stream, row.seq, row.name))
        return list(journal_lines(entries, facts, sorted(self.lost), self.ends() if ends is None else ends))

    def report(self, *, lines: list[bytes] | None = None, heads: bool = False, ends: Iterable[EndRow] | None = None) -> check.Report:
        """What `check` finds."""
        kept = check.read_heads("\n".join(self.heads)).get(str(self.subdistrict), {}) if heads else {}
        sealed = [seal_line(*each) for each in self.seals]
        return check.check(check.Report(str(self.subdistrict)), self.lines(ends) if lines is None else lines, sealed, self.keys(), kept)

    def keys(self) -> check.Keys:
        """The public key by fingerprint."""
        return check.read_keys(self.pem())

    def pem(self) -> bytes:
        """The public key as the bundle has it."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def write(self, folder: Path) -> None:
        """The bundle on disk."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"journal-{self.subdistrict}.tsv").write_bytes(b"".join(self.lines()))
        (folder / f"seals-{self.subdistrict}.tsv").write_bytes(b"".join(seal_line(*each) for each in self.seals))
        (folder / "keys.pem").write_bytes(self.pem())
        counts = {"code": "lanting", "entries": len(self.entries), "seals": len(self.seals)}
        (folder / "manifest.json").write_text(
            json.dumps({"format": "linli1", "whole": True, "subdistricts": {str(self.subdistrict): counts}})
        )


def place(row: EntryRow) -> tuple[str, int]:
    """Where an entry stands in the file."""
    return row.line.stream, int(row.line.seq)


def told() -> Story:
    """Three chains, four entries sealed twice over, two not sealed; one fact erased."""
    story = Story()
    first, second = f"note/{uuid(10)}", f"note/{uuid(11)}"
    story.add(first, title="井盖坏了", text="请派人来看")
    story.add(first, "note.edited", title="井盖坏了", text="已派人")
    story.add(second, title="a \\u0000 that is text", text="tab\tand\nline")
    story.seal()
    story.add(first, "note.closed")
    story.erase(first, 1, "text")
    story.seal()
    story.add(second, "note.edited", size_bytes=12)
    story.add(f"place/{uuid(12)}", "place.opened", open=True)
    return story
