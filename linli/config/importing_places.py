"""A file of places, chunk by chunk; what is killed at any point and repeated ends the same."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from linli.config.road import Road, read_file, written
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row
from linli.places.actions import importing
from linli.places.actions.importing import Taken, Tried
from linli.places.actions.places import CHUNK
from linli.places.models import PlaceImport
from linli.places.queries import imports as queries
from linli.places.rules import imports as rules
from linli.places.rules.imports import Line, MappingDraft


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: how, what it is, and what each of its rows says or why it cannot be understood."""

    draft: MappingDraft
    name: str
    raw: bytes
    headings: Sequence[str]
    rows: Sequence[tuple[Row, Line | Refused]]


@dataclass(slots=True)
class Account:
    """What became of every row of a file."""

    read: int = 0
    created: int = 0
    duplicate: int = 0
    # How many pairs of places wait for a person to say whether they are one.
    proposed: int = 0
    refused: list[tuple[Row, Refused]] = field(default_factory=list)


def read_table(actor: Actor, path: Path, *, mapping: str | MappingDraft = "") -> Table:
    """The file under its mapping, or as its headings say; refused whole where it cannot be read, or lacks a column."""
    raw, rows = read_file(path)
    with scope.scoped(actor):
        draft = mapping if isinstance(mapping, MappingDraft) else queries.mapping_for(actor, rows, name=mapping, called=path.stem)
    sheet = rules.laid_out(draft, rows)
    return Table(draft, path.name, raw, sheet.headings, [(row, queries.read_line(draft, sheet, row)) for row in sheet.rows])


def read_mapping(path: Path) -> MappingDraft:
    """A mapping that lies in a file as JSON, named as the file; refused when it is none."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise Refused("places.mapping_incomplete", name=path.stem) from None
    return rules.restored(path.stem[: rules.MAPPING_NAME_LIMIT], kept)


def take_over(actor: Actor, table: Table, *, is_dry_run: bool = False, after_chunk: Callable[[int], None] = lambda _: None) -> Account:
    """Every row of the file as a place, one that stood already, or a refusal."""
    lines = [found for _, found in table.rows if isinstance(found, Line)]
    begun: dict[str, UUID] = {}
    tried = Tried() if is_dry_run else None

    def take(chunk: Sequence[Line]) -> list[Taken | Refused]:
        return importing.take_rows(actor, _file(actor, table, begun), table.draft, chunk, tried=tried)

    if not is_dry_run:
        with written(actor):
            begun["file"] = importing.begin_file(actor, table.draft, name=table.name, raw=table.raw, rows=len(table.rows)).pk
    found = Road(actor, take, is_dry_run).all_through(lines, CHUNK, after_chunk)
    outcomes = dict(zip((line.number for line in lines), found, strict=True))
    account = _accounted(table, outcomes)
    if not is_dry_run:
        with written(actor):
            sent = _file(actor, table, begun)
            importing.count(sent, list(outcomes.values()))
            importing.end_file(actor, sent, refused=len(account.refused))
    return account


def _file(actor: Actor, table: Table, begun: dict[str, UUID]) -> PlaceImport:
    """The file as it was begun; where all is only tried, one that goes with the chunk."""
    if "file" in begun:
        return queries.lock_import(actor, begun["file"])
    return importing.begin_file(actor, table.draft, name=table.name, raw=table.raw, rows=len(table.rows))


def _accounted(table: Table, outcomes: dict[int, Taken | Refused]) -> Account:
    account = Account()
    for row, said in table.rows:
        outcome = said if isinstance(said, Refused) else outcomes[row.number]
        account.read += 1
        if isinstance(outcome, Refused):
            account.refused.append((row, outcome))
        else:
            account.created += outcome.is_new
            account.duplicate += not outcome.is_new
            account.proposed += outcome.proposed
    return account
