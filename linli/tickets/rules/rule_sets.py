"""What a subdistrict sets for itself in versions, and how two versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.calendar import Duration
from linli.kernel.calendar import Kind as Plain
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.org.rules.kinds import Kind
from linli.tickets.rules.clocks import Clock, Plan, Track

REMARK_LIMIT: Final = 200
HOUR: Final = 60
DIGITS_AT_MOST: Final = 6
SHOWN_AT_MOST: Final = 20


class SetKind(Kind):
    """What is set."""

    CLOCK_PLAN = "clock_plan", gettext_noop("Clock plan")
    LADDER = "ladder", gettext_noop("Supervision ladder")


CLOCKS: Final[Mapping[Clock, str]] = {
    Clock.ACKNOWLEDGE: gettext_noop("Dispatched after coming in"),
    Clock.ACCEPT: gettext_noop("Accepted by the unit"),
    Clock.FIRST_CONTACT: gettext_noop("First contact with the reporter"),
    Clock.ON_SITE: gettext_noop("Somebody on site"),
    Clock.CLEARED: gettext_noop("Danger cleared"),
    Clock.FINISH: gettext_noop("Handled"),
    Clock.DECIDE: gettext_noop("Decided by a meeting"),
    Clock.VERIFY: gettext_noop("Verified"),
    Clock.REWORK: gettext_noop("Finished after coming back"),
    Clock.OVERALL: gettext_noop("Whole time, from coming in"),
    Clock.REVIEW: gettext_noop("Looked at again"),
    Clock.ANSWER: gettext_noop("Proposal answered"),
    Clock.COMMITMENT: gettext_noop("Promise kept"),
    Clock.REPORT_PHONE: gettext_noop("Reported upward by phone"),
    Clock.REPORT_WRITTEN: gettext_noop("Reported upward in writing"),
}

# What each track counts, in the order in which it happens; the rest of a plan follows from these.
PLANNED: Final[Mapping[Track, tuple[Clock, ...]]] = {
    Track.ROUTINE: (
        Clock.ACKNOWLEDGE,
        Clock.ACCEPT,
        Clock.FIRST_CONTACT,
        Clock.FINISH,
        Clock.DECIDE,
        Clock.VERIFY,
        Clock.REWORK,
        Clock.OVERALL,
    ),
    Track.HOTLINE: (
        Clock.ACKNOWLEDGE,
        Clock.ACCEPT,
        Clock.FIRST_CONTACT,
        Clock.FINISH,
        Clock.DECIDE,
        Clock.VERIFY,
        Clock.REWORK,
        Clock.OVERALL,
    ),
    Track.EMERGENCY: (
        Clock.ACKNOWLEDGE,
        Clock.ACCEPT,
        Clock.ON_SITE,
        Clock.REPORT_PHONE,
        Clock.REPORT_WRITTEN,
        Clock.CLEARED,
        Clock.FINISH,
        Clock.DECIDE,
        Clock.VERIFY,
        Clock.OVERALL,
    ),
}


class Counted(Kind):
    """What people count a time in."""

    WORKING_DAYS = "working_days", gettext_noop("working days")
    WORKING_HOURS = "working_hours", gettext_noop("working hours")
    WORKING_MINUTES = "working_minutes", gettext_noop("working minutes")
    PLAIN_MINUTES = "plain_minutes", gettext_noop("minutes, day and night")


@dataclass(frozen=True, slots=True)
class Typed:
    """A time as it stands in a form; an empty amount says nothing of the clock."""

    amount: str
    counted: str


def typed(duration: Duration | None) -> Typed:
    """The time as a form shows it: whole hours as hours."""
    if duration is None:
        return Typed("", Counted.WORKING_DAYS.value)
    if duration.kind is Plain.WORKING_MINUTES and duration.amount % HOUR == 0:
        return Typed(str(duration.amount // HOUR), Counted.WORKING_HOURS.value)
    return Typed(str(duration.amount), duration.kind.value)


def read_duration(clock: Clock, said: Typed) -> Duration | None:
    """The time that was typed; None for an empty one, refused by its clock where it cannot be counted."""
    amount = said.amount.strip()
    if not amount:
        return None
    if not (amount.isascii() and amount.isdigit()) or len(amount) > DIGITS_AT_MOST or said.counted not in set(Counted):
        raise Refused("tickets.time_unreadable", clock=clock_word(clock), amount=amount[:SHOWN_AT_MOST])
    if said.counted == Counted.WORKING_HOURS:
        return Duration(Plain.WORKING_MINUTES, int(amount) * HOUR)
    return Duration(Plain(said.counted), int(amount))


def read_plan(track: Track, version: int, said: Mapping[Clock, Typed]) -> Plan:
    """The plan that was typed; what is left empty, the plan says nothing of."""
    found = {clock: read_duration(clock, each) for clock, each in said.items()}
    return Plan(track, version, {clock: each for clock, each in found.items() if each is not None})


def clock_word(clock: Clock) -> str:
    """What is owed when the clock ends, in the reader's language."""
    return gettext(CLOCKS[clock])


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One time that differs between two versions; None where a version says nothing of it."""

    clock: Clock
    before: Duration | None
    after: Duration | None


def changes(before: Plan, after: Plan) -> list[PlanChange]:
    """What the second version changes, in the order of the plan."""
    order = [*PLANNED[after.track], *(clock for clock in Clock if clock not in PLANNED[after.track])]
    pairs = ((clock, before.durations.get(clock), after.durations.get(clock)) for clock in order)
    return [PlanChange(clock, one, other) for clock, one, other in pairs if one != other]


def register() -> None:
    """Make the verb known to the house."""
    verbs.register("rule_set.published", facts={"set_kind": str, "subject": str, "version": int, "remark": str})


refusals(
    {
        "tickets.time_unreadable": gettext_noop("{clock}: “{amount}” is no time. Write a whole number, or leave it empty."),
        "tickets.plan_unchanged": gettext_noop("Nothing differs from the version in force. Change a time, or leave it."),
        "tickets.ladder_unchanged": gettext_noop("Nothing differs from the version in force. Change a step, or leave it."),
    }
)
