"""A map as one SVG, drawn on the server: without a script, without WebGL, on paper and on the public pages."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.maps.layers import GRIDS, Area, AreaKind, Bounds, Layers, Line, LineKind, Position, Spot, SpotKind
from linli.maps.legend import LAST_NARROW, SHAPES, legend, length_of

WIDTH = 800
MARGIN = 28
# Flatter or higher than this, and a map is no use on a page.
FLATTEST, HIGHEST = 0.5, 1.15
STEEP = 55
LABEL_PX = {"m-gl": 14, "m-lbl": 12, "m-wl": 12}
LABELLED_LINES = {LineKind.RIVER: "m-wl", LineKind.STREET: "m-lbl", LineKind.RAILWAY: "m-lbl", LineKind.METRO: "m-lbl"}
UNDER = (AreaKind.SUBDISTRICT, *reversed(GRIDS), AreaKind.GREEN, AreaKind.WATER, AreaKind.COMPOUND, AreaKind.BUILDING)
OVER = (AreaKind.COMPOUND, AreaKind.BEFORE, *GRIDS, AreaKind.SUBDISTRICT)
# Whose names are written, the most important first: where there is no room, the later ones are left out.
NAMED = (*reversed(GRIDS), AreaKind.COMPOUND, AreaKind.WATER)
# Few points push the names aside; among thousands the names of the grids must stay.
MANY_SPOTS, SPOT_RADIUS = 200, 8
# A railway is often a border: it lies above the border's band.
FLAT, RAISED = (LineKind.RIVER, LineKind.STREET), (LineKind.RAILWAY, LineKind.METRO, LineKind.CUT)


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


@dataclass(slots=True)
class Labels:
    """Names that do not stand upon each other: who comes first stays."""

    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    drawn: list[SafeString] = field(default_factory=list)

    def keep_free(self, at: tuple[float, float], radius: float) -> None:
        """Let no words stand here."""
        self.taken.append((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))

    def put(self, words: str, at: tuple[float, float], style: str, *, turned: float = 0, steps: Iterable[int] = (0,)) -> None:
        """Write these words around this point, or as many steps below it as there is room; otherwise leave them out."""
        size = LABEL_PX[style]
        half = length_of(words, size) / 2 + 2
        is_stacked = abs(turned) > STEEP and min(map(ord, words), default=0) > LAST_NARROW
        lean = 1.0 if is_stacked else abs(math.sin(math.radians(turned)))
        wide, high = half * (1 - lean) + size * 0.7 * lean, size * 0.7 * (1 - lean) + half * lean * 1.15
        places = ((at[0], round(at[1] + step * size, 1)) for step in steps)
        free = next((place for place in places if words and self._is_free(place, wide, high)), None)
        if free is None:
            return
        self.taken.append((free[0] - wide, free[1] - high, free[0] + wide, free[1] + high))
        self.drawn.append(_stacked(words, free, style) if is_stacked else _leaning(words, free, style, turned))

    def _is_free(self, at: tuple[float, float], wide: float, high: float) -> bool:
        left, top, right, bottom = at[0] - wide, at[1] - high, at[0] + wide, at[1] + high
        return not any(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in self.taken)


def _leaning(words: str, at: tuple[float, float], style: str, turned: float) -> SafeString:
    turn = f" rotate({turned:.0f})" if round(turned) else ""
    return format_html('<text class="{} m-halo" transform="translate({} {}){}">{}</text>', style, *at, turn, words)


def _stacked(words: str, at: tuple[float, float], style: str) -> SafeString:
    """Chinese along a street that runs north: letter below letter, upright."""
    # In em, so that a style sheet may enlarge the letters on a phone.
    steps = (-1.15 * (len(words) - 1) / 2, *(1.15 for _ in words[1:]))
    letters = ((at[0], round(step, 3), letter) for step, letter in zip(steps, words, strict=True))
    drawn = format_html_join("", '<tspan x="{}" dy="{}em">{}</tspan>', letters)
    return format_html('<text class="{} m-halo" x="{}" y="{}">{}</text>', style, *at, drawn)


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
    ground = [*_ground(fit, layers, name), *_borders(fit, layers.areas, selected), *_lines(fit, layers.lines, RAISED)]
    parts = [*ground, *_spots(fit, layers.spots, selected)]
    signs, below = legend(layers.legend, fit.width, fit.height) if has_legend else (SafeString(""), 0)
    return format_html(
        '<svg class="map-svg" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc"><title id="{}-title">{}</title>'
        '<desc id="{}-desc">{}</desc>{}<rect class="m-land" width="{}" height="{}"/>{}{}{}</svg>',
        *(fit.width, fit.height + below, name, name, name, title, name, description, _hatch(name), fit.width, fit.height),
        _joined(parts),
        _joined(_labels(fit, layers, selected).drawn),
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


def _ground(fit: Fit, layers: Layers, name: str) -> Iterator[SafeString]:
    """Surfaces first, then lines upon them."""
    for kind in UNDER:
        for area in (each for each in layers.areas if each.kind is kind):
            shape = f"m-fill m-{kind}{f' s-{area.state}' if area.state else ''}"
            yield format_html('<path class="{}" data-shape="{}" fill-rule="evenodd" d="{}"/>', shape, area.key, fit.surface(area))
    for area in (each for each in layers.areas if each.kind is AreaKind.DEDICATED):
        hatch = '<path class="m-hatched" fill="url(#{}-hatch)" fill-rule="evenodd" d="{}"/>'
        yield format_html(hatch, name, fit.surface(area))
    yield from _lines(fit, layers.lines, FLAT)


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
        yield format_html('<g data-shape="{}" transform="translate({} {})">{}</g>', spot.key, x, y, drawn)


def _labels(fit: Fit, layers: Layers, selected: str) -> Labels:
    labels = Labels()
    if len(layers.spots) <= MANY_SPOTS:
        for spot in layers.spots:
            labels.keep_free(fit.at(spot.at), SPOT_RADIUS)
    named = sorted(
        (area for area in layers.areas if area.kind in NAMED),
        key=lambda area: (area.key != selected, NAMED.index(area.kind)),
    )
    for area in named:
        style = "m-wl" if area.kind is AreaKind.WATER else "m-lbl" if area.kind is AreaKind.COMPOUND else "m-gl"
        labels.put(area.name, fit.at(area.label_at), style, steps=(0, -1, 1, -2, 2))
    for spot in layers.spots:
        x, y = fit.at(spot.at)
        if spot.kind is SpotKind.STATION or spot.key == selected:
            labels.put(spot.name, (x, y - 17), "m-lbl", steps=(0, 3))
    for line in layers.lines:
        if line.kind in LABELLED_LINES and len(line.points) > 1:
            at, turned = _middle([fit.at(point) for point in line.points])
            labels.put(line.name, at, LABELLED_LINES[line.kind], turned=turned)
    return labels


def _middle(points: list[tuple[float, float]]) -> tuple[tuple[float, float], float]:
    """The middle of the longest piece, and how it leans; words never stand on their heads."""
    (x1, y1), (x2, y2) = max(pairwise(points), key=lambda piece: math.dist(*piece))
    turned = math.degrees(math.atan2(y2 - y1, x2 - x1))
    return (round((x1 + x2) / 2, 1), round((y1 + y2) / 2, 1)), (turned + 90) % 180 - 90
