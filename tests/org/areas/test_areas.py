"""The administrative tree: what is laid down, and where a subdistrict stands in it."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from linli.org.models import Area
from linli.org.queries import areas
from linli.org.rules.areas import AreaLevel
from tests import make, people
from tests.ground import TestDatabase, connect_as


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[TestDatabase]:
    """Reference data is the owner's to write: the migration lays it down again, since every test is emptied whole."""
    connect_as(database.server, "superuser", database.name)
    try:
        import_module("linli.org.migrations.0001_squashed_0006_email").lay(apps, None)
        yield database
    finally:
        connect_as(database.server, "web", database.name)


def test_shanghai_and_its_sixteen_districts_are_there(owner: TestDatabase) -> None:
    found = areas.tree()
    assert [(each.area.code, each.depth) for each in found][:2] == [("310000", 0), ("310101", 1)]
    assert len(found) == 17
    assert {each.area.parent_id for each in found[1:]} == {found[0].area.pk}
    assert str(found[0].area) == "上海市"


def test_a_subdistrict_knows_what_it_belongs_to(owner: TestDatabase) -> None:
    lanting = make.subdistrict(owner, "lanting")
    clerk = people.clerk(lanting)
    assert list(areas.path_of(clerk)) == []
    putuo = Area.objects.get(code="310107")
    Area.objects.create(code="310107999", name="兰亭街道（虚构）", level=AreaLevel.SUBDISTRICT, parent=putuo, subdistrict_id=lanting)
    assert [area.name for area in areas.path_of(clerk)] == ["上海市", "普陀区", "兰亭街道（虚构）"]


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("area_code_is_digits", {"code": "31010x"}),
        ("area_only_street_is_subdistrict", {"level": "district"}),
        ("area_one_for_each_subdistrict", {"code": "310107998"}),
    ],
)
def test_the_database_refuses_an_area_that_cannot_be(owner: TestDatabase, constraint: str, changed: dict[str, str]) -> None:
    lanting = make.subdistrict(owner, "lanting")
    known = {"code": "310107999", "name": "兰亭街道", "level": "subdistrict", "subdistrict_id": lanting}
    if constraint == "area_one_for_each_subdistrict":
        Area.objects.create(**known)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.create(**{**known, **changed})
