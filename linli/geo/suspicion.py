"""Noticing that polygons were declared in the wrong coordinate system, by an outline that is known to be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from linli.geo.coordinates import System, convert
from linli.geo.planes import Plane, plane_over
from linli.geo.shapes import Area, polygonal

# What lies outside, spread along the outer line of the polygons, is this wide where it is more than careless drawing;
# the true system must leave at most a third of it outside.
LEAST_WIDTH_M = 20.0
BEST_SHARE = 1 / 3
CANDIDATES = (System.WGS84, System.GCJ02, System.BD09)


class Compass(StrEnum):
    """Eight directions, clockwise from north."""

    NORTH = "north"
    NORTH_EAST = "north_east"
    EAST = "east"
    SOUTH_EAST = "south_east"
    SOUTH = "south"
    SOUTH_WEST = "south_west"
    WEST = "west"
    NORTH_WEST = "north_west"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The polygons fit the outline better in another system: as declared they lie `shift_m` to the `direction` of it."""

    declared: System
    likely: System
    shift_m: float
    direction: Compass
    outside_share_declared: float
    outside_share_likely: float


def suspect_system(areas: Sequence[Area], against: Area, declared: System) -> Suspicion | None:
    """Whether areas, read to WGS-84 as `declared`, fit the outline clearly better in another system; None where not.

    `against` is the subdistrict's own polygon or the union of neighbours at the same places. Polygons well inside fit in every
    system, and polygons elsewhere in none: both give None.
    """
    plane = plane_over([against])
    expected = plane.flat(against)
    drawn = polygonal(shapely.union_all(list(areas)))
    if drawn.is_empty:
        return None
    asked = (declared, *(system for system in CANDIDATES if system != _frame(declared)))
    outside = {system: _outside_share(plane.flat(_reread(drawn, declared, system)), expected) for system in asked}
    likely = min(asked, key=lambda system: outside[system])
    hull = plane.flat(drawn).convex_hull
    least_share = LEAST_WIDTH_M * hull.length / plane.flat(drawn).area
    if outside[declared] < least_share or outside[likely] > outside[declared] * BEST_SHARE:
        return None
    shift_m, direction = _shift(plane, drawn, _reread(drawn, declared, likely))
    return Suspicion(declared, likely, shift_m, direction, outside[declared], outside[likely])


def _frame(system: System) -> System:
    return System.WGS84 if system == System.CGCS2000 else system


def _reread(drawn: Area, declared: System, system: System) -> Area:
    """The same numbers of the file, read in another system."""
    if system == declared:
        return drawn
    return polygonal(
        shapely.make_valid(shapely.transform(drawn, lambda at: convert(convert(at, System.WGS84, declared), system, System.WGS84)))
    )


def _outside_share(drawn: Area, expected: Area) -> float:
    return float(shapely.difference(drawn, expected).area / drawn.area)


def _shift(plane: Plane, declared: Area, likely: Area) -> tuple[float, Compass]:
    one, other = (plane.to_metres([(area.centroid.x, area.centroid.y)])[0] for area in (declared, likely))
    east, north = one - other
    eighth = round(float(np.degrees(np.arctan2(east, north))) / 45.0) % 8
    return float(np.hypot(east, north)), list(Compass)[eighth]
