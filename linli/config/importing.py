"""A file of messages, chunk by chunk: each its own transaction, repeated row by row when the database does not take it.

What is killed at any point and repeated ends the same: the mark of a row is written with its ticket, and rows that are marked
are not taken twice.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import UUID

from linli.config.processes import in_processes
from linli.config.road import Road, read_file, written
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row
from linli.tickets.actions import importing
from linli.tickets.actions.importing import FileDraft, Taken
from linli.tickets.actions.intake import CHUNK
from linli.tickets.models import ImportRun
from linli.tickets.queries import imports as queries
from linli.tickets.queries.bringing import check_classes
from linli.tickets.rules import imports as rules
from linli.tickets.rules.imports import MappingDraft, Message, Sheet

_EARLY: Final = datetime(1, 1, 1, tzinfo=UTC)
# A shorter file is through before another process has begun.
SHARED_FROM: Final = 4 * CHUNK

_Done = tuple[Message, Taken | Refused]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: how, what it is, and what each of its rows says or why it cannot be understood."""

    draft: MappingDraft
    file: FileDraft
    headings: Sequence[str]
    rows: Sequence[tuple[Row, Message | Refused]]


@dataclass(slots=True)
class Account:
    """What became of every row of a file."""

    read: int = 0
    created: int = 0
    duplicate: int = 0
    # Duplicates by their number that say something else than the row which is a ticket.
    differing: int = 0
    run_id: UUID | None = None
    refused: list[tuple[Row, Refused]] = field(default_factory=list)

    def count(self, row: Row, outcome: Taken | Refused, *, is_repeat: bool) -> None:
        """One more row."""
        self.read += 1
        if isinstance(outcome, Refused):
            self.refused.append((row, outcome))
        elif outcome.is_new and not is_repeat:
            self.created += 1
        else:
            self.duplicate += 1
            self.differing += outcome.is_differing


def read_table(actor: Actor, path: Path, *, mapping: str | MappingDraft = "", is_history: bool = True, is_standing: bool = False) -> Table:
    """The file under its mapping; refused whole where it cannot be read, or lacks a column."""
    content, rows = read_file(path)
    with scope.scoped(actor):
        draft = mapping if isinstance(mapping, MappingDraft) else queries.mapping_for(actor, rows, mapping)
        queries.intake_unit(actor)
        check_classes(actor, draft)
    sheet = rules.laid_out(draft, rows)
    digest = UUID(bytes=sha256(content).digest()[:16])
    file = FileDraft(name=path.name, digest=digest, rows=len(sheet.rows), is_history=is_history, is_standing=is_standing)
    return Table(draft, file, sheet.headings, [(row, _said(draft, sheet, row)) for row in sheet.rows])


def read_mapping(path: Path) -> MappingDraft:
    """A mapping that lies in a file as JSON, named as the file; refused when it is none."""
    try:
        kept = json.loads(path.read_bytes())
        source = kept["source"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused("imports.mapping_incomplete", name=path.stem) from None
    return rules.restored(path.stem[: rules.MAPPING_NAME_LIMIT], str(source), kept)


def take_over(
    actor: Actor, table: Table, *, is_dry_run: bool = False, after_chunk: Callable[[int], None] = lambda _: None, processes: int = 1
) -> Account:
    """Every row of the file as a ticket, a duplicate or a refusal; what is only tried is tried by one process."""
    messages = _distinct(table)
    if is_dry_run:
        found = _tried(actor, table, messages, after_chunk)
    else:
        with written(actor):
            begun = importing.begin_run(actor, table.draft, table.file)
        found = _taken(actor, begun, messages, after_chunk, processes)
    outcomes = {message.digest: outcome for message, outcome in found}
    account = _accounted(table, outcomes)
    if not is_dry_run:
        with written(actor):
            run = importing.begin_run(actor, table.draft, table.file)
            account.run_id = run.pk
            importing.end_run(actor, run.pk, created=account.created, duplicate=account.duplicate, refused=len(account.refused))
    return account


def _tried(actor: Actor, table: Table, messages: Sequence[Message], after_chunk: Callable[[int], None]) -> list[_Done]:
    """What would become of each message; the run itself is undone with every chunk."""

    def take(chunk: Sequence[Message]) -> list[Taken | Refused]:
        return importing.import_rows(actor, importing.begin_run(actor, table.draft, table.file), chunk)

    return list(zip(messages, Road(actor, take, is_dry_run=True).all_through(messages, CHUNK, after_chunk), strict=True))


def _taken(actor: Actor, run: ImportRun, messages: Sequence[Message], after_chunk: Callable[[int], None], processes: int) -> list[_Done]:
    """What became of each message."""

    def take(chunk: Sequence[Message]) -> list[Taken | Refused]:
        return importing.import_rows(actor, run, chunk)

    def all_of(part: Sequence[Message], after: Callable[[int], None] = lambda _: None) -> list[_Done]:
        return list(zip(part, Road(actor, take).all_through(part, CHUNK, after), strict=True))

    if len(messages) < SHARED_FROM:
        return all_of(messages, after_chunk)
    first, *others = dealt(messages, processes)
    return [*chain(*in_processes([partial(all_of, first, after_chunk), *(partial(all_of, part) for part in others)]))]


def dealt(messages: Sequence[Message], number: int) -> list[list[Message]]:
    """The messages in so many parts, each in their order; those with the same words lie in one, where the second finds the first."""
    parts: list[list[Message]] = [[] for _ in range(number)]
    for each in messages:
        parts[each.text_mark.int % number].append(each)
    return parts


def _accounted(table: Table, outcomes: dict[UUID, Taken | Refused]) -> Account:
    account, seen = Account(), set[UUID]()
    for row, message in table.rows:
        if isinstance(message, Refused):
            account.count(row, message, is_repeat=False)
        else:
            account.count(row, outcomes[message.digest], is_repeat=message.digest in seen)
            seen.add(message.digest)
    return account


def _said(draft: MappingDraft, sheet: Sheet, row: Row) -> Message | Refused:
    try:
        return rules.message_of(draft, sheet, row)
    except Refused as refusal:
        return refusal


def _distinct(table: Table) -> list[Message]:
    """The messages of the file, each once, in the order of time: numbers count by month."""
    found: dict[UUID, Message] = {}
    for _, message in table.rows:
        if isinstance(message, Message):
            found.setdefault(message.digest, message)
    return sorted(found.values(), key=lambda each: (each.received_at or _EARLY, each.number))
