"""Lengths and areas on the ellipsoid, in metres."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from linli.geo.ellipsoid import A_M, E2, MEAN_RADIUS_M
from linli.geo.points import Points, Values, checked
from linli.geo.shapes import Area

_E = E2**0.5


def distances_m(here: ArrayLike, there: ArrayLike) -> NDArray[np.float64]:
    """From each of N points to each of M, as (N, M): error ≤ 0.01 % up to 100 km, ≤ 0.5 % anywhere. Raises BadCoordinates."""
    one, other = checked(here), checked(there)
    return _between(one[:, None, :], other[None, :, :])


def steps_m(points: ArrayLike) -> Values:
    """The N−1 lengths between N points in a row; as exact as `distances_m`."""
    given = checked(points)
    return _between(given[:-1], given[1:])


def length_m(line: ArrayLike) -> float:
    """The length of a way through the points, edges taken as straight in lon/lat."""
    return float(steps_m(line).sum())


def perimeter_m(area: Area) -> float:
    """All rings together, holes included."""
    rings = shapely.get_rings(shapely.get_parts([area]))
    return float(sum(length_m(shapely.get_coordinates(ring)) for ring in rings))


def area_m2(area: Area | shapely.Geometry) -> float:
    """The area on the ellipsoid, holes taken off; within 0.005 % of geodesic edges where these are shorter than 2 km.

    Lambert's equal-area cylinder on the ellipsoid keeps every area, and edges along a parallel or meridian are exact.
    """
    return float(shapely.area(shapely.transform(area, _cylinder)))


def _between(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The haversine with the ellipsoid's own radii at the middle latitude, which differ north–south and east–west."""
    a, b = np.radians(one), np.radians(other)
    middle = (a[..., 1] + b[..., 1]) / 2
    bend = 1 - E2 * np.sin(middle) ** 2
    north = np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
    east = np.cos(a[..., 1]) * np.cos(b[..., 1]) * np.sin((b[..., 0] - a[..., 0]) / 2) ** 2
    chord = np.clip(north + east, 0.0, 1.0)
    share = np.divide(north, chord, out=np.zeros_like(chord), where=chord > 0)
    radius = A_M / np.sqrt(bend) * (1 + share * ((1 - E2) / bend - 1))
    # Beyond some hundred kilometres the middle latitude says nothing about the way: the mean radius takes over.
    far = np.clip((2 * np.arcsin(np.sqrt(chord)) - 0.05) / 0.05, 0.0, 1.0)
    return np.asarray(2 * np.arcsin(np.sqrt(chord)) * (radius * (1 - far) + MEAN_RADIUS_M * far))


def _cylinder(points: Points) -> Points:
    sine = np.sin(np.radians(points[:, 1]))
    height = (1 - E2) * (sine / (1 - E2 * sine**2) + np.arctanh(_E * sine) / _E) / 2
    return np.column_stack((np.radians(points[:, 0]), height)) * A_M
