"""What a person says to a row that the house would not decide alone."""

from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.actions.receiving import receive
from linli.hotline.models import HotlineRow
from linli.hotline.queries import files as queries
from linli.hotline.queries import orders
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.kinds import Incoming, RowDecision, RowOutcome
from linli.hotline.rules.reading import Record, read_file
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.writes import write
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission


@write
def decide_row(actor: Actor, row_id: UUID, decision: RowDecision) -> HotlineRow:
    """The same order under a new number, another order, or only looked at."""
    actor.require(Permission.EXCHANGE)
    row: HotlineRow | None = (
        HotlineRow.objects.of(actor.subdistrict_id)
        .select_for_update(of=("self",))
        .select_related("file", "file__sender")
        .filter(pk=row_id)
        .first()
    )
    if row is None:
        raise NotFound
    if row.decided_at is not None or row.outcome not in {RowOutcome.QUESTION, RowOutcome.HELD}:
        raise Refused("hotline.row_decided")
    if decision is not RowDecision.SEEN and not is_number_question(row):
        raise Refused("hotline.row_has_no_number")

    if decision is RowDecision.SAME and row.order_id is not None:
        _renumber(actor, row, row.order_id)
    elif decision is RowDecision.OTHER:
        _take_as_other(actor, row)
    row.decision, row.decided_at = decision.value, clock.now()
    row.account_id, row.person_id = actor.account_id, actor.person_id
    row.save(update_fields=["decision", "decided_at", "account_id", "person_id"])

    journal.record(actor, "hotline_file.row_decided", row.file, row=row.row, decision=decision.value)
    return row


def is_number_question(row: HotlineRow) -> bool:
    """Whether the row asks whether a new number is another order."""
    return row.outcome == RowOutcome.QUESTION and row.order is not None and row.number != row.order.number


def _renumber(actor: Actor, row: HotlineRow, order_id: UUID) -> None:
    order = orders.lock_order(actor, order_id)
    if orders.by_number(actor, order.sender_id, [row.number]):
        raise Refused("hotline.number_taken", number=row.number)
    before, order.number = order.number, row.number
    order.save(update_fields=["number"])
    Ticket.objects.of(actor.subdistrict_id).filter(pk=order.ticket_id).update(outside_number=row.number)
    journal.record(actor, "hotline_order.renumbered", order, number=order.number, before=before)


def _take_as_other(actor: Actor, row: HotlineRow) -> None:
    content = queries.content_of(actor, row.file)
    read = read_file(mapping_of(row.file.sender), content, name=row.file.name, kind=Incoming.ORDERS)
    record = next((each for _, each in read.rows if isinstance(each, Record) and each.row == row.row and each.number == row.number), None)
    if record is None:
        raise Refused("hotline.row_gone")
    if orders.by_number(actor, row.file.sender_id, [row.number]):
        raise Refused("hotline.number_taken", number=row.number)
    found = receive(actor, row.file, [record], is_asked=False)
    for _, _, sentence, _ in found.rows:
        raise Refused("hotline.row_refused", reason=sentence)


refusals(
    {
        "hotline.row_decided": gettext_noop("This row was decided already, or asks for nothing. Look at the file again."),
        "hotline.row_has_no_number": gettext_noop("This row does not ask about its number. Note that you looked at it."),
        "hotline.number_taken": gettext_noop("There is an order {number} already. Look at that one, and note that you looked at this row."),
        "hotline.row_gone": gettext_noop("By the mapping of today this row cannot be read. Correct the mapping, then decide again."),
        "hotline.row_refused": gettext_noop("The row cannot be taken over: {reason}"),
    }
)
