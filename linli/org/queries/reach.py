"""How far a permission reaches that holds below some grids only."""

from collections.abc import Collection
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.queries.atlas import atlas_of
from linli.org.rules.cuts import ancestors


def grids_below(actor: Actor, roots: Collection[UUID]) -> list[UUID]:
    """These grids and every grid below them now."""
    if not roots:
        return []
    cells = atlas_of(actor.subdistrict_id).at(clock.now()).cells
    return sorted({*roots, *(grid_id for grid_id in cells if not set(roots).isdisjoint(ancestors(cells, grid_id)))})


def bounds_of(actor: Actor, permission: str) -> frozenset[UUID] | None:
    """The grids to which somebody's posts tie a permission, with those below them; None where it is held everywhere, or nowhere."""
    roots = actor.limits.get(permission)
    return None if actor.may(permission) or not roots else frozenset(grids_below(actor, roots))


def require_at(actor: Actor, permission: str, grid_ids: Collection[UUID | None]) -> None:
    """Refuse unless the permission reaches every one of these grids; no statement for who holds it everywhere, or nowhere."""
    if actor.may(permission):
        return
    reached = grids_below(actor, actor.limits.get(permission, frozenset()))
    if not grid_ids or not set(grid_ids) <= set(reached):
        raise Refused("kernel.not_allowed")
