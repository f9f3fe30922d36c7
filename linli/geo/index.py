"""Which grid a point lies in, for many points at once."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from linli.geo.cells import MIXED, raster_of
from linli.geo.points import Points, checked
from linli.geo.shapes import Area, GeoJson, area_of

NOWHERE = -1
Key = TypeVar("Key", bound=Hashable)
Places = NDArray[np.int64]


class GridIndex(Generic[Key]):
    """An immutable index over the polygons of one level, in the order given; several threads may ask it.

    A point on a border belongs to the polygon too; where several polygons hold a point, on a shared border or because they
    overlap, it belongs to the first of them in the order given. Levels that lie upon each other are separate indexes.
    """

    __slots__ = ("_areas", "_keys", "_raster", "_tree")

    def __init__(self, areas: Sequence[Area | GeoJson], keys: Sequence[Key]) -> None:
        if len(areas) != len(keys):
            raise ValueError(f"{len(areas)} polygons with {len(keys)} keys")
        self._keys = tuple(keys)
        self._areas: NDArray[np.object_] = np.empty(len(areas), dtype=object)
        self._areas[:] = [area_of(area) for area in areas]
        shapely.prepare(self._areas)
        self._warm()
        self._areas.setflags(write=False)
        self._tree = shapely.STRtree(self._areas)
        self._raster = raster_of(self._areas, self._tree)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys in the order given; an index from `locate` points into them."""
        return self._keys

    def locate(self, points: ArrayLike) -> Places:
        """For each WGS-84 point (N, 2) the index of its polygon, or NOWHERE. Raises BadCoordinates."""
        given = checked(points)
        result = self._raster.look(given)
        open_ = np.flatnonzero(result == MIXED)
        if open_.size:
            result[open_] = self._ask(given[open_])
        return result

    def _ask(self, points: Points) -> Places:
        of_point, of_area = self._candidates(points)
        is_in: NDArray[np.bool_] = shapely.intersects_xy(self._areas[of_area], points[of_point, 0], points[of_point, 1])
        return _first(of_point[is_in], of_area[is_in], len(points))

    def _candidates(self, points: Points) -> tuple[Places, Places]:
        """Pairs of point and polygon whose bounding box holds it, polygon by polygon."""
        of_point, of_area = self._tree.query(shapely.points(points))
        order = np.argsort(of_area, kind="stable")
        return of_point[order], of_area[order]

    def _warm(self) -> None:
        """Let every prepared polygon build its locator now, so that threads only read it later."""
        bounds = shapely.bounds(self._areas)
        middle = (bounds[:, :2] + bounds[:, 2:]) / 2.0
        shapely.intersects_xy(self._areas, middle[:, 0], middle[:, 1])


def _first(of_point: Places, of_area: Places, count: int) -> Places:
    """The smallest polygon of each point; the pairs come polygon by polygon, so writing backwards leaves the first."""
    result = np.full(count, NOWHERE, dtype=np.int64)
    result[of_point[::-1]] = of_area[::-1]
    return result
