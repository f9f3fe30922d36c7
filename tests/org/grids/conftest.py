"""A street of one comprehensive grid with two micro-grids side by side, drawn two months ago."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import shapely

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.scope import scoped
from linli.org.actions import grids as actions
from linli.org.models import Grid, GridExtent
from linli.org.queries import grids as queries
from linli.org.rules.cuts import Cut
from tests import make, people
from tests.ground import TestDatabase
from tests.org.grids.ground import plot

LOOK = frozenset({"org.read"})
DRAW = frozenset({"org.read", "org.change_grids"})
BEGIN = datetime(2026, 9, 20, 1, tzinfo=UTC)
LAST_MONTH = datetime(2026, 10, 20, 1, tzinfo=UTC)
TODAY = datetime(2026, 11, 20, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Street:
    """Who acts in these tests, and the grids they find."""

    clerk: Actor
    reader: Actor
    neighbour: Actor
    nobody: Actor
    whole: Grid
    left: Grid
    right: Grid

    def seen(self, grid: Grid) -> UUID:
        """The extent that a cut drawn now is drawn upon."""
        with scoped(self.clerk):
            return latest(self.clerk, grid.pk).pk

    def cut(self, grid: Grid, area: shapely.Polygon | None, members: Sequence[str] = ()) -> Cut:
        """A new border for a grid as it stands, where it stood in the tree."""
        with scoped(self.clerk):
            extent = latest(self.clerk, grid.pk)
        return Cut(grid.pk, seen=extent.pk, area=area, members=tuple(members), parent_id=extent.parent_id)

    def close(self, grid: Grid) -> Cut:
        """The end of a grid."""
        return Cut(grid.pk, seen=self.seen(grid), is_closing=True)

    def recut(self, *cuts: Cut, at: datetime = TODAY, why: str = "居民区规模调整") -> None:
        """Do it."""
        with told(at), scoped(self.clerk):
            actions.recut(self.clerk, cuts, effective_at=at, why=why)

    def names_at(self, place: tuple[float, float], at: datetime) -> list[str]:
        """The grids of a point at a moment, deepest first."""
        with scoped(self.reader):
            return [now.grid.name for now in queries.grid_at(self.reader, *place, at)]


def latest(actor: Actor, grid_id: UUID) -> GridExtent:
    """The last extent of a grid."""
    return queries.extents_of(actor, grid_id)[0]


@contextmanager
def told(at: datetime) -> Iterator[None]:
    """The clock says so."""
    with clock.told_by(lambda: at + timedelta(seconds=1)):
        yield


@pytest.fixture
def street(database: TestDatabase) -> Street:
    lanting, zhuxi = make.subdistrict(database, "lanting"), make.subdistrict(database, "zhuxi", "竹溪街道")
    clerk, reader = people.clerk(lanting, DRAW), people.clerk(lanting, LOOK)
    with told(BEGIN), scoped(clerk):
        whole = _drawn(clerk, "Z1 兰田综合网格", plot(0, 0, 4, 2))
        left = _drawn(clerk, "W1 兰田一", plot(0, 0, 2, 2), whole.pk)
        right = _drawn(clerk, "W2 兰田二", plot(2, 0, 2, 2), whole.pk)
    return Street(clerk, reader, people.clerk(zhuxi, DRAW), people.clerk(lanting, ()), whole, left, right)


def _drawn(clerk: Actor, words: str, area: shapely.Polygon, parent_id: UUID | None = None) -> Grid:
    code, _, name = words.partition(" ")
    kind = "micro" if parent_id else "comprehensive"
    return actions.create_grid(clerk, code=code, name=name, kind=kind, parent_id=parent_id, area=area, effective_at=BEGIN, why="首次划分")
