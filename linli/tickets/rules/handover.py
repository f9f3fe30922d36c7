"""The handover 交班: what is open and hot, laid down when one duty person leaves and signed for by another."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.tickets.rules.clocks import Clock

# What turns red within a shift, and what was promised for this day and the next.
HOT_WITHIN: Final = timedelta(hours=12)
PROMISED_WITHIN: Final = timedelta(hours=36)
MOST_ROWS: Final = 60
REPORTS: Final = frozenset({Clock.REPORT_PHONE, Clock.REPORT_WRITTEN})


class Part(StrEnum):
    """The parts of a handover in the order in which they are read."""

    EMERGENCY = "emergency"
    UNANSWERED = "unanswered"
    REPORT = "report"
    HAZARD = "hazard"
    HOT = "hot"
    CALL_BACK = "call_back"
    UPKEEP = "recheck"


PART_WORDS: Final = {
    Part.EMERGENCY: gettext_noop("Emergencies that are open"),
    Part.UNANSWERED: gettext_noop("Calls that nobody has answered"),
    Part.REPORT: gettext_noop("Reports upward still owed"),
    Part.HAZARD: gettext_noop("Dangers that are not over"),
    Part.HOT: gettext_noop("Late, or due within the next hours"),
    Part.CALL_BACK: gettext_noop("Call-backs promised"),
    Part.UPKEEP: gettext_noop("Re-checks due"),
}


def counts(snapshot: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many rows stand under each heading of a snapshot."""
    return {each["part"]: int(each["total"]) for each in snapshot}


def check_other(left: Sequence[UUID | None], taken: Sequence[UUID | None]) -> None:
    """Refuse that one person, by whichever account, hands over to himself; ids are account and person."""
    if any(mine is not None and mine == theirs for mine, theirs in zip(left, taken, strict=True)):
        raise Refused("handover.same_person")


refusals(
    {
        "handover.same_person": gettext_noop("You handed this shift over yourself. Whoever comes on duty has to sign for it."),
        "handover.taken_already": gettext_noop("This handover has been signed for already. Open it anew to read by whom."),
        "handover.waits": gettext_noop("The last handover waits for a signature. Whoever is on duty signs first."),
        "handover.no_unit": gettext_noop("It is not known for which unit you are on duty. Ask the administrator to enter your unit."),
    }
)
