"""Reading an aggregate's chain for its page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from linli.kernel.journal.models import JournalEntry, JournalFact, JournalSeal
from linli.kernel.scope.models import Chained

# The place of the time in a seal's canonical line.
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


def last_seal(subdistrict_id: UUID) -> Sealed | None:
    """The last seal of the subdistrict as it stands in the database, unverified; one statement."""
    last = JournalSeal.objects.of(subdistrict_id).order_by("-number").values_list("number", "line").first()
    return Sealed(number=last[0], sealed_at=datetime.fromisoformat(last[1].split("\t")[SEALED_AT])) if last else None


def story_of(aggregate: Chained, *, after: int = 0, limit: int = 200) -> list[Told]:
    """The entries of the aggregate's chain after `after`, oldest first; two statements. Who may see the row may see its journal."""
    here = {"subdistrict_id": aggregate.subdistrict_id, "stream": aggregate.stream, "seq__gt": after, "seq__lte": after + limit}
    values: dict[tuple[int, str], Any] = {
        (seq, name): json.loads(value) for seq, name, value in JournalFact.objects.filter(**here).values_list("seq", "name", "value")
    }
    return [_told(entry, values) for entry in JournalEntry.objects.filter(**here).order_by("seq")]


def _told(entry: JournalEntry, values: Mapping[tuple[int, str], Any]) -> Told:
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
