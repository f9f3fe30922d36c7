"""The clocks of a ticket: which run when, how long each has, when it turns yellow and red."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.calendar import Deadline, Duration, Kind, Pause, WorkCalendar, deadline
from linli.kernel.calendar.deadlines import counting, lost_in, merged
from linli.kernel.errors import Refused, refusals
from linli.tickets.rules.states import ASIDE, OPEN, Move, State


class Track(StrEnum):
    """The three ways of handling 三联动三处置."""

    ROUTINE = "routine"
    HOTLINE = "hotline"
    EMERGENCY = "emergency"


class Clock(StrEnum):
    """What somebody owes by a certain moment."""

    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    FINISH = "finish"
    REWORK = "rework"
    DECIDE = "decide"
    REVIEW = "review"
    VERIFY = "verify"
    FIRST_CONTACT = "first_contact"
    OVERALL = "overall"
    ON_SITE = "on_site"
    CLEARED = "cleared"
    # What is owed to those above: said at once by phone, then written 信息报送.
    REPORT_PHONE = "report_phone"
    REPORT_WRITTEN = "report_written"
    # An absent party answers whether it takes a commitment on; one that took it on keeps it.
    ANSWER = "answer"
    COMMITMENT = "commitment"


# What is owed when the clock ends, in a word or two.
CLOCK_WORDS: Final[Mapping[str, str]] = {
    Clock.ACKNOWLEDGE: gettext_noop("dispatch"),
    Clock.ACCEPT: gettext_noop("acceptance"),
    Clock.FINISH: gettext_noop("handling"),
    Clock.REWORK: gettext_noop("rework"),
    Clock.DECIDE: gettext_noop("decision"),
    Clock.REVIEW: gettext_noop("review"),
    Clock.VERIFY: gettext_noop("verification"),
    Clock.FIRST_CONTACT: gettext_noop("first contact"),
    Clock.OVERALL: gettext_noop("whole time"),
    Clock.ON_SITE: gettext_noop("on site"),
    Clock.CLEARED: gettext_noop("cleared"),
    Clock.ANSWER: gettext_noop("answer"),
    Clock.COMMITMENT: gettext_noop("promise"),
    Clock.REPORT_PHONE: gettext_noop("report by phone"),
    Clock.REPORT_WRITTEN: gettext_noop("written report"),
}


class Ending(StrEnum):
    """How a clock ended: what was owed was done, in time or late, or nobody owes it any more."""

    KEPT = "kept"
    DROPPED = "dropped"


# The clock that begins anew each time its state is entered.
STAGE: Final[Mapping[State, Clock]] = {
    State.RECEIVED: Clock.ACKNOWLEDGE,
    State.DISPATCHED: Clock.ACCEPT,
    State.IN_PROGRESS: Clock.FINISH,
    State.DELIBERATING: Clock.DECIDE,
    State.DEFERRED: Clock.REVIEW,
    State.RESOLVED: Clock.VERIFY,
}
# These begin at intake and never again: a return, a meeting or another unit does not give more time.
SINCE_INTAKE: Final = frozenset(
    {Clock.FIRST_CONTACT, Clock.OVERALL, Clock.ON_SITE, Clock.CLEARED, Clock.REPORT_PHONE, Clock.REPORT_WRITTEN}
)
# What has to end before the whole time is over; verifying comes after it, and rework after that.
CUT_BY_OVERALL: Final = frozenset({Clock.ACCEPT, Clock.FINISH})
# Saying that the work is done keeps these; the reporter may still wait for a call.
KEPT_BY_RESOLVING: Final = frozenset({Clock.OVERALL, Clock.ON_SITE, Clock.CLEARED})
# What is left undone by any move but resolving.
KEPT_BY_NOTHING_ELSE: Final = frozenset({Clock.FINISH, Clock.REWORK})
AGAIN: Final = frozenset({Move.REWORK, Move.REOPEN})

LIKE: Final = {Clock.REWORK: Clock.FINISH, Clock.ANSWER: Clock.ACCEPT}

YELLOW_PER_MILLE: Final = 750
HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of how long everything may take on one track; the day of a review is given each time."""

    track: Track
    version: int
    durations: Mapping[Clock, Duration]

    def __post_init__(self) -> None:
        missing = {Clock.ACKNOWLEDGE, Clock.ACCEPT, Clock.FINISH, Clock.DECIDE, Clock.VERIFY, Clock.OVERALL} - set(self.durations)
        if missing:
            raise Refused("tickets.plan_has_gaps", clocks=", ".join(sorted(missing)))

    def duration(self, clock: Clock) -> Duration:
        """How long the clock has; where a plan is silent, rework has as long as the work and an answer as long as an acceptance."""
        return self.durations[clock if clock in self.durations else LIKE.get(clock, clock)]


def _days(amount: int) -> Duration:
    return Duration(Kind.WORKING_DAYS, amount)


def _hours(amount: int) -> Duration:
    return Duration(Kind.WORKING_MINUTES, amount * HOUR)


def _plain(minutes: int) -> Duration:
    return Duration(Kind.PLAIN_MINUTES, minutes)


# The Shanghai presets (夏阳街道 2022, 大宁路街道 2019): data that a subdistrict edits, each change a new version.
PRESETS: Final[Mapping[Track, Plan]] = {
    Track.ROUTINE: Plan(
        Track.ROUTINE,
        1,
        {
            Clock.ACKNOWLEDGE: _hours(2),
            Clock.ACCEPT: _hours(4),
            Clock.FIRST_CONTACT: _days(1),
            Clock.FINISH: _days(5),
            Clock.DECIDE: _days(3),
            Clock.VERIFY: _days(3),
            Clock.REWORK: _days(3),
            Clock.OVERALL: _days(7),
        },
    ),
    Track.HOTLINE: Plan(
        Track.HOTLINE,
        1,
        {
            Clock.ACKNOWLEDGE: _hours(2),
            Clock.ACCEPT: _hours(2),
            Clock.FIRST_CONTACT: _days(1),
            Clock.FINISH: _days(5),
            Clock.DECIDE: _days(3),
            Clock.VERIFY: _days(3),
            Clock.REWORK: _days(3),
            Clock.OVERALL: _days(5),
        },
    ),
    Track.EMERGENCY: Plan(
        Track.EMERGENCY,
        1,
        {
            Clock.ACKNOWLEDGE: _plain(15),
            Clock.ACCEPT: _plain(15),
            Clock.ON_SITE: _plain(30),
            Clock.CLEARED: _plain(120),
            Clock.REPORT_PHONE: _plain(30),
            Clock.REPORT_WRITTEN: _plain(60),
            Clock.FINISH: _plain(120),
            Clock.DECIDE: _plain(60),
            Clock.VERIFY: _plain(24 * HOUR),
            Clock.OVERALL: _plain(24 * HOUR),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that begins: when it ends and turns yellow, and the working of it unless somebody gave the moment."""

    clock: Clock
    start_at: datetime
    due_at: datetime
    yellow_at: datetime
    deadline: Deadline | None = None
    is_cut: bool = False

    @property
    def is_provisional(self) -> bool:
        """Whether a year without a calendar was counted by weekends alone 暂按周末."""
        return self.deadline is not None and self.deadline.is_provisional


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock of the ticket as it was before a move; `ending` is None while it runs."""

    clock: Clock
    due_at: datetime
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a move does to the clocks: which end and how, which run on as if they had never ended, which begin."""

    ended: Mapping[Clock, Ending]
    resumed: frozenset[Clock]
    started: tuple[Running, ...]


def begin(plan: Plan, at: datetime, calendar: WorkCalendar) -> tuple[Running, ...]:
    """The clocks of a ticket that comes in: acknowledgement, and all that run since intake."""
    since = sorted(clock for clock in SINCE_INTAKE if clock in plan.durations)
    return tuple(start(clock, plan, at, calendar) for clock in (Clock.ACKNOWLEDGE, *since))


def turn(
    move: Move,
    state: State,
    plan: Plan,
    standing: Iterable[Standing],
    at: datetime,
    *,
    calendar: WorkCalendar,
    given_at: datetime | None = None,
) -> Turn:
    """The clocks when a move has led to a state; `given_at` is the day of the review of a deferred ticket."""
    before = list(standing)
    ended = {each.clock: ending for each in before if each.ending is None and (ending := _ending(each.clock, move, state))}
    # Put aside and undone, or reopened: what was owed since intake is owed as before, not for longer.
    resumed = frozenset(each.clock for each in before if each.ending is Ending.DROPPED and each.clock in SINCE_INTAKE and state in OPEN)
    overall = (each.due_at for each in before if each.clock is Clock.OVERALL and (each.ending is None or each.clock in resumed))
    stage = Clock.REWORK if move in AGAIN else STAGE.get(state)
    if stage is None:
        return Turn(ended, resumed, ())
    if given_at is not None:
        return Turn(ended, resumed, (promised(stage, at, given_at, calendar),))
    return Turn(ended, resumed, (start(stage, plan, at, calendar, overall_due_at=next(overall, None)),))


def _ending(clock: Clock, move: Move, state: State) -> Ending | None:
    """How a running clock ends by the move; None when it runs on."""
    if state in ASIDE:
        return Ending.DROPPED
    if clock in SINCE_INTAKE:
        if move is Move.CLOSE_ON_SPOT or (move is Move.RESOLVE and clock in KEPT_BY_RESOLVING):
            return Ending.KEPT
        return Ending.DROPPED if state is State.CLOSED else None
    return Ending.DROPPED if clock in KEPT_BY_NOTHING_ELSE and move is not Move.RESOLVE else Ending.KEPT


def start(clock: Clock, plan: Plan, at: datetime, calendar: WorkCalendar, *, overall_due_at: datetime | None = None) -> Running:
    """A clock that begins at that moment; acceptance and finish are cut to end with the whole time while there is any left."""
    return timed(clock, deadline(at, plan.duration(clock), calendar), calendar, overall_due_at=overall_due_at)


def timed(clock: Clock, found: Deadline, calendar: WorkCalendar, *, overall_due_at: datetime | None = None) -> Running:
    """The clock as its deadline was worked out, with whatever pauses and extensions it has."""
    # Every pause says until when: none keeps a clock from ending.
    at, ends_at = found.start_at, found.due_at or found.start_at
    # Who is asked after the whole time is over is not late before he was asked: the whole time's own clock is.
    is_cut = clock in CUT_BY_OVERALL and overall_due_at is not None and at < overall_due_at < ends_at
    due_at = overall_due_at if is_cut and overall_due_at is not None else ends_at
    return Running(clock, at, due_at, yellow_at(at, due_at, found.duration.kind, calendar, pauses=found.pauses), found, is_cut)


def promised(clock: Clock, at: datetime, due_at: datetime, calendar: WorkCalendar) -> Running:
    """A clock whose end somebody gave: a review, or what a unit promised."""
    return Running(clock, at, due_at, yellow_at(at, due_at, Kind.WORKING_MINUTES, calendar))


def yellow_at(begin_at: datetime, due_at: datetime, kind: Kind, calendar: WorkCalendar, *, pauses: Sequence[Pause] = ()) -> datetime:
    """When three quarters of the time are used: in office time, unless the clock counts plain minutes; a pause uses none."""
    first, end = calendar.moment(begin_at), calendar.moment(due_at)
    # Working days are used up in office hours, not at the stroke of the close.
    count = counting(first, Kind.PLAIN_MINUTES if kind is Kind.PLAIN_MINUTES else Kind.WORKING_MINUTES, 1, calendar)
    stood = [(begins, min(ends, end)) for begins, ends in merged(pauses, calendar) if begins < end]
    used = count.passed(end) - count.base - sum(lost_in(count, begins, ends) for begins, ends in stood)
    if used <= 0:
        return due_at
    need = count.base + max(1, used * YELLOW_PER_MILLE // 1_000)
    for begins, ends in stood:
        if begins < count.when(need):
            need += lost_in(count, begins, ends)
    return calendar.instant(min(end, count.when(need)))


def nearest(running: Iterable[tuple[Clock, datetime]]) -> tuple[Clock, datetime] | None:
    """The clock that ends first; of two at the same moment the one that comes first in the alphabet, so that the answer is one."""
    return min(running, key=lambda each: (each[1], each[0]), default=None)


refusals(
    {
        "tickets.plan_has_gaps": gettext_noop("The clock plan says nothing about {clocks}. Enter how long each of them may take."),
    }
)
