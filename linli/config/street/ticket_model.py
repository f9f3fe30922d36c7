"""The kinds of thing a planned ticket is made of; moments are local times, chosen from the day the plan is made for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

SATURDAY = 5


class Deed(StrEnum):
    """What somebody does to a ticket; the laying knows by which action."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RETURN = "return"
    CONTACT = "contact"
    ARRIVE = "arrive"
    CLEAR = "clear"
    MEASURE = "measure"
    END_HAZARD = "end_hazard"
    CALL_MEETING = "call_meeting"
    ASK_DEFERRAL = "ask_deferral"
    GRANT_DEFERRAL = "grant_deferral"
    RESOLVE = "resolve"
    REWORK = "rework"
    CLOSE = "close"
    ON_SPOT = "on_spot"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    REDIRECT = "redirect"
    REOPEN = "reopen"
    ESCALATE = "escalate"
    ASK_VOID = "ask_void"
    GRANT_VOID = "grant_void"


@dataclass(frozen=True, slots=True)
class Step:
    """A deed, so many minutes after the ticket came in, or on the n-th working day after at some time."""

    deed: Deed
    minutes: int = 0
    days: int = 0
    at: str = ""
    said: str = ""
    # A code of what the deed asks for: a reason, a verdict, a measure.
    code: str = ""
    # Whom it is about: the unit dispatched to (empty: as the duty list says), the ticket merged into.
    about: str = ""

    def moment(self, received: datetime) -> datetime:
        """When it is done."""
        if not self.at:
            return received + timedelta(minutes=self.minutes)
        return datetime.combine(working_day(received.date(), self.days), time.fromisoformat(self.at), received.tzinfo)


@dataclass(frozen=True, slots=True)
class Caller:
    """A fictional reporter with a number nobody is given."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with everything that happens to it; steps that lie ahead have not happened."""

    key: str
    class_code: str
    matter: str
    words: str
    # A compound or landmark of the street, and where in it.
    place: str
    spot: str
    received: datetime
    source: str
    steps: tuple[Step, ...]
    track: str = "routine"
    caller: Caller | None = None
    # By whom it is taken down, and the unit it is about.
    taken_by: str = ""
    about: str = ""
    outside_number: str = ""
    has_hazard: bool = False
    # The level that took it in.
    level: str = "subdistrict"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Which unit leads a class, everywhere or in some grids, and who helps."""

    class_code: str
    unit: str
    grids: tuple[str, ...] = ()
    assists: tuple[str, ...] = ()
    basis: str = ""


def working_day(begin: date, days: int) -> date:
    """The n-th weekday after (or before) that day; the day itself for none. Holidays are nobody's business here."""
    found, left, pace = begin, abs(days), timedelta(days=1 if days > 0 else -1)
    while left:
        found += pace
        left -= found.weekday() < SATURDAY
    return found
