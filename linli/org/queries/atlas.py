"""What every grid covered at every time, kept in memory as long as nothing changes."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import Aggregate, BinaryField, QuerySet

from linli.geo.index import NOWHERE, GridIndex
from linli.geo.points import Points
from linli.geo.shapes import Area, area_of
from linli.kernel.statements import Asked, Statement
from linli.org.models import Grid, GridExtent
from linli.org.rules.cuts import Cells, ancestors
from linli.org.rules.grids import KINDS, ORDER, Cell, GridKind

# A process answers for that many subdistricts, and for that many stretches of time of each, without asking again.
MOST_ATLASES: Final = 64
MOST_STRETCHES: Final = 8


@dataclass(frozen=True, slots=True)
class Spell:
    """One extent as a value."""

    extent_id: UUID
    valid_from: datetime
    valid_until: datetime | None
    cell: Cell

    def holds(self, at: datetime) -> bool:
        """Whether it was in force then."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


class Stretch:
    """The tree between two changes: the cells, and an index for each depth and kind, deepest first."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        held = list(spells)
        self.extents: Mapping[UUID, UUID] = {spell.cell.grid_id: spell.extent_id for spell in held}
        self.cells: Cells = {spell.cell.grid_id: spell.cell for spell in held}
        self.depths: Mapping[UUID, int] = {each: len(ancestors(self.cells, each)) for each in self.cells}
        self._levels = self._index()

    def _index(self) -> Sequence[GridIndex[UUID]]:
        levels: dict[tuple[int, int], list[tuple[str, UUID, Area]]] = {}
        for cell in self.cells.values():
            if cell.area is not None:
                level = (-self.depths[cell.grid_id], ORDER.index(cell.kind))
                levels.setdefault(level, []).append((cell.code, cell.grid_id, cell.area))
        return [_index_of(sorted(levels[level], key=lambda each: each[0])) for level in sorted(levels)]

    def deepest(self, points: Points, kind: GridKind | None) -> list[UUID | None]:
        """For each point the deepest grid (of that kind) that holds it."""
        found: list[UUID | None] = [None] * len(points)
        open_ = np.arange(len(points))
        for index in self._levels:
            if kind is None or self.cells[index.keys[0]].kind is kind:
                places = index.locate(points[open_])
                for point, place in zip(open_[places != NOWHERE].tolist(), places[places != NOWHERE].tolist(), strict=True):
                    found[point] = index.keys[place]
                open_ = open_[places == NOWHERE]
        return found

    def holding(self, points: Points) -> list[UUID]:
        """Every grid that holds the one point, deepest first."""
        places = [(index, int(index.locate(points)[0])) for index in self._levels]
        return [index.keys[place] for index, place in places if place != NOWHERE]


def _index_of(level: Sequence[tuple[str, UUID, Area]]) -> GridIndex[UUID]:
    return GridIndex([area for _, _, area in level], [grid_id for _, grid_id, _ in level])


class Atlas:
    """Every extent of one subdistrict at one version of its grids; stretches are indexed when they are first asked for."""

    def __init__(self, spells: Sequence[Spell]) -> None:
        self.spells = spells
        edges = {spell.valid_from for spell in spells} | {spell.valid_until for spell in spells if spell.valid_until}
        self.edges: Sequence[datetime] = sorted(edges)
        self._stretches: OrderedDict[int, Stretch] = OrderedDict()
        self._lock = Lock()

    def at(self, moment: datetime) -> Stretch:
        """The tree as it was then."""
        place = bisect_right(self.edges, moment)
        with self._lock:
            known = self._stretches.get(place)
            if known is None:
                known = self._stretches[place] = Stretch(spell for spell in self.spells if spell.holds(moment))
            self._stretches.move_to_end(place)
            while len(self._stretches) > MOST_STRETCHES:
                self._stretches.popitem(last=False)
        return known

    def later(self, moment: datetime) -> Sequence[datetime]:
        """The moments after this one at which something changes that is planned already."""
        return self.edges[bisect_right(self.edges, moment) :]

    def last(self, grid_id: UUID) -> Spell | None:
        """The latest extent of a grid, begun or planned."""
        own = [spell for spell in self.spells if spell.cell.grid_id == grid_id]
        return max(own, key=lambda spell: spell.valid_from) if own else None


_ATLASES: OrderedDict[UUID, tuple[bytes, Atlas]] = OrderedDict()
_TURN = Lock()


class _Ends(Aggregate):
    """The ends of all the chains as one digest, so that a street of five hundred grids answers with one row.

    An end holds a random id in its hash: a write that was rolled back never has the version of one that stands.
    """

    output_field = BinaryField()

    def as_sql(self, compiler: Any, connection: Any, *named: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL's own digest over identities and ends, in the order of the identities."""
        (grid, _), (end, _) = (compiler.compile(each) for each in self.get_source_expressions()[:2])
        return f"sha256(string_agg(uuid_send({grid}) || {end}, ''::bytea ORDER BY {grid}))", ()


def versions(subdistrict_id: UUID | Asked) -> "QuerySet[Any, Any]":
    """The version of the atlas, to be read together with something else; no row before there is a grid."""
    grids: QuerySet[Any, Any] = Grid.objects.of(subdistrict_id).order_by().values("subdistrict_id")
    found: QuerySet[Any, Any] = grids.annotate(version=_Ends("pk", "journal_head")).values_list("version")
    return found


_VERSION: Final = Statement(lambda: versions(Asked.id("street")))


def atlas_of(subdistrict_id: UUID, version: bytes | None = None) -> Atlas:
    """The atlas of what this transaction sees: asked by the ends of all the grids' chains, so it is never an older one."""
    if version is None:
        version = bytes((_VERSION.row(street=subdistrict_id) or (b"",))[0])
    with _TURN:
        known = _ATLASES.get(subdistrict_id)
        if known is not None and known[0] == version:
            _ATLASES.move_to_end(subdistrict_id)
            return known[1]
    # Read outside the turn: two threads may read the same once, and nobody waits for another's database. What is committed between
    # the two statements makes the atlas newer than its version, and nobody asks by that version again.
    made = Atlas(_spells(subdistrict_id))
    with _TURN:
        _ATLASES[subdistrict_id] = version, made
        _ATLASES.move_to_end(subdistrict_id)
        while len(_ATLASES) > MOST_ATLASES:
            _ATLASES.popitem(last=False)
    return made


def _spells(subdistrict_id: UUID) -> list[Spell]:
    rows = GridExtent.objects.of(subdistrict_id).select_related("grid").order_by("valid_from", "pk")
    return [spell_of(row, row.grid) for row in rows]


def spell_of(row: GridExtent, grid: Grid) -> Spell:
    """An extent's row as a value."""
    area = area_of({"type": "MultiPolygon", "coordinates": row.polygons}) if row.polygons else None
    cell = Cell(grid.pk, grid.code, grid.name, KINDS[grid.kind], row.parent_id, area, tuple(row.members))
    return Spell(row.pk, row.valid_from, row.valid_until, cell)
