"""The classes of the catalogue as a list to choose from, the same in every form."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.tickets.queries import catalogue as queries
from linli.tickets.rules.catalogue import Catalogue, Item

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Groups = list[tuple[str, list[tuple[str, str]]]]
_NOTHING: Final = ("", "–")


def grouped(catalogue: Catalogue, items: Iterable[Item], word: Callable[[Sequence[Item]], str] = lambda line: line[0].name) -> Groups:
    """These classes by code, under their major class each; `word` says one by its line, the class itself first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        line = catalogue.line(item.code)
        groups.setdefault(line[-1].code, []).append((item.code, word(line)))
    named = dict(major_classes(catalogue))
    return [(named[code], found) for code, found in groups.items()]


def major_classes(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The code of every major class and what it is called; where two have one name, its nature stands with it."""
    found = catalogue.below.get("", ())
    # Components and events both have 市容环境, with other classes in it.
    shared = Counter(item.name for item in found)
    return tuple((item.code, _with_nature(item) if shared[item.name] > 1 else item.name) for item in found)


def _with_nature(item: Item) -> str:
    return gettext("{name} ({nature})").format(name=item.name, nature=gettext(item.nature.words))


def for_new_tickets(actor: Actor) -> Groups:
    """The classes that a ticket may be given now."""
    catalogue = queries.in_use(actor)
    return grouped(catalogue, catalogue.deepest)


def class_field(label: "str | _StrPromise", groups: Groups) -> forms.ChoiceField:
    """One of them, or none; where it stands in a row of a table it says its name itself."""
    return forms.ChoiceField(label=label, required=False, choices=[_NOTHING, *groups], widget=forms.Select(attrs={"aria-label": label}))
