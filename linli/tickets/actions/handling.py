"""What happens while a ticket is handled: contact, making it safe, and saying that it is done."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.moving import Step, carry_out, refresh_due, save, stop
from linli.tickets.actions.upkeep import plan_upkeep
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Clock, Ending
from linli.tickets.rules.kinds import Measure, Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, Move, State, state_word

SAID_BY_HAND = frozenset({Clock.FIRST_CONTACT, Clock.ON_SITE, Clock.CLEARED})


@write
def note_contact(actor: Actor, ticket_id: UUID, owed: Clock, *, note: str) -> Ticket:
    """The reporter was called, somebody is on site, the danger is cleared: that clock ends for good."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    _require_open(ticket)
    rows = list(TicketClock.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, kind=owed.value, stopped_at__isnull=True))
    if owed not in SAID_BY_HAND or not rows:
        raise Refused("tickets.clock_not_running")

    stop(rows, Ending.KEPT, clock.now())
    save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.contacted", ticket, clock=owed.value, note=said)
    if owed is Clock.CLEARED:
        plan_upkeep(actor, ticket)
    return ticket


@write
def take_measure(actor: Actor, ticket_id: UUID, *, measure: Measure, unit_id: UUID, note: str) -> Ticket:
    """Somebody made it safe for now: whose it is and who pays is settled afterwards 先处置，后定责."""
    ticket = queries.lock_for(actor, ticket_id, Permission.HANDLE)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
    _require_open(ticket)
    queries.require_unit(actor, unit_id, clock.now())

    save(ticket, {"has_open_hazard": True, "measure": measure.value, "measure_unit_id": unit_id, "measure_at": clock.now()})

    journal.record(actor, "ticket.measure_taken", ticket, reason=measure, unit=str(unit_id), note=said)
    return ticket


@write
def end_hazard(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """There is no danger any more."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    _require_open(ticket)
    if not ticket.has_open_hazard:
        raise Refused("tickets.no_hazard")

    save(ticket, {"has_open_hazard": False})

    journal.record(actor, "ticket.hazard_ended", ticket, note=said)
    return ticket


@write
def resolve(actor: Actor, ticket_id: UUID, *, outcome: Verdict, done: str, verifying_unit_id: UUID | None = None) -> Ticket:
    """The lead says that it is done, which never closes; another unit verifies, by default the one that took it in."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.RESOLVE)
    said = clean_text(done, field=gettext("What was done"), limit=kinds.NOTE_LIMIT)
    checks.check_outcome(outcome)
    checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))
    verifier_id = verifying_unit_id or ticket.intake_unit_id
    if verifier_id == ticket.lead_unit_id:
        raise Refused("tickets.choose_verifier")
    queries.require_unit(actor, verifier_id, clock.now())

    doer_id = ticket.lead_unit_id
    carry_out(
        actor,
        ticket,
        Step(move=Move.RESOLVE, holder_unit_id=verifier_id, changes={"outcome": outcome.value, "done_by_unit_id": doer_id}),
    )

    journal.record(actor, "ticket.resolved", ticket, unit=str(doer_id), outcome=outcome.value, done=said)
    if ticket.origin_kind == kinds.FROM_VISIT:
        # Visits stand above tickets: the job is known here by its name alone.
        jobs.queue("visits.plan_return", ticket)
    return ticket


def _require_open(ticket: Ticket) -> None:
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))
