"""Flat metres for a neighbourhood: the Gauss–Krüger projection about a centre of one's own, or about a national meridian.

Krüger's series to the fourth order in n (L. Krüger 1912; C. Karney, J. Geodesy 85, 2011): true to 1 mm within 10° of the
meridian. Angles are kept; lengths grow by x²/2R²: 1 cm in 10 km at 9 km from the meridian, 0.1 % at 285 km.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from linli.geo.ellipsoid import A_M, E2, N
from linli.geo.points import Points, Values, checked
from linli.geo.shapes import Area, bounds_of, polygonal

FALSE_EAST_M: Points = np.array([(500_000.0, 0.0)])
INVERSE_ROUNDS = 7
GRAIN_M = 0.001

_E = E2**0.5
# At the poles themselves the isometric latitude is infinite.
_ALMOST = 1.0 - 1e-15
_RADIUS_M = A_M / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
_FORWARD = (
    N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180,
    13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440,
    61 * N**3 / 240 - 103 * N**4 / 140,
    49561 * N**4 / 161280,
)
_BACK = (
    N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96 - N**4 / 360,
    N**2 / 48 + N**3 / 15 - 437 * N**4 / 1440,
    17 * N**3 / 480 - 37 * N**4 / 840,
    4397 * N**4 / 161280,
)


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a centre, which must be within some 300 km of what is measured."""

    lon: float
    lat: float

    def to_metres(self, points: ArrayLike) -> Points:
        """Degrees (N, 2) as metres east and north of the centre. Raises BadCoordinates."""
        return _project(checked(points), self.lon) - self._middle_m()

    def to_degrees(self, metres: ArrayLike) -> Points:
        """Metres east and north of the centre as degrees."""
        return _unproject(np.asarray(metres, dtype=np.float64) + self._middle_m(), self.lon)

    def flat(self, area: shapely.Geometry) -> Area:
        """The polygon in metres, laid on a grid of a millimetre, which every overlay of it keeps.

        Without the grid GEOS may lose whole pieces where two borders almost coincide (seen with 3.14: 53,000 m² of a random cut).
        """
        return polygonal(shapely.set_precision(shapely.transform(area, self.to_metres), GRAIN_M))

    def round(self, area: shapely.Geometry) -> Area:
        """The polygon of metres in degrees again."""
        return polygonal(shapely.set_precision(shapely.transform(shapely.set_precision(area, 0.0), self.to_degrees), 0.0))

    def _middle_m(self) -> Points:
        return _project(np.array([(self.lon, self.lat)]), self.lon)


def plane_over(areas: list[Area]) -> Plane:
    """The plane about the middle of the polygons' bounds; about Null Island where there are none."""
    west, south, east, north = bounds_of(areas)
    return Plane((west + east) / 2, (south + north) / 2)


def to_zone(points: ArrayLike, meridian: int) -> Points:
    """CGCS2000 degrees as the national 3-degree grid (东, 北) about that meridian: east with 500 km added, no zone number."""
    return _project(checked(points), float(meridian)) + FALSE_EAST_M


def from_zone(metres: ArrayLike, meridian: int) -> Points:
    """Metres of the national 3-degree grid (east, north) as CGCS2000 degrees; a zone number before the east is taken off."""
    given = np.array(metres, dtype=np.float64).reshape(-1, 2)
    numbered = given[:, 0] > 1_000_000.0
    given[numbered, 0] %= 1_000_000.0
    return checked(_unproject(given - FALSE_EAST_M, float(meridian)))


def _project(points: Points, meridian: float) -> Points:
    longitude = np.radians(points[:, 0] - meridian)
    sine = np.clip(np.sin(np.radians(points[:, 1])), -_ALMOST, _ALMOST)
    conformal = np.sinh(np.arctanh(sine) - _E * np.arctanh(_E * sine))
    north = np.arctan2(conformal, np.cos(longitude))
    east = np.arcsinh(np.sin(longitude) / np.hypot(conformal, np.cos(longitude)))
    bent = _series(north + 1j * east, _FORWARD, 1.0)
    return np.column_stack((bent.imag, bent.real)) * _RADIUS_M


def _unproject(metres: Points, meridian: float) -> Points:
    straight = _series((metres[:, 1] + 1j * metres[:, 0]) / _RADIUS_M, _BACK, -1.0)
    north, east = straight.real, straight.imag
    longitude = np.arctan2(np.sinh(east), np.cos(north))
    return np.column_stack((np.degrees(longitude) + meridian, np.degrees(_latitude(np.sin(north) / np.cosh(east)))))


def _latitude(conformal_sine: Values) -> Values:
    """The latitude whose conformal latitude has that sine; each round gains two digits."""
    isometric = np.arctanh(conformal_sine)
    sine = conformal_sine
    for _ in range(INVERSE_ROUNDS):
        sine = np.tanh(isometric + _E * np.arctanh(_E * sine))
    return np.arcsin(sine)


def _series(values: ArrayLike, terms: tuple[float, ...], sign: float) -> NDArray[np.complex128]:
    angle = np.asarray(values, dtype=np.complex128)
    return angle + sign * sum(term * np.sin(2 * order * angle) for order, term in enumerate(terms, start=1))
