"""What an emergency asks for: saying that it is one, and reporting it upward."""

from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import emergencies
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import REPORT_TO_LIMIT, ReportWay
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State

_REPORTS: Final = (Clock.REPORT_PHONE, Clock.REPORT_WRITTEN)


class EmergencyForm(MoveForm):
    """Why, and whether life is in danger."""

    said_as: ClassVar = {"Note": "note"}
    is_life_safety = forms.BooleanField(label=_("Life is in danger: it is reported upward too"), required=False, initial=True)
    note = fields.note_field()


class ReportForm(MoveForm):
    """How, to whom, and what."""

    said_as: ClassVar = {"To whom": "to", "What was reported": "text"}
    way = fields.kind_field(_("How"), ReportWay)
    to = forms.CharField(label=_("To whom"), max_length=REPORT_TO_LIMIT, help_text=_("The office, such as the district's duty room"))
    text = fields.words_field(_("What was reported"))

    def prepare(self, sight: Sight) -> None:
        """What is owed first."""
        owed = {each.kind for each in sight.running(*_REPORTS)}
        first = ReportWay.WRITTEN if owed == {Clock.REPORT_WRITTEN.value} else ReportWay.PHONE
        self.initial.setdefault("way", first.value)


def _declare(actor: Actor, ticket_id: UUID, form: EmergencyForm) -> object:
    said = form.cleaned_data
    return emergencies.declare_emergency(actor, ticket_id, is_life_safety=said["is_life_safety"], note=said["note"])


def _report(actor: Actor, ticket_id: UUID, form: ReportForm) -> object:
    said = form.cleaned_data
    return emergencies.report_upward(actor, ticket_id, way=ReportWay(said["way"]), to=said["to"], text=said["text"])


OFFERS: Final = (
    Offer(
        slug="report-up",
        label=_("Report upward"),
        permission=Permission.REPORT_UPWARD,
        states=OPEN | {State.CLOSED},
        run=_report,
        form=ReportForm,
        order=5,
        icon="send",
        fits=lambda sight: bool(sight.ticket.track == Track.EMERGENCY),
        is_next=lambda sight: bool(sight.running(*_REPORTS)),
        what=_("A report upward is owed"),
        hint=lambda sight: gettext("First by phone, then in writing; each has its own time."),
    ),
    Offer(
        slug="emergency",
        label=_("Make it an emergency"),
        permission=Permission.DISPATCH,
        states=OPEN,
        run=_declare,
        form=EmergencyForm,
        icon="urgent",
        fits=lambda sight: bool(sight.ticket.track != Track.EMERGENCY),
        warning=_("Everybody on the call-out list is told at once, and the times of an emergency run from now."),
    ),
)
