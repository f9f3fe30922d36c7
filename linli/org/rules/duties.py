"""Assigned accountability 包保: roles, who may hold them, and where somebody is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.org.rules.grids import GridKind
from linli.org.rules.people import PersonKind
from linli.org.rules.units import UnitKind

ROLE_NAME_LIMIT = 40
# Whose staff may answer for a dedicated grid 专属网格: it lies outside the compounds and is held with the office's own resources.
DEDICATED_HOLDERS: Final = frozenset({UnitKind.OFFICE, UnitKind.OPS_CENTER, UnitKind.SERVICE_CENTER})


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A duty role as an administrator writes it."""

    code: str
    name: str
    is_single: bool = False
    required_for: tuple[str, ...] = ()
    is_public: bool = False
    order: int = 100


# An editable template: what every new subdistrict begins with.
DEFAULT_ROLES: Final[tuple[RoleDraft, ...]] = (
    RoleDraft("responsible", "包保责任人", is_single=True, required_for=("comprehensive", "dedicated", "micro"), is_public=True, order=10),
    RoleDraft("leader", "网格长", is_single=True, required_for=("comprehensive",), is_public=True, order=20),
    RoleDraft("supervisor", "总指导员", is_single=True, required_for=("comprehensive",), order=30),
    RoleDraft("worker", "网格员", required_for=("micro",), is_public=True, order=40),
    RoleDraft("linker", "联络员", order=50),
    RoleDraft("deputy", "B 角", is_single=True, order=60),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to answer, as far as the rules ask."""

    kind: str
    unit_kind: str
    unit_id: UUID | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """One duty of one grid, from when until when."""

    grid_id: UUID
    role_id: UUID
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that must be held for the kinds of grid it names."""

    role_id: UUID
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A grid without anybody in a role it must have; since when, or None where there never was anybody."""

    grid_id: UUID
    role_id: UUID
    since: datetime | None


def check_holder(holder: Holder, *, grid_kind: str, grid_holder_unit_id: UUID | None, is_single: bool, on: date) -> None:
    """Refuse who has left, and for a dedicated grid who is not staff of the office that holds it."""
    if holder.left_on is not None and holder.left_on <= on:
        raise Refused("duties.has_left", left_on=holder.left_on.isoformat())
    if grid_kind != GridKind.DEDICATED or not is_single:
        return
    if holder.kind != PersonKind.STAFF or holder.unit_kind not in DEDICATED_HOLDERS:
        raise Refused("duties.dedicated_needs_office_staff")
    if grid_holder_unit_id is not None and holder.unit_id != grid_holder_unit_id:
        raise Refused("duties.dedicated_needs_its_unit")


def check_span(valid_from: datetime, valid_until: datetime | None) -> None:
    """Refuse a duty that would end before it begins."""
    if valid_until is not None and valid_until <= valid_from:
        raise Refused("duties.ends_before_begin")


def gaps(grids: Mapping[UUID, str], wanted: Iterable[Wanted], held: Iterable[Held], *, at: datetime) -> list[Gap]:
    """Every grid (id → kind) that lacks somebody in a role it must have at that moment, in the order of grids and roles."""
    manned: set[tuple[UUID, UUID]] = set()
    last: dict[tuple[UUID, UUID], datetime] = {}
    for each in held:
        key = (each.grid_id, each.role_id)
        if each.valid_from <= at and (each.valid_until is None or each.valid_until > at):
            manned.add(key)
        elif each.valid_until is not None and each.valid_until <= at:
            last[key] = max(last.get(key, each.valid_until), each.valid_until)
    roles: Sequence[Wanted] = tuple(wanted)
    return [
        Gap(grid_id, role.role_id, last.get((grid_id, role.role_id)))
        for grid_id, kind in grids.items()
        for role in roles
        if kind in role.kinds and (grid_id, role.role_id) not in manned
    ]


def clean_kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds of grid in one order; an unknown one is refused by name."""
    wanted, known = set(kinds), {kind.value for kind in GridKind}
    for kind in sorted(wanted):
        if kind not in known:
            raise Refused("duties.unknown_kind", kind=kind)
    return [kind.value for kind in GridKind if kind in wanted]


def register() -> None:
    """Make the verbs of duties known to the house."""
    verbs.register("grid.duty_given", facts={"role": str, "person": str, "valid_from": datetime, "instead_of": str, "note": str})
    verbs.register("grid.duty_ended", facts={"role": str, "person": str, "valid_until": datetime, "note": str})
    facts = {"name": str, "is_single": bool, "required_for": str, "is_public": bool}
    verbs.register("duty_role.made", facts={"code": str, **facts})
    verbs.register("duty_role.changed", facts=facts)


refusals(
    {
        "duties.already_held": gettext_noop("{grid} has a {role} already: {holder}. Choose “hand over” to replace that person."),
        "duties.holds_it_already": gettext_noop("{holder} is {role} of {grid} already. Nothing needs to be done."),
        "duties.changed_meanwhile": gettext_noop("Somebody gave this duty at the same moment. Look at the grid again."),
        "duties.has_left": gettext_noop("This person has left on {left_on}. Choose somebody who is here."),
        "duties.dedicated_needs_office_staff": gettext_noop(
            "A dedicated grid is held by staff of an office of the subdistrict. Choose a colleague from an office."
        ),
        "duties.dedicated_needs_its_unit": gettext_noop(
            "This dedicated grid is held by another office. Choose somebody of that office, or change the office of the grid first."
        ),
        "duties.ends_before_begin": gettext_noop("The duty would end before it begins. Choose a later end."),
        "duties.before_the_grid": gettext_noop("{grid} exists since {begun_on} only. Choose that day or a later one."),
        "duties.grid_is_closed": gettext_noop("{grid} has been closed. Choose a grid that is in use."),
        "duties.ended_already": gettext_noop("This duty has ended already. Look at the grid again."),
        "duties.unknown_kind": gettext_noop("There is no kind of grid called {kind}. Choose from the list."),
        "duties.role_taken": gettext_noop("There is a role with this code or name already. Choose another one."),
        "duties.role_is_held_twice": gettext_noop("{grid} has several people in this role. End all but one before it becomes single."),
    }
)
