"""From arrays of numbers to one valid polygon in WGS-84, telling what was put right on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import shapely

from linli.geo import distances
from linli.geo.coordinates import System, convert
from linli.geo.points import MAX_LAT, MAX_LON, Points
from linli.geo.problems import Problem, Repair
from linli.geo.shapes import Area, parts_of, polygonal

SMALLEST_M2 = 0.01
# A border drawn by hand crosses itself now and then; untangling a scribble costs a minute a border, and means nothing.
MOST_CROSSINGS = 200
CHUNK = 256
PROJECTED_BEYOND = 1_000.0
# Where the numbers of a Chinese place lie: longitudes, latitudes.
CHINA_LON, CHINA_LAT = (73.0, 136.0), (3.0, 54.0)


@dataclass(frozen=True, slots=True)
class Repaired:
    """One thing that was put right: how often, and what it did to the area (only untangling does)."""

    kind: Repair
    count: int
    area_change_m2: float = 0.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One area as it came, valid and in WGS-84; `number` counts from 1 in the file."""

    number: int
    name: str
    properties: Mapping[str, object]
    area: Area
    repairs: tuple[Repaired, ...] = ()


class NotTaken(ValueError):
    """Why one feature cannot be an area."""

    def __init__(self, code: Problem, **facts: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(slots=True)
class Mender:
    """Turns the features of one file into areas and counts their vertices together."""

    system: System
    most_vertices: int
    seen_vertices: int = 0
    repairs: Counter[Repair] = field(default_factory=Counter)

    def feature(self, number: int, name: str, properties: Mapping[str, object], polygons: list[object]) -> Feature:
        """The feature with a valid area; NotTaken where there is none to be had."""
        self.repairs = Counter()
        raw = [self._rings(polygon) for polygon in polygons]
        everything = np.vstack(list(chain.from_iterable(raw)))
        check_degrees(everything)
        placed = [[convert(ring, self.system, System.WGS84) for ring in rings] for rings in raw]
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in placed]
        self._note_order(parts)
        area, change_m2 = self._valid(parts)
        repairs = tuple(
            Repaired(kind, count, change_m2 if kind == Repair.UNTANGLED else 0.0) for kind, count in sorted(self.repairs.items())
        )
        return Feature(number, name, dict(properties), area, repairs)

    def count(self, vertices: int) -> None:
        """So many more of the file; NotTaken where they are too many together."""
        self.seen_vertices += vertices
        if self.seen_vertices > self.most_vertices:
            raise NotTaken(Problem.TOO_MANY_VERTICES, most=self.most_vertices)

    def _rings(self, polygon: object) -> list[Points]:
        if not isinstance(polygon, list) or not polygon:
            raise NotTaken(Problem.NOT_GEOJSON)
        return [self._ring(ring, number) for number, ring in enumerate(polygon, start=1)]

    def _ring(self, ring: object, number: int) -> Points:
        """The ring closed, flat and without the same point twice running."""
        if not isinstance(ring, list):
            raise NotTaken(Problem.NOT_GEOJSON)
        self.count(len(ring))
        if any(isinstance(position, list) and len(position) > 2 for position in ring):
            self.repairs[Repair.FLATTENED] += 1
        points = np.array([position_of(position, number, vertex) for vertex, position in enumerate(ring, start=1)]).reshape(-1, 2)
        if len(points) and (points[0] != points[-1]).any():
            self.repairs[Repair.CLOSED] += 1
            points = np.vstack((points, points[:1]))
        is_new = np.flatnonzero(np.append(True, (points[1:] != points[:-1]).any(axis=1))[: len(points)])
        if len(is_new) < len(points):
            self.repairs[Repair.DUPLICATES_DROPPED] += len(points) - len(is_new)
        if len(is_new) < 4:
            raise NotTaken(Problem.RING_TOO_SHORT, ring=number)
        distinct: Points = points[is_new]
        return distinct

    def _note_order(self, parts: list[shapely.Polygon]) -> None:
        wrong = [part for part in parts if not part.exterior.is_ccw or any(hole.is_ccw for hole in part.interiors)]
        if wrong:
            self.repairs[Repair.REORIENTED] += len(wrong)

    def _valid(self, parts: list[shapely.Polygon]) -> tuple[Area, float]:
        """One valid area of all parts, and how much larger it is than the rings as drawn."""
        drawn = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        change_m2, area = 0.0, polygonal(drawn)
        if not shapely.is_valid(drawn):
            if crossings(drawn, most=MOST_CROSSINGS) > MOST_CROSSINGS:
                raise NotTaken(Problem.TANGLED, most=MOST_CROSSINGS)
            area = polygonal(shapely.make_valid(drawn, method="structure", keep_collapsed=False))
            self.repairs[Repair.UNTANGLED] += 1
            change_m2 = distances.area_m2(area) - sum(distances.area_m2(part) for part in parts)
        if distances.area_m2(area) < SMALLEST_M2:
            raise NotTaken(Problem.EMPTY)
        return polygonal(shapely.MultiPolygon([shapely.orient_polygons(part) for part in parts_of(area)])), change_m2


def crossings(drawn: Area, *, most: int) -> int:
    """How often sides of the rings cross one another; counting ends soon after `most`, whatever the rest may hold."""
    rings = [np.asarray(ring.coords) for part in parts_of(drawn) for ring in (part.exterior, *part.interiors)]
    sides = np.asarray(shapely.linestrings(np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])))
    tree, found = shapely.STRtree(sides), 0
    for begin in range(0, len(sides), CHUNK):
        # Each crossing is met from both sides.
        found += tree.query(sides[begin : begin + CHUNK], predicate="crosses").shape[1]
        if found > 2 * most:
            break
    return found // 2


def position_of(position: object, ring: int, vertex: int) -> tuple[float, float]:
    """Longitude and latitude as they stand there, heights left out; NotTaken where these are no numbers."""
    if not isinstance(position, list) or len(position) < 2:
        raise NotTaken(Problem.NOT_GEOJSON, ring=ring, vertex=vertex)
    lon, lat = (_number(part) for part in position[:2])
    if not np.isfinite(lon) or not np.isfinite(lat):
        raise NotTaken(Problem.NOT_A_NUMBER, ring=ring, vertex=vertex)
    return lon, lat


def _number(part: object) -> float:
    if isinstance(part, bool) or not isinstance(part, int | float):
        return float("nan")
    try:
        return float(part)
    except OverflowError:
        return float("nan")


def check_degrees(points: Points) -> None:
    """Refuse what is no lon/lat in degrees, saying what it looks like."""
    first, second = points[:, 0], points[:, 1]
    is_swapped = (first >= CHINA_LAT[0]) & (first <= CHINA_LAT[1]) & (second >= CHINA_LON[0]) & (second <= CHINA_LON[1])
    if is_swapped.mean() > 0.5:
        raise NotTaken(Problem.SWAPPED, first=float(first[0]), second=float(second[0]))
    is_off = (np.abs(first) > MAX_LON) | (np.abs(second) > MAX_LAT)
    if is_off.any():
        at = int(np.argmax(is_off))
        code = Problem.PROJECTED if np.abs(points[at]).max() > PROJECTED_BEYOND else Problem.OUT_OF_RANGE
        raise NotTaken(code, first=float(first[at]), second=float(second[at]))
