"""The order in which one walks past some stops: an open path, for one need not come back to where one began."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

# More stops than anybody walks past on one day; up to here the order is found in the time of a page.
STOPS_AT_MOST: Final = 80
# So many first stops are tried; of fewer stops every one is.
_BEGINNINGS: Final = 12
# Shorter by less is noise of floating point, and would swap the same two stops for ever.
_LEAST_GAIN: Final = 1e-9

Lengths = NDArray[np.float64]


class BadLengths(ValueError):
    """What was given is no table of ways between stops."""


def shortest_walk(lengths_m: ArrayLike) -> list[int]:
    """The numbers of N stops in a short order to walk; `lengths_m` has shape (N, N), in metres, the same there and back.

    Nearest neighbour from several first stops, each path improved by 2-opt (G. A. Croes, A method for solving traveling-salesman
    problems, Operations Research 6, 1958) until no two of its steps can be exchanged for shorter ones; the shortest is given, turned so
    that it begins at the end with the lower number. Never longer than any of the nearest-neighbour paths it began with, and so the best
    of all of these for up to 12 stops. Raises BadLengths.
    """
    lengths = checked(lengths_m)
    count = len(lengths)
    if count < 2:
        return list(range(count))
    beginnings = range(count) if count <= _BEGINNINGS else np.linspace(0, count - 1, _BEGINNINGS).astype(int).tolist()
    paths = [uncrossed(lengths, nearest_next(lengths, first)) for first in beginnings]
    best = min(paths, key=lambda path: (round(walk_length_m(lengths, path), 6), path))
    return best if best[0] < best[-1] else best[::-1]


def nearest_next(lengths: Lengths, first: int) -> list[int]:
    """From the first stop always to the nearest that is left; of two as near the one with the lower number. Shape (N, N), metres."""
    left = np.ones(len(lengths), dtype=bool)
    path = [first]
    left[first] = False
    while len(path) < len(lengths):
        following = int(np.argmin(np.where(left, lengths[path[-1]], np.inf)))
        path.append(following)
        left[following] = False
    return path


def uncrossed(lengths: Lengths, path: Sequence[int]) -> list[int]:
    """The path after every exchange of two steps that makes it shorter, the best first; its ends may change too. Shape (N, N), metres."""
    # A stop that is nowhere closes the path to a ring: turning a stretch at an end is then like any other exchange.
    count = len(lengths)
    ring_lengths = np.zeros((count + 1, count + 1))
    ring_lengths[:count, :count] = lengths
    ring = np.array([*path, count])
    following = np.roll(np.arange(count + 1), -1)
    while True:
        here, there = ring, ring[following]
        steps = ring_lengths[here, there]
        gains = steps[:, None] + steps[None, :] - ring_lengths[np.ix_(here, here)] - ring_lengths[np.ix_(there, there)]
        # Each pair of steps once, and none with itself or its neighbour: there is nothing to exchange.
        possible = np.triu(gains, 2)
        one, other = divmod(int(np.argmax(possible)), count + 1)
        if possible[one, other] <= _LEAST_GAIN:
            break
        ring[one + 1 : other + 1] = ring[one + 1 : other + 1][::-1]
    nowhere = int(np.argmax(ring == count))
    return [int(stop) for stop in (*ring[nowhere + 1 :], *ring[:nowhere])]


def walk_length_m(lengths_m: ArrayLike, path: Sequence[int]) -> float:
    """How long it is to walk from stop to stop in that order; shape (N, N), metres."""
    lengths = np.asarray(lengths_m, dtype=np.float64)
    return float(lengths[path[:-1], path[1:]].sum()) if len(path) > 1 else 0.0


def checked(lengths_m: ArrayLike) -> Lengths:
    """The table as numbers, (N, N); BadLengths where it is no such table."""
    lengths = np.asarray(lengths_m, dtype=np.float64)
    if lengths.size == 0:
        return np.zeros((0, 0))
    if lengths.ndim != 2 or lengths.shape[0] != lengths.shape[1] or len(lengths) > STOPS_AT_MOST:
        raise BadLengths(f"shape {lengths.shape}: (N, N) with N ≤ {STOPS_AT_MOST} is wanted")
    if not np.isfinite(lengths).all() or (lengths < 0).any() or not np.allclose(lengths, lengths.T):
        raise BadLengths("ways are finite, at least 0, and as long back as there")
    return lengths
