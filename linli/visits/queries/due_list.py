"""The due list: what was promised first, then whose turn has come; nobody above the cap, nobody who asked for none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F

from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.rules.people import ZONE, begin_of, day_of
from linli.places.models import Place
from linli.places.queries import periods, places
from linli.places.queries.places import PlaceFace, face_of
from linli.places.rules.kinds import Kind as PlaceKind
from linli.visits.models import GridDay, PlannedVisit
from linli.visits.queries import standing
from linli.visits.queries.visits import may_look
from linli.visits.rules import cap
from linli.visits.rules.days import Days
from linli.visits.rules.kinds import FREE, Kind, Why

DUE_AT_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DueVisit:
    """A visit that is due: where, of which kind, since when, and why."""

    place: PlaceFace
    kind: Kind
    due_on: date
    why: Why
    ticket_id: UUID | None = None
    number: str = ""
    # What a return visit asks, in the ticket's own words.
    question: str = ""
    plan_id: UUID | None = None
    plan_seen: int = 0
    unit: str = ""

    def is_quiet(self, at: datetime) -> bool:
        """Whether the place asked not to be disturbed at that moment."""
        return cap.is_quiet(self.place.quiet_from, self.place.quiet_until, at.astimezone(ZONE))


def due(
    actor: Actor, on: date, *, grid_ids: Collection[UUID] | None = None, kind: str = "", limit: int = DUE_AT_MOST
) -> Sequence[DueVisit]:
    """What is due on a day at the places the actor sees, promised visits first, then the longest overdue; few statements."""
    if not may_look(actor):
        return []
    seen = places.standing(actor)
    if grid_ids is not None:
        seen = seen.filter(grid_id__in=grid_ids)
    if kind:
        seen = seen.filter(kind=kind)
    planned = _planned(actor, on, seen, limit)
    turns = _turns(actor, on, seen, {each.place.id for each in planned}, limit - len(planned)) if len(planned) < limit else []
    return [*planned, *turns]


def _planned(actor: Actor, on: date, seen: OwnedQuerySet, limit: int) -> list[DueVisit]:
    rows = PlannedVisit.objects.of(actor.subdistrict_id).filter(ended_at__isnull=True, due_on__lte=on, place_id__in=seen.values("pk"))
    found = rows.select_related("place__grid", "ticket", "unit").order_by("due_on", "pk")[:limit]
    return [planned_face(row) for row in found]


def planned_face(row: PlannedVisit) -> DueVisit:
    """A planned visit as the list shows it; read with its place, grid, ticket and unit."""
    return DueVisit(
        place=face_of(row.place),
        kind=Kind(row.kind),
        due_on=row.due_on,
        why=Why(row.why),
        ticket_id=row.ticket_id,
        number=row.ticket.number if row.ticket else "",
        question=row.question,
        plan_id=row.pk,
        plan_seen=row.journal_seq,
        unit=row.unit.short_name if row.unit else "",
    )


def _turns(actor: Actor, on: date, seen: OwnedQuerySet, besides: Collection[UUID], limit: int) -> list[DueVisit]:
    """Whose turn has come by the period of its kind; the longest overdue first."""
    settled = periods.periods(actor)
    rows = seen.filter(periods.overdue(settled, begin_of(on + timedelta(days=1))), asked_for_none=False, stage_on__lte=on)
    rows = rows.exclude(pk__in=list(besides)).select_related("grid")
    # Who was never visited comes after who has waited since a day that is known: nobody knows since when he waits.
    found = list(rows.order_by(F("visited_at").asc(nulls_last=True), "stage_on", "pk")[:limit])
    free = _below_cap(actor, on, found, standing.cap_of(actor))
    return [_turn(place, settled[PlaceKind(place.kind)] or 0) for place in found if place.pk in free]


def _turn(place: Place, days: int) -> DueVisit:
    visited_on = day_of(place.visited_at) if place.visited_at else None
    due_on = place.stage_on if visited_on is None else visited_on + timedelta(days=days)
    why = Why.NEVER if visited_on is None else Why.PERIOD
    return DueVisit(place=face_of(place), kind=Kind.ROUTINE, due_on=due_on, why=why)


def _below_cap(actor: Actor, on: date, found: Sequence[Place], limit: int) -> set[UUID]:
    """Those of them whose month is not used up, nor will be by what is planned."""
    first, after = cap.month_of(on)
    made = standing.capped_entries(actor, {(place.pk, first) for place in found})
    plans = standing.open_plans(actor, [place.pk for place in found]).filter(due_on__gte=first, due_on__lt=after)
    planned: dict[UUID, int] = {}
    for place_id in plans.exclude(why__in=sorted(each.value for each in FREE)).values_list("place_id", flat=True):
        planned[place_id] = planned.get(place_id, 0) + 1
    return {place.pk for place in found if made.get((place.pk, first), 0) + planned.get(place.pk, 0) < limit}


def to_come(actor: Actor, after: date, days: int, *, limit: int = DUE_AT_MOST) -> Sequence[DueVisit]:
    """What is planned in the days after that one, the next first."""
    if not may_look(actor):
        return []
    rows = PlannedVisit.objects.of(actor.subdistrict_id).filter(
        ended_at__isnull=True, due_on__gt=after, due_on__lte=after + timedelta(days=days), place_id__in=places.standing(actor).values("pk")
    )
    return [planned_face(row) for row in rows.select_related("place__grid", "ticket", "unit").order_by("due_on", "pk")[:limit]]


def grid_days(actor: Actor) -> Sequence[GridDay]:
    """Every grid day of the subdistrict, by weekday."""
    return list(GridDay.objects.of(actor.subdistrict_id).order_by("weekday", "name")) if may_look(actor) else []


def days_of(row: GridDay) -> Days:
    """The plan of a grid day."""
    return Days(
        name=row.name,
        weekday=row.weekday,
        starts_on=row.starts_on,
        every_weeks=row.every_weeks,
        ends_on=row.ends_on,
        begins_at=row.begins_at,
        theme=row.theme,
    )


def grid_days_on(rows: Iterable[GridDay], day: date) -> list[Days]:
    """Those that fall on that day, the earliest first."""
    return sorted((plan for row in rows if (plan := days_of(row)).falls_on(day)), key=lambda plan: plan.begins_at)
