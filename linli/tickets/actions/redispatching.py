"""Another unit leads from now on: on the same level, or one level up."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.dispatching import require_units, set_assists
from linli.tickets.actions.moving import Step, carry_out
from linli.tickets.actions.settling import settle
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move


@write
def redispatch(
    actor: Actor, ticket_id: UUID, *, lead_unit_id: UUID, note: str, assist_unit_ids: Iterable[UUID] = (), basis: str = ""
) -> Ticket:
    """Give a ticket that is being handled to another unit, saying why 再派遣; the whole time runs on."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    why, said = _said(note, gettext("Note")), _said(basis, gettext("Legal basis"), required=False)
    checks.check_other_lead(lead_unit_id, ticket.lead_unit_id)
    checks.check_lead(lead_unit_id, ticket.about_unit_id, why)
    helping = sorted(set(assist_unit_ids) - {lead_unit_id})
    require_units(actor, {lead_unit_id, *helping})

    from_id = ticket.lead_unit_id
    changes = {"lead_unit_id": lead_unit_id, "hops": ticket.hops + 1}
    carry_out(actor, ticket, Step(move=Move.REDISPATCH, holder_unit_id=lead_unit_id, changes=changes))
    set_assists(actor, ticket, helping)
    settle(actor, ticket, lead_unit_id, note=why)

    facts = {"unit": str(lead_unit_id), "from_unit": str(from_id), "assists": ",".join(map(str, helping)), "basis": said, "note": why}
    journal.record_many(actor, [journal.Draft("ticket.redispatched", ticket, facts=facts)])
    return ticket


@write
def escalate(actor: Actor, ticket_id: UUID, *, lead_unit_id: UUID, tried: str) -> Ticket:
    """The unit passes on what its level cannot settle, saying what was tried; the last level is outside 大事不出网格."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    said = _said(tried, gettext("What was tried"))
    level = checks.level_above(Level(ticket.level))
    checks.check_other_lead(lead_unit_id, ticket.lead_unit_id)
    # Only the centre has a reason to let the unit complained about lead.
    checks.check_lead(lead_unit_id, ticket.about_unit_id, "")
    queries.require_unit(actor, lead_unit_id, clock.now())

    from_id = ticket.lead_unit_id
    changes = {"lead_unit_id": lead_unit_id, "level": level.value, "hops": ticket.hops + 1}
    carry_out(actor, ticket, Step(move=Move.ESCALATE, holder_unit_id=lead_unit_id, changes=changes))
    settle(actor, ticket, lead_unit_id, note=said)

    facts = {"unit": str(lead_unit_id), "from_unit": str(from_id), "level": level.value, "tried": said}
    journal.record_many(actor, [journal.Draft("ticket.escalated", ticket, facts=facts)])
    return ticket


def _said(text: str, field: str, *, required: bool = True) -> str:
    return clean_text(text, field=field, limit=kinds.NOTE_LIMIT, required=required)
