"""Putting a ticket aside without handling it, and bringing it back."""

from collections.abc import Collection, Sequence
from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.moves_handling import NoteForm
from linli.desk.tickets.offers import MoveForm, Offer
from linli.kernel.actor import Actor
from linli.tickets.actions import aside
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.kinds import NUMBER_LIMIT, RedirectReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import ASIDE, BEFORE_DONE


class MergeForm(MoveForm):
    """The ticket that stays, by its number."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = dict.fromkeys(
        ("tickets.no_such_number", "tickets.merged_into_itself", "tickets.merge_target_ended", "tickets.merge_other_track"), "into"
    )
    into = forms.CharField(label=_("Into ticket"), max_length=NUMBER_LIMIT + 1, help_text=_("Its number, such as 2611-0187"))
    note = fields.note_field()

    def also_changed(self) -> Collection[UUID]:
        """The one that stays is changed too."""
        return {queries.id_by_number(self.sight.actor, self.cleaned_data["into"])}

    def told(self) -> Sequence[tuple[str, str]]:
        """What a merge keeps."""
        return [("none", gettext("Everybody who reported either follows and judges the one that stays."))]


class RedirectForm(MoveForm):
    """Why it is not for this house, and which way was told."""

    said_as: ClassVar = {"Route that was told": "route"}
    reason = fields.kind_field(_("Reason"), RedirectReason)
    route = fields.words_field(_("Route that was told"), help_text=_("Where the reporter turns, with address or number"))


def _merge(actor: Actor, ticket_id: UUID, form: MergeForm) -> object:
    into_id = queries.id_by_number(actor, form.cleaned_data["into"])
    return aside.merge(actor, ticket_id, into_id, note=form.cleaned_data["note"])


def _redirect(actor: Actor, ticket_id: UUID, form: RedirectForm) -> object:
    return aside.redirect(actor, ticket_id, reason=RedirectReason(form.cleaned_data["reason"]), route=form.cleaned_data["route"])


def _withdraw(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return aside.withdraw(actor, ticket_id, note=form.cleaned_data["note"])


def _undo(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return aside.undo(actor, ticket_id, note=form.cleaned_data["note"])


OFFERS: Final = (
    Offer(slug="merge", label=_("Merge"), permission=Permission.MERGE, states=BEFORE_DONE, run=_merge, form=MergeForm, icon="stack-2"),
    Offer(
        slug="redirect",
        label=_("Tell another route"),
        permission=Permission.REDIRECT,
        states=BEFORE_DONE,
        run=_redirect,
        form=RedirectForm,
        icon="arrow-right",
    ),
    Offer(
        slug="withdraw",
        label=_("Withdraw"),
        permission=Permission.WITHDRAW,
        states=BEFORE_DONE,
        run=_withdraw,
        form=NoteForm,
        icon="x",
        warning=_("The reporter takes it back. It can be brought back here."),
    ),
    Offer(
        slug="undo",
        label=_("Bring back"),
        permission=Permission.UNDO,
        states=ASIDE,
        run=_undo,
        form=NoteForm,
        order=90,
        icon="arrow-back-up",
        what=_("Was it put aside by mistake?"),
        hint=lambda sight: gettext("It goes on from the state before; what runs since intake gets no more time."),
    ),
)
