"""Who may know who reported: the permission alone is not enough for those whom complaints are about."""

from collections.abc import Callable
from typing import Final, Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import Aggregate
from linli.kernel.statements import Asked
from linli.org.models import Person
from linli.org.rules.units import UnitKind
from linli.tickets.models import Reporter, Ticket
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State

# Firms, shops, landlords and committees meet the reporter on the stairs. What has no kind of its own may be any of them.
NEUTRAL_KINDS: Final = frozenset(
    {UnitKind.PROPERTY_FIRM, UnitKind.RESIDENTS_COMMITTEE, UnitKind.ALLIANCE, UnitKind.BLOCK_BRANCH, UnitKind.OTHER}
)
REMEMBERED: Final = 512
# Unit and kind of unit, by who asks in which request.
_STATIONS: Final[dict[tuple[UUID, UUID | None, UUID], tuple[UUID | None, str]]] = {}


def knows_reporters(actor: Actor) -> bool:
    """Whether the actor may know reporters at all; no statement for who lacks the permission, one in a request for who has it."""
    return actor.may(Permission.READ_REPORTER) and _station(actor)[1] not in NEUTRAL_KINDS


class About(Protocol):
    """A ticket, or a line of a list of them, as far as it says against whom it is."""

    @property
    def about_unit_id(self) -> UUID | None: ...


def knows_reporter(actor: Actor, ticket: About) -> bool:
    """Whether the actor may know who reported this ticket: never the unit that it is about, whatever its posts permit."""
    return knows_reporter_of(actor)(ticket)


def knows_reporter_of(actor: Actor) -> Callable[[About], bool]:
    """The same as a question about each of many tickets: who asks is looked up once."""
    if not knows_reporters(actor):
        return lambda _: False
    own = own_unit(actor)
    return lambda ticket: ticket.about_unit_id is None or ticket.about_unit_id != own


def is_hidden_from(actor: Actor) -> Exists:
    """The same within a statement about many tickets: whether this one hides its reporter from an actor who has the permission."""
    return is_hidden(actor.subdistrict_id, actor.person_id)


def is_hidden(street: UUID | Asked, person_id: UUID | Asked | None) -> Exists:
    """The same with places for street and person."""
    about = Q(unit__kind__in=NEUTRAL_KINDS) | Q(unit_id=OuterRef("about_unit_id"))
    return Exists(Person.objects.of(street).filter(about, pk=person_id))


def require_reporter(actor: Actor, ticket: Ticket) -> None:
    """Refuse to tell who reported to whoever may not know."""
    if not knows_reporter(actor, ticket):
        raise Refused("kernel.not_allowed")


def own_unit(actor: Actor) -> UUID | None:
    """The unit the actor works for, read once in a request."""
    return _station(actor)[0]


def reporter_for(actor: Actor, reporter_id: UUID) -> Reporter:
    """One reporter, for who sees the ticket, or the one it was merged into, and may know reporters of it."""
    # Below what reads tickets, which asks here who may know the reporter.
    from linli.tickets.queries.tickets import visible_to

    found: Reporter | None = Reporter.objects.of(actor.subdistrict_id).select_related("ticket").filter(pk=reporter_id).first()
    if found is None or not knows_reporter(actor, found.ticket):
        raise NotFound
    stays = stays_in(found.ticket)
    if not knows_reporter(actor, stays) or not visible_to(actor).filter(pk__in={found.ticket_id, stays.pk}).exists():
        raise NotFound
    return found


def own_work(actor: Actor, aggregate: Aggregate) -> str | None:
    """The open ticket of the actor's own unit that this reporter waits for; nothing for whoever may not know him."""
    if not isinstance(aggregate, Reporter) or not knows_reporter(actor, aggregate.ticket):
        return None
    stays = stays_in(aggregate.ticket)
    is_own = stays.holder_unit_id == own_unit(actor) and State(stays.state) in OPEN
    return stays.stream if is_own and knows_reporter(actor, stays) else None


def stays_in(ticket: Ticket) -> Ticket:
    """The ticket that answers for this one: itself, or what it was merged into in the end."""
    while ticket.state == State.MERGED and ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def remember(actor: Actor, unit_id: UUID | None, kind: str) -> None:
    """Spare the statement where the actor's own unit was read with something else in this request."""
    if len(_STATIONS) >= REMEMBERED:
        _STATIONS.clear()
    _STATIONS[_place(actor)] = (unit_id, kind)


def _station(actor: Actor) -> tuple[UUID | None, str]:
    """Unit and kind of unit of the actor."""
    if actor.person_id is None:
        return None, ""
    # Asked for every row of a list; a request is short, and within it nobody changes his unit.
    known = _STATIONS.get(_place(actor))
    if known is None:
        found = Person.objects.of(actor.subdistrict_id).filter(pk=actor.person_id).values_list("unit_id", "unit__kind").first()
        known = (found[0], found[1] or "") if found else (None, "")
        remember(actor, *known)
    return known


def _place(actor: Actor) -> tuple[UUID, UUID | None, UUID]:
    return actor.subdistrict_id, actor.person_id, actor.request_id
