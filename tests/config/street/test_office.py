"""The demo street's units, people, duties and weeks: complete, made up, and lacking just what is to be found."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from linli.config.street import StreetPlan, committees, plan, plan_of_zhuxi, rota
from linli.config.street.model import DutyRole, GridKind, SeatGroup

BOTH = pytest.mark.parametrize("street", [plan(), plan_of_zhuxi()], ids=["lanting", "zhuxi"])
# Names that every picture of the product shows, with the unit they belong to.
KNOWN = {
    "张宁": "城运中心",
    "吴越": "城运中心",
    "刘洁": "回访组",
    "李强": "城管中队",
    "王磊": "城管中队",
    "王芳": "兰田工作站",
    "张兰": "兰田一支部",
    "陈刚": "兰田物业",
    "孙涛": "兰田物业",
    "周敏": "环卫作业队",
    "赵琳": "市场监管所",
    "钱伟": "规建办",
}


@BOTH
def test_codes_names_and_numbers_are_unique_and_numbers_belong_to_nobody(street: StreetPlan) -> None:
    for column in (
        [unit.code for unit in street.units],
        [unit.name for unit in street.units],
        [unit.short_name for unit in street.units],
        [person.code for person in street.people],
        [person.name for person in street.people],
        [unit.phone for unit in street.units] + [person.work_phone for person in street.people],
        [person.private_phone for person in street.people],
        [post.code for post in street.posts],
    ):
        assert len(column) == len(set(column))
    assert all(re.fullmatch(r"021-5550-\d{4}", unit.phone) for unit in street.units)
    assert all(re.fullmatch(r"021-5550-\d{4}", person.work_phone) for person in street.people)
    assert all(re.fullmatch(r"1\d\d0000\d{4}", person.private_phone) for person in street.people)


@BOTH
def test_every_reference_names_something_planned(street: StreetPlan) -> None:
    units = {unit.code for unit in street.units}
    people = {person.code for person in street.people}
    grids = {grid.code for grid in street.grids}
    posts = {post.code for post in street.posts}

    assert {unit.parent for unit in street.units} <= units | {None}
    assert {person.unit for person in street.people} <= units
    assert {grid.office for grid in street.grids} <= units
    assert {compound.committee for compound in street.ground.compounds} <= units
    assert {compound.property_firm for compound in street.ground.compounds} <= units
    for holding in street.holdings:
        assert holding.person in people and holding.post in posts
        assert grids >= set(holding.grids) and units >= set(holding.units)
    assert {duty.grid for duty in street.duties} <= grids and {duty.person for duty in street.duties} <= people
    for seat in (seat for force in street.task_forces for seat in force.seats):
        assert seat.person in people | {None} and seat.unit in units | {None}


def test_the_street_has_sixty_people_and_those_of_the_pictures_where_they_belong() -> None:
    short_names = {unit.code: unit.short_name for unit in plan().units}
    units = {person.name: short_names[person.unit] for person in plan().people}

    assert len(plan().people) == 60
    assert {name: units[name] for name in KNOWN} == KNOWN
    assert {holding.person for holding in plan().holdings} == {person.code for person in plan().people}


def test_the_neighbour_is_small() -> None:
    kinds = Counter(grid.kind for grid in plan_of_zhuxi().grids)

    assert kinds == {GridKind.COMPREHENSIVE: 1, GridKind.MICRO: 3}
    assert (len(plan_of_zhuxi().people), len(plan_of_zhuxi().units)) == (8, 6)


def test_one_person_answers_per_grid_and_role_and_only_one_micro_grid_has_nobody() -> None:
    held = Counter((duty.grid, duty.role) for duty in plan().duties)
    assert set(held.values()) == {1}

    answered = {duty.grid for duty in plan().duties if duty.role is DutyRole.RESPONSIBLE}
    asked = {grid.code: grid.name for grid in plan().grids if grid.kind in {GridKind.COMPREHENSIVE, GridKind.DEDICATED, GridKind.MICRO}}
    assert [name for code, name in asked.items() if code not in answered] == ["北亭四网格"]


def test_dedicated_grids_are_held_by_office_staff() -> None:
    offices = {unit.code for unit in plan().units if unit.kind == "office"}
    units = {person.code: person.unit for person in plan().people}
    dedicated = {grid.code for grid in plan().grids if grid.kind is GridKind.DEDICATED}

    assert {units[duty.person] for duty in plan().duties if duty.grid in dedicated} <= offices


def test_a_task_force_has_six_posts_a_committee_an_office_and_more_and_one_seat_is_vacant() -> None:
    for force in plan().task_forces:
        groups = Counter(seat.group for seat in force.seats)
        assert (groups[SeatGroup.PROFESSIONAL], groups[SeatGroup.RESIDENTS_COMMITTEE], groups[SeatGroup.RESPONSIBLE_OFFICE]) == (6, 1, 1)
        assert groups[SeatGroup.CO_BUILDING] == 1 and groups[SeatGroup.SECOND_ECHELON] == 2

    vacant = [(force.grid, seat.title) for force in plan().task_forces for seat in force.seats if seat.is_vacant]
    assert vacant == [("Z02", "消防安全员")]


def test_the_term_of_one_committee_ends_soon() -> None:
    today = date(2026, 11, 22)
    bodies = committees(today)

    assert all(body.term_from < today < body.term_until for body in bodies)
    assert [body.name for body in bodies if body.term_until - today < timedelta(days=60)] == ["岚皋西路街委会"]
    assert all(sum(member.role == "chair" for member in body.members) == 1 for body in bodies)
    people = [member for body in bodies for member in body.members]
    assert len({member.name for member in people} | {person.name for person in plan().people}) == len(people) + 60
    assert all(re.fullmatch(r"1390000\d{4}", member.phone) for member in people)
    assert len({member.phone for member in people} | {person.private_phone for person in plan().people}) == len(people) + 60
    assert {body.grid for body in bodies} <= {grid.code for grid in plan().grids if grid.kind is GridKind.BLOCK}


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 22), date(2028, 2, 29)])
def test_the_duty_week_has_a_chief_a_leader_and_somebody_awake_day_and_night(today: date) -> None:
    week = rota(today)
    posts: dict[str, set[str]] = {}
    for holding in plan().holdings:
        posts.setdefault(holding.post, set()).add(holding.person)

    assert week[0].on.weekday() == 0 and week[-1].on.weekday() == 6
    assert week[0].on <= today <= week[-1].on
    assert [(shift.on - week[0].on).days for shift in week] == [day for day in range(7) for _ in range(2)]
    for day, night in zip(week[::2], week[1::2], strict=True):
        assert day.kind == "day" and night.kind == "night"
        assert (day.begins, day.ends) == (night.ends, night.begins)
        assert day.chief != night.chief
    for shift in week:
        assert shift.chief in posts["duty_chief"] and shift.leader in posts["duty_leader"]
        assert len(set(shift.members)) == len(shift.members) >= 1
        assert {person.code for person in plan().people} >= set(shift.members)


def test_the_turns_run_on_from_week_to_week() -> None:
    this_week, next_week = rota(date(2026, 11, 22)), rota(date(2026, 11, 23))

    assert this_week[-1].on + timedelta(days=1) == next_week[0].on
    shifts = [*this_week, *next_week]
    assert len({shift.chief for shift in this_week}) == 3
    for shift, following in pairwise(shifts):
        assert not {shift.chief, *shift.members} & {following.chief, *following.members}
    assert rota(date(2026, 11, 16)) == this_week
