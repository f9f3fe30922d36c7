"""Looking whether it was done, by somebody who did not do it."""

from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import verifying
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State

# At a desk: the reporter speaks for himself at his own door.
AT_A_DESK: Final = (VerifiedBy.CALLBACK, VerifiedBy.UNIT)


class CloseForm(MoveForm):
    """What was found, and how."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.doer_cannot_close": "by", "tickets.verifier_without_unit": "by", "tickets.not_a_verification": "by"}
    by = fields.kind_field(_("Verified by"), AT_A_DESK)
    verdict = fields.kind_field(_("What was found"), (Verdict.SOLVED, Verdict.EXPLAINED, Verdict.NOT_SOLVED))
    note = fields.note_field(required=False)


class ReworkForm(MoveForm):
    """What is left to do, and how one knows."""

    said_as: ClassVar = {"What is left to do": "note"}
    guilty: ClassVar = CloseForm.guilty
    by = fields.kind_field(_("Verified by"), AT_A_DESK)
    note = fields.words_field(_("What is left to do"))


class ReopenForm(MoveForm):
    """Why it is handled again."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.window_is_over": "is_recurrence"}
    note = fields.note_field()
    is_recurrence = forms.BooleanField(label=_("The matter has come back"), required=False)


def _close(actor: Actor, ticket_id: UUID, form: CloseForm) -> object:
    said = form.cleaned_data
    return verifying.close(actor, ticket_id, verdict=Verdict(said["verdict"]), by=VerifiedBy(said["by"]), note=said["note"])


def _rework(actor: Actor, ticket_id: UUID, form: ReworkForm) -> object:
    return verifying.rework(actor, ticket_id, by=VerifiedBy(form.cleaned_data["by"]), note=form.cleaned_data["note"])


def _reopen(actor: Actor, ticket_id: UUID, form: ReopenForm) -> object:
    said = form.cleaned_data
    return verifying.reopen(actor, ticket_id, note=said["note"], is_recurrence=said["is_recurrence"])


def _did_not_do_it(sight: Sight) -> bool:
    return sight.unit_id is not None and sight.unit_id != sight.ticket.done_by_unit_id


_RESOLVED: Final = frozenset({State.RESOLVED})

OFFERS: Final = (
    Offer(
        slug="close",
        label=_("Verify and close"),
        permission=Permission.VERIFY,
        states=_RESOLVED,
        run=_close,
        form=CloseForm,
        order=20,
        icon="lock",
        fits=_did_not_do_it,
        what=_("Look whether it was done"),
        hint=lambda sight: gettext("Call the reporter, or look yourself; who did the work never closes."),
    ),
    Offer(
        slug="rework",
        label=_("Not done yet"),
        permission=Permission.VERIFY,
        states=_RESOLVED,
        run=_rework,
        form=ReworkForm,
        icon="refresh",
        fits=_did_not_do_it,
    ),
    Offer(
        slug="reopen",
        label=_("Open again"),
        permission=Permission.REOPEN,
        states=frozenset({State.CLOSED}),
        run=_reopen,
        form=ReopenForm,
        icon="refresh",
    ),
)
