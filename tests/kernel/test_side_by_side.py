"""Statements that are put together once: the same rows as the queryset they are made of, whatever their values."""

from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F, TextField, Value
from django.test.utils import CaptureQueriesContext

from linli.kernel.models import Subdistrict
from linli.kernel.scope import OutsideScope, scoped
from linli.kernel.statements import Asked, Statement, among, counted, made, side_by_side
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Yard

pytestmark = pytest.mark.usefixtures("orchard")

NAMED = Statement(lambda: Yard.objects.of(Asked.id("street")).filter(name=Asked("name", TextField())).order_by("pk"))
SOME = Statement(lambda: Yard.objects.of(Asked.id("street")).filter(among("pk", Asked.ids("ids"))).order_by("name").values_list("name"))


def laid(two: TwoSubdistricts, *names: str) -> list[UUID]:
    with scoped(two.clerk):
        yards = [Yard(subdistrict_id=two.lanting, name=name) for name in names]
        Yard.objects.bulk_create(yards)
    return [yard.pk for yard in yards]


def test_each_call_has_its_own_values(two: TwoSubdistricts) -> None:
    ids = laid(two, "东院", "西院%s", "南院' \"$1")
    with scoped(two.clerk):
        for name, yard_id in zip(("东院", "西院%s", "南院' \"$1"), ids, strict=True):
            (found,) = NAMED.instances(Yard, street=two.lanting, name=name)
            assert (found.pk, found.name, found.subdistrict_id) == (yard_id, name, two.lanting)
            assert found == Yard.objects.get(pk=yard_id)
        assert NAMED.rows(street=two.lanting, name="北院") == [] and NAMED.row(street=two.lanting, name="北院") is None
        assert SOME.rows(street=two.lanting, ids=ids[:2]) == [("东院",), ("西院%s",)] and SOME.rows(street=two.lanting, ids=[]) == []


def test_the_scope_of_the_moment_decides_and_outside_one_nothing_is_sent(two: TwoSubdistricts) -> None:
    laid(two, "东院")
    with scoped(two.neighbour):
        assert NAMED.rows(street=two.lanting, name="东院") == []
    with pytest.raises(OutsideScope):
        NAMED.rows(street=two.lanting, name="东院")


def test_a_value_that_nobody_gave_is_an_error(two: TwoSubdistricts) -> None:
    with scoped(two.clerk), pytest.raises(KeyError, match="name"):
        NAMED.rows(street=two.lanting)


def test_the_server_plans_it_once(two: TwoSubdistricts) -> None:
    # On a line of its own: another one may have been asked the same before.
    connection.close()
    with scoped(two.clerk):
        for _ in range(3):
            SOME.rows(street=two.lanting, ids=[])
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%ANY ($2::uuid[])%"])
            ((text,),) = cursor.fetchall()
    assert "$1::uuid" in text


def test_closed_values_stand_in_its_text(two: TwoSubdistricts) -> None:
    laid(two, "东院")
    plain = Statement(
        lambda: Yard.objects.of(Asked.id("street")).filter(name="东院").annotate(more=Value("50 %")).values_list("name", "more")
    )
    with scoped(two.clerk), CaptureQueriesContext(connection) as seen:
        assert plain.rows(street=two.lanting) == [("东院", "50 %")]
    assert any("'东院'" in each["sql"] for each in seen.captured_queries)


def test_what_django_sees_to_be_empty_is_not_asked(two: TwoSubdistricts) -> None:
    nothing = Statement(lambda: Yard.objects.of(Asked.id("street")).filter(pk__in=[]))
    with scoped(two.clerk), CaptureQueriesContext(connection) as seen:
        assert nothing.rows(street=two.lanting) == []
    assert not [each for each in seen.captured_queries if "yard" in each["sql"]]


def test_several_questions_stand_side_by_side(two: TwoSubdistricts) -> None:
    laid(two, "东院", "西院", "南院")
    yards = Yard.objects.of(Asked.id("street"))
    empty, first = yards.filter(pk__in=[]), yards.order_by("name").values_list("name")[:1]
    statement = Statement(lambda: side_by_side(counted(yards), counted(yards, 1), counted(empty), first))
    with scoped(two.clerk):
        assert statement.rows(street=two.lanting) == [(3, 2, 0, "东院")]


def test_an_instance_leaves_what_stands_behind_its_columns(two: TwoSubdistricts) -> None:
    both = Statement(lambda: Subdistrict.objects.filter(pk=Asked.id("street")).annotate(again=F("code")))
    row = both.row(street=two.lanting)
    assert row is not None
    street, rest = made(Subdistrict, row)
    assert (street.pk, street.code, list(rest)) == (two.lanting, "lanting", ["lanting"]) and not street._state.adding
