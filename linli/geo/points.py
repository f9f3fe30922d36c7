"""Points as the whole house passes them: float64 arrays of the shape (N, 2), longitude first, in degrees."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linli.geo.problems import BadCoordinates, Problem

Points = NDArray[np.float64]
Values = NDArray[np.float64]

MAX_LON, MAX_LAT = 180.0, 90.0


def checked(points: ArrayLike) -> Points:
    """The same points as a float64 array (N, 2); BadCoordinates with the first index that is not on earth."""
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadCoordinates(Problem.WRONG_SHAPE) from None
    if array.size == 0 and array.ndim <= 2:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise BadCoordinates(Problem.WRONG_SHAPE)
    _refuse_first(~np.isfinite(array), Problem.NOT_FINITE)
    _refuse_first(np.abs(array) > (MAX_LON, MAX_LAT), Problem.OUT_OF_RANGE)
    return array


def _refuse_first(is_bad: NDArray[np.bool_], code: Problem) -> None:
    bad = np.flatnonzero(is_bad)
    if len(bad):
        raise BadCoordinates(code, int(bad[0]) // 2)
