"""The states of a ticket, the moves between them, and why each move exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals


class State(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    DELIBERATING = "deliberating"
    DEFERRED = "deferred"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    VOID = "void"


STATE_WORDS: Final[Mapping[State, str]] = {
    State.RECEIVED: gettext_noop("Waiting for dispatch"),
    State.DISPATCHED: gettext_noop("Waiting for acceptance"),
    State.IN_PROGRESS: gettext_noop("Being handled"),
    State.DELIBERATING: gettext_noop("Waiting for the meeting"),
    State.DEFERRED: gettext_noop("Deferred"),
    State.RESOLVED: gettext_noop("Handled, waiting for the call-back"),
    State.CLOSED: gettext_noop("Closed"),
    State.MERGED: gettext_noop("Merged"),
    State.REDIRECTED: gettext_noop("Told where to go"),
    State.WITHDRAWN: gettext_noop("Withdrawn"),
    State.VOID: gettext_noop("Void"),
}


ANSWERED: Final = gettext_noop("Answered, waiting for the city's call-back")


def state_word(state: State, *, is_answered: bool = False) -> str:
    """What the state is called in the reader's language; an order of the city that was answered waits for the city."""
    return gettext(ANSWERED if is_answered and state is State.RESOLVED else STATE_WORDS[state])


# Work is open until somebody other than the doer has verified it.
OPEN: Final = frozenset({State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS, State.DELIBERATING, State.DEFERRED, State.RESOLVED})
# Put aside without being handled; undo leads back to the state before.
ASIDE: Final = frozenset({State.MERGED, State.REDIRECTED, State.WITHDRAWN, State.VOID})
# Before the work is said to be done, a ticket may still be put aside.
BEFORE_DONE: Final = frozenset(OPEN - {State.RESOLVED})


class Move(StrEnum):
    """What somebody does to a ticket, named as staff would say it."""

    DISPATCH = "dispatch"
    HANDLE_HERE = "handle_here"
    CLOSE_ON_SPOT = "close_on_spot"
    ACCEPT = "accept"
    RETURN = "return"
    OBJECT = "object"
    CALL_MEETING = "call_meeting"
    DECIDE = "decide"
    REDISPATCH = "redispatch"
    ESCALATE = "escalate"
    DEFER = "defer"
    RESUME = "resume"
    RESOLVE = "resolve"
    CLOSE = "close"
    REWORK = "rework"
    REOPEN = "reopen"
    MERGE = "merge"
    REDIRECT = "redirect"
    WITHDRAW = "withdraw"
    ANNUL = "annul"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Path:
    """From which states a move leads to which, and the by-law or mechanism it comes from."""

    origins: frozenset[State]
    targets: frozenset[State]
    basis: str


def _path(origins: State | frozenset[State], targets: State | frozenset[State], basis: str) -> Path:
    return Path(
        frozenset({origins}) if isinstance(origins, State) else origins,
        frozenset({targets}) if isinstance(targets, State) else targets,
        basis,
    )


_HELD: Final = frozenset({State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS})

MOVES: Final[Mapping[Move, Path]] = {
    Move.DISPATCH: _path(State.RECEIVED, State.DISPATCHED, "国办函〔2025〕66号: by the catalogue and the duty list"),
    Move.HANDLE_HERE: _path(State.RECEIVED, State.IN_PROGRESS, "小事不出微网格: the level that heard it handles it"),
    Move.CLOSE_ON_SPOT: _path(State.RECEIVED, State.CLOSED, "当场办结: settled within the visit or call, sampled blind"),
    Move.ACCEPT: _path(State.DISPATCHED, State.IN_PROGRESS, "签收: the unit takes it on"),
    # The second return goes to a meeting, never to a third desk.
    Move.RETURN: _path(
        State.DISPATCHED, frozenset({State.RECEIVED, State.DELIBERATING}), "退单: with a reason code, within the accept window"
    ),
    Move.OBJECT: _path(State.DISPATCHED, State.DELIBERATING, "派单异议: 国办函〔2025〕66号, reviewed objections"),
    Move.CALL_MEETING: _path(_HELD, State.DELIBERATING, "议单: several parties, or nobody can take it"),
    Move.DECIDE: _path(State.DELIBERATING, State.DISPATCHED, "议单: the decision names lead, assists, commitments"),
    Move.REDISPATCH: _path(State.IN_PROGRESS, State.DISPATCHED, "再派遣: another unit leads from now on"),
    Move.ESCALATE: _path(State.IN_PROGRESS, State.DISPATCHED, "大事不出网格: one level up, with what was tried"),
    Move.DEFER: _path(frozenset({State.IN_PROGRESS, State.DELIBERATING}), State.DEFERRED, "挂账: for law, plan or money, at most 90 days"),
    Move.RESUME: _path(State.DEFERRED, State.IN_PROGRESS, "挂账复核: the day of the review has come"),
    Move.RESOLVE: _path(State.IN_PROGRESS, State.RESOLVED, "办理反馈: the doer says it is done and never closes"),
    Move.CLOSE: _path(State.RESOLVED, State.CLOSED, "核查结案: by the reporter, a call-back or another unit"),
    Move.REWORK: _path(State.RESOLVED, State.IN_PROGRESS, "返工: the verifier found it undone"),
    Move.REOPEN: _path(State.CLOSED, State.IN_PROGRESS, "重开: within the window, or on recurrence"),
    Move.MERGE: _path(BEFORE_DONE, State.MERGED, "并单: 国办函〔2025〕66号, every reporter still follows"),
    Move.REDIRECT: _path(BEFORE_DONE, State.REDIRECTED, "告知途径: out of scope, the legal route is told"),
    Move.WITHDRAW: _path(BEFORE_DONE, State.WITHDRAWN, "撤单: the reporter takes it back"),
    Move.ANNUL: _path(BEFORE_DONE, State.VOID, "作废: by approval, never a reporter's ticket"),
    Move.UNDO: _path(ASIDE, BEFORE_DONE, "the state before, with reason and a fresh clock"),
}


def moves_from(state: State) -> frozenset[Move]:
    """What may be done to a ticket in this state, as far as the state alone says."""
    return frozenset(move for move, path in MOVES.items() if state in path.origins)


def target(move: Move, state: State, *, returns: int = 0, before: State | None = None) -> State:
    """Where the move leads, or the refusal; `returns` counts the earlier ones, `before` is what undo leads back to."""
    path = MOVES[move]
    if state not in path.origins:
        raise Refused("tickets.illegal_move", state=state_word(state))
    if move is Move.RETURN:
        return State.DELIBERATING if returns else State.RECEIVED
    if move is Move.UNDO:
        if before not in path.targets:
            raise Refused("tickets.nothing_to_undo")
        return before
    (only,) = path.targets
    return only


class Step(StrEnum):
    """The five steps 接派议督结: a view of the story, not states."""

    RECEIVE = "receive"
    DISPATCH = "dispatch"
    DELIBERATE = "deliberate"
    FOLLOW_THROUGH = "follow_through"
    EVALUATE = "evaluate"


STEP_OF: Final[Mapping[State, Step]] = {
    State.RECEIVED: Step.RECEIVE,
    State.DISPATCHED: Step.DISPATCH,
    State.DELIBERATING: Step.DELIBERATE,
    State.IN_PROGRESS: Step.FOLLOW_THROUGH,
    State.DEFERRED: Step.FOLLOW_THROUGH,
    State.RESOLVED: Step.EVALUATE,
    State.CLOSED: Step.EVALUATE,
}


class Mark(StrEnum):
    """How a step is drawn."""

    DONE = "done"
    NOW = "now"
    SKIPPED = "skipped"
    TO_COME = "to_come"


def five_steps(state: State, passed: frozenset[State]) -> tuple[Mark, ...]:
    """The five-step bar of a ticket that has been in the `passed` states and stands in `state`; a step that did not happen is hollow."""
    happened = {STEP_OF[each] for each in passed | {state} if each in STEP_OF}
    # What was put aside stands where it stood last; received is where everything begins.
    order = list(Step)
    now = STEP_OF.get(state) or max(happened or {Step.RECEIVE}, key=order.index)
    is_over = state is State.CLOSED or state in ASIDE
    return tuple(_mark(step, order.index(step) - order.index(now), step in happened, is_over) for step in order)


def _mark(step: Step, beyond: int, has_happened: bool, is_over: bool) -> Mark:
    if beyond == 0:
        return Mark.DONE if is_over else Mark.NOW
    if beyond < 0:
        # Everything was received, whether or not it waited there.
        return Mark.DONE if has_happened or step is Step.RECEIVE else Mark.SKIPPED
    if is_over:
        return Mark.SKIPPED
    return Mark.DONE if has_happened and step is Step.DELIBERATE else Mark.TO_COME


refusals(
    {
        "tickets.illegal_move": gettext_noop(
            "This ticket is “{state}” now, and that cannot be done from there. Look at what happened to it."
        ),
        "tickets.nothing_to_undo": gettext_noop("There is no state to go back to. Open a new ticket instead."),
    }
)
