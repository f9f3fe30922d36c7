"""What somebody typed or drew in the text area of a form: one corner per line, or GeoJSON."""

import json
import re
import unicodedata
from collections.abc import Sequence

from linli.geo.points import checked
from linli.geo.problems import BadCoordinates
from linli.maps.layers import Polygon, Position, Ring

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
BETWEEN = re.compile(r"[\s,;、]+")
# Seven decimals are a centimetre.
DECIMALS = 7
MOST_CORNERS = 20_000


class NotACorner(ValueError):
    """A line that is no pair of longitude and latitude; `line` counts from 1, `words` is what stands there."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"line {line} is no corner")
        self.line = line
        self.words = words[:40]


class NotALine(ValueError):
    """Fewer than two places, or GeoJSON that is no LineString."""


def as_json(text: str) -> str:
    """The outline for `linli.geo.geojson.read_geojson`: GeoJSON as it came, corners as a bare ring; '' where nothing stands.

    Raises NotACorner with the first line that cannot be read.
    """
    kept = text.strip().removeprefix("\ufeff")
    if not kept or kept[0] in "{[":
        return kept
    return json.dumps(read_corners(text))


def read_corners(text: str) -> list[Position]:
    """The corners, longitude first. Commas, spaces and tabs part the numbers, also the Chinese ones; empty lines are passed over."""
    return [corner for _, corner in _numbered(text)]


def _numbered(text: str) -> list[tuple[int, Position]]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return [(number, _corner(number, line)) for number, line in lines[:MOST_CORNERS]]


def _corner(number: int, line: str) -> Position:
    # Full-width digits and commas, as an input method leaves them, become plain ones.
    words = [word for word in BETWEEN.split(unicodedata.normalize("NFKC", line)) if word]
    if len(words) != 2 or not all(NUMBER.fullmatch(word) for word in words):
        raise NotACorner(number, line.strip())
    return float(words[0]), float(words[1])


def read_line(text: str) -> Ring:
    """The line along which something is to be cut: corners, or a GeoJSON LineString. Raises NotACorner and NotALine."""
    kept = text.strip().removeprefix("\ufeff")
    numbered = list(enumerate(_geojson_line(kept), start=1)) if kept.startswith("{") else _numbered(text)
    points = tuple(point for _, point in numbered)
    try:
        checked(points)
    except BadCoordinates as bad:
        number, (lon, lat) = numbered[bad.index or 0]
        raise NotACorner(number, f"{lon}, {lat}") from None
    if len(set(points)) < 2:
        raise NotALine
    return points


def _geojson_line(text: str) -> list[Position]:
    try:
        found = json.loads(text)
        geometry = found.get("geometry") if found.get("type") == "Feature" else found
        if geometry["type"] != "LineString":
            raise NotALine
        return [(float(lon), float(lat)) for lon, lat, *_ in geometry["coordinates"][:MOST_CORNERS]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotALine from error


def as_text(polygons: Sequence[Polygon]) -> str:
    """How an outline first stands in the text area: one corner per line where it is one ring, GeoJSON where it is more."""
    if not polygons:
        return ""
    if len(polygons) == 1 and len(polygons[0]) == 1:
        ring = polygons[0][0]
        corners = ring[:-1] if ring[0] == ring[-1] else ring
        return "\n".join(f"{_written(lon)}, {_written(lat)}" for lon, lat in corners)
    coordinates = [[[[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in ring] for ring in polygon] for polygon in polygons]
    single = {"type": "Polygon", "coordinates": coordinates[0]}
    return json.dumps(single if len(polygons) == 1 else {"type": "MultiPolygon", "coordinates": coordinates})


def _written(degrees: float) -> str:
    return f"{degrees:.{DECIMALS}f}".rstrip("0").rstrip(".")
