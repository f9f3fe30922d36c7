"""What is known already about the matter being written down: tickets nearby, tickets alike, and this caller's earlier ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, F, Q, TextField, Value, When

from linli.geo.boxes import box
from linli.geo.distances import distances_m
from linli.kernel import find, personal
from linli.kernel.actor import Actor
from linli.kernel.statements import Asked, Statement, among
from linli.tickets.models import Reporter, Ticket, TicketClock
from linli.tickets.queries import readers
from linli.tickets.queries.readers import is_hidden
from linli.tickets.queries.tickets import reach_of, visible_to, within
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.nearness import (
    AROUND_M,
    LATELY,
    NEAR_M,
    SHOWN,
    Alike,
    Candidate,
    Wish,
    compare,
    is_same_address,
    part_of,
    ranked,
)
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State

# What is open, and what was closed: it may have come back.
LIVE = codes(OPEN | {State.CLOSED})
# Rows of the search that are compared for each word; more would be older ones.
COMPARED = 40
# Of what lies around the nearest are compared: in a dense street hundreds lie within three hundred metres.
COMPARED_AROUND = 200
SEARCHED_WORDS = 2
SEARCHED_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as far as somebody must know it to say that it is the same matter."""

    ticket_id: UUID
    number: str
    matter: str
    state: State
    holder: str
    due_at: datetime | None
    received_at: datetime
    item_code: str | None
    address: str
    lon: float | None
    lat: float | None
    # The reporter's words, for who may know the reporter.
    words: str = ""
    distance_m: float | None = None
    alike: Alike | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody can still join it."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier matter of the same caller, and until when it is answered."""

    ticket_id: UUID
    number: str
    matter: str
    state: State
    holder: str
    reported_at: datetime
    answer_by: datetime | None


def nearby(actor: Actor, lon: float, lat: float, at: datetime, *, within_m: float = NEAR_M) -> Sequence[Known]:
    """The tickets of the last twelve weeks, open or closed, within so many metres of a WGS-84 point, the nearest first; one statement."""
    field = box(lon, lat, within_m)
    sides = {"south": field.south, "north": field.north, "west": field.west, "east": field.east}
    known = _measured(_known(actor, at, is_by_place=True, **sides), lon, lat)
    return sorted(
        (each for each in known if each.distance_m is not None and each.distance_m <= within_m),
        key=lambda each: (each.distance_m, each.ticket_id),
    )


@dataclass(frozen=True, slots=True)
class Near:
    """As little as another system is told of a ticket close by."""

    number: str
    distance_m: float
    is_open: bool


def nearest(actor: Actor, lon: float, lat: float, at: datetime, *, most: int) -> Sequence[Near]:
    """The first of what `nearby` finds in the whole street, told by number alone; one statement."""
    field = box(lon, lat, NEAR_M)
    rows = _NUMBERS.rows(
        street=actor.subdistrict_id, since=at - LATELY, south=field.south, north=field.north, west=field.west, east=field.east
    )
    away = distances_m([(lon, lat)], [row[:2] for row in rows])[0].tolist() if rows else []
    near = sorted((distance, ticket_id, place) for place, (distance, (_, _, ticket_id, *_)) in enumerate(zip(away, rows, strict=True)))
    return [Near(rows[place][3], distance, State(rows[place][4]) in OPEN) for distance, _, place in near[:most] if distance <= NEAR_M]


def similar(actor: Actor, wish: Wish, at: datetime, *, point: tuple[float, float] | None = None) -> Sequence[Known]:
    """The few tickets that may be about the same, the most alike first, each with the reason."""
    around = nearby(actor, *point, at, within_m=AROUND_M)[:COMPARED_AROUND] if point else []
    ids = {each.ticket_id for each in around}
    hits = {hit.id for asked in _asked(wish) for hit in find.search(asked, ["ticket"], COMPARED)} - ids
    others = _known(actor, at, is_by_place=False, ids=list(hits)) if hits else []
    compared = []
    for each in [*around, *(_measured(others, *point) if point else others)]:
        text = f"{each.matter}\n{each.words}"
        about = Candidate(
            text=text, address=each.address, item_code=each.item_code or "", distance_m=each.distance_m, age=at - each.received_at
        )
        alike = compare(wish, about)
        if alike is not None:
            compared.append((each, alike))
    order = ranked((alike, each.received_at.timestamp()) for each, alike in compared)
    return [replace(compared[place][0], alike=compared[place][1]) for place in order]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an earlier ticket of the same address stood."""

    number: str
    grid_id: UUID | None
    point: tuple[float, float] | None


def spot_of(actor: Actor, address: str) -> Spot | None:
    """Where that address is, as the latest ticket knows it that was taken down there; an address that is only alike tells nothing."""
    hits = [hit.id for hit in find.search(part_of(address), ["ticket"], COMPARED)]
    if not hits:
        return None
    found = visible_to(actor).filter(pk__in=hits).order_by("-received_at", "-pk")
    spots = [
        Spot(number, grid_id, None if lon is None else (lon, lat))
        for number, written, grid_id, lon, lat in found.values_list("number", "address", "grid_id", "lon", "lat")
        if is_same_address(address, written) and (grid_id or lon is not None)
    ]
    # One that knows the very point says more than a later one that only knows the grid.
    return next((spot for spot in spots if spot.point), next(iter(spots), None))


def _asked(wish: Wish) -> list[str]:
    # A short word searched alone finds half the street; the longest say the most.
    words = sorted(wish.words, key=lambda word: (-len(word), word))[:SEARCHED_WORDS]
    # Where no address is written the place that the words name is searched for.
    place = part_of(wish.address) or max(wish.spots.names, key=lambda name: (len(name), name), default="")
    return [each[:SEARCHED_CHARACTERS] for each in (*words, place) if each]


def earlier(actor: Actor, phone: str, at: datetime) -> Sequence[Earlier]:
    """What this caller reported in the last twelve weeks, the latest first; only for who may know reporters."""
    actor.require(Permission.READ_REPORTER)
    if not personal.Normal.PHONE.of(phone):
        return []
    rows = personal.find_by(Reporter.objects.of(actor.subdistrict_id), "phone", phone).filter(reported_at__gte=at - LATELY)
    rows = rows.filter(ticket_id__in=visible_to(actor).exclude(readers.is_hidden_from(actor)).values("pk"))
    # A merged ticket is answered by the one it was merged into.
    found = list(rows.select_related("ticket__holder_unit", "ticket__merged_into__holder_unit").order_by("-reported_at", "-pk")[:SHOWN])
    asked = [(row.ticket.merged_into or row.ticket, row.reported_at) for row in found]
    due = _answers(actor, [ticket.pk for ticket, _ in asked])
    told = {
        ticket.pk: Earlier(
            ticket.pk,
            ticket.number,
            ticket.matter or ticket.words,
            State(ticket.state),
            ticket.holder_unit.short_name if ticket.holder_unit and State(ticket.state) in OPEN else "",
            reported_at,
            due.get(ticket.pk),
        )
        for ticket, reported_at in reversed(asked)
    }
    return list(reversed(told.values()))


def _answers(actor: Actor, ticket_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when each is answered: the end of the whole time, which no return puts off."""
    rows = TicketClock.objects.of(actor.subdistrict_id).filter(ticket_id__in=set(ticket_ids), kind=Clock.OVERALL.value)
    return dict(rows.filter(stopped_at__isnull=True).values_list("ticket_id", "due_at"))


_COLUMNS = ("pk", "number", "matter", "state", "holder_unit__short_name", "due_at", "received_at", "item_code", "address", "lon", "lat")


def _known(actor: Actor, at: datetime, *, is_by_place: bool, **more: Any) -> list[Known]:
    reach = reach_of(actor)
    values = {"street": actor.subdistrict_id, "person": actor.person_id, "below": list(reach.below), "unit": reach.unit_id}
    statement = _lately(reach.kind, is_by_place, actor.may(Permission.READ_REPORTER))
    rows = statement.rows(**values, **more, begin=at - LATELY)
    return [Known(pk, number, matter, State(state), holder or "", *rest) for pk, number, matter, state, holder, *rest in rows]


@lru_cache(maxsize=32)
def _lately(reach: tuple[bool, bool, bool], is_by_place: bool, knows: bool) -> Statement:
    """What somebody sees of the last twelve weeks, open or closed: in a box, or by ids; with the reporter's words for who may know him."""

    def build() -> Any:
        street = Asked.id("street")
        found = within(reach, street, Asked.ids("below"), Asked.id("unit"))
        found = found.filter(_in_box() if is_by_place else among("pk", Asked.ids("ids")))
        found = found.filter(received_at__gte=Asked.moment("begin"), state__in=LIVE)
        hidden = is_hidden(street, Asked.id("person"))
        words = Case(When(hidden, then=Value("")), default=F("words"), output_field=TextField())
        return found.values_list(*_COLUMNS, words) if knows else found.values_list(*_COLUMNS)

    return Statement(build)


def _in_box() -> Q:
    south, north, west, east = (Asked.number(name) for name in ("south", "north", "west", "east"))
    return Q(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)


_NUMBERS: Final = Statement(
    lambda: (
        Ticket.objects.of(Asked.id("street"))
        .filter(_in_box(), received_at__gte=Asked.moment("since"), state__in=LIVE)
        .values_list("lon", "lat", "pk", "number", "state")
    )
)


def _measured(known: Sequence[Known], lon: float, lat: float) -> list[Known]:
    """With how far each is away; one without a point stays without a distance."""
    there = [(each.lon, each.lat) for each in known if each.lon is not None and each.lat is not None]
    away = iter(distances_m([(lon, lat)], there)[0].tolist() if there else ())
    return [each if each.lon is None else replace(each, distance_m=next(away)) for each in known]
