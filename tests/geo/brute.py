"""Slow rivals that share nothing with the package: Vincenty's way on the ellipsoid, and areas by triangles of it."""

import math
from itertools import pairwise

A, F = 6378137.0, 1 / 298.257223563
B = A * (1 - F)


def vincenty_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The geodesic between two lon/lat points (T. Vincenty, Survey Review 1975); exact to a millimetre, not for antipodes."""
    longitude = math.radians(other[0] - one[0])
    u1, u2 = (math.atan((1 - F) * math.tan(math.radians(lat))) for lat in (one[1], other[1]))
    turned, sigma, sin_sigma, cos_sigma, cos2, middle = longitude, 0.0, 0.0, 0.0, 0.0, 0.0
    for _ in range(50):
        sin_sigma = math.hypot(
            math.cos(u2) * math.sin(turned), math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(turned)
        )
        if not sin_sigma:
            return 0.0
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(turned)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(turned) / sin_sigma
        cos2 = 1 - sin_alpha**2
        middle = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 else 0.0
        c = F / 16 * cos2 * (4 + F * (4 - 3 * cos2))
        turned = longitude + (1 - c) * F * sin_alpha * (sigma + c * sin_sigma * (middle + c * cos_sigma * (2 * middle**2 - 1)))
    squared = cos2 * (A**2 - B**2) / B**2
    big_a = 1 + squared / 16384 * (4096 + squared * (-768 + squared * (320 - 175 * squared)))
    big_b = squared / 1024 * (256 + squared * (-128 + squared * (74 - 47 * squared)))
    delta = (
        big_b
        * sin_sigma
        * (middle + big_b / 4 * (cos_sigma * (2 * middle**2 - 1) - big_b / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)))
    )
    return B * big_a * (sigma - delta)


def ring_m2(ring: list[tuple[float, float]]) -> float:
    """The area of a small ring as a fan of flat triangles whose sides are geodesics."""
    hub, total = ring[0], 0.0
    for one, other in pairwise(ring):
        a, b, c = vincenty_m(hub, one), vincenty_m(one, other), vincenty_m(other, hub)
        half = (a + b + c) / 2
        turn = (one[0] - hub[0]) * (other[1] - hub[1]) - (one[1] - hub[1]) * (other[0] - hub[0])
        total += math.copysign(math.sqrt(max(half * (half - a) * (half - b) * (half - c), 0.0)), turn)
    return abs(total)


def band_m2(west: float, south: float, east: float, north: float) -> float:
    """The area of a box of degrees: the ellipsoid's own radii summed over ten thousand strips."""
    e2, strips, total = F * (2 - F), 10_000, 0.0
    step = math.radians(north - south) / strips
    for number in range(strips):
        latitude = math.radians(south) + (number + 0.5) * step
        bend = 1 - e2 * math.sin(latitude) ** 2
        total += A * (1 - e2) / bend**1.5 * (A / math.sqrt(bend)) * math.cos(latitude) * step
    return total * math.radians(east - west)
