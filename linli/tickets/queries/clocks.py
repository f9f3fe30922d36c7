"""Every read of the clocks of tickets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.rules.clocks import SINCE_INTAKE, Clock, Ending, Standing
from linli.tickets.rules.kinds import codes


def of(ticket: Ticket) -> Sequence[TicketClock]:
    """Every clock of the ticket, the first to end first; one statement."""
    return list(TicketClock.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("due_at", "pk"))


def standing(ticket: Ticket) -> Sequence[TicketClock]:
    """What a move has to know: what runs, and what began at intake whether or not it runs."""
    return list(_standing(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("start_at", "pk"))


def standing_of(actor: Actor, ticket_ids: Collection[UUID]) -> Mapping[UUID, Sequence[TicketClock]]:
    """The same of many tickets in one statement."""
    found: dict[UUID, list[TicketClock]] = {}
    for row in _standing(actor.subdistrict_id).filter(ticket_id__in=ticket_ids).order_by("start_at", "pk"):
        found.setdefault(row.ticket_id, []).append(row)
    return found


def _standing(subdistrict_id: UUID) -> OwnedQuerySet:
    found: OwnedQuerySet = TicketClock.objects.of(subdistrict_id).filter(Q(stopped_at__isnull=True) | Q(kind__in=codes(SINCE_INTAKE)))
    return found


def provisional(actor: Actor) -> OwnedQuerySet:
    """The running clocks that were counted by weekends alone."""
    found: OwnedQuerySet = TicketClock.objects.of(actor.subdistrict_id).filter(stopped_at__isnull=True, is_provisional=True)
    return found


def count_provisional(actor: Actor) -> int:
    """How many deadlines another version of the calendar would be asked about."""
    return int(provisional(actor).count())


def running_of(actor: Actor, ticket_ids: Sequence[UUID]) -> Sequence[TicketClock]:
    """The running clocks of these tickets, ticket by ticket."""
    found = TicketClock.objects.of(actor.subdistrict_id).filter(stopped_at__isnull=True, ticket_id__in=ticket_ids)
    return list(found.order_by("ticket_id", "due_at", "pk"))


def as_standing(row: TicketClock) -> Standing:
    """The clock as the rule reads it."""
    return Standing(Clock(row.kind), row.due_at, Ending(row.ending) if row.ending else None)


def accept_by(rows: Sequence[TicketClock]) -> datetime | None:
    """Until when the unit that it was dispatched to has to accept it, as long as it has not."""
    return next((row.due_at for row in rows if row.kind == Clock.ACCEPT and row.stopped_at is None), None)


def overall_due_at(rows: Sequence[TicketClock]) -> datetime | None:
    """When the whole time is over, as long as it runs."""
    return next((row.due_at for row in rows if row.kind == Clock.OVERALL and row.stopped_at is None), None)
