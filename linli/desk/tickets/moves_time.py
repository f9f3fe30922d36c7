"""More time, clocks that stand still, and help that is asked for: each asked by one and signed by another."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.moves_handling import NoteForm
from linli.desk.tickets.moves_requests import SignForm, is_somebody_elses
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.kernel.calendar import Kind, restored
from linli.kernel.calendar.derivation import amount_text
from linli.tickets.actions import extending, pausing
from linli.tickets.queries.whole import ClockRow, RequestRow
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import ExtensionReason, PauseReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.retiming import is_paused
from linli.tickets.rules.states import BEFORE_DONE, State

# More of it than anybody is granted at once.
MOST_MORE: Final = 100
_UNITS: Final = {
    Kind.WORKING_DAYS: _("In working days, as this clock counts"),
    Kind.WORKING_MINUTES: _("In minutes of office time, as this clock counts"),
    Kind.PLAIN_MINUTES: _("In minutes, as this clock counts"),
}


class ExtensionForm(MoveForm):
    """How much more, and why."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = dict.fromkeys(("tickets.extension_too_late", "tickets.extension_gains_nothing"), "amount")
    amount = forms.IntegerField(label=_("How much more"), min_value=1, max_value=MOST_MORE * 60)
    reason = fields.kind_field(_("Reason"), ExtensionReason)
    note = fields.note_field()

    def prepare(self, sight: Sight) -> None:
        """Say in what the clock counts."""
        finish = next(iter(sight.running(Clock.FINISH)), None)
        kind = Kind.WORKING_DAYS if finish is None or finish.derivation is None else restored(finish.derivation).duration.kind
        self.fields["amount"].help_text = _UNITS[kind]


class ExtensionSignForm(SignForm):
    """Whether there is more time."""

    asked_for = RequestKind.EXTENSION
    reasons = ExtensionReason
    guilty: ClassVar = {"tickets.own_request": "granted"}

    def _what(self, asked: RequestRow) -> str:
        finish = next(iter(self.sight.running(Clock.FINISH)), None)
        kind = Kind.WORKING_DAYS if finish is None or finish.derivation is None else restored(finish.derivation).duration.kind
        return f"{super()._what(asked)} +{amount_text(kind, asked.amount or 0)}"


class PauseForm(MoveForm):
    """For whom it stands still, and until when."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.pause_out_of_range": "until"}
    reason = fields.kind_field(_("Reason"), PauseReason)
    until = fields.moment_field(_("Until"))
    note = fields.note_field()

    def told(self) -> Sequence[tuple[str, str]]:
        """What goes on meanwhile."""
        return [("none", gettext("The whole time runs on, unless the reporter asked for the later day."))]


class PauseSignForm(SignForm):
    """Whether the clocks stand still."""

    asked_for = RequestKind.PAUSE
    reasons = PauseReason
    guilty: ClassVar = dict.fromkeys(("tickets.own_request", "tickets.own_shift"), "granted")


class AssistSignForm(SignForm):
    """Whether the other unit helps."""

    asked_for = RequestKind.ASSIST

    def _what(self, asked: RequestRow) -> str:
        return self.sight.unit_name(asked.other_unit_id)


def _ask_extension(actor: Actor, ticket_id: UUID, form: ExtensionForm) -> object:
    said = form.cleaned_data
    return extending.ask_extension(actor, ticket_id, amount=said["amount"], reason=ExtensionReason(said["reason"]), note=said["note"])


def _sign_extension(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return extending.decide_extension(actor, ticket_id, is_granted=form.is_granted, note=form.cleaned_data["note"])


def _ask_pause(actor: Actor, ticket_id: UUID, form: PauseForm) -> object:
    said = form.cleaned_data
    return pausing.ask_pause(actor, ticket_id, reason=PauseReason(said["reason"]), until_at=said["until"], note=said["note"])


def _sign_pause(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return pausing.decide_pause(actor, ticket_id, is_granted=form.is_granted, note=form.cleaned_data["note"])


def _end_pause(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return pausing.end_pause(actor, ticket_id, note=form.cleaned_data["note"])


def _sign_assist(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return extending.decide_assist(actor, ticket_id, is_granted=form.is_granted, note=form.cleaned_data["note"])


def stands_still(sight: Sight) -> bool:
    """Whether any clock of the ticket stands still now."""

    def is_still(row: ClockRow) -> bool:
        return row.derivation is not None and is_paused(restored(row.derivation), sight.now)

    return any(is_still(row) for row in sight.running())


def _may_extend(sight: Sight) -> bool:
    """Before the limit, once, and not while it is asked already."""
    finish = next(iter(sight.running(Clock.FINISH)), None)
    was_asked = sight.asked(RequestKind.EXTENSION) is not None or sight.was_granted(RequestKind.EXTENSION)
    return finish is not None and sight.now <= finish.due_at and not was_asked


def _may_pause(sight: Sight) -> bool:
    return bool(sight.running(Clock.FINISH, Clock.REWORK)) and sight.asked(RequestKind.PAUSE) is None and not stands_still(sight)


_HANDLED: Final = frozenset({State.IN_PROGRESS})

OFFERS: Final = (
    Offer(
        slug="ask-extension",
        label=_("Ask for more time"),
        permission=Permission.RESOLVE,
        states=_HANDLED,
        run=_ask_extension,
        form=ExtensionForm,
        icon="clock",
        is_held=True,
        fits=_may_extend,
    ),
    Offer(
        slug="sign-extension",
        label=_("Sign: more time"),
        permission=Permission.EXTEND,
        states=_HANDLED,
        run=_sign_extension,
        form=ExtensionSignForm,
        order=4,
        icon="edit",
        fits=lambda sight: is_somebody_elses(sight, RequestKind.EXTENSION),
        what=_("A unit asks for more time"),
        hint=lambda sight: gettext("Once for a ticket, and before its limit."),
    ),
    Offer(
        slug="ask-pause",
        label=_("Ask for a pause"),
        permission=Permission.HANDLE,
        states=_HANDLED,
        run=_ask_pause,
        form=PauseForm,
        icon="clock",
        is_held=True,
        fits=_may_pause,
    ),
    Offer(
        slug="sign-pause",
        label=_("Sign: the clocks pause"),
        permission=Permission.PAUSE,
        states=_HANDLED,
        run=_sign_pause,
        form=PauseSignForm,
        order=4,
        icon="edit",
        fits=lambda sight: is_somebody_elses(sight, RequestKind.PAUSE),
        what=_("A unit asks that the clocks pause"),
        hint=lambda sight: gettext("Not who dispatched it, nor who stood on that shift."),
    ),
    Offer(
        slug="end-pause",
        label=_("End the pause"),
        permission=Permission.HANDLE,
        states=_HANDLED,
        run=_end_pause,
        form=NoteForm,
        icon="refresh",
        is_held=True,
        fits=stands_still,
    ),
    Offer(
        slug="sign-assist",
        label=_("Decide on the help"),
        permission=Permission.DISPATCH,
        states=BEFORE_DONE,
        run=_sign_assist,
        form=AssistSignForm,
        order=6,
        icon="edit",
        fits=lambda sight: sight.asked(RequestKind.ASSIST) is not None,
        what=_("A unit asks for the help of another"),
    ),
)
