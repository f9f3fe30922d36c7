"""While a ticket is handled: contact, making it safe, and promises of several units."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.org.asking import Choices
from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import handling, parties
from linli.tickets.actions.handling import SAID_BY_HAND
from linli.tickets.actions.parties import Promise
from linli.tickets.queries.whole import PromiseRow
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import NOTE_LIMIT, Measure
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, OPEN, State

# What is owed, in the words of whoever owes it.
OWED: Final[Mapping[Clock, Any]] = {
    Clock.ON_SITE: _("Somebody is on site"),
    Clock.CLEARED: _("The danger is cleared"),
    Clock.FIRST_CONTACT: _("The reporter was called"),
}


class ContactForm(MoveForm):
    """What was owed and is done."""

    said_as: ClassVar = {"Note": "note"}
    owed = fields.list_field(_("What is done"))
    note = fields.note_field()

    def prepare(self, sight: Sight) -> None:
        """What runs still."""
        running = [Clock(each.kind) for each in sight.running(*SAID_BY_HAND)]
        self.offer_choices("owed", [(each.value, str(words)) for each, words in OWED.items() if each in running])


class MeasureForm(MoveForm):
    """Who made it safe, and how."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.unit_is_closed": "unit"}
    measure = fields.kind_field(_("What was done"), Measure)
    unit = fields.list_field(_("By whom"))
    note = fields.note_field(required=False)

    def prepare(self, sight: Sight) -> None:
        """One's own unit first."""
        self.offer_choices("unit", [("", gettext("Choose …")), *sight.unit_choices])
        self.initial.setdefault("unit", str(sight.unit_id or sight.ticket.holder_unit_id or ""))


class NoteForm(MoveForm):
    """One note."""

    said_as: ClassVar = {"Note": "note", "What is left to do": "note"}
    note = fields.note_field()


class PromiseForm(MoveForm):
    """A unit's part, and until when."""

    said_as: ClassVar = {"Promise": "what"}
    guilty: ClassVar = {
        "tickets.promise_in_the_past": "due_at",
        "tickets.promise_after_overall": "due_at",
        "tickets.unit_is_closed": "unit",
    }
    unit = fields.list_field(_("Unit"), help_text=_("Another unit is asked first and answers"))
    what = forms.CharField(label=_("What it will do"), max_length=NOTE_LIMIT)
    due_at = fields.moment_field(_("Until"))

    def prepare(self, sight: Sight) -> None:
        """One's own unit first."""
        self.offer_choices("unit", [("", gettext("Choose …")), *sight.unit_choices])
        self.initial.setdefault("unit", str(sight.unit_id or ""))


class TakeOnForm(MoveForm):
    """Which proposal."""

    commitment = fields.list_field(_("What is proposed to you"))

    def prepare(self, sight: Sight) -> None:
        """The proposals to one's own unit."""
        self.offer_choices("commitment", said(sight, proposals(sight)))


class EndForm(MoveForm):
    """Which promise, and whether it was kept."""

    said_as: ClassVar = {"Note": "note"}
    guilty: ClassVar = {"tickets.not_taken_on": "ending", "tickets.commitment_ended": "commitment"}
    commitment = fields.list_field(_("Promise"))
    ending = forms.ChoiceField(
        label=_("What became of it"),
        choices=lambda: [("kept", gettext("Done as promised")), ("dropped", gettext("Taken back"))],
    )
    note = fields.note_field()

    def prepare(self, sight: Sight) -> None:
        """The open ones that one may speak for."""
        self.offer_choices("commitment", said(sight, open_promises(sight)))


def proposals(sight: Sight) -> list[PromiseRow]:
    """What others want of one's own unit and nobody has answered."""
    return [each for each in sight.promises if each.ended_at is None and each.taken_on_at is None and each.unit_id == sight.unit_id]


def open_promises(sight: Sight) -> list[PromiseRow]:
    """The open promises one may end: one's own unit's, or any for the dispatcher."""
    may_all = sight.actor.may(Permission.DISPATCH)
    return [each for each in sight.promises if each.ended_at is None and (may_all or each.unit_id == sight.unit_id)]


def said(sight: Sight, promises: Sequence[PromiseRow]) -> Choices:
    """Promises in a list of choices."""
    return [(str(each.id), f"{sight.unit_name(each.unit_id)}: {each.what}") for each in promises]


def _contact(actor: Actor, ticket_id: UUID, form: ContactForm) -> object:
    return handling.note_contact(actor, ticket_id, Clock(form.cleaned_data["owed"]), note=form.cleaned_data["note"])


def _measure(actor: Actor, ticket_id: UUID, form: MeasureForm) -> object:
    asked = form.cleaned_data
    return handling.take_measure(actor, ticket_id, measure=Measure(asked["measure"]), unit_id=UUID(asked["unit"]), note=asked["note"])


def _end_hazard(actor: Actor, ticket_id: UUID, form: NoteForm) -> object:
    return handling.end_hazard(actor, ticket_id, note=form.cleaned_data["note"])


def _promise(actor: Actor, ticket_id: UUID, form: PromiseForm) -> object:
    asked = form.cleaned_data
    return parties.make_commitment(actor, ticket_id, Promise(unit_id=UUID(asked["unit"]), what=asked["what"], due_at=asked["due_at"]))


def _take_on(actor: Actor, ticket_id: UUID, form: TakeOnForm) -> object:
    return parties.take_on(actor, ticket_id, UUID(form.cleaned_data["commitment"]))


def _end(actor: Actor, ticket_id: UUID, form: EndForm) -> object:
    asked = form.cleaned_data
    commitment_id = UUID(asked["commitment"])
    return parties.end_commitment(actor, ticket_id, commitment_id, is_kept=asked["ending"] == "kept", note=asked["note"])


def _owes_contact(sight: Sight) -> bool:
    return bool(sight.running(*SAID_BY_HAND))


def _first_owed(sight: Sight) -> Mapping[str, str]:
    running = [Clock(each.kind) for each in sight.running(*SAID_BY_HAND)]
    first = next(each for each in OWED if each in running)
    return {"owed": first.value, "note": str(OWED[first])}


def _is_unsafe(sight: Sight) -> bool:
    return bool(sight.ticket.has_open_hazard and not sight.ticket.measure)


OFFERS: Final = (
    Offer(
        slug="make-safe",
        label=_("Made safe"),
        permission=Permission.HANDLE,
        states=OPEN,
        run=_measure,
        form=MeasureForm,
        order=1,
        icon="shield-check",
        fits=_is_unsafe,
        what=_("First make it safe, then settle whose it is"),
        hint=lambda sight: gettext("Fence it, clear it, switch it off or guard it, and write down who did."),
    ),
    Offer(
        slug="take-on",
        label=_("Take it on"),
        permission=Permission.HANDLE,
        states=BEFORE_DONE,
        run=_take_on,
        form=TakeOnForm,
        order=5,
        icon="check",
        fits=lambda sight: bool(proposals(sight)),
        press=lambda sight: {"commitment": str(proposals(sight)[0].id)},
        what=_("Say whether your unit does its part"),
        hint=lambda sight: proposals(sight)[0].what,
    ),
    Offer(
        slug="contacted",
        label=_("Contacted"),
        permission=Permission.HANDLE,
        states=OPEN - {State.RECEIVED, State.DISPATCHED, State.RESOLVED},
        run=_contact,
        form=ContactForm,
        order=10,
        icon="phone",
        is_held=True,
        fits=_owes_contact,
        press=_first_owed,
        what=_("First contact is owed"),
        hint=lambda sight: gettext("Call, then press here; what was said can be added."),
    ),
    Offer(
        slug="promise",
        label=_("Promise a part"),
        permission=Permission.HANDLE,
        states=BEFORE_DONE,
        run=_promise,
        form=PromiseForm,
        icon="users",
    ),
    Offer(
        slug="end-promise",
        label=_("End a promise"),
        permission=Permission.HANDLE,
        states=BEFORE_DONE,
        run=_end,
        form=EndForm,
        order=20,
        icon="circle-check",
        fits=lambda sight: bool(open_promises(sight)),
        is_next=lambda sight: any(each.unit_id == sight.unit_id and each.taken_on_at for each in open_promises(sight)),
        what=_("Your unit's part is open"),
        hint=lambda sight: gettext("Say that it is done, or take it back with a reason."),
    ),
    Offer(
        slug="danger-over",
        label=_("Danger over"),
        permission=Permission.HANDLE,
        states=OPEN,
        run=_end_hazard,
        form=NoteForm,
        icon="shield-check",
        is_held=True,
        fits=lambda sight: bool(sight.ticket.has_open_hazard and sight.ticket.measure),
    ),
)
