"""What two people sign: that a ticket waits, and that it is void."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.moves_handling import NoteForm
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.org.rules.kinds import Kind
from linli.tickets.actions import requests
from linli.tickets.queries.whole import RequestRow
from linli.tickets.rules.kinds import DeferralReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, State


class DeferralForm(MoveForm):
    """Why it has to wait, and until which day."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.review_out_of_range": "review_on"}
    reason = fields.kind_field(_("Reason"), DeferralReason)
    review_on = fields.day_field(_("Comes back on"), help_text=_("At most 90 days ahead; until then it counts as unsolved"))
    note = fields.note_field()


class SignForm(MoveForm):
    """A signature, or why not."""

    said_as: ClassVar = {"Note": "note"}
    granted = fields.granted_field()
    note = fields.note_field()
    asked_for: ClassVar[RequestKind]
    reasons: ClassVar[type[Kind]] = DeferralReason

    def told(self) -> Sequence[tuple[str, str]]:
        """What is asked for, in the words of whoever asked."""
        asked = self.sight.asked(self.asked_for)
        if asked is None:
            return ()
        until = f" {timezone.localtime(asked.until_at):%Y-%m-%d}" if asked.until_at else ""
        return [("none", gettext("Asked for: {what}{until}. {note}").format(what=self._what(asked), until=until, note=asked.note))]

    def _what(self, asked: RequestRow) -> str:
        reasons = {each.value: gettext(each.words) for each in self.reasons}
        return reasons.get(asked.reason, gettext(self.asked_for.words))

    @property
    def is_granted(self) -> bool:
        """Whether it was signed."""
        return bool(self.cleaned_data["granted"] == "yes")


class DeferralSignForm(SignForm):
    """Whether it waits."""

    asked_for = RequestKind.DEFERRAL
    guilty: ClassVar = {"tickets.own_request": "granted"}


class VoidSignForm(SignForm):
    """Whether it is void."""

    asked_for = RequestKind.VOID
    guilty: ClassVar = {"tickets.own_request": "granted"}


def _ask_deferral(actor: Actor, ticket_id: UUID, form: DeferralForm) -> object:
    said = form.cleaned_data
    review_at = fields.opening_of(said["review_on"])
    return requests.ask_deferral(actor, ticket_id, reason=DeferralReason(said["reason"]), review_at=review_at, note=said["note"])


def _sign_deferral(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return requests.decide_deferral(actor, ticket_id, is_granted=form.is_granted, note=form.cleaned_data["note"])


def _resume(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return requests.resume(actor, ticket_id, note=form.cleaned_data["note"])


def _ask_void(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return requests.ask_void(actor, ticket_id, note=form.cleaned_data["note"])


def _sign_void(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return requests.decide_void(actor, ticket_id, is_granted=form.is_granted, note=form.cleaned_data["note"])


def is_somebody_elses(sight: Sight, kind: RequestKind) -> bool:
    """Whether there is an open request of this kind that this person may sign: never one's own."""
    asked = sight.asked(kind)
    if asked is None or asked.asked_by_account_id == sight.actor.account_id:
        return False
    return sight.actor.person_id is None or asked.asked_by_person_id != sight.actor.person_id


_MAY_WAIT: Final = frozenset({State.IN_PROGRESS, State.DELIBERATING})

OFFERS: Final = (
    Offer(
        slug="ask-deferral",
        label=_("Ask that it waits"),
        permission=Permission.HANDLE,
        states=_MAY_WAIT,
        run=_ask_deferral,
        form=DeferralForm,
        icon="clock",
        is_held=True,
        fits=lambda sight: sight.asked(RequestKind.DEFERRAL) is None,
    ),
    Offer(
        slug="sign-deferral",
        label=_("Sign: it waits"),
        permission=Permission.DEFER,
        states=_MAY_WAIT,
        run=_sign_deferral,
        form=DeferralSignForm,
        order=4,
        icon="edit",
        fits=lambda sight: is_somebody_elses(sight, RequestKind.DEFERRAL),
        what=_("A unit asks that the ticket waits"),
        hint=lambda sight: gettext("It comes back on its day either way, and counts as unsolved until then."),
    ),
    Offer(
        slug="resume",
        label=_("Handle it again"),
        permission=Permission.HANDLE,
        states=frozenset({State.DEFERRED}),
        run=_resume,
        form=NoteForm,
        order=20,
        icon="refresh",
        is_held=True,
        what=_("It waits until its day"),
        hint=lambda sight: gettext("Handle it again when the day has come, or sooner."),
    ),
    Offer(
        slug="ask-void",
        label=_("Ask that it is void"),
        permission=Permission.DISPATCH,
        states=BEFORE_DONE,
        run=_ask_void,
        form=NoteForm,
        icon="trash",
        warning=_("Only for a ticket that should not be there. Somebody else signs; one that somebody reported is never void."),
        fits=lambda sight: sight.asked(RequestKind.VOID) is None,
    ),
    Offer(
        slug="sign-void",
        label=_("Sign: it is void"),
        permission=Permission.VOID,
        states=BEFORE_DONE,
        run=_sign_void,
        form=VoidSignForm,
        order=6,
        icon="edit",
        fits=lambda sight: is_somebody_elses(sight, RequestKind.VOID),
        what=_("Somebody asks that the ticket is void"),
    ),
)
