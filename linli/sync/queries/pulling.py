"""What a phone takes along: a snapshot first, then what changed, none skipped."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.ids import NIL
from linli.kernel.journal import Mark
from linli.org.queries import duties
from linli.sync.rules.cursors import Cursor
from linli.tickets.queries.readers import own_unit

NEWS_AT_A_TIME: Final = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the phone."""

    kind: str
    id: UUID
    version: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gone:
    """One row that the phone lets go of, if it has it."""

    kind: str
    id: UUID


# Nothing where it cannot be told which rows they are: then all are sent anew.
RowsOf = Callable[[Actor, Mapping[str, set[UUID]]], set[UUID] | None]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind: `read(actor, day)` gives all of them, and they change when a chain of one of these kinds grows.

    Where the rows are the aggregates themselves, one whose chain grew is sent, or is gone; else all are sent anew.
    """

    kind: str
    read: Callable[[Actor, date], Sequence[Item]]
    streams: frozenset[str]
    is_by_row: bool
    # Which rows hang on the chains that grew, where they are not the rows' own.
    rows_of: RowsOf | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What the phone is told, and up to where."""

    cursor: Cursor
    is_full: bool
    more: bool
    items: Sequence[Item] = ()
    whole: Sequence[str] = ()
    gone: Sequence[Gone] = field(default_factory=list)


_SOURCES: Final[dict[str, Source]] = {}


def source(
    kind: str, *, streams: Collection[str], is_by_row: bool = False, rows_of: RowsOf | None = None
) -> Callable[[Callable[[Actor, date], Sequence[Item]]], Callable[[Actor, date], Sequence[Item]]]:
    """Make rows of a kind known to phones; once, at start-up."""

    def known(read: Callable[[Actor, date], Sequence[Item]]) -> Callable[[Actor, date], Sequence[Item]]:
        _SOURCES[kind] = Source(kind, read, frozenset(streams), is_by_row, rows_of)
        return read

    return known


def own_grids(actor: Actor) -> frozenset[UUID]:
    """The grids in which somebody works: those that his posts are limited to, and those that he answers for."""
    limited = {grid_id for reached in actor.limits.values() for grid_id in reached}
    if actor.person_id is None:
        return frozenset(limited)
    return frozenset(limited | {duty.grid_id for duty in duties.held_by(actor, actor.person_id, clock.now())})


def standing_of(actor: Actor) -> str:
    """What tells whether somebody may see other rows than before, though none of them changed; two statements."""
    limits = sorted((code, sorted(map(str, grids))) for code, grids in actor.limits.items())
    here = str(own_unit(actor)), sorted(map(str, own_grids(actor)))
    said = repr((str(actor.account_id), str(actor.person_id), sorted(actor.permissions), limits, here))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def pull(actor: Actor, day: date, cursor: Cursor | None) -> Pulled:
    """The rows since the cursor; all of them after a restore, on another day, or for who stands otherwise than before."""
    # Before anything is read: what commits while we read is told again the next time, and never skipped.
    now = journal.mark_now()
    standing = standing_of(actor)
    if cursor is None or cursor.epoch != now.epoch or cursor.day != day or cursor.standing != standing or cursor.xid > now.xid:
        items = [item for each in _SOURCES.values() for item in each.read(actor, day)]
        return Pulled(_cursor(now, day, standing), is_full=True, more=False, items=items, whole=sorted(_SOURCES))
    mark = Mark(cursor.epoch, cursor.xid, cursor.entry_id)
    streams, reached = _news(actor, mark)
    items, whole, gone = _changed(actor, day, streams)
    more = reached.entry_id != NIL
    return Pulled(_cursor(reached, day, standing), is_full=False, more=more, items=items, whole=whole, gone=gone)


def _cursor(mark: Mark, day: date, standing: str) -> Cursor:
    return Cursor(mark.epoch, mark.xid, mark.entry_id, day, standing)


def _news(actor: Actor, mark: Mark) -> tuple[dict[str, set[UUID]], Mark]:
    """Which chains grew since the mark, by kind."""
    found, reached = journal.news(actor.subdistrict_id, None, mark, limit=NEWS_AT_A_TIME)
    grown: dict[str, set[UUID]] = {}
    for each in found:
        kind, _, row_id = each.stream.partition("/")
        grown.setdefault(kind, set()).add(UUID(row_id))
    return grown, reached


def _changed(actor: Actor, day: date, grown: Mapping[str, set[UUID]]) -> tuple[list[Item], list[str], list[Gone]]:
    items: list[Item] = []
    whole: list[str] = []
    gone: list[Gone] = []
    for each in _SOURCES.values():
        touched = {row_id for kind in each.streams for row_id in grown.get(kind, ())}
        if not touched:
            continue
        of_chains: set[UUID] | None = touched if each.is_by_row else None
        hanging = of_chains if each.rows_of is None else each.rows_of(actor, grown)
        if hanging is not None and not hanging:
            continue
        rows = each.read(actor, day)
        if hanging is not None:
            items += [row for row in rows if row.id in hanging]
            gone += [Gone(each.kind, row_id) for row_id in sorted(hanging - {row.id for row in rows})]
        else:
            items += rows
            whole.append(each.kind)
    return items, whole, gone
