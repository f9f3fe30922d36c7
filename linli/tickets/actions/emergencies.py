"""An emergency: saying that a ticket is one, and reporting it upward."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.moving import refresh_due, row_of, save, stop
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.queries import clocks, rule_sets
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import kinds, plans
from linli.tickets.rules.clocks import SINCE_INTAKE, STAGE, Clock, Ending, Plan, Track, start
from linli.tickets.rules.kinds import ReportWay
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word

OWED_BY = {ReportWay.PHONE: Clock.REPORT_PHONE, ReportWay.WRITTEN: Clock.REPORT_WRITTEN}


@write
def declare_emergency(actor: Actor, ticket_id: UUID, *, is_life_safety: bool, note: str) -> Ticket:
    """It is an emergency after all: the times of that track run from now, the whole time gets no longer, people are called out."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))
    if ticket.track == Track.EMERGENCY:
        raise Refused("tickets.already_emergency")
    is_danger = is_life_safety or ticket.is_life_safety
    plan = plans.owing(rule_sets.plans_in_force(actor)[Track.EMERGENCY], is_life_safety=is_danger)

    _restart(actor, ticket, plan)
    changes = {"track": Track.EMERGENCY.value, "plan": plans.stored(plan), "is_life_safety": is_danger}
    save(ticket, {**changes, **refresh_due(ticket)})

    journal.record(actor, "ticket.emergency_declared", ticket, is_life_safety=is_danger, note=said)
    jobs.queue("tickets.call_out", ticket)
    return ticket


@write
def report_upward(actor: Actor, ticket_id: UUID, *, way: ReportWay, to: str, text: str) -> Ticket:
    """It was reported to those above, by phone or in writing 信息报送; the clock of that report ends with the first."""
    ticket = queries.lock_for(actor, ticket_id, Permission.REPORT_UPWARD)
    whom = clean_text(to, field=gettext("To whom"), limit=kinds.REPORT_TO_LIMIT)
    said = clean_text(text, field=gettext("What was reported"), limit=kinds.NOTE_LIMIT)
    if ticket.track != Track.EMERGENCY:
        raise Refused("tickets.not_emergency")
    owed = TicketClock.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, kind=OWED_BY[way].value, stopped_at__isnull=True)

    stop(list(owed), Ending.KEPT, clock.now())
    if State(ticket.state) in OPEN:
        save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.reported_upward", ticket, way=way.value, to=whom, text=said)
    return ticket


@write
def owe_reports(actor: Actor, ticket: Ticket) -> None:
    """A locked emergency that turns out to endanger life is reported upward from now on; one that is already owes no more."""
    if ticket.track != Track.EMERGENCY or not ticket.is_life_safety or State(ticket.state) not in OPEN:
        return
    plan, now, used = rule_sets.plans_in_force(actor)[Track.EMERGENCY], clock.now(), calendars.in_use(actor)
    present = {row.kind for row in clocks.standing(ticket)}
    begun = [start(each, plan, now, used) for each in OWED_BY.values() if each in plan.durations and each not in present]
    TicketClock.objects.bulk_create([row_of(ticket, each) for each in begun])
    save(ticket, refresh_due(ticket))


def _restart(actor: Actor, ticket: Ticket, plan: Plan) -> None:
    """The clock of the present step begins anew unless it ends sooner already; what an emergency owes since intake begins now."""
    now, used = clock.now(), calendars.in_use(actor)
    rows = clocks.standing(ticket)
    stage = STAGE[State(ticket.state)]
    wanted = [each for each in sorted(SINCE_INTAKE) if each in plan.durations and all(row.kind != each for row in rows)]
    begun = [start(each, plan, now, used) for each in wanted]
    # The day of a review was given by somebody and stays.
    if stage in plan.durations:
        fresh = start(stage, plan, now, used)
        late = [
            row for row in rows if row.kind == stage and row.commitment_id is None and row.stopped_at is None and row.due_at > fresh.due_at
        ]
        stop(late, Ending.DROPPED, now)
        begun += [fresh] if late else []
    TicketClock.objects.bulk_create([row_of(ticket, each) for each in begun])
