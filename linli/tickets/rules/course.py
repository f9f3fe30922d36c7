"""How far a ticket has come when it is taken down: just received, dispatched at once, or over before it came here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from linli.kernel.calendar import WorkCalendar
from linli.kernel.errors import Refused
from linli.tickets.rules.clocks import Clock, Ending, Plan, Running, Standing, begin, nearest, promised, start, turn
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.states import Move, State


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that ran, and how it ended."""

    running: Running
    at: datetime
    ending: Ending


@dataclass(frozen=True, slots=True)
class Course:
    """The state, the clocks that run and those that have run; for what is over, when it ended and what is known of the end."""

    state: State
    running: Sequence[Running]
    stopped: Sequence[Stopped] = ()
    ended_at: datetime | None = None
    verdict: Verdict | None = None

    @property
    def first(self) -> tuple[Clock, datetime] | None:
        """The clock that ends first."""
        return nearest((each.clock, each.due_at) for each in self.running)


def received(plan: Plan, at: datetime, calendar: WorkCalendar, *, target_at: datetime | None = None) -> Course:
    """Somebody has to look at it; where who sent it says until when, that is the whole time."""
    return Course(State.RECEIVED, _begun(plan, at, calendar, target_at))


def dispatched(plan: Plan, at: datetime, calendar: WorkCalendar, *, target_at: datetime | None = None) -> Course:
    """Given to a unit in the moment it came in: acknowledged, and to be accepted before the whole time is over."""
    begun = _begun(plan, at, calendar, target_at)
    turned = turn(Move.DISPATCH, State.DISPATCHED, plan, _standing(begun), at, calendar=calendar)
    stopped = [Stopped(each, at, turned.ended[each.clock]) for each in begun if each.clock in turned.ended]
    return Course(State.DISPATCHED, [*(each for each in begun if each.clock not in turned.ended), *turned.started], stopped)


def carried(plan: Plan, at: datetime, calendar: WorkCalendar, *, since: datetime, target_at: datetime | None, is_led: bool) -> Course:
    """Open where it comes from, and open here: the whole time runs since it came in there, until the moment that was set there.

    What we owe ourselves begins now: nobody here is late with what nobody here had.
    """
    course = (dispatched if is_led else received)(plan, at, calendar, target_at=target_at)
    if target_at is not None and target_at < since:
        raise Refused("imports.target_before")
    whole = start(Clock.OVERALL, plan, since, calendar) if target_at is None else promised(Clock.OVERALL, since, target_at, calendar)
    return replace(course, running=[whole if each.clock is Clock.OVERALL else each for each in course.running])


def over(plan: Plan, at: datetime, calendar: WorkCalendar, *, answered_at: datetime | None, now: datetime) -> Course:
    """Over before it came here: its clocks are judged where it was answered.

    Where nothing is said of an answer, they are dropped when the last of them was over, and the matter counts as not solved.
    """
    begun = begin(plan, at, calendar)
    if answered_at is not None and not at <= answered_at <= now:
        raise Refused("imports.answered_before" if answered_at < at else "imports.answered_in_the_future")
    ended_at = answered_at or min(now, max(each.due_at for each in begun))
    ending = Ending.DROPPED if answered_at is None else Ending.KEPT
    verdict = Verdict.NOT_SOLVED if answered_at is None else Verdict.EXPLAINED
    return Course(State.CLOSED, (), [Stopped(each, max(ended_at, each.start_at), ending) for each in begun], ended_at, verdict)


def _begun(plan: Plan, at: datetime, calendar: WorkCalendar, target_at: datetime | None) -> Sequence[Running]:
    begun = begin(plan, at, calendar)
    if target_at is None:
        return begun
    return [promised(Clock.OVERALL, at, target_at, calendar) if each.clock is Clock.OVERALL else each for each in begun]


def _standing(begun: Iterable[Running]) -> list[Standing]:
    return [Standing(each.clock, each.due_at) for each in begun]
