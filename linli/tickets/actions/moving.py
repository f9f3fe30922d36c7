"""What every move has in common: state, time, holder, clocks, and the copy of the nearest clock on the ticket."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel import clock, jobs
from linli.kernel.actor import Actor
from linli.kernel.calendar import Deadline, WorkCalendar, restored, stored
from linli.kernel.calendar import queries as calendars
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.models import Commitment, Ticket, TicketClock
from linli.tickets.models.tickets import TIME_OF
from linli.tickets.queries import clocks
from linli.tickets.rules import plans, retiming
from linli.tickets.rules.checks import check_hazard, check_return
from linli.tickets.rules.clocks import Clock, Ending, Running, Turn, nearest, promised, timed, turn
from linli.tickets.rules.states import ASIDE, OPEN, Move, State, target
from linli.tickets.rules.telling import TELLING_MOVES

TIMES = ("due_at", "yellow_at", "next_look_at", "derivation", "is_cut", "is_provisional")
Change = Callable[[TicketClock, Deadline], Deadline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move of one ticket: where it leads, who has it then, what else changes on the row, the day that was given."""

    move: Move
    holder_unit_id: UUID | None
    changes: Mapping[str, object] = field(default_factory=dict)
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What the moves of one write need of locked tickets, read once for all of them."""

    now: datetime
    used: WorkCalendar
    rows: Mapping[UUID, Sequence[TicketClock]]

    @classmethod
    def open(cls, actor: Actor, tickets: Sequence[Ticket]) -> "Desk":
        """Two statements, however many tickets there are."""
        return cls(clock.now(), calendars.in_use(actor), clocks.standing_of(actor, [ticket.pk for ticket in tickets]))

    def prepare(self, ticket: Ticket, step: Step) -> "Planned":
        """What the move will write, or the refusal before anything is written."""
        before, rows = State(ticket.state), self.rows.get(ticket.pk, ())
        to = target(step.move, before, returns=ticket.returns, before=State(ticket.state_before) if ticket.state_before else None)
        check_hazard(to, has_open_hazard=ticket.has_open_hazard, measure=ticket.measure)
        has_paused = any(is_paused(row, self.now) for row in rows)
        retimed = retime(rows, self.used, lambda _, old: retiming.resumed(old, self.now, self.used)) if has_paused else []
        if step.move is Move.RETURN and not has_paused:
            check_return(clocks.accept_by(rows), self.now)
        own = [clocks.as_standing(row) for row in rows if row.commitment_id is None]
        turned = turn(step.move, to, plans.restored(ticket.plan), own, self.now, calendar=self.used, given_at=step.given_at)

        stopped, started, running = _turn_clocks(ticket, rows, turned, to, self.now)
        changes = {**_entered(to, self.now), **step.changes, "state": to.value, "holder_unit_id": step.holder_unit_id}
        changes["state_before"] = before.value if to in ASIDE else ""
        if to in OPEN:
            changes.update(ended_at=None)
        return Planned(ticket, {**changes, **due_columns(running)}, stopped, started, retimed, has_paused, step.move in TELLING_MOVES)


@dataclass(frozen=True, slots=True)
class Planned:
    """One move as it will be written."""

    ticket: Ticket
    changes: Mapping[str, object]
    stopped: Sequence[TicketClock]
    started: Sequence[TicketClock]
    retimed: Sequence[TicketClock]
    ends_pause: bool
    # Whether somebody is told: by what the action that asked for the move records next.
    is_told: bool


@write
def carry_out(actor: Actor, ticket: Ticket, step: Step) -> None:
    """Bring a locked ticket to where the move leads, or refuse; the action that asks for it records it."""
    carry_out_all(actor, [Desk.open(actor, [ticket]).prepare(ticket, step)])


@write
def carry_out_all(actor: Actor, planned: Sequence[Planned]) -> None:
    """Write prepared moves of locked tickets, one set of statements for all of them."""
    if not planned:
        return
    now = clock.now()
    aside = [each.ticket.pk for each in planned if each.changes["state"] in ASIDE]
    if aside:
        # Nobody owes a promise for what was put aside.
        open_ones = Commitment.objects.of(actor.subdistrict_id).filter(ticket_id__in=aside, ended_at__isnull=True)
        open_ones.update(ended_at=now, is_kept=False)
    if unpaused := [each.ticket.pk for each in planned if each.ends_pause]:
        ledger.end_pauses(actor, unpaused)
    save_times([row for each in planned for row in each.retimed])
    if stopped := [row for each in planned for row in each.stopped]:
        TicketClock.objects.bulk_update(stopped, ["stopped_at", "ending"])
    if started := [row for each in planned for row in each.started]:
        TicketClock.objects.bulk_create(started)
    _save_all(planned)
    told = [each.ticket for each in planned if each.is_told]
    jobs.queue_many("tickets.tell", told, [{"after": ticket.journal_seq} for ticket in told])


def tell_next(ticket: Ticket) -> None:
    """Let the units concerned be told of what is recorded next about a locked ticket."""
    jobs.queue("tickets.tell", ticket, after=ticket.journal_seq)


def save(ticket: Ticket, changes: Mapping[str, object]) -> None:
    """Change these columns of the row and no others."""
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(changes))


def refresh_due(ticket: Ticket) -> dict[str, object]:
    """The columns of the nearest clock, read again after a clock of the open ticket began or ended."""
    return due_columns([row for row in clocks.standing(ticket) if row.stopped_at is None])


def due_columns(running: Sequence[TicketClock]) -> dict[str, object]:
    """The copy of the nearest of these running clocks; nothing when none runs."""
    first = nearest((Clock(row.kind), row.due_at) for row in running)
    return {"due_at": None, "due_kind": ""} if first is None else {"due_kind": first[0].value, "due_at": first[1]}


def row_of(ticket: Ticket, running: Running, commitment: Commitment | None = None) -> TicketClock:
    """The clock as it is kept."""
    return TicketClock(
        subdistrict_id=ticket.subdistrict_id,
        ticket_id=ticket.pk,
        kind=running.clock.value,
        commitment=commitment,
        start_at=running.start_at,
        **_times(running),
    )


def stop(rows: Sequence[TicketClock], ending: Ending, now: datetime) -> None:
    """These clocks run no longer; one that began later than a clock set back says ends where it began."""
    _stop(rows, ending, now)
    TicketClock.objects.bulk_update(rows, ["stopped_at", "ending"])


def retime(rows: Iterable[TicketClock], used: WorkCalendar, change: Change) -> list[TicketClock]:
    """Work out anew those of the running clocks that were worked out at all; the whole time first, since it cuts the others."""
    overall_due_at, changed = None, []
    for row in sorted(rows, key=lambda row: row.kind != Clock.OVERALL):
        old = deadline_of(row)
        if old is None:
            # A whole time that somebody gave cuts the others as well.
            overall_due_at = row.due_at if row.kind == Clock.OVERALL and row.stopped_at is None else overall_due_at
            continue
        for name, value in _times(timed(Clock(row.kind), change(row, old), used, overall_due_at=overall_due_at)).items():
            setattr(row, name, value)
        overall_due_at = row.due_at if row.kind == Clock.OVERALL else overall_due_at
        changed.append(row)
    return changed


def aim(rows: Sequence[TicketClock], due_at: datetime, used: WorkCalendar) -> list[TicketClock]:
    """Let the whole time end at the moment that who sent the order gave; what it cuts is worked out anew. It begins where it began."""
    whole = next((row for row in rows if row.kind == Clock.OVERALL), None)
    if whole is None or (whole.derivation is None and whole.due_at == due_at):
        return []
    for name, value in _times(promised(Clock.OVERALL, whole.start_at, due_at, used)).items():
        setattr(whole, name, value)
    return [whole, *retime(rows, used, lambda _, old: old)]


def deadline_of(row: TicketClock) -> Deadline | None:
    """How the end of a running clock was worked out; nothing for one that has ended, or whose day somebody gave."""
    return None if row.stopped_at is not None or row.derivation is None else restored(row.derivation)


def save_times(rows: Sequence[TicketClock]) -> None:
    """Keep what was worked out anew."""
    if rows:
        TicketClock.objects.bulk_update(rows, TIMES)


def is_paused(row: TicketClock, now: datetime) -> bool:
    """Whether the clock stands still now."""
    found = deadline_of(row)
    return found is not None and retiming.is_paused(found, now)


def _times(running: Running) -> dict[str, Any]:
    return {
        "due_at": running.due_at,
        "yellow_at": running.yellow_at,
        # Whatever was said of it before: the sweeper sees what is left to say, and a look too early does no harm.
        "next_look_at": running.yellow_at,
        "derivation": None if running.deadline is None else stored(running.deadline),
        "is_cut": running.is_cut,
        "is_provisional": running.is_provisional,
    }


def _turn_clocks(
    ticket: Ticket, rows: Sequence[TicketClock], turned: Turn, to: State, now: datetime
) -> tuple[list[TicketClock], list[TicketClock], list[TicketClock]]:
    """What the rule says: the clocks that stop or run on again, those that begin, and all that run afterwards."""
    running = [row for row in rows if row.stopped_at is None]
    touched: list[TicketClock] = []
    for ending in Ending:
        ended = [row for row in running if row.commitment_id is None and turned.ended.get(Clock(row.kind)) is ending]
        if ending is Ending.DROPPED and to in ASIDE:
            ended += [row for row in running if row.commitment_id is not None]
        _stop(ended, ending, now)
        touched += ended
    resumed = [row for row in rows if row.stopped_at is not None and row not in touched and row.kind in turned.resumed]
    for row in resumed:
        row.stopped_at, row.ending = None, ""
    started = [row_of(ticket, each) for each in turned.started]
    return [*touched, *resumed], started, [row for row in [*running, *resumed, *started] if row.stopped_at is None]


def _stop(rows: Iterable[TicketClock], ending: Ending, now: datetime) -> None:
    for row in rows:
        row.stopped_at, row.ending = max(now, row.start_at), ending.value


def _save_all(planned: Sequence[Planned]) -> None:
    for each in planned:
        for name, value in each.changes.items():
            setattr(each.ticket, name, value)
    if len(planned) == 1:
        planned[0].ticket.save(update_fields=list(planned[0].changes))
    else:
        Ticket.objects.bulk_update([each.ticket for each in planned], sorted({name for each in planned for name in each.changes}))


def _entered(to: State, now: datetime) -> dict[str, object]:
    # When it came in stays, however often it comes back.
    return {} if to is State.RECEIVED else {TIME_OF[to]: now}
