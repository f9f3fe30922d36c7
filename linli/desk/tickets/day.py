"""What the first page says of tickets: the day in numbers, each leading to its rows, and what waits for oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from linli.desk.door import StaffRequest
from linli.desk.naming import names_for
from linli.desk.tickets.rule_tabs import beside_queue
from linli.desk.tickets.timing import Due, due_of
from linli.desk.tickets.upkeep import lines_of
from linli.kernel import clock
from linli.tickets.actions.upkeep import today
from linli.tickets.queries import day as queries
from linli.tickets.queries import upkeep
from linli.tickets.queries.queue import Queue, may_look
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import COUNTED_AT_MOST, Quick, Wanted

# In the order in which one looks, each with the shape of its state.
TILES: Final[Mapping[Quick, str]] = {
    Quick.LATE: "stop",
    Quick.TODAY: "watch",
    Quick.HAZARD: "stop",
    Quick.BOUNCED: "act",
    Quick.NOBODY: "act",
    Quick.STUCK: "act",
    Quick.VERIFY: "ok",
    Quick.MINE: "none",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and where its rows stand."""

    words: str
    shape: str
    number: str
    is_zero: bool
    address: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom to ring up, and how long there is."""

    row: Any
    due: Due


def day_of(request: StaffRequest) -> dict[str, Any]:
    """What the page shows of tickets; nothing for who sees none, except a call-out."""
    actor = request.actor
    found: dict[str, Any] = {"waiting_calls": queries.own_waiting_calls(actor), "sees_tickets": may_look(actor)}
    if not found["sees_tickets"]:
        return found
    now = clock.now()
    midnight = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    handover = queries.last_handover(actor)
    return found | {
        "tiles": _tiles(request),
        "beside": beside_queue(actor),
        "may_open": actor.may(Permission.OPEN),
        "contacts": [ContactLine(row, due_of(row.due_at, now, row.yellow_at)) for row in queries.contacts(actor, midnight)],
        "upkeep": lines_of(request, upkeep.due(actor, today())[: queries.SHOWN]) if actor.may(Permission.VERIFY) else None,
        "hands_over": actor.may(Permission.HAND_OVER),
        "handover": handover,
        "handover_names": names_for([handover.left_by_account_id, handover.taken_by_account_id]).of_account if handover else {},
        "is_mine": handover is not None and handover.left_by_account_id == actor.account_id,
    }


def _tiles(request: StaffRequest) -> Sequence[Tile]:
    counts = Queue.open(request.actor).counts(Wanted()).quick
    address = reverse("desk:tickets", args=[request.place.code])
    return [
        Tile(
            words=gettext(quick.words),
            shape=shape if counts[quick] else "none",
            number=f"{COUNTED_AT_MOST:,}+" if counts[quick] > COUNTED_AT_MOST else f"{counts[quick]:,}",
            is_zero=not counts[quick],
            address=f"{address}?filter={quick.value}",
        )
        for quick, shape in TILES.items()
    ]
