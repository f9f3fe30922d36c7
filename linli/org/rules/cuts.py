"""What a re-cut does to the tree, and whether the tree holds afterwards: cells before and after, no clock and no database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from uuid import UUID

from django.utils.translation import gettext
from shapely import STRtree

from linli.geo.recut import Move, moved
from linli.geo.shapes import Area
from linli.kernel.errors import Refused
from linli.org.rules import ground
from linli.org.rules.grids import EXCLUSIVE, PARENTS, ROOTS, Cell, GridKind

# Less is the last digit of a coordinate: put right like the rest, and not worth a word.
LEAST_TOLD_M2 = 0.5
Cells: TypeAlias = Mapping[UUID, Cell]


@dataclass(frozen=True, slots=True)
class Cut:
    """What one grid is to cover from then on: polygons or members, below which grid.

    `seen` is the extent that the cut was drawn upon, None for a grid that is born here; `born` says who that is.
    """

    grid_id: UUID
    seen: UUID | None = None
    area: Area | None = None
    members: tuple[str, ...] = ()
    parent_id: UUID | None = None
    is_closing: bool = False
    born: "Birth | None" = None


@dataclass(frozen=True, slots=True)
class Birth:
    """Who a new grid is."""

    code: str
    name: str
    kind: GridKind
    holder_unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Snapped:
    """A strip no wider than a pen that was cut off a drawn border, and at whose border."""

    grid: str
    at: str
    area_m2: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """The cells after the cuts, and what was snapped on the way."""

    cells: Cells
    snapped: Sequence[Snapped] = field(default_factory=tuple)


def cut_all(before: Cells, cuts: Sequence[Cut]) -> Drawn:
    """The cells as they stand after all cuts at once; drawn borders are snapped to their neighbours within a pen's width."""
    after = dict(before)
    for cut in cuts:
        if cut.is_closing:
            after.pop(cut.grid_id, None)
            continue
        who = cut.born or before[cut.grid_id]
        after[cut.grid_id] = Cell(cut.grid_id, who.code, who.name, who.kind, cut.parent_id, cut.area, cut.members)
    drawn = [cut.grid_id for cut in cuts if not cut.is_closing and cut.area is not None]
    return _snap(before, after, drawn)


def _snap(before: Cells, after: dict[UUID, Cell], drawn: Sequence[UUID]) -> Drawn:
    snapped: list[Snapped] = []
    settled = set(after) - set(drawn)
    # Whoever was drawn from above keeps the line: a grid is snapped after the one above it, and neighbours in the order of their codes.
    for grid_id in sorted(drawn, key=lambda each: (_depth(after, each), after[each].code)):
        if ground.is_same(after[grid_id].area, _area(before, grid_id)):
            settled.add(grid_id)
            continue
        for other, strip, left in _strips(after, grid_id, settled):
            after[grid_id] = replace(after[grid_id], area=left)
            size_m2 = ground.size_m2(strip)
            if size_m2 >= LEAST_TOLD_M2:
                snapped.append(Snapped(after[grid_id].name, other.name, size_m2))
        settled.add(grid_id)
    return Drawn(after, tuple(snapped))


def _strips(after: Cells, grid_id: UUID, settled: Collection[UUID]) -> Iterator[tuple[Cell, Area, Area]]:
    """Each strip outside the grid above, and over the border of a neighbour, with what is left without it."""
    cell = after[grid_id]
    left = cell.area
    parent = after.get(cell.parent_id) if cell.parent_id else None
    if left is not None and parent is not None and parent.area is not None:
        strip = ground.without(left, parent.area)
        if _is_strip(strip):
            left = ground.without(left, strip)
            yield parent, strip, left
    for other in after.values():
        if left is None or other.area is None or other.grid_id not in settled or not excludes(after, cell, other):
            continue
        strip = ground.shared(left, other.area)
        if _is_strip(strip):
            left = ground.without(left, strip)
            yield other, strip, left


def excludes(cells: Cells, one: Cell, other: Cell) -> bool:
    """Whether two grids may not share ground: of one exclusive kind, and neither below the other."""
    return one.kind in EXCLUSIVE and one.kind is other.kind and not _are_kin(cells, one, other)


def _is_strip(found: Area) -> bool:
    return not found.is_empty and ground.broad(found).is_empty


def _area(cells: Cells, grid_id: UUID) -> Area | None:
    return cells[grid_id].area if grid_id in cells else None


def _depth(cells: Cells, grid_id: UUID) -> int:
    return len(ancestors(cells, grid_id))


def ancestors(cells: Cells, grid_id: UUID) -> list[UUID]:
    """The grids above one, nearest first; a circle ends where it closes."""
    found: list[UUID] = []
    above = cells[grid_id].parent_id if grid_id in cells else None
    while above is not None and above in cells and above not in found and above != grid_id:
        found.append(above)
        above = cells[above].parent_id
    return found


def _are_kin(cells: Cells, one: Cell, other: Cell) -> bool:
    """Whether one stands below the other: then one holds the other, and both cover the same ground rightly."""
    return one.grid_id in ancestors(cells, other.grid_id) or other.grid_id in ancestors(cells, one.grid_id)


def faults(cells: Cells, changed: Collection[UUID], *, when: str) -> Iterator[tuple[UUID, Refused]]:
    """What does not fit about the changed grids, each with the grid it is said of; nothing else is looked at again."""
    for grid_id in sorted(changed, key=lambda each: cells[each].code if each in cells else ""):
        if grid_id in cells:
            yield from ((grid_id, each) for each in _faults_of(cells, cells[grid_id], when))
    yield from _orphans(cells, changed, when)
    yield from _sticking_out(cells, changed)
    yield from _shared_ground(cells, changed)
    yield from _shared_members(cells, changed)


def _faults_of(cells: Cells, cell: Cell, when: str) -> Iterator[Refused]:
    if (cell.area is None or cell.area.is_empty) and not cell.members:
        yield Refused("org.grid_covers_nothing", grid=cell.name)
    if cell.parent_id is None:
        if cell.kind not in ROOTS:
            yield Refused("org.grid_wrong_root", grid=cell.name, kind=gettext(cell.kind.words), allowed=_allowed(cell.kind))
        return
    if cell.parent_id not in cells:
        yield Refused("org.grid_parent_missing", grid=cell.name, when=when)
        return
    if _is_circle(cells, cell):
        yield Refused("org.grid_cycle", grid=cell.name)
        return
    parent = cells[cell.parent_id]
    if parent.kind not in PARENTS[cell.kind]:
        kinds = {"kind": gettext(cell.kind.words), "parent_kind": gettext(parent.kind.words), "allowed": _allowed(cell.kind)}
        yield Refused("org.grid_wrong_nesting", grid=cell.name, parent=parent.name, **kinds)


def _allowed(kind: GridKind) -> str:
    return gettext(", ").join(gettext(each.words) for each in GridKind if each in PARENTS[kind])


def _is_circle(cells: Cells, cell: Cell) -> bool:
    above, walked = cell.parent_id, set[UUID]()
    while above is not None and above in cells and above not in walked:
        if above == cell.grid_id:
            return True
        walked.add(above)
        above = cells[above].parent_id
    return False


def _orphans(cells: Cells, changed: Collection[UUID], when: str) -> Iterator[tuple[UUID, Refused]]:
    """Grids that nobody touched and whose parent is gone."""
    for cell in cells.values():
        if cell.grid_id not in changed and cell.parent_id is not None and cell.parent_id not in cells:
            yield cell.grid_id, Refused("org.grid_parent_missing", grid=cell.name, when=when)


def _sticking_out(cells: Cells, changed: Collection[UUID]) -> Iterator[tuple[UUID, Refused]]:
    for cell in cells.values():
        parent = cells.get(cell.parent_id) if cell.parent_id else None
        if parent is None or parent.area is None or cell.area is None or not {cell.grid_id, parent.grid_id} & set(changed):
            continue
        outside = ground.without(cell.area, parent.area)
        if not ground.broad(outside).is_empty:
            facts = {"grid": cell.name, "parent": parent.name, "outside_m2": metres(ground.size_m2(outside))}
            yield cell.grid_id, Refused("org.grid_outside_parent", **facts)


def _shared_ground(cells: Cells, changed: Collection[UUID]) -> Iterator[tuple[UUID, Refused]]:
    for one, other in neighbours(cells):
        if {one.grid_id, other.grid_id} & set(changed) and not _are_kin(cells, one, other):
            found = ground.shared(one.area, other.area) if one.area and other.area else ground.NOTHING
            if not ground.broad(found).is_empty:
                facts = {"grid": one.name, "other": other.name, "overlap_m2": metres(ground.size_m2(found))}
                yield (one.grid_id if one.grid_id in changed else other.grid_id), Refused("org.grid_overlap", **facts)


def neighbours(cells: Cells) -> Iterator[tuple[Cell, Cell]]:
    """Pairs of one exclusive kind whose polygons meet, each pair once, in the order of their codes."""
    for kind in GridKind:
        level = sorted((each for each in cells.values() if each.kind is kind and each.area is not None), key=lambda each: each.code)
        if kind in EXCLUSIVE and len(level) > 1:
            areas = [each.area or ground.NOTHING for each in level]
            for left, right in sorted(zip(*STRtree(areas).query(areas, predicate="intersects").tolist(), strict=True)):
                if left < right:
                    yield level[left], level[right]


def _shared_members(cells: Cells, changed: Collection[UUID]) -> Iterator[tuple[UUID, Refused]]:
    listed: dict[tuple[GridKind, str], Cell] = {}
    for one in sorted(cells.values(), key=lambda each: each.code):
        for member in one.members if one.kind in EXCLUSIVE else ():
            other = listed.setdefault((one.kind, member), one)
            if other is not one and {one.grid_id, other.grid_id} & set(changed) and not _are_kin(cells, one, other):
                yield one.grid_id, Refused("org.grid_member_twice", member=member, grid=one.name, other=other.name)


def moves(before: Cells, after: Cells) -> list[Move[UUID]]:
    """How much ground goes from which grid to which, kind by kind; the largest first, less than a square metre is nothing."""
    found: list[Move[UUID]] = []
    for kind in GridKind:
        old, new = _level(before, kind), _level(after, kind)
        same = {each for each in old.keys() & new.keys() if ground.is_same(old[each], new[each])}
        touched = (old.keys() | new.keys()) - same
        if touched:
            # Whoever keeps its ground still takes part: what it holds is not nobody's.
            found += [each for each in moved(old, new) if {each.from_key, each.to_key} & touched]
    return sorted(found, key=lambda move: -move.area_m2)


def _level(cells: Cells, kind: GridKind) -> dict[UUID, Area]:
    return {each.grid_id: each.area for each in cells.values() if each.kind is kind and each.area is not None}


def metres(area_m2: float) -> str:
    """Square metres as a sentence says them."""
    return f"{area_m2:,.0f}"
