"""Everything that touched a place, told by whoever knows it: each room adds its section to the dossier 一店一档."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.places.queries.places import PlaceFace


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose dossier is shown, to whom; `ids` are the place and everything that was merged into it."""

    actor: Actor
    code: str
    face: PlaceFace
    ids: Sequence[UUID]


# What a section shows, or nothing for who may not see it.
Tell = Callable[[Asked], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier: where it stands, the template that shows it, and what tells it."""

    order: int
    name: str
    template: str
    tell: Tell


_SECTIONS: Final[dict[str, Section]] = {}


def section(order: int, name: str, template: str) -> Callable[[Tell], Tell]:
    """Add a section: `tell` gives the context of its template; the lower the order, the higher it stands."""

    def added(tell: Tell) -> Tell:
        if name in _SECTIONS and _SECTIONS[name].tell is not tell:
            raise ValueError(f"the dossier has a section {name} already")
        _SECTIONS[name] = Section(order, name, template, tell)
        return tell

    return added


def told(asked: Asked) -> list[dict[str, Any]]:
    """Every section that has something for this reader, from the top down."""
    found = []
    for each in sorted(_SECTIONS.values(), key=lambda section: (section.order, section.name)):
        context = each.tell(asked)
        if context is not None:
            found.append({"name": each.name, "template": each.template, "said": context})
    return found
