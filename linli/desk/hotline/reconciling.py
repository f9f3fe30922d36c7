"""The daily page: what differs between the district and us, the way to mend each, and what waits to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.hotline.frame import SHAPES, hotline_page
from linli.hotline.actions import deciding, following, orders
from linli.hotline.actions.deciding import is_number_question
from linli.hotline.queries import files as filed
from linli.hotline.queries import orders as ordered
from linli.hotline.queries import reconciling, senders
from linli.hotline.queries.reconciling import Sheet
from linli.hotline.rules.kinds import OUTGOING, Incoming, RowDecision, RowOutcome, StepKind, TheirState
from linli.hotline.rules.mapping import ZONE
from linli.hotline.rules.reconcile import Difference, Gap, Mend
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import attempt
from linli.tickets.rules.permissions import Permission

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One difference as the page tells it."""

    number: str
    order: Any
    theirs: str
    theirs_shape: str
    ours: str
    ours_shape: str
    mend: str
    # Which file is handed in again, and whether one press mends it.
    again: Any
    press: str
    due_at: str


@dataclass(frozen=True, slots=True)
class Block:
    """One sender."""

    sender: Any
    sheet: Sheet
    groups: Sequence[tuple[str, str, Sequence[Line], int]]
    waiting: Sequence[tuple[str, int]]
    count: int


@require_safe
@staff_page
def show_reconciliation(request: StaffRequest) -> HttpResponse:
    """Both ledgers side by side for every sender."""
    return _shown(request)


@require_POST
@staff_page
def mend(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """Mend one difference by one press: take their deadline, or let the ticket follow."""
    with attempt() as outcome:
        if request.POST.get("then") == Mend.TAKE_DEADLINE:
            orders.take_deadline(request.actor, order_id, due_at=_moment(request.POST.get("due_at", "")))
        else:
            following.follow_again(request.actor, order_id)
    return done(request, "hotline") if outcome.refusal is None else _shown(request, outcome.refusal)


@require_POST
@staff_page
def decide(request: StaffRequest, row_id: UUID) -> HttpResponse:
    """Say what a row that asks is."""
    request.actor.require(Permission.EXCHANGE)
    said = request.POST.get("then", "")
    if said not in list(RowDecision):
        raise NotFound
    with attempt() as outcome:
        deciding.decide_row(request.actor, row_id, RowDecision(said))
    return done(request, "hotline") if outcome.refusal is None else _shown(request, outcome.refusal)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def _shown(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    actor = request.actor
    found = [_block(request, each) for each in senders.senders(actor)]
    asked = [(each, is_number_question(each), gettext(RowOutcome(each.outcome).words)) for each in filed.questions(actor)]
    return hotline_page(
        request,
        "reconciliation.html",
        tab_on="hotline",
        status=200 if refusal is None else 422,
        blocks=found,
        asked=asked,
        trouble="" if refusal is None else refusal.sentence,
        kinds=[(each.value, gettext(each.words)) for each in Incoming],
        decisions=[(each.value, gettext(each.words)) for each in (RowDecision.SAME, RowDecision.OTHER)],
    )


def _block(request: StaffRequest, sender: Any) -> Block:
    sheet = reconciling.reconcile(request.actor, sender)
    groups = []
    for gap, lines in reconciling.gaps(sheet).items():
        if lines:
            shape = "stop" if gap is Gap.THEIRS_ONLY else "act"
            groups.append((gettext(gap.words), shape, [_line(each, sheet) for each in lines[:SHOWN]], len(lines)))
    waiting: dict[StepKind, int] = {}
    for each in ordered.pending(request.actor, sender):
        waiting[each.owed.kind] = waiting.get(each.owed.kind, 0) + 1
    told = [(gettext(kind.words), waiting[kind]) for kind in OUTGOING if kind in waiting]
    return Block(sender, sheet, groups, told, sum(waiting.values()))


def _line(found: Difference, sheet: Sheet) -> Line:
    return Line(
        number=found.number,
        order=sheet.orders.get(found.order_id) if found.order_id else None,
        theirs=_word(found.theirs, found.theirs_due_at),
        theirs_shape=SHAPES[found.theirs] if found.theirs else "watch",
        ours=_word(found.ours, found.ours_due_at),
        ours_shape=SHAPES[found.ours] if found.ours else "watch",
        mend=gettext(found.mend.words),
        again=sheet.again.get((found.order_id, found.step)) if found.order_id and found.step else None,
        press=_PRESSES.get(found.mend, ""),
        due_at=found.theirs_due_at.isoformat() if found.theirs_due_at else "",
    )


def _word(state: TheirState | None, due_at: datetime | None) -> str:
    if state is not None:
        return gettext(state.words)
    return "" if due_at is None else due_at.astimezone(ZONE).strftime("%m-%d %H:%M")


_PRESSES: Final[Mapping[Mend, str]] = {Mend.TAKE_DEADLINE: Mend.TAKE_DEADLINE.value, Mend.APPLY: Mend.APPLY.value}

urlpatterns = [
    path("", show_reconciliation, name="hotline"),
    path("orders/<uuid:order_id>/mend", mend, name="hotline_mend"),
    path("rows/<uuid:row_id>/decide", decide, name="hotline_decide"),
]
