"""What a partner reads: what it handed in itself, or the neutral list of all matters; never who reported, nor in which words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, Value
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.tickets.models import PartnerReceipt, Reply, Ticket, TicketClock
from linli.tickets.models.tickets import TIME_OF
from linli.tickets.queries import catalogue
from linli.tickets.rules.catalogue import Catalogue, Item
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.outside import CLOSED, ENDED, OPEN, OTHER, rounded, status_note, status_of
from linli.tickets.rules.partners import Right
from linli.tickets.rules.replies import ReplyState, depersonalised
from linli.tickets.rules.states import ASIDE, State

# As Open311 has it: the last ninety days, and at most a thousand.
SPAN: Final = timedelta(days=90)
MOST: Final = 1_000
# A complaint about a unit, and what was put aside, is for nobody outside; history taken over from files was told to others before.
LISTED: Final = Q(about_unit__isnull=True, import_id__isnull=True) & ~Q(state__in=codes(ASIDE))


@dataclass(frozen=True, slots=True)
class Service:
    """A class of the catalogue as somebody outside chooses it."""

    code: str
    name: str
    description: str
    group: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests somebody asks for; numbers override the rest."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset({OPEN, CLOSED})
    start_at: datetime | None = None
    end_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A ticket as somebody outside reads it."""

    number: str
    status: str
    state: State
    note: str
    service_code: str
    service_name: str
    description: str
    agency: str
    address: str
    lon: float | None
    lat: float | None
    received_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    is_own: bool
    media_url: str


def readable(actor: Actor, partner_id: UUID) -> OwnedQuerySet:
    """The tickets that the partner may read, each with whether it is its own."""
    found: OwnedQuerySet = Ticket.objects.of(actor.subdistrict_id)
    receipts = PartnerReceipt.objects.of(actor.subdistrict_id).filter(partner_id=partner_id)
    may_own, may_list = Right.READ_OWN.value in actor.permissions, Right.READ_LIST.value in actor.permissions
    if may_list:
        own = Exists(receipts.filter(ticket_id=OuterRef("pk"))) if may_own else Value(False, output_field=BooleanField())
        marked: OwnedQuerySet = found.annotate(is_own=own).filter(LISTED | Q(is_own=True))
        return marked
    if may_own:
        mine: OwnedQuerySet = found.filter(pk__in=receipts.values("ticket_id")).annotate(is_own=Value(True))
        return mine
    raise Refused("partners.no_right", right=gettext(Right.READ_OWN.words))


def requests(actor: Actor, partner_id: UUID, wanted: Wanted) -> Sequence[Outline]:
    """The requests asked for, newest first."""
    found = readable(actor, partner_id)
    found = found.filter(number__in=wanted.numbers) if wanted.numbers else _filtered(found, wanted)
    return outlines(actor, list(found.select_related("lead_unit").order_by("-received_at", "-pk")[:MOST]))


def request(actor: Actor, partner_id: UUID, number: str) -> Outline:
    """One request; one that may not be read is not there."""
    found = requests(actor, partner_id, Wanted(numbers=(number,)))
    if not found:
        raise NotFound
    return found[0]


def _filtered(found: OwnedQuerySet, wanted: Wanted) -> OwnedQuerySet:
    end = wanted.end_at or (min(clock.now(), wanted.start_at + SPAN) if wanted.start_at else clock.now())
    start = wanted.start_at or end - SPAN
    if not timedelta() <= end - start <= SPAN:
        raise Refused("outside.span_unfit", days=SPAN.days)
    chosen = found.filter(received_at__gte=start, received_at__lte=end)
    if wanted.services:
        unclassed = Q(item_code__isnull=True) if OTHER in wanted.services else Q(pk__in=[])
        chosen = chosen.filter(Q(item_code__in=wanted.services) | unclassed)
    if wanted.statuses != {OPEN, CLOSED}:
        states = ENDED if wanted.statuses == {CLOSED} else frozenset(State) - ENDED
        chosen = chosen.filter(state__in=codes(states))
    return chosen


def outlines(actor: Actor, tickets: Sequence[Any]) -> list[Outline]:
    """These tickets as they look outside; two statements more, and the catalogue."""
    ids = [each.pk for each in tickets]
    own = [each.pk for each in tickets if each.is_own]
    due, notes, known = _due(actor, ids), _notes(actor, own), catalogue.in_use(actor)
    return [_outline(each, due.get(each.pk), notes.get(each.pk, ""), known) for each in tickets]


def _outline(ticket: Any, due_at: datetime | None, note: str, known: Catalogue) -> Outline:
    state, is_own = State(ticket.state), bool(ticket.is_own)
    item = known.items.get(ticket.item_code or "")
    times = [getattr(ticket, column) for column in TIME_OF.values()]
    return Outline(
        number=ticket.number,
        status=status_of(state),
        state=state,
        note=note or status_note(state),
        service_code=ticket.item_code or OTHER,
        service_name=item.name if item else other_name() if ticket.item_code is None else ticket.item_code,
        # Its own words it has already; of others it reads the class alone.
        description=(ticket.matter or ticket.words) if is_own else "",
        agency=ticket.lead_unit.name if ticket.lead_unit else "",
        address=ticket.address if is_own else "",
        lon=ticket.lon if is_own else rounded(ticket.lon),
        lat=ticket.lat if is_own else rounded(ticket.lat),
        received_at=ticket.received_at,
        updated_at=max(each for each in times if each is not None),
        expected_at=due_at if state not in ENDED else None,
        is_own=is_own,
        media_url=ticket.media_url if is_own else "",
    )


def _due(actor: Actor, ticket_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    rows = TicketClock.objects.of(actor.subdistrict_id).filter(ticket_id__in=ticket_ids, kind=Clock.OVERALL.value, stopped_at__isnull=True)
    return dict(rows.values_list("ticket_id", "due_at"))


def _notes(actor: Actor, ticket_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What the reporter was answered, without names and numbers, for whoever handed the matter in."""
    rows = Reply.objects.of(actor.subdistrict_id).filter(
        ticket_id__in=ticket_ids, state=ReplyState.SIGNED.value, ticket__state=State.CLOSED.value
    )
    return {ticket_id: depersonalised(text) for ticket_id, text in rows.order_by("round").values_list("ticket_id", "answer_points") if text}


def services(actor: Actor) -> list[Service]:
    """The classes that a matter may be given, and one for what has none."""
    known = catalogue.in_use(actor)
    found = [_service(item, known) for item in known.deepest]
    return [*found, Service(OTHER, other_name(), "", "", ())]


def service(actor: Actor, code: str) -> Service:
    """One of them."""
    found = next((each for each in services(actor) if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def number_by_key(actor: Actor, partner_id: UUID, key: str) -> str:
    """The number of the request that was handed in under this key."""
    rows = PartnerReceipt.objects.of(actor.subdistrict_id).filter(partner_id=partner_id, key=key)
    found: str | None = rows.values_list("ticket__number", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _service(item: Item, known: Catalogue) -> Service:
    above = known.items.get(item.parent_code or "")
    return Service(item.code, item.name, item.description, above.name if above else "", item.keywords)


def other_name() -> str:
    """What a matter without a class is called."""
    return gettext("Other matters")
