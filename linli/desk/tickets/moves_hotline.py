"""Handing an order of the hotline back to the district."""

from typing import ClassVar, Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.hotline.actions import orders
from linli.hotline.rules.kinds import OrderReturn
from linli.kernel.actor import Actor
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State


class ReturnForm(MoveForm):
    """Why the order is not ours."""

    said_as: ClassVar = {"Note": "note"}
    reason = fields.kind_field(_("Reason"), OrderReturn)
    note = fields.note_field()


def _hand_back(actor: Actor, ticket_id: UUID, form: ReturnForm) -> object:
    said = form.cleaned_data
    return orders.sign_return(actor, ticket_id, reason=OrderReturn(said["reason"]), note=said["note"])


def _fits(sight: Sight) -> bool:
    return bool(sight.ticket.track == Track.HOTLINE and sight.ticket.outside_number and sight.face.knows_reporter)


OFFERS: Final = (
    Offer(
        slug="return-order",
        label=_("Return to the district"),
        permission=Permission.RETURN_ORDER,
        states=frozenset({State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS}),
        run=_hand_back,
        form=ReturnForm,
        icon="arrow-back-up",
        fits=_fits,
        what=_("Return the order to the district"),
        hint=lambda sight: gettext("It goes out in the next file; the ticket stays until they answer."),
    ),
)
