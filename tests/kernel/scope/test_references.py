"""Every road along an owned reference stays in the row's own subdistrict, on real SQL."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Sum
from django.test.utils import CaptureQueriesContext

from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree, Yard

pytestmark = pytest.mark.usefixtures("orchard")


class Orchard:
    """The same yard and trees in both subdistricts, down to the ids; only the words differ."""

    def __init__(self, two: TwoSubdistricts) -> None:
        self.two = two
        self.yard_id, self.other_yard_id, self.tree_id, self.free_tree_id = uuid7(), uuid7(), uuid7(), uuid7()
        self.wide: Actor = replace(two.clerk, readable=frozenset({two.heping}))
        for actor, prefix, height in ((two.clerk, "兰", 100), (two.neighbour, "和", 1_000)):
            home = {"subdistrict_id": actor.subdistrict_id}
            with scoped(actor):
                Yard.objects.create(id=self.yard_id, name=f"{prefix}院", **home)
                Yard.objects.create(id=self.other_yard_id, name=f"{prefix}空院", **home)
                Tree.objects.create(id=self.tree_id, yard_id=self.yard_id, label=f"{prefix}槐", height_cm=height, **home)
                Tree.objects.create(id=self.free_tree_id, label=f"{prefix}柳", height_cm=height + 1, **home)


@pytest.fixture
def orchard_rows(two: TwoSubdistricts) -> Orchard:
    return Orchard(two)


@contextmanager
def _joined_by_subdistrict() -> Iterator[None]:
    """Every statement of the block that joins (or correlates) the two tables names the subdistrict of both."""
    with CaptureQueriesContext(connection) as captured:
        yield
    joining = [each["sql"] for each in captured if len(re.findall(r'(?:FROM|JOIN) "test_', each["sql"])) > 1]
    assert joining, "no statement joined two tables"
    for statement in joining:
        sides = r'"?\w+"?\."subdistrict_id"'
        pairs = re.findall(rf"({sides}) = \(?({sides})", statement)
        assert any(left != right for left, right in pairs), statement


def test_select_related_joins_by_subdistrict(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide), _joined_by_subdistrict():
        trees = list(Tree.objects.select_related("yard").order_by("label"))
        assert {(each.label, each.yard.name if each.yard else None) for each in trees} == {
            ("兰槐", "兰院"),
            ("和槐", "和院"),
            ("兰柳", None),
            ("和柳", None),
        }


def test_following_a_reference_stays_at_home(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide):
        for subdistrict, name in ((orchard_rows.two.lanting, "兰院"), (orchard_rows.two.heping, "和院")):
            tree = Tree.objects.of(subdistrict).get(pk=orchard_rows.tree_id)
            with CaptureQueriesContext(connection) as captured:
                assert tree.yard.name == name
            assert subdistrict.hex in captured[0]["sql"]
            deferred = Tree.objects.of(subdistrict).only("label").get(pk=orchard_rows.tree_id)
            assert deferred.yard.name == name


def test_following_it_backwards_stays_at_home(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide):
        for subdistrict, label in ((orchard_rows.two.lanting, "兰槐"), (orchard_rows.two.heping, "和槐")):
            yard = Yard.objects.of(subdistrict).get(pk=orchard_rows.yard_id)
            with CaptureQueriesContext(connection) as captured:
                assert [each.label for each in yard.trees.all()] == [label]
                assert [each.yard for each in yard.trees.filter(height_cm__gt=0)] == [yard]
            assert all(subdistrict.hex in each["sql"] for each in captured)


def test_prefetching_forwards_matches_both_halves_of_the_key(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide), CaptureQueriesContext(connection) as captured:
        trees = list(Tree.objects.prefetch_related("yard").order_by("label"))
        assert {each.label: each.yard.name for each in trees if each.yard} == {"兰槐": "兰院", "和槐": "和院"}
    assert len(captured) == 2
    assert orchard_rows.two.heping.hex in captured[1]["sql"]
    with scoped(orchard_rows.two.clerk):
        chosen = Tree.objects.prefetch_related(Prefetch("yard", Yard.objects.filter(name="无")))
        assert [each.yard for each in chosen] == [None, None]


def test_prefetching_backwards_matches_both_halves_of_the_key(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide), CaptureQueriesContext(connection) as captured:
        yards = list(Yard.objects.prefetch_related("trees"))
        found = {each.name: [(tree.label, tree.yard.name) for tree in each.trees.all()] for each in yards}
        assert found == {"兰院": [("兰槐", "兰院")], "和院": [("和槐", "和院")], "兰空院": [], "和空院": []}
    assert len(captured) == 2
    with scoped(orchard_rows.two.clerk):
        tallest = Prefetch("trees", Tree.objects.order_by("-height_cm")[:1], to_attr="tallest")
        yard = Yard.objects.prefetch_related(tallest).get(pk=orchard_rows.yard_id)
        assert [each.label for each in yard.tallest] == ["兰槐"]


def test_filters_and_aggregates_over_the_join(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide), _joined_by_subdistrict():
        assert [each.name for each in Yard.objects.filter(trees__label="兰槐")] == ["兰院"]
        assert [each.label for each in Tree.objects.filter(yard__name="和院")] == ["和槐"]
        counted = Yard.objects.annotate(number=Count("trees"), height=Sum("trees__height_cm")).order_by("name")
        assert {each.name: (each.number, each.height) for each in counted} == {
            "兰院": (1, 100),
            "和院": (1, 1_000),
            "兰空院": (0, None),
            "和空院": (0, None),
        }
        named = FilteredRelation("trees", condition=Q(trees__height_cm__gt=500))
        assert [each.name for each in Yard.objects.annotate(tall=named).filter(tall__isnull=False)] == ["和院"]


def test_exclude_over_a_reverse_reference(orchard_rows: Orchard) -> None:
    # Django pushes this down into a subquery, where the yard's own table is the outer query's.
    with scoped(orchard_rows.wide), _joined_by_subdistrict():
        assert set(Yard.objects.exclude(trees__label="兰槐").values_list("name", flat=True)) == {"兰空院", "和院", "和空院"}
        assert set(Yard.objects.exclude(trees__height_cm__lt=500).values_list("name", flat=True)) == {"兰空院", "和院", "和空院"}
        mixed = Yard.objects.filter(Q(trees__height_cm__gt=0) & ~Q(trees__label="兰槐"))
        assert [each.name for each in mixed] == ["和院"]


def test_exclude_from_the_other_end_of_a_chain(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide), _joined_by_subdistrict():
        siblings = Tree.objects.filter(yard__isnull=False).exclude(yard__trees__label="兰槐")
        assert [each.label for each in siblings] == ["和槐"]


def test_asking_for_rows_without_a_related_one(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.two.neighbour):
        Tree.objects.filter(yard_id=orchard_rows.yard_id).update(yard=None)
    with scoped(orchard_rows.wide), _joined_by_subdistrict():
        assert set(Yard.objects.filter(trees__isnull=True).values_list("name", flat=True)) == {"兰空院", "和院", "和空院"}
        assert set(Yard.objects.exclude(trees__isnull=True).values_list("name", flat=True)) == {"兰院"}
        assert set(Yard.objects.exclude(trees__isnull=False).values_list("name", flat=True)) == {"兰空院", "和院", "和空院"}
        assert set(Yard.objects.exclude(trees__label__isnull=True).values_list("name", flat=True)) == {"兰院"}


def test_a_written_subquery_is_correlated_by_hand(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide):
        inside = Tree.objects.filter(yard_id=OuterRef("pk"), subdistrict_id=OuterRef("subdistrict_id"), height_cm__gt=500)
        assert [each.name for each in Yard.objects.filter(Exists(inside))] == ["和院"]


def test_claiming_rows_skips_locked_ones(orchard_rows: Orchard) -> None:
    home = orchard_rows.two.lanting
    with scoped(orchard_rows.two.clerk), _joined_by_subdistrict():
        claim = Tree.objects.of(home).select_related("yard").filter(yard__name="兰院").order_by("pk")
        assert [each.label for each in claim.select_for_update(skip_locked=True, of=("self",))] == ["兰槐"]


def test_saving_names_both_halves_of_the_key(orchard_rows: Orchard) -> None:
    home = orchard_rows.two.lanting
    with scoped(orchard_rows.two.clerk), CaptureQueriesContext(connection) as captured:
        tree = Tree.objects.of(home).get(pk=orchard_rows.tree_id)
        tree.height_cm = 120
        tree.save(update_fields=["height_cm"])
        tree.save()
        tree.refresh_from_db()
        Tree.objects.of(home).filter(pk=tree.pk).update(height_cm=F("height_cm") + 1)
        tree.refresh_from_db(fields=["height_cm"])
        assert tree.height_cm == 121
    assert all(home.hex in each["sql"] for each in captured)
    with scoped(orchard_rows.two.neighbour):
        assert Tree.objects.get(pk=orchard_rows.tree_id).height_cm == 1_000


def test_bulk_writing_names_both_halves_of_the_key(orchard_rows: Orchard) -> None:
    home = orchard_rows.two.lanting
    with scoped(orchard_rows.two.clerk), CaptureQueriesContext(connection) as captured:
        made = Tree.objects.bulk_create([Tree(subdistrict_id=home, label=f"杨{each}") for each in range(5)])
        for each in made:
            each.height_cm = 7
        assert Tree.objects.bulk_update(made, ["height_cm"], batch_size=2) == 5
        assert Tree.objects.filter(height_cm=7).count() == 5
        assert Tree.objects.bulk_update([], ["height_cm"]) == 0
    changing = [each["sql"] for each in captured if each["sql"].startswith("UPDATE")]
    assert len(changing) == 3
    assert all(home.hex in each for each in changing)


def test_rows_of_two_subdistricts_are_not_changed_in_one_go(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.wide):
        trees = list(Tree.objects.all())
        with pytest.raises(ValueError, match="several subdistricts"):
            Tree.objects.bulk_update(trees, ["height_cm"])


def test_deleting_removes_this_very_row(orchard_rows: Orchard) -> None:
    home = orchard_rows.two.lanting
    with scoped(orchard_rows.two.clerk), CaptureQueriesContext(connection) as captured:
        assert Tree.objects.get(pk=orchard_rows.tree_id).delete()[0] == 1
        assert Tree.objects.count() == 1
    deleting = [each["sql"] for each in captured if each["sql"].startswith("DELETE")]
    assert len(deleting) == 1
    assert home.hex in deleting[0]
    with scoped(orchard_rows.two.neighbour):
        assert Tree.objects.count() == 2


def test_a_row_that_is_referred_to_stays(orchard_rows: Orchard) -> None:
    with pytest.raises(IntegrityError), scoped(orchard_rows.two.clerk):
        Yard.objects.filter(pk=orchard_rows.yard_id)._raw_delete("default")
    with scoped(orchard_rows.two.clerk):
        assert Yard.objects.count() == 2


def test_a_reference_into_another_subdistrict_is_refused_by_the_database(orchard_rows: Orchard) -> None:
    with scoped(orchard_rows.two.neighbour):
        theirs = Yard.objects.create(subdistrict_id=orchard_rows.two.heping, name="和新院")
    with pytest.raises(IntegrityError), scoped(orchard_rows.two.clerk):
        Tree.objects.filter(pk=orchard_rows.tree_id).update(yard_id=theirs.pk)
    with scoped(orchard_rows.two.clerk):
        assert Tree.objects.get(pk=orchard_rows.tree_id).yard_id == orchard_rows.yard_id
