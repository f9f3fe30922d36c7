"""Every read of units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import ngettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Grid, Person, Unit
from linli.org.rules.permissions import Permission
from linli.org.rules.unit_sheet import PlannedUnit, UnitLine, plan
from linli.org.rules.units import Standing, UnitWords


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit where it stands in the tree."""

    unit: Unit
    depth: int
    people: int


def open_at(at: object) -> Q:
    """Units that have begun and not been closed."""
    return Q(valid_from__lte=at) & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The units of the chosen subdistrict, for who may see the organisation."""
    found: OwnedQuerySet = Unit.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, unit_id: UUID) -> Unit:
    """One unit with the one above it."""
    unit: Unit | None = visible_to(actor).select_related("parent").filter(pk=unit_id).first()
    if unit is None:
        raise NotFound
    return unit


def lock_for(actor: Actor, unit_id: UUID, permission: Permission) -> Unit:
    """One unit, locked for a change the actor may make."""
    unit: Unit = lock_in_order(visible_to(actor), actor.subdistrict_id, [unit_id])[0]
    actor.require(permission)
    return unit


def lock_tree(actor: Actor) -> dict[UUID, Unit]:
    """Every unit, locked by ascending id: two changes that together would make a circle wait for each other."""
    found = Unit.objects.of(actor.subdistrict_id).order_by("pk").select_for_update(of=("self",))
    return {unit.pk: unit for unit in found}


def open_units(actor: Actor) -> Sequence[Unit]:
    """The units one may choose, by name."""
    return list(visible_to(actor).filter(open_at(clock.now())).order_by("short_name", "pk"))


def tree(actor: Actor, *, include_closed: bool = False) -> list[Branch]:
    """The units from the top down, each with how many people work there now; two statements."""
    found = visible_to(actor).order_by("code", "pk")
    units = list(found if include_closed else found.filter(open_at(clock.now())))
    counted = Person.objects.of(actor.subdistrict_id).filter(left_on__isnull=True).order_by().values("unit_id").annotate(number=Count("pk"))
    people = {row["unit_id"]: row["number"] for row in counted}
    below: dict[UUID | None, list[Unit]] = {}
    shown = {unit.pk for unit in units}
    for unit in units:
        # Below one that is not shown, a unit stands at the top: nothing that is open is ever left out.
        below.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)

    def walk(parent: UUID | None, depth: int) -> Iterator[Branch]:
        for unit in below.get(parent, []):
            yield Branch(unit=unit, depth=depth, people=people.get(unit.pk, 0))
            yield from walk(unit.pk, depth + 1)

    return list(walk(None, 0))


def in_the_way(unit: Unit) -> list[str]:
    """What keeps a unit from being closed, in words."""
    here = {"subdistrict_id": unit.subdistrict_id}
    now = clock.now()
    people = Person.objects.filter(**here, unit=unit, left_on__isnull=True).count()
    units = Unit.objects.filter(open_at(now), **here, parent=unit).count()
    grids = Grid.objects.filter(open_at(now), **here, holder_unit=unit).count()
    return [
        *([ngettext("one person works there", "{number} people work there", people).format(number=people)] if people else []),
        *([ngettext("one unit stands below it", "{number} units stand below it", units).format(number=units)] if units else []),
        *([ngettext("it holds one grid", "it holds {number} grids", grids).format(number=grids)] if grids else []),
    ]


def words_of(unit: Unit) -> UnitWords:
    """What is said about a unit."""
    return UnitWords(
        code=unit.code,
        kind=unit.kind,
        name=unit.name,
        short_name=unit.short_name,
        office_phone=unit.office_phone,
        address=unit.address,
    )


def plan_import(actor: Actor, lines: Sequence[UnitLine]) -> list[PlannedUnit]:
    """What each row of a file would do now; one statement."""
    actor.require(Permission.CHANGE_UNITS)
    now = clock.now()
    standing = [
        Standing(
            id=unit.pk,
            words=words_of(unit),
            parent_id=unit.parent_id,
            is_open=unit.valid_until is None or unit.valid_until > now,
        )
        for unit in Unit.objects.of(actor.subdistrict_id)
    ]
    return plan(lines, standing)
