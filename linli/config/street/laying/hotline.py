"""The district's hotline beside the street: a sender, the orders bound to it, files in and out, and a list that differs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from linli.config.street.laying.working import CHIEF, Office
from linli.hotline.actions import orders, senders, sending, taking
from linli.hotline.actions.senders import SenderDraft
from linli.hotline.models import HotlineOrder, HotlineSender
from linli.hotline.queries.senders import example
from linli.hotline.rules.kinds import TheirState
from linli.hotline.rules.mapping import SenderMapping, read_mapping
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.sheets import write_xlsx
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.sources import HOTLINE
from linli.tickets.rules.states import OPEN

_DISTRICT: Final = "qu-rexian"
_MOST: Final = 12
_DUE: Final = timedelta(days=7)
_TOLD, _LISTED = timedelta(hours=3), timedelta(hours=1)


def lay_hotline(actor: Actor, office: Office, now: datetime) -> None:
    """Bind the open orders, tell the district what it was not told three hours ago, and take the list it made an hour ago."""
    if HotlineSender.objects.of(actor.subdistrict_id).exists():
        return
    open_ones = (
        tickets.visible_to(actor).filter(source=HOTLINE, state__in=codes(OPEN), received_at__lt=now - _TOLD).exclude(outside_number="")
    )
    chosen = list(open_ones.order_by("-received_at")[:_MOST])
    if not chosen:
        return
    draft = SenderDraft(name="区热线", source=HOTLINE, unit_id=office.ids.units[_DISTRICT], mapping=example())
    with clock.told_by(lambda: now - _TOLD):
        sender = senders.save_sender(actor, draft)
        _bind(actor, chosen)
        sending.make_files(office.crew[CHIEF], sender.pk)
    with clock.told_by(lambda: now - _LISTED):
        taking.take_file(office.crew[CHIEF], sender.pk, name="区热线-对账清单.xlsx", content=_list(actor, read_mapping(sender.mapping)))


def _bind(actor: Actor, chosen: Sequence[Ticket]) -> None:
    for ticket in chosen:
        orders.bind(actor, ticket.pk, due_at=ticket.received_at + _DUE)


def _list(actor: Actor, mapping: SenderMapping) -> bytes:
    """Their list: most as it stands here, one that did not arrive, one deadline moved, one order we never saw, one of ours not in it."""
    found = list(HotlineOrder.objects.of(actor.subdistrict_id).order_by("number"))
    rows = [[each.number, mapping.word_of("state", each.state), mapping.moment(each.due_at or each.sent_at)] for each in found[1:]]
    late = next((row for row in rows if row[1] == mapping.word_of("state", TheirState.ANSWERED.value)), rows[-1] if rows else None)
    if late is not None:
        late[1] = mapping.word_of("state", TheirState.IN_HAND.value if late[1] != mapping.word_of("state", "in_hand") else "sent")
    if len(rows) > 1:
        moved = next(place for place, row in enumerate(rows) if row is not late)
        rows[moved][2] = mapping.moment((found[moved + 1].due_at or found[moved + 1].sent_at) + timedelta(days=2))
    rows.append([f"{found[0].number}9", mapping.word_of("state", TheirState.SENT.value), mapping.moment(clock.now() + _DUE)])
    return write_xlsx(["工单编号", "工单状态", "办结截止"], rows)
