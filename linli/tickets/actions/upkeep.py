"""Upkeep after an emergency 长效维护: when it is cleared, the days on which somebody looks again are laid down."""

from collections.abc import Sequence
from datetime import date

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.org.rules.people import ZONE
from linli.tickets.models import Ticket, UpkeepCheck
from linli.tickets.queries import upkeep as queries
from linli.tickets.rules import upkeep as rules
from linli.tickets.rules.clocks import Track


@write
def plan_upkeep(actor: Actor, ticket: Ticket) -> Sequence[UpkeepCheck]:
    """Let somebody look at a locked emergency again after 3, 7 and 30 days; a round that runs or found all well stays."""
    if ticket.track != Track.EMERGENCY:
        return []
    before = queries.of_ticket(ticket)
    number = rules.round_to_plan([(each.round, each.done_at is None and each.dropped_at is None, each.finding) for each in before])
    if number is None:
        return []
    rows = [
        UpkeepCheck(subdistrict_id=ticket.subdistrict_id, ticket_id=ticket.pk, round=number, after_days=after, due_on=on)
        for after, on in rules.days(today()).items()
    ]
    UpkeepCheck.objects.bulk_create(rows)

    journal.record(actor, "ticket.upkeep_planned", ticket, due_on=[row.due_on.isoformat() for row in rows])
    return rows


def today() -> date:
    """The day it is in the street."""
    return clock.now().astimezone(ZONE).date()
