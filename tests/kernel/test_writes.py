"""The shape of every write: no swallowed failure, no stale edit, no half row, locks in one order."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.scope import OutsideScope, scoped
from linli.kernel.writes import SwallowedFailure, attempt, check_version, each, is_write, lock_in_order, write
from tests.ground import TestDatabase
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree

pytestmark = pytest.mark.usefixtures("orchard")


@write
def plant(actor: Actor, label: str) -> Tree:
    """Plant a tree; a nameless one is refused after it stands, as a worst case."""
    tree: Tree = Tree.objects.create(subdistrict_id=actor.subdistrict_id, label=label)
    if not label:
        raise Refused("kernel.empty", field="label")
    return tree


@write
def plant_and_forget(actor: Actor, labels: list[str]) -> int:
    """What no action may do: go on after a refusal."""
    planted = 0
    for label in labels:
        try:
            plant(actor, label)
            planted += 1
        except Refused:
            continue
    return planted


def _labels(actor: Actor) -> set[str]:
    with scoped(actor):
        return set(Tree.objects.values_list("label", flat=True))


def test_an_action_joins_the_open_transaction(two: TwoSubdistricts) -> None:
    def plant_and_fail() -> None:
        with scoped(two.clerk):
            plant(two.clerk, "槐")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        plant_and_fail()
    assert _labels(two.clerk) == set()
    with scoped(two.clerk):
        plant(two.clerk, "槐")
        plant(two.clerk, "柳")
    assert _labels(two.clerk) == {"槐", "柳"}


def test_an_action_outside_a_scope_raises(two: TwoSubdistricts) -> None:
    with pytest.raises(OutsideScope):
        plant(two.clerk, "槐")
    assert is_write(plant)
    assert plant.__doc__
    assert not is_write(_labels)


def test_an_action_for_another_subdistricts_actor_raises(two: TwoSubdistricts) -> None:
    with scoped(two.clerk), pytest.raises(OutsideScope, match="another subdistrict"):
        plant(two.neighbour, "槐")
    assert _labels(two.neighbour) == set()


def test_whoever_looks_at_several_subdistricts_is_refused_in_words(two: TwoSubdistricts) -> None:
    viewer = replace(two.clerk, readable=frozenset({two.heping}))
    with scoped(viewer), pytest.raises(Refused) as refused:
        plant(viewer, "槐")
    assert refused.value.code == "kernel.only_looking"


def test_a_swallowed_refusal_cannot_end_as_success(two: TwoSubdistricts) -> None:
    with pytest.raises(SwallowedFailure, match="plant_and_forget"), scoped(two.clerk):
        plant_and_forget(two.clerk, ["槐", ""])
    assert _labels(two.clerk) == set()
    with scoped(two.clerk):
        assert plant_and_forget(two.clerk, ["槐", "柳"]) == 2
    assert _labels(two.clerk) == {"槐", "柳"}


def test_a_swallowed_database_error_cannot_end_as_success(two: TwoSubdistricts) -> None:
    @write
    def measure(actor: Actor) -> None:
        with connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(SwallowedFailure, match="measure"), scoped(two.clerk):
        measure(two.clerk)


def test_the_control_for_the_trap_returns_as_if_all_were_well(two: TwoSubdistricts) -> None:
    # Django's own behaviour, which @write and scoped() close: without them this block ends normally and nothing is stored.
    with transaction.atomic():
        try:
            with transaction.atomic(savepoint=False):
                raise Refused("kernel.busy")
        except Refused:
            pass
        assert transaction.get_rollback()


def test_an_attempt_keeps_the_refusal_and_undoes_only_itself(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        plant(two.clerk, "槐")
        with attempt() as outcome:
            plant(two.clerk, "不留")
            plant(two.clerk, "")
        assert outcome.refusal is not None
        assert outcome.refusal.code == "kernel.empty"
        plant(two.clerk, "柳")
        with attempt() as fine:
            plant(two.clerk, "杨")
        assert fine.refusal is None
    assert _labels(two.clerk) == {"槐", "柳", "杨"}


def test_an_attempt_lets_mistakes_of_ours_through(two: TwoSubdistricts) -> None:
    with pytest.raises(ZeroDivisionError), scoped(two.clerk), attempt():
        raise ZeroDivisionError
    with pytest.raises(SwallowedFailure), scoped(two.clerk), attempt():
        plant_and_forget(two.clerk, [""])


def test_an_attempt_that_waits_too_long_is_refused_and_the_page_goes_on(two: TwoSubdistricts, database: TestDatabase) -> None:
    with scoped(two.clerk):
        tree = plant(two.clerk, "槐")
    with database.connect("superuser") as holder, holder.transaction():
        holder.execute("SELECT 1 FROM test_tree FOR UPDATE")
        with scoped(two.clerk):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            with attempt() as outcome:
                lock_in_order(Tree.objects.all(), two.lanting, [tree.pk])
            assert outcome.refusal is not None
            assert outcome.refusal.code == "kernel.busy"
            assert Tree.objects.count() == 1


def test_a_lock_not_had_in_time_is_refused_as_busy(two: TwoSubdistricts, database: TestDatabase) -> None:
    with scoped(two.clerk):
        tree = plant(two.clerk, "槐")
    with database.connect("superuser") as holder, holder.transaction():
        holder.execute("SELECT 1 FROM test_tree FOR UPDATE")

        def lock_impatiently() -> None:
            with scoped(two.clerk):
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '50ms'")
                lock_in_order(Tree.objects.all(), two.lanting, [tree.pk])

        with pytest.raises(Refused) as refused:
            lock_impatiently()
        assert refused.value.code == "kernel.busy"
    with scoped(two.clerk):
        assert lock_in_order(Tree.objects.all(), two.lanting, [tree.pk])


def _sown(actor: Actor) -> Callable[[str], str]:
    def prepare(label: str) -> str:
        if label.startswith("late"):
            Tree.objects.create(subdistrict_id=actor.subdistrict_id, label=label)
        if label.startswith("raw"):
            with connection.cursor() as cursor:
                cursor.execute("WITH few AS (SELECT 1) UPDATE test_tree SET height_cm = 1 WHERE false")
        # Looking before a row is refused is what every rule does.
        Tree.objects.filter(label=label).exists()
        if not label or label.endswith("!"):
            raise Refused("kernel.empty", field="label")
        return label.upper()

    return prepare


def test_each_keeps_the_refusals_of_rows_in_their_places(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        Tree.objects.count()
        prepared = each(["a", "", "late", "b"], _sown(two.clerk))
    assert [one.code if isinstance(one, Refused) else one for one in prepared] == ["A", "kernel.empty", "LATE", "B"]


@pytest.mark.parametrize("label", ["late!", "raw!"])
def test_each_refuses_a_row_that_was_refused_after_its_first_write(two: TwoSubdistricts, label: str) -> None:
    with pytest.raises(SwallowedFailure, match="first write"), scoped(two.clerk):
        each(["a", label], _sown(two.clerk))
    assert _labels(two.clerk) == set()


def test_each_refuses_a_row_whose_inner_write_failed(two: TwoSubdistricts) -> None:
    with pytest.raises(SwallowedFailure), scoped(two.clerk):
        each(["槐", ""], lambda label: plant(two.clerk, label))
    assert _labels(two.clerk) == set()


def test_an_edit_of_an_older_version_is_refused_with_what_differs(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        tree = plant(two.clerk, "槐")
        tree.journal_seq, tree.height_cm = 3, 120
        check_version(tree, seen=3, yours={"label": "国槐"})
        with pytest.raises(Stale) as stale:
            check_version(tree, seen=2, yours={"label": "国槐", "height_cm": 120})
    assert stale.value.current == 3
    assert [(one.field, one.yours, one.theirs) for one in stale.value.differences] == [("label", "国槐", "槐")]
    assert stale.value.code == "kernel.stale"


def test_rows_are_locked_by_ascending_id(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        ids = [plant(two.clerk, name).pk for name in "槐柳杨"]
        locked = lock_in_order(Tree.objects.all(), two.lanting, [*reversed(ids), ids[0]])
        assert [tree.pk for tree in locked] == sorted(ids)
        assert list(lock_in_order(Tree.objects.all(), two.lanting, [])) == []


def test_a_missing_and_a_foreign_row_are_not_found_alike(two: TwoSubdistricts) -> None:
    with scoped(two.neighbour):
        theirs = plant(two.neighbour, "和槐").pk
    with scoped(two.clerk):
        ours = plant(two.clerk, "槐").pk
        said: list[tuple[str, str]] = []
        for wanted in (theirs, uuid7()):
            with pytest.raises(NotFound) as refused:
                lock_in_order(Tree.objects.all(), two.lanting, [ours, wanted])
            said.append((refused.value.code, refused.value.sentence))
        assert said[0] == said[1]
        with pytest.raises(NotFound):
            lock_in_order(Tree.objects.filter(label="柳"), two.lanting, [ours])
