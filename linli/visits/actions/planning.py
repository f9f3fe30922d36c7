"""Planning visits: what was promised or asked for always, anything else up to the cap; and what a handled ticket leads to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.writes import lock_in_order, write
from linli.org.queries.reach import require_at
from linli.org.rules.people import day_of
from linli.places.models import Place
from linli.places.queries import places
from linli.tickets.queries import tickets
from linli.tickets.rules.states import State
from linli.visits.actions.visits import laid
from linli.visits.models import PlannedVisit, Visit
from linli.visits.queries import standing
from linli.visits.rules import cap
from linli.visits.rules.kinds import FREE, QUESTION_LIMIT, Ending, Kind, Why
from linli.visits.rules.permissions import Permission

AHEAD_AT_MOST_DAYS: Final = 366
# A return visit comes when the dust has settled, and well before the ticket's clock of verification ends.
RETURN_AFTER_DAYS: Final = 2
_BY_HAND: Final = frozenset({Why.AGREED, Why.ASKED, Why.PLANNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A visit that somebody wants to plan."""

    place_id: UUID
    kind: Kind
    due_on: date
    why: Why = Why.PLANNED
    unit_id: UUID | None = None


@write
def plan_visit(actor: Actor, draft: PlanDraft) -> PlannedVisit:
    """Plan a visit; above the cap it is refused by the cap's name, with whom to join."""
    # Locked, so that two who plan for the same month see each other.
    found = places.visible_to(actor).filter(pk=draft.place_id).select_for_update(of=("self",))
    place: Place | None = found.first()
    if place is None:
        raise NotFound
    require_at(actor, Permission.PLAN, {place.grid_id})
    _check(actor, place, draft)

    plan = PlannedVisit(
        subdistrict_id=actor.subdistrict_id,
        place_id=place.pk,
        kind=draft.kind.value,
        due_on=draft.due_on,
        why=draft.why.value,
        unit_id=draft.unit_id or tickets.unit_of(actor),
        laid_at=clock.now(),
    )

    journal.record_new(actor, [laid(plan)], [plan])
    return plan


def _check(actor: Actor, place: Place, draft: PlanDraft) -> None:
    today = day_of(clock.now())
    if place.merged_into_id is not None:
        raise Refused("visits.place_is_merged", name=place.name)
    if draft.why not in _BY_HAND or not today <= draft.due_on <= today + timedelta(days=AHEAD_AT_MOST_DAYS):
        raise Refused("visits.plan_out_of_range", limit=AHEAD_AT_MOST_DAYS)
    if draft.why in FREE:
        return
    allowance = standing.allowance_of(actor, place.pk, draft.due_on)
    cap.check_cap(place.name, draft.due_on, allowance, standing.cap_of(actor))
    if place.asked_for_none:
        raise Refused("visits.asked_for_none", place=place.name)


@write
def drop_plan(actor: Actor, planned_visit_id: UUID, *, seen: int) -> PlannedVisit:
    """What was planned is not done after all; what a place was promised is dropped only by who may plan there, and stays on record."""
    rows = PlannedVisit.objects.of(actor.subdistrict_id).filter(place_id__in=places.visible_to(actor).values("pk"))
    plan: PlannedVisit = lock_in_order(rows, actor.subdistrict_id, [planned_visit_id])[0]
    place = places.get_for(actor, plan.place_id)
    require_at(actor, Permission.PLAN, {place.grid_id})
    if plan.ended_at is not None or plan.journal_seq != seen:
        raise Refused("visits.plan_is_over")

    plan.ended_at, plan.ending = clock.now(), Ending.DROPPED.value
    plan.save(update_fields=["ended_at", "ending"])

    journal.record_many(actor, [journal.Draft("planned_visit.ended", plan, Ending.DROPPED, {"visit": ""})])
    return plan


@write
def plan_return(actor: Actor, ticket_id: UUID) -> PlannedVisit | None:
    """A ticket that a visit opened was handled: somebody goes and sees the effect 回访; None where that is planned, or over."""
    ticket = tickets.get_for(actor, ticket_id)
    visit = Visit.objects.of(actor.subdistrict_id).filter(pk=ticket.origin_id).first()
    open_ones = PlannedVisit.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, ended_at__isnull=True)
    if visit is None or State(ticket.state) is not State.RESOLVED or open_ones.exists():
        return None

    (place_id,) = places.stays_in(actor, [ticket.place_id or visit.place_id]).values()
    plan = PlannedVisit(
        subdistrict_id=actor.subdistrict_id,
        place_id=place_id,
        kind=Kind.RETURN.value,
        due_on=day_of(clock.now()) + timedelta(days=RETURN_AFTER_DAYS),
        why=Why.TICKET.value,
        unit_id=visit.unit_id,
        ticket=ticket,
        question=ticket.matter[:QUESTION_LIMIT],
        agreed_at_visit=visit,
        laid_at=clock.now(),
    )

    journal.record_new(actor, [laid(plan)], [plan])
    return plan


refusals(
    {
        "visits.plan_out_of_range": gettext_noop("A visit is planned from today to {limit} days ahead. Choose such a day."),
        "visits.plan_is_over": gettext_noop("This visit is not planned any more, or somebody else changed it. Look at the list again."),
        "visits.asked_for_none": gettext_noop("{place} asked for no visits. Go there when it asks, or when a day was agreed."),
    }
)
