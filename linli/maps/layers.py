"""The things a map can show, as plain values in WGS-84 degrees; what may draw them asks for nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from shapely.geometry import MultiPolygon
from shapely.geometry import Polygon as Shape
from shapely.validation import make_valid

Position = tuple[float, float]
Ring = tuple[Position, ...]
# The outer ring first, then the holes.
Polygon = tuple[Ring, ...]


class AreaKind(StrEnum):
    """How an area is drawn."""

    WATER = "water"
    GREEN = "green"
    # Of the base map: footprints, and what everybody knows by name.
    HOUSE = "house"
    LANDMARK = "landmark"
    SUBDISTRICT = "subdistrict"
    COMPOUND = "compound"
    BUILDING = "building"
    BLOCK = "block"
    MICRO = "micro"
    DEDICATED = "dedicated"
    COMPREHENSIVE = "comprehensive"
    # What was before a change, beside what is to be.
    BEFORE = "before"


class LineKind(StrEnum):
    """How a line is drawn."""

    RIVER = "river"
    # The middle of a river that is drawn as water: nothing is seen of it but the name along it.
    COURSE = "course"
    MAIN = "main"
    STREET = "street"
    LANE = "lane"
    RAILWAY = "railway"
    METRO = "metro"
    CUT = "cut"
    # The way of a patrol from stop to stop.
    WALK = "walk"


class SpotKind(StrEnum):
    """How a point is drawn where no state gives it its shape."""

    UNIT = "unit"
    STATION = "station"


class State(StrEnum):
    """The five states; each has a shape, a word and a colour everywhere."""

    OK = "ok"
    WATCH = "watch"
    ACT = "act"
    STOP = "stop"
    NONE = "none"


Kind = AreaKind | LineKind | SpotKind

# Where two grids share a border, the thicker line is drawn over the thinner one.
GRIDS = (AreaKind.BLOCK, AreaKind.MICRO, AreaKind.DEDICATED, AreaKind.COMPREHENSIVE)
# The ground that everything else lies upon: it is seen, and cannot be chosen.
BASE = frozenset({AreaKind.WATER, AreaKind.GREEN, AreaKind.HOUSE, AreaKind.LANDMARK})
# The words of the kinds, in the order of the legend.
WORDS: dict[Kind, str | Promise] = {
    AreaKind.COMPREHENSIVE: pgettext_lazy("map", "Comprehensive grid"),
    AreaKind.DEDICATED: pgettext_lazy("map", "Dedicated grid"),
    AreaKind.MICRO: pgettext_lazy("map", "Micro-grid"),
    AreaKind.BLOCK: pgettext_lazy("map", "Block"),
    AreaKind.BUILDING: pgettext_lazy("map", "Building"),
    AreaKind.COMPOUND: pgettext_lazy("map", "Compound"),
    AreaKind.SUBDISTRICT: pgettext_lazy("map", "Subdistrict"),
    AreaKind.BEFORE: pgettext_lazy("map", "Border until now"),
    AreaKind.WATER: pgettext_lazy("map", "Water"),
    AreaKind.GREEN: pgettext_lazy("map", "Green"),
    LineKind.CUT: pgettext_lazy("map", "Line of the cut"),
    LineKind.WALK: pgettext_lazy("map", "Way of the patrol"),
    LineKind.RAILWAY: pgettext_lazy("map", "Railway"),
    LineKind.METRO: pgettext_lazy("map", "Metro"),
    LineKind.RIVER: pgettext_lazy("map", "River"),
    LineKind.MAIN: pgettext_lazy("map", "Main street"),
    LineKind.STREET: pgettext_lazy("map", "Street"),
    LineKind.LANE: pgettext_lazy("map", "Lane"),
    SpotKind.STATION: pgettext_lazy("map", "Station"),
    SpotKind.UNIT: pgettext_lazy("map", "Unit"),
}
# Blue, green, houses and streets explain themselves.
UNNAMED: frozenset[Kind] = BASE | {LineKind.COURSE, LineKind.MAIN, LineKind.LANE}
STATE_WORDS: dict[State, str | Promise] = {
    State.OK: pgettext_lazy("map", "normal"),
    State.WATCH: pgettext_lazy("map", "to watch"),
    State.ACT: pgettext_lazy("map", "to act on"),
    State.STOP: pgettext_lazy("map", "urgent"),
    State.NONE: pgettext_lazy("map", "not known yet"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A surface with a name: a grid, a compound, water. What has no key cannot be chosen."""

    key: str
    name: str
    kind: AreaKind
    polygons: tuple[Polygon, ...]
    state: State | None = None
    # Where its name stands; found from the polygons when nobody says.
    at: Position | None = None

    @property
    def label_at(self) -> Position:
        """A point that lies within the area, also where its middle does not."""
        return self.at or representative_point(self.polygons)

    @property
    def positions(self) -> Iterator[Position]:
        """Every corner."""
        for polygon in self.polygons:
            for ring in polygon:
                yield from ring


@dataclass(frozen=True, slots=True)
class Line:
    """A river, a railway, a street."""

    name: str
    kind: LineKind
    points: Ring
    key: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with a name: a unit, a station. What has no key cannot be chosen."""

    key: str
    name: str
    at: Position
    kind: SpotKind = SpotKind.UNIT
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """West, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.west, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything on one map."""

    areas: tuple[Area, ...] = ()
    lines: tuple[Line, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def bounds(self) -> Bounds | None:
        """What the map must show at first: areas and points; the base map may run on outside. None where there is nothing."""
        inner = [each for area in self.areas if area.kind not in BASE for each in area.positions]
        inner += [spot.at for spot in self.spots if spot.key]
        found = inner or [each for line in self.lines for each in line.points] or [each for area in self.areas for each in area.positions]
        if not found:
            return None
        lons, lats = zip(*found, strict=True)
        return Bounds(min(lons), min(lats), max(lons), max(lats))

    def upon(self, base: "Layers") -> "Layers":
        """The same with a base map beneath."""
        return Layers(base.areas + self.areas, base.lines + self.lines, base.spots + self.spots)

    @property
    def legend(self) -> list["LegendLine"]:
        """The signs that stand on this map: first the kinds, then the states with how many bear each."""
        shown: set[Kind] = {*(area.kind for area in self.areas), *(line.kind for line in self.lines)}
        shown |= {spot.kind for spot in self.spots if not spot.state}
        kinds = [LegendLine(sign=kind, word=word) for kind, word in WORDS.items() if kind in shown and kind not in UNNAMED]
        borne = [*(area.state for area in self.areas), *(spot.state for spot in self.spots)]
        counts = {state: borne.count(state) for state in State if state in borne}
        return kinds + [LegendLine(sign=state, word=STATE_WORDS[state], count=count) for state, count in counts.items()]


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One sign of the map with its word; a state says besides how many bear it."""

    sign: Kind | State
    word: str | Promise
    count: int | None = None

    @property
    def is_state(self) -> bool:
        """Whether the sign is one of the five shapes."""
        return isinstance(self.sign, State)


def moved(layers: Layers, move: Callable[[Sequence[Position]], Sequence[Position]]) -> Layers:
    """The same layers elsewhere: every position of them handed to `move` in one go, for that is cheap on arrays."""
    old = [at for area in layers.areas for at in (*area.positions, area.label_at)]
    old += [at for line in layers.lines for at in line.points] + [spot.at for spot in layers.spots]
    new = iter(move(old))

    def polygon(rings: Polygon) -> Polygon:
        return tuple(tuple(next(new) for _ in ring) for ring in rings)

    # In the order in which they were collected: the corners of an area first, then the place of its name.
    areas = tuple(replace(area, polygons=tuple(map(polygon, area.polygons)), at=next(new)) for area in layers.areas)
    lines = tuple(replace(line, points=tuple(next(new) for _ in line.points)) for line in layers.lines)
    return Layers(areas=areas, lines=lines, spots=tuple(replace(spot, at=next(new)) for spot in layers.spots))


def polygons_of(coordinates: Sequence[Any]) -> tuple[Polygon, ...]:
    """The polygons of GeoJSON coordinates: a list of rings (Polygon) or a list of those (MultiPolygon)."""
    if not coordinates:
        return ()
    # A position is [lon, lat]: three lists deep is a Polygon, four a MultiPolygon.
    is_many = isinstance(coordinates[0][0][0], (list, tuple))
    return tuple(_polygon(each) for each in (coordinates if is_many else [coordinates]))


def _polygon(rings: Sequence[Any]) -> Polygon:
    return tuple(tuple((float(position[0]), float(position[1])) for position in ring) for ring in rings)


def representative_point(polygons: tuple[Polygon, ...]) -> Position:
    """A point within the largest of the polygons, broken ones repaired first."""
    shapes = [Shape(polygon[0], polygon[1:]) for polygon in polygons if polygon and len(polygon[0]) > 3]
    if not shapes:
        return polygons[0][0][0]
    valid = make_valid(MultiPolygon(shapes) if len(shapes) > 1 else shapes[0])
    largest = max(getattr(valid, "geoms", [valid]), key=lambda shape: shape.area)
    point = largest.representative_point()
    return (point.x, point.y)
