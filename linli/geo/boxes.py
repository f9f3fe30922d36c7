"""Fields of longitude and latitude around a point, as a database can be asked for them."""

import math
from dataclasses import dataclass
from typing import Final

# The shortest degree of latitude, and of longitude at the equator, a little less than either: a box by it is never too small.
METRES_PER_DEGREE: Final = 110_500.0


@dataclass(frozen=True, slots=True)
class Box:
    """A field of longitude and latitude that holds everything within a distance."""

    west: float
    south: float
    east: float
    north: float


def box(lon: float, lat: float, within_m: float) -> Box:
    """The field around a WGS-84 point; away from the poles and the date line, where no subdistrict lies."""
    high = within_m / METRES_PER_DEGREE
    widest = math.cos(math.radians(min(89.0, abs(lat) + high)))
    wide = high / widest
    return Box(lon - wide, lat - high, lon + wide, lat + high)
