"""Reading points, lines and areas side by side from GeoJSON, as a base map has them; limits and troubles are those of borders."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

import numpy as np
import shapely

from linli.geo.coordinates import System, convert
from linli.geo.geojson import MOST_TROUBLES, Json, Limits, geometries, items_of, name_of, parsed
from linli.geo.points import Points
from linli.geo.problems import BadPolygons, Problem, Trouble
from linli.geo.rings import Mender, NotTaken, check_degrees, position_of


class Form(StrEnum):
    """What a drawing is made of."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


FORMS: Final[Mapping[str, Form]] = {
    "Point": Form.POINT,
    "MultiPoint": Form.POINT,
    "LineString": Form.LINE,
    "MultiLineString": Form.LINE,
    "Polygon": Form.AREA,
    "MultiPolygon": Form.AREA,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One feature as it came, in WGS-84; `shape` is a MultiPoint, a MultiLineString, or a valid polygon or multipolygon."""

    number: int
    name: str
    properties: Mapping[str, object]
    form: Form
    shape: shapely.Geometry


def read_drawings(text: str | bytes, *, system: System = System.WGS84, limits: Limits | None = None) -> list[Drawing]:
    """The features of a file in WGS-84, at least one. Raises BadPolygons with every trouble found (the first MOST_TROUBLES).

    Taken are what `read_geojson` takes, without bare arrays: these do not say whether they are a line or a border.
    """
    bounds = limits or Limits()
    found = list(islice(items_of(parsed(text, bounds)), bounds.features + 1))
    if len(found) > bounds.features:
        raise BadPolygons(Trouble(Problem.TOO_MANY_FEATURES, facts={"most": bounds.features}))
    if not found:
        raise BadPolygons(Trouble(Problem.NO_FEATURES))
    reader = _Reader(Mender(system, bounds.vertices), bounds.nesting)
    drawings: list[Drawing] = []
    troubles: list[Trouble] = []
    for number, (_, item) in enumerate(found, start=1):
        name, properties, geometry = _described(item)
        try:
            drawings.append(reader.drawing(number, name, properties, geometry))
        except NotTaken as not_taken:
            if not_taken.code == Problem.TOO_MANY_VERTICES:
                troubles.append(Trouble(not_taken.code, facts=not_taken.facts))
                break
            troubles.append(Trouble(not_taken.code, number, name, not_taken.facts))
    if troubles:
        raise BadPolygons(*troubles[:MOST_TROUBLES])
    return drawings


def _described(item: Json) -> tuple[str, Mapping[str, object], Json]:
    """What a feature is called, what it says of itself, and its geometry; a bare geometry says nothing."""
    if not isinstance(item, Mapping) or item.get("type") != "Feature":
        return "", {}, item
    properties = item.get("properties")
    kept: Mapping[str, object] = properties if isinstance(properties, Mapping) else {}
    return name_of(kept), kept, item.get("geometry")


@dataclass(slots=True)
class _Reader:
    """Turns the features of one file into drawings and counts their vertices together."""

    mender: Mender
    nesting: int

    def drawing(self, number: int, name: str, properties: Mapping[str, object], geometry: Json) -> Drawing:
        form, parts = self._parts(geometry)
        match form:
            case Form.AREA:
                area = self.mender.feature(number, name, properties, parts).area
                return Drawing(number, name, properties, form, area)
            case Form.LINE:
                lines = [self._line(part, place) for place, part in enumerate(parts, start=1)]
                return Drawing(number, name, properties, form, shapely.MultiLineString(lines))
            case _:
                return Drawing(number, name, properties, form, shapely.MultiPoint(self._placed(parts, 1)))

    def _parts(self, geometry: Json) -> tuple[Form, list[object]]:
        if geometry is None:
            raise NotTaken(Problem.EMPTY)
        if not isinstance(geometry, Mapping):
            raise NotTaken(Problem.NOT_GEOJSON)
        forms: set[Form] = set()
        parts: list[object] = []
        for kind, coordinates in geometries(geometry, self.nesting):
            if kind not in FORMS or not isinstance(coordinates, list):
                raise NotTaken(Problem.NOT_GEOJSON)
            forms.add(FORMS[kind])
            parts += coordinates if kind.startswith("Multi") else [coordinates]
        if not parts:
            raise NotTaken(Problem.EMPTY)
        if len(forms) > 1:
            raise NotTaken(Problem.MIXED_FORMS)
        return forms.pop(), parts

    def _line(self, part: object, number: int) -> Points:
        if not isinstance(part, list):
            raise NotTaken(Problem.NOT_GEOJSON)
        points = self._placed(part, number)
        if len(points) < 2 or not (points[1:] != points[:-1]).any():
            raise NotTaken(Problem.LINE_TOO_SHORT, line=number)
        return points

    def _placed(self, positions: list[object], number: int) -> Points:
        self.mender.count(len(positions))
        points = np.array([position_of(each, number, vertex) for vertex, each in enumerate(positions, start=1)]).reshape(-1, 2)
        if len(points):
            check_degrees(points)
        return convert(points, self.mender.system, System.WGS84)
