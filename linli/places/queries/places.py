"""Every read of places: who sees which, one to read, some to change, their faces, what lies near."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from linli.geo.boxes import box
from linli.geo.distances import distances_m
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, among
from linli.kernel.writes import lock_in_order
from linli.org.queries.reach import grids_below, require_at
from linli.places.models import Place, PlaceTag
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFace:
    """A place as any list shows it."""

    id: UUID
    name: str
    kind: Kind
    stage: Stage
    stage_on: date
    address: str
    lon: float | None
    lat: float | None
    grid_id: UUID | None
    grid: str
    quiet_from: time | None
    quiet_until: time | None
    asked_for_none: bool
    visited_at: datetime | None
    spoke_at: datetime | None
    merged_into_id: UUID | None


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far it is away."""

    face: PlaceFace
    distance_m: float


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The places the actor may see: all, or those of some grids."""
    found: OwnedQuerySet = Place.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    below = grids_below(actor, actor.limits.get(Permission.READ, frozenset()))
    return found.filter(grid_id__in=below) if below else found.none()


def lock_visible(actor: Actor, place_ids: Collection[UUID]) -> Mapping[UUID, Place]:
    """Those of these places that the actor may see, by id and locked in its order; one statement, two for whose posts reach some grids."""
    found = _LOCKED.instances(Place, street=actor.subdistrict_id, places=sorted(place_ids))
    if not actor.may(Permission.READ):
        below = grids_below(actor, actor.limits.get(Permission.READ, frozenset()))
        found = [each for each in found if each.grid_id in below]
    return {each.pk: each for each in found}


# A batch of a phone asks this once for each of its visits.
_LOCKED: Final = Statement(
    lambda: Place.objects.of(Asked.id("street")).filter(among("pk", Asked.ids("places"))).order_by("pk").select_for_update(of=("self",))
)


def standing(actor: Actor) -> OwnedQuerySet:
    """Those of them that were not merged into another."""
    found: OwnedQuerySet = visible_to(actor).filter(merged_into__isnull=True)
    return found


def get_for(actor: Actor, place_id: UUID) -> Place:
    """One place with its grid, if the actor may see it."""
    place: Place | None = visible_to(actor).filter(pk=place_id).select_related("grid").first()
    if place is None:
        raise NotFound
    return place


def lock_for(actor: Actor, place_id: UUID, permission: Permission) -> Place:
    """One place, locked for a change the actor may make."""
    return lock_all_for(actor, [place_id], permission)[place_id]


def lock_all_for(actor: Actor, place_ids: Iterable[UUID], permission: Permission) -> Mapping[UUID, Place]:
    """These places, locked by ascending id for a change the actor may make to each."""
    found = {place.pk: place for place in lock_in_order(visible_to(actor), actor.subdistrict_id, place_ids)}
    require_at(actor, permission, {place.grid_id for place in found.values()})
    return found


def face_of(place: Place) -> PlaceFace:
    """The place as a value; its grid is to be read with it."""
    return PlaceFace(
        id=place.pk,
        name=place.name,
        kind=Kind(place.kind),
        stage=Stage(place.stage),
        stage_on=place.stage_on,
        address=place.address,
        lon=place.lon,
        lat=place.lat,
        grid_id=place.grid_id,
        grid=place.grid.name if place.grid else "",
        quiet_from=place.quiet_from,
        quiet_until=place.quiet_until,
        asked_for_none=place.asked_for_none,
        visited_at=place.visited_at,
        spoke_at=place.spoke_at,
        merged_into_id=place.merged_into_id,
    )


def faces(actor: Actor, place_ids: Iterable[UUID | None]) -> dict[UUID, PlaceFace]:
    """Those of these places that the actor may see; one statement."""
    wanted = {each for each in place_ids if each is not None}
    if not wanted:
        return {}
    return {place.pk: face_of(place) for place in visible_to(actor).filter(pk__in=wanted).select_related("grid")}


def near(actor: Actor, lon: float, lat: float, metres: float) -> Sequence[Near]:
    """The places within so many metres of a WGS-84 point, the nearest first; one statement."""
    field = box(lon, lat, metres)
    found = standing(actor).filter(lat__gte=field.south, lat__lte=field.north, lon__gte=field.west, lon__lte=field.east)
    rows = list(found.select_related("grid"))
    away = distances_m([(lon, lat)], [(row.lon, row.lat) for row in rows])[0].tolist() if rows else []
    reached = [Near(face_of(row), distance) for row, distance in zip(rows, away, strict=True) if distance <= metres]
    return sorted(reached, key=lambda each: (each.distance_m, each.face.id))


def stays_in(actor: Actor, place_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The place that answers for each of these that exist: itself, or what it was merged into in the end."""
    found, asked = dict[UUID, UUID | None](), set(place_ids)
    wanted = set(asked)
    while wanted:
        rows = Place.objects.of(actor.subdistrict_id).filter(pk__in=wanted).values_list("pk", "merged_into_id")
        found.update(rows)
        wanted = {into for into in found.values() if into is not None} - set(found)
    return {place_id: _end(found, place_id) for place_id in asked if place_id in found}


def merged_among(actor: Actor, place_ids: Iterable[UUID]) -> list[UUID]:
    """Those of the places that were merged into another; one statement."""
    rows = Place.objects.of(actor.subdistrict_id).filter(pk__in=set(place_ids), merged_into__isnull=False)
    return list(rows.values_list("pk", flat=True))


def answering(actor: Actor, place_ids: Iterable[UUID]) -> dict[UUID, PlaceFace]:
    """The face of the place that answers for each of these; whoever names one need not see places."""
    stays = stays_in(actor, place_ids)
    rows = Place.objects.of(actor.subdistrict_id).filter(pk__in=set(stays.values())).select_related("grid")
    found = {place.pk: face_of(place) for place in rows}
    return {place_id: found[into] for place_id, into in stays.items()}


def _end(into: Mapping[UUID, UUID | None], place_id: UUID) -> UUID:
    following = into[place_id]
    while following is not None:
        place_id, following = following, into[following]
    return place_id


def family_of(actor: Actor, place: Place) -> list[UUID]:
    """The place and everything that was merged into it: what a dossier tells of."""
    found, wanted = [place.pk], [place.pk]
    while wanted:
        wanted = list(Place.objects.of(actor.subdistrict_id).filter(merged_into_id__in=wanted).values_list("pk", flat=True))
        found += wanted
    return found


def tags_of(actor: Actor, place_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The tags of each of these places; one statement."""
    found: dict[UUID, list[str]] = {}
    rows = PlaceTag.objects.of(actor.subdistrict_id).filter(place_id__in=set(place_ids)).order_by("tag")
    for place_id, tag in rows.values_list("place_id", "tag"):
        found.setdefault(place_id, []).append(tag)
    return found
