"""Overlays of polygons in degrees, and what of them is only the width of a pen."""

from collections.abc import Sequence
from typing import Final

import shapely

from linli.geo.distances import area_m2
from linli.geo.planes import plane_over
from linli.geo.shapes import Area, parts_of, polygonal

# Borders that were drawn twice never meet exactly; a strip narrower than this is the pen's, not a dispute.
SLIVER_M: Final = 2.0
# What a person would not call another shape: rounding in a file and back, a conversion between systems.
SAME_M: Final = 0.05
# Overlays lie on a grid of a tenth of a millimetre: where two borders almost coincide GEOS may lose whole pieces without one.
GRAIN_DEG: Final = 1e-9
NOTHING: Final = shapely.Polygon()


def size_m2(area: Area | None) -> float:
    """How many square metres the polygons have; none has none."""
    return 0.0 if area is None or area.is_empty else area_m2(area)


def shared(one: Area, other: Area) -> Area:
    """What lies in both; lines and points fall away."""
    return polygonal(shapely.intersection(one, other, grid_size=GRAIN_DEG))


def without(one: Area, other: Area) -> Area:
    """What lies in the first alone."""
    return polygonal(shapely.difference(one, other, grid_size=GRAIN_DEG))


def all_of(areas: Sequence[Area]) -> Area:
    """Everything that lies in any of them."""
    return polygonal(shapely.union_all(list(areas), grid_size=GRAIN_DEG))


def broad(area: Area, width_m: float = SLIVER_M) -> Area:
    """The pieces of an area that are somewhere wider than `width_m`: what is left is no sliver."""
    if area.is_empty:
        return NOTHING
    plane = plane_over([area])
    # Left unrounded: what overlays leave behind is often thinner than a millimetre, and no polygon any more once rounded.
    kept = [part for part in parts_of(area) if not shapely.transform(part, plane.to_metres).buffer(-width_m / 2).is_empty]
    return polygonal(shapely.MultiPolygon(kept))


def is_same(one: Area | None, other: Area | None) -> bool:
    """Whether both are the same shape, up to the rounding of a file."""
    if one is None or other is None:
        return one is other
    return one.equals(other) or broad(polygonal(shapely.symmetric_difference(one, other, grid_size=GRAIN_DEG)), SAME_M).is_empty
