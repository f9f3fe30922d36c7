"""Pages that ask a few things in one form, and give it back with what was typed when it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext

from linli.desk.door import StaffRequest, page
from linli.desk.errors import status_of
from linli.desk.org.tabs import tabs_for
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.org.queries import people
from linli.org.queries.people import Card

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What a translation that waits for its reader looks like to the checker of types.
Words: TypeAlias = "str | _StrPromise"
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands around the form: where one is, what is asked and why, and where one goes without answering."""

    tab: str
    heading: Words
    leave_to: str
    save: Words
    what: Words
    why: Words = ""
    sub: Words = ""
    crumb: Words = ""
    extra: dict[str, object] = field(default_factory=dict)
    template: str = "desk/org/asking.html"


def ask(request: StaffRequest, form: forms.Form | None, asked: Asked, refusal: Refused | None = None) -> HttpResponse:
    """The page with the form as it was typed; a refusal stands above its fields."""
    is_wrong = refusal is not None or (form is not None and form.is_bound and not form.is_valid())
    return page(
        request,
        asked.template,
        status=status_of(refusal) if refusal else 422 if is_wrong else 200,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on=asked.tab,
        form=form,
        asked=asked,
        optional=gettext("may stay empty"),
        trouble=refusal.sentence if refusal else "",
        **asked.extra,
    )


def day_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DateField:
    """A day, as the browser's own calendar gives it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], required=required, help_text=help_text)


def choice_field(label: Words, choices: Iterable[tuple[str, str]], *, required: bool = True, help_text: Words = "") -> forms.ChoiceField:
    """One of several; where none need be chosen, an empty line comes first."""
    return forms.ChoiceField(
        label=label, choices=[("", gettext("Choose …") if required else "–"), *choices], required=required, help_text=help_text
    )


def chosen_id(form: forms.Form, name: str) -> UUID | None:
    """The id behind the line that was chosen, if one was."""
    value = str(form.cleaned_data.get(name) or "")
    return parse_uuid7(value) if value else None


def who(card: Card) -> str:
    """A person in a list of choices: name, unit and first post."""
    return gettext(", ").join(part for part in (card.full_name, card.unit, *card.posts[:1]) if part)


def people_choices(actor: Actor, *, kind: str = "", unit_ids: Iterable[UUID] | None = None) -> Choices:
    """Everybody present, by unit and name; of one kind, or of some units."""
    units = None if unit_ids is None else set(unit_ids)
    found = [card for card in people.everybody(actor) if not kind or card.kind == kind]
    return [(str(card.id), who(card)) for card in found if units is None or card.unit_id in units]
