"""Who stood on which shift, as far as signatures ask for it."""

from linli.kernel.actor import Actor
from linli.kernel.journal import story_of
from linli.org.models import ShiftMember
from linli.tickets.models import Ticket

# A ticket with more entries than these was not dispatched lately.
LATEST = 200
DISPATCHES = frozenset({"ticket.dispatched", "ticket.redispatched", "ticket.escalated", "ticket.decided", "ticket.duty_decided"})


def is_of_own_shift(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor dispatched the ticket last, or stood on the shift during which that was done."""
    story = story_of(ticket, after=max(0, ticket.journal_seq - LATEST), limit=LATEST)
    given = [entry for entry in story if entry.verb in DISPATCHES]
    if given and given[-1].account_id == actor.account_id:
        return True
    at = ticket.dispatched_at or ticket.received_at
    present = ShiftMember.objects.of(actor.subdistrict_id).filter(person_id=actor.person_id, removed_at__isnull=True)
    return actor.person_id is not None and present.filter(begins_at__lte=at, ends_at__gt=at).exists()
