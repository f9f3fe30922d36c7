"""The duty list: lines added, proposed and confirmed, never two units for one thing; decisions are made by it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.org.actions import units
from linli.org.models import Grid
from linli.org.queries import grids
from linli.tickets.actions import dispatch as actions
from linli.tickets.queries import catalogue as catalogues
from linli.tickets.queries import dispatch as queries
from linli.tickets.queries.dispatch import Question
from linli.tickets.rules.dispatch import Confidence, DutyRole, Past, Trouble, why_words
from tests.org.people.office import Office
from tests.tickets.catalogue.street import Street

HOUR = timedelta(hours=1)


@pytest.fixture
def laid(street: Street) -> Street:
    street.lay()
    return street


def refusal(street: Street, code: str = "E0102", **more: Any) -> str:
    with pytest.raises(Refused) as raised:
        street.add(code, **more)
    return raised.value.code


def numbers(street: Street) -> list[int]:
    with scope.scoped(street.looker):
        return [line.number for line in queries.lines(street.looker, clock.now())]


def test_a_line_dispatches_and_is_told(laid: Street) -> None:
    line = laid.add(grid_id=laid.grid.pk, assist_ids=(laid.clean.pk,), basis="条例第三条", note="年初核定")
    found = laid.decide(chain=[laid.cell])
    assert (found.lead_id, found.assist_ids, found.basis) == (laid.city.pk, (laid.clean.pk,), "条例第三条")
    assert why_words(found) == "class 暴露垃圾 · grid 兰田一 · duty #1 · 城管中队 · with 环卫作业队"
    assert laid.decide().problems[0].trouble is Trouble.NOBODY
    ((verb, facts),) = laid.office.story(line)
    assert (verb, facts["number"], facts["class_code"], facts["unit"]) == ("duty_line.added", 1, "E0102", str(laid.city.pk))
    assert (facts["assists"], facts["note"]) == ([str(laid.clean.pk)], "年初核定")


def test_many_lines_come_at_once_and_each_refusal_with_its_reason(laid: Street) -> None:
    drafts = [laid.draft("E0102"), laid.draft("E0102", laid.clean), laid.draft("E77"), laid.draft("E0116")]
    with scope.scoped(laid.chief):
        found = actions.add_lines(laid.chief, drafts)
    assert [each.code if isinstance(each, Refused) else each.number for each in found] == [
        1,
        "duty_list.held_already",
        "catalogue.class_unknown",
        2,
    ]
    assert numbers(laid) == [1, 2]


def test_one_class_and_place_has_one_unit_at_a_time(laid: Street) -> None:
    first = laid.add()
    assert refusal(laid, unit=laid.clean) == "duty_list.held_already"
    assert laid.add(unit=laid.clean, grid_id=laid.grid.pk).number == 2
    assert laid.add(unit=laid.clean, role=DutyRole.FALLBACK).number == 3
    until = clock.now() + HOUR
    with scope.scoped(laid.chief):
        actions.end_line(laid.chief, first.pk, until=until, note="移交环卫")
    assert laid.add(unit=laid.clean, valid_from=until).number == 4
    assert laid.decide().lead_id == laid.city.pk


def test_what_a_line_speaks_of_must_be_there(laid: Street) -> None:
    with scope.scoped(laid.office.boss):
        units.close_unit(laid.office.boss, laid.clean.pk)
        gone = Grid(subdistrict_id=laid.office.lanting, code="G9", name="旧网格", kind="micro", valid_from=clock.now() - 2 * HOUR)
        gone.valid_until = clock.now() - HOUR
        gone.save(force_insert=True)
    assert refusal(laid, unit=laid.clean) == "duty_list.unit_closed"
    assert refusal(laid, assist_ids=(laid.clean.pk,)) == "duty_list.unit_closed"
    assert refusal(laid, grid_id=gone.pk) == "duty_list.grid_closed"
    assert refusal(laid, grid_id=uuid7()) == "kernel.not_found"
    assert refusal(laid, assist_ids=(uuid7(),)) == "kernel.not_found"
    assert refusal(laid, assist_ids=(laid.city.pk,)) == "duty_list.assists_itself"
    assert refusal(laid, assist_ids=tuple(uuid7() for _ in range(11))) == "duty_list.too_many_assists"
    assert refusal(laid, valid_until=clock.now() - HOUR) == "duty_list.ends_before_begin"
    assert refusal(laid, basis="长" * 301) == "kernel.too_long"
    assert numbers(laid) == []


def test_the_neighbours_units_are_not_found(laid: Street, office: Office) -> None:
    theirs = Street(Office(office.database, office.zhuxi, office.lanting)).city
    assert refusal(laid, unit=theirs) == "kernel.not_found"


def test_without_a_catalogue_there_is_no_class_to_speak_of(street: Street) -> None:
    assert refusal(street) == "catalogue.none_yet"


def test_a_proposal_dispatches_nothing_until_it_is_confirmed(laid: Street) -> None:
    ticket = uuid7()
    line = laid.propose(origin=("ticket", ticket), note="疑难会商决定")
    assert laid.decide().lead_id is None
    with scope.scoped(laid.looker):
        (waiting,) = queries.proposed(laid.looker)
        assert (waiting.origin_kind, waiting.origin_id, waiting.unit.short_name) == ("ticket", ticket, "城管中队")
    with scope.scoped(laid.chief):
        actions.confirm_line(laid.chief, line.pk)
    assert laid.decide().lead_id == laid.city.pk
    assert [verb for verb, _ in laid.office.story(line)] == ["duty_line.proposed", "duty_line.confirmed"]


def test_the_same_learnt_from_many_tickets_waits_once(laid: Street) -> None:
    first = laid.propose(origin=("ticket", uuid7()))
    assert laid.propose(origin=("ticket", uuid7())).pk == first.pk
    assert laid.propose(unit=laid.clean).pk != first.pk
    with scope.scoped(laid.proposer):
        one, other = actions.propose_lines(laid.proposer, [laid.draft("E0116"), laid.draft("E0116")])
    assert one is other
    with scope.scoped(laid.chief):
        actions.decline_line(laid.chief, first.pk, note="不属本单位")
    assert laid.propose().pk != first.pk


def test_a_proposal_may_hold_from_a_later_moment(laid: Street) -> None:
    line = laid.propose(assist_ids=(laid.clean.pk,))
    later = clock.now() + HOUR
    with scope.scoped(laid.chief):
        assert actions.confirm_line(laid.chief, line.pk, valid_from=later).valid_from == later
    assert laid.decide().lead_id is None
    with clock.told_by(lambda: later):
        assert laid.decide().assist_ids == (laid.clean.pk,)


def test_a_proposal_beside_a_line_that_stands_is_not_confirmed(laid: Street) -> None:
    line = laid.propose(unit=laid.clean)
    laid.add()
    with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
        actions.confirm_line(laid.chief, line.pk)
    assert raised.value.code == "duty_list.held_already"


def test_a_proposal_is_declined_with_a_reason_and_decided_once(laid: Street) -> None:
    line = laid.propose()
    with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
        actions.decline_line(laid.chief, line.pk, note=" ")
    assert raised.value.code == "kernel.empty"
    with scope.scoped(laid.chief):
        actions.decline_line(laid.chief, line.pk, note="不在职责清单内")
    attempts: list[Callable[[], object]] = [
        lambda: actions.confirm_line(laid.chief, line.pk),
        lambda: actions.decline_line(laid.chief, line.pk, note="再次"),
    ]
    for again in attempts:
        with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
            again()
        assert raised.value.code == "duty_list.not_proposed"
    assert laid.office.story(line)[-1] == ("duty_line.declined", {"number": 1, "note": "不在职责清单内"})


def test_a_line_ends_once_and_not_before_it_begins(laid: Street) -> None:
    line = laid.add()
    with scope.scoped(laid.chief):
        ended = actions.end_line(laid.chief, line.pk)
    assert ended.valid_until is not None
    assert laid.decide().lead_id is None
    with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
        actions.end_line(laid.chief, line.pk)
    assert raised.value.code == "duty_list.not_in_force"
    waiting, planned = laid.propose("E0116"), laid.add("E0117", valid_from=clock.now() + HOUR)
    for row, code in ((waiting, "duty_list.not_in_force"), (planned, "duty_list.ends_before_begin")):
        with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
            actions.end_line(laid.chief, row.pk)
        assert raised.value.code == code


def test_who_may_only_propose_changes_nothing(laid: Street) -> None:
    line = laid.propose()
    attempts: list[Callable[[], object]] = [
        lambda: actions.add_line(laid.proposer, laid.draft()),
        lambda: actions.confirm_line(laid.proposer, line.pk),
        lambda: actions.decline_line(laid.proposer, line.pk, note="x"),
        lambda: actions.end_line(laid.proposer, line.pk),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as raised, scope.scoped(laid.proposer):
            attempt()
        assert raised.value.code == "kernel.not_allowed"
    with pytest.raises(Refused) as raised, scope.scoped(laid.looker):
        actions.propose_line(laid.looker, laid.draft())
    assert raised.value.code == "kernel.not_allowed"
    assert laid.office.reload(line).state == "proposed"


def test_who_may_not_see_the_list_finds_nothing(laid: Street) -> None:
    line = laid.add()
    with scope.scoped(laid.nobody):
        assert queries.lines(laid.nobody, clock.now()) == []
        for missing in (line.pk, uuid7()):
            with pytest.raises(NotFound):
                queries.get_for(laid.nobody, missing)
    with scope.scoped(laid.looker):
        assert queries.get_for(laid.looker, line.pk).unit.short_name == "城管中队"


def test_a_closed_unit_rings_and_is_not_replaced(laid: Street) -> None:
    laid.add(unit=laid.clean)
    laid.add("E01", laid.city)
    with scope.scoped(laid.office.boss):
        units.close_unit(laid.office.boss, laid.clean.pk)
    found = laid.decide()
    assert (found.lead_id, [each.trouble for each in found.alarms]) == (None, [Trouble.UNIT_INACTIVE])


def test_a_manhole_without_an_owner_is_made_safe_and_learnt(laid: Street) -> None:
    first = laid.decide("C0114", [laid.cell])
    assert (first.lead_id, first.fallback_id) == (None, laid.centre.pk)
    line = laid.propose("C0114", laid.city, grid_id=laid.grid.pk, origin=("ticket", uuid7()))
    with scope.scoped(laid.chief):
        actions.confirm_line(laid.chief, line.pk)
    assert laid.decide("C0114", [laid.cell]).lead_id == laid.city.pk


def test_a_thousand_decisions_take_no_more_statements_than_one(laid: Street) -> None:
    laid.add()
    laid.add("E01", laid.clean)
    counts = []
    for times in (1, 1_000):
        questions = [Question("E0102", [], Confidence.STRONG), Question("E0116", [])] * times
        with (
            scope.scoped(laid.nobody),
            CaptureQueriesContext(
                connection,
            ) as told,
        ):
            found = queries.decide_many(laid.nobody, questions, clock.now())
        counts.append(len(told))
        assert [each.lead_id for each in found] == [laid.city.pk, laid.clean.pk] * times
    assert counts == [4, 4]


def test_the_grids_that_hold_a_place_are_read_from_the_organisation(laid: Street) -> None:
    from linli.org.models import GridExtent

    with scope.scoped(laid.office.boss):
        GridExtent(subdistrict_id=laid.office.lanting, grid=laid.grid, members=["兰田路 1 号"], valid_from=laid.grid.valid_from).save()
        cells = queries.cells_of(grids.in_force(laid.office.boss, clock.now()))
    assert cells == [laid.cell]


def test_a_dry_run_says_what_a_change_would_move(laid: Street) -> None:
    first = laid.add("E01", assist_ids=(laid.centre.pk,))
    with scope.scoped(laid.looker):
        catalogue = catalogues.in_use(laid.looker)
        past = [
            Past(uuid7(), f"2611-{number:04}", queries.matter_of(catalogue, code), chain)
            for number, (code, chain) in enumerate([("E0102", (laid.cell,)), ("E0102", ()), ("E0116", (laid.cell,))], start=1)
        ]
        draft = laid.draft(unit=laid.clean, grid_id=laid.grid.pk)
        moved = queries.dry_run(laid.looker, adding=[draft], ending=(), tickets=past, at=clock.now())
        assert [(each.number, each.before_id, each.after_id) for each in moved] == [("2611-0001", laid.city.pk, laid.clean.pk)]
        ended = queries.dry_run(laid.looker, adding=(), ending=[first.number], tickets=past, at=clock.now())
        assert [each.after_id for each in ended] == [None, None, None]
    assert numbers(laid) == [1]
    with pytest.raises(Refused), scope.scoped(laid.nobody):
        queries.dry_run(laid.nobody, adding=(), ending=(), tickets=(), at=clock.now())


def test_numbers_are_never_given_twice(laid: Street) -> None:
    lines = [laid.add(), laid.propose("E0116")]
    with scope.scoped(laid.chief):
        actions.decline_line(laid.chief, lines[1].pk, note="重复")
    assert laid.add("E0117").number == 3


def test_of_two_who_name_a_unit_at_once_one_is_told_of_the_other(laid: Street) -> None:
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def name_it(code: str) -> None:
        try:
            gate.wait(5)
            outcomes.append(f"#{laid.add(code).number}")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    for codes in (("E0102", "E0102"), ("E0116", "E0117")):
        threads = [threading.Thread(target=name_it, args=(code,)) for code in codes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # One after the other: a number is nobody's twice, and the second of the same thing hears which line stands there.
    assert sorted(outcomes) == ["#1", "#2", "#3", "duty_list.held_already"]
