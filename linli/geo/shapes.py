"""Polygons as plain GeoJSON-like objects and as shapely's, which compute; no repair and no judgement here."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

Area: TypeAlias = shapely.Polygon | shapely.MultiPolygon
GeoJson: TypeAlias = Mapping[str, object]


def area_of(geometry: Area | GeoJson) -> Area:
    """The polygon or multipolygon of a GeoJSON geometry as it was stored; ValueError for any other kind."""
    found = geometry if isinstance(geometry, shapely.Geometry) else shape(dict(geometry))
    if not isinstance(found, shapely.Polygon | shapely.MultiPolygon):
        raise ValueError(f"a {found.geom_type} is no polygon")
    return found


def geojson_of(area: Area) -> dict[str, object]:
    """The geometry as GeoJSON holds it: lists of numbers, outer rings anticlockwise, holes clockwise (RFC 7946)."""
    rings = [_rings(part) for part in parts_of(area)]
    if isinstance(area, shapely.Polygon):
        return {"type": "Polygon", "coordinates": rings[0] if rings else []}
    return {"type": "MultiPolygon", "coordinates": rings}


def parts_of(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    """The non-empty polygons that a geometry consists of; lines and points, as overlays leave them, fall away."""
    parts = shapely.get_parts(shapely.get_parts([geometry]))
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def polygonal(geometry: shapely.Geometry) -> Area:
    """What of a geometry has an area: a Polygon where it is one piece, else a MultiPolygon (empty where it has none).

    The grid of precision stays, which shapely forgets when it puts parts together.
    """
    parts = parts_of(geometry)
    if len(parts) == 1:
        return parts[0]
    return shapely.set_precision(shapely.MultiPolygon(parts), float(shapely.get_precision(geometry)), mode="pointwise")


def bounds_of(areas: Sequence[shapely.Geometry] | NDArray[np.object_]) -> tuple[float, float, float, float]:
    """West, south, east and north of all of them; zeros where there is nothing."""
    bounds = shapely.bounds(np.asarray(areas, dtype=object)).reshape(-1, 4)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return (0.0, 0.0, 0.0, 0.0)
    west, south, _, _ = bounds.min(axis=0).tolist()
    _, _, east, north = bounds.max(axis=0).tolist()
    return (west, south, east, north)


def _rings(part: shapely.Polygon) -> list[list[list[float]]]:
    oriented = shapely.orient_polygons(part, exterior_cw=False)
    return [shapely.get_coordinates(ring).tolist() for ring in (oriented.exterior, *oriented.interiors)]
