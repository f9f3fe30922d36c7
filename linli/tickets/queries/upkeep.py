"""Every read of re-checks after emergencies."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.tickets.models import Ticket, UpkeepCheck
from linli.tickets.queries import tickets
from linli.tickets.rules.permissions import Permission

PAGE = 100


def to_do(actor: Actor) -> OwnedQuerySet:
    """The re-checks that wait for their day or for somebody, of the tickets the actor may see."""
    waiting: OwnedQuerySet = UpkeepCheck.objects.of(actor.subdistrict_id).filter(done_at__isnull=True, dropped_at__isnull=True)
    if actor.may(Permission.READ):
        return waiting
    found: OwnedQuerySet = waiting.filter(ticket_id__in=tickets.visible_to(actor).values("pk"))
    return found


def due(actor: Actor, on: date) -> Sequence[UpkeepCheck]:
    """Those due on that day or before, the oldest first, with their tickets."""
    return list(to_do(actor).filter(due_on__lte=on).select_related("ticket").order_by("due_on", "pk")[:PAGE])


def coming(actor: Actor, on: date) -> Sequence[UpkeepCheck]:
    """Those due after that day, the next first."""
    return list(to_do(actor).filter(due_on__gt=on).select_related("ticket").order_by("due_on", "pk")[:PAGE])


def of_ticket(ticket: Ticket) -> Sequence[UpkeepCheck]:
    """Every re-check of one ticket in order."""
    found = UpkeepCheck.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk)
    return list(found.select_related("done_by_unit").order_by("round", "after_days"))


def get_for(actor: Actor, check_id: UUID) -> UpkeepCheck:
    """One re-check with its ticket."""
    found: UpkeepCheck | None = UpkeepCheck.objects.of(actor.subdistrict_id).filter(pk=check_id).select_related("ticket").first()
    if found is None or not tickets.visible_to(actor).filter(pk=found.ticket_id).exists():
        raise NotFound
    return found
