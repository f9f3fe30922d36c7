"""What the database itself refuses about the catalogue and the duty list, each by its name."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, models

from linli.kernel.ids import uuid7
from linli.tickets.models import Catalogue, CatalogueItem, CatalogueVersion, DutyAssist, DutyLine
from tests import make
from tests.ground import TestDatabase
from tests.kernel.scope.rows import as_superuser, make_row

MODELS: tuple[type[models.Model], ...] = (Catalogue, CatalogueVersion, CatalogueItem, DutyLine, DutyAssist)


@pytest.fixture
def lanting(database: TestDatabase) -> Iterator[UUID]:
    with as_superuser(database):
        yield make.subdistrict(database, "lanting")


def again(row: Any, **changed: object) -> Any:
    """The same once more under another id."""
    values = {field.attname: getattr(row, field.attname) for field in type(row)._meta.local_concrete_fields}
    made = type(row)(**{**values, "id": uuid7(), **changed})
    made.save(force_insert=True)
    return made


def changed(row: Any, **values: object) -> Any:
    """The row with other values, stored."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


Given = Callable[[UUID], Any]
Bad = Callable[[Any], object]


def plain(model: type[models.Model], **values: object) -> Given:
    return lambda lanting: changed(make_row(model, lanting), **values)


def confirmed(lanting: UUID) -> Any:
    return changed(make_row(DutyLine, lanting), state="confirmed", grid_id=None, valid_until=None)


CASES: dict[str, tuple[Given, Bad]] = {
    "catalogue_once": (plain(Catalogue), again),
    "catalogue_has_version": (plain(Catalogue), lambda row: changed(row, version_number=0)),
    "catalogue_version_once": (plain(CatalogueVersion), again),
    "catalogue_version_from_1": (plain(CatalogueVersion), lambda row: changed(row, number=0)),
    "catalogue_item_once": (plain(CatalogueItem), again),
    "catalogue_item_has_name": (plain(CatalogueItem), lambda row: changed(row, name="")),
    "catalogue_item_not_below_itself": (plain(CatalogueItem), lambda row: changed(row, parent_code=row.code)),
    "duty_line_number_once": (plain(DutyLine, state="proposed"), again),
    "duty_line_one_unit_at_a_time": (
        confirmed,
        lambda row: again(row, number=row.number + 1, valid_from=row.valid_from + timedelta(days=1)),
    ),
    "duty_line_has_class": (plain(DutyLine), lambda row: changed(row, class_code="")),
    "duty_line_ends_after_begin": (plain(DutyLine), lambda row: changed(row, valid_until=row.valid_from)),
    "duty_line_origin_is_whole": (plain(DutyLine), lambda row: changed(row, origin_kind="ticket", origin_id=None)),
    "duty_assist_once": (plain(DutyAssist), again),
}


def test_every_constraint_has_a_case() -> None:
    assert {each.name for model in MODELS for each in model._meta.constraints} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses(lanting: UUID, name: str) -> None:
    given, bad = CASES[name]
    row = given(lanting)
    with pytest.raises(IntegrityError) as raised:
        bad(row)
    cause = raised.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == name


def test_what_is_not_the_same_thing_is_allowed(lanting: UUID) -> None:
    line = confirmed(lanting)
    again(line, number=10_001, state="proposed")
    again(line, number=10_002, role="fallback")
    again(line, number=10_003, class_code="E9")
    grid = make_row(type(line)._meta.get_field("grid").related_model, lanting)
    again(line, number=10_004, grid_id=grid.pk)
    changed(line, valid_until=line.valid_from + timedelta(days=1))
    again(line, number=10_005, valid_from=line.valid_until, valid_until=None)
