"""Every read of call-out lists and calls: which list applies, whom a line means now, who has answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.writes import lock_in_order
from linli.org.models import Duty, Person, PostHolding
from linli.org.queries import posts, rota
from linli.org.queries.atlas import atlas_of
from linli.org.queries.duties import holding_at
from linli.org.rules.cuts import ancestors
from linli.org.rules.rota import RotaRole
from linli.tickets.models import Call, CalloutLine, CalloutList, Ticket
from linli.tickets.queries import catalogue, tickets
from linli.tickets.rules import callouts as rules
from linli.tickets.rules.callouts import Called, Line, Outcome, Placed
from linli.tickets.rules.permissions import Permission

_ROLES: Mapping[Called, RotaRole] = {
    Called.CHIEF: RotaRole.CHIEF,
    Called.LEADER: RotaRole.LEADER,
    Called.MEMBER: RotaRole.MEMBER,
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with the lines of the version in use."""

    row: CalloutList
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Course:
    """By which list a ticket's people are called, and its lines; no list where whoever is on duty is told."""

    list_id: UUID | None
    version: int
    lines: Sequence[Placed]

    def of_seat(self, seat_no: int) -> list[Line]:
        """The lines of one seat in their order."""
        return [each.line for each in self.lines if each.seat_no == seat_no]


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a ticket's call-out with everybody called for it so far."""

    number: int
    name: str
    calls: Sequence[Call]

    @property
    def answered(self) -> Sequence[Call]:
        """Who has said that he is on his way."""
        return [each for each in self.calls if each.outcome == Outcome.ANSWERED]

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody answered and nobody is asked any more."""
        return rules.is_unanswered([Outcome(each.outcome) for each in self.calls])

    @property
    def shape(self) -> str:
        """The state in one of the five shapes."""
        if self.answered:
            return "ok"
        return "stop" if self.is_unanswered else "watch"


def lists(actor: Actor) -> Sequence[ListRow]:
    """Every list with its lines, the one for everything first; two statements."""
    actor.require(Permission.READ)
    rows = list(CalloutList.objects.of(actor.subdistrict_id).order_by("class_code"))
    lines = _lines_of(actor, rows)
    return [ListRow(row, lines.get(row.pk, ())) for row in rows]


def get_for(actor: Actor, list_id: UUID) -> ListRow:
    """One list with its lines."""
    found = next((each for each in lists(actor) if each.row.pk == list_id), None)
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, list_id: UUID) -> CalloutList:
    """One list, locked for a change the actor may make."""
    found: CalloutList = lock_in_order(CalloutList.objects.all(), actor.subdistrict_id, [list_id])[0]
    actor.require(Permission.CHANGE_CALLOUTS)
    return found


def lines_of(actor: Actor, row: CalloutList) -> Sequence[Line]:
    """The lines of the version in use."""
    return _lines_of(actor, [row]).get(row.pk, [])


def _lines_of(actor: Actor, rows: Sequence[CalloutList]) -> dict[UUID, list[Line]]:
    versions = {row.pk: row.version for row in rows}
    found = CalloutLine.objects.of(actor.subdistrict_id).filter(list_id__in=list(versions)).order_by("order")
    lines: dict[UUID, list[Line]] = {}
    for each in found:
        if each.version == versions[each.list_id]:
            lines.setdefault(each.list_id, []).append(as_line(each))
    return lines


def as_line(row: CalloutLine) -> Line:
    """The line as the rules read it."""
    return Line(row.seat, Called(row.called), row.duty_role_id or row.post_id or row.person_id)


def course_for(actor: Actor, ticket: Ticket) -> Course:
    """The list of the ticket's class, of the class above, or for everything; else whoever is on duty."""
    rows = {row.class_code: row for row in CalloutList.objects.of(actor.subdistrict_id).filter(version__gt=0)}
    line = catalogue.in_use(actor).line(ticket.item_code) if ticket.item_code and rows else ()
    chosen = rules.chosen(rows, [item.code for item in line])
    if chosen is None:
        return Course(None, 0, rules.placed(rules.DEFAULT))
    return Course(chosen.pk, chosen.version, rules.placed(lines_of(actor, chosen)))


def course_of(actor: Actor, call: Call) -> Course:
    """The list as it stood when the call was made."""
    if call.list_id is None:
        return Course(None, 0, rules.placed(rules.DEFAULT))
    rows = CalloutLine.objects.of(actor.subdistrict_id).filter(list_id=call.list_id, version=call.version).order_by("order")
    return Course(call.list_id, call.version, rules.placed(map(as_line, rows)))


def people_of(actor: Actor, lines: Iterable[Line], ticket: Ticket, at: datetime) -> list[list[UUID]]:
    """Whom each line means at this moment, those who have left apart; at most one statement for each way of naming, and one more."""
    wanted = list(lines)
    ways = {line.called for line in wanted}
    shifts = rota.on_duty(actor, at) if ways & set(_ROLES) else ()
    on_duty = {called: [each.person_id for now in shifts for each in now.in_role(role)] for called, role in _ROLES.items()}
    held = _held(actor, wanted, at) if Called.POST in ways else {}
    answering = _answering(actor, wanted, ticket, at) if Called.DUTY in ways else {}
    found = []
    for line in wanted:
        named = [line.subject_id] if line.called is Called.PERSON else []
        found.append([*on_duty.get(line.called, ()), *held.get(line.subject_id, ()), *answering.get(line.subject_id, ()), *named])
    return _present(actor, found)


def _held(actor: Actor, lines: Sequence[Line], at: datetime) -> dict[UUID | None, list[UUID]]:
    ids = [line.subject_id for line in lines if line.called is Called.POST]
    rows = PostHolding.objects.of(actor.subdistrict_id).filter(posts.held_at(at), post_id__in=ids).order_by("valid_from", "pk")
    found: dict[UUID | None, list[UUID]] = {}
    for post_id, person_id in rows.values_list("post_id", "person_id"):
        found.setdefault(post_id, []).append(person_id)
    return found


def _answering(actor: Actor, lines: Sequence[Line], ticket: Ticket, at: datetime) -> dict[UUID | None, list[UUID]]:
    """Who answers for the ticket's grid in each role; where nobody does, who does for the grid above."""
    if ticket.grid_id is None:
        return {}
    cells = atlas_of(actor.subdistrict_id).at(at).cells
    upward = [ticket.grid_id, *ancestors(cells, ticket.grid_id)]
    ids = [line.subject_id for line in lines if line.called is Called.DUTY]
    rows = Duty.objects.of(actor.subdistrict_id).filter(holding_at(at), grid_id__in=upward, role_id__in=ids).order_by("valid_from", "pk")
    by_role: dict[UUID | None, dict[UUID, list[UUID]]] = {}
    for role_id, grid_id, person_id in rows.values_list("role_id", "grid_id", "person_id"):
        by_role.setdefault(role_id, {}).setdefault(grid_id, []).append(person_id)
    return {role_id: next(grids[grid_id] for grid_id in upward if grid_id in grids) for role_id, grids in by_role.items()}


def _present(actor: Actor, found: Sequence[Sequence[UUID | None]]) -> list[list[UUID]]:
    """The same without doubles and without those who have left."""
    everybody = {person_id for each in found for person_id in each if person_id is not None}
    here = set(Person.objects.of(actor.subdistrict_id).filter(pk__in=everybody, left_on__isnull=True).values_list("pk", flat=True))
    return [list(dict.fromkeys(person_id for person_id in each if person_id is not None and person_id in here)) for each in found]


def calls_of(ticket: Ticket) -> Sequence[Call]:
    """Every call of the ticket in the order of seats and times; one statement."""
    return list(Call.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("seat_no", "place", "pk"))


def seats_of(ticket: Ticket) -> Sequence[Seat]:
    """The ticket's seats with who was called for each."""
    return in_seats(calls_of(ticket))


def in_seats(calls: Iterable[Call]) -> Sequence[Seat]:
    """The calls of one ticket by seat."""
    found: dict[int, list[Call]] = {}
    for each in calls:
        found.setdefault(each.seat_no, []).append(each)
    return [Seat(number, each[0].seat, each) for number, each in sorted(found.items())]


def own_calls(actor: Actor, ticket: Ticket) -> Sequence[Call]:
    """The calls that wait for the actor's own answer, and those he missed."""
    if actor.person_id is None:
        return []
    mine = Call.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, person_id=actor.person_id)
    return list(mine.filter(outcome__in=[Outcome.WAITING.value, Outcome.MISSED.value]).order_by("seat_no", "place", "pk"))


def called_ticket(actor: Actor, ticket_id: UUID) -> Ticket:
    """A ticket for who may see it, or was called out for it."""
    if (
        actor.person_id is not None
        and Call.objects.of(actor.subdistrict_id).filter(ticket_id=ticket_id, person_id=actor.person_id).exists()
    ):
        found: Ticket = Ticket.objects.of(actor.subdistrict_id).get(pk=ticket_id)
        return found
    return tickets.get_for(actor, ticket_id)


def lock_called(actor: Actor, ticket_id: UUID) -> Ticket:
    """The same, locked: calls of one ticket are written one after another."""
    found: Ticket = lock_in_order(Ticket.objects.all(), actor.subdistrict_id, [called_ticket(actor, ticket_id).pk])[0]
    return found
