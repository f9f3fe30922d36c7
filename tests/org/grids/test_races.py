"""Two people re-cut at once: one wins, the other is told; without the turn both would."""

from collections.abc import Sequence
from datetime import datetime
from threading import Barrier

import pytest

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, Stale
from linli.kernel.scope import scoped
from linli.org.actions import grids as actions
from linli.org.queries import grids as queries
from linli.org.queries import recuts
from linli.org.rules.cuts import Cut
from tests.org.grids.conftest import TODAY, Street
from tests.org.grids.ground import plot
from tests.races.crowd import PATIENCE_SECONDS, failures, together


def recut(street: Street, *cuts: Cut) -> None:
    with scoped(street.clerk):
        actions.recut(street.clerk, cuts, effective_at=TODAY, why="两人同时")


def test_of_two_recuts_of_one_grid_one_wins_and_the_other_is_stale(street: Street) -> None:
    cut = street.cut(street.left, plot(0, 0, 1, 2))
    other = street.cut(street.left, plot(0, 0, 2, 1))
    (raised,) = failures(together(lambda: recut(street, cut), lambda: recut(street, other)))
    assert isinstance(raised, Stale)
    with scoped(street.reader):
        assert len(queries.extents_of(street.reader, street.left.pk)) == 2


def test_two_recuts_that_fit_alone_and_overlap_together_never_both_stand(street: Street) -> None:
    street.recut(street.cut(street.left, plot(0, 0, 1, 2)), street.cut(street.right, plot(3, 0, 1, 2)))
    later = TODAY.replace(hour=5)
    one, other = street.cut(street.left, plot(0, 0, 3, 2)), street.cut(street.right, plot(1, 0, 3, 2))

    def widen(cut: Cut) -> None:
        with scoped(street.clerk):
            actions.recut(street.clerk, [cut], effective_at=later, why="各自扩大")

    (raised,) = failures(together(lambda: widen(one), lambda: widen(other)))
    assert isinstance(raised, Refused)
    assert raised.code == "org.grid_overlap"


def test_the_control_without_the_turn_lets_both_stand(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_take_turn", lambda actor: None)
    street.recut(street.cut(street.left, plot(0, 0, 1, 2)), street.cut(street.right, plot(3, 0, 1, 2)))
    later = TODAY.replace(hour=5)
    one, other = street.cut(street.left, plot(0, 0, 3, 2)), street.cut(street.right, plot(1, 0, 3, 2))
    barrier = Barrier(2, timeout=PATIENCE_SECONDS)
    look = recuts.plan_for

    def look_and_wait(actor: Actor, cuts: Sequence[Cut], effective_at: datetime) -> recuts.Plan:
        found = look(actor, cuts, effective_at)
        barrier.wait()
        return found

    # Both look at the tree before either writes.
    monkeypatch.setattr(actions, "plan_for", look_and_wait)

    def widen(cut: Cut) -> None:
        with scoped(street.clerk):
            actions.recut(street.clerk, [cut], effective_at=later, why="各自扩大")

    assert failures(together(lambda: widen(one), lambda: widen(other))) == []


def test_first_grids_of_an_empty_street_cannot_overlap_either(street: Street) -> None:
    def begin(code: str) -> None:
        with scoped(street.neighbour):
            actions.create_grid(
                street.neighbour, code=code, name=code, kind="comprehensive", area=plot(0, 0), effective_at=TODAY, why="首次划分"
            )

    (raised,) = failures(together(lambda: begin("A"), lambda: begin("B")))
    assert isinstance(raised, Refused)
    assert raised.code == "org.grid_overlap"
