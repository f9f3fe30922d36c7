"""Upkeep after an emergency 长效维护: somebody looks again after 3, 7 and 30 days."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.org.rules.kinds import Kind

AFTER_DAYS: Final = (3, 7, 30)


class Finding(Kind):
    """What a re-check found."""

    OK = "ok", gettext_noop("Still in order")
    AGAIN = "again", gettext_noop("It has come back")


def days(cleared_on: date) -> dict[int, date]:
    """The day of each re-check, counted in plain days from the day it was cleared."""
    return {after: cleared_on + timedelta(days=after) for after in AFTER_DAYS}


def round_to_plan(rounds: Collection[tuple[int, bool, str]]) -> int | None:
    """Which round of re-checks begins now, given (round, still to do, finding) of all so far; None while one runs or all was well."""
    if not rounds:
        return 1
    if any(is_due for _, is_due, _ in rounds):
        return None
    latest = max(number for number, _, _ in rounds)
    # It came back and was handled again: what held once has to be looked at from the beginning.
    return latest + 1 if any(number == latest and finding == Finding.AGAIN for number, _, finding in rounds) else None


refusals(
    {
        "upkeep.over": gettext_noop("This re-check is done already, or no longer needed. Open the list again."),
        "upkeep.too_early": gettext_noop("This re-check is due on {day}. Look again then, or write what you see on the ticket."),
    }
)
