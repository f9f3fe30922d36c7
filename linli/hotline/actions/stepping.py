"""The one way in which the ledger grows: steps added, their orders moved along, both told to the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from linli.hotline.models import HotlineFile, HotlineOrder, HotlineStep
from linli.hotline.rules.kinds import StepKind, TheirState
from linli.hotline.rules.ledger import after
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.inserting import insert_many
from linli.kernel.writes import write
from linli.tickets.rules.permissions import Permission

# What filing the district's word needs, whoever of the centre files it.
_FILING: Final = frozenset(
    {Permission.IMPORT, Permission.OPEN, Permission.VERIFY, Permission.EXTEND, Permission.WITHDRAW, Permission.REOPEN, Permission.READ}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft:
    """A step to be added: by a row of a file, or by hand."""

    order: HotlineOrder
    kind: StepKind
    at: datetime
    mark: UUID
    said: Mapping[str, str]
    is_yes: bool = True
    file: HotlineFile | None = None
    row: int | None = None


@write
def add_steps(actor: Actor, drafts: Sequence[StepDraft]) -> list[HotlineStep]:
    """Add steps of locked orders to the ledger, and say how each order stands now."""
    now = clock.now()
    steps = [
        HotlineStep(
            subdistrict_id=actor.subdistrict_id,
            order_id=each.order.pk,
            kind=each.kind.value,
            is_yes=each.is_yes,
            happened_at=each.at,
            recorded_at=now,
            said=dict(each.said),
            mark=each.mark,
            file_id=None if each.file is None else each.file.pk,
            row=each.row,
            is_by_hand=each.file is None,
            account_id=actor.account_id,
            person_id=actor.person_id,
        )
        for each in drafts
    ]
    insert_many(steps)
    told, orders = [], {each.order.pk: each.order for each in drafts}
    for each in drafts:
        order = orders[each.order.pk]
        order.state = after(TheirState(order.state), each.kind, is_yes=each.is_yes).value
        told.append(journal.Draft("hotline_order.stepped", order, facts={"kind": each.kind.value, "state": order.state}))
    HotlineOrder.objects.of(actor.subdistrict_id).bulk_update(list(orders.values()), ["state"])
    journal.record_many(actor, told)
    return steps


def filing(actor: Actor) -> Actor:
    """The actor as the clerk who files what the district said: it decides, nobody here."""
    return replace(actor, permissions=actor.permissions | _FILING)
