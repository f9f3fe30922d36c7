"""A ticket as one line of a list: its clock, its steps, who has it, and what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets.steps import SIGNS
from linli.desk.tickets.timing import Due, clock_words, due_of
from linli.kernel.actor import Actor
from linli.kernel.addresses import address
from linli.tickets.queries.asking import Row
from linli.tickets.queries.queue import states_passed
from linli.tickets.queries.readers import knows_reporter, own_unit
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


@dataclass(frozen=True, slots=True)
class Press:
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `head` is the bold words beside the shape, `second` which clock and when."""

    ticket_id: UUID
    number: str
    address_of_page: str
    shape: str
    head: str
    second: str
    title: str
    labels: Sequence[str]
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
    presses: Sequence[Press]
    can_pick: bool


def lines_of(actor: Actor, code: str, tickets: Sequence[Row], now: datetime, catalogue: Catalogue) -> list[Line]:
    """The tickets of a page as lines; the names of classes are of that catalogue."""
    names = {each: item.name for each, item in catalogue.items.items()}
    page = _Page(actor, names, now, timezone.localtime(now), code, {})
    return [_line(page, ticket) for ticket in tickets]


@dataclass(frozen=True, slots=True)
class _Look:
    """What follows from how a ticket stands, and is the same for many lines of a page."""

    state: str
    clock: str
    labels: Sequence[str]
    marks: tuple[tuple[str, str], ...]
    next_words: str
    presses: Sequence[tuple[str, Words, str]]


@dataclass(frozen=True, slots=True)
class _Page:
    """What all lines of a page have in common."""

    actor: Actor
    names: Mapping[str, str]
    now: datetime
    today: datetime
    code: str
    looks: dict[tuple[object, ...], _Look]

    def look(self, ticket: Row, state: State, due: Due | None, *, knows: bool) -> _Look:
        """Put into words once for all lines that stand alike."""
        is_late, passed = due is not None and due.is_late, states_passed(ticket)
        is_answered = knows and ticket.answered_at is not None
        can_nudge = is_late and state in _NUDGED and self.actor.may(Permission.CALL) and ticket.holder_unit_id != own_unit(self.actor)
        alike = (ticket.track, ticket.has_open_hazard, ticket.reworks > 0, ticket.due_kind, ticket.meeting, ticket.is_supervised, can_nudge)
        key = (state, passed, is_late, is_answered, knows, *alike)
        if key not in self.looks:
            self.looks[key] = _Look(
                state=state_word(state, is_answered=is_answered),
                clock=clock_words(ticket.due_kind) if ticket.due_at is not None else state_word(state),
                labels=_labels(ticket, knows=knows),
                marks=_marks(state, passed),
                next_words=_next(ticket, state, is_late=is_late, can_nudge=can_nudge),
                presses=[
                    *((key, label, slug) for at, permission, key, label, slug in _PRESSES if at is state and self.actor.may(permission)),
                    *([_NUDGE] if can_nudge else []),
                ],
            )
        return self.looks[key]


def _line(page: _Page, ticket: Row) -> Line:
    state, knows = State(ticket.state), knows_reporter(page.actor, ticket)
    due = due_of(ticket.due_at, page.now, ticket.yellow_at) if ticket.due_at is not None else None
    look = page.look(ticket, state, due, knows=knows)
    shape, head = _head(ticket, state, due)
    return Line(
        ticket_id=ticket.pk,
        number=ticket.number,
        address_of_page=address("desk:ticket", page.code, ticket.pk),
        shape=shape,
        head=head,
        second=_second(page, ticket, look),
        title=ticket.matter or (ticket.begin if knows else "") or gettext("No neutral words yet"),
        labels=look.labels,
        address=ticket.address,
        class_name=page.names.get(ticket.item_code or "", ""),
        unit=_unit(ticket, state),
        unit_note=_unit_note(ticket, state),
        grid=_short(ticket.grid_name) if ticket.grid_name else "",
        state=look.state,
        marks=look.marks,
        returns=ticket.returns,
        returns_words=_returned(ticket.returns) if ticket.returns else "",
        next_words=look.next_words,
        presses=[Press(key, str(label), address("desk:ticket_move", page.code, ticket.pk, slug)) for key, label, slug in look.presses],
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
    local, today = timezone.localtime(moment), page.today
    day = "%H:%M" if local.date() == today.date() else "%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d"
    return f"{look.clock} {local:{day}}"


def _labels(ticket: Row, *, knows: bool) -> list[str]:
    said = {
        pgettext("label", "Emergency"): ticket.track == Track.EMERGENCY,
        # By which door it came in is for who may know who came in by it.
        "12345": knows and ticket.track == Track.HOTLINE,
        gettext("Danger"): ticket.has_open_hazard,
        pgettext("label", "Signed order"): ticket.is_supervised,
        gettext("Reworked"): ticket.reworks > 0,
    }
    return [words for words, is_so in said.items() if is_so]


def _unit(ticket: Row, state: State) -> str:
    if state is State.DELIBERATING and ticket.meeting == MeetingReason.NOBODY_TAKES_IT:
        return gettext("Not settled")
    return (ticket.lead_name if state is State.CLOSED else ticket.holder_name) or "–"


def _unit_note(ticket: Row, state: State) -> str:
    if state is State.DISPATCHED:
        return gettext("not accepted yet")
    if state is State.RESOLVED and ticket.lead_name is not None:
        return gettext("done by {unit}").format(unit=ticket.lead_name)
    return state_word(state) if state in {State.IN_PROGRESS, State.DELIBERATING, State.RECEIVED} else ""


def _marks(state: State, passed: frozenset[State]) -> tuple[tuple[str, str], ...]:
    marks = five_steps(state, passed)
    return tuple((str(SIGNS[step][0]), _CLASSES[mark]) for step, mark in zip(Step, marks, strict=True))


def _next(ticket: Row, state: State, *, is_late: bool, can_nudge: bool) -> str:
    if state is State.DISPATCHED and is_late:
        return gettext("Urge to accept")
    if state is State.DELIBERATING and ticket.meeting == MeetingReason.NOBODY_TAKES_IT:
        return gettext("Let the duty chief decide")
    if state is State.IN_PROGRESS and can_nudge:
        return gettext("Remind the unit")
    if state is State.IN_PROGRESS and ticket.due_kind in _NEXT_BY_CLOCK:
        return str(_NEXT_BY_CLOCK[ticket.due_kind])
    return str(_NEXT_BY_STATE.get(state, ""))


def _returned(times: int) -> str:
    return ngettext("returned once", "returned %(times)s times", times) % {"times": times}


def _short(name: str) -> str:
    """The name of a grid without the word grid, as a column has room for it."""
    return name.removesuffix("专属网格").removesuffix("综合网格").removesuffix("网格") or name
