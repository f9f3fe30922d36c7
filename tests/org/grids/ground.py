"""Plots of ground for the tests: squares of a hundred metres, counted from a corner in nobody's street."""

from collections.abc import Sequence
from uuid import UUID

import shapely

from linli.org.rules.cuts import Cut

WEST, SOUTH = 121.4000, 31.2000
# A hundred metres there, in degrees.
STEP_LON, STEP_LAT = 0.00105, 0.0009


def plot(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    """The rectangle of so many squares, with its lower left corner in that square."""
    west, south = WEST + column * STEP_LON, SOUTH + row * STEP_LAT
    return shapely.box(west, south, west + width * STEP_LON, south + height * STEP_LAT)


def middle(column: float, row: float) -> tuple[float, float]:
    """The middle of a square."""
    return WEST + (column + 0.5) * STEP_LON, SOUTH + (row + 0.5) * STEP_LAT


def cut(grid_id: UUID, seen: UUID, area: shapely.Polygon | None, parent_id: UUID | None, members: Sequence[str] = ()) -> Cut:
    """A new border for a grid."""
    return Cut(grid_id, seen=seen, area=area, parent_id=parent_id, members=tuple(members))
