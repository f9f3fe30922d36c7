"""A map as one SVG, drawn on the server: without a script, without WebGL, on paper and on the public pages."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.maps.labels import labels
from linli.maps.layers import GRIDS, Area, AreaKind, Bounds, Layers, Line, LineKind, Position, Spot
from linli.maps.legend import SHAPES, legend

WIDTH = 800
MARGIN = 28
# Flatter or higher than this, and a map is no use on a page.
FLATTEST, HIGHEST = 0.5, 1.15
NATURE = (AreaKind.GREEN, AreaKind.WATER)
HOUSES = (AreaKind.COMPOUND, AreaKind.LANDMARK, AreaKind.HOUSE, AreaKind.BUILDING)
OVER = (AreaKind.COMPOUND, AreaKind.BEFORE, *GRIDS, AreaKind.SUBDISTRICT)
STREETS = (LineKind.LANE, LineKind.STREET, LineKind.MAIN)
# A railway is often a border: it lies above the border's band.
RAISED = (LineKind.RAILWAY, LineKind.METRO, LineKind.CUT, LineKind.WALK)
# How broad a street is on the ground, and how thin it may become in the picture.
BREADTH: dict[LineKind, tuple[float, float]] = {LineKind.LANE: (6, 2.2), LineKind.STREET: (10, 3.2), LineKind.MAIN: (17, 5)}
KERB = 1.2
METRES_PER_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Fit:
    """From degrees to the picture's own units: equirectangular, so that a metre is as long to the east as to the north."""

    bounds: Bounds
    width: int
    height: int

    @classmethod
    def of(cls, bounds: Bounds, width: int) -> "Fit":
        """As high as the land is, within reason."""
        across, up = cls._size(bounds)
        inner = width - 2 * MARGIN
        high = inner * (up / across) if across else inner
        return cls(bounds, width, round(min(max(high + 2 * MARGIN, width * FLATTEST), width * HIGHEST)))

    @staticmethod
    def _size(bounds: Bounds) -> tuple[float, float]:
        return (bounds.east - bounds.west) * math.cos(math.radians((bounds.south + bounds.north) / 2)), bounds.north - bounds.south

    @property
    def scale(self) -> float:
        """Units for one degree of latitude."""
        across, up = self._size(self.bounds)
        ways = [room / size for room, size in ((self.width - 2 * MARGIN, across), (self.height - 2 * MARGIN, up)) if size]
        # A single point has no size: show a quarter of a kilometre around it.
        return min(ways) if ways else self.width / 0.005

    @property
    def metres(self) -> float:
        """How many metres one unit of the picture is long."""
        return METRES_PER_DEGREE / self.scale

    def shows(self, points: Iterable[Position]) -> bool:
        """Whether the box around these points reaches into the picture."""
        places = [self.at(point) for point in points]
        sides = ((0, self.width), (1, self.height))
        return bool(places) and all(max(at[axis] for at in places) > 0 and min(at[axis] for at in places) < far for axis, far in sides)

    def at(self, position: Position) -> tuple[float, float]:
        """Where this place lies in the picture."""
        west, south, east, north = self.bounds
        along = (position[0] - (west + east) / 2) * math.cos(math.radians((south + north) / 2))
        return round(self.width / 2 + along * self.scale, 1), round(self.height / 2 - (position[1] - (south + north) / 2) * self.scale, 1)

    def path(self, points: Iterable[Position], *, is_closed: bool = False) -> str:
        """The points as the d of a path."""
        drawn = " ".join(f"{x:g} {y:g}" for x, y in map(self.at, points))
        return f"M{drawn}{'Z' if is_closed else ''}"

    def surface(self, area: Area) -> str:
        """All rings of an area; holes stay empty by the even-odd rule."""
        return "".join(self.path(ring[:-1], is_closed=True) for polygon in area.polygons for ring in polygon)


def draw(
    layers: Layers, *, title: str, description: str, name: str = "map", selected: str = "", width: int = WIDTH, has_legend: bool = False
) -> SafeString:
    """The map as SVG, empty where there is nothing to draw.

    `name` makes its ids unique on the page; `width` is that of the picture's own units: 800 on the desk, 390 on a phone. The
    desk's pages write the legend beside the picture; paper and public pages ask for it within.
    """
    bounds = layers.bounds
    if bounds is None:
        return SafeString("")
    fit = Fit.of(bounds, width)
    layers = _within(fit, layers)
    ground = [*_ground(fit, layers, name), *_borders(fit, layers.areas, selected), *_lines(fit, layers.lines, RAISED)]
    parts = [*ground, *_spots(fit, layers.spots, selected)]
    signs, below = legend(layers.legend, fit.width, fit.height) if has_legend else (SafeString(""), 0)
    return format_html(
        '<svg class="map-svg" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc"><title id="{}-title">{}</title>'
        '<desc id="{}-desc">{}</desc>{}<rect class="m-land" width="{}" height="{}"/>{}{}{}</svg>',
        *(fit.width, fit.height + below, name, name, name, title, name, description, _hatch(name), fit.width, fit.height),
        _joined(parts),
        _joined(_labels(fit, layers, selected)),
        signs,
    )


def _hatch(name: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="m-hatch" d="M0 0V7"/></pattern></defs>',
        name,
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _within(fit: Fit, layers: Layers) -> Layers:
    """What reaches into the picture; a base map is larger than the grid that one looks at."""
    return Layers(
        tuple(area for area in layers.areas if fit.shows(area.positions)),
        tuple(line for line in layers.lines if fit.shows(line.points)),
        tuple(spot for spot in layers.spots if fit.shows([spot.at])),
    )


def _ground(fit: Fit, layers: Layers, name: str) -> Iterator[SafeString]:
    """Surfaces first, then lines upon them: the ground of the grids, the river, the streets, and the houses between them."""
    yield from _surfaces(fit, layers.areas, (AreaKind.SUBDISTRICT, *reversed(GRIDS)))
    for area in (each for each in layers.areas if each.kind is AreaKind.DEDICATED):
        hatch = '<path class="m-hatched" fill="url(#{}-hatch)" fill-rule="evenodd" d="{}"/>'
        yield format_html(hatch, name, fit.surface(area))
    yield from _surfaces(fit, layers.areas, NATURE)
    yield from _lines(fit, layers.lines, (LineKind.RIVER,))
    yield from _surfaces(fit, layers.areas, HOUSES)
    yield from _streets(fit, layers.lines)


def _surfaces(fit: Fit, areas: Iterable[Area], kinds: Iterable[AreaKind]) -> Iterator[SafeString]:
    for kind in kinds:
        for area in (each for each in areas if each.kind is kind):
            shape = f"m-fill m-{kind}{f' s-{area.state}' if area.state else ''}"
            chosen_by = format_html(' data-shape="{}"', area.key) if area.key else ""
            yield format_html('<path class="{}"{} fill-rule="evenodd" d="{}"/>', shape, chosen_by, fit.surface(area))


def _streets(fit: Fit, lines: Iterable[Line]) -> Iterator[SafeString]:
    # First all kerbs, then all streets: a crossing stays open, whichever of the two is broader.
    found = [(kind, line) for kind in STREETS for line in lines if line.kind is kind]
    for style, more in (("case", KERB), ("line", 0.0)):
        for kind, line in found:
            ground_m, least = BREADTH[kind]
            breadth = round(max(ground_m / fit.metres, least) + more, 1)
            drawn = '<path class="m-{} m-{}-{}" stroke-width="{}" d="{}"/>'
            yield format_html(drawn, style, kind, style, breadth, fit.path(line.points))


def _lines(fit: Fit, lines: Iterable[Line], kinds: Iterable[LineKind]) -> Iterator[SafeString]:
    # First all casings of a kind, then all fillings: a crossing stays open.
    for kind, style in product(kinds, ("case", "line")):
        for line in (each for each in lines if each.kind is kind):
            yield format_html('<path class="m-{} m-{}-{}" d="{}"/>', style, line.kind, style, fit.path(line.points))


def _borders(fit: Fit, areas: Iterable[Area], selected: str) -> Iterator[SafeString]:
    chosen = [area for area in areas if selected and area.key == selected]
    for kind in OVER:
        for area in (each for each in areas if each.kind is kind):
            if kind is AreaKind.COMPREHENSIVE:
                yield format_html('<path class="m-band" d="{}"/>', fit.surface(area))
            yield format_html('<path class="m-edge m-{}-edge" d="{}"/>', kind, fit.surface(area))
    for area in chosen:
        yield format_html('<path class="m-chosen" fill-rule="evenodd" d="{}"/>', fit.surface(area))


def _spots(fit: Fit, spots: Iterable[Spot], selected: str) -> Iterator[SafeString]:
    for spot in spots:
        x, y = fit.at(spot.at)
        mark = SHAPES[spot.state or spot.kind]
        ring = '<circle class="m-ring" r="13"/>' if selected and spot.key == selected else ""
        # Ring and mark come from the tables above, never from outside.
        drawn = SafeString(ring + mark)
        chosen_by = format_html(' data-shape="{}"', spot.key) if spot.key else ""
        yield format_html('<g{} transform="translate({} {})">{}</g>', chosen_by, x, y, drawn)


def _labels(fit: Fit, layers: Layers, selected: str) -> list[SafeString]:
    return labels(layers, fit.at, (fit.width, fit.height), fit.metres, selected).drawn
