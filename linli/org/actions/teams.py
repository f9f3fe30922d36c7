"""Every write of task forces and their templates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import WorkCalendar
from linli.kernel.errors import NotFound, Refused
from linli.kernel.journal import Draft
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, lock_in_order, write
from linli.org.models import Grid, Person, Seat, SeatHolding, SeatLine, TaskForce, TeamTemplate, Unit
from linli.org.queries import teams as queries
from linli.org.queries.rota import lock_people
from linli.org.queries.worktime import Filling, fill_by
from linli.org.rules import teams as rules
from linli.org.rules.permissions import Permission
from linli.org.rules.teams import SeatSpec


@write
def lay_template(actor: Actor, *, name: str = rules.STANDARD_NAME, specs: Sequence[SeatSpec] = rules.STANDARD) -> TeamTemplate:
    """A template in its first version; without words of its own the standard one that every new subdistrict begins with."""
    actor.require(Permission.CHANGE_TEAMS)
    words = clean_text(name, field=rules.name_field(), limit=rules.NAME_LIMIT)
    cleaned = rules.checked_specs(specs)
    _check_template_name(actor, words)

    template = TeamTemplate(subdistrict_id=actor.subdistrict_id, name=words, version=1)
    template.save(force_insert=True)
    _add_lines(template, cleaned)

    journal.record(actor, "team_template.laid", template, name=words, version=1, seats=len(cleaned))
    return template


@write
def change_template(actor: Actor, template_id: UUID, *, seen: int, name: str, specs: Sequence[SeatSpec]) -> TeamTemplate:
    """The template's next version; task forces keep theirs until somebody adopts the new one there."""
    template = queries.lock_template(actor, template_id)
    words = clean_text(name, field=rules.name_field(), limit=rules.NAME_LIMIT)
    cleaned = rules.checked_specs(specs)
    check_version(template, seen=seen, yours={"name": words})
    _check_template_name(actor, words, besides=template_id)

    template.name, template.version = words, template.version + 1
    template.save(update_fields=["name", "version"])
    _add_lines(template, cleaned)

    journal.record(actor, "team_template.changed", template, name=words, version=template.version, seats=len(cleaned))
    return template


@write
def set_up(actor: Actor, template_id: UUID, *, name: str, grid_id: UUID | None = None) -> TaskForce:
    """A task force with the seats its template asks for; the clock of every required seat starts now."""
    template = queries.lock_template(actor, template_id)
    words = clean_text(name, field=rules.name_field(), limit=rules.NAME_LIMIT)
    _check_name(actor, words)
    _check_grid(actor, grid_id)
    now = clock.now()

    team = TaskForce(
        subdistrict_id=actor.subdistrict_id, name=words, grid_id=grid_id, template=template, version=template.version, valid_from=now
    )
    team.save(force_insert=True)
    specs = queries.lines_of(actor, template.pk, template.version)
    seats = [_new_seat(team, spec, number, order, now) for order, spec in enumerate(specs) for number in rules.seats_of(spec)]
    _start_clocks(actor, seats)
    Seat.objects.bulk_create(seats)

    journal.record(actor, "team.set_up", team, name=words, version=team.version, seats=len(seats))
    return team


@write
def rename(actor: Actor, team_id: UUID, *, seen: int, name: str, grid_id: UUID | None) -> TaskForce:
    """Give the task force another name or grid, unless somebody changed it since version `seen`."""
    team = _lock_standing(actor, team_id)
    words = clean_text(name, field=rules.name_field(), limit=rules.NAME_LIMIT)
    check_version(team, seen=seen, yours={"name": words})
    _check_name(actor, words, besides=team_id)
    _check_grid(actor, grid_id)

    team.name, team.grid_id = words, grid_id
    team.save(update_fields=["name", "grid_id"])

    journal.record(actor, "team.renamed", team, name=words)
    return team


@write
def end(actor: Actor, team_id: UUID) -> TaskForce:
    """The task force exists no longer; who held its seats stays on record."""
    team = _lock_standing(actor, team_id)
    now = clock.now()

    _end_seats(actor, list(queries.standing_seats(actor, [team_id])), now)
    team.valid_until = max(now, team.valid_from + rules.SHORTEST)
    team.save(update_fields=["valid_until"])

    journal.record(actor, "team.ended", team, name=team.name)
    return team


@write
def fill_seat(actor: Actor, seat_id: UUID, *, person_id: UUID | None = None, unit_id: UUID | None = None) -> SeatHolding:
    """A person, a unit, or a unit through one of its people takes a vacant seat from now on; its clock stops."""
    # People before task forces, as when somebody leaves: who is just leaving is waited for, and then not found.
    lock_people(actor, [] if person_id is None else [person_id])
    seat = _lock_seat(actor, seat_id)
    now = clock.now()
    if seat.vacant_since_at is None:
        raise Refused("teams.seat_taken", title=seat.title)
    if seat.vacant_since_at > now:
        raise Refused("teams.not_here_yet", title=seat.title)
    _check_taker(actor, seat, person_id, unit_id)

    holding = SeatHolding(subdistrict_id=actor.subdistrict_id, seat=seat, person_id=person_id, unit_id=unit_id, valid_from=now)
    holding.save(force_insert=True)
    seat.vacant_since_at = None
    _forget_clock(seat)
    seat.save(update_fields=_CLOCK)

    facts = {"seat": seat.title, "person": str(person_id or ""), "unit": str(unit_id or ""), "from": now.isoformat()}
    journal.record_many(actor, [Draft("team.seat_filled", seat.task_force, facts=facts)])
    return holding


@write
def vacate_seat(actor: Actor, seat_id: UUID, *, reason: rules.Leaving) -> Seat:
    """The holder gives up the seat now; where the seat is required, the clock for filling it starts."""
    seat = _lock_seat(actor, seat_id)
    now = clock.now()
    holding = SeatHolding.objects.of(actor.subdistrict_id).filter(seat=seat, valid_until__isnull=True).first()
    if holding is None:
        raise Refused("teams.seat_vacant", title=seat.title)

    _vacate(actor, [(seat, holding)], now)

    _record_vacated(actor, seat, holding, reason)
    return seat


@write
def vacate_seats_of(actor: Actor, person_id: UUID, *, at: datetime, reason: rules.Leaving = rules.Leaving.LEFT) -> list[str]:
    """Every seat the person holds falls vacant at that moment; for whoever may let people leave. Says which are to be filled."""
    if not actor.may(Permission.CHANGE_PEOPLE):
        actor.require(Permission.CHANGE_TEAMS)
    mine = SeatHolding.objects.of(actor.subdistrict_id).filter(person_id=person_id, valid_until__isnull=True)
    teams = sorted(set(mine.values_list("seat__task_force_id", flat=True)))
    if not teams:
        return []
    locked = {each.pk: each for each in lock_in_order(TaskForce.objects.all(), actor.subdistrict_id, teams)}
    # Asked again under the locks: somebody may have vacated one meanwhile.
    held = [(each.seat, each) for each in mine.select_related("seat").order_by("seat__task_force_id", "pk")]

    _vacate(actor, held, at)

    for seat, holding in held:
        seat.task_force = locked[seat.task_force_id]
        _record_vacated(actor, seat, holding, reason)
    return [f"{seat.task_force.name} {seat.title}" for seat, _ in held if seat.is_required]


def empty_seats(actor: Actor, person: Person, at: datetime) -> list[str]:
    """What ends here when somebody leaves."""
    return vacate_seats_of(actor, person.pk, at=at)


@write
def add_seat(actor: Actor, team_id: UUID, *, key: str) -> Seat:
    """One more seat of a kind the task force has, beyond what its template asks for."""
    team = _lock_standing(actor, team_id)
    # A key that no page of ours sends may be text that the database does not take.
    like = [seat for seat in queries.standing_seats(actor, [team_id]) if seat.key == key]
    if not like:
        raise NotFound
    last = like[-1]
    if last.number >= rules.MOST_OF_ONE:
        raise Refused("teams.bad_number", title=last.title, limit=rules.MOST_OF_ONE)

    seat = _new_seat(team, queries.spec_of(last, least=0), last.number + 1, last.order, clock.now())
    seat.save(force_insert=True)

    journal.record(actor, "team.seat_added", team, seat=seat.title)
    return seat


@write
def adopt_version(actor: Actor, team_id: UUID, *, seen: int) -> TaskForce:
    """Bring the seats in line with the newest version of the template: new ones start vacant, dropped ones end, others stay held."""
    team = _lock_standing(actor, team_id)
    check_version(team, seen=seen, yours={})
    newest = team.template.version
    if newest == team.version:
        raise Refused("teams.adopted")
    now = clock.now()

    added, removed = _bring_in_line(actor, team, queries.lines_of(actor, team.template_id, newest), now)
    team.version = newest
    team.save(update_fields=["version"])

    journal.record(actor, "team.version_adopted", team, version=newest, added=added, removed=removed)
    return team


@write
def recompute_provisional(actor: Actor, used: WorkCalendar) -> int:
    """Work out again on this version what was counted by weekends alone; each task force's journal tells. Says how many seats changed.

    Whoever publishes a calendar brings this about, so it asks for no permission of its own.
    """
    open_ones = queries.provisional(actor)
    teams = sorted(set(open_ones.values_list("task_force_id", flat=True)))
    locked = {each.pk: each for each in lock_in_order(TaskForce.objects.all(), actor.subdistrict_id, teams)}
    seats = list(open_ones.order_by("task_force_id", "order", "number"))
    before = {seat.pk: (seat.fill_by_at, seat.fill_by_working) for seat in seats}

    _start_clocks(actor, seats, used)
    changed = [seat for seat in seats if (seat.fill_by_at, seat.fill_by_working) != before[seat.pk]]
    Seat.objects.bulk_update(changed, _CLOCK)

    for seat in changed:
        _record_recomputed(actor, locked[seat.task_force_id], seat, before[seat.pk][0])
    return len(changed)


_CLOCK = ["vacant_since_at", "fill_by_at", "fill_by_working", "is_provisional"]
_SHAPE = ["title", "group", "unit_kinds", "fill_within_days", "is_required", "order"]


def _lock_standing(actor: Actor, team_id: UUID) -> TaskForce:
    team = queries.lock_for(actor, team_id)
    if team.valid_until is not None:
        raise Refused("teams.over", name=team.name)
    return team


def _lock_seat(actor: Actor, seat_id: UUID) -> Seat:
    seat: Seat | None = Seat.objects.of(actor.subdistrict_id).filter(pk=seat_id).first()
    if seat is None:
        raise NotFound
    team = _lock_standing(actor, seat.task_force_id)
    # Read again under the lock: seats are changed only by who holds their task force.
    seat.refresh_from_db()
    if seat.valid_until is not None:
        raise Refused("teams.seat_gone")
    seat.task_force = team
    return seat


def _check_name(actor: Actor, name: str, *, besides: UUID | None = None) -> None:
    if TaskForce.objects.of(actor.subdistrict_id).filter(name=name, valid_until__isnull=True).exclude(pk=besides).exists():
        raise Refused("teams.name_taken", name=name)


def _check_template_name(actor: Actor, name: str, *, besides: UUID | None = None) -> None:
    if TeamTemplate.objects.of(actor.subdistrict_id).filter(name=name).exclude(pk=besides).exists():
        raise Refused("teams.template_name_taken", name=name)


def _check_grid(actor: Actor, grid_id: UUID | None) -> None:
    if grid_id is not None and not Grid.objects.of(actor.subdistrict_id).filter(pk=grid_id).exists():
        raise NotFound


def _check_taker(actor: Actor, seat: Seat, person_id: UUID | None, unit_id: UUID | None) -> None:
    if person_id is None and unit_id is None:
        raise Refused("teams.one_taker", title=seat.title)
    unit: Unit | None = None
    if unit_id is not None:
        unit = Unit.objects.of(actor.subdistrict_id).filter(pk=unit_id, valid_until__isnull=True).first()
        if unit is None:
            raise NotFound
        rules.check_taker(seat.unit_kinds, unit.kind, title=seat.title)
    if unit is None:
        # Locked already: whoever is not there has been refused before.
        person = Person.objects.of(actor.subdistrict_id).select_related("unit").get(pk=person_id)
        rules.check_taker(seat.unit_kinds, person.unit.kind if person.unit else None, title=seat.title)


def _add_lines(template: TeamTemplate, specs: Sequence[SeatSpec]) -> None:
    SeatLine.objects.bulk_create(
        SeatLine(
            subdistrict_id=template.subdistrict_id,
            template=template,
            version=template.version,
            key=spec.key,
            group=spec.group,
            title=spec.title,
            least=spec.least,
            unit_kinds=[str(kind) for kind in spec.unit_kinds],
            fill_within_days=spec.fill_within_days,
            order=order,
        )
        for order, spec in enumerate(specs)
    )


def _new_seat(team: TaskForce, spec: SeatSpec, number: int, order: int, now: datetime) -> Seat:
    seat = Seat(subdistrict_id=team.subdistrict_id, task_force=team, key=spec.key, number=number, valid_from=now, vacant_since_at=now)
    _shape(seat, spec, order)
    return seat


def _shape(seat: Seat, spec: SeatSpec, order: int) -> None:
    seat.title, seat.group, seat.order = spec.title, spec.group, order
    seat.unit_kinds = [str(kind) for kind in spec.unit_kinds]
    seat.fill_within_days, seat.is_required = spec.fill_within_days, seat.number <= spec.least


def _start_clocks(actor: Actor, seats: Iterable[Seat], used: WorkCalendar | None = None) -> None:
    """Give every required vacant seat its deadline and the working of it."""
    known: dict[tuple[datetime, int], Filling] = {}
    for seat in seats:
        if not seat.is_required or seat.vacant_since_at is None:
            continue
        asked = (seat.vacant_since_at, seat.fill_within_days)
        if asked not in known:
            known[asked] = fill_by(actor, *asked, used)
        found = known[asked]
        seat.fill_by_at, seat.fill_by_working, seat.is_provisional = found.due_at, found.working, found.is_provisional


def _forget_clock(seat: Seat) -> None:
    seat.fill_by_at, seat.fill_by_working, seat.is_provisional = None, None, False


def _vacate(actor: Actor, held: Sequence[tuple[Seat, SeatHolding]], at: datetime) -> None:
    for seat, holding in held:
        # Who leaves before the day on which he was entered held it for the shortest time there is.
        holding.valid_until = max(at, holding.valid_from + rules.SHORTEST)
        seat.vacant_since_at = holding.valid_until
    _start_clocks(actor, [seat for seat, _ in held])
    SeatHolding.objects.bulk_update([holding for _, holding in held], ["valid_until"])
    Seat.objects.bulk_update([seat for seat, _ in held], _CLOCK)


def _end_seats(actor: Actor, seats: Sequence[Seat], now: datetime) -> None:
    for seat in seats:
        seat.valid_until = max(now, seat.valid_from + rules.SHORTEST)
        _forget_clock(seat)
    held = list(SeatHolding.objects.of(actor.subdistrict_id).filter(seat__in=seats, valid_until__isnull=True))
    for holding in held:
        holding.valid_until = max(now, holding.valid_from + rules.SHORTEST)
    SeatHolding.objects.bulk_update(held, ["valid_until"])
    Seat.objects.bulk_update(seats, ["valid_until", *_CLOCK])


def _bring_in_line(actor: Actor, team: TaskForce, specs: Sequence[SeatSpec], now: datetime) -> tuple[int, int]:
    present = {(seat.key, seat.number): seat for seat in queries.standing_seats(actor, [team.pk])}
    orders = {spec.key: (order, spec) for order, spec in enumerate(specs)}
    dropped = [seat for seat in present.values() if seat.key not in orders]
    kept = [seat for seat in present.values() if seat.key in orders]
    for seat in kept:
        order, spec = orders[seat.key]
        _shape(seat, spec, order)
        if not seat.is_required:
            _forget_clock(seat)
    # A seat that was free to leave vacant until now is to be filled from now on.
    newly = [seat for seat in kept if seat.is_required and seat.vacant_since_at is not None and seat.fill_by_at is None]
    for seat in newly:
        seat.vacant_since_at = max(now, seat.vacant_since_at)
    added = [
        _new_seat(team, spec, number, order, now)
        for order, spec in orders.values()
        for number in rules.seats_of(spec)
        if (spec.key, number) not in present
    ]
    _start_clocks(actor, [*newly, *added])
    _end_seats(actor, dropped, now)
    Seat.objects.bulk_update(kept, [*_SHAPE, *_CLOCK])
    Seat.objects.bulk_create(added)
    return len(added), len(dropped)


def _record_vacated(actor: Actor, seat: Seat, holding: SeatHolding, reason: rules.Leaving) -> None:
    facts = {
        "seat": seat.title,
        "person": str(holding.person_id or ""),
        "unit": str(holding.unit_id or ""),
        "until": _moment_words(holding.valid_until),
    }
    journal.record_many(actor, [Draft("team.seat_vacated", seat.task_force, reason=str(reason), facts=facts)])


def _record_recomputed(actor: Actor, team: TaskForce, seat: Seat, before: datetime | None) -> None:
    facts = {
        "seat": seat.title,
        "before": _moment_words(before),
        "after": _moment_words(seat.fill_by_at),
        "is_provisional": seat.is_provisional,
    }
    journal.record_many(actor, [Draft("team.fill_by_recomputed", team, facts=facts)])


def _moment_words(at: datetime | None) -> str:
    return at.isoformat() if at else ""
