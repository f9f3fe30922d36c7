"""More time, once and before the limit; and the help of another unit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Deadline, Duration, Extension, Kind, deadline
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.dispatching import add_assist
from linli.tickets.actions.ledger import Wish
from linli.tickets.actions.moving import aim, deadline_of, refresh_due, retime, save, save_times, tell_next
from linli.tickets.models import SideRequest, Ticket, TicketClock
from linli.tickets.queries import clocks
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Clock, Track, timed
from linli.tickets.rules.kinds import AssistReason, ExtensionReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.retiming import extended
from linli.tickets.rules.states import BEFORE_DONE, State, state_word

# An order of the city is extended by the city, whose whole time it is; in the house the whole time stays.
_EXTENDED = {Track.HOTLINE.value: frozenset({Clock.FINISH, Clock.OVERALL})}
_OURS = frozenset({Clock.FINISH})


@write
def ask_extension(actor: Actor, ticket_id: UUID, *, amount: int, reason: ExtensionReason, note: str) -> SideRequest:
    """The head of the unit asks for so many more of what the clock counts, before the limit and once."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.RESOLVE)
    said, rows = _said(note), clocks.standing(ticket)
    finish = _finish(rows)
    checks.check_extension(finish.due_at, clock.now(), was_extended=ledger.was_granted(ticket, RequestKind.EXTENSION))
    _check_gains(actor, ticket, rows, Extension(amount, reason.value))

    asked = ledger.ask(actor, ticket, Wish(kind=RequestKind.EXTENSION, reason=reason.value, note=said, amount=amount))

    journal.record(actor, "ticket.extension_asked", ticket, reason=reason, amount=amount, note=said)
    return asked


@write
def decide_extension(actor: Actor, ticket_id: UUID, *, is_granted: bool, note: str, is_their_word: bool = False) -> Ticket:
    """Somebody else signs, or refuses; for an order of the hotline this files what the district decided, whoever asked."""
    ticket = queries.lock_for(actor, ticket_id, Permission.EXTEND)
    is_theirs = is_their_word and ticket.track == Track.HOTLINE
    asked = (
        ledger.require_open(ticket, RequestKind.EXTENSION) if is_theirs else ledger.signed_by_another(actor, ticket, RequestKind.EXTENSION)
    )
    said = _said(note)
    amount, due_at = asked.amount or 1, ticket.due_at or asked.asked_at

    if is_granted:
        due_at = _extend(actor, ticket, Extension(amount, asked.reason))
        save(ticket, refresh_due(ticket))
    decision = ledger.answer(actor, asked, is_granted=is_granted, note=said)

    tell_next(ticket)
    facts = {"amount": amount, "due_at": due_at, "note": said}
    journal.record_many(actor, [journal.Draft("ticket.extension_decided", ticket, facts=facts, reason=decision.value)])
    return ticket


@write
def ask_assist(actor: Actor, ticket_id: UUID, *, unit_id: UUID, reason: AssistReason, note: str) -> SideRequest:
    """The unit that has the ticket asks for the help of another."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = _said(note)
    _require_before_done(ticket)
    checks.check_other_lead(unit_id, ticket.holder_unit_id)
    queries.require_unit(actor, unit_id, clock.now())

    asked = ledger.ask(actor, ticket, Wish(kind=RequestKind.ASSIST, reason=reason.value, note=said, other_unit_id=unit_id))

    facts = {"unit": str(ticket.holder_unit_id), "other_unit": str(unit_id), "note": said}
    journal.record_many(actor, [journal.Draft("ticket.assist_asked", ticket, facts=facts, reason=reason.value)])
    return asked


@write
def decide_assist(actor: Actor, ticket_id: UUID, *, is_granted: bool, note: str) -> Ticket:
    """The centre lets the other unit help from now on, or says why not."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    asked, said = ledger.require_open(ticket, RequestKind.ASSIST), _said(note)
    other_id = asked.other_unit_id or ticket.intake_unit_id

    if is_granted:
        _require_before_done(ticket)
        queries.require_unit(actor, other_id, clock.now())
        add_assist(actor, ticket, other_id)
    decision = ledger.answer(actor, asked, is_granted=is_granted, note=said)

    tell_next(ticket)
    journal.record(actor, "ticket.assist_decided", ticket, reason=decision, unit=str(other_id), note=said)
    return ticket


def _finish(rows: Sequence[TicketClock]) -> TicketClock:
    found = next((row for row in rows if row.kind == Clock.FINISH and row.stopped_at is None), None)
    if found is None:
        raise Refused("tickets.clock_not_running")
    return found


def _extend(actor: Actor, ticket: Ticket, extension: Extension) -> datetime:
    used, rows, extends = calendars.in_use(actor), clocks.standing(ticket), _EXTENDED.get(ticket.track, _OURS)
    finish, moved = _finish(rows), []
    whole = next((row for row in rows if row.kind == Clock.OVERALL and row.stopped_at is None and row.derivation is None), None)
    if whole is not None and whole.kind in extends:
        # Until when was their word: so many more after it, unless they say another day.
        kind = Kind.WORKING_DAYS if (own := deadline_of(finish)) is None else own.duration.kind
        more = deadline(whole.due_at, Duration(kind, extension.amount), used)
        moved = aim(rows, more.due_at or whole.due_at, used)

    def change(row: TicketClock, old: Deadline) -> Deadline:
        return extended(old, extension, used) if row.kind in extends else old

    save_times([*moved, *retime(rows, used, change)])
    return finish.due_at


def _check_gains(actor: Actor, ticket: Ticket, rows: Sequence[TicketClock], extension: Extension) -> None:
    used, finish = calendars.in_use(actor), _finish(rows)
    # An order's whole time moves along with it.
    cut_at = None if ticket.track == Track.HOTLINE else clocks.overall_due_at(rows)
    old = deadline_of(finish)
    after_at = finish.due_at if old is None else timed(Clock.FINISH, extended(old, extension, used), used, overall_due_at=cut_at).due_at
    checks.check_gains(finish.due_at, after_at)


def _require_before_done(ticket: Ticket) -> None:
    if State(ticket.state) not in BEFORE_DONE:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))


def _said(note: str) -> str:
    return clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
