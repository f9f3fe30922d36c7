"""Every read of the grids: as they stand, as they stood, and where a point lies."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from numpy.typing import ArrayLike

from linli.geo.points import checked
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Grid, GridExtent
from linli.org.queries.atlas import Atlas, Stretch, atlas_of
from linli.org.rules.cuts import ancestors
from linli.org.rules.grids import GridKind
from linli.org.rules.permissions import Permission

__all__ = [
    "GridNow",
    "atlas_for",
    "extents_of",
    "get_for",
    "grid_at",
    "grid_of_address",
    "grids_of_addresses",
    "grids_of_points",
    "in_force",
    "in_tree_order",
    "lines_of",
    "lock_all_for",
    "lock_for",
    "visible_to",
]


@dataclass(frozen=True, slots=True)
class GridNow:
    """A grid as it stood at the moment asked for."""

    grid: Grid
    extent: GridExtent
    parent_id: UUID | None
    depth: int


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The grids the actor may see in the chosen subdistrict."""
    found: OwnedQuerySet = Grid.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, grid_id: UUID) -> Grid:
    """One grid, if the actor may see it."""
    grid: Grid | None = visible_to(actor).filter(pk=grid_id).select_related("holder_unit").first()
    if grid is None:
        raise NotFound
    return grid


def lock_for(actor: Actor, grid_id: UUID, permission: Permission) -> Grid:
    """One grid, locked for a change the actor may make."""
    return lock_all_for(actor, [grid_id], permission)[0]


def lock_all_for(actor: Actor, grid_ids: Iterable[UUID], permission: Permission) -> Sequence[Grid]:
    """Several grids, locked in the order of their ids for a change the actor may make."""
    locked: Sequence[Grid] = lock_in_order(visible_to(actor), actor.subdistrict_id, grid_ids)
    actor.require(permission)
    return locked


def lines_of(actor: Actor, grid_ids: Iterable[UUID], at: datetime) -> dict[UUID, list[UUID]]:
    """Each grid with every grid above it at a moment: what a permission that reaches some grids only is asked about."""
    cells = atlas_for(actor).at(at).cells
    return {grid_id: [grid_id, *ancestors(cells, grid_id)] for grid_id in grid_ids}


def atlas_for(actor: Actor) -> Atlas:
    """Everything the grids ever covered; nothing for who may not see them."""
    return atlas_of(actor.subdistrict_id) if actor.may(Permission.READ) else Atlas([])


def in_force(actor: Actor, at: datetime) -> list[GridNow]:
    """The grids that held at a moment, each below the one above it, neighbours in the order of their codes; one statement."""
    return in_tree_order(list(_held(actor, at)))


def grid_at(actor: Actor, lon: float, lat: float, at: datetime, kind: GridKind | None = None) -> list[GridNow]:
    """The grids that held a WGS-84 point at a moment, from the deepest up; with a kind, from the deepest of that kind up."""
    stretch = atlas_for(actor).at(at)
    points = checked([(lon, lat)])
    if kind is None:
        hits = stretch.holding(points)
    else:
        deepest = stretch.deepest(points, kind)[0]
        hits = [deepest] if deepest is not None else []
    return _chain(actor, stretch, hits, at)


def _chain(actor: Actor, stretch: Stretch, hits: Sequence[UUID], at: datetime) -> list[GridNow]:
    wanted = dict.fromkeys(hits)
    for hit in hits:
        wanted.update(dict.fromkeys(ancestors(stretch.cells, hit)))
    if not wanted:
        return []
    order = {grid_id: place for place, grid_id in enumerate(wanted)}
    rows = _held(actor, at).filter(grid_id__in=wanted)
    found = [GridNow(row.grid, row, row.parent_id, stretch.depths[row.grid_id]) for row in rows]
    return sorted(found, key=lambda now: (-now.depth, order[now.grid.pk]))


def grids_of_points(actor: Actor, points: ArrayLike, at: datetime, kind: GridKind | None = None) -> list[UUID | None]:
    """For each WGS-84 point (N, 2) the deepest grid (of that kind) that held it at the moment, or None."""
    return atlas_for(actor).at(at).deepest(checked(points), kind)


def grid_of_address(actor: Actor, text: str, at: datetime) -> GridNow | None:
    """The grid in whose list of members an address stands: the longest member that the text contains, as house numbers go."""
    stretch = atlas_for(actor).at(at)
    best = _by_members(stretch, [text])[0]
    found = _chain(actor, stretch, [best], at) if best else []
    return found[0] if found else None


def grids_of_addresses(actor: Actor, texts: Sequence[str], at: datetime) -> list[UUID | None]:
    """The same for many addresses at once, by id."""
    return _by_members(atlas_for(actor).at(at), texts)


def _by_members(stretch: Stretch, texts: Sequence[str]) -> list[UUID | None]:
    listed = [
        (member, stretch.depths[cell.grid_id], cell.grid_id)
        for cell in sorted(stretch.cells.values(), key=lambda each: each.code)
        for member in map(plain_address, cell.members)
    ]
    # The longest first, of equals the deepest; sorting keeps the order of the codes.
    listed.sort(key=lambda each: (-len(each[0]), -each[1]))
    found: list[UUID | None] = []
    for written in map(plain_address, texts):
        # Most members stand in no text at all, which is told without a pattern.
        hits = (grid_id for member, _, grid_id in listed if member in written and stands_in(written, member))
        found.append(next(hits, None) if written else None)
    return found


def plain_address(text: str) -> str:
    """An address without blanks and with plain digits, as it is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def stands_in(text: str, member: str) -> bool:
    """Whether an address names a member of a list; both as `plain_address` writes them."""
    # 3号 does not stand in 13号: a number is only met whole.
    before = r"(?<!\d)" if member[:1].isdigit() else ""
    after = r"(?!\d)" if member[-1:].isdigit() else ""
    return bool(member) and re.search(before + re.escape(member) + after, text) is not None


def extents_of(actor: Actor, grid_id: UUID) -> Sequence[GridExtent]:
    """What the grid covered, latest first; planned ones too."""
    grid = get_for(actor, grid_id)
    found = GridExtent.objects.of(actor.subdistrict_id).filter(grid=grid).select_related("parent").order_by("-valid_from")
    return list(found)


def _held(actor: Actor, at: datetime) -> OwnedQuerySet:
    found: OwnedQuerySet = GridExtent.objects.of(actor.subdistrict_id).filter(valid_from__lte=at)
    found = found.exclude(valid_until__lte=at).select_related("grid", "grid__holder_unit")
    return found if actor.may(Permission.READ) else found.none()


def in_tree_order(rows: Sequence[GridExtent]) -> list[GridNow]:
    """Extents of one moment, each below its parent's; one whose parent is not among them stands at the top."""
    present = {row.grid_id for row in rows}
    below: dict[UUID | None, list[GridExtent]] = {}
    for row in sorted(rows, key=lambda each: (each.grid.code, each.pk), reverse=True):
        below.setdefault(row.parent_id if row.parent_id in present else None, []).append(row)
    found: list[GridNow] = []
    waiting = [(row, 0) for row in below.get(None, [])]
    while waiting:
        row, depth = waiting.pop()
        found.append(GridNow(row.grid, row, row.parent_id, depth))
        waiting += [(child, depth + 1) for child in below.get(row.grid_id, [])]
    return found
