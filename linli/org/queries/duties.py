"""Every read of duties: who answers for which grid, and where nobody does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Duty, DutyRole, Grid
from linli.org.queries import grids
from linli.org.rules import duties as rules
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class GapNow:
    """A grid without anybody in a role it must have."""

    grid: Grid
    role: DutyRole
    # When the last one ended; None where there never was anybody.
    since: datetime | None


def holding_at(at: datetime) -> Q:
    """Duties that have begun and not ended."""
    return Q(valid_from__lte=at) & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The duties of the chosen subdistrict, for who may see the organisation."""
    found: OwnedQuerySet = Duty.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def roles_visible_to(actor: Actor) -> OwnedQuerySet:
    """The duty roles of the chosen subdistrict."""
    found: OwnedQuerySet = DutyRole.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def roles(actor: Actor) -> Sequence[DutyRole]:
    """Every duty role in the order in which it is read."""
    return list(roles_visible_to(actor).order_by("order", "name", "pk"))


def get_role_for(actor: Actor, role_id: UUID) -> DutyRole:
    """One duty role, if the actor may see it."""
    role: DutyRole | None = roles_visible_to(actor).filter(pk=role_id).first()
    if role is None:
        raise NotFound
    return role


def lock_role_for(actor: Actor, role_id: UUID, permission: Permission) -> DutyRole:
    """One duty role, locked for a change the actor may make."""
    role: DutyRole = lock_in_order(roles_visible_to(actor), actor.subdistrict_id, [role_id])[0]
    actor.require(permission)
    return role


def get_for(actor: Actor, duty_id: UUID) -> Duty:
    """One duty with its grid and role, if the actor may see it."""
    duty: Duty | None = visible_to(actor).filter(pk=duty_id).select_related("grid", "role").first()
    if duty is None:
        raise NotFound
    return duty


def held(actor: Actor, at: datetime, grid_ids: Iterable[UUID] | None = None) -> Sequence[Duty]:
    """The duties that held at a moment, of all grids or of some, in the order of their roles; one statement."""
    found = visible_to(actor).filter(holding_at(at))
    if grid_ids is not None:
        found = found.filter(grid_id__in=set(grid_ids))
    return list(found.select_related("role").order_by("role__order", "valid_from", "pk"))


def answering(actor: Actor, grid_ids: Iterable[UUID | None], at: datetime) -> Mapping[UUID, UUID]:
    """For each grid the person who answers for it, or for the nearest grid above it that has one."""
    lines = grids.lines_of(actor, {each for each in grid_ids if each is not None}, at)
    first: dict[UUID, UUID] = {}
    for duty in held(actor, at, {grid_id for line in lines.values() for grid_id in line}):
        first.setdefault(duty.grid_id, duty.person_id)
    found = {grid_id: next((first[each] for each in line if each in first), None) for grid_id, line in lines.items()}
    return {grid_id: person_id for grid_id, person_id in found.items() if person_id is not None}


def held_by(actor: Actor, person_id: UUID, at: datetime) -> Sequence[Duty]:
    """What one person answers for at a moment."""
    found = visible_to(actor).filter(holding_at(at), person_id=person_id)
    return list(found.select_related("grid", "role").order_by("role__order", "grid__code", "pk"))


def open_duties_of(actor: Actor, person_id: UUID, at: datetime) -> Sequence[Duty]:
    """What one person answers for at a moment or will afterwards."""
    found = visible_to(actor).filter(person_id=person_id).exclude(valid_until__lte=at)
    return list(found.select_related("grid", "role").order_by("grid_id", "pk"))


def story_of(actor: Actor, grid_id: UUID) -> Sequence[Duty]:
    """Everybody who ever answered for one grid, latest first."""
    return list(visible_to(actor).filter(grid_id=grid_id).select_related("role").order_by("-valid_from", "-pk"))


def gaps(actor: Actor, at: datetime) -> list[GapNow]:
    """Every grid in force at a moment that lacks somebody in a role it must have, in the order of the tree."""
    standing = {now.grid.pk: now.grid for now in grids.in_force(actor, at)}
    known = {role.pk: role for role in roles(actor)}
    wanted = [rules.Wanted(role.pk, frozenset(role.required_for)) for role in known.values() if role.required_for]
    rows = visible_to(actor).filter(role_id__in=[each.role_id for each in wanted], valid_from__lte=at)
    held_once = [rules.Held(*row) for row in rows.values_list("grid_id", "role_id", "valid_from", "valid_until")]
    found = rules.gaps({grid_id: grid.kind for grid_id, grid in standing.items()}, wanted, held_once, at=at)
    return [GapNow(standing[gap.grid_id], known[gap.role_id], gap.since) for gap in found]
