"""Bringing a ticket to whoever handles it: dispatch, handle here, settle on the spot, accept, hand back."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.tickets.actions import dispatching as actions
from linli.tickets.queries.suggesting import suggestion
from linli.tickets.queries.whole import RequestRow
from linli.tickets.rules import dispatch as rules
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import MATTER_LIMIT, NOTE_LIMIT, RequestKind, ReturnReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State


class LeadForm(MoveForm):
    """Who leads and who helps; what the duty list says is chosen already, unless that unit has just said that it is not its own."""

    said_as: ClassVar = {"Matter": "matter", "Legal basis": "basis", "Note": "note"}
    guilty: ClassVar = {"tickets.complained_about_leads": "note", "tickets.matter_needed": "matter", "tickets.unit_is_closed": "lead"}
    lead = fields.list_field(_("Leads"))
    assists = fields.ticks_field(_("Assist"))
    basis = forms.CharField(label=_("Legal basis"), max_length=NOTE_LIMIT, required=False)
    note = fields.note_field(required=False)

    def prepare(self, sight: Sight) -> None:
        """The units of now; first values from the duty list."""
        self.answer = suggestion(sight.actor, sight.ticket, sight.now)
        self.offer_choices("lead", [("", gettext("Choose …")), *sight.unit_choices])
        self.offer_choices("assists", sight.unit_choices)
        if self.answer is not None:
            lead_id = self.answer.lead_id or self.answer.fallback_id
            is_returned = any(each.unit_id == lead_id and each.reason != ReturnReason.TOO_LITTLE_SAID for each in self._returns())
            self.initial.setdefault("lead", "" if is_returned or lead_id is None else str(lead_id))
            self.initial.setdefault("assists", [str(each) for each in self.answer.assist_ids])
            self.initial.setdefault("basis", self.answer.basis)

    def told(self) -> Sequence[tuple[str, str]]:
        """Who handed it back and why; why the duty list says so, and what is wrong with it."""
        returned = [("watch", self._returned(each)) for each in self._returns()]
        if self.answer is None:
            without = gettext("No class is chosen, so the duty list cannot say who takes it. Choose the unit yourself.")
            return [*returned, ("none", without)]
        problems = [("watch", rules.problem_words(each)) for each in self.answer.problems]
        return [*returned, *problems, ("none", gettext("By the duty list: {why}").format(why=rules.why_words(self.answer)))]

    def _returns(self) -> Sequence[RequestRow]:
        return [each for each in self.sight.requests if each.kind == RequestKind.RETURN]

    def _returned(self, each: RequestRow) -> str:
        reason = gettext(ReturnReason(each.reason).words)
        return gettext("{unit} handed it back: {reason} – {note}").format(
            unit=self.sight.unit_name(each.unit_id), reason=reason, note=each.note
        )


class DispatchForm(LeadForm):
    """Who leads, who helps, and what everybody reads."""

    matter = fields.words_field(_("Matter"), limit=MATTER_LIMIT, help_text=_("Neutral words: nothing that tells who reported"))
    field_order = ("lead", "assists", "matter", "basis", "note")

    def prepare(self, sight: Sight) -> None:
        """The neutral words as they stand."""
        super().prepare(sight)
        self.initial.setdefault("matter", sight.ticket.matter)


class SpotForm(MoveForm):
    """One line, and the reporter's word where he wanted an answer."""

    said_as: ClassVar = {"What was done": "line"}
    guilty: ClassVar = {"tickets.answer_is_wanted": "has_reporter_agreed"}
    line = forms.CharField(label=_("What was done"), max_length=NOTE_LIMIT)
    has_reporter_agreed = forms.BooleanField(label=_("The reporter says that it is settled"), required=False)

    def prepare(self, sight: Sight) -> None:
        """Who may not know of a reporter is not asked about one."""
        if not sight.face.is_answer_wanted:
            del self.fields["has_reporter_agreed"]


class HereForm(MoveForm):
    """The neutral words, where there are none yet."""

    said_as: ClassVar = {"Matter": "matter"}
    guilty: ClassVar = {"tickets.matter_needed": "matter"}
    matter = fields.words_field(_("Matter"), limit=MATTER_LIMIT, help_text=_("Neutral words: nothing that tells who reported"))

    def prepare(self, sight: Sight) -> None:
        """What stands there already."""
        self.initial.setdefault("matter", sight.ticket.matter)


class ReturnForm(MoveForm):
    """Why it goes back."""

    said_as: ClassVar = {"Note": "note"}
    reason = fields.kind_field(_("Reason"), ReturnReason)
    note = fields.note_field()

    def told(self) -> Sequence[tuple[str, str]]:
        """That it is too late for one, or what a second one leads to."""
        if any(self.sight.now > each.due_at for each in self.sight.running(Clock.ACCEPT)):
            return [("stop", Refused("tickets.return_too_late").sentence)]
        if not self.sight.ticket.returns:
            return ()
        return [("watch", gettext("It was handed back before. A second return goes to a meeting, never to a third desk."))]


def _dispatch(actor: Actor, ticket_id: UUID, form: DispatchForm) -> object:
    said = form.cleaned_data
    return actions.dispatch(
        actor,
        ticket_id,
        lead_unit_id=UUID(said["lead"]),
        assist_unit_ids=form.chosen_ids("assists"),
        matter=said["matter"],
        basis=said["basis"],
        note=said["note"],
    )


def _settle(actor: Actor, ticket_id: UUID, form: SpotForm) -> object:
    said = form.cleaned_data
    return actions.close_on_spot(actor, ticket_id, line=said["line"], has_reporter_agreed=said.get("has_reporter_agreed", False))


def _return(actor: Actor, ticket_id: UUID, form: ReturnForm) -> object:
    said = form.cleaned_data
    return actions.return_ticket(actor, ticket_id, reason=ReturnReason(said["reason"]), note=said["note"])


def _may_settle(sight: Sight) -> bool:
    return not (sight.ticket.is_life_safety or sight.ticket.has_open_hazard)


def _accept(actor: Actor, ticket_id: UUID, form: Any) -> object:
    return actions.accept(actor, ticket_id)


def _handle_here(actor: Actor, ticket_id: UUID, form: HereForm) -> object:
    return actions.handle_here(actor, ticket_id, matter=form.cleaned_data["matter"])


_RECEIVED: Final = frozenset({State.RECEIVED})
_DISPATCHED: Final = frozenset({State.DISPATCHED})

OFFERS: Final = (
    Offer(
        slug="dispatch",
        label=_("Dispatch"),
        permission=Permission.DISPATCH,
        states=_RECEIVED,
        run=_dispatch,
        form=DispatchForm,
        order=20,
        icon="arrow-right",
        what=_("Choose who leads"),
        hint=lambda sight: gettext("The duty list proposes; you decide."),
    ),
    Offer(
        slug="handle-here",
        label=_("Handle it here"),
        permission=Permission.HANDLE,
        states=_RECEIVED,
        run=_handle_here,
        form=HereForm,
        order=30,
        icon="user-check",
        is_held=True,
        what=_("Handle it at this level, or have it dispatched"),
    ),
    Offer(
        slug="settle",
        label=_("Settled on the spot"),
        permission=Permission.OPEN,
        states=_RECEIVED,
        run=_settle,
        form=SpotForm,
        order=40,
        icon="circle-check",
        is_held=True,
        fits=_may_settle,
        what=_("One line, and it is closed; some are looked at later"),
    ),
    Offer(
        slug="accept",
        label=_("Accept"),
        permission=Permission.ACCEPT,
        states=_DISPATCHED,
        run=_accept,
        order=20,
        icon="check",
        is_held=True,
        what=_("Accept the ticket for your unit"),
        hint=lambda sight: gettext("From then on the time for handling runs."),
    ),
    Offer(
        slug="return",
        label=_("Hand back"),
        permission=Permission.RETURN,
        states=_DISPATCHED,
        run=_return,
        form=ReturnForm,
        icon="arrow-back-up",
        is_held=True,
    ),
)
