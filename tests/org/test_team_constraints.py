"""What the database itself refuses about task forces, committees and the rota, each by its name."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, models

from linli.kernel.ids import uuid7
from linli.org.models import (
    Committee,
    CommitteeMember,
    CommitteeTerm,
    RotaPattern,
    RotaTurn,
    Seat,
    SeatHolding,
    SeatLine,
    Shift,
    ShiftMember,
    TaskForce,
    TeamTemplate,
)
from tests import make
from tests.ground import TestDatabase
from tests.kernel.scope.rows import as_superuser, make_row

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
LATER = BEGIN + timedelta(hours=8)
DAY, NEXT = date(2026, 11, 2), date(2027, 11, 2)


@pytest.fixture
def lanting(database: TestDatabase) -> Iterator[UUID]:
    with as_superuser(database):
        yield make.subdistrict(database, "lanting")


def again(row: Any, **changed: object) -> Any:
    """A second row like the first, except for what is said."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields}
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


def seat(lanting: UUID) -> Any:
    return changed(make_row(Seat, lanting), valid_until=None, vacant_since_at=None, is_provisional=False, is_required=True)


def shift_member(lanting: UUID) -> Any:
    return changed(make_row(ShiftMember, lanting), begins_at=BEGIN, ends_at=LATER, role="chief", removed_at=None)


def member(lanting: UUID) -> Any:
    return changed(make_row(CommitteeMember, lanting), begins_on=DAY, ends_on=None, role="chair")


def other_person(row: Any) -> UUID:
    made: UUID = make_row(type(row)._meta.get_field("person").related_model, row.subdistrict_id).pk
    return made


def other_shift(row: Any) -> UUID:
    made: UUID = make_row(Shift, row.subdistrict_id).pk
    return made


def plain(model: type[models.Model], **values: object) -> Given:
    return lambda lanting: changed(make_row(model, lanting), **values)


CASES: dict[str, tuple[Given, Bad]] = {
    "team_template_name_once": (plain(TeamTemplate, version=1), again),
    "team_template_has_name": (plain(TeamTemplate, version=1), lambda row: changed(row, name="")),
    "team_seat_line_once": (plain(SeatLine), again),
    "team_seat_line_has_title": (plain(SeatLine), lambda row: changed(row, title="")),
    "team_seat_line_has_days": (plain(SeatLine), lambda row: changed(row, fill_within_days=0)),
    "task_force_name_once": (plain(TaskForce, valid_until=None), again),
    "task_force_has_name": (plain(TaskForce), lambda row: changed(row, name="")),
    "task_force_ends_after_begin": (plain(TaskForce), lambda row: changed(row, valid_until=row.valid_from)),
    "task_force_seat_once": (seat, again),
    "task_force_seat_has_title": (seat, lambda row: changed(row, title="")),
    "task_force_seat_ends_after_begin": (seat, lambda row: changed(row, valid_until=row.valid_from)),
    "task_force_seat_deadline_is_of_a_vacancy": (seat, lambda row: changed(row, fill_by_at=LATER, fill_by_working={})),
    "task_force_seat_one_holder_at_a_time": (
        plain(SeatHolding, valid_until=None),
        lambda row: again(row, person_id=other_person(row), valid_from=row.valid_from + timedelta(days=1)),
    ),
    "task_force_seat_held_by_person_or_unit": (plain(SeatHolding), lambda row: changed(row, person_id=None, unit_id=None)),
    "task_force_seat_holding_ends_after_begin": (plain(SeatHolding), lambda row: changed(row, valid_until=row.valid_from)),
    "committee_name_once": (plain(Committee, ends_on=None), again),
    "committee_has_name": (plain(Committee), lambda row: changed(row, name="")),
    "committee_ends_after_begin": (plain(Committee), lambda row: changed(row, ends_on=row.begins_on - timedelta(days=1))),
    "committee_term_number_once": (
        plain(CommitteeTerm, begins_on=DAY, ends_on=DAY),
        lambda row: again(row, begins_on=NEXT, ends_on=NEXT),
    ),
    "committee_term_one_at_a_time": (
        plain(CommitteeTerm, begins_on=DAY, ends_on=NEXT),
        lambda row: again(row, number=9, begins_on=NEXT, ends_on=NEXT),
    ),
    "committee_term_ends_after_begin": (plain(CommitteeTerm), lambda row: changed(row, begins_on=NEXT, ends_on=DAY)),
    "committee_term_counts_from_one": (plain(CommitteeTerm), lambda row: changed(row, number=0)),
    "committee_one_chair_at_a_time": (member, lambda row: again(row, person_id=other_person(row), begins_on=NEXT)),
    "committee_member_once_at_a_time": (member, lambda row: again(row, role="vice")),
    "committee_member_leaves_after_joining": (member, lambda row: changed(row, begins_on=NEXT, ends_on=DAY)),
    "shift_one_at_a_time": (
        plain(Shift, begins_at=BEGIN, ends_at=LATER, cancelled_at=None),
        lambda row: again(row, begins_at=LATER - timedelta(minutes=1), ends_at=LATER + timedelta(hours=1)),
    ),
    "shift_ends_after_begin": (plain(Shift, cancelled_at=None), lambda row: changed(row, ends_at=row.begins_at)),
    "shift_one_chief": (shift_member, lambda row: again(row, person_id=other_person(row))),
    "shift_one_leader": (
        lambda lanting: changed(shift_member(lanting), role="leader"),
        lambda row: again(row, person_id=other_person(row)),
    ),
    "shift_person_in_one_place_at_a_time": (shift_member, lambda row: again(row, shift_id=other_shift(row))),
    "shift_member_ends_after_begin": (shift_member, lambda row: changed(row, ends_at=row.begins_at)),
    "rota_pattern_one_for_each_unit": (plain(RotaPattern), again),
    "rota_pattern_night_after_day": (plain(RotaPattern), lambda row: changed(row, night_begins=time(8))),
    "rota_turn_place_once": (plain(RotaTurn), lambda row: again(row, person_id=other_person(row))),
    "rota_turn_person_once": (plain(RotaTurn), lambda row: again(row, order=row.order + 1)),
}
TEAMS: tuple[type[models.Model], ...] = (TeamTemplate, SeatLine, TaskForce, Seat, SeatHolding)
OTHERS: tuple[type[models.Model], ...] = (Committee, CommitteeTerm, CommitteeMember, Shift, ShiftMember, RotaPattern, RotaTurn)


def test_every_constraint_has_a_case() -> None:
    assert {each.name for model in (*TEAMS, *OTHERS) for each in model._meta.constraints} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses(lanting: UUID, name: str) -> None:
    given, bad = CASES[name]
    row = given(lanting)
    with pytest.raises(IntegrityError) as raised:
        bad(row)
    cause = raised.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == name


def test_what_touches_without_overlapping_is_allowed(lanting: UUID) -> None:
    one = changed(make_row(Shift, lanting), begins_at=BEGIN, ends_at=LATER, cancelled_at=None)
    again(one, begins_at=LATER, ends_at=LATER + timedelta(hours=1))
    again(one, cancelled_at=LATER)
    term = changed(make_row(CommitteeTerm, lanting), begins_on=DAY, ends_on=DAY)
    again(term, number=9, begins_on=DAY + timedelta(days=1), ends_on=NEXT)
    holding = changed(make_row(SeatHolding, lanting), valid_until=None)
    changed(holding, valid_until=holding.valid_from + timedelta(days=1))
    again(holding, valid_from=holding.valid_until, valid_until=None)
