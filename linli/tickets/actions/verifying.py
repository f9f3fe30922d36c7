"""Looking whether it was done, by somebody who did not do it."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.moving import Step, carry_out, save
from linli.tickets.actions.upkeep import plan_upkeep
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.queries import verifications
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import ClosingBasis, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move, State
from linli.tickets.rules.verifications import ATTEMPTS

_NO_VERDICT = {"verdict": "", "verified_at": None, "verified_by_kind": "", "verified_by_unit_id": None, "closing_basis": ""}


@write
def close(actor: Actor, ticket_id: UUID, *, verdict: Verdict, by: VerifiedBy, note: str = "") -> Ticket:
    """Close a handled ticket on the word of the reporter, of a call-back or of another unit; the doer cannot."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
    unit_id = _verifier(actor, ticket, by)
    checks.check_hotline(ticket.track, by)
    checks.check_done(open_commitments=0, open_children=queries.open_children(ticket))
    _check_unsaid(ticket, verdict, by)

    verified = {"verdict": verdict.value, "verified_at": clock.now(), "verified_by_kind": by.value, "verified_by_unit_id": unit_id}
    step = Step(move=Move.CLOSE, holder_unit_id=ticket.holder_unit_id, changes={**verified, "closing_basis": ClosingBasis.VERIFIED.value})
    carry_out(actor, ticket, step)

    journal.record(actor, "ticket.closed", ticket, verdict=verdict.value, verified_by=by.value, unit=str(unit_id or ""), note=said)
    plan_upkeep(actor, ticket)
    return ticket


@write
def answer_city(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """Our answer went to the city: the order stays as it is until the city has called back 已反馈，待市区回访."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
    if ticket.track != Track.HOTLINE or ticket.state != State.RESOLVED:
        raise Refused("tickets.not_an_order")

    save(ticket, {"answered_at": clock.now()})

    journal.record(actor, "ticket.answered", ticket, note=said)
    return ticket


@write
def rework(actor: Actor, ticket_id: UUID, *, by: VerifiedBy, note: str) -> Ticket:
    """Whoever verified found it undone: the lead has it again 返工."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    # A reporter's own words never go to whoever leads: they stand with his judgement.
    said = clean_text(note, field=gettext("What is left to do"), limit=kinds.NOTE_LIMIT, required=by is not VerifiedBy.REPORTER)
    _verifier(actor, ticket, by)
    send_back(actor, ticket, said)
    return ticket


@write
def send_back(actor: Actor, ticket: Ticket, said: str) -> None:
    """A locked, handled ticket is handled again by its lead; whoever asks has said who may."""
    carry_out(actor, ticket, Step(move=Move.REWORK, holder_unit_id=ticket.lead_unit_id, changes=_again(ticket)))

    journal.record(actor, "ticket.reworked", ticket, note=said)


@write
def reopen(actor: Actor, ticket_id: UUID, *, note: str, is_recurrence: bool = False) -> Ticket:
    """A closed ticket is handled again by who handled it: within the window, or because the matter came back."""
    ticket, whole = queries.lock_with_whole(actor, ticket_id, Permission.REOPEN)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=actor.channel is not Channel.PUBLIC)
    if whole is not None:
        checks.check_parent(State(whole.state), whole.number)
    if ticket.state == State.CLOSED and ticket.ended_at is not None:
        checks.check_window(ticket.ended_at, clock.now(), is_recurrence=is_recurrence)
    take_up_again(actor, ticket, said, is_recurrence=is_recurrence)
    return ticket


@write
def take_up_again(actor: Actor, ticket: Ticket, said: str, *, is_recurrence: bool) -> None:
    """A locked, closed ticket is handled again; whoever asks has said who may."""
    # What was settled on the spot had no lead but the unit that settled it, and perhaps no neutral words.
    lead_id, matter = ticket.lead_unit_id or ticket.done_by_unit_id, ticket.matter or said

    recurrences = ticket.recurrences + int(is_recurrence)
    changes = {**_again(ticket), **_NO_VERDICT, "lead_unit_id": lead_id, "matter": matter, "recurrences": recurrences}
    carry_out(actor, ticket, Step(move=Move.REOPEN, holder_unit_id=lead_id, changes=changes))

    journal.record(actor, "ticket.reopened", ticket, note=said, is_recurrence=is_recurrence)


def _check_unsaid(ticket: Ticket, verdict: Verdict, by: VerifiedBy) -> None:
    if verdict in kinds.UNSAID and by is not VerifiedBy.CALLBACK:
        raise Refused("tickets.judge_choose")
    if verdict is Verdict.UNREACHABLE and verifications.attempts(ticket) < ATTEMPTS:
        raise Refused("tickets.too_few_attempts", limit=ATTEMPTS)


def _verifier(actor: Actor, ticket: Ticket, by: VerifiedBy) -> UUID | None:
    """The unit that verifies; the reporter speaks for himself at his own door, never through somebody at a desk."""
    if by is VerifiedBy.REPORTER and actor.channel is Channel.PUBLIC:
        return None
    return checks.check_verifier(by, queries.unit_of(actor), ticket.done_by_unit_id)


def _again(ticket: Ticket) -> dict[str, object]:
    return {"reworks": ticket.reworks + 1, "outcome": "", "answered_at": None, "recheck_on": None, "recheck_asked_at": None}
