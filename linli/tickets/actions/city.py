"""What the city says of its own order: its call-back closes it or sends it back, and nobody here calls in its name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import verifications, verifying
from linli.tickets.actions.moving import Step, aim, carry_out, refresh_due, save, save_times
from linli.tickets.actions.upkeep import plan_upkeep
from linli.tickets.actions.verifications import Found
from linli.tickets.models import Ticket
from linli.tickets.queries import clocks
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import ClosingBasis, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, Move, State, state_word
from linli.tickets.rules.verifications import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class CityWords:
    """Their call-back: what they found, by which unit they are known here, and whether it is to be done again 重新交办."""

    verdict: Verdict
    unit_id: UUID
    do_again: bool
    note: str
    grade: str = ""
    manner: str = ""
    was_contacted: bool | None = None


@write
def file_result(actor: Actor, ticket_id: UUID, words: CityWords) -> Ticket:
    """Their result closes what is handled, or sends it back; what is closed opens again only when they ask for it."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    state, said = State(ticket.state), clean_text(words.note, field=gettext("What is left to do"), limit=kinds.NOTE_LIMIT)
    if ticket.track != Track.HOTLINE:
        raise Refused("tickets.not_an_order")
    if state not in {State.RESOLVED, State.CLOSED}:
        raise Refused("tickets.illegal_move", state=state_word(state))
    verifier_id = checks.check_verifier(VerifiedBy.CALLBACK, words.unit_id, ticket.done_by_unit_id)
    if state is State.CLOSED and not words.do_again:
        return ticket

    effect = (Effect.REOPEN if state is State.CLOSED else Effect.REWORK) if words.do_again else Effect.CLOSE
    found = Found(
        kind=VerifiedBy.CALLBACK,
        verdict=words.verdict,
        effect=effect,
        note=said,
        grade=words.grade,
        manner=words.manner,
        was_contacted=words.was_contacted,
        unit_id=verifier_id,
    )
    verifications.keep(actor, ticket, found)
    if effect is Effect.CLOSE:
        _close(actor, ticket, words.verdict, verifier_id)
    elif effect is Effect.REOPEN:
        verifying.take_up_again(actor, ticket, said, is_recurrence=False)
    else:
        verifying.send_back(actor, ticket, said)
    return ticket


@write
def set_target(actor: Actor, ticket_id: UUID, *, due_at: datetime) -> Ticket:
    """Until when their order has to be answered, as they say: the whole time ends there, and acceptance and handling before it."""
    ticket = queries.lock_for(actor, ticket_id, Permission.EXTEND)
    rows = clocks.standing(ticket)
    before = next((row.due_at for row in rows if row.kind == Clock.OVERALL), None)
    changed = aim(rows, due_at, calendars.in_use(actor)) if ticket.track == Track.HOTLINE else []
    if not changed or before is None:
        return ticket

    save_times(changed)
    if State(ticket.state) in OPEN:
        save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.target_set", ticket, clock=Clock.OVERALL.value, before=before, after=due_at)
    return ticket


def _close(actor: Actor, ticket: Ticket, verdict: Verdict, unit_id: UUID) -> None:
    checks.check_done(open_commitments=0, open_children=queries.open_children(ticket))
    verified = {"verdict": verdict.value, "verified_at": clock.now(), "verified_by_kind": VerifiedBy.CALLBACK.value}
    changes = {**verified, "verified_by_unit_id": unit_id, "closing_basis": ClosingBasis.VERIFIED.value}
    carry_out(actor, ticket, Step(move=Move.CLOSE, holder_unit_id=ticket.holder_unit_id, changes=changes))
    facts = {"verdict": verdict.value, "verified_by": VerifiedBy.CALLBACK.value, "unit": str(unit_id), "note": ""}
    journal.record_many(actor, [journal.Draft("ticket.closed", ticket, facts=facts)])
    plan_upkeep(actor, ticket)
