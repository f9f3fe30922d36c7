"""Statements that are sent without waiting for the one before: they do what they would do alone, and a failure is told."""

import pytest
from django.db import IntegrityError, connection, transaction

from linli.kernel.postgres.prepared import prepared, without_waiting
from linli.kernel.scope import OutsideScope, scoped
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Yard

pytestmark = pytest.mark.usefixtures("orchard")
INSERT = "INSERT INTO test_yard (subdistrict_id, id, name) VALUES (%s, %s, %s)"


def test_an_answer_is_that_of_its_own_statement(two: TwoSubdistricts) -> None:
    with scoped(two.clerk), without_waiting(), prepared() as first, prepared() as second:
        first.execute("SELECT %s::text", ["东院"])
        second.execute("SELECT %s::text", ["西院"])
        assert (second.fetchone(), first.fetchone()) == (("西院",), ("东院",))


def test_nothing_is_asked_back_until_an_answer_is_wanted(two: TwoSubdistricts) -> None:
    with scoped(two.clerk), without_waiting(), prepared() as cursor:
        cursor.execute("SELECT pg_sleep(0.2), clock_timestamp()")
        # The server sleeps, and we are here already.
        assert cursor.cursor.pgresult is None
        assert cursor.fetchone() is not None and cursor.cursor.pgresult is not None


def test_a_failure_is_told_at_the_end_and_nothing_behind_it_is_done(two: TwoSubdistricts) -> None:
    yard = Yard(subdistrict_id=two.lanting, name="东院")
    with scoped(two.clerk):
        with pytest.raises(IntegrityError), transaction.atomic(), without_waiting(), prepared() as cursor:
            for name in ("东院", "西院"):
                cursor.execute(INSERT, [two.lanting, yard.pk, name])
            cursor.execute(INSERT, [two.lanting, Yard(subdistrict_id=two.lanting).pk, "南院"])
        assert not Yard.objects.of(two.lanting).exists()
        assert connection.is_usable()


def test_the_guard_stands_in_front_of_it_as_ever() -> None:
    with pytest.raises(OutsideScope), without_waiting(), prepared() as cursor:
        cursor.execute("SELECT name FROM test_yard")
