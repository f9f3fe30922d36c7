"""Two people at once: one seat, one hour, one person; beside the control in which nothing is locked and the database says no."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused
from linli.org.actions import committees, people, rota, teams
from linli.org.actions.rota import NewShift
from linli.org.models import SeatHolding, Shift
from linli.org.queries import teams as queries
from linli.org.rules.committees import CommitteeKind, CommitteeRole
from linli.org.rules.people import day_of
from linli.org.rules.rota import RotaRole, ShiftKind
from linli.org.rules.teams import SeatGroup, SeatSpec
from tests.org.people.office import Office
from tests.races.crowd import PATIENCE_SECONDS, failures, together, wait_until_somebody_waits

ROUNDS = 4


def one_refused_as(outcomes: list[object], code: str) -> bool:
    (raised,) = failures(outcomes)
    assert isinstance(raised, Refused)
    return raised.code == code


def test_of_two_who_fill_one_seat_one_is_told(street: Office) -> None:
    unit = street.unit("B1", "城管中队", "outpost")
    staff = [street.person("周敏", unit), street.person("吴越", unit)]
    with scope.scoped(street.boss):
        laid = teams.lay_template(street.boss, specs=[SeatSpec("urban", SeatGroup.PROFESSIONAL, "城管员")])
        forces = [teams.set_up(street.boss, laid.pk, name=f"专班 {number}") for number in range(ROUNDS)]
        seats = [queries.standing_seats(street.boss, [force.pk])[0] for force in forces]
    for seat in seats:

        def fill(person: Any, seat: Any = seat) -> None:
            with scope.scoped(street.boss):
                teams.fill_seat(street.boss, seat.pk, person_id=person.pk)

        assert one_refused_as(together(*(lambda person=person: fill(person) for person in staff)), "teams.seat_taken")
    assert street.count("task_force_seat_holding") == ROUNDS


def test_of_two_shifts_at_the_same_hours_one_is_refused(street: Office) -> None:
    centre = street.unit()
    for number in range(1, ROUNDS + 1):
        begin = clock.now() + timedelta(days=number)

        def add(begin: Any = begin) -> None:
            with scope.scoped(street.boss):
                rota.make_shifts(street.boss, centre.pk, [NewShift(ShiftKind.DAY, begin, begin + timedelta(hours=8))])

        assert one_refused_as(together(add, add), "rota.overlap")
    assert street.count("shift") == ROUNDS


def test_one_person_is_not_put_on_two_units_shifts_at_once(street: Office) -> None:
    units = [street.unit(), street.unit("B1", "城管中队", "outpost")]
    person = street.person("张宁", units[0])
    for number in range(1, ROUNDS + 1):
        begin = clock.now() + timedelta(days=number)

        def add(unit: Any, begin: Any = begin) -> None:
            people = ((RotaRole.CHIEF, person.pk),)
            with scope.scoped(street.boss):
                rota.make_shifts(street.boss, unit.pk, [NewShift(ShiftKind.DAY, begin, begin + timedelta(hours=8), people)])

        assert one_refused_as(together(*(lambda unit=unit: add(unit) for unit in units)), "rota.person_busy")
    assert street.count("shift_member") == ROUNDS


@pytest.mark.parametrize("body", ["seat", "committee"])
def test_who_is_just_leaving_takes_no_place_any_more(street: Office, body: str) -> None:
    person, today = street.person("周敏", street.unit(), kind="representative"), day_of(clock.now())
    with scope.scoped(street.boss):
        laid = teams.lay_template(street.boss, specs=[SeatSpec("urban", SeatGroup.PROFESSIONAL, "城管员")])
        seat = queries.standing_seats(street.boss, [teams.set_up(street.boss, laid.pk, name="专班").pk])[0]
        committee = committees.set_up(street.boss, kind=CommitteeKind.BUILDING, name="楼委会", grid_id=None, begins_on=today)
        term = committees.begin_term(street.boss, committee.pk, number=1, begins_on=today, ends_on=today + timedelta(days=700))

    def enter() -> None:
        with scope.scoped(street.boss):
            if body == "seat":
                teams.fill_seat(street.boss, seat.pk, person_id=person.pk)
            else:
                committees.join(street.boss, term.pk, person_id=person.pk, role=CommitteeRole.REPRESENTATIVE, begins_on=today)

    def leave() -> None:
        with scope.scoped(street.boss):
            people.leave(street.boss, person.pk, left_on=today)
            entering.start()
            wait_until_somebody_waits(street.database)

    outcomes: list[object] = []
    entering = threading.Thread(target=lambda: outcomes.extend(together(enter)))
    leave()
    entering.join(PATIENCE_SECONDS)
    (outcome,) = outcomes
    assert isinstance(outcome, NotFound)
    assert street.count("task_force_seat_holding") + street.count("committee_member") == 0


@pytest.mark.parametrize("table", ["shift", "task_force_seat_holding"])
def test_the_control_that_looks_without_a_lock_runs_into_the_constraint(street: Office, table: str) -> None:
    unit = street.unit()
    person = street.person("张宁", unit)
    with scope.scoped(street.boss):
        laid = teams.lay_template(street.boss, specs=[SeatSpec("urban", SeatGroup.PROFESSIONAL, "城管员")])
        seat = queries.standing_seats(street.boss, [teams.set_up(street.boss, laid.pk, name="专班").pk])[0]
    both_have_looked, now = threading.Barrier(2, timeout=PATIENCE_SECONDS), clock.now()

    def add() -> str:
        try:
            with scope.scoped(street.boss):
                model: Any = Shift if table == "shift" else SeatHolding
                assert not model.objects.of(street.lanting).exists()
                both_have_looked.wait()
                values = {"unit": unit, "kind": "day", "begins_at": now, "ends_at": now + timedelta(hours=1)}
                model.objects.create(
                    subdistrict_id=street.lanting, **(values if table == "shift" else {"seat": seat, "person": person, "valid_from": now})
                )
        except IntegrityError as raised:
            return str(getattr(raised.__cause__, "sqlstate", ""))
        except Refused as raised:
            return raised.code
        return "stored"

    refused, stored = sorted(map(str, together(add, add)))
    # An exclusion constraint stores first and looks then: of two who store at the very same moment both wait, and one is the victim.
    assert refused in {"23P01", "kernel.busy"}
    assert stored == "stored"
    assert street.count(table) == 1
