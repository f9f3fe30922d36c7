"""What two people sign: that a ticket waits for law, plan or money, and that it is void."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.ledger import Wish
from linli.tickets.actions.moving import Step, carry_out
from linli.tickets.models import Reporter, SideRequest, Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.kinds import DeferralReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move, State, target


@write
def ask_deferral(actor: Actor, ticket_id: UUID, *, reason: DeferralReason, review_at: datetime, note: str) -> SideRequest:
    """The unit asks that the ticket waits for law, plan or money until a day 挂账."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = _said(note)
    target(Move.DEFER, State(ticket.state))
    checks.check_review(review_at, clock.now())
    checks.check_renewal(State(ticket.state), granted=ledger.times_granted(ticket, RequestKind.DEFERRAL))
    checks.check_hazard(State.DEFERRED, has_open_hazard=ticket.has_open_hazard, measure=ticket.measure)

    asked = ledger.ask(actor, ticket, Wish(kind=RequestKind.DEFERRAL, reason=reason.value, note=said, until_at=review_at))

    journal.record(actor, "ticket.deferral_asked", ticket, reason=reason, review_at=review_at, note=said)
    return asked


@write
def decide_deferral(actor: Actor, ticket_id: UUID, *, is_granted: bool, note: str) -> Ticket:
    """The deputy director signs, or refuses: the ticket comes back on its day either way 挂账审批."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DEFER)
    asked, said = ledger.signed_by_another(actor, ticket, RequestKind.DEFERRAL), _said(note)
    review_at = asked.until_at or clock.now()

    if is_granted:
        checks.check_review(review_at, clock.now())
        checks.check_renewal(State(ticket.state), granted=ledger.times_granted(ticket, RequestKind.DEFERRAL))
        changes = {"review_at": review_at}
        carry_out(actor, ticket, Step(move=Move.DEFER, holder_unit_id=ticket.holder_unit_id, changes=changes, given_at=review_at))
    decision = ledger.answer(actor, asked, is_granted=is_granted, note=said)

    journal.record(actor, "ticket.deferral_decided", ticket, reason=decision, review_at=review_at, note=said)
    return ticket


@write
def resume(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """What waited is handled again: its day has come, or there is no reason to wait any longer."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = _said(note)

    lead_id = ticket.lead_unit_id or ticket.holder_unit_id
    carry_out(actor, ticket, Step(move=Move.RESUME, holder_unit_id=lead_id, changes={"lead_unit_id": lead_id}))

    journal.record(actor, "ticket.resumed", ticket, note=said)
    return ticket


@write
def ask_void(actor: Actor, ticket_id: UUID, *, note: str) -> SideRequest:
    """Somebody found that the ticket should not be there, such as one typed to try the form; never one that somebody reported."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    said = _said(note)
    target(Move.ANNUL, State(ticket.state))
    _check_nobody_reported(ticket)

    asked = ledger.ask(actor, ticket, Wish(kind=RequestKind.VOID, reason="mistake", note=said))

    journal.record(actor, "ticket.void_asked", ticket, note=said)
    return asked


@write
def decide_void(actor: Actor, ticket_id: UUID, *, is_granted: bool, note: str) -> Ticket:
    """A second person signs that the ticket is void, or refuses 作废审批."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VOID)
    asked, said = ledger.signed_by_another(actor, ticket, RequestKind.VOID), _said(note)

    if is_granted:
        _check_nobody_reported(ticket)
        checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))
        carry_out(actor, ticket, Step(move=Move.ANNUL, holder_unit_id=ticket.holder_unit_id))
    decision = ledger.answer(actor, asked, is_granted=is_granted, note=said)

    journal.record(actor, "ticket.void_decided", ticket, reason=decision, note=said)
    return ticket


def _check_nobody_reported(ticket: Ticket) -> None:
    if Reporter.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).exists():
        raise Refused("tickets.reporters_ticket")


def _said(note: str) -> str:
    return clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
