"""Reading an aggregate's chain for its page."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import IntegerField, Q, TextField

from linli.kernel.ids import NIL
from linli.kernel.journal.models import JournalEntry, JournalEpoch, JournalFact, JournalSeal
from linli.kernel.scope.models import Chained
from linli.kernel.statements import Asked, Statement

# The places of number and time in a seal's canonical line.
NUMBER: Final = 2
SEALED_AT: Final = 9


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with what is still known of its facts; an erased one is None and named in `erased`."""

    seq: int
    verb: str
    reason: str
    account_id: UUID | None
    person_id: UUID | None
    channel: str
    made_at: datetime | None
    recorded_at: datetime
    hash: bytes
    facts: Mapping[str, Any]
    erased: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which seal of the subdistrict is the last one, and when it was made."""

    number: int
    sealed_at: datetime


def last_line(subdistrict_id: UUID | Asked) -> Any:
    """The canonical line of the last seal, for `sealed`; to be asked beside other things."""
    return JournalSeal.objects.of(subdistrict_id).order_by("-number").values_list("line")[:1]


def sealed(line: str) -> Sealed:
    """What the canonical line of a seal says."""
    said = line.split("\t")
    return Sealed(number=int(said[NUMBER]), sealed_at=datetime.fromisoformat(said[SEALED_AT]))


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where somebody has read the new entries of a subdistrict: a place within an epoch."""

    epoch: UUID
    xid: int
    entry_id: UUID = NIL


@dataclass(frozen=True, slots=True)
class News:
    """An entry by its own id and what it is about; facts are read by whoever may."""

    id: UUID
    stream: str
    seq: int
    verb: str
    recorded_at: datetime


def mark_now() -> Mark:
    """The mark of whoever wants to read what comes from now on; two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (xid,) = cursor.fetchone()
    return Mark(_epoch(), xid)


def news(subdistrict_id: UUID, verbs: Collection[str] | None, mark: Mark, *, limit: int) -> tuple[list[News], Mark]:
    """The entries of these verbs (or of all) after the mark, none skipped and none twice, and the mark to go on from; three statements.

    What is not surely over yet waits for the next time: a transaction that took its id earlier may still commit. After a restore
    the ids of what was there are 0, and reading goes on with what came since.
    """
    now = mark_now()
    before = mark if mark.epoch == now.epoch else Mark(now.epoch, 1)
    after = Q(xid__gt=before.xid) | Q(xid=before.xid, id__gt=before.entry_id)
    found = JournalEntry.objects.of(subdistrict_id).filter(after, xid__gte=before.xid, xid__lt=now.xid)
    if verbs is not None:
        found = found.filter(verb__in=sorted(verbs))
    rows = list(found.order_by("xid", "id").values_list("xid", "id", "stream", "seq", "verb", "recorded_at")[:limit])
    end = Mark(now.epoch, rows[-1][0], rows[-1][1]) if len(rows) == limit else now
    return [News(*row[1:]) for row in rows], end


def _epoch() -> UUID:
    found: UUID = JournalEpoch.objects.order_by("-id").values_list("pk", flat=True)[:1].get()
    return found


class _Entry(NamedTuple):
    """The columns of an entry that are told."""

    stream: str
    seq: int
    verb: str
    reason: str
    account_id: UUID | None
    person_id: UUID | None
    channel: str
    made_at: datetime | None
    recorded_at: datetime
    facts: str
    hash: bytes


def story_of(aggregate: Chained, *, after: int = 0, limit: int = 200) -> list[Told]:
    """The entries of the aggregate's chain after `after`, oldest first; two statements. Who may see the row may see its journal."""
    here = {"street": aggregate.subdistrict_id, "stream": aggregate.stream, "after": after, "last": after + limit}
    values: dict[tuple[int, str], Any] = {(seq, name): json.loads(value) for seq, name, value in _FACTS.rows(**here)}
    return [_told(_Entry._make(row), values) for row in _ENTRIES.rows(**here)]


def _stretch(model: Any) -> Any:
    after, last = Asked("after", IntegerField()), Asked("last", IntegerField())
    stream = Asked("stream", TextField())
    return model.objects.filter(subdistrict_id=Asked.id("street"), stream=stream, seq__gt=after, seq__lte=last)


_FACTS: Final = Statement(lambda: _stretch(JournalFact).values_list("seq", "name", "value"))
_ENTRIES: Final = Statement(lambda: _stretch(JournalEntry).order_by("seq").values_list(*_Entry._fields))


def stories_of(aggregates: Sequence[Chained], verbs: Collection[str]) -> dict[str, list[Told]]:
    """The entries of these verbs in each of these chains of one subdistrict, by stream and oldest first; two statements for all."""
    found: dict[str, list[Told]] = {each.stream: [] for each in aggregates}
    if not aggregates:
        return found
    here = {"subdistrict_id": aggregates[0].subdistrict_id, "stream__in": list(found)}
    rows = JournalEntry.objects.filter(**here, verb__in=sorted(verbs)).order_by("stream", "seq")
    entries = [_Entry._make(row) for row in rows.values_list(*_Entry._fields)]
    wanted = {(each.stream, each.seq) for each in entries}
    values: dict[str, dict[tuple[int, str], Any]] = {}
    facts = JournalFact.objects.filter(**here, seq__in={each.seq for each in entries}).values_list("stream", "seq", "name", "value")
    for stream, seq, name, value in facts:
        if (stream, seq) in wanted:
            values.setdefault(stream, {})[seq, name] = json.loads(value)
    for entry in entries:
        found[entry.stream].append(_told(entry, values.get(entry.stream, {})))
    return found


def _told(entry: _Entry, values: Mapping[tuple[int, str], Any]) -> Told:
    names = [pair.partition("=")[0] for pair in entry.facts.split(",")] if entry.facts != "-" else []
    return Told(
        seq=entry.seq,
        verb=entry.verb,
        reason=entry.reason,
        account_id=entry.account_id,
        person_id=entry.person_id,
        channel=entry.channel,
        made_at=entry.made_at,
        recorded_at=entry.recorded_at,
        hash=bytes(entry.hash),
        facts={name: values.get((entry.seq, name)) for name in names},
        erased=tuple(name for name in names if (entry.seq, name) not in values),
    )
