"""Every write of the duty rota."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.journal import Draft
from linli.kernel.writes import check_version, lock_in_order, write
from linli.org.models import Person, RotaPattern, RotaTurn, Shift, ShiftMember, Unit
from linli.org.queries import rota as queries
from linli.org.queries.months import plan_of
from linli.org.rules import rota as rules
from linli.org.rules.rota import DayType, Pattern, Place, RotaRole, ShiftKind, Stretch


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift to be made and who is to be on it."""

    kind: ShiftKind
    begins_at: datetime
    ends_at: datetime
    people: tuple[Place, ...] = ()


@write
def make_shifts(actor: Actor, unit_id: UUID, wanted: Sequence[NewShift]) -> list[Shift]:
    """Put shifts on the unit's rota; none of them may overlap another of the unit, and nobody may be in two places."""
    unit = queries.lock_unit(actor, unit_id)
    ordered = sorted(wanted, key=lambda each: each.begins_at)
    for each in ordered:
        rules.checked_stretch(each.begins_at, each.ends_at)
        rules.checked_crew(each.people)
    _check_free(actor, unit_id, ordered)
    _hold_people(actor, ordered)

    made = [_row(actor, unit, each) for each in ordered]
    crews = [each.people for each in ordered]
    Shift.objects.bulk_create(made)
    ShiftMember.objects.bulk_create(row for shift, crew in zip(made, crews, strict=True) for row in _member_rows(shift, crew))

    drafts = [
        Draft("shift.made", shift, facts={"shift": _named(shift), "unit": str(unit_id), **_crew_facts(crew)})
        for shift, crew in zip(made, crews, strict=True)
    ]
    journal.record_many(actor, drafts)
    return made


@write
def change_crew(actor: Actor, shift_id: UUID, *, seen: int, people: Iterable[Place]) -> Shift:
    """Say anew who is on a shift that is not over, unless somebody changed it since version `seen`."""
    shift = _lock_running(actor, [shift_id])[0]
    crew = rules.checked_crew(people)
    check_version(shift, seen=seen, yours={})
    queries.lock_people(actor, {person for _, person in crew})
    present = list(ShiftMember.objects.of(actor.subdistrict_id).filter(shift=shift, removed_at__isnull=True))
    kept = {(RotaRole(each.role), each.person_id) for each in present} & set(crew)
    gone = [each for each in present if (RotaRole(each.role), each.person_id) not in kept]
    _check_not_busy(actor, [(place, (shift.begins_at, shift.ends_at)) for place in crew], besides={shift_id})

    _remove(gone)
    ShiftMember.objects.bulk_create(_member_rows(shift, [place for place in crew if place not in kept]))

    facts = {"shift": _named(shift), **_crew_facts(crew)}
    journal.record_many(actor, [Draft("shift.crew_changed", shift, facts=facts)])
    return shift


@write
def cancel_shift(actor: Actor, shift_id: UUID) -> Shift:
    """Take a shift off the rota; it stays on record, and its hours and people are free."""
    shift = _lock_running(actor, [shift_id])[0]
    now = clock.now()

    shift.cancelled_at = now
    shift.save(update_fields=["cancelled_at"])
    _remove(list(ShiftMember.objects.of(actor.subdistrict_id).filter(shift=shift, removed_at__isnull=True)))

    journal.record(actor, "shift.cancelled", shift, shift=_named(shift))
    return shift


@write
def swap(actor: Actor, member_id: UUID, other_id: UUID) -> None:
    """Two people take each other's place, each in the role the other had."""
    rows = ShiftMember.objects.of(actor.subdistrict_id).filter(pk__in=[member_id, other_id])
    shifts = {each.pk: each for each in _lock_running(actor, set(rows.values_list("shift_id", flat=True)))}
    # Asked under the locks: somebody may have taken one of them off meanwhile.
    found = list(rows.filter(removed_at__isnull=True).order_by("begins_at"))
    if len(found) != 2:
        raise Refused("rota.not_on_shift") if shifts else NotFound()
    one, other = found
    if one.shift_id == other.shift_id:
        raise Refused("rota.same_shift")
    queries.lock_people(actor, {one.person_id, other.person_id})
    moved = [
        ((RotaRole(one.role), other.person_id), (one.begins_at, one.ends_at)),
        ((RotaRole(other.role), one.person_id), (other.begins_at, other.ends_at)),
    ]
    _check_not_busy(actor, moved, without={one.pk, other.pk})

    _remove(found)
    taken = [(shifts[one.shift_id], moved[0][0]), (shifts[other.shift_id], moved[1][0])]
    ShiftMember.objects.bulk_create(row for shift, place in taken for row in _member_rows(shift, [place]))

    pairs = ((one, other), (other, one))
    drafts = [
        Draft("shift.swapped", shifts[left.shift_id], facts=_swap_facts(shifts[left.shift_id], left.person_id, come.person_id))
        for left, come in pairs
    ]
    journal.record_many(actor, drafts)


@write
def save_pattern(actor: Actor, unit_id: UUID, *, seen: int, pattern: Pattern) -> RotaPattern:
    """Keep how the unit's months are laid; months that are laid stay as they are."""
    unit = queries.lock_unit(actor, unit_id)
    checked = rules.checked_pattern(pattern)
    queries.lock_people(actor, {person for people in checked.turns.values() for person in people})
    row, _ = queries.pattern_of(actor, unit_id)
    pattern_row = row or RotaPattern(subdistrict_id=actor.subdistrict_id, unit=unit)
    check_version(pattern_row, seen=seen, yours={})

    _shape(pattern_row, checked)
    if row is None:
        pattern_row.save(force_insert=True)
    else:
        pattern_row.save(update_fields=["on_workdays", "on_weekends", "on_holidays", "day_begins", "night_begins", "members_each"])
        RotaTurn.objects.of(actor.subdistrict_id).filter(pattern=pattern_row).delete()
    RotaTurn.objects.bulk_create(
        RotaTurn(subdistrict_id=actor.subdistrict_id, pattern=pattern_row, role=role, order=order, person_id=person)
        for role, people in checked.turns.items()
        for order, person in enumerate(people)
    )

    facts = {f"on_{name}s": str(checked.plans[name]) for name in DayType}
    facts["hours"] = f"{checked.day_begins:%H:%M} / {checked.night_begins:%H:%M}"
    journal.record_many(actor, [Draft("rota_pattern.saved", pattern_row, facts=facts)])
    return pattern_row


@write
def lay_month(actor: Actor, unit_id: UUID, *, month: date) -> list[Shift]:
    """Lay a month from the unit's pattern, where no shift stands yet."""
    queries.lock_unit(actor, unit_id)
    planned = plan_of(actor, unit_id, month)
    if not planned:
        raise Refused("rota.nothing_empty")
    return make_shifts(actor, unit_id, [NewShift(each.kind, each.begins_at, each.ends_at, each.people) for each in planned])


@write
def take_off(actor: Actor, person: Person, at: datetime) -> list[str]:
    """Take somebody who leaves off every shift that begins later, and out of the rounds; says which shifts lack somebody now."""
    mine = ShiftMember.objects.of(actor.subdistrict_id).filter(person=person, removed_at__isnull=True, begins_at__gte=at)
    found = list(mine.order_by("begins_at"))
    shifts = {each.pk: each for each in lock_in_order(Shift.objects.all(), actor.subdistrict_id, {each.shift_id for each in found})}

    _remove(found)
    RotaTurn.objects.of(actor.subdistrict_id).filter(person=person).delete()

    left = {each.shift.pk: each for each in queries.with_people(actor, list(shifts.values()))}
    drafts = [Draft("shift.crew_changed", shifts[pk], facts={"shift": _named(shifts[pk]), **_crew_facts(left[pk].places)}) for pk in shifts]
    journal.record_many(actor, drafts)
    return [_named(shifts[each.shift_id]) for each in found if each.role in rules.NEEDED]


def _row(actor: Actor, unit: Unit, wanted: NewShift) -> Shift:
    return Shift(subdistrict_id=actor.subdistrict_id, unit=unit, kind=wanted.kind, begins_at=wanted.begins_at, ends_at=wanted.ends_at)


def _member_rows(shift: Shift, crew: Iterable[Place]) -> list[ShiftMember]:
    return [
        ShiftMember(
            subdistrict_id=shift.subdistrict_id,
            shift=shift,
            person_id=person,
            role=role,
            begins_at=shift.begins_at,
            ends_at=shift.ends_at,
        )
        for role, person in crew
    ]


def _lock_running(actor: Actor, shift_ids: Iterable[UUID]) -> Sequence[Shift]:
    found = queries.lock_for(actor, shift_ids)
    if any(each.ends_at <= clock.now() for each in found):
        raise Refused("rota.over")
    return found


def _check_free(actor: Actor, unit_id: UUID, ordered: Sequence[NewShift]) -> None:
    if not ordered:
        return
    standing = queries.visible_to(actor).filter(unit_id=unit_id, begins_at__lt=max(each.ends_at for each in ordered))
    taken = list(standing.filter(ends_at__gt=ordered[0].begins_at).values_list("begins_at", "ends_at"))
    for each in ordered:
        clash = next(((begin, end) for begin, end in taken if begin < each.ends_at and each.begins_at < end), None)
        if clash:
            raise Refused("rota.overlap", begins=_moment_words(clash[0]), ends=_moment_words(clash[1]))
        taken.append((each.begins_at, each.ends_at))


def _hold_people(actor: Actor, ordered: Sequence[NewShift]) -> None:
    queries.lock_people(actor, {person for each in ordered for _, person in each.people})
    wanted = [(place, (each.begins_at, each.ends_at)) for each in ordered for place in each.people]
    _check_not_busy(actor, wanted)


def _check_not_busy(
    actor: Actor,
    wanted: Sequence[tuple[Place, Stretch]],
    *,
    besides: Iterable[UUID] = (),
    without: Iterable[UUID] = (),
) -> None:
    """Refuse to put somebody where another shift runs, on the rota already or among the wanted ones."""
    if not wanted:
        return
    begin, end = min(stretch[0] for _, stretch in wanted), max(stretch[1] for _, stretch in wanted)
    ignored, gone = set(besides), set(without)
    taken: dict[UUID, list[Stretch]] = {}
    for person, rows in queries.busy(actor, {place[1] for place, _ in wanted}, begin, end).items():
        taken[person] = [(each.begins_at, each.ends_at) for each in rows if each.shift_id not in ignored and each.pk not in gone]
    for (role, person), stretch in wanted:
        standing = taken.setdefault(person, [])
        clash = next((each for each in standing if each[0] < stretch[1] and stretch[0] < each[1]), None)
        if clash:
            raise Refused("rota.person_busy", role=gettext(role.words), begins=_moment_words(clash[0]), ends=_moment_words(clash[1]))
        standing.append(stretch)


def _remove(rows: Sequence[ShiftMember]) -> None:
    now = clock.now()
    for each in rows:
        each.removed_at = now
    ShiftMember.objects.bulk_update(rows, ["removed_at"])


def _shape(row: RotaPattern, pattern: Pattern) -> None:
    row.on_workdays, row.on_weekends = pattern.plans[DayType.WORKDAY], pattern.plans[DayType.WEEKEND]
    row.on_holidays = pattern.plans[DayType.HOLIDAY]
    row.day_begins, row.night_begins, row.members_each = pattern.day_begins, pattern.night_begins, pattern.members_each


def _crew_facts(crew: Iterable[Place]) -> Mapping[str, object]:
    by_role: dict[RotaRole, list[str]] = {role: [] for role in RotaRole}
    for role, person in crew:
        by_role[role].append(str(person))
    return {
        "chief": " ".join(by_role[RotaRole.CHIEF]),
        "leader": " ".join(by_role[RotaRole.LEADER]),
        "members": by_role[RotaRole.MEMBER],
    }


def _swap_facts(shift: Shift, person_id: UUID, come_id: UUID) -> Mapping[str, str]:
    return {"shift": _named(shift), "person": str(person_id), "with_person": str(come_id)}


def _named(shift: Shift) -> str:
    return f"{_moment_words(shift.begins_at)} – {_moment_words(shift.ends_at)}"


def _moment_words(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
