"""Both ledgers side by side, as they stood when their list was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.hotline.models import HotlineFile, HotlineOrder, HotlineRow, HotlineSender, HotlineStep
from linli.hotline.queries import files, orders
from linli.hotline.rules.kinds import FINAL, OUTGOING, RowOutcome, StepKind, TheirState
from linli.hotline.rules.ledger import folded
from linli.hotline.rules.reconcile import Difference, Gap, Ours, Theirs, differences
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.tickets.queries.readers import stays_in
from linli.tickets.rules.states import ASIDE, State


@dataclass(frozen=True, slots=True)
class Sheet:
    """The reconciliation with one sender."""

    sender: HotlineSender
    listed: HotlineFile | None
    differences: Sequence[Difference]
    # How many orders agree, and the files that are handed in again, by order and step.
    agreeing: int
    again: Mapping[tuple[UUID, StepKind], HotlineFile]
    orders: Mapping[UUID, HotlineOrder]


def reconcile(actor: Actor, sender: HotlineSender) -> Sheet:
    """What differs between their latest list and our ledger of that moment; without a list only what our own side shows."""
    listed = files.last_list(actor, sender.pk)
    at = clock.now() if listed is None else listed.at
    known = _orders(actor, sender)
    steps = _steps(actor, known)
    waiting = {(each.order.pk, each.owed.kind) for each in orders.pending(actor, sender)}
    ours = [_ours(order, steps.get(order.pk, ()), at, waiting) for order in known.values()]
    theirs = None if listed is None else _theirs(actor, listed)
    found = differences(ours, theirs)
    again = {}
    for each in found:
        if each.order_id and each.step and (file := files.last_told(actor, each.order_id, each.step)):
            again[each.order_id, each.step] = file
    wrong = {each.number for each in found}
    numbers = {each.number for each in theirs} if theirs is not None else set()
    return Sheet(sender, listed, found, sum(1 for each in ours if each.number not in wrong and each.number in numbers), again, known)


def _orders(actor: Actor, sender: HotlineSender) -> Mapping[UUID, HotlineOrder]:
    found = HotlineOrder.objects.of(actor.subdistrict_id).filter(sender_id=sender.pk)
    return {each.pk: each for each in found.select_related("ticket", "ticket__merged_into")}


def _steps(actor: Actor, known: Mapping[UUID, HotlineOrder]) -> Mapping[UUID, list[HotlineStep]]:
    found: dict[UUID, list[HotlineStep]] = {}
    for step in HotlineStep.objects.of(actor.subdistrict_id).filter(order_id__in=list(known)).order_by("recorded_at", "pk"):
        found.setdefault(step.order_id, []).append(step)
    return found


def _ours(order: HotlineOrder, steps: Sequence[HotlineStep], at: datetime, waiting: set[tuple[UUID, StepKind]]) -> Ours:
    by_then = [each for each in steps if each.recorded_at <= at]
    return Ours(
        order_id=order.pk,
        number=order.number,
        state=folded((StepKind(each.kind), each.is_yes) for each in by_then),
        due_at=order.due_at,
        owed=frozenset(kind for order_id, kind in waiting if order_id == order.pk),
        told=frozenset(StepKind(each.kind) for each in by_then if each.kind in OUTGOING),
        is_behind=_is_behind(order),
        is_later=not by_then,
    )


def _is_behind(order: HotlineOrder) -> bool:
    """They say that it is over, and our ticket is open; it may follow as soon as it can."""
    if order.state not in FINAL:
        return False
    ticket = stays_in(order.ticket)
    return State(ticket.state) is not State.CLOSED and State(ticket.state) not in ASIDE and ticket.pk == order.ticket_id


def _theirs(actor: Actor, listed: HotlineFile) -> list[Theirs]:
    found = HotlineRow.objects.of(actor.subdistrict_id).filter(file_id=listed.pk, outcome=RowOutcome.LISTED.value)
    return [Theirs(number=each.number, state=TheirState(each.state), due_at=each.due_at) for each in found]


def gaps(sheet: Sheet) -> Mapping[Gap, list[Difference]]:
    """The differences by what differs, every kind in its place."""
    return {gap: [each for each in sheet.differences if each.gap is gap] for gap in Gap}
