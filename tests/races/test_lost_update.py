"""Two people edit the same tree: one is stored, the other is told; the control shows the edit that is lost otherwise."""

import threading
from uuid import UUID

import pytest

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, Stale
from linli.kernel.scope import scoped
from linli.kernel.writes import check_version, lock_in_order, write
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree
from tests.races.crowd import PATIENCE_SECONDS, failures, together

pytestmark = pytest.mark.usefixtures("orchard")

WRITERS = 6
ROUNDS = 4


@write
def grow(actor: Actor, tree_id: UUID, *, seen: int, height_cm: int) -> Tree:
    """Change the height of a tree that nobody else has changed since version `seen`."""
    tree: Tree = lock_in_order(Tree.objects.of(actor.subdistrict_id), actor.subdistrict_id, [tree_id])[0]
    check_version(tree, seen=seen, yours={"height_cm": height_cm})
    tree.height_cm, tree.journal_seq = height_cm, tree.journal_seq + 1
    tree.save(update_fields=["height_cm", "journal_seq"])
    return tree


def _planted(actor: Actor) -> UUID:
    with scoped(actor):
        tree: Tree = Tree.objects.create(subdistrict_id=actor.subdistrict_id, label="槐")
        return tree.pk


def _found(actor: Actor, tree_id: UUID) -> Tree:
    with scoped(actor):
        tree: Tree = Tree.objects.get(pk=tree_id)
        return tree


def test_of_several_edits_of_one_version_exactly_one_is_stored(two: TwoSubdistricts) -> None:
    for _ in range(ROUNDS):
        tree_id = _planted(two.clerk)

        def edit(height_cm: int, tree_id: UUID = tree_id) -> int:
            with scoped(two.clerk):
                return int(grow(two.clerk, tree_id, seen=0, height_cm=height_cm).height_cm)

        outcomes = together(*(lambda height=height: edit(height) for height in range(1, WRITERS + 1)))
        stored = [each for each in outcomes if isinstance(each, int)]
        assert len(stored) == 1
        refused = failures(outcomes)
        assert {type(each) for each in refused} == {Stale}
        for each in refused:
            assert isinstance(each, Stale)
            assert each.current == 1
            assert [one.theirs for one in each.differences] == [str(stored[0])]
        tree = _found(two.clerk, tree_id)
        assert (tree.height_cm, tree.journal_seq) == (stored[0], 1)


def test_everybody_who_reads_again_gets_through(two: TwoSubdistricts) -> None:
    tree_id = _planted(two.clerk)

    def add_ten() -> None:
        while True:
            seen = _found(two.clerk, tree_id)
            try:
                with scoped(two.clerk):
                    grow(two.clerk, tree_id, seen=seen.journal_seq, height_cm=seen.height_cm + 10)
            except Refused:
                continue
            return

    assert failures(together(*[add_ten] * WRITERS)) == []
    tree = _found(two.clerk, tree_id)
    assert (tree.height_cm, tree.journal_seq) == (10 * WRITERS, WRITERS)


def test_the_control_without_lock_and_version_loses_an_edit(two: TwoSubdistricts) -> None:
    tree_id = _planted(two.clerk)
    both_have_read = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def add_ten() -> None:
        with scoped(two.clerk):
            tree = Tree.objects.get(pk=tree_id)
            both_have_read.wait()
            tree.height_cm += 10
            tree.journal_seq += 1
            tree.save(update_fields=["height_cm", "journal_seq"])

    assert failures(together(add_ten, add_ten)) == []
    tree = _found(two.clerk, tree_id)
    assert (tree.height_cm, tree.journal_seq) == (10, 1)
