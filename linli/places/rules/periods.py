"""Within how many days a place of each kind is visited, unless the subdistrict settled it otherwise."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.places.rules.kinds import Kind

AT_MOST_DAYS: Final = 730

# [editable]: once a year at least where people work or live, more often where strangers eat, sleep, learn or are looked after.
DEFAULTS: Final[Mapping[Kind, int | None]] = {
    Kind.SHOP: 180,
    Kind.RESTAURANT: 90,
    Kind.MALL: 90,
    Kind.OFFICE: 365,
    Kind.BUILDING: 90,
    Kind.SCHOOL: 180,
    Kind.TRAINING: 90,
    Kind.CLINIC: 180,
    Kind.ELDERLY_CARE: 90,
    Kind.HOTEL: 90,
    Kind.COURIER_STATION: 90,
    Kind.SERVICE_STATION: 90,
    Kind.METRO_STATION: 180,
    Kind.SITE: 30,
    Kind.COMPOUND: 30,
    Kind.PUBLIC_SPACE: 90,
    Kind.FACILITY: 365,
    # Nobody is there to be asked; whoever passes sees whether somebody moved in.
    Kind.VACANT_UNIT: None,
    Kind.OTHER: 365,
}


def check_days(days: int | None) -> None:
    """Refuse a period that says nothing."""
    if days is not None and not 1 <= days <= AT_MOST_DAYS:
        raise Refused("places.period_out_of_range", limit=AT_MOST_DAYS)


def overdue_before(days: int, now: datetime) -> datetime:
    """Whoever was visited before this moment is due again."""
    return now - timedelta(days=days)


refusals({"places.period_out_of_range": gettext_noop("A period has 1 to {limit} days. Write such a number, or nothing for never.")})
