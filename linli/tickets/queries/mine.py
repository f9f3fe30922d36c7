"""What one unit has to do: its open tickets, and what others want of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from linli.kernel.actor import Actor
from linli.org.models import Unit
from linli.tickets.models import Commitment, Reply, Ticket, TicketClock
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.faces import Face, face_of
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.replies import ReplyState
from linli.tickets.rules.states import OPEN, State

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """An open ticket of the unit, and which clocks of it run."""

    id: UUID
    face: Face
    state: State
    due_at: datetime
    due_kind: str
    yellow_at: datetime | None
    running: frozenset[str]
    has_open_hazard: bool
    is_safe_for_now: bool
    # Whether a reply was written and waits for the head's signature.
    reply_waits: bool
    seen: int
    lon: float | None = None
    lat: float | None = None
    grid_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """What the unit is asked for, or promised."""

    id: UUID
    ticket_id: UUID
    number: str
    matter: str
    what: str
    due_at: datetime
    is_taken_on: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything that waits for one unit."""

    unit: str
    tickets: Sequence[OwnTicket]
    promises: Sequence[OwnPromise]


def mine(actor: Actor) -> Mine:
    """The work of the actor's own unit, what is due first first; four statements, and nothing for who has no unit."""
    unit_id = queries.unit_of(actor)
    if unit_id is None:
        return Mine("", (), ())
    name = Unit.objects.of(actor.subdistrict_id).filter(pk=unit_id).values_list("short_name", flat=True).first()
    return Mine(name or "", _tickets(actor, unit_id), _promises(actor, unit_id))


def _tickets(actor: Actor, unit_id: UUID) -> list[OwnTicket]:
    running = TicketClock.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("pk"), stopped_at__isnull=True)
    replies = Reply.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("pk"), round=OuterRef("reworks"))
    found = Ticket.objects.of(actor.subdistrict_id).filter(holder_unit_id=unit_id, due_at__isnull=False)
    rows = found.annotate(
        submitted=Exists(replies.filter(state=ReplyState.SUBMITTED.value)),
        running=ArraySubquery(running.order_by().values("kind")),
        yellow=ArraySubquery(running.filter(kind=OuterRef("due_kind")).order_by("due_at").values("yellow_at")[:1]),
    ).order_by("due_at", "pk")
    return [_own(actor, row) for row in rows[:AT_MOST]]


def _own(actor: Actor, row: Ticket) -> OwnTicket:
    found: dict[str, Sequence[object]] = vars(row)
    kinds = frozenset(str(each) for each in found["running"])
    yellow = next(iter(found["yellow"]), None)
    return OwnTicket(
        id=row.pk,
        face=face_of(actor, row),
        state=State(row.state),
        # An open ticket always has its nearest clock.
        due_at=row.due_at or row.received_at,
        due_kind=row.due_kind,
        yellow_at=yellow if isinstance(yellow, datetime) else None,
        running=kinds,
        has_open_hazard=row.has_open_hazard,
        is_safe_for_now=bool(row.measure),
        reply_waits=bool(vars(row)["submitted"]),
        seen=row.journal_seq,
        lon=row.lon,
        lat=row.lat,
        grid_id=row.grid_id,
    )


def _promises(actor: Actor, unit_id: UUID) -> list[OwnPromise]:
    found = Commitment.objects.of(actor.subdistrict_id).filter(unit_id=unit_id, ended_at__isnull=True, ticket__state__in=codes(OPEN))
    rows = found.select_related("ticket").order_by("due_at", "pk")[:AT_MOST]
    return [
        OwnPromise(
            row.pk,
            row.ticket_id,
            row.ticket.number,
            row.ticket.matter,
            row.what,
            row.due_at,
            row.taken_on_at is not None,
            row.ticket.journal_seq,
        )
        for row in rows
    ]
