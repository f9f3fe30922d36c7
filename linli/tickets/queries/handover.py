"""Every read of handovers: what is open and hot now, the one that waits for a signature, those of the past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.rules.people import ZONE
from linli.tickets.models import Call, Handover, Ticket, TicketClock
from linli.tickets.queries import tickets, upkeep
from linli.tickets.rules.callouts import Outcome
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.handover import HOT_WITHIN, MOST_ROWS, PROMISED_WITHIN, REPORTS, Part
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission

PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a handover; it says what is to be done where, and nothing of whoever reported it."""

    ticket: Ticket
    due_at: datetime | None = None
    due_kind: str = ""
    # The seat that nobody answered for.
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part: how many there are, and the first of them."""

    part: Part
    total: int
    rows: Sequence[Row]


def sections(actor: Actor) -> Sequence[Section]:
    """What is open and hot for the shift, part by part; six statements however much it is."""
    actor.require(Permission.READ)
    now = clock.now()
    found: dict[Part, Sequence[Row]] = {part: [] for part in Part}
    urgent = [Row(ticket, ticket.due_at, ticket.due_kind) for ticket in _urgent(actor)]
    found[Part.EMERGENCY] = [row for row in urgent if row.ticket.track == Track.EMERGENCY]
    found[Part.HAZARD] = [row for row in urgent if row.ticket.has_open_hazard]
    owed = [(row.kind, Row(row.ticket, row.due_at, row.kind)) for row in _owed(actor, now)]
    found[Part.REPORT] = [row for kind, row in owed if kind in codes(REPORTS)]
    found[Part.CALL_BACK] = [row for kind, row in owed if kind not in codes(REPORTS)]
    found[Part.UNANSWERED] = _unanswered(actor)
    found[Part.UPKEEP] = [Row(each.ticket, end_of(each.due_on)) for each in upkeep.due(actor, now.astimezone(ZONE).date())]
    soon = _soon(actor, now)
    found[Part.HOT] = [Row(ticket, ticket.due_at, ticket.due_kind) for ticket in soon[:MOST_ROWS]]
    # What is more than fits on paper is counted only.
    totals = {Part.HOT: soon.count()} if len(found[Part.HOT]) == MOST_ROWS else {}
    return [Section(part, totals.get(part, len(found[part])), found[part][:MOST_ROWS]) for part in Part]


def end_of(day: date) -> datetime:
    """The last moment of a day in the street."""
    return datetime.combine(day, time.max, ZONE)


def _urgent(actor: Actor) -> Iterable[Ticket]:
    urgent = Q(track=Track.EMERGENCY.value) | Q(has_open_hazard=True)
    found = Ticket.objects.of(actor.subdistrict_id).filter(urgent, due_at__isnull=False)
    rows: Iterable[Ticket] = found.defer("words", "plan").select_related("holder_unit", "measure_unit").order_by("due_at", "pk")
    return rows


def _soon(actor: Actor, now: datetime) -> OwnedQuerySet:
    # An emergency or a danger is not said a second time.
    quiet = Ticket.objects.of(actor.subdistrict_id).exclude(track=Track.EMERGENCY.value).filter(has_open_hazard=False)
    found: OwnedQuerySet = quiet.filter(due_at__lt=now + HOT_WITHIN).defer("words", "plan").select_related("holder_unit")
    return found.order_by("due_at", "pk")


def _owed(actor: Actor, now: datetime) -> Iterable[TicketClock]:
    promised = Q(kind=Clock.FIRST_CONTACT.value, ticket__is_answer_wanted=True, due_at__lt=now + PROMISED_WITHIN)
    found = TicketClock.objects.of(actor.subdistrict_id).filter(promised | Q(kind__in=codes(REPORTS)), stopped_at__isnull=True)
    rows: Iterable[TicketClock] = found.select_related("ticket", "ticket__holder_unit").order_by("due_at", "pk")
    return rows


def _unanswered(actor: Actor) -> list[Row]:
    """The seats of open tickets for which nobody has answered."""
    calls = Call.objects.of(actor.subdistrict_id).filter(ticket__due_at__isnull=False).select_related("ticket", "ticket__holder_unit")
    seats: dict[tuple[UUID, int], list[Call]] = {}
    for each in calls.order_by("called_at", "pk"):
        seats.setdefault((each.ticket_id, each.seat_no), []).append(each)
    return [
        Row(rows[0].ticket, rows[-1].answer_by_at, "", rows[0].seat)
        for rows in seats.values()
        if all(each.outcome != Outcome.ANSWERED for each in rows)
    ]


def snapshot(actor: Actor) -> list[dict[str, Any]]:
    """The same as plain JSON, to be kept as it was read."""
    return [
        {"part": section.part.value, "total": section.total, "rows": [_frozen(row) for row in section.rows]} for section in sections(actor)
    ]


def _frozen(row: Row) -> dict[str, Any]:
    ticket = row.ticket
    return {
        "ticket": str(ticket.pk),
        "number": ticket.number,
        "matter": ticket.matter,
        "address": ticket.address,
        "state": ticket.state,
        "unit": ticket.holder_unit.short_name if ticket.holder_unit else "",
        "measure": ticket.measure,
        "due_at": row.due_at.isoformat() if row.due_at else "",
        "due_kind": row.due_kind,
        "seat": row.seat,
    }


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The handovers that the actor may read."""
    actor.require(Permission.READ)
    found: OwnedQuerySet = Handover.objects.of(actor.subdistrict_id)
    return found


def latest(actor: Actor, *, before: datetime | None = None) -> Sequence[Handover]:
    """A page of past handovers, newest first; one more than a page tells there is more."""
    found = visible_to(actor).select_related("unit")
    if before is not None:
        found = found.filter(left_at__lt=before)
    return list(found.defer("snapshot").order_by("-left_at", "-pk")[: PAGE + 1])


def waiting(actor: Actor, unit_id: UUID | None) -> Handover | None:
    """The handover of the unit that nobody has signed for yet."""
    found: Handover | None = visible_to(actor).filter(unit_id=unit_id, taken_at__isnull=True).select_related("unit").first()
    return found


def get_for(actor: Actor, handover_id: UUID) -> Handover:
    """One handover."""
    found: Handover | None = visible_to(actor).filter(pk=handover_id).select_related("unit").first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, handover_id: UUID) -> Handover:
    """One handover, locked for the signature."""
    found: Handover = lock_in_order(visible_to(actor), actor.subdistrict_id, [handover_id])[0]
    actor.require(Permission.HAND_OVER)
    return found


def own_unit(actor: Actor) -> UUID | None:
    """For which unit the actor is on duty."""
    return tickets.unit_of(actor)
