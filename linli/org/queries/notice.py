"""What the public notice of a grid 网格公示 may say, and not a column more; the one read of the organisation without `org.read`.

By-laws on grids ask for the grid's name and extent, its worker with phone, and the number for complaints. Whoever asks here is nobody in
particular, so each query names what may be seen: grids in force, duties in public roles, work phones of staff, the operations centre.
Values only: no row, no id leaves this module.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound
from linli.kernel.models import Subdistrict
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.models import Duty, DutyRole, GridExtent, Person, ShiftMember, Unit
from linli.org.queries.atlas import atlas_of
from linli.org.queries.duties import holding_at
from linli.org.queries.grids import GridNow, in_tree_order, plain_address, stands_in
from linli.org.queries.units import open_at
from linli.org.rules.cuts import ancestors
from linli.org.rules.grids import KINDS, GridKind
from linli.org.rules.people import PersonKind
from linli.org.rules.rota import RotaRole
from linli.org.rules.units import UnitKind

# The grids that are published 公示; what is smaller is part of one of them.
NOTICED: Final = frozenset({GridKind.COMPREHENSIVE, GridKind.DEDICATED, GridKind.MICRO})
# What people say when they say where they live.
LIVED_IN: Final = frozenset({GridKind.COMPOUND, GridKind.BUILDING})
# A single character stands in half of all addresses.
SHORTEST_PHRASE: Final = 2
# Who stands first on a notice.
_AS_READ: Final = ("role__order", "role__name", "valid_from", "pk")


@dataclass(frozen=True, slots=True)
class Street:
    """A subdistrict as its public pages name it; the id opens the scope and stands on no page."""

    id: UUID
    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A published grid in a list."""

    code: str
    name: str
    kind: GridKind
    depth: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A grid's outline; WGS-84, as in a GeoJSON MultiPolygon."""

    line: Line
    polygons: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers for the grid, in one public role."""

    role: str
    name: str
    work_phone: str
    unit: str

    def __repr__(self) -> str:
        # A log that prints it shows nobody's name or phone.
        return f"<Answering as {self.role}>"


@dataclass(frozen=True, slots=True)
class Centre:
    """The operations centre 城运中心, and its duty chief while a shift runs."""

    name: str
    phone: str
    chief: str = ""
    chief_until: datetime | None = None

    def __repr__(self) -> str:
        return f"<Centre {self.name}>"


@dataclass(frozen=True, slots=True)
class Notice:
    """One grid as everybody may know it."""

    line: Line
    area_m2: float | None
    above: Line | None
    below: tuple[Line, ...]
    # Blocks, compounds and buildings directly below, by name.
    parts: tuple[str, ...]
    # The addresses of a grid that is a list.
    members: tuple[str, ...]
    answering: tuple[Answering, ...]
    # Public roles this kind of grid must have filled, and that nobody holds.
    vacant: tuple[str, ...]
    centre: Centre | None
    land: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The published grid of an address, and by which words of the list it was found."""

    line: Line
    found_by: str


def street_of(code: str) -> Street:
    """The subdistrict of an address; asked before any scope is open."""
    found = Subdistrict.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return Street(found.pk, found.code, found.name, found.zone)


def anybody_in(street: Street) -> Actor:
    """Whoever opens a public page: no account, no permission, this one subdistrict."""
    return Actor(account_id=None, subdistrict_id=street.id, channel=Channel.PUBLIC)


def lines(actor: Actor, at: datetime) -> list[Line]:
    """The published grids in force, each below the one above it; one statement."""
    tree = in_tree_order(list(_in_force(actor, at).defer("polygons", "members")))
    return [_line(now) for now in tree if _is_noticed(now)]


def centre_of(actor: Actor, at: datetime) -> Centre | None:
    """The operations centre with the office's own phone and the duty chief's name; two statements."""
    units = Unit.objects.of(actor.subdistrict_id).filter(open_at(at), kind=UnitKind.OPS_CENTER).exclude(office_phone="")
    unit = units.only("name", "office_phone").order_by("code").first()
    if unit is None:
        return None
    on_duty = ShiftMember.objects.of(actor.subdistrict_id).filter(
        role=RotaRole.CHIEF, removed_at__isnull=True, begins_at__lte=at, ends_at__gt=at, shift__cancelled_at__isnull=True, shift__unit=unit
    )
    chief = on_duty.filter(person__left_on__isnull=True).select_related("person").defer("person__private_phone").first()
    if chief is None:
        return Centre(unit.name, unit.office_phone)
    return Centre(unit.name, unit.office_phone, _name(chief.person), chief.ends_at)


def notice_of(actor: Actor, code: str, at: datetime) -> Notice:
    """The notice of one published grid in force; anything else is not found. Six statements."""
    tree = in_tree_order(list(_in_force(actor, at).defer("polygons", "members")))
    now = next((each for each in tree if each.grid.code == code and _is_noticed(each)), None)
    if now is None:
        raise NotFound
    children = [each for each in tree if each.parent_id == now.grid.pk]
    answering, filled = _answering(actor, now, at)
    drawn = _land(actor, now, tree)
    return Notice(
        line=_line(now),
        area_m2=now.extent.area_m2,
        above=next((_line(each) for each in tree if each.grid.pk == now.parent_id and _is_noticed(each)), None),
        below=tuple(_line(each) for each in children if _is_noticed(each)),
        parts=tuple(each.grid.name for each in children if not _is_noticed(each)),
        members=drawn.members,
        answering=answering,
        vacant=_vacant(actor, now, filled),
        centre=centre_of(actor, at),
        land=drawn.land,
    )


def home_of(actor: Actor, text: str, at: datetime) -> Home | None:
    """The published grid in which an address lies: by the longest listed address, compound or building that the text names.

    One statement. The text is compared and forgotten.
    """
    tree = in_tree_order(list(_in_force(actor, at).defer("polygons")))
    by_id = {now.grid.pk: now for now in tree}
    written = plain_address(text)
    found = [(len(phrase), now.depth, phrase, now) for now in tree for phrase in _phrases(now) if stands_in(written, phrase)]
    # The first of equals stands first in the tree, whatever its name.
    best = max(found, key=lambda each: each[:2], default=None)
    now = best[3] if best else None
    while now is not None and not _is_noticed(now):
        now = by_id.get(now.parent_id) if now.parent_id else None
    return Home(_line(now), best[2]) if best and now else None


def speaks(actor: Actor, person_id: UUID, at: datetime) -> bool:
    """Whether somebody stands on the public notice of a grid, and so may be named to anybody."""
    return bool(_public(actor, at).filter(person_id=person_id).exists())


def speaker_of(actor: Actor, at: datetime, *, grid_id: UUID | None, person_id: UUID | None) -> Answering | None:
    """Who answers where a grid lies: the person who is named, while a public notice names him too; else who answers with a phone for
    the grid, or for the nearest one above it. One statement."""
    cells = atlas_of(actor.subdistrict_id).at(at).cells
    near = [] if grid_id is None else [grid_id, *ancestors(cells, grid_id)]
    noticed = [each for each in near if each in cells and cells[each].kind in NOTICED]
    found = _public(actor, at).filter(Q(grid_id__in=noticed) | Q(person_id=person_id))
    rows = list(found.select_related("role", "person", "person__unit").defer("person__private_phone").order_by(*_AS_READ))
    named = [row for row in rows if row.person_id == person_id]
    by_grid = [row for grid in noticed for row in rows if row.grid_id == grid]
    answers = [_answer(row) for row in named or by_grid]
    return next((each for each in answers if each.work_phone), None) or next(iter(answers), None)


def _public(actor: Actor, at: datetime) -> OwnedQuerySet:
    """The duties that are published at a moment."""
    found: OwnedQuerySet = Duty.objects.of(actor.subdistrict_id).filter(holding_at(at), role__is_public=True, person__left_on__isnull=True)
    return found


def _phrases(now: GridNow) -> Iterable[str]:
    named = [now.grid.name] if now.grid.kind in LIVED_IN else []
    phrases = map(plain_address, [*now.extent.members, *named])
    return (phrase for phrase in phrases if len(phrase) >= SHORTEST_PHRASE)


def _in_force(actor: Actor, at: datetime) -> OwnedQuerySet:
    found: OwnedQuerySet = GridExtent.objects.of(actor.subdistrict_id).filter(valid_from__lte=at).exclude(valid_until__lte=at)
    return found.select_related("grid")


def _is_noticed(now: GridNow) -> bool:
    return now.grid.kind in NOTICED


def _line(now: GridNow) -> Line:
    return Line(now.grid.code, now.grid.name, KINDS[now.grid.kind], now.depth)


def _name(person: Person) -> str:
    # Who speaks for neighbours is no staff: the full name is not ours to publish.
    return person.full_name.plain() if person.kind == PersonKind.STAFF else person.full_name.masked()


def _answering(actor: Actor, now: GridNow, at: datetime) -> tuple[tuple[Answering, ...], frozenset[str]]:
    found = _public(actor, at).filter(grid=now.grid)
    rows = list(found.select_related("role", "person", "person__unit").defer("person__private_phone").order_by(*_AS_READ))
    return tuple(map(_answer, rows)), frozenset(row.role.code for row in rows)


def _answer(row: Duty) -> Answering:
    person = row.person
    return Answering(
        role=row.role.name,
        name=_name(person),
        work_phone=person.work_phone.plain() if person.kind == PersonKind.STAFF else "",
        unit=person.unit.name if person.unit else "",
    )


def _vacant(actor: Actor, now: GridNow, filled: frozenset[str]) -> tuple[str, ...]:
    roles = DutyRole.objects.of(actor.subdistrict_id).filter(is_public=True).order_by("order", "name", "pk")
    return tuple(role.name for role in roles if now.grid.kind in role.required_for and role.code not in filled)


@dataclass(frozen=True, slots=True)
class _Ground:
    members: tuple[str, ...]
    land: tuple[Drawn, ...]


def _land(actor: Actor, now: GridNow, tree: Sequence[GridNow]) -> _Ground:
    """The grid, the one above it, those beside it and those below it; its list of addresses with them, for it costs no statement."""
    here = (now.grid.pk, now.parent_id)
    near = {each.extent.pk: each for each in tree if _is_noticed(each) and (each.grid.pk in here or each.parent_id in here)}
    rows = GridExtent.objects.of(actor.subdistrict_id).filter(pk__in=near).only("polygons", "members")
    found = {row.pk: row for row in rows}
    land = tuple(Drawn(_line(each), found[pk].polygons) for pk, each in near.items() if found[pk].polygons)
    return _Ground(tuple(found[now.extent.pk].members), land)
