"""Splitting a ticket into parts of their own: the whole ends after them, and ending it never ends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.intake import ItemDraft, TicketDraft, open_tickets
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, State, state_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part in neutral words; without a place of its own it is where the whole is."""

    matter: str
    item: ItemDraft | None = None
    address: str = ""
    grid_id: UUID | None = None


@write
def split(actor: Actor, ticket_id: UUID, parts: Sequence[Part]) -> list[Ticket]:
    """Open a ticket for each part, with clocks of its own; the reporters stay with the whole, which waits for all of them."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    checks.check_parts(len(parts))
    if State(ticket.state) not in BEFORE_DONE:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))
    drafts = [_draft(ticket, part) for part in parts]

    made = []
    for opened in open_tickets(actor, drafts):
        # One that cannot be takes all of them with it: half a split is none.
        if isinstance(opened, Refused):
            raise opened
        made.append(opened.ticket)

    told = [journal.Draft("ticket.part_opened", part, facts={"parent_ticket": ticket.number}) for part in made]
    whole = journal.Draft("ticket.split", ticket, facts={"parts": ", ".join(part.number for part in made)})
    journal.record_many(actor, [whole, *told])
    return made


def _draft(ticket: Ticket, part: Part) -> TicketDraft:
    is_elsewhere = bool(part.address) or part.grid_id is not None
    return TicketDraft(
        intake_unit_id=ticket.intake_unit_id,
        source=ticket.source,
        matter=clean_text(part.matter, field=gettext("Matter"), limit=kinds.MATTER_LIMIT),
        track=Track(ticket.track),
        level=Level(ticket.level),
        item=part.item,
        address=part.address if is_elsewhere else ticket.address,
        grid_id=part.grid_id if is_elsewhere else ticket.grid_id,
        lon=None if is_elsewhere else ticket.lon,
        lat=None if is_elsewhere else ticket.lat,
        point_system="" if is_elsewhere else ticket.point_system,
        about_unit_id=ticket.about_unit_id,
        parent_id=ticket.pk,
    )
