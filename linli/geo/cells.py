"""A raster that answers for most points at once: cells that lie wholly in one polygon, or in none."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.geo.points import Points
from linli.geo.shapes import bounds_of

MIXED = -2
CELLS_PER_AREA, MOST_CELLS = 64, 32_768
# A cell is judged a little larger than it is, so that rounding cannot put a point into a cell that does not hold it.
MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class Raster:
    """Square-numbered cells over the bounds of all polygons; `first` holds for each the first polygon, -1, or MIXED."""

    corner: tuple[float, float]
    step: tuple[float, float]
    side: int
    first: NDArray[np.int64]

    def look(self, points: Points) -> NDArray[np.int64]:
        """For each point its polygon, -1 where there is none, MIXED where the polygons must be asked."""
        at = np.floor((points - self.corner) / self.step)
        column, row = at[:, 0], at[:, 1]
        is_over = (column >= 0) & (column < self.side) & (row >= 0) & (row < self.side)
        cell = np.where(is_over, column * self.side + row, 0.0).astype(np.int64)
        return np.where(is_over, self.first[cell], MIXED)


def raster_of(areas: NDArray[np.object_], tree: shapely.STRtree) -> Raster:
    """The raster over the polygons; a fraction of a second for 500 of them."""
    side = max(1, int(min(len(areas) * CELLS_PER_AREA, MOST_CELLS) ** 0.5))
    west, south, east, north = bounds_of(areas)
    step = (max(east - west, 1e-9) / side, max(north - south, 1e-9) / side)
    column, row = np.divmod(np.arange(side * side), side)
    boxes = shapely.box(
        west + (column - MARGIN) * step[0],
        south + (row - MARGIN) * step[1],
        west + (column + 1 + MARGIN) * step[0],
        south + (row + 1 + MARGIN) * step[1],
    )
    touched, covered = _smallest(tree, boxes, "intersects"), _smallest(tree, boxes, "covered_by")
    first = np.where(touched == covered, touched, MIXED)
    first.setflags(write=False)
    return Raster((west, south), step, side, first)


def _smallest(tree: shapely.STRtree, boxes: NDArray[np.object_], predicate: Literal["intersects", "covered_by"]) -> NDArray[np.int64]:
    """The first polygon that stands so to each box, or -1: where the first that touches also covers, it answers alone."""
    of_box, of_area = tree.query(boxes, predicate=predicate)
    result = np.full(len(boxes), len(tree.geometries), dtype=np.int64)
    np.minimum.at(result, of_box, of_area)
    return np.where(result == len(tree.geometries), -1, result)
