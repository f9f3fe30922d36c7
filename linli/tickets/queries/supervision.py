"""Every read of what is done about late tickets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.tickets.models import SupervisionStep, Ticket, TicketClock
from linli.tickets.queries import tickets
from linli.tickets.rules.permissions import Permission

PAGE = 50


def due_clocks(actor: Actor, now: datetime) -> OwnedQuerySet:
    """The running clocks that are to be looked at."""
    found: OwnedQuerySet = TicketClock.objects.of(actor.subdistrict_id).filter(stopped_at__isnull=True, next_look_at__lte=now)
    return found


def claim(actor: Actor, now: datetime, limit: int) -> Sequence[Ticket]:
    """Tickets with a clock to look at, locked and passed over where somebody has them: every worker gets others, nobody waits."""
    # The ticket is locked, not the clock: whoever moves it holds the ticket first, and would meet the sweeper in a deadlock.
    due = due_clocks(actor, now).filter(ticket_id=OuterRef("pk"))
    free = Ticket.objects.of(actor.subdistrict_id).filter(Exists(due)).select_for_update(skip_locked=True, of=("self",))
    return list(free[:limit])


def clocks_to_look_at(actor: Actor, ticket_ids: Sequence[UUID], now: datetime) -> Sequence[TicketClock]:
    """The clocks of locked tickets that are to be looked at, read again after the lock: another worker may have just looked."""
    found = due_clocks(actor, now).filter(ticket_id__in=ticket_ids).select_related("commitment")
    return list(found.order_by("ticket_id", "due_at", "pk"))


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The steps of the tickets the actor may see."""
    found: OwnedQuerySet = SupervisionStep.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    seen = tickets.visible_to(actor).filter(pk=OuterRef("ticket_id"))
    return found.filter(Exists(seen))


def to_do(actor: Actor, *, after: UUID | None = None) -> Sequence[SupervisionStep]:
    """What is to be called and signed, what waits longest first; a clock that has ended needs nobody any more."""
    found = visible_to(actor).filter(done_at__isnull=True, clock__stopped_at__isnull=True)
    if after is not None:
        mark = get_for(actor, after)
        found = found.filter(raised_at__gte=mark.raised_at).exclude(raised_at=mark.raised_at, pk__lte=mark.pk)
    return list(_with_rows(found).order_by("raised_at", "pk")[: PAGE + 1])


def orders_waiting(actor: Actor) -> Sequence[SupervisionStep]:
    """The signed orders that nobody has answered, the one that is due first above."""
    found = visible_to(actor).filter(order_number__isnull=False, replied_at__isnull=True)
    return list(_with_rows(found).order_by("reply_due_at", "pk")[:PAGE])


def of_ticket(ticket: Ticket) -> Sequence[SupervisionStep]:
    """Every step a ticket has reached, in the order in which it did."""
    found = SupervisionStep.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk)
    return list(found.select_related("unit", "clock").order_by("raised_at", "pk"))


def get_for(actor: Actor, step_id: UUID) -> SupervisionStep:
    """One step with its ticket, if the actor may see it."""
    found: SupervisionStep | None = _with_rows(visible_to(actor)).filter(pk=step_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, step_id: UUID, permission: Permission) -> tuple[Ticket, SupervisionStep]:
    """A step and its ticket, which is locked: steps change only in the hand of who holds the ticket."""
    ticket = tickets.lock_for(actor, get_for(actor, step_id).ticket_id, permission)
    return ticket, get_for(actor, step_id)


def orders_of(ticket: Ticket) -> int:
    """How many orders were signed for the ticket."""
    found = SupervisionStep.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, order_number__isnull=False)
    return int(found.count())


def _with_rows(found: OwnedQuerySet) -> OwnedQuerySet:
    return found.select_related("ticket", "clock", "unit")
