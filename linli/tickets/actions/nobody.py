"""暂无承接单位: no unit takes it. First somebody makes it safe, then the duty chief decides, and the duty list learns."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import deadline
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.dispatching import add_assist, open_meeting, require_units, set_assists
from linli.tickets.actions.ledger import Wish
from linli.tickets.actions.moving import Step, carry_out, refresh_due, row_of, save, stop, tell_next
from linli.tickets.actions.settling import settle
from linli.tickets.models import Deliberation, Ticket
from linli.tickets.queries import clocks
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.suggesting import suggestion
from linli.tickets.rules import checks, kinds, plans
from linli.tickets.rules.clocks import Clock, Ending, timed
from linli.tickets.rules.kinds import MeetingReason, RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.retiming import CONTESTED, same_day
from linli.tickets.rules.states import OPEN, Move, State, state_word


@write
def call_fallback(actor: Actor, ticket_id: UUID, *, unit_id: UUID | None = None, note: str = "") -> Ticket:
    """Send the unit that acts when nobody else does 兜底单位: it helps from now on, whoever leads in the end."""
    ticket, now = queries.lock_for(actor, ticket_id, Permission.DISPATCH), clock.now()
    said = _said(note, gettext("Note"), required=False)
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))
    answer = suggestion(actor, ticket, now) if unit_id is None else None
    chosen_id = unit_id or (answer.fallback_id if answer else None)
    if chosen_id is None:
        raise Refused("tickets.no_fallback")
    queries.require_unit(actor, chosen_id, now)

    add_assist(actor, ticket, chosen_id)

    tell_next(ticket)
    journal.record(actor, "ticket.fallback_called", ticket, unit=str(chosen_id), note=said)
    return ticket


@write
def nobody_takes_it(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """Every unit says that it is not theirs: the duty chief decides the same working day; a danger is made safe before."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DISPATCH)
    said, now, used = _said(note, gettext("Note")), clock.now(), calendars.in_use(actor)
    checks.check_matter(ticket.matter)
    by_plan = deadline(now, plans.restored(ticket.plan).duration(Clock.DECIDE), used).due_at
    due_at = min(same_day(now, used), by_plan or now)

    ledger.ask(actor, ticket, Wish(kind=RequestKind.NOBODY, reason=MeetingReason.NOBODY_TAKES_IT.value, note=said, until_at=due_at))
    step = Step(move=Move.CALL_MEETING, holder_unit_id=ticket.intake_unit_id, changes={"lead_unit_id": None}, given_at=due_at)
    carry_out(actor, ticket, step)

    journal.record(actor, "ticket.nobody_takes_it", ticket, due_at=due_at, note=said)
    return ticket


@write
def decide_duty(
    actor: Actor, ticket_id: UUID, *, lead_unit_id: UUID, note: str, assist_unit_ids: Iterable[UUID] = (), basis: str = ""
) -> Ticket:
    """The duty chief says who takes it; what was decided is proposed to the duty list, so that the next one finds its unit in seconds."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DECIDE_DUTY)
    why, said = _said(note, gettext("Note")), _said(basis, gettext("Legal basis"), required=False)
    _require_waiting(ticket)
    checks.check_lead(lead_unit_id, ticket.about_unit_id, why)
    helping = sorted(set(assist_unit_ids) - {lead_unit_id})
    require_units(actor, {lead_unit_id, *helping})

    carry_out(actor, ticket, Step(move=Move.DECIDE, holder_unit_id=lead_unit_id, changes={"lead_unit_id": lead_unit_id}))
    set_assists(actor, ticket, helping)
    number = settle(actor, ticket, lead_unit_id, note=why)

    facts = {"unit": str(lead_unit_id), "assists": ",".join(map(str, helping)), "basis": said, "note": why, "duty_number": number}
    journal.record_many(actor, [journal.Draft("ticket.duty_decided", ticket, facts=facts)])
    return ticket


@write
def contest_duty(actor: Actor, ticket_id: UUID, *, note: str) -> Ticket:
    """It is contested who takes it: a meeting decides within one working day 疑难会商."""
    ticket = queries.lock_for(actor, ticket_id, Permission.DELIBERATE)
    said, now, used = _said(note, gettext("Note")), clock.now(), calendars.in_use(actor)
    _require_waiting(ticket)

    open_meeting(actor, ticket, MeetingReason.NOBODY_TAKES_IT)
    stop([row for row in clocks.standing(ticket) if row.kind == Clock.DECIDE], Ending.KEPT, now)
    row_of(ticket, timed(Clock.DECIDE, deadline(now, CONTESTED, used), used)).save(force_insert=True)
    save(ticket, refresh_due(ticket))

    journal.record(actor, "ticket.duty_contested", ticket, note=said)
    return ticket


def _require_waiting(ticket: Ticket) -> None:
    """Refuse unless the question waits for the duty chief, and not for a meeting."""
    asked = ledger.open_one(ticket, RequestKind.NOBODY)
    meetings = Deliberation.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, ended_at__isnull=True)
    if asked is None or ticket.state != State.DELIBERATING or meetings.exists():
        raise Refused("tickets.duty_waits")


def _said(text: str, field: str, *, required: bool = True) -> str:
    return clean_text(text, field=field, limit=kinds.NOTE_LIMIT, required=required)
