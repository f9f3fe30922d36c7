"""How a ticket looks to another system: open or closed, a note on where it stands, and a point that is nobody's front door."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import refusals
from linli.tickets.rules.states import ASIDE, State

# About a hundred metres: enough for a map of a district, too little for a door.
ROUNDED_DIGITS: Final = 3
# What nobody has classed yet.
OTHER: Final = "other"
OPEN: Final = "open"
CLOSED: Final = "closed"
STATUS_NOTES: Final[Mapping[State, str]] = {
    State.RECEIVED: gettext_noop("Received; a unit is being found."),
    State.DISPATCHED: gettext_noop("Given to a unit."),
    State.IN_PROGRESS: gettext_noop("Being handled."),
    State.DELIBERATING: gettext_noop("Several units settle together who does what."),
    State.DEFERRED: gettext_noop("Deferred to a later day."),
    State.RESOLVED: gettext_noop("Said to be done; open until somebody else has verified it."),
    State.CLOSED: gettext_noop("Verified and closed."),
    State.MERGED: gettext_noop("Handled together with another request."),
    State.REDIRECTED: gettext_noop("For another office; the reporter was told which."),
    State.WITHDRAWN: gettext_noop("Taken back by the reporter."),
    State.VOID: gettext_noop("Found to be a mistake."),
}
ENDED: Final = frozenset({State.CLOSED}) | ASIDE


def status_of(state: State) -> str:
    """Open or closed, as Open311 knows it: work is open until somebody other than the doer has verified it."""
    return CLOSED if state in ENDED else OPEN


def status_note(state: State) -> str:
    """Where it stands, in a sentence."""
    return gettext(STATUS_NOTES[state])


def rounded(degrees: float | None) -> float | None:
    """A coordinate for those who did not send it."""
    return None if degrees is None else round(degrees, ROUNDED_DIGITS)


refusals(
    {
        "outside.span_unfit": gettext_noop(
            "start_date, end_date: the end comes after the start, and no more than {days} days after it. Ask for a shorter time."
        ),
    }
)
