"""The steps of drawing a re-cut, one after the other, before anything is written: each turns cells into other cells."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.geo.points import Points
from linli.geo.recut import split, union
from linli.geo.shapes import Area
from linli.kernel.errors import Refused, refusals
from linli.org.rules import ground
from linli.org.rules.cuts import Cells, excludes
from linli.org.rules.grids import Cell

refusals(
    {
        "org.step_no_ground": gettext_noop("Nothing is drawn yet. Draw the ground first."),
        "org.step_not_there": gettext_noop("What is drawn does not lie in {grid}. Draw it over {grid}, or choose another grid."),
        "org.step_no_border": gettext_noop("{grid} is a list of members and has no border to cut. Change its list instead."),
        "org.step_same_grid": gettext_noop("Ground goes from one grid to another. Choose two different grids."),
    }
)


def move_ground(cells: Cells, source: UUID, target: Cell, drawn: Area | None) -> dict[UUID, Cell]:
    """What of the drawn ground lies in one grid goes to another, or to a new one."""
    giver = _with_border(cells[source])
    if target.grid_id == source:
        raise Refused("org.step_same_grid")
    if drawn is None:
        raise Refused("org.step_no_ground")
    given = ground.shared(giver[1], drawn)
    if ground.broad(given).is_empty:
        raise Refused("org.step_not_there", grid=giver[0].name)
    return _given(giver, target, given)


def cut_along(cells: Cells, source: UUID, target: Cell, line: Points, *, gives_larger: bool = False) -> dict[UUID, Cell]:
    """A line cuts a grid in two: the smaller part goes to another grid, or to a new one."""
    giver = _with_border(cells[source])
    if target.grid_id == source:
        raise Refused("org.step_same_grid")
    parts = sorted(split(giver[1], line), key=ground.size_m2)
    if len(parts) < 2:
        raise Refused("org.line_cuts_nothing", grid=giver[0].name)
    given = parts[-1] if gives_larger else ground.all_of(parts[:-1])
    return _given(giver, target, given)


def redraw(cells: Cells, grid_id: UUID, drawn: Area | None, *, neighbours_give_way: bool) -> dict[UUID, Cell]:
    """Another border for a grid; its neighbours of the same kind keep what is left of theirs, where they give way."""
    if drawn is None:
        raise Refused("org.step_no_ground")
    cell = replace(cells[grid_id], area=drawn, members=())
    changed = {grid_id: cell}
    for other in cells.values():
        if neighbours_give_way and other.area is not None and other.grid_id != grid_id and excludes(cells, cell, other):
            taken = ground.shared(other.area, drawn)
            if not ground.broad(taken, ground.SAME_M).is_empty:
                changed[other.grid_id] = replace(other, area=ground.without(other.area, taken))
    return changed


def join(cells: Cells, source: UUID, target: UUID) -> dict[UUID, Cell]:
    """All that a grid covers, and what stands below it, goes to another; the grid itself is to be closed."""
    if source == target:
        raise Refused("org.step_same_grid")
    giver, taker = cells[source], cells[target]
    areas = [cell.area for cell in (taker, giver) if cell.area is not None]
    members = tuple(dict.fromkeys((*taker.members, *giver.members)))
    joined = replace(taker, area=union(areas) if areas else None, members=members)
    below = {each.grid_id: replace(each, parent_id=target) for each in cells.values() if each.parent_id == source}
    return {**below, target: joined}


def put_below(cells: Cells, grid_id: UUID, parent_id: UUID | None) -> dict[UUID, Cell]:
    """A grid stands below another one, with everything below itself."""
    return {grid_id: replace(cells[grid_id], parent_id=parent_id)}


def list_members(cells: Cells, grid_id: UUID, members: tuple[str, ...]) -> dict[UUID, Cell]:
    """Another list of members for a grid."""
    return {grid_id: replace(cells[grid_id], members=members)}


def with_gap(cell: Cell, gap: Area | None) -> Area | None:
    """The border of a grid together with a gap beside it."""
    return cell.area if gap is None or cell.area is None else union([cell.area, gap])


def _with_border(cell: Cell) -> tuple[Cell, Area]:
    if cell.area is None:
        raise Refused("org.step_no_border", grid=cell.name)
    return cell, cell.area


def _given(giver: tuple[Cell, Area], target: Cell, given: Area) -> dict[UUID, Cell]:
    cell, area = giver
    taken = given if target.area is None else union([target.area, given])
    changed: Mapping[UUID, Cell] = {
        cell.grid_id: replace(cell, area=ground.without(area, given)),
        target.grid_id: replace(target, area=taken),
    }
    return dict(changed)
