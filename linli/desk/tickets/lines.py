"""A ticket as one line of a list: its clock, its steps, who has it, and what is next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets.steps import SIGNS
from linli.desk.tickets.timing import Due, clock_words, due_of
from linli.kernel.actor import Actor
from linli.kernel.addresses import EACH, address_of_each
from linli.tickets.queries.asking import Row
from linli.tickets.queries.queue import states_passed
from linli.tickets.queries.readers import knows_reporter_of, own_unit
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import MeetingReason
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import ASIDE, Mark, State, Step, five_steps, state_word

Words = str | Promise

_CLASSES: Final[Mapping[Mark, str]] = {Mark.DONE: "past", Mark.NOW: "now", Mark.SKIPPED: "hollow", Mark.TO_COME: ""}
# What is next, by the clock that runs out first, else by the state.
_NEXT_BY_CLOCK: Final[Mapping[str, Words]] = {
    Clock.FIRST_CONTACT: _("Call the reporter"),
    Clock.ON_SITE: _("Confirm on site"),
    Clock.CLEARED: _("Confirm it is cleared"),
    Clock.COMMITMENT: _("Ask for the promise"),
    Clock.ANSWER: _("Wait for an answer"),
}
_NEXT_BY_STATE: Final[Mapping[State, Words]] = {
    State.RECEIVED: _("Dispatch"),
    State.DISPATCHED: _("Wait for acceptance"),
    State.IN_PROGRESS: _("Wait for the unit"),
    State.DELIBERATING: _("Prepare the meeting"),
    State.DEFERRED: _("Review on its day"),
    State.RESOLVED: _("Call back and verify"),
}


class Press(NamedTuple):
    """A move of the chosen line by one key."""

    key: str
    label: str
    address: str


# What somebody may do from the list by a key: where it fits, and who may.
_Known = tuple[State, Permission, str, Words, str]
_PRESSES: Final[Sequence[_Known]] = (
    (State.RECEIVED, Permission.DISPATCH, "d", pgettext_lazy("key", "Dispatch"), "dispatch"),
    (State.DISPATCHED, Permission.ACCEPT, "a", pgettext_lazy("key", "Accept"), "accept"),
    (State.DISPATCHED, Permission.RETURN, "r", pgettext_lazy("key", "Return"), "return"),
    *((state, Permission.UNDO, "u", pgettext_lazy("key", "Bring back"), "undo") for state in sorted(ASIDE)),
)
# A unit that is late with it is reminded by who calls for the centre 催办.
_NUDGE: Final = ("c", pgettext_lazy("key", "Remind"), "nudge")
_NUDGED: Final = frozenset({State.DISPATCHED, State.IN_PROGRESS})


class Line(NamedTuple):
    """One line; `head` is the bold words beside the shape, `second` which clock and when."""

    ticket_id: UUID
    number: str
    address_of_page: str
    shape: str
    head: str
    second: str
    title: str
    labels: tuple[str, ...]
    address: str
    class_name: str
    unit: str
    unit_note: str
    grid: str
    state: str
    marks: tuple[tuple[str, str], ...]
    returns: int
    returns_words: str
    next_words: str
    presses: tuple[Press, ...]
    can_pick: bool


def lines_of(actor: Actor, code: str, tickets: Sequence[Row], now: datetime, catalogue: Catalogue) -> list[Line]:
    """The tickets of a page as lines; the names of classes are of that catalogue."""
    names = {each: item.name for each, item in catalogue.items.items()}
    page = _Page(
        actor=actor,
        names=names,
        now=now,
        today=timezone.localtime(now),
        code=code,
        language=get_language(),
        may=frozenset(permission for _, permission, *_ in _PRESSES if actor.may(permission)),
        knows=knows_reporter_of(actor),
        address_of=address_of_each("desk:ticket", code, EACH),
    )
    return [_line(page, ticket) for ticket in tickets]


@dataclass(frozen=True, slots=True)
class _Page:
    """What all lines of a page have in common."""

    actor: Actor
    names: Mapping[str, str]
    now: datetime
    today: datetime
    code: str
    language: str | None
    # What of the moves by a key this person may do everywhere.
    may: frozenset[Permission]
    knows: Callable[[Row], bool]
    address_of: Callable[[UUID], str]

    def stand(self, ticket: Row, due: Due | None) -> "_Stand":
        """What the words of a line follow from, besides its own texts and times."""
        state, knows, is_late = State(ticket.state), self.knows(ticket), due is not None and due.is_late
        return _Stand(
            state=state,
            passed=states_passed(ticket),
            track=ticket.track,
            due_kind=ticket.due_kind if due is not None else "",
            meeting=ticket.meeting,
            is_late=is_late,
            is_answered=knows and ticket.answered_at is not None,
            is_reworked=ticket.reworks > 0,
            is_supervised=ticket.is_supervised,
            has_open_hazard=ticket.has_open_hazard,
            knows=knows,
            can_nudge=is_late and state in _NUDGED and self.actor.may(Permission.CALL) and ticket.holder_unit_id != own_unit(self.actor),
        )


class _Stand(NamedTuple):
    """How a ticket stands, and what the reader may know and do of it."""

    state: State
    passed: frozenset[State]
    track: str
    due_kind: str
    meeting: str | None
    is_late: bool
    is_answered: bool
    is_reworked: bool
    is_supervised: bool
    has_open_hazard: bool
    knows: bool
    can_nudge: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """What follows from how a ticket stands."""

    state: str
    clock: str
    labels: tuple[str, ...]
    unit_note: str
    marks: tuple[tuple[str, str], ...]
    next_words: str
    # Key, word, and where it leads for each ticket.
    presses: Sequence[tuple[str, str, Callable[[UUID], str]]]


# Fifty lines of a page stand in some twenty ways, and those of the next page in the same.
@lru_cache(maxsize=1024)
def _look(_language: str | None, code: str, may: frozenset[Permission], stand: _Stand) -> _Look:
    known = [(key, word, slug) for at, permission, key, word, slug in _PRESSES if at is stand.state and permission in may]
    return _Look(
        state=state_word(stand.state, is_answered=stand.is_answered),
        clock=clock_words(stand.due_kind) if stand.due_kind else state_word(stand.state),
        labels=_labels(stand),
        unit_note=_unit_note(stand.state),
        marks=_marks(stand.state, stand.passed),
        next_words=_next(stand),
        presses=[
            (key, str(word), address_of_each("desk:ticket_move", code, EACH, slug))
            for key, word, slug in [*known, *([_NUDGE] if stand.can_nudge else [])]
        ],
    )


def _line(page: _Page, ticket: Row) -> Line:
    due = due_of(ticket.due_at, page.now, ticket.yellow_at) if ticket.due_at is not None else None
    stand = page.stand(ticket, due)
    state, look = stand.state, _look(page.language, page.code, page.may, stand)
    shape, head = _head(ticket, state, due)
    return Line(
        ticket_id=ticket.pk,
        number=ticket.number,
        address_of_page=page.address_of(ticket.pk),
        shape=shape,
        head=head,
        second=_second(page, ticket, look),
        title=ticket.matter or (ticket.begin if stand.knows else "") or gettext("No neutral words yet"),
        labels=look.labels,
        address=ticket.address,
        class_name=page.names.get(ticket.item_code or "", ""),
        unit=_unit(ticket, state),
        unit_note=_done_by(ticket) if state is State.RESOLVED else look.unit_note,
        grid=_short(ticket.grid_name) if ticket.grid_name else "",
        state=look.state,
        marks=look.marks,
        returns=ticket.returns,
        returns_words=_returned(ticket.returns) if ticket.returns else "",
        next_words=look.next_words,
        presses=tuple(Press(key, label, address_of(ticket.pk)) for key, label, address_of in look.presses),
        can_pick=state is State.RECEIVED,
    )


def _head(ticket: Row, state: State, due: Due | None) -> tuple[str, str]:
    if due is None:
        return "none", state_word(state)
    if due.is_late:
        return due.state, due.left
    if state is State.DELIBERATING:
        return "act", gettext("No unit takes it") if ticket.meeting == MeetingReason.NOBODY_TAKES_IT else gettext("Meeting")
    return ("none", state_word(state)) if state is State.DEFERRED else (due.state, due.left)


def _second(page: _Page, ticket: Row, look: _Look) -> str:
    moment = ticket.due_at or ticket.ended_at
    if moment is None:
        return ""
    today = page.today
    local = moment.astimezone(today.tzinfo)
    day = "%H:%M" if local.date() == today.date() else "%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d"
    return f"{look.clock} {local:{day}}"


def _labels(stand: _Stand) -> tuple[str, ...]:
    said = {
        pgettext("label", "Emergency"): stand.track == Track.EMERGENCY,
        # By which door it came in is for who may know who came in by it.
        "12345": stand.knows and stand.track == Track.HOTLINE,
        gettext("Danger"): stand.has_open_hazard,
        pgettext("label", "Signed order"): stand.is_supervised,
        gettext("Reworked"): stand.is_reworked,
    }
    return tuple(words for words, is_so in said.items() if is_so)


def _unit(ticket: Row, state: State) -> str:
    if state is State.DELIBERATING and ticket.meeting == MeetingReason.NOBODY_TAKES_IT:
        return gettext("Not settled")
    return (ticket.lead_name if state is State.CLOSED else ticket.holder_name) or "–"


def _unit_note(state: State) -> str:
    if state is State.DISPATCHED:
        return gettext("not accepted yet")
    return state_word(state) if state in {State.IN_PROGRESS, State.DELIBERATING, State.RECEIVED} else ""


def _done_by(ticket: Row) -> str:
    return gettext("done by {unit}").format(unit=ticket.lead_name) if ticket.lead_name is not None else ""


def _marks(state: State, passed: frozenset[State]) -> tuple[tuple[str, str], ...]:
    marks = five_steps(state, passed)
    return tuple((str(SIGNS[step][0]), _CLASSES[mark]) for step, mark in zip(Step, marks, strict=True))


def _next(stand: _Stand) -> str:
    state = stand.state
    if state is State.DISPATCHED and stand.is_late:
        return gettext("Urge to accept")
    if state is State.DELIBERATING and stand.meeting == MeetingReason.NOBODY_TAKES_IT:
        return gettext("Let the duty chief decide")
    if state is State.IN_PROGRESS and stand.can_nudge:
        return gettext("Remind the unit")
    if state is State.IN_PROGRESS and stand.due_kind in _NEXT_BY_CLOCK:
        return str(_NEXT_BY_CLOCK[stand.due_kind])
    return str(_NEXT_BY_STATE.get(state, ""))


def _returned(times: int) -> str:
    return ngettext("returned once", "returned %(times)s times", times) % {"times": times}


def _short(name: str) -> str:
    """The name of a grid without the word grid, as a column has room for it."""
    return name.removesuffix("专属网格").removesuffix("综合网格").removesuffix("网格") or name
