"""Clocks that stand still while the reporter is waited for.

A pause says until when: nobody has to remember it, and the nearest clock of the ticket is known all the time. It begins when
it is signed, so that no clock that turned red turns back. Leaving the handling in any way ends it at that moment.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Deadline, Pause
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.ledger import Wish
from linli.tickets.actions.moving import is_paused, refresh_due, retime, save, save_times
from linli.tickets.models import SideRequest, Ticket, TicketClock
from linli.tickets.queries import clocks
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.shifts import is_of_own_shift
from linli.tickets.rules import checks, kinds, retiming
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import PauseReason, RequestKind
from linli.tickets.rules.permissions import Permission

_HANDLING = frozenset({Clock.FINISH, Clock.REWORK})


@write
def ask_pause(actor: Actor, ticket_id: UUID, *, reason: PauseReason, until_at: datetime, note: str) -> SideRequest:
    """The unit that handles it asks that its clock stands still until a moment."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    checks.check_pause(until_at, clock.now())
    _require_running(ticket)

    asked = ledger.ask(actor, ticket, Wish(kind=RequestKind.PAUSE, reason=reason.value, note=said, until_at=until_at))

    journal.record(actor, "ticket.pause_asked", ticket, reason=reason, until=until_at, note=said)
    return asked


@write
def decide_pause(actor: Actor, ticket_id: UUID, *, is_granted: bool, note: str) -> Ticket:
    """Somebody else signs, and not who dispatched it or stood on that shift; the whole time stands still only at the reporter's wish."""
    ticket = queries.lock_for(actor, ticket_id, Permission.PAUSE)
    asked, now = ledger.signed_by_another(actor, ticket, RequestKind.PAUSE), clock.now()
    said, until_at = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT), asked.until_at or now
    if is_of_own_shift(actor, ticket):
        raise Refused("tickets.own_shift")

    if is_granted:
        checks.check_pause(until_at, now)
        stands = _HANDLING | {Clock.OVERALL} if asked.reason == PauseReason.REPORTER_ASKED else _HANDLING
        used, pause = calendars.in_use(actor), Pause(now, until_at, asked.reason)

        def change(row: TicketClock, old: Deadline) -> Deadline:
            return retiming.paused(old, pause, used) if row.kind in stands else old

        save_times(retime(_require_running(ticket), used, change))
        save(ticket, refresh_due(ticket))
    decision = ledger.answer(actor, asked, is_granted=is_granted, note=said)

    journal.record(actor, "ticket.pause_decided", ticket, reason=decision, until=until_at, note=said)
    jobs.queue("tickets.tell", ticket, after=ticket.journal_seq - 1)
    return ticket


@write
def end_pause(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """The reporter answered before the day: the clocks run again from now on."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said, now, used = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT), clock.now(), calendars.in_use(actor)
    rows = clocks.standing(ticket)
    if not any(is_paused(row, now) for row in rows):
        raise Refused("tickets.not_paused")

    save_times(retime(rows, used, lambda _, old: retiming.resumed(old, now, used)))
    ledger.end_pauses(actor, [ticket_id])
    save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.pause_ended", ticket, note=said)
    return ticket


def _require_running(ticket: Ticket) -> Sequence[TicketClock]:
    """The clocks of a ticket that is being handled and does not stand still already."""
    rows = clocks.standing(ticket)
    if not any(row.kind in _HANDLING and row.stopped_at is None for row in rows):
        raise Refused("tickets.clock_not_running")
    if any(is_paused(row, clock.now()) for row in rows):
        raise Refused("tickets.paused_already")
    return rows
