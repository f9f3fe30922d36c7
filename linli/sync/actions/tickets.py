"""Commands about tickets, each one action of the room below."""

from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.sync.commands import Done, command, ticket_command
from linli.sync.payloads import TicketAccept, TicketContact, TicketFinish, TicketOpen
from linli.tickets.actions import dispatching, handling
from linli.tickets.actions.intake import ItemDraft, TicketDraft
from linli.tickets.actions.taking_down import OnSpot, take_down
from linli.tickets.models import Ticket
from linli.tickets.queries import first_look
from linli.tickets.queries.understanding import Said, Understood, understand
from linli.tickets.rules.permissions import Permission

SOURCE = "visit"
WGS84 = "wgs84"


@command("ticket.open", TicketOpen)
def open_ticket(actor: Actor, payload: TicketOpen) -> Done:
    """Take a matter down as the desk would; with a line it was settled on the spot."""
    if (payload.lon is None) != (payload.lat is None):
        raise Refused("tickets.point_is_nowhere")
    point = None if payload.lon is None or payload.lat is None else (payload.lon, payload.lat)
    now = clock.now()
    said = Said(f"{payload.matter}\n{payload.words}", point, payload.class_code)
    (found,) = understand(actor, [said], now, are_decided=False)
    draft = TicketDraft(
        ticket_id=payload.ticket_id,
        intake_unit_id=first_look.intake_unit(actor, now),
        source=SOURCE,
        words=payload.words,
        matter=payload.matter,
        item=_item(payload, found),
        address=payload.address,
        lon=payload.lon,
        lat=payload.lat,
        point_system=WGS84 if point else "",
        point_accuracy_m=payload.accuracy_m,
        # A place that is named knows its grid.
        grid_id=found.grid_id or payload.grid_id or (None if payload.place_id else _own_grid(actor)),
        place_id=payload.place_id,
    )
    opened = take_down(actor, draft, on_spot=OnSpot(line=payload.on_spot_line) if payload.on_spot_line.strip() else None)
    ticket = opened.ticket
    result = {"ticket_id": str(ticket.pk), "number": ticket.number, "state": ticket.state, "version": ticket.journal_seq}
    return Done(result, ticket.stream, 0, ticket.journal_seq)


def _own_grid(actor: Actor) -> UUID | None:
    """Where somebody may take tickets down in one grid alone, a matter without a point is of that grid."""
    grids = actor.limits.get(Permission.OPEN, frozenset())
    return next(iter(grids)) if len(grids) == 1 and not actor.may(Permission.OPEN) else None


def _item(payload: TicketOpen, found: Understood) -> ItemDraft | None:
    item, suggestion = found.item, found.suggestion
    if item is None or (suggestion is not None and not suggestion.is_preselected):
        return None
    return ItemDraft(
        code=item.code,
        version=found.version,
        is_life_safety=item.is_life_safety,
        is_set_by_machine=not payload.class_code,
        durations=item.limits,
    )


@ticket_command("ticket.accept", TicketAccept, Permission.ACCEPT)
def accept(actor: Actor, payload: TicketAccept) -> Ticket:
    """The unit takes it on."""
    return dispatching.accept(actor, payload.ticket_id)


@ticket_command("ticket.contact", TicketContact, Permission.HANDLE)
def contact(actor: Actor, payload: TicketContact) -> Ticket:
    """Somebody was called, or is there."""
    return handling.note_contact(actor, payload.ticket_id, payload.clock, note=payload.note)


@ticket_command("ticket.finish", TicketFinish, Permission.RESOLVE)
def finish(actor: Actor, payload: TicketFinish) -> Ticket:
    """The lead says that it is done."""
    return handling.resolve(actor, payload.ticket_id, outcome=payload.outcome, done=payload.done)
