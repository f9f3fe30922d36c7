"""Adding to the journal: entries, facts and the ends of their chains in one statement of the action's own transaction."""

import json
import os
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
from linli.kernel.inserting import Shapes, insert_many, parts, say_inserted, shaped
from linli.kernel.journal import verbs
from linli.kernel.journal.canonical import FIRST, SALT_BYTES, Line, entry_hash, fact_digest, facts_text, instant, value_text
from linli.kernel.postgres.prepared import prepared
from linli.kernel.scope.models import Chained, Owned

# Each list of rows goes as one text of JSON: an array for each column costs both sides more to write and to read. What all rows of a
# write share goes beside it.
_ENTRIES: Final = sql.SQL(
    "entry AS (INSERT INTO journal_entry (subdistrict_id, account_id, person_id, channel, request_id, recorded_at, id, stream, seq, verb,"
    " reason, made_at, facts, prev_hash, hash) SELECT %s::uuid, %s::uuid, %s::uuid, %s::text, %s::uuid, %s::timestamptz, new.*"
    " FROM json_to_recordset(%s::json) AS new (id uuid, stream text, seq int, verb text, reason text, made_at timestamptz, facts text,"
    " prev_hash bytea, hash bytea))"
)
_FACTS: Final = sql.SQL(
    "fact AS (INSERT INTO journal_fact (subdistrict_id, id, stream, seq, name, salt, value) SELECT %s::uuid, new.*"
    " FROM json_to_recordset(%s::json) AS new (id uuid, stream text, seq int, name text, salt bytea, value text))"
)
_END: Final = sql.SQL(
    "{name} AS (UPDATE {table} AS row SET journal_seq = new.seq, journal_head = new.head"
    " FROM json_to_recordset(%s::json) AS new (subdistrict_id uuid, id uuid, held int, seq int, head bytea)"
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
    return batch.written


def record_new(actor: Actor, drafts: Sequence[Draft], *groups: Sequence[Owned]) -> None:
    """Insert rows as `insert_many` does and record how the chains of those told of begin, all by one statement.

    What is told of must be among the rows: nobody else can have written to its chain, and its row is born with its end.
    """
    _check_place(actor, drafts)
    born = {id(row) for rows in groups for row in rows}
    if any(id(draft.aggregate) not in born or not draft.aggregate._state.adding for draft in drafts):
        raise LostLock("a chain can only begin with the row that is inserted")
    if not drafts:
        insert_many(*groups)
        return
    batch = _Batch(actor, clock.now())
    for draft in drafts:
        batch.add(draft)
    batch.begin(groups)


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
        self.written: list[Entry] = []
        self.entries: list[dict[str, object]] = []
        self.facts: list[dict[str, object]] = []
        self.ends: dict[tuple[str, UUID], _End] = {}
        # What stands in every line of the batch.
        self._line = Line(
            subdistrict=str(actor.subdistrict_id),
            stream="-",
            seq="-",
            id="-",
            verb="-",
            reason="-",
            account=str(actor.account_id or "-"),
            person=str(actor.person_id or "-"),
            channel=actor.channel.value,
            request=str(actor.request_id),
            made_at="-",
            recorded_at=instant(recorded_at),
            previous="-",
            facts="-",
        )

    def add(self, draft: Draft) -> None:
        """Chain one more entry after the last one of its aggregate."""
        verbs.known(draft.verb).check(draft.reason, draft.facts)
        row, reason, entry_id = draft.aggregate, str(draft.reason), uuid7()
        made_at = self.actor.made_at or draft.made_at
        end = self.ends.setdefault((row._meta.db_table, row.pk), _End(row))
        end.seq += 1
        line = self._line._replace(
            stream=end.stream,
            seq=str(end.seq),
            id=str(entry_id),
            verb=draft.verb,
            reason=reason or "-",
            made_at=instant(made_at) if made_at else "-",
            previous=end.head.hex(),
            facts=self._facts(end, draft.facts),
        )
        end.head = entry_hash(line.checked())
        self.written.append(Entry(entry_id, end.stream, end.seq, draft.verb, self.recorded_at, end.head))
        self.entries.append(
            {
                "id": line.id, "stream": end.stream, "seq": end.seq, "verb": draft.verb, "reason": reason,
                "made_at": line.made_at if made_at else None, "facts": line.facts, "prev_hash": f"\\x{line.previous}",
                "hash": f"\\x{end.head.hex()}",
            }
        )  # fmt: skip

    def _facts(self, end: "_End", facts: Mapping[str, object]) -> str:
        digests = []
        chance = os.urandom(SALT_BYTES * len(facts))
        for place, (name, value) in enumerate(facts.items()):
            salt, text = chance[place * SALT_BYTES : (place + 1) * SALT_BYTES], value_text(value)
            digests.append((name, fact_digest(salt, text)))
            row = {"id": str(uuid7()), "stream": end.stream, "seq": end.seq, "name": name, "salt": f"\\x{salt.hex()}", "value": text}
            self.facts.append(row)
        return facts_text(digests)

    def begin(self, groups: Sequence[Sequence[Owned]]) -> None:
        """Send everything together with the new rows, which carry the ends of their chains."""
        for end in self.ends.values():
            end.row.journal_seq, end.row.journal_head = end.seq, end.head
        shapes, rows = shaped(groups)
        self._send(_beginning(shapes, bool(self.facts)), [*rows, *self._rows()])
        say_inserted(groups)

    def insert(self) -> None:
        """Send everything; LostLock when a chain has grown meanwhile."""
        tables = sorted({table for table, _ in self.ends})
        rows = [[end.moved() for (table, _), end in sorted(self.ends.items()) if table == each] for each in tables]
        parameters = [*self._rows(), *map(_sent, rows)]
        moved_count = self._send(_statement(tuple(tables), bool(self.facts)), parameters)
        if moved_count != len(self.ends):
            raise LostLock(f"{len(self.ends) - moved_count} of {len(self.ends)} chains do not end where this transaction saw them end")
        for end in self.ends.values():
            end.row.journal_seq, end.row.journal_head = end.seq, end.head

    def _rows(self) -> list[Any]:
        actor = self.actor
        shared = [actor.subdistrict_id, actor.account_id, actor.person_id, actor.channel.value, actor.request_id, self.recorded_at]
        facts = [actor.subdistrict_id, _sent(self.facts)] if self.facts else []
        return [*shared, _sent(self.entries), *facts]

    def _send(self, statement: str, parameters: Sequence[Any]) -> int:
        try:
            with prepared() as cursor:
                cursor.execute(statement, parameters)
                (count,) = cursor.fetchone()
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") in _PLACES:
                raise LostLock("another transaction recorded first") from error
            raise
        return int(count)


class _End:
    """Where the chain of one aggregate ends now."""

    __slots__ = ("head", "row", "seq", "stream")

    def __init__(self, row: Chained) -> None:
        self.row, self.stream, self.seq, self.head = row, row.stream, row.journal_seq, bytes(row.journal_head) or FIRST

    def moved(self) -> dict[str, object]:
        """The change of the aggregate's row."""
        ids = {"subdistrict_id": str(self.row.subdistrict_id), "id": str(self.row.pk)}
        return {**ids, "held": self.row.journal_seq, "seq": self.seq, "head": f"\\x{self.head.hex()}"}


def _sent(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


@lru_cache(maxsize=256)
def _statement(tables: tuple[str, ...], with_facts: bool) -> str:
    ends = [_END.format(name=sql.Identifier(f"end_{number}"), table=sql.Identifier(table)) for number, table in enumerate(tables)]
    parts = sql.SQL(", ").join([_ENTRIES, *([_FACTS] if with_facts else []), *ends])
    counts = sql.SQL(" + ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(f"end_{number}")) for number in range(len(tables))
    )
    # Put together once: the same text each time is what the server has prepared.
    return sql.SQL("WITH {} SELECT {}").format(parts, counts).as_string(connection.connection)


@lru_cache(maxsize=256)
def _beginning(shapes: Shapes, with_facts: bool) -> str:
    whole = sql.SQL(", ").join([*parts(shapes), _ENTRIES, *([_FACTS] if with_facts else [])])
    return sql.SQL("WITH {} SELECT 1").format(whole).as_string(connection.connection)
