"""Looking again after an emergency 长效维护: what has come back is taken up again."""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import verifying
from linli.tickets.actions.upkeep import today
from linli.tickets.models import Ticket, UpkeepCheck
from linli.tickets.queries import tickets
from linli.tickets.queries import upkeep as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.kinds import VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State
from linli.tickets.rules.upkeep import Finding

# What is being handled needs nobody to send it back.
_FINISHED: Final = frozenset({State.CLOSED, State.RESOLVED})


@write
def check_upkeep(actor: Actor, check_id: UUID, *, finding: Finding, note: str) -> UpkeepCheck:
    """Somebody of another unit than the doer's looked again; what has come back is taken up again at once."""
    ticket, whole = tickets.lock_with_whole(actor, queries.get_for(actor, check_id).ticket_id, Permission.VERIFY)
    said = clean_text(note, field=gettext("What was seen"), limit=kinds.NOTE_LIMIT)
    unit_id = tickets.unit_of(actor)
    checks.check_verifier(VerifiedBy.UNIT, unit_id, ticket.done_by_unit_id)
    row = next((each for each in queries.of_ticket(ticket) if each.pk == check_id and each.done_at is None and not each.dropped_at), None)
    if row is None:
        raise Refused("upkeep.over")
    # That it came back may be said on any day; that it held so long, only when so long has passed.
    if finding is Finding.OK and row.due_on > today():
        raise Refused("upkeep.too_early", day=row.due_on.isoformat())
    if finding is Finding.AGAIN and whole is not None and State(ticket.state) is State.CLOSED:
        checks.check_parent(State(whole.state), whole.number)

    row.done_at, row.finding, row.note = clock.now(), finding.value, said
    row.done_by_account_id, row.done_by_unit_id = actor.account_id, unit_id
    row.save(update_fields=["done_at", "finding", "note", "done_by_account_id", "done_by_unit_id"])
    after, found = row.after_days, finding.value
    journal.record(actor, "ticket.upkeep_checked", ticket, after_days=after, finding=found, unit=str(unit_id), note=said)

    if finding is Finding.AGAIN:
        _came_back(actor, ticket, said)
    return row


def _came_back(actor: Actor, ticket: Ticket, said: str) -> None:
    waiting = UpkeepCheck.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, done_at__isnull=True, dropped_at__isnull=True)
    waiting.update(dropped_at=clock.now())
    if State(ticket.state) not in _FINISHED:
        return
    if State(ticket.state) is State.CLOSED:
        verifying.take_up_again(actor, ticket, said, is_recurrence=True)
    else:
        verifying.rework(actor, ticket.pk, by=VerifiedBy.UNIT, note=said)
