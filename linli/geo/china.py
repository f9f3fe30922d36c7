"""Where the Chinese map systems shift coordinates at all.

A coarse outline of the land and sea that Chinese maps show, drawn outside the land border by some 30 km (100 km where a
neighbour's tip reaches in), so that no Chinese address falls outside. Published converters use the rectangle 72.004–137.8347 E,
0.8293–55.8271 N instead, which also moves Seoul, Ulaanbaatar, Hanoi and Singapore. It says nothing about borders.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.geo.points import Points, Values

FADE_DEG = 0.3

_NORTH = (
    (73.0, 39.2), (73.2, 40.0), (74.6, 40.9), (76.2, 41.0), (77.8, 41.5), (79.7, 42.4), (79.8, 43.3), (79.9, 44.0), (79.4, 45.2),
    (81.5, 45.7), (81.9, 46.2), (82.6, 47.5), (84.8, 47.4), (85.1, 48.1), (85.3, 48.8), (86.5, 49.0), (86.6, 49.5), (87.9, 49.6),
    (88.6, 48.9), (90.3, 48.3), (91.4, 47.0), (91.4, 45.6), (93.6, 45.4), (95.8, 44.7), (95.9, 44.2), (96.7, 43.2), (99.5, 43.0),
    (101.9, 42.95), (103.5, 42.35), (105.0, 42.05), (106.6, 42.75), (109.2, 42.9), (110.1, 43.1), (111.2, 43.8), (110.9, 44.5),
    (111.5, 45.5), (113.6, 45.25), (115.4, 45.85), (116.0, 46.7), (117.2, 47.1), (115.4, 47.4), (115.0, 48.2), (115.6, 49.1),
    (116.4, 50.2), (118.8, 50.7), (119.5, 51.8), (120.1, 52.3), (119.6, 52.8), (120.9, 53.6), (123.5, 53.95), (125.8, 53.4),
)  # fmt: skip
_EAST = (
    (126.5, 52.7), (127.4, 51.5), (128.0, 50.4), (129.0, 50.0), (130.9, 49.3), (131.4, 48.2), (132.5, 48.1), (133.0, 48.5),
    (134.7, 48.8), (135.4, 48.5), (135.2, 47.7), (134.5, 46.9), (133.9, 45.8), (133.3, 44.7), (132.1, 44.9), (131.65, 44.2),
    (131.6, 43.4), (131.0, 42.9), (130.95, 42.3), (130.6, 42.1), (129.8, 42.0), (128.9, 41.7), (128.4, 41.3), (127.0, 41.4),
    (126.2, 40.7), (125.0, 40.1), (124.5, 39.6), (123.6, 37.5), (123.8, 33.0), (124.0, 30.0), (125.0, 26.3), (124.9, 25.5),
    (122.6, 24.9), (122.2, 23.0), (121.9, 21.7), (120.6, 21.4), (119.6, 19.0), (118.9, 15.5), (118.2, 13.0), (116.9, 9.0),
)  # fmt: skip
_SOUTH = (
    (113.0, 3.6), (111.6, 3.2), (108.9, 6.5), (110.2, 11.0), (110.0, 16.5), (108.1, 18.3), (107.9, 20.3), (107.6, 21.2),
    (106.4, 21.7), (106.2, 22.5), (105.3, 22.8), (104.6, 22.5), (103.9, 22.2), (102.0, 22.0), (102.1, 21.0), (101.0, 20.9),
    (100.0, 21.2), (98.9, 21.9), (98.9, 22.7), (98.4, 23.4), (97.3, 23.6), (97.2, 24.8), (97.9, 25.8), (98.3, 26.6), (98.0, 27.2),
    (97.2, 27.3), (96.9, 26.9), (95.2, 26.4), (92.0, 26.5), (91.3, 26.9), (91.3, 27.5), (90.3, 27.9), (89.4, 27.95), (89.2, 27.1),
    (88.7, 27.05), (88.5, 27.7), (87.0, 27.6), (85.7, 27.9), (85.1, 28.3), (84.0, 28.8), (82.0, 29.8), (81.0, 29.9), (80.2, 30.3),
    (79.0, 30.8), (78.2, 31.5), (78.1, 32.4), (78.4, 33.0), (78.3, 34.1), (77.4, 35.0), (76.0, 35.5), (75.4, 36.4), (74.3, 36.8),
    (74.0, 37.3), (73.2, 38.4),
)  # fmt: skip


def _outline() -> shapely.Polygon:
    outline = shapely.Polygon(_NORTH + _EAST + _SOUTH)
    shapely.prepare(outline)
    # The first question builds the locator; asked here, several threads only read it later.
    shapely.contains_xy(outline, 110.0, 35.0)
    return outline


OUTLINE = _outline()


def weight(points: Points) -> Values:
    """How much of the shift applies at WGS-84 points (N, 2): 1 inside the outline, 0 beyond FADE_DEG outside it, linear between.

    The fade keeps the conversion continuous and one-to-one: with a hard edge two places would share one shifted point,
    and no inverse could be right for both.
    """
    result = np.zeros(len(points))
    west, south, east, north = OUTLINE.bounds
    near = np.flatnonzero(
        (points[:, 0] > west - FADE_DEG)
        & (points[:, 0] < east + FADE_DEG)
        & (points[:, 1] > south - FADE_DEG)
        & (points[:, 1] < north + FADE_DEG)
    )
    is_inside: NDArray[np.bool_] = shapely.contains_xy(OUTLINE, points[near, 0], points[near, 1])
    result[near[is_inside]] = 1.0
    beside = near[~is_inside]
    if len(beside):
        away = shapely.distance(OUTLINE, shapely.points(points[beside]))
        result[beside] = np.clip(1.0 - away / FADE_DEG, 0.0, 1.0)
    return result
