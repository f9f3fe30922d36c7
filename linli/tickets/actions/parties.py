"""Several parties: meetings on a ticket, what they decide, and what every unit promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.dispatching import open_meeting, set_assists
from linli.tickets.actions.moving import Step, carry_out, refresh_due, row_of, save, stop
from linli.tickets.actions.settling import settle
from linli.tickets.models import Commitment, Ticket, TicketClock
from linli.tickets.queries import clocks
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds, plans
from linli.tickets.rules.clocks import Clock, Ending, promised, start
from linli.tickets.rules.kinds import MeetingReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, Move, State, state_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a party said, and whether it was there."""

    unit_id: UUID
    said: str
    is_present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a unit is to do until when."""

    unit_id: UUID
    what: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDecision:
    """What a meeting agreed on one ticket."""

    decision: str
    lead_unit_id: UUID
    positions: Sequence[Position]
    options: Sequence[str] = ()
    assist_unit_ids: Sequence[UUID] = ()
    promises: Sequence[Promise] = ()
    dissent: str = ""
    why_lead: str = ""


@write
def call_meeting(actor: Actor, ticket_id: UUID, *, reason: MeetingReason, note: str) -> Ticket:
    """Lay a ticket before a meeting because several have to act, or nobody takes it 议单."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DELIBERATE)
    said = _text(note, gettext("Note"))
    checks.check_matter(ticket.matter)

    carry_out(actor, ticket, Step(move=Move.CALL_MEETING, holder_unit_id=ticket.intake_unit_id))
    open_meeting(actor, ticket, reason)

    journal.record(actor, "ticket.meeting_called", ticket, reason=reason, unit=str(ticket.intake_unit_id), note=said)
    return ticket


@write
def decide(actor: Actor, ticket_id: UUID, agreed: MeetingDecision) -> Ticket:
    """Write down what the meeting decided; who was absent is proposed what it wants of him, and answers."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DELIBERATE)
    decision, dissent = _text(agreed.decision, gettext("Decision")), _text(agreed.dissent, gettext("Dissent"), required=False)
    present = {each.unit_id for each in agreed.positions if each.is_present}
    checks.check_present(present, agreed.lead_unit_id)
    checks.check_lead(agreed.lead_unit_id, ticket.about_unit_id, agreed.why_lead)

    lead_id = agreed.lead_unit_id
    carry_out(actor, ticket, Step(move=Move.DECIDE, holder_unit_id=lead_id, changes={"lead_unit_id": lead_id}))
    set_assists(actor, ticket, set(agreed.assist_unit_ids) - {lead_id})
    made = [_promise(actor, ticket, each, is_taken_on=each.unit_id in present) for each in agreed.promises]
    _write_minutes(actor, ticket, agreed, decision, dissent)
    settle(actor, ticket, lead_id, note=decision)
    save(ticket, refresh_due(ticket))

    facts = {"unit": str(lead_id), "assists": ",".join(sorted(map(str, agreed.assist_unit_ids))), "decision": decision, "dissent": dissent}
    proposals = sum(each.taken_on_at is None for each in made)
    told = journal.Draft("ticket.decided", ticket, facts={**facts, "proposals": proposals})
    journal.record_many(actor, [told, *(_made(ticket, each) for each in made)])
    return ticket


@write
def make_commitment(actor: Actor, ticket_id: UUID, promise: Promise) -> Commitment:
    """A unit promises its part; said by somebody else it is a proposal that the unit answers."""
    ticket = queries.lock_for(actor, ticket_id, Permission.HANDLE)
    if State(ticket.state) not in BEFORE_DONE:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))

    commitment = _promise(actor, ticket, promise, is_taken_on=queries.unit_of(actor) == promise.unit_id)
    save(ticket, refresh_due(ticket))

    before = ticket.journal_seq
    journal.record_many(actor, [_made(ticket, commitment)])
    jobs.queue("tickets.tell", ticket, after=before)
    return commitment


@write
def take_on(actor: Actor, ticket_id: UUID, commitment_id: UUID) -> Commitment:
    """The unit agrees to what was proposed to it; from now on its promise runs."""
    ticket = queries.lock_for(actor, ticket_id, Permission.HANDLE)
    commitment = _open_commitment(actor, ticket, commitment_id)
    if commitment.taken_on_at is not None:
        raise Refused("tickets.commitment_ended")
    if queries.unit_of(actor) != commitment.unit_id:
        raise Refused("kernel.not_allowed")
    now = clock.now()

    _stop_clock(commitment, Ending.KEPT, now)
    commitment.taken_on_at = now
    commitment.save(update_fields=["taken_on_at"])
    _start_clock(actor, ticket, commitment, now)
    save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.commitment_taken_on", ticket, unit=str(commitment.unit_id), what=commitment.what)
    return commitment


@write
def end_commitment(actor: Actor, ticket_id: UUID, commitment_id: UUID, *, is_kept: bool, note: str) -> Commitment:
    """The unit did its part; or it is taken back, by the unit with a reason or by the centre."""
    ticket = queries.lock_for(actor, ticket_id, Permission.HANDLE)
    commitment, said = _open_commitment(actor, ticket, commitment_id), _text(note, gettext("Note"))
    if not actor.may(Permission.DISPATCH) and queries.unit_of(actor) != commitment.unit_id:
        raise Refused("kernel.not_allowed")
    if is_kept and commitment.taken_on_at is None:
        raise Refused("tickets.not_taken_on")
    now = clock.now()

    _stop_clock(commitment, Ending.KEPT if is_kept else Ending.DROPPED, now)
    commitment.ended_at, commitment.is_kept = now, is_kept
    commitment.save(update_fields=["ended_at", "is_kept"])
    save(ticket, refresh_due(ticket))

    facts = {"unit": str(commitment.unit_id), "what": commitment.what, "is_kept": is_kept, "note": said}
    journal.record_many(actor, [journal.Draft("ticket.commitment_ended", ticket, facts=facts)])
    return commitment


def _promise(actor: Actor, ticket: Ticket, promise: Promise, *, is_taken_on: bool) -> Commitment:
    now, what = clock.now(), _text(promise.what, gettext("Promise"))
    queries.require_unit(actor, promise.unit_id, now)
    checks.check_promise(promise.due_at, now, clocks.overall_due_at(clocks.standing(ticket)))
    commitment = Commitment(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        unit_id=promise.unit_id,
        what=what,
        due_at=promise.due_at,
        proposed_at=now,
        taken_on_at=now if is_taken_on else None,
    )
    commitment.save(force_insert=True)
    _start_clock(actor, ticket, commitment, now)
    return commitment


def _start_clock(actor: Actor, ticket: Ticket, commitment: Commitment, now: datetime) -> None:
    used = calendars.in_use(actor)
    if commitment.taken_on_at is None:
        running = start(Clock.ANSWER, plans.restored(ticket.plan), now, used)
    else:
        running = promised(Clock.COMMITMENT, now, commitment.due_at, used)
    row_of(ticket, running, commitment).save(force_insert=True)


def _stop_clock(commitment: Commitment, ending: Ending, now: datetime) -> None:
    found = TicketClock.objects.of(commitment.subdistrict_id).filter(commitment_id=commitment.pk, stopped_at__isnull=True)
    stop(list(found), ending, now)


def _open_commitment(actor: Actor, ticket: Ticket, commitment_id: UUID) -> Commitment:
    commitment: Commitment | None = Commitment.objects.of(actor.subdistrict_id).filter(pk=commitment_id, ticket_id=ticket.pk).first()
    if commitment is None:
        raise NotFound
    if commitment.ended_at is not None:
        raise Refused("tickets.commitment_ended")
    return commitment


def _write_minutes(actor: Actor, ticket: Ticket, agreed: MeetingDecision, decision: str, dissent: str) -> None:
    # What waits for the duty chief lies before no meeting yet; one that decides it all the same is that meeting.
    meeting = open_meeting(actor, ticket, MeetingReason.NOBODY_TAKES_IT)
    meeting.positions = [
        {"unit": str(each.unit_id), "said": _text(each.said, gettext("Position"), required=False), "is_present": each.is_present}
        for each in agreed.positions
    ]
    meeting.options = [_text(each, gettext("Option")) for each in agreed.options]
    meeting.decision, meeting.dissent, meeting.lead_unit_id, meeting.ended_at = decision, dissent, agreed.lead_unit_id, clock.now()
    meeting.save(update_fields=["positions", "options", "decision", "dissent", "lead_unit_id", "ended_at"])


def _made(ticket: Ticket, commitment: Commitment) -> journal.Draft:
    facts = {
        "unit": str(commitment.unit_id),
        "what": commitment.what,
        "due_at": commitment.due_at,
        "is_proposal": commitment.taken_on_at is None,
    }
    return journal.Draft("ticket.commitment_made", ticket, facts=facts)


def _text(text: str, field: str, *, required: bool = True) -> str:
    return clean_text(text, field=field, limit=kinds.NOTE_LIMIT, required=required)
