"""Numbers for new tickets, taken from stripes that nobody else holds (docs/adr/0016)."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.actor import Actor
from linli.kernel.postgres.prepared import prepared
from linli.kernel.writes import write
from linli.tickets.models import NumberStripe
from linli.tickets.rules.numbers import STRIPES, number_text, share

ZONE = ZoneInfo("Asia/Shanghai")
# Two processes of a big import still leave the others something.
MOST_AT_ONCE: Final = STRIPES // 3


@write
def take_numbers(actor: Actor, moments: Sequence[datetime]) -> list[str]:
    """A number for each moment, of its local month; the numbers of a write that fails are given again."""
    months = [moment.astimezone(ZONE).strftime("%y%m") for moment in moments]
    # By month, so that two writers who need stripes of several months ask in one order.
    taken = {month: iter(_take(actor.subdistrict_id, month, amount)) for month, amount in sorted(Counter(months).items())}
    return [number_text(month, next(taken[month])) for month in months]


# What a single ticket takes: the lowest number that nobody else holds, by one statement.
_NEXT: Final = (
    "WITH free AS MATERIALIZED (SELECT subdistrict_id, id, next_number FROM ticket_number_stripe WHERE subdistrict_id = %s AND month = %s"
    " ORDER BY next_number LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " UPDATE ticket_number_stripe AS taken SET next_number = free.next_number + %s FROM free"
    " WHERE taken.subdistrict_id = free.subdistrict_id AND taken.id = free.id RETURNING free.next_number"
)

_COUNTED_ON: Final = (
    "UPDATE ticket_number_stripe AS taken SET next_number = new.next_number FROM unnest(%s::uuid[], %s::integer[]) AS new (id, next_number)"
    " WHERE taken.subdistrict_id = %s AND taken.id = new.id"
)


def _take(subdistrict_id: UUID, month: str, amount: int) -> list[int]:
    if amount == 1:
        with prepared() as cursor:
            cursor.execute(_NEXT, [subdistrict_id, month, STRIPES])
            if found := cursor.fetchone():
                return [found[0]]
    stripes = _free(subdistrict_id, month, min(amount, MOST_AT_ONCE))
    if not stripes:
        NumberStripe.objects.bulk_create(
            [NumberStripe(subdistrict_id=subdistrict_id, month=month, stripe=each, next_number=each) for each in range(1, STRIPES + 1)],
            ignore_conflicts=True,
        )
        stripes = _free(subdistrict_id, month, min(amount, MOST_AT_ONCE)) or [_waited_for(subdistrict_id, month)]
    numbers, after = share(amount, {stripe: stripe.next_number for stripe in stripes})
    with prepared() as cursor:
        cursor.execute(_COUNTED_ON, [[stripe.pk for stripe in after], list(after.values()), subdistrict_id])
    return numbers


def _free(subdistrict_id: UUID, month: str, amount: int) -> list[NumberStripe]:
    """The stripes with the lowest numbers that nobody else holds."""
    found = NumberStripe.objects.of(subdistrict_id).filter(month=month).order_by("next_number")
    return list(found.select_for_update(skip_locked=True, of=("self",))[:amount])


def _waited_for(subdistrict_id: UUID, month: str) -> NumberStripe:
    """More writers than stripes: wait for any one, not all for the same."""
    stripe: NumberStripe = (
        NumberStripe.objects.of(subdistrict_id).select_for_update(of=("self",)).get(month=month, stripe=1 + secrets.randbelow(STRIPES))
    )
    return stripe
