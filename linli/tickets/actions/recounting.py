"""Counting deadlines again when a year without data is entered; each that moved is in its ticket's journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import WorkCalendar, again
from linli.kernel.writes import lock_in_order, write
from linli.tickets.actions.moving import due_columns, retime, save_times
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.queries import clocks as queries


@write
def recompute_provisional(actor: Actor, used: WorkCalendar) -> int:
    """Count again on this version what was counted by weekends alone; says how many clocks changed.

    Whoever publishes a calendar brings this about, so it asks for no permission of its own.
    """
    ids = sorted(set(queries.provisional(actor).values_list("ticket_id", flat=True)))
    tickets = {each.pk: each for each in lock_in_order(Ticket.objects.all(), actor.subdistrict_id, ids)}
    rows = queries.running_of(actor, ids)
    before = {row.pk: (row.due_at, row.derivation) for row in rows}

    for _, own in groupby(rows, key=lambda row: row.ticket_id):
        retime(own, used, lambda row, old: again(old, used) if row.is_provisional else old)
    changed = [row for row in rows if (row.due_at, row.derivation) != before[row.pk]]
    save_times(changed)
    _copy_nearest(tickets, rows)

    drafts = [_moved(tickets[row.ticket_id], row, before[row.pk][0]) for row in changed]
    journal.record_many(actor, drafts)
    return len(changed)


def _copy_nearest(tickets: Mapping[UUID, Ticket], rows: Sequence[TicketClock]) -> None:
    for ticket_id, own in groupby(rows, key=lambda row: row.ticket_id):
        for name, value in due_columns(list(own)).items():
            setattr(tickets[ticket_id], name, value)
    Ticket.objects.bulk_update(list(tickets.values()), ["due_at", "due_kind"])


def _moved(ticket: Ticket, row: TicketClock, before: datetime) -> journal.Draft:
    facts = {"clock": row.kind, "before": before, "after": row.due_at, "is_provisional": row.is_provisional}
    return journal.Draft("ticket.due_recomputed", ticket, facts=facts)
