"""Whom a form has rows for, and what the house knows of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext, gettext_noop

from linli.forms.models import Form
from linli.forms.rules.facts import PERSONAL, Fact
from linli.forms.rules.kinds import ROWS_AT_MOST, Subject
from linli.forms.rules.periods import Period
from linli.forms.rules.permissions import Permission
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.models import Subdistrict
from linli.org.queries import duties, grids, people
from linli.org.queries.grids import GridNow
from linli.org.queries.people import Card
from linli.org.queries.reach import grids_below
from linli.org.rules.people import begin_of, day_of
from linli.places.models import Place, PlaceContact, PlacePaper
from linli.places.queries import contacts, places
from linli.places.rules.kinds import ContactPurpose, ContactRole, Kind, PaperKind, Stage
from linli.places.rules.life import LIVING
from linli.tickets.models import Ticket
from linli.visits.models import Visit

Value = str | int
_PAPERS: Final = ((Fact.BUSINESS_LICENCE, "营业执照"), (Fact.FOOD_LICENCE, "食品经营许可"))
_COUNTED: Final[Mapping[Fact, frozenset[str]]] = {
    Fact.PLACES: frozenset(each.value for each in Kind if each is not Kind.VACANT_UNIT),
    Fact.SHOPS: frozenset({Kind.SHOP.value}),
    Fact.RESTAURANTS: frozenset({Kind.RESTAURANT.value}),
    Fact.COMPOUNDS: frozenset({Kind.COMPOUND.value}),
    Fact.BUILDINGS: frozenset({Kind.BUILDING.value}),
    Fact.SCHOOLS: frozenset({Kind.SCHOOL.value}),
    Fact.VACANT_UNITS: frozenset({Kind.VACANT_UNIT.value}),
}
# What is there: what lives, and units that stand empty.
_LIVES: Final = Q(stage__in=sorted(each.value for each in LIVING)) | Q(kind=Kind.VACANT_UNIT.value, stage=Stage.VACANT.value)
_WHO: Final = frozenset({Fact.GRID_WORKER, Fact.GRID_WORKER_PHONE})
_OF_GRID: Final = frozenset({Fact.GRID_NAME, Fact.GRID_CODE, Fact.GRID_KIND, Fact.GRID_PARENT, *_WHO})


@dataclass(frozen=True, slots=True)
class Target:
    """What one row is about: a place, a grid, or nothing but the subdistrict."""

    name: str
    beside: str = ""
    place: Place | None = None
    grid: GridNow | None = None

    @property
    def key(self) -> UUID | None:
        """Whose row it is; none for that of the subdistrict."""
        return self.place.pk if self.place else self.grid.grid.pk if self.grid else None


@dataclass(slots=True)
class Knowledge:
    """What is known of the rows of a form, gathered once for all of them."""

    grids: Mapping[UUID, GridNow] = field(default_factory=dict)
    workers: Mapping[UUID, Card] = field(default_factory=dict)
    papers: Mapping[tuple[UUID, Fact], str] = field(default_factory=dict)
    people: Mapping[UUID, PlaceContact] = field(default_factory=dict)
    counts: Mapping[tuple[UUID | None, Fact], int] = field(default_factory=dict)
    street: str = ""
    today: date = date.min

    def of(self, target: Target, number: int, fact: Fact) -> Value:
        """One thing about one row; an empty text where it is not known."""
        return _READ[fact](self, target, number)


def targets_of(actor: Actor, form: Form) -> list[Target]:
    """The rows of the form that the actor may fill, by grid and name; refused where they are too many for one sheet."""
    subject = Subject(form.subject)
    if subject is Subject.STREET:
        actor.require(Permission.FILL)
        return [Target(name="")]
    chosen = grids_below(actor, frozenset(map(UUID, form.grid_ids)))
    reached = None if actor.may(Permission.FILL) else set(grids_below(actor, actor.limits.get(Permission.FILL, frozenset())))
    if subject is Subject.GRID:
        standing = [now for now in grids.in_force(actor, clock.now()) if now.grid.kind in form.kinds]
        found = [now for now in standing if (not chosen or now.grid.pk in chosen) and (reached is None or now.grid.pk in reached)]
        return [Target(now.grid.name, now.grid.code, grid=now) for now in found]
    rows = places.standing(actor).filter(_LIVES, kind__in=sorted(form.kinds))
    if chosen:
        rows = rows.filter(grid_id__in=chosen)
    if reached is not None:
        rows = rows.filter(grid_id__in=reached)
    there = list(rows.select_related("grid").order_by("grid__code", "name", "pk")[: ROWS_AT_MOST + 1])
    if len(there) > ROWS_AT_MOST:
        raise Refused("forms.too_many_rows", limit=ROWS_AT_MOST)
    return [Target(place.name, place.address, place=place) for place in there]


def gathered(
    actor: Actor, targets: Sequence[Target], facts: frozenset[Fact], period: Period, *, people_of: Sequence[PlaceContact] = ()
) -> Knowledge:
    """What is known of these rows, as far as these facts are asked for; whom to reach only where it was given."""
    now = clock.now()
    known = Knowledge(today=day_of(now), people=_in_charge(people_of))
    if Fact.STREET in facts:
        known.street = Subdistrict.objects.values_list("name", flat=True).get(pk=actor.subdistrict_id)
    if facts & _OF_GRID:
        known.grids = {each.grid.pk: each for each in grids.in_force(actor, now)}
    if facts & _WHO:
        known.workers = _workers(actor, _grid_ids(targets), now)
    asked = [each for each in _PAPERS if each[0] in facts]
    if asked:
        known.papers = _papers(actor, targets, asked)
    known.counts = _counts(actor, targets, facts, period)
    return known


def contacts_of(actor: Actor, targets: Sequence[Target], facts: frozenset[Fact]) -> Sequence[PlaceContact]:
    """Whom to reach at these places about everyday matters, unless he asked not to be; nobody where no such fact is asked for."""
    if not facts & PERSONAL:
        return ()
    found = contacts.of_places(actor, [target.place.pk for target in targets if target.place])
    return [each for each in found if each.purpose == ContactPurpose.EVERYDAY and not each.is_do_not_contact]


def _in_charge(found: Sequence[PlaceContact]) -> dict[UUID, PlaceContact]:
    chosen: dict[UUID, PlaceContact] = {}
    for each in sorted(found, key=lambda contact: (contact.role != ContactRole.IN_CHARGE, contact.pk)):
        chosen.setdefault(each.place_id, each)
    return chosen


def _grid_ids(targets: Iterable[Target]) -> set[UUID]:
    found = {target.grid.grid.pk for target in targets if target.grid}
    return found | {target.place.grid_id for target in targets if target.place and target.place.grid_id}


def _workers(actor: Actor, grid_ids: set[UUID], at: datetime) -> dict[UUID, Card]:
    """Who answers for each grid, or for the nearest above it for which somebody does."""
    answering = duties.answering(actor, grid_ids, at)
    cards = people.cards(actor, answering.values())
    return {grid_id: cards[person_id] for grid_id, person_id in answering.items() if person_id in cards}


def _papers(actor: Actor, targets: Sequence[Target], asked: Sequence[tuple[Fact, str]]) -> dict[tuple[UUID, Fact], str]:
    rows = PlacePaper.objects.of(actor.subdistrict_id).filter(
        place_id__in=[target.place.pk for target in targets if target.place], kind=PaperKind.LICENCE.value, ended_at__isnull=True
    )
    found: dict[tuple[UUID, Fact], str] = {}
    for place_id, title, number in rows.order_by("added_at", "pk").values_list("place_id", "title", "number"):
        for fact, word in asked:
            if word in title and number:
                found[place_id, fact] = number
    return found


def _counts(actor: Actor, targets: Sequence[Target], facts: frozenset[Fact], period: Period) -> dict[tuple[UUID | None, Fact], int]:
    found: dict[tuple[UUID | None, Fact], int] = {}
    grid_ids = {target.grid.grid.pk for target in targets if target.grid}
    for fact, rows in _counted(actor, facts, period).items():
        above = grids.lines_of(actor, {each for each in rows if each}, clock.now())
        whole: Counter[UUID | None] = Counter({None: sum(rows.values())})
        for grid_id, number in rows.items():
            whole.update(dict.fromkeys(above.get(grid_id, []) if grid_id else [], number))
        found |= {(grid_id, fact): whole[grid_id] for grid_id in [None, *grid_ids]}
    if Fact.GRIDS in facts:
        lines = grids.lines_of(actor, {now.grid.pk for now in grids.in_force(actor, clock.now())}, clock.now())
        below = Counter(each for grid_id, line in lines.items() for each in line if each != grid_id)
        found |= {(grid_id, Fact.GRIDS): below[grid_id] for grid_id in grid_ids} | {(None, Fact.GRIDS): len(lines)}
    return found


def _counted(actor: Actor, facts: frozenset[Fact], period: Period) -> dict[Fact, dict[UUID | None, int]]:
    """How many of each there are by grid; a statement for each kind of thing that is counted."""
    here, found = actor.subdistrict_id, dict[Fact, dict[UUID | None, int]]()
    begins_at, ends_at = begin_of(period.begins_on), begin_of(period.ends_on + timedelta(days=1))
    if facts & _COUNTED.keys():
        rows = places.standing(actor).filter(_LIVES)
        numbers = list(rows.values_list("grid_id", "kind").annotate(number=Count("pk")).values_list("grid_id", "kind", "number"))
        for fact in facts & _COUNTED.keys():
            found[fact] = _summed((grid_id, number) for grid_id, kind, number in numbers if kind in _COUNTED[fact])
    if Fact.VISITS in facts:
        made = Visit.objects.of(here).filter(visited_on__gte=period.begins_on, visited_on__lte=period.ends_on)
        found[Fact.VISITS] = _summed(
            made.values_list("place__grid_id").annotate(number=Count("pk")).values_list("place__grid_id", "number")
        )
    for fact, column in ((Fact.TICKETS, "received_at"), (Fact.SETTLED, "ended_at")):
        if fact in facts:
            came = Ticket.objects.of(here).filter(**{f"{column}__gte": begins_at, f"{column}__lt": ends_at})
            found[fact] = _summed(came.values_list("grid_id").annotate(number=Count("pk")).values_list("grid_id", "number"))
    return found


def _summed(rows: Iterable[tuple[UUID | None, int]]) -> dict[UUID | None, int]:
    whole: Counter[UUID | None] = Counter()
    for grid_id, number in rows:
        whole[grid_id] += number
    return dict(whole)


def _grid(known: Knowledge, target: Target) -> GridNow | None:
    if target.grid:
        return target.grid
    return known.grids.get(target.place.grid_id) if target.place and target.place.grid_id else None


def _worker(known: Knowledge, target: Target) -> Card | None:
    grid = _grid(known, target)
    return known.workers.get(grid.grid.pk) if grid else None


def _parent(known: Knowledge, target: Target) -> str:
    grid = _grid(known, target)
    above = known.grids.get(grid.parent_id) if grid and grid.parent_id else None
    return above.grid.name if above else ""


def _degrees(number: float | None) -> str:
    return "" if number is None else f"{number:.6f}"


def _of_place(read: Callable[[Place], Value]) -> Callable[[Knowledge, Target, int], Value]:
    return lambda _known, target, _number: read(target.place) if target.place else ""


def _of_grid(read: Callable[[GridNow], Value]) -> Callable[[Knowledge, Target, int], Value]:
    def answer(known: Knowledge, target: Target, _number: int) -> Value:
        grid = _grid(known, target)
        return read(grid) if grid else ""

    return answer


def _of_worker(read: Callable[[Card], Value]) -> Callable[[Knowledge, Target, int], Value]:
    def answer(known: Knowledge, target: Target, _number: int) -> Value:
        card = _worker(known, target)
        return read(card) if card else ""

    return answer


def _of_contact(read: Callable[[PlaceContact], Value]) -> Callable[[Knowledge, Target, int], Value]:
    def answer(known: Knowledge, target: Target, _number: int) -> Value:
        contact = known.people.get(target.place.pk) if target.place else None
        return read(contact) if contact else ""

    return answer


def _paper(fact: Fact) -> Callable[[Knowledge, Target, int], Value]:
    return lambda known, target, _number: known.papers.get((target.place.pk, fact), "") if target.place else ""


def _count(fact: Fact) -> Callable[[Knowledge, Target, int], Value]:
    return lambda known, target, _number: known.counts.get((target.key, fact), 0)


def _point(place: Place) -> str:
    return "" if place.lon is None else f"{_degrees(place.lon)},{_degrees(place.lat)}"


_READ: Final[Mapping[Fact, Callable[[Knowledge, Target, int], Value]]] = {
    Fact.ROW_NUMBER: lambda _known, _target, number: number,
    Fact.STREET: lambda known, _target, _number: known.street,
    Fact.FILLED_ON: lambda known, _target, _number: known.today.isoformat(),
    Fact.PLACE_NAME: _of_place(lambda place: place.name),
    Fact.PLACE_KIND: _of_place(lambda place: gettext(Kind(place.kind).words)),
    Fact.PLACE_ADDRESS: _of_place(lambda place: place.address),
    Fact.PLACE_STAGE: _of_place(lambda place: gettext(Stage(place.stage).words)),
    Fact.PLACE_STAGE_ON: _of_place(lambda place: place.stage_on.isoformat()),
    Fact.PLACE_POINT: _of_place(_point),
    Fact.PLACE_LON: _of_place(lambda place: _degrees(place.lon)),
    Fact.PLACE_LAT: _of_place(lambda place: _degrees(place.lat)),
    **{fact: _paper(fact) for fact, _word in _PAPERS},
    Fact.LAST_VISIT_ON: _of_place(lambda place: day_of(place.visited_at).isoformat() if place.visited_at else ""),
    Fact.CONTACT_NAME: _of_contact(lambda contact: contact.full_name.plain()),
    Fact.CONTACT_PHONE: _of_contact(lambda contact: contact.phone.plain()),
    Fact.GRID_NAME: _of_grid(lambda grid: grid.grid.name),
    Fact.GRID_CODE: _of_grid(lambda grid: grid.grid.code),
    Fact.GRID_KIND: _of_grid(lambda grid: gettext(grid.grid.get_kind_display())),
    Fact.GRID_PARENT: lambda known, target, _number: _parent(known, target),
    Fact.GRID_WORKER: _of_worker(lambda card: card.full_name),
    Fact.GRID_WORKER_PHONE: _of_worker(lambda card: card.work_phone),
    **{fact: _count(fact) for fact in (*_COUNTED, Fact.GRIDS, Fact.VISITS, Fact.TICKETS, Fact.SETTLED)},
}


refusals(
    {
        "forms.too_many_rows": gettext_noop("This form has more than {limit} rows. Name fewer kinds or grids in it, or divide it."),
    }
)
