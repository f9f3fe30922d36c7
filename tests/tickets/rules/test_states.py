"""The table of moves against domain terms: what each state allows, and what no sequence may ever do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from linli.kernel.errors import Refused
from linli.tickets.rules.states import ASIDE, BEFORE_DONE, MOVES, OPEN, STATE_WORDS, Mark, Move, State, five_steps, moves_from, target

# Written down from the domain's own table, state by state; shares nothing with the table of moves.
ALLOWED = {
    "received": "dispatched in_progress deliberating closed merged redirected withdrawn void",
    "dispatched": "in_progress received deliberating merged redirected withdrawn void",
    "in_progress": "resolved deliberating deferred dispatched merged redirected withdrawn void",
    "deliberating": "dispatched deferred merged redirected withdrawn void",
    "deferred": "in_progress merged redirected withdrawn void",
    "resolved": "closed in_progress",
    "closed": "in_progress",
    **dict.fromkeys(("merged", "redirected", "withdrawn", "void"), "received dispatched in_progress deliberating deferred"),
}


@pytest.mark.parametrize("state", list(State))
def test_the_moves_lead_where_the_domain_says_and_nowhere_else(state: State) -> None:
    reached = {str(to) for move in moves_from(state) for to in MOVES[move].targets}
    assert reached == set(ALLOWED[state].split())


def test_every_state_has_words_and_every_move_its_reason() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(MOVES) == set(Move)
    assert all(path.basis for path in MOVES.values())


def test_the_first_return_goes_to_the_dispatcher_and_the_second_to_a_meeting() -> None:
    assert target(Move.RETURN, State.DISPATCHED, returns=0) is State.RECEIVED
    assert target(Move.RETURN, State.DISPATCHED, returns=1) is State.DELIBERATING
    assert target(Move.RETURN, State.DISPATCHED, returns=7) is State.DELIBERATING


@given(state=st.sampled_from(State), move=st.sampled_from(Move))
def test_a_move_is_refused_from_every_other_state(state: State, move: Move) -> None:
    if state in MOVES[move].origins:
        return
    with pytest.raises(Refused) as refusal:
        target(move, state, before=State.RECEIVED)
    assert refusal.value.code == "tickets.illegal_move"


def test_undo_leads_back_to_where_it_was_and_never_to_an_end() -> None:
    assert target(Move.UNDO, State.MERGED, before=State.DEFERRED) is State.DEFERRED
    for before in (None, State.CLOSED, State.RESOLVED, State.VOID):
        with pytest.raises(Refused) as refusal:
            target(Move.UNDO, State.VOID, before=before)
        assert refusal.value.code == "tickets.nothing_to_undo"


def test_nothing_but_a_verification_or_the_spot_closes() -> None:
    assert {move for move, path in MOVES.items() if State.CLOSED in path.targets} == {Move.CLOSE, Move.CLOSE_ON_SPOT}
    assert MOVES[Move.CLOSE].origins == {State.RESOLVED}
    assert OPEN | ASIDE | {State.CLOSED} == set(State)
    assert BEFORE_DONE < OPEN


class Life(RuleBasedStateMachine):
    """Any sequence of moves that the table allows."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.returns = State.RECEIVED, 0
        self.before: State | None = None
        self.passed = frozenset({State.RECEIVED})

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        move = data.draw(st.sampled_from(sorted(moves_from(self.state))))
        old, self.state = self.state, target(move, self.state, returns=self.returns, before=self.before)
        self.returns += move is Move.RETURN
        self.before = old if self.state in ASIDE else None
        self.passed |= {self.state}
        if self.state is State.CLOSED:
            assert old in {State.RESOLVED, State.RECEIVED}
        if move is Move.RETURN and self.returns > 1:
            assert self.state is State.DELIBERATING

    @invariant()
    def the_bar_has_one_present_step_while_open_and_none_afterwards(self) -> None:
        bar = five_steps(self.state, self.passed)
        assert len(bar) == 5
        assert bar.count(Mark.NOW) == (self.state in OPEN)
        assert (Mark.TO_COME in bar) <= (self.state in OPEN)
        assert moves_from(self.state)


TestLife = Life.TestCase


@pytest.mark.parametrize(
    ("state", "passed", "bar"),
    [
        ("received", "received", "now to_come to_come to_come to_come"),
        ("in_progress", "received dispatched", "done done skipped now to_come"),
        ("deliberating", "received dispatched", "done done now to_come to_come"),
        ("closed", "received", "done skipped skipped skipped done"),
        ("closed", "received dispatched deliberating in_progress resolved", "done done done done done"),
        ("dispatched", "received dispatched deliberating", "done now done to_come to_come"),
        ("merged", "received dispatched", "done done skipped skipped skipped"),
        ("merged", "", "done skipped skipped skipped skipped"),
    ],
)
def test_the_five_steps_say_what_happened(state: str, passed: str, bar: str) -> None:
    assert five_steps(State(state), frozenset(map(State, passed.split()))) == tuple(map(Mark, bar.split()))
