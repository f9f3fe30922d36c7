"""Looking at the clocks: yellow, red, and the steps of the ladder, each once, by as many workers as there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import WorkCalendar
from linli.kernel.calendar import queries as calendars
from linli.kernel.writes import write
from linli.org.models import Unit
from linli.org.rules.units import UnitKind
from linli.tickets.models import SupervisionStep, Ticket, TicketClock
from linli.tickets.queries import rule_sets
from linli.tickets.queries import supervision as queries
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.ladder import Ladder, Look, Told, look

CHUNK: Final = 200
_SAID: Final = ["yellow_told_at", "red_told_at", "steps_raised", "next_look_at"]


@write
def sweep(actor: Actor) -> int:
    """Look at the clocks of up to 200 tickets that nobody else has in hand; says how many it had in hand."""
    now = clock.now()
    tickets = {ticket.pk: ticket for ticket in queries.claim(actor, now, CHUNK)}
    rows = queries.clocks_to_look_at(actor, list(tickets), now)
    if not rows:
        return len(tickets)
    round_ = _Round(actor, now, calendars.in_use(actor), rule_sets.ladders_in_force(actor), _kinds(actor, tickets.values(), rows))

    seen = [_Seen(tickets[row.ticket_id], row, round_.look(tickets[row.ticket_id], row)) for row in rows]
    steps = [step for each in seen for step in round_.note(each)]
    TicketClock.objects.bulk_update(rows, _SAID)
    SupervisionStep.objects.bulk_create(steps)

    before = {ticket.pk: ticket.journal_seq for ticket in tickets.values()}
    journal.record_many(actor, [*(draft for each in seen for draft in _turned(each)), *(_raised(tickets, each) for each in steps)])
    told = [ticket for ticket in tickets.values() if ticket.journal_seq > before[ticket.pk]]
    jobs.queue_many("tickets.tell", told, [{"after": before[ticket.pk]} for ticket in told])
    return len(tickets)


@dataclass(frozen=True, slots=True)
class _Seen:
    ticket: Ticket
    row: TicketClock
    look: Look


@dataclass(frozen=True, slots=True)
class _Round:
    """What all clocks of one sweep are judged by, read once."""

    actor: Actor
    now: datetime
    used: WorkCalendar
    ladders: Mapping[UnitKind, Ladder]
    kinds: Mapping[UUID, UnitKind]

    def look(self, ticket: Ticket, row: TicketClock) -> Look:
        """What is to be said of the clock now."""
        told = Told(row.yellow_told_at is not None, row.red_told_at is not None, row.steps_raised)
        steps_at = self._steps_at(ticket, row) if row.due_at <= self.now else []
        return look(told, yellow_at=row.yellow_at, due_at=row.due_at, steps_at=steps_at, now=self.now)

    def note(self, seen: _Seen) -> list[SupervisionStep]:
        """Write on the row what is said now; the steps that are due."""
        row, found = seen.row, seen.look
        if found.turns_yellow:
            row.yellow_told_at = self.now
        if found.turns_red:
            row.red_told_at = self.now
        row.next_look_at = found.next_look_at
        row.steps_raised = max([row.steps_raised, *found.steps])
        return [self._step(seen, number) for number in found.steps]

    def _ladder(self, ticket: Ticket, row: TicketClock) -> Ladder:
        return self.ladders[self.kinds[owing_unit(ticket, row)]]

    def _steps_at(self, ticket: Ticket, row: TicketClock) -> list[datetime]:
        # Cut short by the whole time it ends at the same moment as that, and one call about it is enough.
        if row.is_cut:
            return []
        return [step.at(row.due_at, Track(ticket.track), self.used) for step in self._ladder(ticket, row).steps]

    def _step(self, seen: _Seen, number: int) -> SupervisionStep:
        found = self._ladder(seen.ticket, seen.row)
        step = found.steps[number - 1]
        return SupervisionStep(
            subdistrict_id=self.actor.subdistrict_id,
            ticket=seen.ticket,
            clock=seen.row,
            unit_id=owing_unit(seen.ticket, seen.row),
            number=number,
            ladder_version=found.version,
            form=step.form.value,
            whom=step.whom,
            raised_at=self.now,
        )


def owing_unit(ticket: Ticket, row: TicketClock) -> UUID:
    """Who owes what the clock counts: the unit that promised, or the one that has the ticket."""
    found: UUID = row.commitment.unit_id if row.commitment is not None else ticket.holder_unit_id or ticket.intake_unit_id
    return found


def _kinds(actor: Actor, tickets: Iterable[Ticket], rows: Sequence[TicketClock]) -> Mapping[UUID, UnitKind]:
    wanted = {ticket.holder_unit_id or ticket.intake_unit_id for ticket in tickets}
    wanted |= {row.commitment.unit_id for row in rows if row.commitment is not None}
    found = Unit.objects.of(actor.subdistrict_id).filter(pk__in=wanted).values_list("pk", "kind")
    return {unit_id: UnitKind(kind) for unit_id, kind in found}


def _turned(seen: _Seen) -> list[journal.Draft]:
    if not (seen.look.turns_yellow or seen.look.turns_red):
        return []
    verb = "ticket.turned_red" if seen.look.turns_red else "ticket.turned_yellow"
    facts = {"clock": seen.row.kind, "due_at": seen.row.due_at, "unit": str(owing_unit(seen.ticket, seen.row))}
    return [journal.Draft(verb, seen.ticket, facts=facts)]


def _raised(tickets: Mapping[UUID, Ticket], step: SupervisionStep) -> journal.Draft:
    facts = {
        "clock": step.clock.kind,
        "step": step.number,
        "step_form": step.form,
        "whom": step.whom,
        "unit": str(step.unit_id),
    }
    return journal.Draft("ticket.step_raised", tickets[step.ticket_id], facts=facts)
