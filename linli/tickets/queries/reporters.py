"""Who reported, for the page of a ticket."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel import statements
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.statements import Asked, Statement
from linli.tickets.models import Reporter, Ticket
from linli.tickets.queries.readers import knows_reporters


def among(actor: Actor, ticket_ids: Iterable[UUID]) -> Sequence[Reporter]:
    """Everybody who reported one of these tickets, the first to report first; only for who may know them. One statement."""
    if not knows_reporters(actor):
        raise Refused("kernel.not_allowed")
    return _AMONG.instances(Reporter, street=actor.subdistrict_id, tickets=list(set(ticket_ids)))


def are_sms_only(ticket: Ticket) -> bool:
    """Whether everybody who left a number for it wants to be written to and not called."""
    merged = Ticket.objects.of(ticket.subdistrict_id).filter(merged_into_id=ticket.pk).values("pk")
    found = (
        Reporter.objects.of(ticket.subdistrict_id).filter(Q(ticket_id=ticket.pk) | Q(ticket_id__in=merged)).filter(phone_code__isnull=False)
    )
    ways = set(found.values_list("is_sms_only", flat=True))
    return ways == {True}


def _among() -> QuerySet[Reporter]:
    found: QuerySet[Reporter] = Reporter.objects.of(Asked.id("street")).filter(statements.among("ticket_id", Asked.ids("tickets")))
    return found.order_by("reported_at", "pk")


_AMONG: Final = Statement(_among)
