"""Reading polygons from GeoJSON as people send it: what can be put right is put right and told, the rest is refused whole."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from linli.geo.coordinates import System
from linli.geo.problems import BadPolygons, Problem, Trouble
from linli.geo.rings import Feature, Mender, NotTaken

MOST_TROUBLES = 50
NAMES = ("name", "名称", "网格名称", "网格名", "NAME", "Name", "title", "标题", "code", "编码", "网格编码", "id", "ID")
POLYGONAL = ("Polygon", "MultiPolygon")
HALF_A_CHARACTER = "\\ud"

Json: TypeAlias = object
Object: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most."""

    size_bytes: int = 20_000_000
    features: int = 5_000
    vertices: int = 500_000
    nesting: int = 16


@dataclass(frozen=True, slots=True)
class _Found:
    """One thing that claims to be an area: its polygons as nested arrays, or why it is none."""

    number: int
    name: str
    properties: Object
    polygons: list[Json] = field(default_factory=list)
    trouble: Problem | None = None
    kind: str = ""


def read_geojson(text: str | bytes, *, system: System = System.WGS84, limits: Limits | None = None) -> list[Feature]:
    """The areas of a file in WGS-84, at least one. Raises BadPolygons with every trouble found (the first MOST_TROUBLES).

    Taken are a FeatureCollection, a Feature, a geometry, a list of them, and an object of arrays (name → ring, polygon or
    list of features). A bytes file may be UTF-8, UTF-16 or GB 18030.
    """
    bounds = limits or Limits()
    found = list(islice(_features(parsed(text, bounds), bounds), bounds.features + 1))
    if len(found) > bounds.features:
        raise BadPolygons(Trouble(Problem.TOO_MANY_FEATURES, facts={"most": bounds.features}))
    if not found:
        raise BadPolygons(Trouble(Problem.NO_POLYGONS))
    mender = Mender(system, bounds.vertices)
    features: list[Feature] = []
    troubles: list[Trouble] = []
    for each in found:
        taken = _taken(mender, each)
        if isinstance(taken, Feature):
            features.append(taken)
        else:
            troubles.append(taken)
        if taken == Trouble(Problem.TOO_MANY_VERTICES, facts={"most": bounds.vertices}):
            break
    if troubles:
        raise BadPolygons(*troubles[:MOST_TROUBLES])
    return features


def _taken(mender: Mender, found: _Found) -> Feature | Trouble:
    if found.trouble:
        return Trouble(found.trouble, found.number, found.name, {"kind": found.kind} if found.kind else {})
    try:
        return mender.feature(found.number, found.name, found.properties, found.polygons)
    except NotTaken as not_taken:
        if not_taken.code == Problem.TOO_MANY_VERTICES:
            return Trouble(not_taken.code, facts=not_taken.facts)
        return Trouble(not_taken.code, found.number, found.name, not_taken.facts)


def parsed(text: str | bytes, limits: Limits) -> Json:
    """What the JSON says; BadPolygons where it is none, or too large or too deep."""
    size_bytes = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
    if size_bytes > limits.size_bytes:
        raise BadPolygons(Trouble(Problem.TOO_LARGE, facts={"bytes": size_bytes, "most": limits.size_bytes}))
    plain = _decoded(text) if isinstance(text, bytes) else text.removeprefix("\ufeff")
    try:
        document: Json = json.loads(plain)
        if HALF_A_CHARACTER in plain.casefold():
            # Half of a pair of escapes can be parsed, but neither shown nor stored; like this it becomes a question mark.
            document = json.loads(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        raise BadPolygons(Trouble(Problem.NOT_JSON, facts={"line": error.lineno, "column": error.colno})) from None
    except RecursionError:
        raise BadPolygons(Trouble(Problem.TOO_DEEP, facts={"most": limits.nesting})) from None
    except ValueError:
        # Python refuses whole numbers of more than 4,300 digits.
        raise BadPolygons(Trouble(Problem.NOT_A_NUMBER)) from None
    return document


def _decoded(raw: bytes) -> str:
    encodings = ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadPolygons(Trouble(Problem.NOT_TEXT))


def _features(document: Json, limits: Limits) -> Iterator[_Found]:
    """Everything in the document that is or should be an area, numbered from 1."""
    for number, (name, item) in enumerate(items_of(document), start=1):
        yield _one(number, name, item, limits)


def items_of(document: Json) -> Iterator[tuple[str, Json]]:
    """The features, geometries or arrays of a document, each with the name that its container gives it."""
    if isinstance(document, list):
        yield from (("", item) for item in document)
    elif not isinstance(document, Mapping):
        raise BadPolygons(Trouble(Problem.NOT_GEOJSON))
    elif document.get("type") == "FeatureCollection" or isinstance(document.get("features"), list):
        features = document.get("features")
        if not isinstance(features, list):
            raise BadPolygons(Trouble(Problem.NOT_GEOJSON))
        yield from (("", item) for item in features)
    elif isinstance(document.get("type"), str):
        yield "", document
    else:
        yield from _arrays(document)


def _arrays(document: Object) -> Iterator[tuple[str, Json]]:
    """An object of arrays: lists of features under any key, or rings and polygons under their names."""
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            yield from (("", item) for item in value)
        elif isinstance(value, list) and _depth(value) >= 2:
            yield key, value


def _one(number: int, name: str, item: Json, limits: Limits) -> _Found:
    if isinstance(item, list):
        return _bare(number, name, item)
    if not isinstance(item, Mapping):
        return _Found(number, name, {}, trouble=Problem.NOT_GEOJSON)
    if item.get("type") != "Feature":
        return _found(number, name, {}, item, limits)
    properties = item.get("properties")
    kept: Object = properties if isinstance(properties, Mapping) else {}
    called = name or name_of({"id": item.get("id"), **kept})
    return _found(number, called, kept, item.get("geometry"), limits)


def _bare(number: int, name: str, item: list[Json]) -> _Found:
    """Arrays without a word about what they are: a ring, a polygon or several polygons, by their depth."""
    wrapped: dict[int, list[Json]] = {2: [[item]], 3: [item], 4: item}
    depth = _depth(item)
    if depth not in wrapped:
        return _Found(number, name, {}, trouble=Problem.NOT_GEOJSON)
    return _Found(number, name, {}, wrapped[depth])


def _found(number: int, name: str, properties: Object, geometry: Json, limits: Limits) -> _Found:
    if geometry is None:
        return _Found(number, name, properties, trouble=Problem.EMPTY)
    if not isinstance(geometry, Mapping) or not isinstance(geometry.get("type"), str):
        return _Found(number, name, properties, trouble=Problem.NOT_GEOJSON)
    polygons: list[Json] = []
    for kind, coordinates in geometries(geometry, limits.nesting):
        if kind not in POLYGONAL:
            return _Found(number, name, properties, trouble=Problem.NOT_A_POLYGON, kind=kind)
        if not isinstance(coordinates, list):
            return _Found(number, name, properties, trouble=Problem.NOT_GEOJSON)
        polygons += coordinates if kind == "MultiPolygon" else [coordinates]
    return _Found(number, name, properties, polygons, trouble=None if polygons else Problem.EMPTY)


def geometries(geometry: Object, levels_left: int) -> Iterator[tuple[str, Json]]:
    """The simple geometries in one, collections opened."""
    inside = geometry.get("geometries")
    if geometry.get("type") != "GeometryCollection":
        yield str(geometry.get("type")), geometry.get("coordinates")
    elif not levels_left or not isinstance(inside, list) or not all(isinstance(each, Mapping) for each in inside):
        yield "GeometryCollection", None
    else:
        for each in inside:
            yield from geometries(each, levels_left - 1)


def _depth(value: Json) -> int:
    """How many lists stand in each other at the first element; 5 stands for more."""
    depth = 0
    while isinstance(value, list) and value and depth < 5:
        depth, value = depth + 1, value[0]
    return depth


def name_of(properties: Object) -> str:
    """What a thing is called, under the usual headings; empty where nobody says."""
    # Some programs write a name for each language in an object of its own; such a one names nothing here.
    found = (properties.get(key) for key in NAMES)
    return next((str(each).strip() for each in found if each is not None and each != "" and not isinstance(each, Mapping | list)), "")
