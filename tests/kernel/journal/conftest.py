"""What the tests of the journal need: notes of two streets, a key that signs, and ways to look and to tamper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.journal import audit, check, sealing
from linli.notes.models import Note
from tests import make, people
from tests.ground import TestDatabase, connect_as

TABLES = ("journal_entry", "journal_fact", "journal_leaf", "journal_seal", "note")


@dataclass
class House:
    """Two subdistricts with a clerk each."""

    database: TestDatabase
    folder: Path
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    bundles: int = 0

    def __post_init__(self) -> None:
        self.ours, self.theirs = make.subdistrict(self.database, "lanting"), make.subdistrict(self.database, "gulou")
        self.clerk, self.neighbour = people.clerk(self.ours), people.clerk(self.theirs)

    def note(self, actor: Actor, *texts: str, note_id: UUID | None = None) -> Note:
        """A note that was written and then edited once for each further text."""
        now = clock.now()
        note = Note(id=note_id or uuid7(), subdistrict_id=actor.subdistrict_id, title="t", text=texts[0], created_at=now, edited_at=now)
        with scope.scoped(actor):
            note.save(force_insert=True)
            journal.record(actor, "note.written", note, title="t", text=texts[0])
        for text in texts[1:]:
            with scope.scoped(actor):
                journal.record(actor, "note.edited", note, title="t", text=text)
        return note

    def seal(self, subdistrict_id: UUID | None = None) -> int | None:
        """Seal one subdistrict as the worker does."""
        chosen = subdistrict_id or self.ours
        connect_as(self.database.server, "worker", self.database.name)
        try:
            with scope.scoped(Actor.system("journal.seal", chosen)):
                return sealing.seal_due(chosen, self.key)
        finally:
            connect_as(self.database.server, "web", self.database.name)

    def tamper(self, statement: str, *parameters: object) -> int:
        """Change rows as the database superuser; how many."""
        with self.database.connect("superuser") as superuser:
            return superuser.execute(statement, parameters).rowcount

    @contextmanager
    def undone_afterwards(self) -> Iterator[None]:
        """What is changed inside is put back, so that the next change is tried on the same rows."""
        for table in TABLES:
            self.tamper(f"CREATE TABLE saved_{table} AS TABLE {table}")
        try:
            yield
        finally:
            for table in TABLES:
                self.tamper(f"DELETE FROM {table}")
                self.tamper(f"INSERT INTO {table} SELECT * FROM saved_{table}")
                self.tamper(f"DROP TABLE saved_{table}")

    def heads(self) -> dict[str, dict[int, str]]:
        """The log as a copy kept elsewhere."""
        log = Path(settings.LINLI_HOME) / "seals.log"
        return check.read_heads(log.read_text("ascii")) if log.exists() else {}

    def keys(self) -> check.Keys:
        return check.read_keys(self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def as_auditor(self, look: Callable[[], Any]) -> Any:
        """Do something as the auditor, then be the web role again."""
        connect_as(self.database.server, "auditor", self.database.name)
        try:
            return look()
        finally:
            connect_as(self.database.server, "web", self.database.name)

    def verdict(self, *, heads: bool = False) -> str:
        """What `verify` says, having made sure that a bundle exported now says the very same without the database."""
        known = self.heads() if heads else {}
        reports = {report.subdistrict: report for report in self.as_auditor(lambda: audit.verify(self.keys(), known))}
        self.bundles += 1
        folder = self.folder / f"bundle-{self.bundles}"
        self.as_auditor(lambda: audit.export(folder, self.keys()))
        head_file = None
        if heads:
            head_file = folder / "heads"
            head_file.write_bytes((Path(settings.LINLI_HOME) / "seals.log").read_bytes())
        exported = {report.subdistrict: report for report in check.check_bundle(folder, head_file, None)}
        assert exported == reports
        return "\n".join(line for report in reports.values() for line in report.faults)

    def report(self, *, heads: bool = False) -> check.Report:
        """All that `verify` says about our own subdistrict."""
        known = self.heads() if heads else {}
        reports = self.as_auditor(lambda: audit.verify(self.keys(), known, code="lanting"))
        found: check.Report = reports[0]
        return found


@pytest.fixture
def house(database: TestDatabase, tmp_path: Path) -> House:
    return House(database, tmp_path)
