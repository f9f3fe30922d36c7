"""The grids, all of them in one re-cut."""

from datetime import datetime
from typing import Final

from linli.config.street.laying.ids import Ids
from linli.config.street.model import Grid, GridKind, StreetPlan
from linli.geo.shapes import area_of
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.actions import grids as actions
from linli.org.queries import grids as queries
from linli.org.rules.cuts import Birth, Cut
from linli.org.rules.grids import GridKind as Kind

_WHY: Final = "演示街道初次划定"


def lay_grids(actor: Actor, street: StreetPlan, *, since: datetime, ids: Ids) -> None:
    """The grids that are missing, as they are drawn in the plan; a grid somebody re-cut or closed stays as it is."""
    ids.grids = {grid.code: grid.pk for grid in queries.visible_to(actor)}
    missing = [grid for grid in street.grids if grid.code not in ids.grids]
    ids.grids |= {grid.code: uuid7() for grid in missing}
    if missing:
        actions.recut(actor, [_birth(grid, ids) for grid in missing], effective_at=since, why=_WHY)


def _birth(grid: Grid, ids: Ids) -> Cut:
    holder = ids.units[grid.office] if grid.kind is GridKind.DEDICATED else None
    return Cut(
        ids.grids[grid.code],
        area=area_of({"type": "Polygon", "coordinates": [list(grid.outline)]}) if grid.outline else None,
        members=grid.units,
        parent_id=ids.grids[grid.parent] if grid.parent else None,
        born=Birth(grid.code, grid.name, Kind(grid.kind.value), holder),
    )
