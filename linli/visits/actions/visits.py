"""Writing visits down: one road for a phone's batch, a form, and a paper of last week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.checklists import queries as checklists
from linli.checklists.queries import Whole
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.writes import each, write
from linli.org.models import Person
from linli.org.queries.reach import grids_below
from linli.org.rules.people import day_of
from linli.places.actions.seen import Seen, mark
from linli.places.models import Place
from linli.places.queries import places
from linli.tickets.actions.walking import note_return_visit
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets
from linli.visits.actions import needs as needing
from linli.visits.actions.drafts import VisitDraft, Words, answer_rows, given_rows, worded
from linli.visits.actions.needs import NeedsDesk
from linli.visits.models import PlannedVisit, Visit, VisitParticipant
from linli.visits.queries import standing
from linli.visits.queries.standing import Used
from linli.visits.rules.kinds import ENTERED, FREE, VISITED, Ending, Kind, Outcome, Why
from linli.visits.rules.permissions import Permission

CHUNK: Final = 200
# What was planned for so many days later is done by a visit all the same.
EARLY_AT_MOST: Final = timedelta(days=7)


@dataclass(slots=True)
class Ready:
    """One visit with everything that is written with it."""

    draft: VisitDraft
    words: Words
    visit: Visit
    place: Place
    is_known: bool = False
    done: list[PlannedVisit] = field(default_factory=list)


@write
def record_visits(actor: Actor, drafts: Sequence[VisitDraft]) -> list[Visit | Refused]:
    """Write down up to 200 visits with their answers, tickets and plans in one go; a draft that cannot be comes back as its refusal.

    A visit that was written down before comes back as it is: the same batch may come as often as it likes.
    """
    if len(drafts) > CHUNK:
        raise ValueError(f"{len(drafts)} drafts at once: a chunk has {CHUNK} at most")
    desk = _Desk.open(actor, drafts)

    results = each(drafts, desk.prepare)
    ready = [result for result in results if isinstance(result, Ready) and not result.is_known]
    needing.open_needs(actor, [(one.visit, one.place, one.words) for one in ready], desk.needs)
    _insert(actor, ready)
    _end_plans(actor, ready, desk.now)
    _mark_places(actor, ready, desk.places)

    _go_on(actor, ready, desk)
    return [result.visit if isinstance(result, Ready) else result for result in results]


@write
def record_visit(actor: Actor, draft: VisitDraft) -> Visit:
    """Write down one visit."""
    (result,) = record_visits(actor, [draft])
    if isinstance(result, Refused):
        raise result
    return result


@dataclass(slots=True)
class _Desk:
    """What all drafts of one write need, read once."""

    actor: Actor
    now: datetime
    known: dict[UUID, Visit]
    places: Mapping[UUID, Place]
    versions: Mapping[tuple[UUID, int], Whole]
    used: Used
    plans: Mapping[UUID, list[PlannedVisit]]
    tickets: Mapping[UUID, Ticket]
    people: frozenset[UUID]
    needs: NeedsDesk
    # The grids where one may write visits down; none of them where one may everywhere.
    reached: frozenset[UUID] | None
    ready: dict[UUID, Ready] = field(default_factory=dict)

    @classmethod
    def open(cls, actor: Actor, drafts: Sequence[VisitDraft]) -> "_Desk":
        """Few statements, however many drafts there are; places are locked, so that months are counted one after another."""
        place_ids = {draft.place_id for draft in drafts}
        months = {(draft.place_id, day_of(draft.made_at).replace(day=1)) for draft in drafts}
        plans: dict[UUID, list[PlannedVisit]] = {}
        for plan in standing.lock_open_plans(actor, place_ids):
            plans.setdefault(plan.place_id, []).append(plan)
        return cls(
            actor=actor,
            now=clock.now(),
            known={visit.pk: visit for visit in standing.written_down(actor, {draft.id for draft in drafts})},
            places=places.lock_visible(actor, place_ids),
            versions=checklists.by_numbers(actor, {(one.checklist_id, one.number) for draft in drafts for one in draft.answers}),
            used=Used(standing.cap_of(actor), dict(standing.capped_entries(actor, months))),
            plans=plans,
            tickets=_tickets(actor, drafts),
            people=_people(actor, drafts),
            needs=NeedsDesk.open(actor, drafts),
            reached=_reached(actor, Permission.RECORD),
        )

    def prepare(self, draft: VisitDraft) -> Ready:
        """The rows of one visit, or the refusal before anything is written."""
        before = self.known.get(draft.id)
        if before is not None or draft.id in self.ready:
            return self._again(draft, before)
        place = self.places.get(draft.place_id)
        if place is None:
            raise NotFound
        if place.merged_into_id is not None:
            raise Refused("visits.place_is_merged", name=place.name)
        if self.reached is not None and place.grid_id not in self.reached:
            raise Refused("kernel.not_allowed")
        words = worded(draft, self.versions, self.now)
        self._check_named(draft)
        self.needs.check(place, words)
        ready = Ready(draft, words, self._visit(draft, place, words), place)
        self._settle_plans(ready)
        self.ready[draft.id] = ready
        return ready

    def _again(self, draft: VisitDraft, before: Visit | None) -> Ready:
        """The same once more; another visit under the same number is refused."""
        visit = self.ready[draft.id].visit if before is None else before
        said = (visit.place_id, visit.kind, visit.outcome, visit.made_at)
        if said != (draft.place_id, draft.kind.value, draft.outcome.value, draft.made_at) or visit.account_id != self.actor.account_id:
            raise Refused("visits.other_visit_there")
        return Ready(draft, Words("", [], [], []), visit, visit.place if before is None else Place(), is_known=True)

    def _check_named(self, draft: VisitDraft) -> None:
        if not set(draft.colleague_ids) <= self.people:
            raise Refused("visits.colleague_unknown")
        if draft.return_for is not None and draft.return_for.ticket_id not in self.tickets:
            raise Refused("visits.ticket_elsewhere")

    def _visit(self, draft: VisitDraft, place: Place, words: Words) -> Visit:
        returned = draft.return_for
        colleagues = set(draft.colleague_ids) - {self.actor.person_id}
        return Visit(
            id=draft.id,
            subdistrict_id=self.actor.subdistrict_id,
            place=place,
            grid_id=place.grid_id,
            kind=draft.kind.value,
            outcome=draft.outcome.value,
            made_at=draft.made_at,
            visited_on=day_of(draft.made_at),
            recorded_at=self.now,
            account_id=self.actor.account_id,
            person_id=self.actor.person_id,
            unit_id=self.needs.own_unit_id,
            # Whoever is named is there, whatever was counted.
            people=max(draft.people, 1 + len(colleagues)),
            note=words.note,
            is_capped=False,
            return_ticket_id=returned.ticket_id if returned else None,
            effect=returned.effect.value if returned else "",
            campaign_id=draft.campaign_id,
        )

    def _settle_plans(self, ready: Ready) -> None:
        """Which plans this visit does, and whether it counts against the cap: what was promised or asked for does not."""
        visit, draft = ready.visit, ready.draft
        if Outcome(visit.outcome) in ENTERED:
            standing_ = self.plans.get(visit.place_id, [])
            ready.done = [plan for plan in standing_ if _does(visit, plan)]
            self.plans = {**self.plans, visit.place_id: [plan for plan in standing_ if plan not in ready.done]}
            is_free = draft.was_asked_for or any(Why(plan.why) in FREE for plan in ready.done)
            visit.is_capped = not is_free
            visit.is_above_cap = visit.is_capped and self.used.take(visit.place_id, visit.visited_on)


def _does(visit: Visit, plan: PlannedVisit) -> bool:
    """Whether a visit does what was planned: a ticket's question only by answering it, anything else by being there in time."""
    if plan.ticket_id is not None:
        return bool(plan.ticket_id == visit.return_ticket_id)
    return bool(plan.due_on <= visit.visited_on + EARLY_AT_MOST)


def _tickets(actor: Actor, drafts: Sequence[VisitDraft]) -> dict[UUID, Ticket]:
    """The tickets that were gone to see about, locked; those that the actor sees."""
    wanted = {draft.return_for.ticket_id for draft in drafts if draft.return_for is not None}
    if not wanted:
        return {}
    found = tickets.visible_to(actor).filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    return {ticket.pk: ticket for ticket in found}


def _people(actor: Actor, drafts: Sequence[VisitDraft]) -> frozenset[UUID]:
    wanted = {person_id for draft in drafts for person_id in draft.colleague_ids}
    return frozenset(Person.objects.of(actor.subdistrict_id).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else frozenset()


def _reached(actor: Actor, permission: str) -> frozenset[UUID] | None:
    return None if actor.may(permission) else frozenset(grids_below(actor, actor.limits.get(permission, frozenset())))


def _insert(actor: Actor, ready: Sequence[Ready]) -> None:
    """Every row of every visit with its journal, by one statement."""
    journal.record_new(
        actor,
        [_told(one) for one in ready],
        [one.visit for one in ready],
        [row for one in ready for row in _participants(one)],
        [row for one in ready for row in answer_rows(one.visit, one.words)],
        [row for one in ready for row in given_rows(one.visit, one.words)],
        [row for one in ready for row in needing.need_rows(one.visit, one.words)],
    )


def _participants(one: Ready) -> list[VisitParticipant]:
    visit = one.visit
    named = dict.fromkeys(person_id for person_id in one.draft.colleague_ids if person_id != visit.person_id)
    return [VisitParticipant(subdistrict_id=visit.subdistrict_id, visit=visit, person_id=person_id) for person_id in named]


def _told(one: Ready) -> journal.Draft:
    visit = one.visit
    facts = {
        "place": str(visit.place_id),
        "visit_kind": visit.kind,
        "visit_outcome": visit.outcome,
        "people": visit.people,
        "answers": sum(len(kept) for _, kept in one.words.answers),
        "needs": len(one.words.needs),
        "note": visit.note,
        "is_capped": visit.is_capped,
        "is_above_cap": visit.is_above_cap,
    }
    return journal.Draft("visit.recorded", visit, facts=facts, made_at=visit.made_at)


def _end_plans(actor: Actor, ready: Sequence[Ready], now: datetime) -> None:
    """What these visits did is done, and what was agreed at them is planned."""
    done = [(plan, one.visit) for one in ready for plan in one.done]
    for plan, visit in done:
        plan.ended_at, plan.ending, plan.done_by_visit = now, Ending.DONE.value, visit
    if done:
        PlannedVisit.objects.bulk_update([plan for plan, _ in done], ["ended_at", "ending", "done_by_visit"])
        drafts = [journal.Draft("planned_visit.ended", plan, Ending.DONE, {"visit": str(visit.pk)}) for plan, visit in done]
        journal.record_many(actor, drafts)
    agreed = [_agreed(one, day, now) for one in ready if (day := one.draft.agreed_follow_up_on) is not None]
    if agreed:
        journal.record_new(actor, [laid(plan) for plan in agreed], agreed)


def _agreed(one: Ready, day: date, now: datetime) -> PlannedVisit:
    return PlannedVisit(
        subdistrict_id=one.visit.subdistrict_id,
        place_id=one.visit.place_id,
        kind=Kind.TARGETED.value,
        due_on=day,
        why=Why.AGREED.value,
        unit_id=one.visit.unit_id,
        agreed_at_visit=one.visit,
        laid_at=now,
    )


def laid(plan: PlannedVisit) -> journal.Draft:
    """What the journal says of a plan that is laid."""
    ticket = str(plan.ticket_id or "")
    facts = {
        "place": str(plan.place_id),
        "visit_kind": plan.kind,
        "due_on": plan.due_on.isoformat(),
        "planned_why": plan.why,
        "ticket": ticket,
    }
    return journal.Draft("planned_visit.laid", plan, facts=facts)


def _mark_places(actor: Actor, ready: Sequence[Ready], places_: Mapping[UUID, Place]) -> None:
    """Each place remembers when it was last visited, and when it last said something."""
    seen = [
        Seen(
            one.visit.place_id,
            visited_at=one.visit.made_at if Outcome(one.visit.outcome) in VISITED else None,
            spoke_at=one.visit.made_at if one.words.needs else None,
        )
        for one in ready
    ]
    if seen:
        mark(actor, seen, locked=places_)


def _go_on(actor: Actor, ready: Sequence[Ready], desk: _Desk) -> None:
    """Say on each ticket what its return visit saw."""
    for one in ready:
        returned = one.draft.return_for
        if returned is not None:
            ticket = desk.tickets[returned.ticket_id]
            note_return_visit(actor, ticket, effect=returned.effect.value, note=one.words.note, visit_id=one.visit.pk)


refusals(
    {
        "visits.other_visit_there": gettext_noop("Another visit was written down with this number already. Write it down anew."),
        "visits.place_is_merged": gettext_noop("{name} was merged into another place. Open that one and write the visit down there."),
        "visits.ticket_elsewhere": gettext_noop(
            "The ticket that was gone to see about is not one you see. Leave it out, or ask the centre."
        ),
        "visits.colleague_unknown": gettext_noop("Somebody named as having gone along is not known here. Choose from the list."),
    }
)
