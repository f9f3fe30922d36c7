"""What a person decides about an order: handing it back, a ticket bound to it, a number that changed, a ledger that lags."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.hotline.actions.stepping import StepDraft, add_steps, filing
from linli.hotline.models import HotlineOrder
from linli.hotline.queries import orders as queries
from linli.hotline.queries.senders import sender_of
from linli.hotline.rules.kinds import OrderReturn, StepKind, TheirState
from linli.hotline.rules.ledger import check_return
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import city
from linli.tickets.queries import tickets
from linli.tickets.rules.kinds import NOTE_LIMIT
from linli.tickets.rules.permissions import Permission


@write
def bind(actor: Actor, ticket_id: UUID, *, due_at: datetime | None = None) -> HotlineOrder:
    """Keep a ticket that was typed or pasted as the order of its number; one that is bound already stays bound."""
    actor.require(Permission.EXCHANGE)
    ticket = tickets.get_for(actor, ticket_id)
    known = queries.order_of(ticket)
    if known is not None:
        return known
    sender = sender_of(ticket)
    if sender is None:
        raise Refused("hotline.no_sender")
    if queries.by_number(actor, sender.pk, [ticket.outside_number]):
        raise Refused("hotline.number_taken", number=ticket.outside_number)
    order = queries.begun(sender, ticket)
    order.due_at = due_at
    order.save(force_insert=True)
    journal.record(actor, "hotline_order.received", order, number=order.number, ticket=str(ticket.pk))
    add_steps(actor, [StepDraft(order=order, kind=StepKind.RECEIVED, at=order.sent_at, mark=order.content_mark, said={})])
    aim(actor, order)
    return order


@write
def sign_return(actor: Actor, ticket_id: UUID, *, reason: OrderReturn, note: str) -> HotlineOrder:
    """The head of the centre hands an order back to the district, within its limit and with a reason 退单; it goes out in the next file."""
    actor.require(Permission.RETURN_ORDER)
    said = clean_text(note, field=gettext("Note"), limit=NOTE_LIMIT)
    order = queries.lock_order(actor, bind(actor, ticket_id).pk)
    if order.return_signed_at is not None:
        raise Refused("hotline.not_returnable")
    check_return(TheirState(order.state), return_by_at=order.return_by_at, now=clock.now())

    order.return_reason, order.return_note = reason.value, said
    order.return_signed_at, order.return_person_id = clock.now(), actor.person_id
    order.save(update_fields=["return_reason", "return_note", "return_signed_at", "return_person_id"])

    journal.record(actor, "hotline_order.return_signed", order, reason=reason, note=said)
    return order


@write
def take_deadline(actor: Actor, order_id: UUID, *, due_at: datetime) -> HotlineOrder:
    """Their list says another deadline: theirs holds, since it is their clock."""
    order = queries.lock_order(actor, order_id)
    retime(actor, order, due_at)
    return order


def retime(actor: Actor, order: HotlineOrder, due_at: datetime | None) -> None:
    """Take a deadline of theirs into a locked order, where it is another than before."""
    if due_at is None or due_at == order.due_at:
        return
    order.due_at = due_at
    order.save(update_fields=["due_at"])
    journal.record(actor, "hotline_order.retimed", order, due_at=due_at.isoformat())
    aim(actor, order)


def aim(actor: Actor, order: HotlineOrder) -> None:
    """Their deadline is the whole time of the ticket that the order is here."""
    if order.due_at is not None:
        city.set_target(filing(actor), order.ticket_id, due_at=order.due_at)


refusals(
    {
        "hotline.no_sender": gettext_noop(
            "This ticket has no number of the hotline, or its source belongs to no sender. Add the number, or a sender for the source."
        ),
    }
)
