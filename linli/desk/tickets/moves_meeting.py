"""Several parties at one table: calling the meeting, and writing down what it decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.org.asking import Choices, Words
from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import parties
from linli.tickets.actions.parties import MeetingDecision, Position, Promise
from linli.tickets.rules.kinds import NOTE_LIMIT, MeetingReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State

# How many parties and promises the form has room for; who needs more writes the rest as promises on the ticket.
PARTIES, PROMISES = 6, 4


class CallForm(MoveForm):
    """Why a meeting is needed."""

    said_as: ClassVar = {"Note": "note"}
    reason = fields.kind_field(_("Reason"), [MeetingReason.SEVERAL_PARTIES], initial=MeetingReason.SEVERAL_PARTIES)
    note = fields.note_field()


class DecideForm(MoveForm):
    """What every party said, and what was agreed; who was absent is asked about what the meeting wants of him."""

    said_as: ClassVar = {"Decision": "decision", "Dissent": "dissent", "Option": "options"}
    guilty: ClassVar = {
        "tickets.lead_was_absent": "lead",
        "tickets.complained_about_leads": "why_lead",
        "tickets.unit_is_closed": "lead",
    }
    options = fields.words_field(_("What could be done"), required=False, help_text=_("One option a line"))
    decision = fields.words_field(_("Decision"), help_text=_("What everybody agreed to; no finding, no punishment"))
    lead = fields.list_field(_("Leads"), help_text=_("Only a unit that took part"))
    assists = fields.ticks_field(_("Assist"))
    dissent = fields.words_field(_("Dissent"), required=False, rows=2)
    why_lead = fields.words_field(_("Why this unit leads"), required=False, rows=2)

    def prepare(self, sight: Sight) -> None:
        """A row for each party that is known, and empty ones for others."""
        choices: Choices = [("", "–"), *sight.unit_choices]
        known = [str(each) for each in self._known(sight)]
        self.offer_choices("lead", [("", gettext("Choose …")), *sight.unit_choices])
        self.offer_choices("assists", sight.unit_choices)
        if sight.ticket.about_unit_id is None:
            del self.fields["why_lead"]
        for number in range(PARTIES):
            first = known[number] if number < len(known) else ""
            self._add(f"party_{number}", _unit(choices, first))
            self._add(f"said_{number}", _line(_("Position")))
            self._add(f"present_{number}", forms.BooleanField(label=_("Took part"), required=False, initial=bool(first)))
        for number in range(PROMISES):
            self._add(f"unit_{number}", _unit(choices))
            self._add(f"what_{number}", _line(_("What it will do")))
            self._add(f"due_{number}", fields.moment_field(_("Until"), required=False))

    def _add(self, name: str, made: forms.Field) -> None:
        self.fields[name] = made

    def _known(self, sight: Sight) -> list[UUID]:
        ticket = sight.ticket
        units = [ticket.lead_unit_id, ticket.intake_unit_id, ticket.about_unit_id, *sight.helper_ids]
        units += [each.unit_id for each in sight.promises]
        return list(dict.fromkeys(each for each in units if each is not None))[:PARTIES]

    @property
    def party_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each party."""
        return [(self[f"party_{number}"], self[f"said_{number}"], self[f"present_{number}"]) for number in range(PARTIES)]

    @property
    def promise_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each promise."""
        return [(self[f"unit_{number}"], self[f"what_{number}"], self[f"due_{number}"]) for number in range(PROMISES)]

    @property
    def plain_fields(self) -> list[Any]:
        """Every other field, in order."""
        return [self[name] for name in ("options", "decision", "lead", "assists", "dissent", "why_lead") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """A promise is a unit, what and until when, or nothing at all."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(PROMISES):
            row = [said.get(f"{name}_{number}") for name in ("unit", "what", "due")]
            if any(row) and not all(row) and not any(f"{name}_{number}" in self.errors for name in ("unit", "what", "due")):
                words = gettext("A promise needs the unit, what it will do and until when. Fill in what is missing, or clear the row.")
                self.add_error(f"what_{number}", ValidationError(words))
        return said

    def positions(self) -> list[Position]:
        """Who took part or was asked for, with what each said."""
        said = self.cleaned_data
        return [
            Position(unit_id=UUID(said[f"party_{number}"]), said=said[f"said_{number}"], is_present=said[f"present_{number}"])
            for number in range(PARTIES)
            if said[f"party_{number}"]
        ]

    def promises(self) -> list[Promise]:
        """What every unit will do."""
        said = self.cleaned_data
        rows: Sequence[tuple[str, str, datetime]] = [
            (said[f"unit_{number}"], said[f"what_{number}"], said[f"due_{number}"]) for number in range(PROMISES) if said[f"unit_{number}"]
        ]
        return [Promise(unit_id=UUID(unit), what=what, due_at=due_at) for unit, what, due_at in rows]


def _unit(choices: Choices, first: str = "") -> forms.ChoiceField:
    """A unit in a row whose fields have no words above them."""
    widget = forms.Select(attrs={"aria-label": _("Unit")})
    return forms.ChoiceField(label=_("Unit"), choices=choices, required=False, initial=first, widget=widget)


def _line(label: Words) -> forms.CharField:
    widget = forms.TextInput(attrs={"aria-label": label})
    return forms.CharField(label=label, max_length=NOTE_LIMIT, required=False, widget=widget)


def _call(actor: Actor, ticket_id: UUID, form: CallForm) -> object:
    return parties.call_meeting(actor, ticket_id, reason=MeetingReason(form.cleaned_data["reason"]), note=form.cleaned_data["note"])


def _decide(actor: Actor, ticket_id: UUID, form: DecideForm) -> object:
    said = form.cleaned_data
    agreed = MeetingDecision(
        decision=said["decision"],
        lead_unit_id=UUID(said["lead"]),
        positions=form.positions(),
        options=[line for line in said["options"].splitlines() if line.strip()],
        assist_unit_ids=form.chosen_ids("assists"),
        promises=form.promises(),
        dissent=said["dissent"],
        why_lead=said.get("why_lead", ""),
    )
    return parties.decide(actor, ticket_id, agreed)


OFFERS: Final = (
    Offer(
        slug="call-meeting",
        label=_("Call a meeting"),
        permission=Permission.DELIBERATE,
        states=frozenset({State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS}),
        run=_call,
        form=CallForm,
        icon="users",
    ),
    Offer(
        slug="decide",
        label=_("Write down the decision"),
        permission=Permission.DELIBERATE,
        states=frozenset({State.DELIBERATING}),
        run=_decide,
        form=DecideForm,
        order=20,
        icon="users",
        fits=lambda sight: sight.has_open_meeting,
        what=_("Bring the parties together and write down what they agree"),
        hint=lambda sight: gettext("Who is absent is asked about his part and answers; nobody is made to lead in his absence."),
        template="desk/tickets/decide.html",
    ),
)
