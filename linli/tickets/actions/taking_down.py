"""Everything that is done with one call in one write: taken down, its files, and at once dispatched or settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.tickets.actions.dispatching import close_on_spot, dispatch
from linli.tickets.actions.intake import Opened, TicketDraft, open_ticket
from linli.tickets.actions.joining import attach_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """To whom it goes at once."""

    lead_unit_id: UUID
    assist_unit_ids: Sequence[UUID] = ()
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSpot:
    """How it was settled within the call."""

    line: str
    has_reporter_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with it."""

    name: str
    content: BinaryIO


@write
def take_down(
    actor: Actor,
    draft: TicketDraft,
    *,
    handing: Handing | None = None,
    on_spot: OnSpot | None = None,
    enclosures: Iterable[Enclosure] = (),
) -> Opened:
    """Take a ticket down and do with it what was said in the same breath: all of it, or nothing."""
    opened = open_ticket(actor, draft)
    for each in enclosures:
        attach_file(actor, opened.ticket.pk, name=each.name, content=each.content)

    if handing is not None:
        ticket = dispatch(
            actor,
            opened.ticket.pk,
            lead_unit_id=handing.lead_unit_id,
            assist_unit_ids=handing.assist_unit_ids,
            basis=handing.basis,
            note=handing.note,
        )
        return Opened(ticket, opened.follow_code)
    if on_spot is not None:
        ticket = close_on_spot(actor, opened.ticket.pk, line=on_spot.line, has_reporter_agreed=on_spot.has_reporter_agreed)
        return Opened(ticket, opened.follow_code)
    return opened
