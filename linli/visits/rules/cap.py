"""The cap of entries 入户上限: over all units and kinds, for each place and month."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals

# Named as the refusal names it.
CAP: Final = gettext_noop("monthly cap of visits, all units together")
CAP_PER_MONTH: Final = 2
CAP_AT_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Allowance:
    """How far a place's month is used: capped entries made, capped ones planned, and the next planned one that others may join."""

    made: int
    planned: int = 0
    join_on: date | None = None
    join_unit: str = ""

    @property
    def used(self) -> int:
        """Entries that count."""
        return self.made + self.planned


def check_cap(place: str, on: date, allowance: Allowance, cap: int) -> None:
    """Refuse one more capped entry, by the cap's name, and say whom to join."""
    if allowance.used < cap:
        return
    facts = {"cap": gettext(CAP), "limit": cap, "place": place, "month": f"{on:%Y-%m}", "used": allowance.used}
    if allowance.join_on is None:
        raise Refused("visits.cap_reached", **facts)
    raise Refused("visits.cap_reached_join", **facts, day=allowance.join_on.isoformat(), unit=allowance.join_unit or "–")


def checked_cap(cap: int) -> int:
    """The cap as it may be stored; it can make visits rarer than the house proposes, never a burden."""
    if not 0 <= cap <= CAP_AT_MOST:
        raise Refused("visits.cap_out_of_range", limit=CAP_AT_MOST)
    return cap


def month_of(on: date) -> tuple[date, date]:
    """The first day of a day's month and of the next one."""
    first = on.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def is_quiet(quiet_from: time | None, quiet_until: time | None, at: datetime) -> bool:
    """Whether the place asked not to be disturbed at that moment of the street's day; hours may reach over midnight."""
    if quiet_from is None or quiet_until is None:
        return False
    now = at.time()
    if quiet_from < quiet_until:
        return quiet_from <= now < quiet_until
    return now >= quiet_from or now < quiet_until


refusals(
    {
        "visits.cap_reached": gettext_noop(
            "{place} has had or will have {used} visits in {month}: the {cap} is {limit}. Plan it for the next month, or for a day"
            " that the place agrees to."
        ),
        "visits.cap_reached_join": gettext_noop(
            "{place} has had or will have {used} visits in {month}: the {cap} is {limit}. Join the visit of {unit} on {day} instead."
        ),
        "visits.cap_out_of_range": gettext_noop("The cap is 0 to {limit} visits a month. Choose such a number."),
    }
)
