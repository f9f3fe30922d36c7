"""Every read of tickets: who sees which, one to read, some to change, the queue."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, among
from linli.kernel.writes import lock_in_order
from linli.org.models import Person, Unit
from linli.org.queries.reach import grids_below, require_at
from linli.tickets.models import Assist, Commitment, Reporter, Ticket
from linli.tickets.queries.readers import own_unit, require_reporter
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a queue shows; nothing said means everything open."""

    states: frozenset[State] = OPEN
    unit_id: UUID | None = None
    track: str = ""
    due_before: datetime | None = None


def unit_of(actor: Actor) -> UUID | None:
    """The unit the actor works for; one statement, none for an account without a person."""
    if actor.person_id is None:
        return None
    found: UUID | None = Person.objects.of(actor.subdistrict_id).filter(pk=actor.person_id).values_list("unit_id", flat=True).first()
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody sees: every ticket; those of some grids; those that one's own unit has, leads or helps with."""

    is_everywhere: bool
    below: Sequence[UUID] = ()
    unit_id: UUID | None = None

    @property
    def kind(self) -> "tuple[bool, bool, bool]":
        """Which of the three, whatever grids and unit they are."""
        return self.is_everywhere, bool(self.below), self.unit_id is not None


def reach_of(actor: Actor) -> Reach:
    """How far the actor sees."""
    if actor.may(Permission.READ):
        return Reach(is_everywhere=True)
    below = grids_below(actor, actor.limits.get(Permission.READ, frozenset()))
    return Reach(is_everywhere=False, below=below, unit_id=own_unit(actor) if actor.may(Permission.READ_OWN) else None)


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The tickets the actor may see."""
    reach = reach_of(actor)
    return within(reach.kind, actor.subdistrict_id, reach.below, reach.unit_id)


def within(
    kind: tuple[bool, bool, bool], street: UUID | Asked, below: Collection[UUID] | Asked, unit_id: UUID | Asked | None
) -> OwnedQuerySet:
    """The tickets within a reach of this kind; its values are given, or places for them."""
    is_everywhere, has_grids, has_unit = kind
    found: OwnedQuerySet = Ticket.objects.of(street)
    if is_everywhere:
        return found
    allowed = Q(pk__in=[])
    if has_grids:
        allowed |= among("grid_id", below)
    if has_unit:
        helps = Assist.objects.of(street).filter(ticket_id=OuterRef("pk"), unit_id=unit_id, until_at__isnull=True)
        promised = Commitment.objects.of(street).filter(ticket_id=OuterRef("pk"), unit_id=unit_id, ended_at__isnull=True)
        allowed |= Q(holder_unit_id=unit_id) | Q(lead_unit_id=unit_id) | Exists(helps) | Exists(promised)
    return found.filter(allowed)


def get_for(actor: Actor, ticket_id: UUID) -> Ticket:
    """One ticket, if the actor may see it."""
    ticket: Ticket | None = visible_to(actor).filter(pk=ticket_id).first()
    if ticket is None:
        raise NotFound
    return ticket


def numbers_of(actor: Actor, ticket_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """What these tickets are called, whoever asks: a number tells nothing of a ticket; one statement."""
    found = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=set(ticket_ids)).values_list("pk", "number")
    return dict(found)


def id_by_number(actor: Actor, number: str) -> UUID:
    """The ticket of that number, however it was typed, if the actor may see it."""
    wanted = number.strip().lstrip("#＃").strip()
    found: UUID | None = visible_to(actor).filter(number=wanted).values_list("pk", flat=True).first()
    if found is None:
        raise Refused("tickets.no_such_number", number=wanted)
    return found


def lock_for(actor: Actor, ticket_id: UUID, permission: Permission) -> Ticket:
    """One ticket, locked for a change the actor may make."""
    return lock_all_for(actor, [ticket_id], permission)[ticket_id]


def lock_all_for(actor: Actor, ticket_ids: Iterable[UUID], permission: Permission) -> Mapping[UUID, Ticket]:
    """These tickets, locked by ascending id for a change the actor may make to each."""
    found = {ticket.pk: ticket for ticket in lock_in_order(visible_to(actor), actor.subdistrict_id, ticket_ids)}
    require_at(actor, permission, {ticket.grid_id for ticket in found.values()})
    return found


def lock_with_whole(actor: Actor, ticket_id: UUID, permission: Permission) -> tuple[Ticket, Ticket | None]:
    """One ticket for a change the actor may make, and before it the one it is a part of, whether or not he sees that."""
    parent_id = get_for(actor, ticket_id).parent_id
    # The whole is older, so its id is the smaller: locked in this order, nobody waits for a circle.
    whole: Sequence[Ticket] = lock_in_order(Ticket.objects.of(actor.subdistrict_id), actor.subdistrict_id, [parent_id]) if parent_id else ()
    return lock_for(actor, ticket_id, permission), next(iter(whole), None)


def lock_seen(actor: Actor, ticket_ids: Iterable[UUID], permission: Permission) -> Mapping[UUID, Ticket]:
    """Those of these tickets that the actor sees, locked by ascending id for a change he may make to each."""
    wanted = set(ticket_ids)
    seen = visible_to(actor).filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    found = {ticket.pk: ticket for ticket in seen}
    if wanted and not found:
        raise NotFound
    require_at(actor, permission, {ticket.grid_id for ticket in found.values()})
    return found


def lock_held_for(actor: Actor, ticket_id: UUID, permission: Permission) -> Ticket:
    """One ticket, locked for what only the unit that holds it may do; the centre's dispatcher may speak for any unit."""
    ticket = lock_for(actor, ticket_id, permission)
    check_holds(actor, ticket, None if actor.may(Permission.DISPATCH) else unit_of(actor))
    return ticket


def check_holds(actor: Actor, ticket: Ticket, unit_id: UUID | None) -> None:
    """Refuse what only the unit that holds the ticket may do; the centre's dispatcher may speak for any unit."""
    if not actor.may(Permission.DISPATCH) and unit_id != ticket.holder_unit_id:
        raise Refused("kernel.not_allowed")


def queue(actor: Actor, wanted: Wanted, *, after: tuple[datetime, UUID] | None = None) -> Sequence[Ticket]:
    """A page of open tickets, what is due first first, after that place; one more than a page tells there is more."""
    found = visible_to(actor).filter(due_at__isnull=False)
    if wanted.states != OPEN:
        found = found.filter(state__in=codes(wanted.states))
    if wanted.unit_id is not None:
        found = found.filter(holder_unit_id=wanted.unit_id)
    if wanted.track:
        found = found.filter(track=wanted.track)
    if wanted.due_before is not None:
        found = found.filter(due_at__lt=wanted.due_before)
    if after is not None:
        due_at, ticket_id = after
        found = found.filter(due_at__gte=due_at).exclude(due_at=due_at, pk__lte=ticket_id)
    return list(found.defer("words", "plan").select_related("holder_unit", "grid").order_by("due_at", "pk")[: PAGE + 1])


def neighbour(actor: Actor, ticket: Ticket, *, is_after: bool) -> UUID | None:
    """The open ticket that is due just after, or just before, this one; beside one that is closed the first of all."""
    found = visible_to(actor).filter(due_at__isnull=False).exclude(pk=ticket.pk)
    if ticket.due_at is None:
        found = found.order_by("due_at", "pk")
    elif is_after:
        found = found.filter(due_at__gte=ticket.due_at).exclude(due_at=ticket.due_at, pk__lt=ticket.pk).order_by("due_at", "pk")
    else:
        found = found.filter(due_at__lte=ticket.due_at).exclude(due_at=ticket.due_at, pk__gt=ticket.pk).order_by("-due_at", "-pk")
    first: UUID | None = found.values_list("pk", flat=True).first()
    return first


def open_units(actor: Actor, unit_ids: Iterable[UUID], at: datetime) -> Mapping[UUID, Unit]:
    """Those of these units that work now; one statement."""
    wanted = set(unit_ids)
    found = Unit.objects.of(actor.subdistrict_id).filter(pk__in=wanted, valid_from__lte=at).exclude(valid_until__lte=at)
    return {unit.pk: unit for unit in found}


def require_unit(actor: Actor, unit_id: UUID, at: datetime) -> Unit:
    """The unit, if it works now; a closed one cannot be given anything."""
    found = open_units(actor, [unit_id], at)
    if unit_id not in found:
        raise Refused("tickets.unit_is_closed")
    return found[unit_id]


def open_children(ticket: Ticket) -> int:
    """How many parts of it are still open."""
    return Ticket.objects.of(ticket.subdistrict_id).filter(parent_id=ticket.pk, state__in=codes(OPEN)).count()


def open_commitments(ticket: Ticket) -> int:
    """How many promises of other units are still open."""
    return Commitment.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, ended_at__isnull=True).count()


def reporters_of(actor: Actor, ticket: Ticket) -> Sequence[Reporter]:
    """Everybody who reported it or what was merged into it; only for who may know them."""
    require_reporter(actor, ticket)
    wanted, found = [ticket.pk], {ticket.pk}
    while wanted:
        merged = Ticket.objects.of(ticket.subdistrict_id).filter(merged_into_id__in=wanted).values_list("pk", flat=True)
        wanted = [each for each in merged if each not in found]
        found |= set(wanted)
    return list(Reporter.objects.of(ticket.subdistrict_id).filter(ticket_id__in=found).order_by("reported_at", "pk"))
