"""Every read of the duty rota."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Person, RotaPattern, RotaTurn, Shift, ShiftMember, Unit
from linli.org.rules import rota as rules
from linli.org.rules.permissions import Permission
from linli.org.rules.rota import DayPlan, DayType, Pattern, RotaRole, Stretch
from linli.org.rules.units import UnitKind

# Somebody's turn is looked up this far back: who was on duty last year has no place in this year's round.
_LOOK_BACK = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class OnShift:
    """Somebody on a shift: an id; the page asks for the name."""

    member_id: UUID
    person_id: UUID
    role: RotaRole


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """A shift with the people on it and whom it still needs."""

    shift: Shift
    people: Sequence[OnShift]

    @property
    def missing(self) -> tuple[RotaRole, ...]:
        """Who is still needed."""
        return rules.missing(each.role for each in self.people)

    @property
    def shape(self) -> str:
        """The shape and colour of the state."""
        return "act" if self.missing else "ok"

    def in_role(self, role: RotaRole) -> list[OnShift]:
        """Those on it in this role."""
        return [each for each in self.people if each.role is role]

    @property
    def places(self) -> list[tuple[RotaRole, UUID]]:
        """Who is on it in which role."""
        return [(each.role, each.person_id) for each in self.people]

    @property
    def chief(self) -> OnShift | None:
        """The duty chief 值班长."""
        return next(iter(self.in_role(RotaRole.CHIEF)), None)

    @property
    def leader(self) -> OnShift | None:
        """The leader on duty 带班领导."""
        return next(iter(self.in_role(RotaRole.LEADER)), None)

    @property
    def members(self) -> list[OnShift]:
        """Everybody else."""
        return self.in_role(RotaRole.MEMBER)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a stretch of the rota still lacks."""

    uncovered: Sequence[Stretch]
    incomplete: Sequence[ShiftNow]


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The shifts on the rota that the actor may read."""
    found: OwnedQuerySet = Shift.objects.of(actor.subdistrict_id).filter(cancelled_at__isnull=True)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, shift_id: UUID) -> Shift:
    """One shift, if the actor may read it."""
    found: Shift | None = visible_to(actor).select_related("unit").filter(pk=shift_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, shift_ids: Iterable[UUID]) -> Sequence[Shift]:
    """Shifts, locked in one order for a change the actor may make."""
    found: Sequence[Shift] = lock_in_order(visible_to(actor), actor.subdistrict_id, shift_ids)
    actor.require(Permission.CHANGE_ROTA)
    return found


def lock_unit(actor: Actor, unit_id: UUID) -> Unit:
    """The unit whose rota is to be changed; who adds shifts holds it, so that two never add the same hours."""
    actor.require(Permission.CHANGE_ROTA)
    found: Unit = lock_in_order(Unit.objects.all(), actor.subdistrict_id, [unit_id])[0]
    return found


def lock_people(actor: Actor, person_ids: Iterable[UUID]) -> None:
    """Hold the people about to be put on shifts, so that nobody puts them on others meanwhile; who has left is not found."""
    lock_in_order(Person.objects.filter(left_on__isnull=True), actor.subdistrict_id, person_ids)


def units(actor: Actor) -> Sequence[Unit]:
    """The units that may have a rota, the operations centre first."""
    found = Unit.objects.of(actor.subdistrict_id).filter(valid_until__isnull=True) if actor.may(Permission.READ) else []
    return sorted(found, key=lambda each: (each.kind != UnitKind.OPS_CENTER, each.code))


def unit_for(actor: Actor, unit_id: UUID | None) -> Unit:
    """The unit whose rota is asked for; without one, the operations centre, or where there is none, the first unit."""
    found = units(actor)
    if unit_id is None and not found:
        raise Refused("rota.no_unit")
    if unit_id is None:
        return found[0]
    chosen = next((each for each in found if each.pk == unit_id), None)
    if chosen is None:
        raise NotFound
    return chosen


def shifts(actor: Actor, unit_id: UUID, begin: datetime, end: datetime) -> Sequence[ShiftNow]:
    """The unit's shifts that touch this stretch of time, in order."""
    found = visible_to(actor).filter(unit_id=unit_id, begins_at__lt=end, ends_at__gt=begin).select_related("unit")
    return with_people(actor, list(found.order_by("begins_at")))


def on_duty(actor: Actor, at: datetime) -> Sequence[ShiftNow]:
    """The shifts that run at this moment, the operations centre's first."""
    found = visible_to(actor).filter(begins_at__lte=at, ends_at__gt=at).select_related("unit")
    made = with_people(actor, list(found.order_by("begins_at", "pk")))
    return sorted(made, key=lambda each: (each.shift.unit.kind != UnitKind.OPS_CENTER, each.shift.unit.code))


def with_people(actor: Actor, found: Sequence[Shift]) -> list[ShiftNow]:
    """The shifts with those who are on them."""
    people: dict[UUID, list[OnShift]] = {each.pk: [] for each in found}
    present = ShiftMember.objects.of(actor.subdistrict_id).filter(shift_id__in=list(people), removed_at__isnull=True)
    for each in present.order_by("pk"):
        people[each.shift_id].append(OnShift(each.pk, each.person_id, RotaRole(each.role)))
    return [ShiftNow(each, people[each.pk]) for each in found]


def gaps(shown: Sequence[ShiftNow], begin: datetime, end: datetime) -> Gaps:
    """Hours between two moments that no shift covers, and shifts without a chief or a leader."""
    stretches = [(each.shift.begins_at, each.shift.ends_at) for each in shown]
    return Gaps(rules.uncovered(stretches, begin, end), [each for each in shown if each.missing])


def busy(actor: Actor, person_ids: Iterable[UUID], begin: datetime, end: datetime) -> dict[UUID, list[ShiftMember]]:
    """Where these people are on duty already in a stretch of time, in any unit."""
    found: dict[UUID, list[ShiftMember]] = {}
    rows = ShiftMember.objects.of(actor.subdistrict_id).filter(
        person_id__in=list(person_ids), removed_at__isnull=True, begins_at__lt=end, ends_at__gt=begin
    )
    for each in rows.order_by("begins_at"):
        found.setdefault(each.person_id, []).append(each)
    return found


def pattern_of(actor: Actor, unit_id: UUID) -> tuple[RotaPattern | None, Pattern]:
    """The pattern the unit's months are laid from; where there is none yet, a beginning to change."""
    row: RotaPattern | None = RotaPattern.objects.of(actor.subdistrict_id).filter(unit_id=unit_id).first()
    if row is None or not actor.may(Permission.READ):
        return None, Pattern(dict.fromkeys(DayType, DayPlan.WHOLE_DAY))
    turns: dict[RotaRole, list[UUID]] = {role: [] for role in RotaRole}
    for turn in RotaTurn.objects.of(actor.subdistrict_id).filter(pattern=row).order_by("order"):
        turns[RotaRole(turn.role)].append(turn.person_id)
    return row, Pattern(
        plans={
            DayType.WORKDAY: DayPlan(row.on_workdays),
            DayType.WEEKEND: DayPlan(row.on_weekends),
            DayType.HOLIDAY: DayPlan(row.on_holidays),
        },
        day_begins=row.day_begins,
        night_begins=row.night_begins,
        turns={role: tuple(people) for role, people in turns.items()},
        members_each=row.members_each,
    )


def whose_turn(actor: Actor, unit_id: UUID, pattern: Pattern, before: datetime) -> Mapping[RotaRole, int]:
    """For each role the place in its list after the one who was on duty last."""
    past = ShiftMember.objects.of(actor.subdistrict_id).filter(
        shift__unit_id=unit_id, removed_at__isnull=True, begins_at__lt=before, begins_at__gte=before - _LOOK_BACK
    )
    last: dict[RotaRole, tuple[datetime, set[UUID]]] = {}
    for role, begins_at, person_id in past.order_by("begins_at").values_list("role", "begins_at", "person_id"):
        present = last.get(RotaRole(role))
        together = present[1] if present and present[0] == begins_at else set()
        last[RotaRole(role)] = (begins_at, together | {person_id})
    return {role: rules.next_after(people, last[role][1] if role in last else set()) for role, people in pattern.turns.items()}
