"""派单异议: a unit says that the dispatch itself is wrong, and a meeting upholds or overrules it."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import deadline
from linli.kernel.calendar import queries as calendars
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.dispatching import open_meeting
from linli.tickets.actions.ledger import Wish
from linli.tickets.actions.moving import Step, carry_out
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import kinds
from linli.tickets.rules.kinds import MeetingReason, ObjectionReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.retiming import CONTESTED
from linli.tickets.rules.states import Move


@write
def object_to_dispatch(actor: Actor, ticket_id: UUID, *, reason: ObjectionReason, note: str, better_unit_id: UUID | None = None) -> Ticket:
    """The head of the unit objects: the ticket lies before a meeting, and goes to no third desk meanwhile."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.RETURN)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    unit_id, now = ticket.holder_unit_id, clock.now()
    if better_unit_id is not None:
        queries.require_unit(actor, better_unit_id, now)

    wish = Wish(kind=RequestKind.OBJECTION, reason=reason.value, note=said, other_unit_id=better_unit_id)
    ledger.ask(actor, ticket, wish)
    # Who objects to what the duty chief decided is heard within one working day 疑难会商.
    is_contested = ledger.was_granted(ticket, RequestKind.NOBODY)
    within = deadline(now, CONTESTED, calendars.in_use(actor)).due_at if is_contested else None
    changes = {"lead_unit_id": None, "hops": ticket.hops + 1}
    carry_out(actor, ticket, Step(move=Move.OBJECT, holder_unit_id=ticket.intake_unit_id, changes=changes, given_at=within))
    open_meeting(actor, ticket, MeetingReason.NOBODY_TAKES_IT if is_contested else MeetingReason.OBJECTION)

    journal.record(actor, "ticket.objected", ticket, reason=reason, unit=str(unit_id), other_unit=str(better_unit_id or ""), note=said)
    return ticket
