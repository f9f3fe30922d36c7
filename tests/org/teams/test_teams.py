"""Task forces: set up from a template, filled, vacated, brought to a newer version; who may do what."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Day, jobs, recompute
from linli.kernel.calendar import actions as calendar
from linli.kernel.calendar.queries import in_use
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.actions import people, teams
from linli.org.models import Seat, SeatHolding, TaskForce, TeamTemplate
from linli.org.queries import teams as queries
from linli.org.rules.teams import STANDARD, Leaving, SeatGroup, SeatSpec, changes_between
from linli.org.rules.units import UnitKind
from tests import work
from tests.org.floor import at, told, verbs_of
from tests.org.people.office import Office
from tests.races.crowd import failures, together

TWO = (
    SeatSpec("urban", SeatGroup.PROFESSIONAL, "城管员", unit_kinds=(UnitKind.OUTPOST,)),
    SeatSpec("partner", SeatGroup.CO_BUILDING, "共建单位", least=0),
)


def template(street: Office, *specs: SeatSpec, name: str = "6+2+X") -> TeamTemplate:
    with scope.scoped(street.boss):
        return teams.lay_template(street.boss, name=name, specs=specs or TWO)


def team(street: Office, laid: TeamTemplate, name: str = "兰田一专班", grid_id: UUID | None = None) -> TaskForce:
    with scope.scoped(street.boss):
        return teams.set_up(street.boss, laid.pk, name=name, grid_id=grid_id)


def seats(street: Office, force: TaskForce) -> dict[str, Seat]:
    with scope.scoped(street.boss):
        return {f"{seat.key}-{seat.number}": seat for seat in queries.standing_seats(street.boss, [force.pk])}


def fill(street: Office, seat: Seat, **who: UUID) -> SeatHolding:
    with scope.scoped(street.boss):
        return teams.fill_seat(street.boss, seat.pk, **who)


def refused(actor: Actor, action: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as raised, scope.scoped(actor):
        action(actor, *given, **named)
    assert raised.value.sentence
    return raised.value.code


def test_the_standard_template_has_six_posts_two_and_the_rest(street: Office) -> None:
    with scope.scoped(street.boss):
        laid = teams.lay_template(street.boss)
        found = queries.lines_of(street.boss, laid.pk, 1)
    assert found == list(STANDARD)
    assert sum(spec.group is SeatGroup.PROFESSIONAL for spec in found) == 6
    assert {spec.group for spec in found} == set(SeatGroup)


def test_a_new_task_force_has_every_seat_vacant_and_a_day_for_the_required_ones(street: Office) -> None:
    with told("2026-09-30 16:40"):
        force = team(street, template(street))
        found = seats(street, force)
        with scope.scoped(street.looker):
            (vacancy,) = queries.vacancies(street.looker)
    assert found["partner-1"].fill_by_at is None
    # Holidays 1 to 7 October are left out, Saturday the 10th is worked in exchange.
    assert found["urban-1"].fill_by_at == at("2026-10-13 17:00")
    assert (vacancy.title, vacancy.fill_by_at, vacancy.is_provisional, vacancy.shape) == ("城管员", at("2026-10-13 17:00"), False, "watch")
    assert verbs_of(street.boss, force) == ["team.set_up"]


def test_a_vacancy_that_reaches_into_a_year_without_calendar_is_by_weekends_until_the_year_is_entered(street: Office) -> None:
    with told("2026-12-29 10:00"):
        force = team(street, template(street))
    before = seats(street, force)["urban-1"]
    assert (before.is_provisional, before.fill_by_at) == (True, at("2027-01-05 17:00"))
    off = [Day(date(2027, 1, day), False, "元旦") for day in (1, 2, 3, 4)]
    with told("2026-12-30 10:00"), scope.scoped(street.boss):
        present = in_use(street.boss)
        calendar.publish(street.boss, region="cn", seen=present.version, years={2027: off}, hours=present.hours, remark="")
        assert queries.count_provisional(street.boss) == 1
    work.do_all(street.database)
    with scope.scoped(street.boss):
        assert queries.count_provisional(street.boss) == 0
        assert teams.recompute_provisional(street.boss, in_use(street.boss)) == 0
    after = seats(street, force)["urban-1"]
    assert (after.is_provisional, after.fill_by_at) == (False, at("2027-01-07 17:00"))
    verb, facts = street.story(force)[-1]
    assert (verb, facts["is_provisional"], facts["before"], facts["after"]) == (
        "team.fill_by_recomputed",
        False,
        at("2027-01-05 17:00").isoformat(),
        at("2027-01-07 17:00").isoformat(),
    )


def test_a_vacancy_that_was_being_written_while_the_year_was_entered_is_caught_up_with(street: Office) -> None:
    days = [Day(date(2027, 1, day), False, "元旦") for day in (1, 2, 3, 4)]
    laid = template(street)

    def publish() -> None:
        with scope.scoped(street.boss):
            present = in_use(street.boss)
            calendar.publish(street.boss, region="cn", seen=present.version, years={2027: days}, hours=present.hours, remark="")
        with scope.scoped(street.boss):
            jobs.count_again(street.boss, uuid7(), 1)

    with told("2026-12-29 10:00"), scope.scoped(street.boss):
        force = teams.set_up(street.boss, laid.pk, name="兰田一专班")
        assert not failures(together(publish))
    assert seats(street, force)["urban-1"].is_provisional

    with scope.scoped(street.boss):
        jobs.adopt(street.boss)
    after = seats(street, force)["urban-1"]
    assert (after.is_provisional, after.fill_by_at) == (False, at("2027-01-07 17:00"))


def test_the_calendar_knows_whom_to_ask() -> None:
    assert recompute.holders()["org.teams"].recompute is teams.recompute_provisional


def test_a_filled_seat_has_no_deadline_and_a_vacated_one_a_new_one(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person = street.person("周敏", outpost)
    with told("2026-11-02 09:00"):
        force = team(street, template(street))
        seat = seats(street, force)["urban-1"]
    with told("2026-11-03 09:00"):
        fill(street, seat, person_id=person.pk)
        held = seats(street, force)["urban-1"]
    assert (held.vacant_since_at, held.fill_by_at, held.fill_by_working) == (None, None, None)
    with told("2026-11-10 09:00"), scope.scoped(street.boss):
        teams.vacate_seat(street.boss, seat.pk, reason=Leaving.MOVED)
        assert [each.fill_by_at for each in queries.vacancies(street.boss)] == [at("2026-11-17 17:00")]
        (past,) = queries.history(street.boss, force)
    assert (past.valid_from, past.valid_until, past.person_id) == (at("2026-11-03 09:00"), at("2026-11-10 09:00"), person.pk)
    assert verbs_of(street.boss, force) == ["team.set_up", "team.seat_filled", "team.seat_vacated"]


def test_the_page_shows_who_holds_what_at_that_moment(street: Office) -> None:
    outpost, partner = street.unit("B1", "城管中队", "outpost"), street.unit("C1", "银行网点", "alliance")
    person = street.person("周敏", outpost)
    force = team(street, template(street))
    found = seats(street, force)
    fill(street, found["urban-1"], person_id=person.pk, unit_id=outpost.pk)
    fill(street, found["partner-1"], unit_id=partner.pk)
    with scope.scoped(street.boss):
        parts = queries.parts(street.boss, queries.get_for(street.boss, force.pk), clock.now())
        (line,) = queries.lines(street.boss, clock.now())
    shown = {each.seat.title: (each.person_id, each.unit, each.shape, each.is_vacant) for part in parts for each in part.seats}
    assert shown == {"城管员": (person.pk, "城管中队", "ok", False), "共建单位": (None, "银行网点", "ok", False)}
    assert (line.held, line.required, line.vacant, line.late, line.shape) == (2, 1, 0, 0, "ok")


def test_a_vacancy_past_its_day_is_late(street: Office) -> None:
    with told("2026-11-02 09:00"):
        force = team(street, template(street))
    with told("2026-11-20 09:00"), scope.scoped(street.boss):
        (line,) = queries.lines(street.boss, clock.now())
        (vacancy,) = queries.vacancies(street.boss)
        parts = queries.parts(street.boss, queries.get_for(street.boss, force.pk), clock.now())
    assert (line.late, line.shape, vacancy.is_late, vacancy.shape) == (1, "stop", True, "stop")
    assert [each.shape for part in parts for each in part.seats] == ["stop", "none"]
    with told("2026-11-03 09:00"), scope.scoped(street.boss):
        (line,) = queries.lines(street.boss, clock.now())
        assert line.shape == "watch"
        parts = queries.parts(street.boss, queries.get_for(street.boss, force.pk), clock.now())
        assert [each.shape for part in parts for each in part.seats] == ["watch", "none"]


def test_who_may_not_take_a_seat_is_refused_in_words(street: Office) -> None:
    office, outpost = street.unit(), street.unit("B1", "城管中队", "outpost")
    inside, outside = street.person("周敏", outpost), street.person("张宁", office)
    force = team(street, template(street))
    seat = seats(street, force)["urban-1"]
    assert refused(street.boss, teams.fill_seat, seat.pk, person_id=outside.pk) == "teams.wrong_unit"
    assert refused(street.boss, teams.fill_seat, seat.pk, unit_id=office.pk) == "teams.wrong_unit"
    assert refused(street.boss, teams.fill_seat, seat.pk) == "teams.one_taker"
    assert refused(street.boss, teams.fill_seat, seat.pk, person_id=uuid7()) == "kernel.not_found"
    assert refused(street.boss, teams.fill_seat, seat.pk, unit_id=uuid7()) == "kernel.not_found"
    assert refused(street.boss, teams.vacate_seat, seat.pk, reason=Leaving.MOVED) == "teams.seat_vacant"
    fill(street, seat, person_id=inside.pk)
    assert refused(street.boss, teams.fill_seat, seat.pk, person_id=inside.pk) == "teams.seat_taken"
    assert verbs_of(street.boss, force) == ["team.set_up", "team.seat_filled"]


def test_a_seat_that_falls_vacant_later_cannot_be_filled_before(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person, other = street.person("周敏", outpost), street.person("吴越", outpost)
    force = team(street, template(street))
    seat = seats(street, force)["urban-1"]
    fill(street, seat, person_id=person.pk)
    with scope.scoped(street.boss):
        teams.vacate_seats_of(street.boss, person.pk, at=clock.now() + timedelta(days=3))
        assert queries.vacancies(street.boss) == []
    assert refused(street.boss, teams.fill_seat, seat.pk, person_id=other.pk) == "teams.not_here_yet"


def test_who_leaves_leaves_the_seats_and_is_told_which_are_to_be_filled(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person = street.person("周敏", outpost)
    force = team(street, template(street))
    fill(street, seats(street, force)["urban-1"], person_id=person.pk)
    with scope.scoped(street.clerk):
        parting = people.leave(street.clerk, person.pk, left_on=person.joined_on)
    assert "兰田一专班 城管员" in parting.uncovered
    with scope.scoped(street.boss):
        assert [each.title for each in queries.vacancies(street.boss)] == ["城管员"]
    assert verbs_of(street.boss, force)[-1] == "team.seat_vacated"
    with scope.scoped(street.boss):
        assert teams.vacate_seats_of(street.boss, person.pk, at=clock.now()) == []
    assert refused(street.looker, teams.vacate_seats_of, person.pk, at=clock.now()) == "kernel.not_allowed"


def test_a_new_version_shows_what_it_changes_and_keeps_who_stays(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person = street.person("周敏", outpost)
    laid = template(street, *TWO, SeatSpec("old", SeatGroup.SECOND_ECHELON, "旧岗", least=1))
    force = team(street, laid)
    fill(street, seats(street, force)["urban-1"], person_id=person.pk)
    wanted = [
        replace(TWO[0], title="城管队员", least=2),
        replace(TWO[1], least=1),
        SeatSpec("new", SeatGroup.SECOND_ECHELON, "消防员", fill_within_days=3),
    ]
    with scope.scoped(street.boss):
        teams.change_template(street.boss, laid.pk, seen=1, name="6+2+X", specs=wanted)
        present = queries.get_for(street.boss, force.pk)
        found = {(each.what, each.key, each.number) for each in queries.changes(street.boss, present)}
        assert found == {
            ("removed", "old", 1),
            ("retitled", "urban", 0),
            ("more", "urban", 1),
            ("altered", "urban", 0),
            ("altered", "partner", 0),
            ("added", "new", 1),
        }
        teams.adopt_version(street.boss, force.pk, seen=present.journal_seq)
        assert queries.changes(street.boss, queries.get_for(street.boss, force.pk)) == []
    after = seats(street, force)
    assert set(after) == {"urban-1", "urban-2", "partner-1", "new-1"}
    assert (after["urban-1"].title, after["urban-1"].vacant_since_at) == ("城管队员", None)
    assert all(after[key].fill_by_at is not None for key in ("urban-2", "partner-1", "new-1"))
    assert refused(street.boss, teams.adopt_version, force.pk, seen=3) == "teams.adopted"
    assert verbs_of(street.boss, laid) == ["team_template.laid", "team_template.changed"]


def test_a_version_may_free_seats_and_drop_held_ones(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person = street.person("周敏", outpost)
    laid = template(street, replace(TWO[0], least=1), SeatSpec("second", SeatGroup.SECOND_ECHELON, "第二梯队"))
    force = team(street, laid)
    dropped = seats(street, force)["urban-1"]
    fill(street, dropped, person_id=person.pk)
    with scope.scoped(street.boss):
        teams.change_template(
            street.boss, laid.pk, seen=1, name="6+2+X", specs=[SeatSpec("second", SeatGroup.SECOND_ECHELON, "第二梯队", least=0)]
        )
        teams.adopt_version(street.boss, force.pk, seen=2)
        assert queries.vacancies(street.boss) == []
        (past,) = queries.history(street.boss, force)
    assert past.valid_until is not None
    assert refused(street.boss, teams.fill_seat, dropped.pk, person_id=person.pk) == "teams.seat_gone"


def test_one_more_seat_of_a_kind(street: Office) -> None:
    force = team(street, template(street))
    with scope.scoped(street.boss):
        added = teams.add_seat(street.boss, force.pk, key="partner")
    assert (added.number, added.is_required, added.fill_by_at) == (2, False, None)
    assert refused(street.boss, teams.add_seat, force.pk, key="nothing") == "kernel.not_found"
    assert refused(street.boss, teams.add_seat, force.pk, key="partner\x00") == "kernel.not_found"
    with scope.scoped(street.boss):
        for _ in range(18):
            teams.add_seat(street.boss, force.pk, key="partner")
    assert refused(street.boss, teams.add_seat, force.pk, key="partner") == "teams.bad_number"


def test_an_ended_task_force_is_only_history(street: Office) -> None:
    outpost = street.unit("B1", "城管中队", "outpost")
    person = street.person("周敏", outpost)
    force = team(street, template(street))
    seat = seats(street, force)["urban-1"]
    fill(street, seat, person_id=person.pk)
    with scope.scoped(street.boss):
        teams.end(street.boss, force.pk)
        assert queries.vacancies(street.boss) == []
        assert len(queries.history(street.boss, force)) == 1
        assert queries.lines(street.boss, clock.now()) == []
    assert refused(street.boss, teams.end, force.pk) == "teams.over"
    assert refused(street.boss, teams.vacate_seat, seat.pk, reason=Leaving.MOVED) == "teams.over"
    team(street, queries_template(street), name="兰田一专班")


def queries_template(street: Office) -> TeamTemplate:
    with scope.scoped(street.boss):
        return queries.templates(street.boss)[0]


def test_names_are_taken_once_and_changed_on_the_version_seen(street: Office) -> None:
    laid, grid = template(street), street.grid()
    force = team(street, laid)
    assert refused(street.boss, teams.set_up, laid.pk, name="兰田一专班") == "teams.name_taken"
    assert refused(street.boss, teams.set_up, laid.pk, name="二", grid_id=uuid7()) == "kernel.not_found"
    assert refused(street.boss, teams.lay_template, name="6+2+X", specs=TWO) == "teams.template_name_taken"
    with scope.scoped(street.boss):
        renamed = teams.rename(street.boss, force.pk, seen=1, name="兰田一网格专班", grid_id=grid.pk)
    assert (renamed.name, renamed.grid_id) == ("兰田一网格专班", grid.pk)
    with pytest.raises(Stale), scope.scoped(street.boss):
        teams.rename(street.boss, force.pk, seen=1, name="晚了", grid_id=None)


@pytest.mark.parametrize(
    ("specs", "code"),
    [
        ([], "teams.no_seats"),
        ([TWO[0], TWO[0]], "teams.seat_twice"),
        ([TWO[0], replace(TWO[0], key="other")], "teams.seat_twice"),
        ([replace(TWO[0], least=21)], "teams.bad_number"),
        ([replace(TWO[0], fill_within_days=0)], "teams.bad_days"),
        ([replace(TWO[0], title=" ")], "kernel.empty"),
        ([replace(TWO[0], key=str(number), title=str(number), least=20) for number in range(4)], "teams.too_many_seats"),
    ],
)
def test_a_bad_template_is_refused_whole(street: Office, specs: list[SeatSpec], code: str) -> None:
    assert refused(street.boss, teams.lay_template, name="坏", specs=specs) == code
    assert street.count("team_template") == street.count("team_seat_line") == 0


def test_readers_look_and_touch_nothing_and_neighbours_find_nothing(street: Office) -> None:
    laid = template(street)
    force = team(street, laid)
    seat = seats(street, force)["urban-1"]
    for actor, code in ((street.looker, "kernel.not_allowed"), (street.neighbour, "kernel.not_found"), (street.nobody, "kernel.not_found")):
        assert refused(actor, teams.end, force.pk) == code
        assert refused(actor, teams.fill_seat, seat.pk, unit_id=uuid7()) == code
        assert refused(actor, teams.change_template, laid.pk, seen=1, name="x", specs=TWO) == code
    assert refused(street.looker, teams.lay_template) == "kernel.not_allowed"
    for actor in (street.neighbour, street.nobody):
        with scope.scoped(actor):
            assert not queries.vacancies(actor)
            assert not queries.lines(actor, clock.now())
            with pytest.raises(NotFound):
                queries.get_for(actor, force.pk)
            with pytest.raises(NotFound):
                queries.get_template(actor, laid.pk)
    with scope.scoped(street.nobody):
        assert queries.templates(street.nobody) == []
    with scope.scoped(street.looker):
        assert queries.get_for(street.looker, force.pk).name == "兰田一专班"
    assert verbs_of(street.boss, force) == ["team.set_up"]


def test_a_version_with_other_words_and_nothing_more_only_renames() -> None:
    renamed = replace(TWO[0], title="城管队员")
    assert [(each.what, each.before) for each in changes_between([(TWO[0], 1)], [renamed])] == [("retitled", "城管员")]
    assert changes_between([(TWO[0], 1)], [TWO[0]]) == []
