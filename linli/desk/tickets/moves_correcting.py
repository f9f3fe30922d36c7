"""Correcting class, matter and place; and splitting a ticket into parts of their own."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.enclosing import enclosed
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.tickets.actions import correcting, joining, splitting
from linli.tickets.actions.correcting import Correction
from linli.tickets.actions.splitting import Part
from linli.tickets.queries import catalogue
from linli.tickets.rules.kinds import ADDRESS_LIMIT, MATTER_LIMIT
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, OPEN


class CorrectForm(MoveForm):
    """What is to stand; what stays as it is is not touched."""

    said_as: ClassVar = {"Matter": "matter", "Address": "address"}
    matter = fields.words_field(
        _("Matter"), required=False, limit=MATTER_LIMIT, help_text=_("Neutral words: nothing that tells who reported")
    )
    item_code = fields.list_field(_("Class"), required=False, help_text=_("Another class sets the limits of its stages anew"))
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LIMIT, required=False)

    def prepare(self, sight: Sight) -> None:
        """What stands there now."""
        ticket, classes = sight.ticket, catalogue.in_use(sight.actor)
        above = {code: classes.items[item.parent_code].name for code, item in classes.items.items() if item.parent_code in classes.items}
        named = [(code, f"{above[code]} / {item.name}" if code in above else item.name) for code, item in sorted(classes.items.items())]
        self.offer_choices("item_code", [("", gettext("Choose …")), *named])
        for name in ("matter", "item_code", "address"):
            self.initial.setdefault(name, getattr(ticket, name) or "")

    def yours(self) -> Mapping[str, object]:
        """What is compared with what somebody else wrote meanwhile."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.changed_data}

    def correction(self) -> Correction:
        """Only what was changed here."""
        said = {name: self.cleaned_data[name] for name in self.changed_data if name in self.fields}
        return Correction(item_code=said.get("item_code") or None, matter=said.get("matter"), address=said.get("address"))


class AttachForm(MoveForm):
    """One file."""

    file = forms.FileField(label=_("File"), max_length=200)


class SplitForm(MoveForm):
    """The matter of each part."""

    said_as: ClassVar = {"Matter": "parts"}
    guilty: ClassVar = {"tickets.bad_number_of_parts": "parts"}
    parts = fields.words_field(_("Parts"), rows=5, limit=MATTER_LIMIT, help_text=_("One part a line, in neutral words"))

    def told(self) -> Sequence[tuple[str, str]]:
        """What becomes of the whole."""
        return [("none", gettext("Each part is a ticket of its own with its own clocks. The whole cannot end before them."))]


def _correct(actor: Actor, ticket_id: UUID, form: CorrectForm) -> object:
    return correcting.correct(actor, ticket_id, form.correction(), seen=form.seen)


def _split(actor: Actor, ticket_id: UUID, form: SplitForm) -> object:
    lines = [line.strip() for line in form.cleaned_data["parts"].splitlines() if line.strip()]
    return splitting.split(actor, ticket_id, [Part(matter=line) for line in lines])


def _attach(actor: Actor, ticket_id: UUID, form: AttachForm) -> object:
    found = enclosed(form.cleaned_data["file"])
    return joining.attach_file(actor, ticket_id, name=found.name, content=found.content)


OFFERS: Final = (
    Offer(
        slug="correct",
        label=_("Correct"),
        permission=Permission.EDIT,
        states=OPEN,
        run=_correct,
        form=CorrectForm,
        icon="edit",
    ),
    Offer(
        slug="attach",
        label=_("Attach a file"),
        permission=Permission.OPEN,
        states=OPEN,
        run=_attach,
        form=AttachForm,
        icon="paperclip",
    ),
    Offer(
        slug="split",
        label=_("Split into parts"),
        permission=Permission.DISPATCH,
        states=BEFORE_DONE,
        run=_split,
        form=SplitForm,
        icon="scissors",
        fits=lambda sight: sight.ticket.parent_id is None,
    ),
)
