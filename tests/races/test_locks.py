"""Rows locked by ascending id never deadlock; the control locks them the other way round and does."""

import threading
from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import connection

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope import scoped
from linli.kernel.writes import lock_in_order
from tests.ground import TestDatabase
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree
from tests.races.crowd import PATIENCE_SECONDS, failures, together, wait_until_somebody_waits

pytestmark = pytest.mark.usefixtures("orchard")

ROUNDS = 25


def _planted(actor: Actor, number: int) -> list[UUID]:
    with scoped(actor):
        made = [Tree(subdistrict_id=actor.subdistrict_id, label=str(each)) for each in range(number)]
        return [each.pk for each in Tree.objects.bulk_create(made)]


def test_two_who_lock_the_same_rows_in_any_order_both_get_them(two: TwoSubdistricts) -> None:
    ids = _planted(two.clerk, 40)

    def lock(wanted: Sequence[UUID]) -> None:
        with scoped(two.clerk):
            assert len(lock_in_order(Tree.objects.all(), two.lanting, wanted)) == len(wanted)
            Tree.objects.filter(pk__in=wanted).update(height_cm=1)

    for _ in range(ROUNDS):
        assert failures(together(lambda: lock(ids), lambda: lock(ids[::-1]), lambda: lock(ids[10:30]))) == []


def test_the_control_that_locks_in_opposite_orders_deadlocks_and_is_refused_as_busy(two: TwoSubdistricts) -> None:
    first, second = _planted(two.clerk, 2)
    both_hold_one = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def lock(wanted: Sequence[UUID]) -> None:
        with scoped(two.clerk):
            with connection.cursor() as cursor:
                # The deadlock is to be found by the server, not cut short by the wait's own limit.
                cursor.execute("SET LOCAL lock_timeout = '10s'")
            Tree.objects.select_for_update().get(pk=wanted[0])
            both_hold_one.wait()
            Tree.objects.select_for_update().get(pk=wanted[1])

    raised = failures(together(lambda: lock([first, second]), lambda: lock([second, first])))
    assert len(raised) == 1
    assert isinstance(raised[0], Refused)
    assert raised[0].code == "kernel.busy"
    assert getattr(raised[0].__cause__.__cause__, "sqlstate", None) == "40P01"  # type: ignore[union-attr]


def test_a_row_that_leaves_the_view_while_one_waits_is_not_found(two: TwoSubdistricts, database: TestDatabase) -> None:
    (tree_id,) = _planted(two.clerk, 1)
    is_held = threading.Event()

    def rename_while_the_other_waits() -> None:
        with database.connect("superuser") as other, other.transaction():
            other.execute("UPDATE test_tree SET label = '柳'")
            is_held.set()
            wait_until_somebody_waits(database)

    def lock() -> None:
        assert is_held.wait(PATIENCE_SECONDS)
        with scoped(two.clerk):
            visible = Tree.objects.filter(label="0")
            assert visible.count() == 1
            lock_in_order(visible, two.lanting, [tree_id])

    raised = failures(together(rename_while_the_other_waits, lock))
    assert [type(each) for each in raised] == [NotFound]


def test_claims_that_skip_locked_rows_share_them_without_waiting(two: TwoSubdistricts) -> None:
    ids = set(_planted(two.clerk, 12))
    both_have_claimed = threading.Barrier(3, timeout=PATIENCE_SECONDS)

    def claim() -> list[UUID]:
        with scoped(two.clerk):
            free = Tree.objects.of(two.lanting).order_by("pk").select_for_update(skip_locked=True, of=("self",))
            mine = [each.pk for each in free[:4]]
            both_have_claimed.wait()
            return mine

    claimed = together(claim, claim, claim)
    assert failures(claimed) == []
    assert sorted(one for each in claimed if isinstance(each, list) for one in each) == sorted(ids)
