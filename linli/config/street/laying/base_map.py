"""The base map: river, railway, metro, streets, greens and houses of the plan."""

from collections.abc import Iterator
from typing import Final

import shapely

from linli.config.street.model import Ground, StreetPlan
from linli.geo.drawings import Form
from linli.kernel.actor import Actor
from linli.org.actions import base_map as actions
from linli.org.queries import base_map as queries
from linli.org.rules.base_map import Feature, FeatureKind, feature

_SOURCE: Final = "演示街道底图（虚构）"
_GREEN: Final = "park"


def lay_base_map(actor: Actor, street: StreetPlan) -> None:
    """The base map, unless somebody laid one already."""
    if queries.present(actor).version == 0:
        actions.replace(actor, features_of(street.ground), source=_SOURCE, seen=0)


def features_of(ground: Ground) -> list[Feature]:
    """Everything that is drawn beneath the grids."""
    return [*_nature(ground), *_tracks(ground), *_streets(ground), *_houses(ground)]


def _nature(ground: Ground) -> Iterator[Feature]:
    for river in ground.rivers:
        yield feature(FeatureKind.RIVER, river.name, Form.AREA, shapely.Polygon(river.water))
        yield feature(FeatureKind.RIVER, river.name, Form.LINE, _line(river.path))
    for each in ground.landmarks:
        if each.kind == _GREEN:
            yield feature(FeatureKind.GREEN, each.name, Form.AREA, shapely.Polygon(each.outline))


def _tracks(ground: Ground) -> Iterator[Feature]:
    for railway in ground.railways:
        yield feature(FeatureKind.RAILWAY, railway.name, Form.LINE, _line(railway.path))
    for metro in ground.metros:
        yield feature(FeatureKind.METRO, metro.name, Form.LINE, _line(metro.path))
        for station in metro.stations:
            yield feature(FeatureKind.STATION, station.name, Form.POINT, shapely.MultiPoint([station.at]))


def _streets(ground: Ground) -> Iterator[Feature]:
    for street in ground.streets:
        yield feature(FeatureKind.STREET, street.name, Form.LINE, _line(street.path), rank=street.breadth.value)


def _houses(ground: Ground) -> Iterator[Feature]:
    for each in ground.landmarks:
        if each.kind != _GREEN:
            yield feature(FeatureKind.LANDMARK, each.name, Form.AREA, shapely.Polygon(each.outline))
    for compound in ground.compounds:
        for building in compound.buildings:
            yield feature(FeatureKind.BUILDING, "", Form.AREA, shapely.Polygon(building.outline))
    for ring in ground.fabric:
        yield feature(FeatureKind.BUILDING, "", Form.AREA, shapely.Polygon(ring))


def _line(path: tuple[tuple[float, float], ...]) -> shapely.MultiLineString:
    return shapely.MultiLineString([path])
