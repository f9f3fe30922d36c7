"""Many rows by one statement: what comes back is what bulk_create would have left."""

from datetime import date

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, keys
from linli.kernel.ids import uuid7
from linli.kernel.inserting import insert_many
from linli.kernel.scope import OutsideScope, scoped
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Gardener, Tree, Yard

pytestmark = pytest.mark.usefixtures("orchard")


def test_rows_come_back_as_they_were_given(two: TwoSubdistricts) -> None:
    keys.create(settings.LINLI_HOME, keys.make_demo_passphrase(settings.LINLI_HOME))
    now = clock.now()
    with scoped(two.clerk):
        yards = [Yard(subdistrict_id=two.lanting, name=name) for name in ("东 \"院'\\", "西院%s")]
        people = [
            Gardener(subdistrict_id=two.lanting, full_name="林一", phone="10000000001", left_on=date(2026, 3, 1), yard=yards[0]),
            Gardener(subdistrict_id=two.lanting, full_name="林二", asked_at=now),
        ]
        with CaptureQueriesContext(connection) as seen:
            insert_many(yards, [], people)
            insert_many([])
            insert_many()
        assert len(seen) == 1
        assert sorted(Yard.objects.values_list("name", flat=True)) == sorted(each.name for each in yards)
        first, second = (Gardener.objects.get(pk=each.pk) for each in people)
        assert (first.full_name.plain(), first.phone.plain(), first.left_on, first.yard_id) == (
            "林一",
            "10000000001",
            date(2026, 3, 1),
            yards[0].pk,
        )
        assert (first.phone_code, first.asked_at) == (people[0].phone_code, None)
        assert (second.full_name.plain(), bool(second.phone), second.asked_at, bytes(second.journal_head)) == ("林二", False, now, b"")
        people[0].left_on = None
        people[0].save(update_fields=["left_on"])
        assert Gardener.objects.get(pk=people[0].pk).left_on is None


@pytest.mark.parametrize(("label", "refusal"), [("长" * 41, DataError), ("\x00", DataError)])
def test_what_a_column_does_not_take_is_refused(two: TwoSubdistricts, label: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), scoped(two.clerk):
        insert_many([Tree(subdistrict_id=two.lanting, label="槐"), Tree(subdistrict_id=two.lanting, label=label)])
    with scoped(two.clerk):
        assert not Tree.objects.exists()


def test_the_rules_of_the_table_hold(two: TwoSubdistricts) -> None:
    row = Yard(subdistrict_id=two.lanting, name="东院")
    with pytest.raises(IntegrityError), scoped(two.clerk):
        insert_many([row, Yard(subdistrict_id=two.lanting, name="东院")])
    with pytest.raises(OutsideScope):
        insert_many([row])
    with pytest.raises(IntegrityError), scoped(two.clerk):
        insert_many([Tree(subdistrict_id=two.lanting, label="槐", yard_id=uuid7())])


def test_the_neighbours_rows_are_not_written(two: TwoSubdistricts) -> None:
    with pytest.raises(Exception, match="row-level security"), scoped(two.clerk):
        insert_many([Yard(subdistrict_id=two.heping, name="东院")])
