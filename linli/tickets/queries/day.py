"""What waits today for somebody: calls to answer, reporters to ring up, the state of the handover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.tickets.models import Call, Handover, TicketClock
from linli.tickets.queries.tickets import unit_of, visible_to
from linli.tickets.rules.callouts import Outcome
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """A ticket whose reporter waits for a call, with the clock of it."""

    ticket_id: UUID
    number: str
    matter: str
    address: str
    unit: str
    due_at: datetime
    yellow_at: datetime


def own_waiting_calls(actor: Actor) -> Sequence[Call]:
    """The calls of open tickets that wait for the actor's own answer, with their tickets."""
    if actor.person_id is None:
        return []
    mine = Call.objects.of(actor.subdistrict_id).filter(person_id=actor.person_id, outcome=Outcome.WAITING.value)
    return list(mine.filter(ticket__due_at__isnull=False).select_related("ticket").order_by("called_at", "pk")[:SHOWN])


def contacts(actor: Actor, until: datetime) -> Sequence[Contact]:
    """Whom to ring up before that moment, the most urgent first, of the tickets the actor may see."""
    found = TicketClock.objects.of(actor.subdistrict_id).filter(kind=Clock.FIRST_CONTACT.value, stopped_at__isnull=True, due_at__lte=until)
    if not actor.may(Permission.READ):
        found = found.filter(ticket_id__in=visible_to(actor).values("pk"))
    rows = found.select_related("ticket", "ticket__holder_unit").order_by("due_at", "pk")[:SHOWN]
    return [
        Contact(
            ticket_id=row.ticket_id,
            number=row.ticket.number,
            matter=row.ticket.matter,
            address=row.ticket.address,
            unit=row.ticket.holder_unit.short_name if row.ticket.holder_unit else "",
            due_at=row.due_at,
            yellow_at=row.yellow_at,
        )
        for row in rows
    ]


def last_handover(actor: Actor) -> Handover | None:
    """The latest handover of the actor's own unit; two statements, none for who hands nothing over."""
    unit_id = unit_of(actor) if actor.may(Permission.HAND_OVER) else None
    if unit_id is None:
        return None
    mine = Handover.objects.of(actor.subdistrict_id).filter(unit_id=unit_id)
    found: Handover | None = mine.defer("snapshot").order_by("-left_at", "-pk").first()
    return found
