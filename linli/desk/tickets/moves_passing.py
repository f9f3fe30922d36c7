"""Another unit: objecting to the dispatch, giving it on, one level up, and what nobody takes."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.moves_dispatch import LeadForm
from linli.desk.tickets.moves_handling import NoteForm
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import extending, nobody, objecting, redispatching
from linli.tickets.rules.kinds import NOTE_LIMIT, AssistReason, ObjectionReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, OPEN, State


class ObjectForm(MoveForm):
    """Why the dispatch is wrong, and who would be right."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.unit_is_closed": "better"}
    reason = fields.kind_field(_("Reason"), ObjectionReason)
    better = fields.list_field(_("Which unit it belongs to"), required=False)
    note = fields.note_field()

    def prepare(self, sight: Sight) -> None:
        """Any unit but the one that objects."""
        self.offer_choices("better", [("", "–"), *_others(sight)])

    def told(self) -> Sequence[tuple[str, str]]:
        """Where it leads."""
        return [("none", gettext("A meeting upholds or overrules it; until then it goes to no other desk."))]


class RedispatchForm(MoveForm):
    """Who leads from now on, and why."""

    said_as: ClassVar = {"Note": "note", "Legal basis": "basis"}
    guilty: ClassVar = {
        "tickets.leads_already": "lead",
        "tickets.unit_is_closed": "lead",
        "tickets.complained_about_leads": "note",
    }
    lead = fields.list_field(_("Leads"))
    assists = fields.ticks_field(_("Assist"))
    note = fields.note_field()
    basis = forms.CharField(label=_("Legal basis"), max_length=NOTE_LIMIT, required=False)

    def prepare(self, sight: Sight) -> None:
        """Any unit but the one that leads now."""
        self.offer_choices("lead", [("", gettext("Choose …")), *_others(sight)])
        self.offer_choices("assists", sight.unit_choices)
        self.initial.setdefault("assists", [str(each) for each in sight.helper_ids])


class EscalateForm(MoveForm):
    """Who takes it one level up, and what was tried."""

    said_as: ClassVar = {"What was tried": "tried"}
    guilty: ClassVar = dict.fromkeys(("tickets.leads_already", "tickets.unit_is_closed", "tickets.complained_about_leads"), "lead")
    lead = fields.list_field(_("Leads"), help_text=_("The unit one level up"))
    tried = fields.words_field(_("What was tried"))

    def prepare(self, sight: Sight) -> None:
        """Any unit but the one that leads now."""
        self.offer_choices("lead", [("", gettext("Choose …")), *_others(sight)])


class FallbackForm(MoveForm):
    """Who acts at once, whoever leads in the end."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = dict.fromkeys(("tickets.no_fallback", "tickets.unit_is_closed"), "unit")
    unit = fields.list_field(_("Acts at once"), required=False, help_text=_("Empty means the unit that the duty list or the class names"))
    note = fields.note_field(required=False)

    def prepare(self, sight: Sight) -> None:
        """Any unit that works now."""
        self.offer_choices("unit", [("", "–"), *sight.unit_choices])


class DutyForm(LeadForm):
    """Who takes it, with the basis; the duty list learns it."""

    guilty: ClassVar = {"tickets.complained_about_leads": "note", "tickets.unit_is_closed": "lead"}
    note = fields.note_field()

    def told(self) -> Sequence[tuple[str, str]]:
        """What it leads to."""
        return [("none", gettext("It goes to the unit at once, and is proposed to the duty list for the next time.")), *super().told()]


class AskAssistForm(MoveForm):
    """Whose help, and why."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = dict.fromkeys(("tickets.leads_already", "tickets.unit_is_closed"), "unit")
    unit = fields.list_field(_("Help of"))
    reason = fields.kind_field(_("Reason"), AssistReason)
    note = fields.note_field()

    def prepare(self, sight: Sight) -> None:
        """Any unit but the one that leads, and those that help already."""
        helping = {str(each) for each in sight.helper_ids}
        self.offer_choices("unit", [("", gettext("Choose …")), *(each for each in _others(sight) if each[0] not in helping)])


def _others(sight: Sight) -> list[tuple[str, str]]:
    own = str(sight.ticket.lead_unit_id or sight.ticket.holder_unit_id)
    return [choice for choice in sight.unit_choices if choice[0] != own]


def _object(actor: Actor, ticket_id: UUID, form: ObjectForm) -> object:
    said = form.cleaned_data
    reason, better_id = ObjectionReason(said["reason"]), form.chosen_id("better")
    return objecting.object_to_dispatch(actor, ticket_id, reason=reason, note=said["note"], better_unit_id=better_id)


def _redispatch(actor: Actor, ticket_id: UUID, form: RedispatchForm) -> object:
    said, helping = form.cleaned_data, form.chosen_ids("assists")
    lead_id = UUID(said["lead"])
    return redispatching.redispatch(actor, ticket_id, lead_unit_id=lead_id, note=said["note"], assist_unit_ids=helping, basis=said["basis"])


def _escalate(actor: Actor, ticket_id: UUID, form: EscalateForm) -> object:
    return redispatching.escalate(actor, ticket_id, lead_unit_id=UUID(form.cleaned_data["lead"]), tried=form.cleaned_data["tried"])


def _call_fallback(actor: Actor, ticket_id: UUID, form: FallbackForm) -> object:
    return nobody.call_fallback(actor, ticket_id, unit_id=form.chosen_id("unit"), note=form.cleaned_data["note"])


def _nobody(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return nobody.nobody_takes_it(actor, ticket_id, note=form.cleaned_data["note"])


def _decide_duty(actor: Actor, ticket_id: UUID, form: DutyForm) -> object:
    said, helping = form.cleaned_data, form.chosen_ids("assists")
    lead_id = UUID(said["lead"])
    return nobody.decide_duty(actor, ticket_id, lead_unit_id=lead_id, note=said["note"], assist_unit_ids=helping, basis=said["basis"])


def _contest(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return nobody.contest_duty(actor, ticket_id, note=form.cleaned_data["note"])


def _ask_assist(actor: Actor, ticket_id: UUID, form: AskAssistForm) -> object:
    said = form.cleaned_data
    return extending.ask_assist(actor, ticket_id, unit_id=UUID(said["unit"]), reason=AssistReason(said["reason"]), note=said["note"])


def _waits_for_chief(sight: Sight) -> bool:
    """Whether the duty chief is to say who takes it, and no meeting is."""
    return sight.asked(RequestKind.NOBODY) is not None and not sight.has_open_meeting


def _is_unsafe(sight: Sight) -> bool:
    return bool(sight.ticket.has_open_hazard and not sight.ticket.measure)


_DISPATCHED: Final = frozenset({State.DISPATCHED})
_HANDLED: Final = frozenset({State.IN_PROGRESS})
_DELIBERATING: Final = frozenset({State.DELIBERATING})

OFFERS: Final = (
    Offer(
        slug="object",
        label=_("Object to the dispatch"),
        permission=Permission.RETURN,
        states=_DISPATCHED,
        run=_object,
        form=ObjectForm,
        icon="alert-triangle",
        is_held=True,
    ),
    Offer(
        slug="redispatch",
        label=_("Give to another unit"),
        permission=Permission.DISPATCH,
        states=_HANDLED,
        run=_redispatch,
        form=RedispatchForm,
        icon="arrow-right",
    ),
    Offer(
        slug="escalate",
        label=_("One level up"),
        permission=Permission.HANDLE,
        states=_HANDLED,
        run=_escalate,
        form=EscalateForm,
        icon="chevron-up",
        is_held=True,
    ),
    Offer(
        slug="call-fallback",
        label=_("Send who acts at once"),
        permission=Permission.DISPATCH,
        states=OPEN,
        run=_call_fallback,
        form=FallbackForm,
        order=3,
        icon="shield-check",
        fits=_is_unsafe,
        is_next=lambda sight: sight.state in {State.RECEIVED, State.DELIBERATING} and not sight.helper_ids,
        what=_("First make it safe, then settle whose it is"),
        hint=lambda sight: gettext("Send the unit that acts when nobody else does; whose it is comes after."),
    ),
    Offer(
        slug="nobody",
        label=_("No unit takes it"),
        permission=Permission.DISPATCH,
        states=frozenset({State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS}),
        run=_nobody,
        form=NoteForm,
        icon="search-off",
        warning=_("The duty chief decides today who takes it. With an open danger, write down first who made it safe."),
    ),
    Offer(
        slug="decide-duty",
        label=_("Say who takes it"),
        permission=Permission.DECIDE_DUTY,
        states=_DELIBERATING,
        run=_decide_duty,
        form=DutyForm,
        order=7,
        icon="user-check",
        fits=_waits_for_chief,
        what=_("No unit takes it: decide today who does"),
        hint=lambda sight: gettext("What you decide is proposed to the duty list for the next time."),
    ),
    Offer(
        slug="contest",
        label=_("Let a meeting decide"),
        permission=Permission.DELIBERATE,
        states=_DELIBERATING,
        run=_contest,
        form=NoteForm,
        icon="users",
        fits=_waits_for_chief,
        warning=_("It is contested who takes it: the meeting decides within one working day."),
    ),
    Offer(
        slug="ask-assist",
        label=_("Ask another unit to help"),
        permission=Permission.HANDLE,
        states=BEFORE_DONE,
        run=_ask_assist,
        form=AskAssistForm,
        icon="users",
        is_held=True,
        fits=lambda sight: sight.asked(RequestKind.ASSIST) is None,
    ),
)
