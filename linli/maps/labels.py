"""The names on a drawn map: the weighty ones first, none upon another, none where it does not fit."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.maps.layers import Area, AreaKind, Layers, LineKind, Position, SpotKind
from linli.maps.legend import LAST_NARROW, length_of

Place = tuple[float, float]

STEEP = 55
# Names of comprehensive grids, of dedicated ones, of micro-grids, of what is smaller, of water.
LABEL_PX = {"m-gc": 17, "m-gl": 14, "m-gm": 14, "m-lbl": 12, "m-wl": 12, "m-stop": 12}
STYLES = {AreaKind.COMPREHENSIVE: "m-gc", AreaKind.DEDICATED: "m-gl", AreaKind.MICRO: "m-gm", AreaKind.WATER: "m-wl"}
# What carries the names of a map; blocks, compounds and buildings say theirs from near by, or where they stand alone.
MAJOR = (AreaKind.COMPREHENSIVE, AreaKind.DEDICATED, AreaKind.MICRO)
MINOR = (AreaKind.BLOCK, AreaKind.COMPOUND, AreaKind.BUILDING)
# The base map's own names are written where there is room within the shape.
SMALL = (AreaKind.WATER, AreaKind.LANDMARK, AreaKind.GREEN)
# From here on one looks at a single grid and its streets.
NEAR_M = 1.45
WAYS = {
    LineKind.RIVER: "m-wl",
    LineKind.COURSE: "m-wl",
    LineKind.RAILWAY: "m-lbl",
    LineKind.MAIN: "m-lbl",
    LineKind.STREET: "m-lbl",
    LineKind.METRO: "m-lbl",
    LineKind.LANE: "m-lbl",
}
# Where along a way its name may stand.
SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)
STEPS = (0, -1, 1, -2, 2)
# Few points push the names aside; among thousands the names of the grids must stay.
MANY_SPOTS, SPOT_RADIUS = 200, 8


@dataclass(slots=True)
class Labels:
    """Names that do not stand upon each other, nor beyond the edge: who comes first stays."""

    frame: tuple[float, float]
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    drawn: list[SafeString] = field(default_factory=list)

    def keep_free(self, at: Place, radius: float) -> None:
        """Let no words stand here."""
        self.taken.append((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))

    def put(self, words: str, style: str, places: Iterable[tuple[Place, float]]) -> None:
        """Write these words at the first of the places, each with its lean, where there is room; otherwise leave them out."""
        for at, turned in places:
            wide, high = extent_of(words, style, turned)
            if words and self._is_free(at, wide, high):
                self.taken.append((at[0] - wide, at[1] - high, at[0] + wide, at[1] + high))
                self.drawn.append(_written(words, at, style, turned))
                return

    def _is_free(self, at: Place, wide: float, high: float) -> bool:
        left, top, right, bottom = at[0] - wide, at[1] - high, at[0] + wide, at[1] + high
        if left < 0 or top < 0 or right > self.frame[0] or bottom > self.frame[1]:
            return False
        return not any(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in self.taken)


def extent_of(words: str, style: str, turned: float) -> tuple[float, float]:
    """Half the width and half the height that the words take."""
    size = LABEL_PX[style]
    half = length_of(words, size) / 2 + 2
    lean = 1.0 if is_stacked(words, turned) else abs(math.sin(math.radians(turned)))
    return half * (1 - lean) + size * 0.7 * lean, size * 0.7 * (1 - lean) + half * lean * 1.15


def is_stacked(words: str, turned: float) -> bool:
    """Whether these are Chinese words along a street that runs north: letter below letter, upright."""
    return abs(turned) > STEEP and min(map(ord, words), default=0) > LAST_NARROW


def _written(words: str, at: Place, style: str, turned: float) -> SafeString:
    if style == "m-stop":
        return _boxed(words, at)
    if is_stacked(words, turned):
        # In em, so that a style sheet may enlarge the letters on a phone.
        steps = (-1.15 * (len(words) - 1) / 2, *(1.15 for _ in words[1:]))
        letters = ((at[0], round(step, 3), letter) for step, letter in zip(steps, words, strict=True))
        drawn = format_html_join("", '<tspan x="{}" dy="{}em">{}</tspan>', letters)
        return format_html('<text class="{} m-halo" x="{}" y="{}">{}</text>', style, *at, drawn)
    turn = f" rotate({turned:.0f})" if round(turned) else ""
    return format_html('<text class="{} m-halo" transform="translate({} {}){}">{}</text>', style, *at, turn, words)


def _boxed(words: str, at: Place) -> SafeString:
    half = round(length_of(words, LABEL_PX["m-stop"]) / 2 + 6, 1)
    box = format_html('<rect class="m-stop-box" x="{}" y="-10" width="{}" height="20" rx="4"/>', -half, 2 * half)
    return format_html('<g transform="translate({} {})">{}<text class="m-stop">{}</text></g>', *at, box, words)


def labels(layers: Layers, place: Callable[[Position], Place], frame: tuple[float, float], metres: float, selected: str) -> Labels:
    """All names of a map, whose units are so many `metres` long, within its frame."""
    found = Labels(frame)
    _grids(found, layers, place, selected, is_near=metres <= NEAR_M)
    _spots(found, layers, place, selected)
    for area in (each for kind in SMALL for each in layers.areas if each.kind is kind and each.name):
        style = STYLES.get(area.kind, "m-lbl")
        if _fits(area, place, extent_of(area.name, style, 0)):
            found.put(area.name, style, [(place(area.label_at), 0)])
    for line in (each for kind in WAYS for each in layers.lines if each.kind is kind and each.name):
        style = WAYS[line.kind]
        length = length_of(line.name, LABEL_PX[style])
        found.put(line.name, style, along([place(point) for point in line.points], length, frame))
    return found


def _grids(found: Labels, layers: Layers, place: Callable[[Position], Place], selected: str, *, is_near: bool) -> None:
    if len(layers.spots) <= MANY_SPOTS:
        for spot in layers.spots:
            found.keep_free(place(spot.at), SPOT_RADIUS)
    for area in _named(layers.areas, selected, is_near=is_near):
        style = STYLES.get(area.kind, "m-lbl")
        found.put(area.name, style, _around(place(area.label_at), LABEL_PX[style]))


def _spots(found: Labels, layers: Layers, place: Callable[[Position], Place], selected: str) -> None:
    for spot in layers.spots:
        if spot.kind is SpotKind.STATION or (spot.key and spot.key == selected):
            x, y = place(spot.at)
            style = "m-lbl" if spot.key else "m-stop"
            found.put(spot.name, style, (((x, y - 19), 0), ((x, y + 19), 0)))


def _named(areas: Sequence[Area], selected: str, *, is_near: bool) -> list[Area]:
    kinds = MAJOR + MINOR if is_near or not any(area.kind in MAJOR for area in areas) else MAJOR
    shown = [area for area in areas if area.kind in kinds or (area.key and area.key == selected and area.kind in MINOR)]
    return sorted(shown, key=lambda area: (area.key != selected, (MAJOR + MINOR).index(area.kind)))


def _around(at: Place, size: float) -> Iterator[tuple[Place, float]]:
    return (((at[0], round(at[1] + step * size, 1)), 0.0) for step in STEPS)


def _fits(area: Area, place: Callable[[Position], Place], half: tuple[float, float]) -> bool:
    places = [place(position) for position in area.positions]
    wide, high = (max(at[axis] for at in places) - min(at[axis] for at in places) for axis in (0, 1))
    return wide >= 2 * half[0] and high >= 2 * half[1]


def along(points: Sequence[Place], length: float, frame: tuple[float, float]) -> Iterator[tuple[Place, float]]:
    """Where words of this length may stand upon a way, with their lean; nowhere where the way is shorter than the words."""
    for piece in _pieces(points, frame):
        walked = [0.0, *accumulate(math.dist(*step) for step in pairwise(piece))]
        for share in SHARES if walked[-1] >= length else ():
            middle = walked[-1] * share
            if middle - length / 2 >= 0 and middle + length / 2 <= walked[-1]:
                (x1, y1), (x2, y2) = (_walked_to(piece, walked, middle + side * length / 2) for side in (-1, 1))
                turned = math.degrees(math.atan2(y2 - y1, x2 - x1))
                # Words never stand on their heads.
                yield (round((x1 + x2) / 2, 1), round((y1 + y2) / 2, 1)), (turned + 90) % 180 - 90


def _pieces(points: Sequence[Place], frame: tuple[float, float]) -> Iterator[list[Place]]:
    """The pieces of a way that lie in the picture, cut where they leave it."""
    piece: list[Place] = []
    for start, end in pairwise(points):
        inside = clipped(start, end, frame)
        if inside is None or (piece and inside[0] != piece[-1]):
            yield from [piece] if piece else []
            piece = []
        if inside is not None:
            piece = [*(piece or inside[:1]), inside[1]]
    yield from [piece] if piece else []


def clipped(start: Place, end: Place, frame: tuple[float, float]) -> tuple[Place, Place] | None:
    """What of a straight piece lies in the frame (Liang and Barsky, 1984); None where nothing does."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        for towards, room in ((-step, start[axis]), (step, frame[axis] - start[axis])):
            if towards == 0 and room < 0:
                return None
            if towards < 0:
                first = max(first, room / towards)
            elif towards > 0:
                last = min(last, room / towards)
    if first >= last:
        return None
    ends = [(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in (first, last)]
    # What is not cut stays the very same point: the pieces of one way are joined by it.
    return (start if first == 0.0 else ends[0]), (end if last == 1.0 else ends[1])


def _walked_to(piece: Sequence[Place], walked: Sequence[float], length: float) -> Place:
    step = next((step for step in range(1, len(walked)) if walked[step] >= length), len(walked) - 1)
    before, after = walked[step - 1], walked[step]
    share = (length - before) / (after - before) if after > before else 0.0
    (x1, y1), (x2, y2) = piece[step - 1], piece[step]
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
