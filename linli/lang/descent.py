"""The lowest point of a smooth function by its slope: L-BFGS (Nocedal, Updating quasi-Newton matrices with limited storage, 1980)."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

# Steps that are remembered.
_REMEMBERED: Final = 8
# A step must gain at least this part of what the slope promises.
_GAIN: Final = 1e-4
_SHORTEST: Final = 1e-6


def lowest(function: Callable[[Vector], tuple[float, Vector]], begin: Vector, *, steps: int, enough: float = 1e-5) -> Vector:
    """Where `function` (value, slope) is lowest, after so many steps at most or when a step gains less than `enough` of the value."""
    place, (value, slope) = begin, function(begin)
    moved: list[tuple[Vector, Vector, float]] = []
    for _ in range(steps):
        way = -_turned(slope, moved)
        found = _step(function, place, value, way, float(np.vdot(slope, way)))
        if found is None:
            break
        length, next_value, next_slope = found
        move, change = length * way, next_slope - slope
        curve = float(np.vdot(move, change))
        if curve > 0:
            moved = [*moved[1 - _REMEMBERED :], (move, change, 1 / curve)]
        gained = value - next_value
        place, value, slope = place + move, next_value, next_slope
        if gained < enough * abs(value):
            break
    return place


def _turned(slope: Vector, moved: list[tuple[Vector, Vector, float]]) -> Vector:
    """The slope seen through what is remembered of the curvature."""
    way, shares = slope.copy(), []
    for move, change, scale in reversed(moved):
        share = scale * float(np.vdot(move, way))
        way -= np.float32(share) * change
        shares.append(share)
    if moved:
        _, change, scale = moved[-1]
        way *= np.float32(1 / (scale * float(np.vdot(change, change))))
    else:
        way /= np.float32(max(1.0, float(np.linalg.norm(slope))))
    for (move, change, scale), share in zip(moved, reversed(shares), strict=True):
        way += np.float32(share - scale * float(np.vdot(change, way))) * move
    return way


def _step(
    function: Callable[[Vector], tuple[float, Vector]], place: Vector, value: float, way: Vector, promise: float
) -> tuple[float, float, Vector] | None:
    """How far to go, and what is found there; nothing where even the shortest step gains nothing."""
    length = 1.0
    while length >= _SHORTEST:
        next_value, next_slope = function(place + np.float32(length) * way)
        if next_value <= value + _GAIN * length * promise:
            return length, next_value, next_slope
        length /= 2
    return None
