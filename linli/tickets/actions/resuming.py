"""What waited comes back on its day 挂账到期: the house takes it up again, so that nobody has to remember it."""

from typing import Final

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.tickets.actions.moving import Desk, Step, carry_out_all
from linli.tickets.models import Ticket
from linli.tickets.rules.states import Move, State

CHUNK: Final = 200


@write
def resume_due(actor: Actor) -> int:
    """Take up again up to 200 deferred tickets whose day has come and that nobody has in hand; how many there were."""
    waiting = Ticket.objects.of(actor.subdistrict_id).filter(state=State.DEFERRED.value, review_at__lte=clock.now())
    due = list(waiting.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:CHUNK])
    if not due:
        return 0
    desk = Desk.open(actor, due)

    carry_out_all(actor, [desk.prepare(ticket, _taken_up(ticket)) for ticket in due])

    journal.record_many(actor, [journal.Draft("ticket.resumed", ticket, facts={"note": ""}) for ticket in due])
    return len(due)


def _taken_up(ticket: Ticket) -> Step:
    lead_id = ticket.lead_unit_id or ticket.holder_unit_id
    return Step(move=Move.RESUME, holder_unit_id=lead_id, changes={"lead_unit_id": lead_id})
