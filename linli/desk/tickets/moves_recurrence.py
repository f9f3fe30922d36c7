"""Answers to the city, and looking again at what was closed."""

from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import recurrence, verifying
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State


class AnswerForm(MoveForm):
    """What was answered, in short."""

    said_as: ClassVar = {"Note": "note"}
    note = fields.note_field(required=False)


class DayForm(MoveForm):
    """On which day somebody looks again."""

    guilty: ClassVar = {"tickets.recurrence_day_in_the_past": "on"}
    on = fields.day_field(_("Look again on"))

    def prepare(self, sight: Sight) -> None:
        """The day that stands, if there is one."""
        self.initial.setdefault("on", sight.ticket.recheck_on)


class LookedForm(MoveForm):
    """What somebody found who looked again."""

    said_as: ClassVar = {"Note": "note"}
    found = forms.ChoiceField(
        label=_("What was found"),
        choices=lambda: [("", gettext("Choose …")), ("stayed", gettext("It stayed settled")), ("back", gettext("It has come back"))],
    )
    note = fields.note_field()


def _answer(actor: Actor, ticket_id: UUID, form: AnswerForm) -> object:
    return verifying.answer_city(actor, ticket_id, note=form.cleaned_data["note"])


def _set_day(actor: Actor, ticket_id: UUID, form: DayForm) -> object:
    return recurrence.set_recurrence_day(actor, ticket_id, on=form.cleaned_data["on"])


def _looked(actor: Actor, ticket_id: UUID, form: LookedForm) -> object:
    said = form.cleaned_data
    return recurrence.note_recurrence_check(actor, ticket_id, has_come_back=said["found"] == "back", note=said["note"])


_CLOSED: Final = frozenset({State.CLOSED})

OFFERS: Final = (
    Offer(
        slug="answer-city",
        label=_("Answered the city"),
        permission=Permission.VERIFY,
        states=frozenset({State.RESOLVED}),
        run=_answer,
        form=AnswerForm,
        order=15,
        icon="upload",
        fits=lambda sight: sight.ticket.track == Track.HOTLINE and sight.ticket.answered_at is None,
        what=_("Send the answer to the city"),
        hint=lambda sight: gettext("The order closes on the city's call-back."),
    ),
    Offer(
        slug="look-again-on",
        label=_("Set a day to look again"),
        permission=Permission.VERIFY,
        states=_CLOSED,
        run=_set_day,
        form=DayForm,
        icon="calendar-event",
    ),
    Offer(
        slug="looked-again",
        label=_("Looked again"),
        permission=Permission.VERIFY,
        states=_CLOSED,
        run=_looked,
        form=LookedForm,
        order=30,
        icon="eye",
        fits=lambda sight: sight.ticket.recheck_on is not None,
        is_next=lambda sight: sight.ticket.recheck_asked_at is not None,
        what=_("Look whether it stayed settled"),
        hint=lambda sight: gettext("What came back is handled again, and counts as a recurrence."),
    ),
)
