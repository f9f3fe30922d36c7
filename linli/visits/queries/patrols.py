"""Every read of patrols: routes with their stops, shifts with what was found, and what a phone takes along."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.geo.distances import distances_m
from linli.geo.points import checked
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.models import SeatHolding, TaskForce
from linli.org.queries.atlas import atlas_of
from linli.org.queries.reach import bounds_of, grids_below
from linli.places.models import Place
from linli.plan.walks import shortest_walk
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets
from linli.tickets.queries.readers import own_unit
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.states import OPEN, State
from linli.visits.models import PatrolFinding, PatrolMissed, PatrolRoute, PatrolShift, PatrolStop, PatrolWalker
from linli.visits.rules.patrols import PARTS, Missed, Part, Standing, standing_of
from linli.visits.rules.permissions import Permission

SHIFTS_AT_MOST: Final = 400
OF_PLACE_AT_MOST: Final = 20
KNOWN_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as it stands now: a place says its own name, address and point."""

    id: UUID
    route_id: UUID
    number: int | None
    name: str
    address: str
    place_id: UUID | None
    grid_id: UUID | None
    lon: float | None
    lat: float | None
    checklist_id: UUID | None
    checklist: str

    @property
    def at(self) -> tuple[float, float] | None:
        """Its point, in degrees of WGS-84."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route with how many stops it has and when it is walked next."""

    route: PatrolRoute
    stops: int
    next_on: date | None


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift as lists show it."""

    shift: PatrolShift
    standing: Standing
    walkers: Sequence[UUID]
    findings: int


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its ticket, of which nothing is told to who does not see it."""

    finding: PatrolFinding
    number: str
    state: State | None

    @property
    def place_name(self) -> str:
        """Where it was, in words."""
        stop, place = self.finding.stop, self.finding.place
        return place.name if place is not None else stop.name if stop is not None else self.finding.where


def routes_visible_to(actor: Actor) -> OwnedQuerySet:
    """The routes the actor may see: all, or those of some grids and those he answers for."""
    found: OwnedQuerySet = PatrolRoute.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    if Permission.READ not in actor.limits:
        return found.none()
    below = grids_below(actor, actor.limits[Permission.READ])
    return found.filter(Q(grid_id__in=below) | Q(person_id__isnull=False, person_id=actor.person_id))


def route_for(actor: Actor, route_id: UUID) -> PatrolRoute:
    """One route, if the actor may see it."""
    found: PatrolRoute | None = routes_visible_to(actor).filter(pk=route_id).select_related("grid", "unit").first()
    if found is None:
        raise NotFound
    return found


def routes(actor: Actor, *, today: date) -> Sequence[RouteLine]:
    """The routes that are walked, by kind and name; three statements."""
    rows = list(routes_visible_to(actor).filter(is_retired=False).select_related("grid", "unit").order_by("kind", "name"))
    ids, here = [row.pk for row in rows], actor.subdistrict_id
    stops = PatrolStop.objects.of(here).filter(route_id__in=ids, number__isnull=False).order_by().values_list("route_id")
    counts = dict(stops.annotate(how_many=Count("pk")))
    coming = PatrolShift.objects.of(here).filter(route_id__in=ids, planned_on__gte=today, ending="").order_by("-planned_on", "-pk")
    # The nearest is written last.
    following = dict(coming.values_list("route_id", "planned_on"))
    return [RouteLine(row, counts.get(row.pk, 0), following.get(row.pk)) for row in rows]


def to_choose(actor: Actor) -> Sequence[PatrolRoute]:
    """The routes that can be walked, for a list to choose from."""
    return list(routes_visible_to(actor).filter(is_retired=False).order_by("name"))


def stops_of(actor: Actor, route_ids: Collection[UUID]) -> Mapping[UUID, list[Stop]]:
    """The stops of each route in the order of walking; one statement."""
    rows = PatrolStop.objects.of(actor.subdistrict_id).filter(route_id__in=list(route_ids), number__isnull=False)
    found: dict[UUID, list[Stop]] = {route_id: [] for route_id in route_ids}
    for row in rows.select_related("place", "checklist").order_by("number"):
        found[row.route_id].append(stop_face(row))
    return found


def stop_face(row: PatrolStop) -> Stop:
    """A stop as it stands; read with its place and checklist."""
    place = row.place
    return Stop(
        id=row.pk,
        route_id=row.route_id,
        number=row.number,
        name=row.name if place is None else place.name,
        address="" if place is None else place.address,
        place_id=row.place_id,
        grid_id=None if place is None else place.grid_id,
        lon=row.lon if place is None else place.lon,
        lat=row.lat if place is None else place.lat,
        checklist_id=row.checklist_id,
        checklist="" if row.checklist is None else row.checklist.title,
    )


def beyond(actor: Actor, stops: Sequence[Stop]) -> list[int]:
    """Which of these stops, by their place in the list, lie where this person plans nothing; one without place and point lies nowhere."""
    own = bounds_of(actor, Permission.PLAN)
    if own is None:
        return []
    named = [stop.place_id for stop in stops if stop.place_id is not None]
    grid_of = dict(Place.objects.of(actor.subdistrict_id).filter(pk__in=named).values_list("pk", "grid_id"))
    atlas = atlas_of(actor.subdistrict_id).at(clock.now())

    def is_beyond(stop: Stop) -> bool:
        if stop.place_id is not None:
            return grid_of.get(stop.place_id) not in own
        return stop.at is not None and own.isdisjoint(atlas.holding(checked([stop.at])))

    return [number for number, stop in enumerate(stops) if is_beyond(stop)]


def proposed_order(points: Sequence[tuple[float, float] | None]) -> list[int]:
    """In which order to walk past these stops: the short way past those with a point, the others after them as they stood."""
    known = [(number, at) for number, at in enumerate(points) if at is not None]
    spots = [at for _, at in known]
    walked = shortest_walk(distances_m(spots, spots)) if known else []
    return [*(known[place][0] for place in walked), *(number for number, at in enumerate(points) if at is None)]


def shifts_visible_to(actor: Actor) -> OwnedQuerySet:
    """The shifts the actor may see: those of the routes he sees, and those he is to walk."""
    found: OwnedQuerySet = PatrolShift.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    if Permission.READ not in actor.limits:
        return found.none()
    return found.filter(Q(route_id__in=routes_visible_to(actor).values("pk")) | Q(pk__in=_walked_by(actor)))


def shift_for(actor: Actor, shift_id: UUID) -> PatrolShift:
    """One shift with its route, if the actor may see it."""
    found: PatrolShift | None = shifts_visible_to(actor).filter(pk=shift_id).select_related("route__grid", "route__unit", "team").first()
    if found is None:
        raise NotFound
    return found


def shifts(actor: Actor, first: date, last: date, *, route_id: UUID | None = None) -> list[ShiftLine]:
    """The shifts of these days in their order; three statements."""
    rows = shifts_visible_to(actor).filter(planned_on__gte=first, planned_on__lte=last)
    if route_id is not None:
        rows = rows.filter(route_id=route_id)
    return _lines(actor, list(rows.select_related("route__unit", "team").order_by("planned_on", "pk")[:SHIFTS_AT_MOST]))


def _lines(actor: Actor, rows: Sequence[PatrolShift]) -> list[ShiftLine]:
    ids, here = [row.pk for row in rows], actor.subdistrict_id
    counts = dict(PatrolFinding.objects.of(here).filter(shift_id__in=ids).order_by().values_list("shift_id").annotate(how_many=Count("pk")))
    walkers: dict[UUID, list[UUID]] = {}
    for shift_id, person_id in PatrolWalker.objects.of(here).filter(shift_id__in=ids).order_by("pk").values_list("shift_id", "person_id"):
        walkers.setdefault(shift_id, []).append(person_id)
    found = [
        ShiftLine(row, standing_of(row.ending, has_findings=row.pk in counts), walkers.get(row.pk, []), counts.get(row.pk, 0))
        for row in rows
    ]
    return sorted(found, key=lambda line: (line.shift.planned_on, PARTS.index(Part(line.shift.part)), line.shift.route.name))


def line_of(actor: Actor, shift: PatrolShift) -> ShiftLine:
    """One shift as lists show it."""
    (line,) = _lines(actor, [shift])
    return line


def mine(actor: Actor, first: date, last: date) -> list[ShiftLine]:
    """What the actor is to walk on these days and what is not over: by name, with his team, or as one of the unit that answers for it."""
    rows = shifts_visible_to(actor).filter(planned_on__gte=first, planned_on__lte=last, ending="")
    unnamed = ~Exists(PatrolWalker.objects.of(actor.subdistrict_id).filter(shift_id=OuterRef("pk"))) & Q(team__isnull=True)
    by_duty = Q(route__person_id__isnull=False, route__person_id=actor.person_id)
    unit_id = own_unit(actor)
    if unit_id is not None:
        by_duty |= Q(route__person_id__isnull=True, route__unit_id=unit_id)
    rows = rows.filter(Q(pk__in=_walked_by(actor)) | Q(team_id__in=_teams_of(actor)) | (unnamed & by_duty))
    return _lines(actor, list(rows.select_related("route__unit", "team").order_by("planned_on", "pk")[:SHIFTS_AT_MOST]))


def _walked_by(actor: Actor) -> "QuerySet[Any, Any]":
    found = PatrolWalker.objects.of(actor.subdistrict_id).filter(person_id=actor.person_id, person_id__isnull=False)
    return found.values("shift_id")


def _teams_of(actor: Actor) -> "QuerySet[Any, Any]":
    now = clock.now()
    held = SeatHolding.objects.of(actor.subdistrict_id).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now), person_id=actor.person_id, person_id__isnull=False, valid_from__lte=now
    )
    return held.values("seat__task_force_id")


def teams_to_choose(actor: Actor) -> Sequence[TaskForce]:
    """The teams that stand now."""
    return list(TaskForce.objects.of(actor.subdistrict_id).filter(valid_until__isnull=True).order_by("name"))


def findings_of(actor: Actor, shift_ids: Collection[UUID]) -> list[Found]:
    """What was found on these shifts, in the order in which it was written down; two statements."""
    rows = PatrolFinding.objects.of(actor.subdistrict_id).filter(shift_id__in=list(shift_ids))
    return _found(actor, list(rows.select_related("stop", "place", "shift__route").order_by("pk")))


def findings_at(actor: Actor, place_ids: Iterable[UUID]) -> list[Found]:
    """What patrols that the actor sees found at these places, the latest first; two statements."""
    rows = PatrolFinding.objects.of(actor.subdistrict_id).filter(
        place_id__in=set(place_ids), shift_id__in=shifts_visible_to(actor).values("pk")
    )
    latest = rows.select_related("stop", "place", "shift__route").order_by("-shift__planned_on", "-pk")
    return _found(actor, list(latest[:OF_PLACE_AT_MOST]))


def _found(actor: Actor, rows: Sequence[PatrolFinding]) -> list[Found]:
    seen = tickets.visible_to(actor).filter(pk__in=[row.ticket_id for row in rows])
    faces = {ticket_id: (number, State(state)) for ticket_id, number, state in seen.values_list("pk", "number", "state")} if rows else {}
    return [Found(row, *faces.get(row.ticket_id, ("", None))) for row in rows]


def missed_of(actor: Actor, shift: PatrolShift) -> list[tuple[Stop, Missed, str]]:
    """The stops of a shift that were not reached, each with its reason."""
    rows = PatrolMissed.objects.of(actor.subdistrict_id).filter(shift_id=shift.pk).select_related("stop__place", "stop__checklist")
    return [(stop_face(row.stop), Missed(row.reason), row.note) for row in rows.order_by("stop__number", "pk")]


def known_at(actor: Actor, stop_ids: Collection[UUID]) -> Mapping[UUID, list[tuple[str, str]]]:
    """By stop, number and matter of what was found there and is still open: nobody reports it a second time. One statement."""
    if not stop_ids:
        return {}
    still = Ticket.objects.of(actor.subdistrict_id).filter(state__in=codes(OPEN))
    rows = PatrolFinding.objects.of(actor.subdistrict_id).filter(stop_id__in=list(stop_ids), ticket_id__in=still.values("pk"))
    found: dict[UUID, list[tuple[str, str]]] = {}
    told = rows.order_by("-pk").values_list("stop_id", "ticket__number", "ticket__matter")
    for stop_id, number, matter in told[:KNOWN_AT_MOST]:
        found.setdefault(stop_id, []).append((number, matter))
    return found


def origin_of(actor: Actor, ticket: Ticket) -> Found | None:
    """The finding that opened a ticket which the actor sees; nothing for who does not see its shift."""
    rows = PatrolFinding.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, shift_id__in=shifts_visible_to(actor).values("pk"))
    finding = rows.select_related("stop", "place", "shift__route").first()
    return None if finding is None else Found(finding, ticket.number, State(ticket.state))
