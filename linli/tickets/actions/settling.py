"""What waited for somebody to say who leads is answered the moment it is said, however that came about."""

from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.tickets.actions import ledger
from linli.tickets.actions.dispatch import learn_line
from linli.tickets.models import Ticket
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import RequestKind, Ruling


@write
def settle(actor: Actor, ticket: Ticket, lead_unit_id: UUID, *, note: str) -> int:
    """Answer the open objection and the open question who takes a locked ticket; the number of the line learnt from it, or 0."""
    ruling = _settle_objection(actor, ticket, lead_unit_id, note)
    nobody = ledger.open_one(ticket, RequestKind.NOBODY)
    if nobody is not None:
        nobody.other_unit_id = lead_unit_id
        ledger.answer(actor, nobody, is_granted=True, note=note)
        return _learn(actor, ticket, lead_unit_id)
    is_contested = ruling is Ruling.UPHELD and ledger.was_granted(ticket, RequestKind.NOBODY)
    return _learn(actor, ticket, lead_unit_id) if is_contested else 0


def _settle_objection(actor: Actor, ticket: Ticket, lead_unit_id: UUID, note: str) -> Ruling | None:
    """Upheld when another unit leads, overruled when the one that objected does."""
    asked = ledger.open_one(ticket, RequestKind.OBJECTION)
    if asked is None:
        return None
    ruling = Ruling.OVERRULED if lead_unit_id == asked.unit_id else Ruling.UPHELD
    ledger.answer(actor, asked, is_granted=ruling is Ruling.UPHELD, note=note)
    journal.record(actor, "ticket.objection_decided", ticket, reason=ruling, unit=str(asked.unit_id))
    return ruling


def _learn(actor: Actor, ticket: Ticket, lead_unit_id: UUID) -> int:
    if ticket.item_code is None:
        return 0
    draft = LineDraft(
        class_code=ticket.item_code,
        unit_id=lead_unit_id,
        valid_from=clock.now(),
        grid_id=ticket.grid_id,
        note=ticket.number,
        origin=("ticket", ticket.pk),
    )
    line = learn_line(actor, draft)
    return 0 if line is None else line.number
