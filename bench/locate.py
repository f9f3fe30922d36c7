"""locate.seconds: a million points to five hundred grids, checking and everything included."""

import os
import statistics
import time
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from devtools.measure import Measurement
from linli.geo.index import GridIndex
from linli.geo.points import Points

POINTS = int(os.environ.get("LINLI_BENCH_POINTS", "1000000"))
GRIDS = 500
BAR_S = 2.0
RUNS = 5
SAMPLE = 2000
WEST, SOUTH, EAST, NORTH = 121.40, 31.20, 121.50, 31.29
BEND_DEG = 0.0002


def run() -> Iterator[Measurement]:
    """The index on all points, and the rival: every polygon asked about every point of a sample, which must agree."""
    grids, points = town(), scatter()
    index = GridIndex(grids, range(GRIDS))
    measured = [timed(index, points) for _ in range(RUNS)]
    found = index.locate(points[:SAMPLE])
    begin = time.perf_counter()
    rival = brute(grids, points[:SAMPLE])
    rival_s = (time.perf_counter() - begin) * POINTS / SAMPLE
    if not np.array_equal(found, rival):
        raise RuntimeError(f"the index and the brute force differ at {int((found != rival).sum())} of {SAMPLE} points")
    against = f"bar {BAR_S} for {POINTS} points × {GRIDS} grids of {vertices(grids)} vertices; rival (every polygon asked) {rival_s:.0f}"
    yield Measurement("locate.seconds", statistics.median(measured), "s", against)


def timed(index: GridIndex[int], points: Points) -> float:
    """Seconds for all points."""
    begin = time.perf_counter()
    index.locate(points)
    return time.perf_counter() - begin


def brute(grids: list[shapely.Polygon], points: Points) -> NDArray[np.int64]:
    """The first polygon that covers each point, asked one by one."""
    asked = [shapely.Point(x, y) for x, y in points]
    return np.array([next((number for number, grid in enumerate(grids) if grid.covers(point)), -1) for point in asked])


def town() -> list[shapely.Polygon]:
    """A town cut into GRIDS Voronoi cells whose borders bend like streets."""
    random = np.random.default_rng(20261122)
    box = shapely.box(WEST, SOUTH, EAST, NORTH)
    sites = shapely.MultiPoint(random.uniform((WEST, SOUTH), (EAST, NORTH), (GRIDS, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=box))
    return [bent(shapely.Polygon(cell)) for cell in shapely.intersection(cells, box)]


def bent(cell: shapely.Polygon) -> shapely.Polygon:
    """The cell with a vertex at least every BEND_DEG (some 20 m), moved by a wave that is the same for both neighbours."""
    return shapely.transform(shapely.segmentize(cell, BEND_DEG), lambda at: at + 0.00003 * np.sin(at[:, ::-1] * 20_000.0))


def scatter() -> Points:
    """Points over the town and a little beside it."""
    random = np.random.default_rng(1)
    return random.uniform((WEST - 0.005, SOUTH - 0.005), (EAST + 0.005, NORTH + 0.005), (POINTS, 2))


def vertices(grids: list[shapely.Polygon]) -> int:
    """All vertices together."""
    return int(shapely.get_num_coordinates(grids).sum())
