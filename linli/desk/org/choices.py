"""What forms of the organisation choose from."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.org.queries import people

Choices = Sequence[tuple[str, Any]]


def day_box() -> forms.DateInput:
    """A box for a day, as ISO text whatever the language: that is what browsers send."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def ask(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices, with an empty one first so that nobody is chosen by accident."""
    cast(forms.ChoiceField, form.fields[name]).choices = [("", gettext("choose")), *choices]


def people_choices(actor: Actor) -> Choices:
    """Everybody who is here, by unit, with name and posts."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for card in people.everybody(actor):
        posts = gettext(", ").join(card.posts)
        groups.setdefault(card.unit or gettext("Without a unit"), []).append((str(card.id), f"{card.full_name} {posts}".strip()))
    return list(groups.items())
