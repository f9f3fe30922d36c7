"""What the database itself refuses about places, each by its name."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.places.models import Place, PlaceContact, PlaceLikeness, PlacePaper, PlacePeriod, PlaceStage, PlaceTag
from tests import make
from tests.ground import TestDatabase
from tests.kernel.scope.rows import as_superuser, make_row

DAY = date(2026, 11, 20)


@pytest.fixture
def lanting(database: TestDatabase) -> Iterator[UUID]:
    with as_superuser(database):
        yield make.subdistrict(database, "lanting")


# What makes a row of each table bad, by the name of what refuses it.
BAD: Mapping[str, tuple[type[Any], Mapping[str, object]]] = {
    "place_has_name": (Place, {"name_key": ""}),
    "place_kind_is_known": (Place, {"kind": "castle"}),
    "place_stage_is_known": (Place, {"stage": "haunted"}),
    "place_vacant_unit_is_empty": (Place, {"kind": "vacant_unit", "stage": "open"}),
    "place_point_is_whole": (Place, {"lon": 121.4, "coord_system": "wgs84"}),
    "place_accuracy_is_a_distance": (Place, {"lon": 121.4, "lat": 31.2, "coord_system": "wgs84", "accuracy_m": -1.0}),
    "place_quiet_hours_are_whole": (Place, {"quiet_from": time(9)}),
    "place_stage_ends_after_begin": (PlaceStage, {"ended_on": DAY - timedelta(400)}),
    "place_stage_row_is_known": (PlaceStage, {"stage": "haunted"}),
    "place_tag_says_something": (PlaceTag, {"tag": ""}),
    "place_paper_has_title": (PlacePaper, {"title": ""}),
    "place_paper_kind_is_known": (PlacePaper, {"kind": "poem"}),
    "place_paper_ends_after_begin": (PlacePaper, {"ended_at": clock.now() - timedelta(400)}),
    "place_likeness_same_is_decided": (PlaceLikeness, {"is_same": True}),
    "place_contact_role_is_known": (PlaceContact, {"role": "boss"}),
    "place_contact_purpose_is_known": (PlaceContact, {"purpose": "fun"}),
    "place_period_is_some_days": (PlacePeriod, {"days": 0}),
}


def test_each_bad_row_is_refused_by_name_and_a_good_one_stands(lanting: UUID) -> None:
    for name, (model, values) in BAD.items():
        row = make_row(model, lanting)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**values)


def test_a_row_may_not_point_at_itself(lanting: UUID) -> None:
    place, likeness = make_row(Place, lanting), make_row(PlaceLikeness, lanting)
    for name, column in (("place_not_merged_into_itself", "merged_into_id"), ("place_not_followed_by_itself", "followed_by_id")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**{column: place.pk})
    with pytest.raises(IntegrityError, match="place_likeness_not_itself"), transaction.atomic():
        PlaceLikeness.objects.filter(pk=likeness.pk).update(other_id=likeness.place_id)


def test_what_is_once_is_once(lanting: UUID) -> None:
    for name, model in (
        ("place_tag_once", PlaceTag),
        ("place_likeness_once", PlaceLikeness),
        ("place_period_once", PlacePeriod),
        ("place_stage_one_at_a_time", PlaceStage),
    ):
        row = make_row(model, lanting)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.pk = uuid7()
            row.save(force_insert=True)
