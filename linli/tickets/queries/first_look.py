"""Everything the house can say about a matter while it is being written down, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from linli.geo.points import checked
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.lang.pieces import Pieces, pieces, spots
from linli.org.models import Unit
from linli.org.queries import grids
from linli.org.queries.atlas import Stretch, atlas_of
from linli.org.queries.units import open_at
from linli.org.rules.cuts import ancestors
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch, nearby, rule_sets
from linli.tickets.queries.nearby import Earlier, Known
from linli.tickets.queries.tickets import unit_of
from linli.tickets.rules.above import Above, likely_above
from linli.tickets.rules.catalogue import Catalogue, Item, Nature, with_limits
from linli.tickets.rules.clocks import PRESETS, Clock, Plan, Running, Track, begin, start
from linli.tickets.rules.dispatch import Answer, Cell, Confidence, decide
from linli.tickets.rules.first_look import neutral
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.likeness import Reading, Suggestion, suggested
from linli.tickets.rules.nearness import Wish
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.plans import owing
from linli.tickets.rules.states import OPEN

# Who takes matters down without a unit of his own does it for the centre.
CENTRE_KIND: Final = "ops_center"
SOON: Final = timedelta(hours=4)
# What is asked before one word stands there says nothing.
SHORTEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the form, as far as the house can say something to it."""

    words: str = ""
    address: str = ""
    phone: str = ""
    point: tuple[float, float] | None = None
    track: Track = Track.ROUTINE
    # The class a person chose; empty as long as nobody did.
    chosen_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A class as it is offered."""

    code: str
    name: str
    confidence: Confidence | None
    words: tuple[str, ...]
    is_life_safety: bool
    is_chosen: bool
    # Learnt from the examples of the house, not from tickets of this subdistrict.
    is_by_examples: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A likely class of which no minor class is likely, and its minor classes as they are offered."""

    name: str
    nature: Nature
    words: tuple[str, ...]
    is_by_examples: bool
    lines: Sequence[Line]
    # How many more minor classes it has.
    others: int

    @property
    def first(self) -> str:
        """The code of the line before which the class is said."""
        return self.lines[0].code

    @property
    def last(self) -> str:
        """The code of the line after which the others are told of."""
        return self.lines[-1].code


@dataclass(frozen=True, slots=True)
class Where:
    """The grid of the matter and those above it, the deepest first."""

    grid_id: UUID
    name: str
    chain: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matter is, as far as it is known, and by which earlier ticket."""

    where: Where | None
    point: tuple[float, float] | None
    by_number: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What the unit has in hand already."""

    open: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the house makes of it."""

    # What is suggested or was chosen.
    lines: Sequence[Line]
    # Where all of that is unsure: the class that is likely.
    group: Group | None
    item: Item | None
    version: int
    # The class of danger that the words tell of; a person must say no to it.
    danger: Line | None
    place: Place
    answer: Answer | None
    load: Load | None
    alike: Sequence[Known]
    earlier: Sequence[Earlier]
    neutral: str
    # What the class has of its own, otherwise than the track's plan.
    own: Mapping[Clock, Duration]
    running: Sequence[Running]
    # What the words name that the form has fields for; nothing is filled in by itself.
    pieces: Pieces

    @property
    def offered(self) -> Sequence[Line]:
        """All classes in the order in which they are read: what may be danger waits for nothing, then the group, then the others."""
        group = list(self.group.lines) if self.group else []
        beside = [line for line in self.lines if line.code not in {each.code for each in group}]
        return [
            *(line for line in beside if line.is_life_safety),
            *group,
            *(line for line in beside if not line.is_life_safety),
        ]

    @property
    def where(self) -> Where | None:
        """The grid, if it is known."""
        return self.place.where

    @property
    def lead_id(self) -> UUID | None:
        """Who takes it: the lead, or for danger without a lead whoever acts at once."""
        return None if self.answer is None else self.answer.lead_id or self.answer.fallback_id


def look(actor: Actor, draft: Draft, at: datetime) -> Look:
    """The classes, the grid, the unit, what is known already and the times; nothing is written."""
    version_id, learnt_id = classes.used_by(actor)
    catalogue = classes.NONE if version_id is None else classes.of_version(actor.subdistrict_id, version_id)
    found, above = [], None
    if version_id is not None and len(draft.words.strip()) >= SHORTEST:
        reading = Reading(draft.words, classes.lexicon_of(actor.subdistrict_id, version_id, learnt_id))
        found = suggested(reading)
        above = likely_above(reading, found)
    lines = _lines(found, catalogue, draft.chosen_code)
    chosen = next((line for line in lines if line.is_chosen), None)
    item = catalogue.effective(chosen.code) if chosen else None
    place = place_of(actor, draft.address, draft.point, at)
    answer = None
    if chosen is not None:
        matter = dispatch.matter_of(catalogue, chosen.code, chosen.confidence)
        duties = dispatch.duty_list_of(actor, matter.line)
        answer = decide(matter, place.where.chain if place.where else (), duties, at)
    plan = rule_sets.plans_in_force(actor)[draft.track] if item else PRESETS[draft.track]
    limited = with_limits(plan, item.limits).durations if item else {}
    own = {each: span for each, span in limited.items() if plan.durations.get(each) != span}
    words = tuple(word for each in found for word in each.words)
    wish = Wish(
        text=draft.words,
        address=draft.address,
        item_codes=frozenset(line.code for line in lines),
        words=words,
        spots=spots(draft.words, draft.address),
    )
    return Look(
        lines,
        None if above is None else _group(above, found, catalogue, draft.chosen_code),
        item,
        catalogue.version,
        next(
            (line for line in lines if line.is_life_safety and any(each.code == line.code and each.is_preselected for each in found)), None
        ),
        place,
        answer,
        _load(actor, answer, at),
        nearby.similar(actor, wish, at, point=place.point),
        nearby.earlier(actor, draft.phone, at) if draft.phone and actor.may(Permission.READ_REPORTER) else [],
        neutral(draft.words),
        own,
        _running(actor, owing(replace(plan, durations={**plan.durations, **own}), is_life_safety=item.is_life_safety), at) if item else [],
        pieces(draft.words),
    )


def _line(each: Suggestion, catalogue: Catalogue, chosen_code: str) -> Line:
    return Line(
        each.code,
        catalogue.items[each.code].name,
        each.confidence,
        each.words,
        each.is_life_safety,
        each.code == chosen_code if chosen_code else each.is_preselected,
        each.is_by_examples,
    )


def _group(above: Above, found: Iterable[Suggestion], catalogue: Catalogue, chosen_code: str) -> Group:
    """The class and its minor classes; of one that is suggested besides, the words that decided stay."""
    said = {each.code: each for each in found}
    # That each of them is unsure is said once, above them.
    lines = [replace(_line(said.get(each.code, each), catalogue, chosen_code), confidence=None) for each in above.minor]
    item = catalogue.items[above.code]
    return Group(item.name, item.nature, above.words, above.is_by_examples, lines, above.others)


def _lines(found: Iterable[Suggestion], catalogue: Catalogue, chosen_code: str) -> list[Line]:
    lines = [_line(each, catalogue, chosen_code) for each in found]
    # Danger comes first whatever its rank 先处置，后定责.
    lines.sort(key=lambda line: not line.is_life_safety)
    if chosen_code in catalogue.items and chosen_code not in {line.code for line in lines}:
        item = catalogue.effective(chosen_code)
        lines.append(Line(item.code, item.name, None, (), item.is_life_safety, is_chosen=True))
    return lines


def place_of(actor: Actor, address: str, point: tuple[float, float] | None, at: datetime) -> Place:
    """Where it is: by the point, by the list of members in which the address stands, or by an earlier ticket of that address."""
    if point is not None:
        stretch = atlas_of(actor.subdistrict_id).at(at)
        return Place(_where(stretch, next(iter(stretch.holding(checked([point]))), None)), point)
    if len(address.strip()) < SHORTEST:
        return Place(None, None)
    found, spot = grids.grid_of_address(actor, address, at), nearby.spot_of(actor, address)
    if found is None and spot is None:
        return Place(None, None)
    grid_id = found.grid.pk if found else spot.grid_id if spot else None
    where = _where(atlas_of(actor.subdistrict_id).at(at), grid_id)
    return Place(where, spot.point if spot else None, spot.number if spot and not found else "")


def _where(stretch: Stretch, grid_id: UUID | None) -> Where | None:
    if grid_id is None or grid_id not in stretch.cells:
        return None
    cells = [stretch.cells[each] for each in (grid_id, *ancestors(stretch.cells, grid_id))]
    chain = tuple(Cell(each.grid_id, each.name, each.kind, stretch.depths[each.grid_id]) for each in cells)
    return Where(grid_id, chain[0].name, chain)


def _running(actor: Actor, plan: Plan, at: datetime) -> list[Running]:
    """The clocks as they would run if it went out now."""
    calendar = calendars.in_use(actor)
    since = {each.clock: each for each in begin(plan, at, calendar) if each.clock is not Clock.ACKNOWLEDGE}
    overall = since.pop(Clock.OVERALL)
    stages = [start(each, plan, at, calendar, overall_due_at=overall.due_at) for each in (Clock.ACCEPT, Clock.FINISH)]
    return [*sorted([*since.values(), *stages], key=lambda each: each.due_at), overall]


def _load(actor: Actor, answer: Answer | None, at: datetime) -> Load | None:
    lead_id = answer and (answer.lead_id or answer.fallback_id)
    if lead_id is None:
        return None
    held = Ticket.objects.of(actor.subdistrict_id).filter(holder_unit_id=lead_id, state__in=codes(OPEN), due_at__isnull=False)
    found = held.aggregate(open=Count("pk"), soon=Count("pk", filter=Q(due_at__lte=at + SOON)))
    return Load(found["open"], found["soon"])


def units(actor: Actor, at: datetime) -> Sequence[tuple[UUID, str]]:
    """The units that work at that moment, by name, for whoever names one."""
    return list(Unit.objects.of(actor.subdistrict_id).filter(open_at(at)).order_by("short_name", "pk").values_list("pk", "short_name"))


def intake_unit(actor: Actor, at: datetime) -> UUID:
    """For which unit this person takes matters down: one's own, else the centre."""
    own = unit_of(actor)
    if own is not None:
        return own
    centre: UUID | None = (
        Unit.objects.of(actor.subdistrict_id)
        .filter(open_at(at), kind=CENTRE_KIND)
        .order_by("code", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    if centre is None:
        raise Refused("tickets.no_centre")
    return centre
