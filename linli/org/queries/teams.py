"""Every read of task forces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Seat, SeatHolding, SeatLine, TaskForce, TeamTemplate
from linli.org.rules.permissions import Permission
from linli.org.rules.teams import Change, SeatGroup, SeatSpec, changes_between
from linli.org.rules.units import UnitKind


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A required seat that nobody holds: since when, and by when it is to be filled."""

    seat_id: UUID
    task_force_id: UUID
    task_force: str
    grid_id: UUID | None
    grid: str
    group: SeatGroup
    title: str
    vacant_since_at: datetime
    fill_by_at: datetime
    is_provisional: bool
    working: Any
    is_late: bool

    @property
    def shape(self) -> str:
        """The shape and colour of the state."""
        return "stop" if self.is_late else "watch"


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat as it stands now; the page asks for the holder's name."""

    seat: Seat
    person_id: UUID | None = None
    unit: str = ""
    since_at: datetime | None = None
    is_late: bool = False

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it."""
        return self.since_at is None

    @property
    def shape(self) -> str:
        """The shape and colour of the state."""
        if not self.is_vacant:
            return "ok"
        if not self.seat.is_required:
            return "none"
        return "stop" if self.is_late else "watch"


@dataclass(frozen=True, slots=True)
class Part:
    """The seats of one part of “6+2+X”."""

    group: SeatGroup
    seats: Sequence[SeatNow]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A task force in the list: how many seats, how many of the required ones are vacant, and the nearest deadline."""

    task_force: TaskForce
    held: int
    required: int
    vacant: int
    late: int
    fill_by_at: datetime | None
    newest: int

    @property
    def shape(self) -> str:
        """The shape and colour of the state."""
        if self.late:
            return "stop"
        return "watch" if self.vacant else "ok"


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The task forces the actor may read."""
    found: OwnedQuerySet = TaskForce.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, team_id: UUID) -> TaskForce:
    """One task force, if the actor may read it."""
    found: TaskForce | None = visible_to(actor).select_related("grid", "template").filter(pk=team_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, team_id: UUID) -> TaskForce:
    """One task force, locked for a change the actor may make."""
    found: TaskForce = lock_in_order(visible_to(actor), actor.subdistrict_id, [team_id])[0]
    actor.require(Permission.CHANGE_TEAMS)
    return found


def templates(actor: Actor) -> Sequence[TeamTemplate]:
    """The templates of the subdistrict by name."""
    found = TeamTemplate.objects.of(actor.subdistrict_id)
    return list(found.order_by("name")) if actor.may(Permission.READ) else []


def get_template(actor: Actor, template_id: UUID) -> TeamTemplate:
    """One template, if the actor may read it."""
    found: TeamTemplate | None = TeamTemplate.objects.of(actor.subdistrict_id).filter(pk=template_id).first()
    if found is None or not actor.may(Permission.READ):
        raise NotFound
    return found


def lock_template(actor: Actor, template_id: UUID) -> TeamTemplate:
    """One template, locked for a change the actor may make."""
    get_template(actor, template_id)
    found: TeamTemplate = lock_in_order(TeamTemplate.objects.all(), actor.subdistrict_id, [template_id])[0]
    actor.require(Permission.CHANGE_TEAMS)
    return found


def lines_of(actor: Actor, template_id: UUID, version: int) -> list[SeatSpec]:
    """What a version of a template says, in its order."""
    found = SeatLine.objects.of(actor.subdistrict_id).filter(template_id=template_id, version=version).order_by("order")
    return [spec_of(line, least=line.least) for line in found]


def spec_of(line: SeatLine | Seat, *, least: int) -> SeatSpec:
    """A stored line or seat as the rules read it."""
    return SeatSpec(
        key=line.key,
        group=SeatGroup(line.group),
        title=line.title,
        least=least,
        unit_kinds=tuple(UnitKind(kind) for kind in line.unit_kinds),
        fill_within_days=line.fill_within_days,
    )


def standing_seats(actor: Actor, team_ids: Iterable[UUID]) -> OwnedQuerySet:
    """The seats these task forces have now, in their order."""
    found: OwnedQuerySet = Seat.objects.of(actor.subdistrict_id).filter(task_force_id__in=list(team_ids), valid_until__isnull=True)
    return found.order_by("order", "number")


def parts(actor: Actor, task_force: TaskForce, at: datetime) -> Sequence[Part]:
    """The task force's seats by part, each with who holds it at this moment."""
    seats = list(standing_seats(actor, [task_force.pk]))
    held = {each.seat_id: each for each in _held_at(actor, at).filter(seat__in=seats).select_related("unit")}
    shown = [_seat_now(seat, held.get(seat.pk), at) for seat in seats]
    groups = [(group, [each for each in shown if each.seat.group == group]) for group in SeatGroup]
    return [Part(group, found) for group, found in groups if found]


def history(actor: Actor, task_force: TaskForce) -> Sequence[SeatHolding]:
    """Who held which seat from when until when, seats of earlier versions included; latest first."""
    found = SeatHolding.objects.of(actor.subdistrict_id).filter(seat__task_force=task_force)
    return list(found.select_related("seat", "unit").order_by("-valid_from", "-pk"))


def lines(actor: Actor, at: datetime) -> Sequence[TeamLine]:
    """Every task force in force, those with vacancies first, the most urgent above."""
    standing = list(visible_to(actor).filter(valid_until__isnull=True).select_related("grid", "template").order_by("name"))
    seats: dict[UUID, list[Seat]] = {each.pk: [] for each in standing}
    for seat in standing_seats(actor, seats):
        seats[seat.task_force_id].append(seat)
    made = [_line(each, seats[each.pk], at) for each in standing]
    return sorted(made, key=lambda line: (line.fill_by_at is None, line.fill_by_at or at, line.task_force.name))


def vacancies(actor: Actor) -> Sequence[Vacancy]:
    """Every required seat that is vacant now, the one to be filled first above."""
    now = clock.now()
    if not actor.may(Permission.READ):
        return []
    found = Seat.objects.of(actor.subdistrict_id).filter(fill_by_at__isnull=False, vacant_since_at__lte=now)
    ordered = found.select_related("task_force", "task_force__grid").order_by("fill_by_at", "pk")
    return [_vacancy(seat, seat.vacant_since_at, seat.fill_by_at, now) for seat in ordered]


def provisional(actor: Actor) -> OwnedQuerySet:
    """The vacant seats whose deadline was counted by weekends alone."""
    found: OwnedQuerySet = Seat.objects.of(actor.subdistrict_id).filter(is_provisional=True, fill_by_at__isnull=False)
    return found


def count_provisional(actor: Actor) -> int:
    """How many deadlines another version of the calendar would be asked about."""
    return provisional(actor).count()


def changes(actor: Actor, task_force: TaskForce) -> list[Change]:
    """What adopting the newest version of its template would change."""
    newest = task_force.template.version
    if newest == task_force.version:
        return []
    least = {spec.key: spec.least for spec in lines_of(actor, task_force.template_id, task_force.version)}
    present = [(spec_of(seat, least=least.get(seat.key, 0)), seat.number) for seat in standing_seats(actor, [task_force.pk])]
    return changes_between(present, lines_of(actor, task_force.template_id, newest))


def seated(actor: Actor, person_id: UUID, at: datetime) -> set[UUID]:
    """The standing task forces in which a person holds a seat at that moment; one statement."""
    rows = _held_at(actor, at).filter(person_id=person_id, seat__valid_until__isnull=True, seat__task_force__valid_until__isnull=True)
    return set(rows.values_list("seat__task_force_id", flat=True))


def _held_at(actor: Actor, at: datetime) -> OwnedQuerySet:
    found: OwnedQuerySet = SeatHolding.objects.of(actor.subdistrict_id)
    return found.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), valid_from__lte=at)


def _seat_now(seat: Seat, holding: SeatHolding | None, at: datetime) -> SeatNow:
    if holding is None:
        return SeatNow(seat, is_late=seat.fill_by_at is not None and seat.fill_by_at < at)
    return SeatNow(seat, holding.person_id, holding.unit.short_name if holding.unit else "", holding.valid_from)


def _line(task_force: TaskForce, seats: Sequence[Seat], at: datetime) -> TeamLine:
    vacant = [seat for seat in seats if seat.vacant_since_at is not None and seat.vacant_since_at <= at]
    due = [seat.fill_by_at for seat in vacant if seat.fill_by_at is not None]
    return TeamLine(
        task_force,
        held=len(seats) - len(vacant),
        required=sum(seat.is_required for seat in seats),
        vacant=len(due),
        late=sum(each < at for each in due),
        fill_by_at=min(due, default=None),
        newest=task_force.template.version,
    )


def _vacancy(seat: Seat, since_at: datetime, fill_by_at: datetime, now: datetime) -> Vacancy:
    team = seat.task_force
    return Vacancy(
        seat_id=seat.pk,
        task_force_id=team.pk,
        task_force=team.name,
        grid_id=team.grid_id,
        grid=team.grid.name if team.grid else "",
        group=SeatGroup(seat.group),
        title=seat.title,
        vacant_since_at=since_at,
        fill_by_at=fill_by_at,
        is_provisional=seat.is_provisional,
        working=seat.fill_by_working,
        is_late=fill_by_at < now,
    )
