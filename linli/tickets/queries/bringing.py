"""What the house makes of the rows of a file: the point in WGS-84, the class by the mapping's table, the unit by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from linli.geo.coordinates import System, convert
from linli.geo.points import MAX_LAT, MAX_LON
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.models import Unit
from linli.org.queries.units import open_at
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries.understanding import Point, Said, Understood, understand
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.imports import MappingDraft, Message


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as the house understands it."""

    found: Understood
    point: Point | None
    # Whom the file names as the unit that has it.
    unit_id: UUID | None
    is_class_other: bool


def understood(actor: Actor, layout: MappingDraft, messages: Sequence[Message], at: datetime) -> list[Seen]:
    """What the house makes of these rows, in a handful of statements however many there are."""
    points = _points(layout, messages)
    codes, others = _codes(actor, layout, messages)
    # Where the file has a class of its own, nothing is guessed from the words.
    said = [
        Said("" if each.class_words or each.group_words else f"{each.matter}\n{each.words}", point, code)
        for each, point, code in zip(messages, points, codes, strict=True)
    ]
    found = understand(actor, said, at)
    units = _units(actor, at) if any(each.unit_words for each in messages) else {}
    return [
        Seen(one, point, units.get(each.unit_words), is_other)
        for each, one, point, is_other in zip(messages, found, points, others, strict=True)
    ]


def check_classes(actor: Actor, layout: MappingDraft) -> None:
    """Refuse a mapping that names classes which the catalogue does not have."""
    wanted = {*layout.classes.values(), *([layout.other_class] if layout.other_class else [])}
    missing = sorted(wanted - classes.in_use(actor).items.keys()) if wanted else []
    if missing:
        raise Refused("imports.class_unknown", name=layout.name, codes="、".join(missing[:10]))


def _points(layout: MappingDraft, messages: Sequence[Message]) -> list[Point | None]:
    points = [None if each.lon is None or each.lat is None else (each.lon, each.lat) for each in messages]
    if layout.point_system == System.WGS84:
        return points
    # A point that is nowhere is refused when its ticket is taken down, with the others standing.
    places = [place for place, point in enumerate(points) if point and abs(point[0]) <= MAX_LON and abs(point[1]) <= MAX_LAT]
    if places:
        moved = convert(np.array([points[place] for place in places], dtype=np.float64), System(layout.point_system), System.WGS84)
        for place, (lon, lat) in zip(places, moved, strict=True):
            points[place] = (float(lon), float(lat))
    return points


def _codes(actor: Actor, layout: MappingDraft, messages: Sequence[Message]) -> tuple[list[str], list[bool]]:
    """The class that each row names, and whether the mapping knows no other for it than the one for the rest."""
    if not any(each.class_words or each.group_words for each in messages):
        return [""] * len(messages), [False] * len(messages)
    named = _Names.of(classes.in_use(actor))
    codes, others = [], []
    for each in messages:
        code = layout.class_code(each.class_words, each.group_words) or named.code(each.group_words, each.class_words)
        others.append(not code and bool(each.class_words or each.group_words))
        codes.append(code or (layout.other_class if others[-1] else ""))
    return codes, others


@dataclass(frozen=True, slots=True)
class _Names:
    """The classes of the catalogue by what they are called; a name that two of them bear says nothing alone."""

    codes: frozenset[str]
    alone: Mapping[str, str]
    below: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "_Names":
        alone: dict[str, str] = {}
        below: dict[tuple[str, str], str] = {}
        for code, item in catalogue.items.items():
            alone[item.name] = "" if item.name in alone else code
            if item.parent_code in catalogue.items:
                below[catalogue.items[item.parent_code].name, item.name] = code
        return cls(frozenset(catalogue.items), alone, below)

    def code(self, group: str, name: str) -> str:
        if name in self.codes:
            return name
        return self.below.get((group, name)) or self.alone.get(name or group, "")


def _units(actor: Actor, at: datetime) -> Mapping[str, UUID]:
    """The units that work now, by every name they have."""
    found = Unit.objects.of(actor.subdistrict_id).filter(open_at(at)).values_list("pk", "name", "short_name", "code")
    return {word: pk for pk, *words in found for word in words if word}
