"""Adding to the journal: entries, facts and the ends of their chains in one statement of the action's own transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection
from psycopg import sql

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.journal import verbs
from linli.kernel.journal.canonical import FIRST, SALT_BYTES, Line, entry_hash, fact_digest, facts_text, instant, value_text
from linli.kernel.scope.models import Chained

_ENTRIES: Final = sql.SQL(
    "entry AS (INSERT INTO journal_entry (subdistrict_id, id, stream, seq, verb, reason, account_id, person_id, channel, request_id,"
    " made_at, recorded_at, facts, prev_hash, hash) SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::text[],"
    " %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::bytea[],"
    " %s::bytea[]))"
)
_FACTS: Final = sql.SQL(
    "fact AS (INSERT INTO journal_fact (subdistrict_id, id, stream, seq, name, salt, value)"
    " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::bytea[], %s::text[]))"
)
_END: Final = sql.SQL(
    "{name} AS (UPDATE {table} AS row SET journal_seq = new.seq, journal_head = new.head"
    " FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::int[], %s::bytea[]) AS new (subdistrict_id, id, held, seq, head)"
    " WHERE row.subdistrict_id = new.subdistrict_id AND row.id = new.id AND row.journal_seq = new.held RETURNING 1)"
)
# Two entries, or their facts, that claim the same place in a chain.
_PLACES: Final = frozenset({"journal_entry_place", "journal_fact_place"})


class LostLock(RuntimeError):
    """The aggregate got an entry that this transaction has not seen: its row was not locked before it was changed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded about one aggregate."""

    verb: str
    aggregate: Chained
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was just recorded."""

    id: UUID
    stream: str
    seq: int
    verb: str
    recorded_at: datetime
    hash: bytes


def record(actor: Actor, verb: str, aggregate: Chained, /, *, reason: str = "", made_at: datetime | None = None, **facts: object) -> Entry:
    """Say in the aggregate's chain what the actor just did to it."""
    return record_many(actor, [Draft(verb, aggregate, reason, facts, made_at)])[0]


def record_many(actor: Actor, drafts: Sequence[Draft]) -> list[Entry]:
    """Record many things by one statement; several about the same aggregate stand in the order given."""
    _check_place(actor, drafts)
    if not drafts:
        return []
    batch = _Batch(actor, clock.now())
    for draft in drafts:
        batch.add(draft)
    batch.insert()
    return [Entry(row[1], row[2], row[3], row[4], batch.recorded_at, row[14]) for row in batch.entries]


def _check_place(actor: Actor, drafts: Iterable[Draft]) -> None:
    opened = scope.current()
    if opened is None or not connection.in_atomic_block:
        raise scope.OutsideScope("the journal is written inside scoped(), in the transaction of the change it tells of")
    if opened.writable != actor.subdistrict_id or any(draft.aggregate.subdistrict_id != opened.writable for draft in drafts):
        raise Refused("kernel.other_scope")


class _Batch:
    """Rows that go to the database together."""

    def __init__(self, actor: Actor, recorded_at: datetime) -> None:
        self.actor, self.recorded_at = actor, recorded_at
        self.entries: list[tuple[Any, ...]] = []
        self.facts: list[tuple[Any, ...]] = []
        self.ends: dict[tuple[str, UUID], _End] = {}

    def add(self, draft: Draft) -> None:
        """Chain one more entry after the last one of its aggregate."""
        verbs.known(draft.verb).check(draft.reason, draft.facts)
        row, actor = draft.aggregate, self.actor
        end = self.ends.setdefault((row._meta.db_table, row.pk), _End(row))
        end.seq += 1
        digests, entry_id, previous = self._facts(row, end.seq, draft.facts), uuid7(), end.head
        line = Line(
            subdistrict=str(row.subdistrict_id),
            stream=row.stream,
            seq=str(end.seq),
            id=str(entry_id),
            verb=draft.verb,
            reason=str(draft.reason) or "-",
            account=str(actor.account_id or "-"),
            person=str(actor.person_id or "-"),
            channel=actor.channel.value,
            request=str(actor.request_id),
            made_at=instant(draft.made_at) if draft.made_at else "-",
            recorded_at=instant(self.recorded_at),
            previous=previous.hex(),
            facts=digests,
        )
        end.head = entry_hash(line.checked())
        self.entries.append(
            (
                row.subdistrict_id, entry_id, row.stream, end.seq, draft.verb, str(draft.reason), actor.account_id, actor.person_id,
                actor.channel.value, actor.request_id, draft.made_at, self.recorded_at, digests, previous, end.head,
            )
        )  # fmt: skip

    def _facts(self, row: Chained, seq: int, facts: Mapping[str, object]) -> str:
        digests = []
        for name, value in facts.items():
            salt, text = secrets.token_bytes(SALT_BYTES), value_text(value)
            digests.append((name, fact_digest(salt, text)))
            self.facts.append((row.subdistrict_id, uuid7(), row.stream, seq, name, salt, text))
        return facts_text(digests)

    def insert(self) -> None:
        """Send everything; LostLock when a chain has grown meanwhile."""
        tables = sorted({table for table, _ in self.ends})
        rows = [[end.moved() for (table, _), end in sorted(self.ends.items()) if table == each] for each in tables]
        parameters = [*_columns(self.entries), *(_columns(self.facts) if self.facts else ())]
        for moved in rows:
            parameters += _columns(moved)
        try:
            with connection.cursor() as cursor:
                cursor.execute(_statement(tuple(tables), bool(self.facts)), parameters)
                (moved_count,) = cursor.fetchone()
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") in _PLACES:
                raise LostLock("another transaction recorded first") from error
            raise
        if moved_count != len(self.ends):
            raise LostLock(f"{len(self.ends) - moved_count} of {len(self.ends)} chains do not end where this transaction saw them end")
        for end in self.ends.values():
            end.row.journal_seq, end.row.journal_head = end.seq, end.head


class _End:
    """Where the chain of one aggregate ends now."""

    __slots__ = ("head", "row", "seq")

    def __init__(self, row: Chained) -> None:
        self.row, self.seq, self.head = row, row.journal_seq, bytes(row.journal_head) or FIRST

    def moved(self) -> tuple[Any, ...]:
        """The change of the aggregate's row."""
        return self.row.subdistrict_id, self.row.pk, self.row.journal_seq, self.seq, self.head


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


@lru_cache(maxsize=256)
def _statement(tables: tuple[str, ...], with_facts: bool) -> sql.Composed:
    ends = [_END.format(name=sql.Identifier(f"end_{number}"), table=sql.Identifier(table)) for number, table in enumerate(tables)]
    parts = sql.SQL(", ").join([_ENTRIES, *([_FACTS] if with_facts else []), *ends])
    counts = sql.SQL(" + ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(f"end_{number}")) for number in range(len(tables))
    )
    return sql.SQL("WITH {} SELECT {}").format(parts, counts)
