"""The coordinate systems that Chinese maps use, and the way between them.

WGS-84 is what satellites say and what is stored. CGCS2000 (GB 22021, EPSG:4490) is the national frame on nearly the same
ellipsoid, fixed at the epoch 2000.0: it is taken as WGS-84, which differs by less than a metre in 2026, the drift of the
continent since 2000. GCJ-02 is the shifted system of 高德 and 腾讯, BD-09 is Baidu's shift upon it; neither is published by
its owner: the formulas are those that every open converter uses (M. Yang's `Converter.java`, 2013; Krasovsky 1940 ellipsoid).
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from linli.geo import china
from linli.geo.points import Points, Values, checked


class System(StrEnum):
    """What a pair of degrees is measured in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


ROUNDS = 12
SETTLED_DEG = 1e-11

_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_E2 = 0.00669342162296594323
_CENTRE = (105.0, 35.0)
_BAIDU_PI = np.pi * 3000.0 / 180.0
_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.006


def convert(points: ArrayLike, source: System, target: System) -> Points:
    """The points (N, 2) of one system in another, as a new array.

    There and back again is within 1 cm everywhere on earth (measured: 0.1 µm); far outside China nothing moves. Forward GCJ-02
    is within 3 m of real pairs. Raises BadCoordinates.
    """
    given = checked(points)
    steps = _to_wgs84(source) + _from_wgs84(target)
    if source == target or _frame(source) == _frame(target):
        steps = ()
    elif {source, target} == {System.GCJ02, System.BD09}:
        steps = (_gcj02_to_bd09,) if target == System.BD09 else (_bd09_to_gcj02,)
    result = given.copy()
    for step in steps:
        result = step(result)
    return result


def _frame(system: System) -> System:
    return System.WGS84 if system == System.CGCS2000 else system


Step = Callable[[Points], Points]


def _to_wgs84(source: System) -> tuple[Step, ...]:
    return {System.GCJ02: (_gcj02_to_wgs84,), System.BD09: (_bd09_to_gcj02, _gcj02_to_wgs84)}.get(source, ())


def _from_wgs84(target: System) -> tuple[Step, ...]:
    return {System.GCJ02: (_wgs84_to_gcj02,), System.BD09: (_wgs84_to_gcj02, _gcj02_to_bd09)}.get(target, ())


def _wgs84_to_gcj02(points: Points) -> Points:
    return points + _faded(points, _gcj02_shift)


def _gcj02_to_wgs84(points: Points) -> Points:
    return _undo(points, _gcj02_shift)


def _gcj02_to_bd09(points: Points) -> Points:
    return points + _faded(points, _bd09_shift)


def _bd09_to_gcj02(points: Points) -> Points:
    return _undo(points, _bd09_shift)


def _faded(points: Points, shift: Step) -> Points:
    """The shift at the points, in degrees, with the weight of the place; nothing is computed where nothing moves."""
    weight = china.weight(points)
    result = np.zeros_like(points)
    moved = np.flatnonzero(weight)
    result[moved] = shift(points[moved]) * weight[moved, None]
    return result


def _undo(points: Points, shift: Step) -> Points:
    """The points from which the shift leads here, by fixed-point iteration.

    The shift changes by at most 6 % of the way walked (the fade at the edge; 2 % inside), so each round gains a digit and
    more: 6 to 8 rounds (measured; ROUNDS at most) until nothing moves by SETTLED_DEG, 1 µm.
    """
    guess = points.copy()
    open_ = np.arange(len(points))
    for _ in range(ROUNDS):
        better = points[open_] - _faded(guess[open_], shift)
        still = (np.abs(better - guess[open_]) > SETTLED_DEG).any(axis=1)
        guess[open_] = better
        open_ = open_[still]
    return guess


def _gcj02_shift(points: Points) -> Points:
    """The published series, in metres on the ellipsoid, as degrees."""
    x, y = points[:, 0] - _CENTRE[0], points[:, 1] - _CENTRE[1]
    root = np.sqrt(np.abs(x))
    ripple = (np.sin(6.0 * np.pi * x) + np.sin(2.0 * np.pi * x)) * 20.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))) * 2.0 / 3.0
    latitude = np.radians(points[:, 1])
    bend = 1.0 - _KRASOVSKY_E2 * np.sin(latitude) ** 2
    meridian_m = _KRASOVSKY_A_M * (1.0 - _KRASOVSKY_E2) / (bend * np.sqrt(bend))
    parallel_m = _KRASOVSKY_A_M / np.sqrt(bend) * np.cos(latitude)
    return np.degrees(np.column_stack((east / parallel_m, north / meridian_m)))


def _waves(value: Values, *waves: tuple[float, float]) -> Values:
    """Sines with an amplitude in metres and half a wave length in degrees each."""
    total = np.zeros_like(value)
    for amplitude, half in waves:
        total += amplitude * np.sin(value * np.pi / half)
    return total


def _bd09_shift(points: Points) -> Points:
    """Baidu's turn and stretch about the origin of degrees, and its constant step."""
    x, y = points[:, 0], points[:, 1]
    length = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_PI)
    return np.column_stack((length * np.cos(angle) + _BAIDU_LON - x, length * np.sin(angle) + _BAIDU_LAT - y))
