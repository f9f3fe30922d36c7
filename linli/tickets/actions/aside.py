"""Putting a ticket aside without handling it, and bringing it back."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.moving import Step, carry_out
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.kinds import RedirectReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move, State


@write
def merge(actor: Actor, ticket_id: UUID, into_id: UUID, *, note: str) -> Ticket:
    """Join a ticket to another about the same matter; everybody who reported either follows and judges the one that stays."""
    locked = queries.lock_all_for(actor, {ticket_id, into_id}, Permission.MERGE)
    ticket, into = locked[ticket_id], locked[into_id]
    said = _said(note)
    checks.check_target(ticket_id, into_id, State(into.state), ticket.track, into.track)
    checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))

    carry_out(actor, ticket, Step(move=Move.MERGE, holder_unit_id=ticket.holder_unit_id, changes={"merged_into_id": into_id}))

    merged = journal.Draft("ticket.merged", ticket, facts={"into": into.number, "note": said})
    journal.record_many(actor, [merged, journal.Draft("ticket.joined", into, facts={"number": ticket.number})])
    return ticket


@write
def withdraw(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """The reporter takes it back 撤单."""
    ticket = queries.lock_for(actor, ticket_id, Permission.WITHDRAW)
    said = _said(note)
    # Parts are ended one by one: ending the whole never ends them.
    checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))

    carry_out(actor, ticket, Step(move=Move.WITHDRAW, holder_unit_id=ticket.holder_unit_id))

    journal.record(actor, "ticket.withdrawn", ticket, note=said)
    return ticket


@write
def redirect(actor: Actor, ticket_id: UUID, *, reason: RedirectReason, route: str) -> Ticket:
    """It is not for this house: the reporter is told which way is 告知途径."""
    ticket = queries.lock_for(actor, ticket_id, Permission.REDIRECT)
    said = clean_text(route, field=gettext("Route that was told"), limit=kinds.NOTE_LIMIT)
    checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))

    carry_out(actor, ticket, Step(move=Move.REDIRECT, holder_unit_id=ticket.holder_unit_id))

    journal.record(actor, "ticket.redirected", ticket, reason=reason, route=said)
    return ticket


@write
def undo(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """Bring back what was put aside to the state before, with a fresh clock; what runs since intake gets no more time."""
    ticket, whole = queries.lock_with_whole(actor, ticket_id, Permission.UNDO)
    said = _said(note)
    if whole is not None:
        checks.check_parent(State(whole.state), whole.number)

    given_at: datetime | None = ticket.review_at if ticket.state_before == State.DEFERRED else None
    step = Step(move=Move.UNDO, holder_unit_id=ticket.holder_unit_id, changes={"merged_into_id": None}, given_at=given_at)
    carry_out(actor, ticket, step)

    journal.record(actor, "ticket.undone", ticket, state=ticket.state, note=said)
    return ticket


def _said(note: str) -> str:
    return clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
