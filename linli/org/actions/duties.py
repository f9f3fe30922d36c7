"""Every write of duties and their roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, each, lock_in_order, write
from linli.org.models import Duty, DutyRole, Grid, Person
from linli.org.queries import duties as queries
from linli.org.queries import grids, people
from linli.org.rules import duties as rules
from linli.org.rules.duties import RoleDraft
from linli.org.rules.permissions import Permission

NOTE_LIMIT = 200
# A duty that had not begun ends with its first moment: it was never held.
NEVER_HELD = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDraft:
    """Who is to answer for which grid, from when until when; handing over ends the one who answers now."""

    grid_id: UUID
    role_id: UUID
    person_id: UUID
    valid_from: datetime
    valid_until: datetime | None = None
    is_hand_over: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A duty that nothing speaks against, and the ones that end for it."""

    duty: Duty
    grid: Grid
    ending: Sequence[Duty]
    note: str


@write
def give_duties(actor: Actor, drafts: Sequence[DutyDraft]) -> list[Duty | Refused]:
    """Make people answer for grids; what the rules do not allow comes back as its refusal and writes nothing."""
    desk = _Desk.open(actor, drafts)
    results = each(drafts, desk.prepare)
    prepared = [each_ for each_ in results if isinstance(each_, _Prepared)]

    for ready in prepared:
        for old in ready.ending:
            old.valid_until = ready.duty.valid_from
            old.save(update_fields=["valid_until"])
    Duty.objects.bulk_create([ready.duty for ready in prepared])

    journal.record_many(actor, [entry for ready in prepared for entry in _told(ready)])
    return [result.duty if isinstance(result, _Prepared) else result for result in results]


@write
def give_duty(actor: Actor, draft: DutyDraft) -> Duty:
    """Make one person answer for one grid."""
    (result,) = give_duties(actor, [draft])
    if isinstance(result, Refused):
        raise result
    return result


@write
def end_duty(actor: Actor, duty_id: UUID, *, until: datetime, note: str = "") -> Duty:
    """The person answers no longer; the grid shows the gap where nobody else does."""
    duty = queries.get_for(actor, duty_id)
    grid = _lock_grids(actor, [duty.grid_id])[duty.grid_id]
    duty.refresh_from_db()
    words = _note(note)
    if duty.valid_until is not None and duty.valid_until <= until:
        raise Refused("duties.ended_already")
    rules.check_span(duty.valid_from, until)

    duty.valid_until = until
    duty.save(update_fields=["valid_until"])

    journal.record(actor, "grid.duty_ended", grid, role=duty.role.name, person=str(duty.person_id), valid_until=until, note=words)
    return duty


@write
def end_duties_of(actor: Actor, person: Person, at: datetime) -> list[str]:
    """Everything that somebody who leaves answers for ends; answers which grids have nobody now in a role that only one can have."""
    found = list(queries.open_duties_of(actor, person.pk, at))
    standing = {grid.pk: grid for grid in lock_in_order(Grid.objects.all(), actor.subdistrict_id, {duty.grid_id for duty in found})}

    for duty in found:
        duty.valid_until = _last(duty, at)
    Duty.objects.bulk_update(found, ["valid_until"])

    journal.record_many(actor, [_ended(standing[duty.grid_id], duty, _last(duty, at), "") for duty in found])
    return [f"{duty.grid.name} {duty.role.name}" for duty in found if duty.is_single and duty.valid_from <= at]


@write
def end_duties_on(actor: Actor, closed: Sequence[Grid], at: datetime) -> None:
    """What people answer for in grids that are closed ends with them; the caller has locked these grids."""
    standing = {grid.pk: grid for grid in closed}
    found = list(Duty.objects.of(actor.subdistrict_id).filter(grid_id__in=standing).exclude(valid_until__lte=at).select_related("role"))

    for duty in found:
        duty.valid_until = _last(duty, at)
    Duty.objects.bulk_update(found, ["valid_until"])

    journal.record_many(actor, [_ended(standing[duty.grid_id], duty, _last(duty, at), "") for duty in found])


@write
def lay_default_roles(actor: Actor) -> list[DutyRole]:
    """The template's roles that the subdistrict does not have yet."""
    actor.require(Permission.CHANGE_DUTIES)
    present = DutyRole.objects.of(actor.subdistrict_id)
    taken = {*present.values_list("code", flat=True), *present.values_list("name", flat=True)}
    missing = [draft for draft in rules.DEFAULT_ROLES if not {draft.code, draft.name} & taken]

    made = [DutyRole(subdistrict_id=actor.subdistrict_id, **_columns(draft)) for draft in missing]
    DutyRole.objects.bulk_create(made)

    journal.record_many(actor, [journal.Draft("duty_role.made", role, facts={"code": role.code, **_said(role)}) for role in made])
    return made


@write
def make_role(actor: Actor, draft: RoleDraft) -> DutyRole:
    """A further role that somebody may have for a grid; without a code it gets one that nobody else has."""
    actor.require(Permission.CHANGE_DUTIES)
    columns = _checked(draft)
    _refuse_taken(actor, columns)

    role = DutyRole(subdistrict_id=actor.subdistrict_id, **columns)
    role.code = role.code or f"role-{role.pk.hex[-12:]}"
    role.save(force_insert=True)

    journal.record(actor, "duty_role.made", role, code=role.code, **_said(role))
    return role


@write
def change_role(actor: Actor, role_id: UUID, draft: RoleDraft, *, seen: int) -> DutyRole:
    """Change a role nobody else has changed since version `seen`; its code stays."""
    role = queries.lock_role_for(actor, role_id, Permission.CHANGE_DUTIES)
    columns = _checked(draft)
    del columns["code"]
    check_version(role, seen=seen, yours=columns)
    _refuse_taken(actor, columns, but=role)
    running = list(Duty.objects.of(actor.subdistrict_id).filter(role=role).exclude(valid_until__lte=clock.now()).select_related("grid"))
    if columns["is_single"] and not role.is_single:
        _refuse_several(running)

    for name, value in columns.items():
        setattr(role, name, value)
    role.save(update_fields=list(columns))
    # The copies that the exclusion looks at; what has ended stays as it was.
    Duty.objects.of(actor.subdistrict_id).filter(pk__in=[duty.pk for duty in running]).update(is_single=role.is_single)

    journal.record(actor, "duty_role.changed", role, **_said(role))
    return role


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything the drafts of one write speak of, locked: people before grids, as everywhere."""

    actor: Actor
    people: Mapping[UUID, Person]
    grids: Mapping[UUID, Grid]
    roles: Mapping[UUID, DutyRole]
    given: dict[tuple[UUID, UUID], list[Duty]]

    @classmethod
    def open(cls, actor: Actor, drafts: Sequence[DutyDraft]) -> "_Desk":
        """Lock and read once for all drafts."""
        locked = people.visible_to(actor).filter(pk__in={draft.person_id for draft in drafts})
        persons = {row.pk: row for row in locked.order_by("pk").select_for_update(of=("self",)).select_related("unit")}
        standing = _lock_grids(actor, {draft.grid_id for draft in drafts})
        known = {role.pk: role for role in queries.roles(actor)}
        given: dict[tuple[UUID, UUID], list[Duty]] = {}
        for duty in Duty.objects.of(actor.subdistrict_id).filter(grid_id__in=standing, role_id__in={draft.role_id for draft in drafts}):
            given.setdefault((duty.grid_id, duty.role_id), []).append(duty)
        return cls(actor, persons, standing, known, given)

    def prepare(self, draft: DutyDraft) -> _Prepared:
        """The duty and what ends for it, or the refusal."""
        person, grid, role = self.people.get(draft.person_id), self.grids.get(draft.grid_id), self.roles.get(draft.role_id)
        if person is None or grid is None or role is None:
            raise NotFound
        note = _note(draft.note)
        rules.check_span(draft.valid_from, draft.valid_until)
        _check_grid(grid, draft)
        rules.check_holder(
            _holder(person),
            grid_kind=grid.kind,
            grid_holder_unit_id=grid.holder_unit_id,
            is_single=role.is_single,
            on=_day(draft.valid_from),
        )
        ending = self._in_the_way(draft, grid, role)
        duty = Duty(
            subdistrict_id=self.actor.subdistrict_id,
            grid=grid,
            role=role,
            person=person,
            is_single=role.is_single,
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
        )
        kept = [each_ for each_ in self.given.get((grid.pk, role.pk), []) if each_ not in ending]
        self.given[grid.pk, role.pk] = [*kept, duty]
        return _Prepared(duty, grid, ending, note)

    def _in_the_way(self, draft: DutyDraft, grid: Grid, role: DutyRole) -> list[Duty]:
        overlapping = [duty for duty in self.given.get((grid.pk, role.pk), []) if _share_a_moment(duty, draft)]
        same = [duty for duty in overlapping if duty.person_id == draft.person_id]
        if same:
            raise Refused("duties.holds_it_already", holder=self._name(draft.person_id), role=role.name, grid=grid.name)
        if not role.is_single:
            return []
        # Only who has begun before can hand over; a successor who is already named must be ended by hand.
        if overlapping and not (draft.is_hand_over and all(duty.valid_from < draft.valid_from for duty in overlapping)):
            raise Refused("duties.already_held", holder=self._name(overlapping[0].person_id), role=role.name, grid=grid.name)
        return overlapping

    def _name(self, person_id: UUID) -> str:
        return people.cards(self.actor, [person_id])[person_id].full_name


def _lock_grids(actor: Actor, grid_ids: Iterable[UUID]) -> dict[UUID, Grid]:
    locked = lock_in_order(grids.visible_to(actor), actor.subdistrict_id, set(grid_ids))
    # Who has the post of one grid gives duties there and below, and nowhere else.
    for line in grids.lines_of(actor, [grid.pk for grid in locked], clock.now()).values():
        actor.require_in(Permission.CHANGE_DUTIES, line)
    return {grid.pk: grid for grid in locked}


def _share_a_moment(duty: Duty, draft: DutyDraft) -> bool:
    starts_before_its_end = duty.valid_until is None or draft.valid_from < duty.valid_until
    return starts_before_its_end and (draft.valid_until is None or duty.valid_from < draft.valid_until)


def _check_grid(grid: Grid, draft: DutyDraft) -> None:
    if draft.valid_from < grid.valid_from:
        raise Refused("duties.before_the_grid", grid=grid.name, begun_on=_day(grid.valid_from).isoformat())
    if grid.valid_until is not None and grid.valid_until <= draft.valid_from:
        raise Refused("duties.grid_is_closed", grid=grid.name)


def _holder(person: Person) -> rules.Holder:
    return rules.Holder(person.kind, person.unit.kind if person.unit else "", person.unit_id, person.left_on)


def _day(moment: datetime) -> Any:
    return timezone.localtime(moment).date()


def _told(ready: _Prepared) -> list[journal.Draft]:
    duty = ready.duty
    instead_of = str(ready.ending[0].person_id) if ready.ending else ""
    facts = {
        "role": duty.role.name,
        "person": str(duty.person_id),
        "valid_from": duty.valid_from,
        "instead_of": instead_of,
        "note": ready.note,
    }
    return [
        *(_ended(ready.grid, old, duty.valid_from, ready.note) for old in ready.ending),
        journal.Draft("grid.duty_given", ready.grid, facts=facts),
    ]


def _ended(grid: Grid, duty: Duty, until: datetime, note: str) -> journal.Draft:
    facts = {"role": duty.role.name, "person": str(duty.person_id), "valid_until": until, "note": note}
    return journal.Draft("grid.duty_ended", grid, facts=facts)


def _last(duty: Duty, at: datetime) -> datetime:
    return max(at, duty.valid_from + NEVER_HELD)


def _note(text: str) -> str:
    return clean_text(text, field=gettext("Remark"), limit=NOTE_LIMIT, required=False)


def _checked(draft: RoleDraft) -> dict[str, Any]:
    columns = _columns(draft)
    columns["code"] = clean_text(draft.code, field=gettext("Code"), limit=rules.ROLE_NAME_LIMIT, required=False)
    columns["name"] = clean_text(draft.name, field=gettext("Name"), limit=rules.ROLE_NAME_LIMIT)
    columns["required_for"] = rules.clean_kinds(draft.required_for)
    return columns


def _columns(draft: RoleDraft) -> dict[str, Any]:
    return {
        "code": draft.code,
        "name": draft.name,
        "is_single": draft.is_single,
        "required_for": list(draft.required_for),
        "is_public": draft.is_public,
        "order": draft.order,
    }


def _said(role: DutyRole) -> dict[str, Any]:
    required_for = ", ".join(role.required_for)
    return {"name": role.name, "is_single": role.is_single, "required_for": required_for, "is_public": role.is_public}


def _refuse_taken(actor: Actor, columns: Mapping[str, Any], but: DutyRole | None = None) -> None:
    for name in ("code", "name"):
        found = DutyRole.objects.of(actor.subdistrict_id).filter(**{name: columns[name]}) if name in columns else DutyRole.objects.none()
        if found.exclude(pk=but.pk if but else None).exists():
            raise Refused("duties.role_taken")


def _refuse_several(running: Sequence[Duty]) -> None:
    seen: set[UUID] = set()
    for duty in running:
        if duty.grid_id in seen:
            raise Refused("duties.role_is_held_twice", grid=duty.grid.name)
        seen.add(duty.grid_id)
