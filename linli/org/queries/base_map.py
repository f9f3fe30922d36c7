"""Every read of the subdistrict's own base map."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

import shapely

from linli.geo.coordinates import System, convert
from linli.geo.drawings import Form
from linli.kernel import files
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.maps.layers import Area, AreaKind, Layers, Line, LineKind, Spot, SpotKind, polygons_of
from linli.org.models import BaseFeature, BaseMap
from linli.org.queries.grids import atlas_for
from linli.org.rules.base_map import GEOMETRIES, Feature, FeatureKind, StreetRank, feature, shape_of
from linli.org.rules.permissions import Permission

MOST_KEPT: Final = 64
PURPOSE: Final = "base_map"
GROUND: Final = "ground"
AREAS: Final = {
    FeatureKind.RIVER: AreaKind.WATER,
    FeatureKind.WATER: AreaKind.WATER,
    FeatureKind.GREEN: AreaKind.GREEN,
    FeatureKind.BUILDING: AreaKind.HOUSE,
    FeatureKind.LANDMARK: AreaKind.LANDMARK,
}
LINES: Final = {FeatureKind.RIVER: LineKind.RIVER, FeatureKind.RAILWAY: LineKind.RAILWAY, FeatureKind.METRO: LineKind.METRO}
STREETS: Final = {StreetRank.MAIN.value: LineKind.MAIN, StreetRank.STREET.value: LineKind.STREET, StreetRank.LANE.value: LineKind.LANE}
BLANK: Final = Layers()


@dataclass(frozen=True, slots=True)
class Ground:
    """The base map as values: its features, and what a map draws of them."""

    features: Sequence[Feature]
    layers: Layers


_KEPT: OrderedDict[UUID, tuple[bytes, Ground]] = OrderedDict()
_TURN = Lock()


def ground_of(actor: Actor) -> OwnedQuerySet:
    """The one row that stands for the base map of the actor's subdistrict, if there is one."""
    found: OwnedQuerySet = BaseMap.objects.of(actor.subdistrict_id).filter(code=GROUND)
    return found


def base_layers(actor: Actor) -> Layers:
    """What every map of the subdistrict is drawn upon; one statement, a second one after a change.

    Rivers and streets are nobody's secret: also whoever reads a public notice sees them.
    """
    found = ground_of(actor).values_list("pk", "journal_head").first()
    return _ground_of(actor.subdistrict_id, *found).layers if found else BLANK


def _ground_of(subdistrict_id: UUID, base_map_id: UUID, head: bytes) -> Ground:
    # The end of a chain holds a random id in its hash: a write that was rolled back never has the version of one that stands.
    version = bytes(head)
    with _TURN:
        known = _KEPT.get(base_map_id)
        if known is not None and known[0] == version:
            _KEPT.move_to_end(base_map_id)
            return known[1]
    features = [_value(row) for row in BaseFeature.objects.of(subdistrict_id).filter(base_map_id=base_map_id).order_by("number")]
    made = Ground(features, layers_of(features))
    with _TURN:
        _KEPT[base_map_id] = version, made
        _KEPT.move_to_end(base_map_id)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return made


def _value(row: BaseFeature) -> Feature:
    box = (row.west, row.south, row.east, row.north)
    return Feature(FeatureKind(row.kind), row.name, Form(row.form), row.parts, box, row.rank)


def layers_of(features: Sequence[Feature]) -> Layers:
    """The features as a map draws them. A river that is also drawn as water by the same name is its name's course only."""
    watered = {each.name for each in features if each.form is Form.AREA and AREAS[each.kind] is AreaKind.WATER}
    coursed = {each.name for each in features if each.form is Form.LINE and each.kind is FeatureKind.RIVER}
    areas: list[Area] = []
    lines: list[Line] = []
    spots: list[Spot] = []
    for each in features:
        match each.form:
            case Form.AREA:
                kind = AREAS[each.kind]
                # The name along the course is the better one.
                name = "" if kind is AreaKind.WATER and each.name in coursed else each.name
                areas.append(_area(each, kind, name))
            case Form.LINE:
                lines += [Line(each.name, _line_kind(each, watered), tuple(map(_place, part))) for part in each.parts]
            case _:
                spots += [Spot("", each.name, _place(part), SpotKind.STATION) for part in each.parts]
    return Layers(tuple(areas), tuple(lines), tuple(spots))


def _area(each: Feature, kind: AreaKind, name: str) -> Area:
    area = Area("", name, kind, polygons_of(each.parts))
    # Found once and kept with the layer, not at every page.
    return Area("", name, kind, area.polygons, at=area.label_at)


def _line_kind(each: Feature, watered: set[str]) -> LineKind:
    if each.kind is FeatureKind.STREET:
        return STREETS[each.rank]
    return LineKind.COURSE if each.kind is FeatureKind.RIVER and each.name in watered else LINES[each.kind]


def _place(position: Any) -> tuple[float, float]:
    return float(position[0]), float(position[1])


@dataclass(frozen=True, slots=True)
class Present:
    """What stands there now: which version, where it comes from, since when, and its features."""

    row: BaseMap | None
    features: Sequence[Feature]

    @property
    def version(self) -> int:
        """How often it was replaced."""
        return self.row.version if self.row else 0

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self.row.source if self.row else ""

    @property
    def replaced_at(self) -> datetime | None:
        """Since when it stands."""
        return self.row.replaced_at if self.row else None


def present(actor: Actor) -> Present:
    """The base map for those who may see the organisation."""
    actor.require(Permission.READ)
    row: BaseMap | None = ground_of(actor).first()
    return Present(row, _ground_of(actor.subdistrict_id, row.pk, bytes(row.journal_head)).features if row else ())


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent for the base map, and the system it was said to be in."""

    name: str
    system: str
    content: bytes


def purpose_of(system: System) -> str:
    """What a file that was sent for the base map is kept for; says also how it is to be read."""
    return f"{PURPOSE}.{system.value}"


def get_file(actor: Actor, file_id: UUID) -> Sent:
    """A file that was sent for the base map, for who may replace it."""
    row: BaseMap | None = ground_of(actor).first()
    if row is None or not actor.may(Permission.CHANGE_GRIDS):
        raise NotFound
    stored = next((each for each in files.of(row) if each.pk == file_id), None)
    if stored is None:
        raise NotFound
    return Sent(stored.name, stored.purpose.removeprefix(f"{PURPOSE}."), b"".join(files.open_for(actor, stored.pk).content))


def lies_elsewhere(actor: Actor, features: Sequence[Feature], at: datetime) -> bool:
    """Whether nothing of it comes near the grids: sent for another place, or in a system of other numbers."""
    areas = [cell.area for cell in atlas_for(actor).at(at).cells.values() if cell.area is not None]
    if not areas:
        return False
    land = shapely.box(*shapely.total_bounds(areas))
    return not any(land.intersects(shapely.box(*each.box)) for each in features)


def as_file(actor: Actor, system: System) -> Mapping[str, object]:
    """The base map as GeoJSON in a system, which can be sent back unchanged."""
    found = present(actor)
    features = [_written(each, system) for each in found.features]
    return {"type": "FeatureCollection", "name": f"base map {system.value}", "features": features}


def _written(each: Feature, system: System) -> Mapping[str, object]:
    placed = feature(each.kind, each.name, each.form, shapely.transform(shape_of(each), lambda at: convert(at, System.WGS84, system)))
    properties = {"name": each.name, "kind": each.kind.value, **({"rank": each.rank} if each.rank else {})}
    return {"type": "Feature", "properties": properties, "geometry": {"type": GEOMETRIES[each.form], "coordinates": placed.parts}}
