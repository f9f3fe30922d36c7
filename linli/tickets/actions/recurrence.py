"""Looking again at what was closed 复发核查: a day is set, somebody is asked, and what came back is handled again."""

from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.moving import save
from linli.tickets.actions.verifying import reopen
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word

# The street's days.
ZONE: Final = ZoneInfo("Asia/Shanghai")
CHUNK: Final = 200


@write
def set_recurrence_day(actor: Actor, ticket_id: UUID, *, on: date) -> Ticket:
    """Set the day on which somebody looks whether a closed matter came back; said again, the later word holds."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    checks.check_recurrence_day(on, clock.now().astimezone(ZONE).date())
    if ticket.state != State.CLOSED:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))

    save(ticket, {"recheck_on": on, "recheck_asked_at": None})

    journal.record(actor, "ticket.recheck_set", ticket, recheck_on=on.isoformat())
    return ticket


@write
def ask_recurrence_checks(actor: Actor) -> int:
    """Ask for up to 200 closed tickets whose day has come; how many there were. The house asks, so no permission is."""
    now = clock.now()
    waiting = Ticket.objects.of(actor.subdistrict_id).filter(recheck_on__lte=now.astimezone(ZONE).date(), recheck_asked_at__isnull=True)
    due = list(waiting.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:CHUNK])

    for ticket in due:
        ticket.recheck_asked_at = now
    if due:
        Ticket.objects.bulk_update(due, ["recheck_asked_at"])

    drafts = [journal.Draft("ticket.recheck_asked", ticket, facts={"recheck_on": f"{ticket.recheck_on}"}) for ticket in due]
    journal.record_many(actor, drafts)
    jobs.queue_many("tickets.tell", due, [{"after": ticket.journal_seq - 1} for ticket in due])
    return len(due)


@write
def note_recurrence_check(actor: Actor, ticket_id: UUID, *, has_come_back: bool, note: str) -> Ticket:
    """Somebody looked: it stayed settled, or it came back and is handled again, which counts as a recurrence."""
    ticket, _whole = queries.lock_with_whole(actor, ticket_id, Permission.VERIFY)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    if ticket.recheck_on is None:
        raise Refused("tickets.no_recurrence_check")
    if has_come_back:
        return reopen(actor, ticket_id, note=said, is_recurrence=True)

    save(ticket, {"recheck_on": None, "recheck_asked_at": None})

    journal.record(actor, "ticket.rechecked", ticket, note=said)
    return ticket
