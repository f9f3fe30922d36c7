"""Laying the routes of patrols: what each is called, who answers for it, and its stops in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from linli.checklists import queries as checklists
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import check_version, lock_in_order, write
from linli.org.models import Grid, Person, Unit
from linli.org.queries.reach import require_at
from linli.places.queries import places
from linli.visits.models import PatrolRoute, PatrolStop
from linli.visits.queries import patrols as queries
from linli.visits.rules import patrols as rules
from linli.visits.rules.patrols import STOP_LIMIT, RouteWords
from linli.visits.rules.permissions import Permission

_NAMED: Final = (("grid_id", Grid), ("unit_id", Unit), ("person_id", Person))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDraft:
    """A route as somebody wants it."""

    words: RouteWords
    grid_id: UUID | None = None
    unit_id: UUID | None = None
    person_id: UUID | None = None
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDraft:
    """A stop: one that stands on the route, a place, or a point with a name."""

    stop_id: UUID | None = None
    place_id: UUID | None = None
    name: str = ""
    lon: float | None = None
    lat: float | None = None
    checklist_id: UUID | None = None


@write
def set_route(actor: Actor, draft: RouteDraft, *, route_id: UUID | None = None, seen: int = 0) -> PatrolRoute:
    """Lay a route, or change one; one that is not walked any more is retired and keeps what was found on it."""
    words = rules.checked_route(draft.words)
    route = PatrolRoute(subdistrict_id=actor.subdistrict_id)
    if route_id is not None:
        route = lock_in_order(queries.routes_visible_to(actor), actor.subdistrict_id, [route_id])[0]
        require_at(actor, Permission.PLAN, {route.grid_id})
        check_version(route, seen=seen, yours={"name": words.name})
    require_at(actor, Permission.PLAN, {draft.grid_id})
    _check_named(actor, draft)
    others = PatrolRoute.objects.of(actor.subdistrict_id).filter(name=words.name, is_retired=False).exclude(pk=route.pk)
    if not draft.is_retired and others.exists():
        raise Refused("patrols.name_taken", name=words.name)

    route.name, route.kind, route.section, route.is_retired = words.name, words.kind.value, words.section, draft.is_retired
    route.grid_id, route.unit_id, route.person_id = draft.grid_id, draft.unit_id, draft.person_id
    if route_id is None:
        route.save(force_insert=True)
    else:
        route.save(update_fields=["name", "kind", "section", "is_retired", "grid", "unit", "person"])

    journal.record_many(actor, [journal.Draft("patrol_route.changed", route, facts=_facts(route))])
    return route


def _check_named(actor: Actor, draft: RouteDraft) -> None:
    """Refuse a grid, unit or person that is none of this subdistrict's."""
    for name, model in _NAMED:
        wanted = getattr(draft, name)
        if wanted is not None and not model.objects.of(actor.subdistrict_id).filter(pk=wanted).exists():
            raise NotFound


def _facts(route: PatrolRoute) -> dict[str, object]:
    return {
        "name": route.name,
        "route_kind": route.kind,
        "stretch": route.section,
        "grid": str(route.grid_id or ""),
        "unit": str(route.unit_id or ""),
        "person": str(route.person_id or ""),
        "is_retired": route.is_retired,
    }


@write
def set_stops(actor: Actor, route_id: UUID, drafts: Sequence[StopDraft], *, seen: int) -> PatrolRoute:
    """Give a route its stops in this order; what is left out is taken off it, and keeps what was found there."""
    route: PatrolRoute = lock_in_order(queries.routes_visible_to(actor), actor.subdistrict_id, [route_id])[0]
    require_at(actor, Permission.PLAN, {route.grid_id})
    check_version(route, seen=seen, yours={})
    rules.check_count(len(drafts))
    here = PatrolStop.objects.of(actor.subdistrict_id)
    before = {row.pk: row for row in here.filter(route_id=route.pk, number__isnull=False)}
    rows = _Stops(actor, route, before, drafts).rows()

    # The old order is let go of first: no two stops may ever stand at one number.
    here.filter(route_id=route.pk, number__isnull=False).update(number=None)
    PatrolStop.objects.bulk_update([row for row in rows if row.pk in before], ["number", "name", "checklist"])
    PatrolStop.objects.bulk_create([row for row in rows if row.pk not in before])

    journal.record_many(actor, [journal.Draft("patrol_route.stops_set", route, facts={"stops": [row.name for row in rows]})])
    return route


class _Stops:
    """The rows of a new order, and what they may name, asked once."""

    def __init__(self, actor: Actor, route: PatrolRoute, before: dict[UUID, PatrolStop], drafts: Sequence[StopDraft]) -> None:
        self.route, self.before, self.drafts = route, before, drafts
        wanted = _named(draft.place_id for draft in drafts if draft.stop_id is None)
        self.places = {face.id: face for face in places.faces(actor, wanted).values()} if wanted else {}
        lists = _named(draft.checklist_id for draft in drafts)
        self.lists = set(checklists.visible_to(actor).filter(pk__in=lists).values_list("pk", flat=True)) if lists else set()
        self.taken: set[UUID] = set()

    def rows(self) -> list[PatrolStop]:
        """Each stop at its number; refused by its number where it stands nowhere."""
        return [self._row(number, draft) for number, draft in enumerate(self.drafts, start=1)]

    def _row(self, number: int, draft: StopDraft) -> PatrolStop:
        row = self._new(number, draft) if draft.stop_id is None else self.before.get(draft.stop_id)
        known_list = draft.checklist_id is None or draft.checklist_id in self.lists
        if row is None or row.pk in self.taken or not known_list:
            raise Refused("patrols.stop_unknown", number=number)
        if row.place_id is None and draft.name:
            row.name = rules.checked_stop(draft.name)
        row.number, row.checklist_id = number, draft.checklist_id
        self.taken.add(row.pk)
        return row

    def _new(self, number: int, draft: StopDraft) -> PatrolStop | None:
        face = self.places.get(draft.place_id) if draft.place_id is not None else None
        if draft.place_id is not None and face is None:
            return None
        name = draft.name.strip() if face is None else face.name[:STOP_LIMIT]
        if not name:
            raise Refused("patrols.stop_has_no_name", number=number)
        check_point(draft.lon, draft.lat)
        return PatrolStop(
            subdistrict_id=self.route.subdistrict_id, route=self.route, place_id=draft.place_id, name=name, lon=draft.lon, lat=draft.lat
        )


def check_point(lon: float | None, lat: float | None) -> None:
    """Refuse half a point, and one that is nowhere on earth."""
    if (lon is None) != (lat is None) or not (-180 <= (lon or 0) <= 180 and -90 <= (lat or 0) <= 90):
        raise Refused("patrols.point_is_half")


def _named(ids: Iterable[UUID | None]) -> list[UUID]:
    return [each for each in ids if each is not None]
