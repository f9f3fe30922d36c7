"""Builders: the smallest real row of each kind, written through the owner or the action a person would use."""

from uuid import UUID

from shapely import Polygon, box

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.org.actions import grids
from linli.org.models import Grid
from tests.ground import TestDatabase


def subdistrict(database: TestDatabase, code: str, name: str = "兰亭街道") -> UUID:
    """A subdistrict that exists from now on."""
    subdistrict_id = uuid7()
    with database.connect("superuser") as superuser:
        superuser.execute(
            "INSERT INTO subdistrict (id, code, name, zone, created_at) VALUES (%s, %s, %s, 'Asia/Shanghai', %s)",
            [subdistrict_id, code, name, clock.now()],
        )
    return subdistrict_id


def grid(actor: Actor, *, code: str = "Z1", name: str = "兰田综合网格", parent: Grid | None = None, area: Polygon | None = None) -> Grid:
    """A grid drawn by who may draw: a comprehensive one, or a micro-grid below another; half a kilometre wide unless said."""
    ground = area or box(121.400, 31.200, 121.405, 31.205)
    kind, parent_id = ("micro", parent.pk) if parent else ("comprehensive", None)
    with scoped(actor):
        return grids.create_grid(
            actor, code=code, name=name, kind=kind, parent_id=parent_id, area=ground, effective_at=clock.now(), why="首次划分"
        )
