"""Statements put together once: what they find is what Django's own query finds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from linli.kernel.ids import uuid7
from linli.kernel.scope import OutsideScope, scoped
from linli.kernel.statements import Asked, Statement, among
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree, Yard

pytestmark = pytest.mark.usefixtures("orchard")


def labelled(street: object, label: object) -> "models.QuerySet[Tree, tuple[object, ...]]":
    found: models.QuerySet[Tree, tuple[object, ...]] = (
        Tree.objects.of(street).filter(label=label).order_by("height_cm").values_list("label", "height_cm", "yard__name")
    )
    return found


LABELLED = Statement(lambda: labelled(Asked.id("street"), Asked.text("label")))
SOME = Statement(
    lambda: Yard.objects.of(Asked.id("street")).filter(among("pk", Asked.ids("ids"))).order_by("name").values_list("pk", "name")
)


def test_it_finds_what_the_query_finds_with_every_value_and_in_its_own_subdistrict_alone(two: TwoSubdistricts) -> None:
    with scoped(two.neighbour):
        Tree(subdistrict_id=two.heping, label="银杏").save(force_insert=True)
    with scoped(two.clerk):
        yard = Yard.objects.create(subdistrict_id=two.lanting, name="东院")
        for label, height in (("银杏", 310), ("银杏", 120), ("it's 100%s", 5)):
            Tree(subdistrict_id=two.lanting, label=label, height_cm=height, yard=yard).save(force_insert=True)
        # The server has it prepared and is told other values.
        for label in ("银杏", "it's 100%s", "柳", "银杏", "it's 100%s", "柳"):
            expected = list(labelled(two.lanting, label))
            with CaptureQueriesContext(connection) as seen:
                assert LABELLED.rows(street=two.lanting, label=label) == expected
            assert len(seen) == 1
        assert LABELLED.rows(street=two.heping, label="银杏") == []
        (prepared,) = _prepared("test_tree")
        assert "$1" in prepared


def test_several_ids_are_one_value(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        yards = [Yard.objects.create(subdistrict_id=two.lanting, name=f"院{number}") for number in range(3)]
        for wanted in ([], yards[:1], yards):
            found = SOME.rows(street=two.lanting, ids=[yard.pk for yard in wanted])
            assert found == [(yard.pk, yard.name) for yard in wanted]


def test_json_and_moments_come_out_as_the_query_gives_them(two: TwoSubdistricts) -> None:
    at = datetime(2026, 3, 1, 8, 30, 0, 250, tzinfo=UTC)
    told = Statement(
        lambda: (
            Yard.objects.of(Asked.id("street"))
            .annotate(
                at=Asked.moment("at"),
                share=Asked.number("share"),
                said=Value({"a": [1]}, output_field=models.JSONField()),
            )
            .values_list("name", "at", "share", "said")
        )
    )
    with scoped(two.clerk):
        Yard.objects.create(subdistrict_id=two.lanting, name="东院")
        for hours in range(4):
            moment = at + timedelta(hours=hours)
            assert told.rows(street=two.lanting, at=moment, share=0.5) == [("东院", moment, 0.5, {"a": [1]})]


def test_a_value_that_is_missing_is_an_error_and_what_fits_nothing_asks_nothing(two: TwoSubdistricts) -> None:
    nothing = Statement(lambda: Tree.objects.of(Asked.id("street")).filter(label__in=[]).values_list("pk"))
    with scoped(two.clerk):
        with pytest.raises(KeyError, match="label"):
            LABELLED.rows(street=two.lanting)
        assert (nothing.rows(street=two.lanting), nothing.row(street=two.lanting)) == ([], None)


def test_it_is_refused_outside_a_scope_like_every_other_statement(two: TwoSubdistricts) -> None:
    with pytest.raises(OutsideScope):
        LABELLED.rows(street=two.lanting, label="银杏")
    with pytest.raises(OutsideScope):
        SOME.rows(street=two.lanting, ids=[uuid7()])


def _prepared(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{table}%label%height%"])
        return [row[0] for row in cursor.fetchall()]
