"""The auditor's look at the database: the same lines as in an exported bundle, through the same check."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.apps import apps
from django.db import connection
from psycopg import sql

from linli.kernel import clock, scope
from linli.kernel.journal import canonical, check
from linli.kernel.journal.bundle import EndRow, EntryRow, FactRow, LostRow, harmless, journal_lines, seal_line
from linli.kernel.journal.canonical import Line
from linli.kernel.scope.models import Chained, Subdistrict

_ROWS_AT_ONCE: Final = 2000
# A year before 1 and infinity have no canonical text, but somebody could put them there: they must not look like another time.
_TIME: Final = sql.SQL(
    "CASE WHEN isfinite({0}) AND {0} >= '0001-01-01' THEN to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') ELSE '?' END"
)
_ENTRIES: Final = sql.SQL(
    "SELECT e.subdistrict_id::text, e.stream, e.seq, e.id::text, e.verb, e.reason, e.account_id::text, e.person_id::text, e.channel,"
    " e.request_id::text, CASE WHEN e.made_at IS NOT NULL THEN {made_at} END, {recorded_at}, e.prev_hash, e.facts, e.hash, l.seal_number"
    " FROM journal_entry e LEFT JOIN journal_leaf l ON l.subdistrict_id = e.subdistrict_id"
    " AND l.stream = e.stream AND l.seq = e.seq AND l.hash = e.hash AND l.id = e.id"
    " WHERE e.subdistrict_id = %s ORDER BY e.stream, e.seq"
).format(made_at=_TIME.format(sql.Identifier("e", "made_at")), recorded_at=_TIME.format(sql.Identifier("e", "recorded_at")))
_FACTS: Final = sql.SQL(
    "SELECT stream, seq, name, encode(salt, 'hex'), value FROM journal_fact WHERE subdistrict_id = %s ORDER BY stream, seq, name"
)
_LOST: Final = sql.SQL(
    "SELECT l.stream, l.seq, l.seal_number, encode(l.hash, 'hex') FROM journal_leaf l WHERE l.subdistrict_id = %s AND NOT EXISTS"
    " (SELECT 1 FROM journal_entry e WHERE e.subdistrict_id = l.subdistrict_id AND e.stream = l.stream AND e.seq = l.seq"
    " AND e.hash = l.hash AND e.id = l.id) ORDER BY l.stream, l.seq"
)
_ENDS: Final = sql.SQL("SELECT %s || '/' || id, journal_seq, encode(journal_head, 'hex') FROM {} WHERE subdistrict_id = %s ORDER BY id")
_SEALS: Final = sql.SQL("SELECT number, hash, signature, line FROM journal_seal WHERE subdistrict_id = %s ORDER BY number")

Heads = Mapping[str, Mapping[int, str]]


class UnknownSubdistrict(LookupError):
    """No subdistrict has that code."""


def verify(keys: check.Keys, heads: Heads, *, code: str | None = None) -> list[check.Report]:
    """Check the journal in the database, of one subdistrict or of all; a head of a subdistrict that is gone is a fault."""
    reports = []
    with scope.inspecting() as turn_to:
        chosen = _subdistricts(code)
        for subdistrict_id, its_code in chosen.items():
            turn_to(subdistrict_id)
            with _Source(subdistrict_id) as source:
                report = check.Report(str(subdistrict_id), its_code)
                reports.append(check.check(report, source.journal(), source.seals(), keys, heads.get(report.subdistrict, {})))
    if code is None:
        for name in heads.keys() - set(map(str, chosen)):
            reports.append(check.Report(name))
            reports[-1].fault(b"", 0, "missing: a head of it was kept elsewhere")
    return reports


def export(folder: Path, keys: check.Keys) -> int:
    """Write all subdistricts as a bundle that `check` reads anywhere, with the checker in it; the number of entries."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    counts = {}
    with scope.inspecting() as turn_to:
        for subdistrict_id, code in _subdistricts(None).items():
            turn_to(subdistrict_id)
            with _Source(subdistrict_id) as source:
                entries = _write(folder / f"journal-{subdistrict_id}.tsv", source.journal())
                seals = _write(folder / f"seals-{subdistrict_id}.tsv", source.seals())
            counts[str(subdistrict_id)] = {"code": code, "entries": entries, "seals": seals}
    (folder / "keys.pem").write_bytes(b"".join(map(_pem, keys.values())))
    shutil.copyfile(check.__file__, folder / "check.py")
    manifest = {"format": canonical.VERSION, "exported_at": canonical.instant(clock.now()), "whole": True, "subdistricts": counts}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    return sum(count["entries"] for count in counts.values() if isinstance(count["entries"], int))


def _subdistricts(code: str | None) -> dict[UUID, str]:
    found = Subdistrict.objects.order_by("code")
    chosen = dict((found if code is None else found.filter(code=code)).values_list("id", "code"))
    if code is not None and not chosen:
        raise UnknownSubdistrict(code)
    return chosen


def _write(path: Path, lines: Iterable[bytes]) -> int:
    """Write the lines; how many are neither facts, nor ends, nor losses."""
    count = 0
    with path.open("xb") as out:
        for line in lines:
            count += line[:1] not in {b"\t", b"=", b"!"}
            out.write(line)
    return count


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class _Source:
    """One subdistrict's rows as lines, read through cursors on the server so that memory stays small."""

    def __init__(self, subdistrict_id: UUID) -> None:
        self._id, self._open = subdistrict_id, ExitStack()

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def journal(self) -> Iterator[bytes]:
        """The lines of the journal file."""
        return journal_lines(
            map(_entry, self._rows("entries", _ENTRIES, self._id)),
            map(FactRow._make, self._rows("facts", _FACTS, self._id)),
            map(LostRow._make, self._rows("lost", _LOST, self._id)),
            self._ends(),
        )

    def seals(self) -> Iterator[bytes]:
        """The lines of the seals file; a number that is not the one in the signed line leaves the line unreadable."""
        for number, seal_hash, signature, line in self._rows("seals", _SEALS, self._id):
            numbered = line.split("\t")[2:3] == [str(number)]
            yield seal_line(bytes(seal_hash), bytes(signature), line if numbered else f"number {number}: {line}")

    def _ends(self) -> Iterator[EndRow]:
        models = [model for model in apps.get_models() if issubclass(model, Chained)]
        for model in sorted(models, key=lambda each: f"{each.KIND}/"):
            table = _ENDS.format(sql.Identifier(model._meta.db_table))
            yield from map(EndRow._make, self._rows(model._meta.db_table, table, model.KIND, self._id))

    def _rows(self, name: str, statement: sql.Composable, *parameters: object) -> Iterator[tuple[Any, ...]]:
        # Straight to psycopg: Django offers no cursor that stays on the server for a composed statement.
        cursor = self._open.enter_context(connection.connection.cursor(name=f"audit_{name}"))
        cursor.itersize = _ROWS_AT_ONCE
        cursor.execute(statement, parameters)
        yield from cursor
        cursor.close()


def _entry(row: tuple[Any, ...]) -> EntryRow:
    subdistrict, stream, seq, entry_id, verb, reason, account, person, channel, request, made, recorded, previous, facts, name, seal = row
    line = Line(
        subdistrict=subdistrict,
        stream=harmless(stream),
        seq=str(seq),
        id=entry_id,
        verb=harmless(verb),
        reason=harmless(reason, empty="-"),
        account=account or "-",
        person=person or "-",
        channel=harmless(channel),
        request=request or "-",
        made_at=made or "-",
        recorded_at=recorded,
        previous=bytes(previous).hex(),
        facts=harmless(facts),
    )
    return EntryRow(line, bytes(name).hex(), seal)
