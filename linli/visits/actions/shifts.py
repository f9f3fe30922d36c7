"""Planning patrols, for one day or for the days that come back, and calling one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, Stale
from linli.kernel.writes import lock_in_order, write
from linli.org.models import Person, TaskForce
from linli.org.queries.reach import require_at
from linli.org.rules.people import day_of
from linli.visits.models import PatrolShift, PatrolWalker
from linli.visits.queries import patrols as queries
from linli.visits.rules import patrols as rules
from linli.visits.rules.patrols import WALKERS_AT_MOST, NotDone, Part, Standing
from linli.visits.rules.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftsDraft:
    """A route that is to be walked on these days; nobody named means whoever answers for the route."""

    route_id: UUID
    part: Part
    days: Sequence[date]
    person_ids: Sequence[UUID] = ()
    team_id: UUID | None = None


@write
def plan_shifts(actor: Actor, draft: ShiftsDraft) -> list[PatrolShift]:
    """Plan the shifts that are not planned yet; the days of a monthly or weekly plan may overlap with what stands there."""
    # Locked, so that two who plan the same days see each other.
    (route,) = lock_in_order(queries.routes_visible_to(actor), actor.subdistrict_id, [draft.route_id])
    require_at(actor, Permission.PLAN, {route.grid_id})
    if route.is_retired:
        raise Refused("patrols.route_is_retired")
    for day in draft.days:
        rules.check_day(day, day_of(clock.now()))
    person_ids = list(dict.fromkeys(draft.person_ids))
    _check_named(actor, person_ids, draft.team_id)
    standing = PatrolShift.objects.of(actor.subdistrict_id).filter(route_id=route.pk, part=draft.part.value, planned_on__in=draft.days)
    taken = set(standing.values_list("planned_on", flat=True))
    days = [day for day in dict.fromkeys(draft.days) if day not in taken]
    if not days:
        raise Refused("patrols.planned_already")

    shifts = [
        PatrolShift(subdistrict_id=actor.subdistrict_id, route=route, planned_on=day, part=draft.part.value, team_id=draft.team_id)
        for day in days
    ]
    walkers = [
        PatrolWalker(subdistrict_id=actor.subdistrict_id, shift=shift, person_id=person_id) for shift in shifts for person_id in person_ids
    ]

    journal.record_new(actor, [_planned(shift, person_ids) for shift in shifts], shifts, walkers)
    return shifts


def _planned(shift: PatrolShift, person_ids: Sequence[UUID]) -> journal.Draft:
    facts = {
        "patrol_route": str(shift.route_id),
        "planned_on": shift.planned_on.isoformat(),
        "day_part": shift.part,
        "walkers": [str(person_id) for person_id in person_ids],
        "team": str(shift.team_id or ""),
    }
    return journal.Draft("patrol_shift.planned", shift, facts=facts)


def _check_named(actor: Actor, person_ids: Sequence[UUID], team_id: UUID | None) -> None:
    here = actor.subdistrict_id
    known = Person.objects.of(here).filter(pk__in=person_ids).count() if person_ids else 0
    has_team = team_id is None or TaskForce.objects.of(here).filter(pk=team_id, valid_until__isnull=True).exists()
    if known != len(person_ids) or len(person_ids) > WALKERS_AT_MOST or not has_team:
        raise Refused("patrols.person_unknown")


@write
def call_off(actor: Actor, shift_id: UUID, *, seen: int, reason: NotDone, note: str = "") -> PatrolShift:
    """A shift is not walked, for a reason; what was found on it before stays."""
    shift: PatrolShift = lock_in_order(queries.shifts_visible_to(actor), actor.subdistrict_id, [shift_id])[0]
    require_at(actor, Permission.PLAN, {shift.route.grid_id})
    rules.check_may_call_off(shift.ending)
    said = rules.checked_reason(note, is_other=reason is NotDone.OTHER)
    if shift.journal_seq != seen:
        raise Stale(current=shift.journal_seq, differences=())

    shift.ending, shift.reason, shift.note = Standing.NOT_DONE.value, reason.value, said
    shift.save(update_fields=["ending", "reason", "note"])

    journal.record_many(actor, [journal.Draft("patrol_shift.called_off", shift, reason, {"note": said})])
    return shift
