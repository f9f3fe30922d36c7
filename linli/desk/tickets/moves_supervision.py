"""What the centre does beside the moves: remind the unit that has the ticket."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import supervision
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State


class NudgeForm(MoveForm):
    """What the unit is reminded of; a reminder without words is one too."""

    said_as: ClassVar = {"Note": "note"}
    note = fields.note_field(required=False)


def _nudge(actor: Actor, ticket_id: UUID, form: NudgeForm) -> object:
    return supervision.nudge(actor, ticket_id, note=form.cleaned_data["note"])


def _is_late(sight: Sight) -> bool:
    """Whether somebody else let its nearest clock run out: then waiting helps nobody."""
    due_at = sight.ticket.due_at
    return sight.state in {State.DISPATCHED, State.IN_PROGRESS} and due_at is not None and due_at < sight.now


OFFERS: Final[Sequence[Offer]] = (
    Offer(
        slug="nudge",
        label=_("Remind the unit"),
        icon="bell",
        permission=Permission.CALL,
        states=OPEN,
        run=_nudge,
        form=NudgeForm,
        what=_("Remind the unit that has it"),
        order=90,
        fits=lambda sight: sight.ticket.holder_unit_id != sight.unit_id,
        is_next=_is_late,
        hint=lambda sight: gettext("It is late; whoever has it is told at once."),
    ),
)
