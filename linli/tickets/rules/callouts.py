"""The call-out list 应急联系单: who is told at once when something happens, and who is next when nobody answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.tickets.rules.clocks import Track

ANSWER_WITHIN: Final = timedelta(minutes=5)
FRESH: Final = timedelta(hours=24)
SEAT_LIMIT: Final = 20
MOST_LINES: Final = 40

L = TypeVar("L")


class Called(Kind):
    """How a line finds the people to be told, at the moment they are told."""

    CHIEF = "chief", gettext_noop("Duty chief")
    LEADER = "leader", gettext_noop("Leader on duty")
    MEMBER = "member", gettext_noop("Staff on duty")
    DUTY = "duty", gettext_noop("Who answers for the grid")
    POST = "post", gettext_noop("Who holds the post")
    PERSON = "person", gettext_noop("One person")


# These name a row of the organisation; the others are found on the duty rota.
NAMING: Final = frozenset({Called.DUTY, Called.POST, Called.PERSON})


class Outcome(Kind):
    """What became of a call."""

    WAITING = "waiting", gettext_noop("Not answered yet")
    ANSWERED = "answered", gettext_noop("Answered")
    MISSED = "missed", gettext_noop("Not answered in time")
    NOBODY = "nobody", gettext_noop("Nobody is there to call")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: for which seat 岗, and whom; within a seat the lines are each other's substitutes in this order."""

    seat: str
    called: Called
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its seat's number and its own place in that seat, both from zero."""

    seat_no: int
    place: int
    line: Line


# Where a subdistrict has written no list, whoever is on duty is told.
DEFAULT: Final = (
    Line(gettext_noop("Duty chief"), Called.CHIEF),
    Line(gettext_noop("Duty chief"), Called.LEADER),
    Line(gettext_noop("Staff on duty"), Called.MEMBER),
    Line(gettext_noop("Staff on duty"), Called.CHIEF),
)


def checked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines as they may stand in a list; the refusal names the line."""
    if not lines:
        raise Refused("callouts.empty")
    if len(lines) > MOST_LINES:
        raise Refused("callouts.too_long", limit=MOST_LINES)
    made: list[Line] = []
    for number, line in enumerate(lines, 1):
        seat = clean_text(line.seat, field=gettext("Seat"), limit=SEAT_LIMIT, required=False)
        if not seat:
            raise Refused("callouts.seat_needed", line=number)
        if (line.called in NAMING) != (line.subject_id is not None):
            raise Refused("callouts.nobody_named", line=number)
        kept = replace(line, seat=seat)
        if kept in made:
            raise Refused("callouts.twice", line=number)
        made.append(kept)
    return tuple(made)


def placed(lines: Iterable[Line]) -> list[Placed]:
    """Every line with its seat and place; seats are numbered in the order in which they are first named."""
    seats: dict[str, int] = {}
    filled: dict[str, int] = {}
    found = []
    for line in lines:
        seat_no = seats.setdefault(line.seat, len(seats))
        place = filled.get(line.seat, 0)
        filled[line.seat] = place + 1
        found.append(Placed(seat_no, place, line))
    return found


def next_place(people: Sequence[Collection[UUID]], begin: int, told: Collection[UUID]) -> tuple[int | None, list[UUID]]:
    """The first place from `begin` on whose people were not told for this seat before, and these; no place when the seat is exhausted."""
    for place in range(begin, len(people)):
        fresh = [person_id for person_id in people[place] if person_id not in told]
        if fresh:
            return place, sorted(fresh)
    return None, []


def chosen(lists: Mapping[str, L], codes: Sequence[str]) -> L | None:
    """The list of the class itself, else of the one above it, else the one for everything; None where there is none."""
    return next((lists[code] for code in (*codes, "") if code in lists), None)


def is_called_out(track: Track, received_at: datetime, now: datetime) -> bool:
    """Whether people are called out for what was taken down: an emergency of today, never one that is written down afterwards."""
    return track is Track.EMERGENCY and now - received_at < FRESH


def is_unanswered(outcomes: Collection[Outcome]) -> bool:
    """Whether a seat was called, nobody answered and nobody is asked any more."""
    return bool(outcomes) and not {Outcome.WAITING, Outcome.ANSWERED} & set(outcomes)


def differs(old: Iterable[Line], new: Iterable[Line]) -> bool:
    """Whether a list would change at all."""
    return [_as_said(line) for line in old] != [_as_said(line) for line in new]


def _as_said(line: Line) -> tuple[Any, ...]:
    return line.seat, line.called, line.subject_id


refusals(
    {
        "callouts.empty": gettext_noop("The list names nobody. Write at least one line."),
        "callouts.too_long": gettext_noop("A list has at most {limit} lines. Take some out."),
        "callouts.seat_needed": gettext_noop("Line {line} has no seat. Write what this person is called for, such as Drainage."),
        "callouts.nobody_named": gettext_noop("Line {line} does not say whom to call. Choose somebody."),
        "callouts.twice": gettext_noop("Line {line} stands in the list already. Choose somebody else or take it out."),
        "callouts.unknown_subject": gettext_noop("Line {line} names somebody who works here no longer. Choose somebody else."),
        "callouts.unchanged": gettext_noop("Nothing was changed. The version in use stays."),
        "callouts.class_has_list": gettext_noop("This class has a list already. Change that one."),
        "callouts.not_called": gettext_noop(
            "You were not called for this ticket, or somebody has answered for you already. Open the ticket to see who was."
        ),
        "callouts.call_over": gettext_noop("This call has been answered already. Open the ticket again to see by whom."),
        "tickets.already_emergency": gettext_noop("This ticket is an emergency already. Open it again to see its times."),
        "tickets.not_emergency": gettext_noop("Only an emergency is reported upward. Say first that it is one."),
    }
)
