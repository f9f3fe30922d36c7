"""Orders of the city that wait for its call-back, and closed tickets that somebody looks at again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.tickets import jobs
from linli.tickets.actions import catalogue, dispatch, recurrence, settings, verifying
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import Threshold, Verdict, VerifiedBy
from linli.tickets.rules.states import State, state_word
from tests.tickets.test_moves import closed, done, refused
from tests.tickets.town import BEGIN, Hand, Town

DAY = date(2026, 11, 30)
WELL: dict[str, Any] = {"verdict": Verdict.SOLVED, "by": VerifiedBy.CALLBACK}


def test_an_order_of_the_city_is_answered_and_closes_on_the_citys_call(town: Town, hand: Hand) -> None:
    ours, order = done(town), done(town, track=Track.HOTLINE)
    answer = verifying.answer_city
    refused("tickets.not_an_order", lambda: town.does(town.centre, answer, ours, note="已反馈"))
    refused("tickets.not_an_order", lambda: town.does(town.centre, answer, town.ticket(track=Track.HOTLINE), note="已反馈"))
    town.does(town.centre, answer, order, note="已反馈市区")
    row = town.reload(order)
    assert (row.state, row.answered_at) == ("resolved", hand.now)
    assert "verify" in town.running(order)
    refused("tickets.closes_by_their_call", lambda: town.does(town.centre, verifying.close, order, **{**WELL, "by": VerifiedBy.UNIT}))
    town.does(town.centre, verifying.rework, order, by=VerifiedBy.CALLBACK, note="市民说没好")
    assert town.reload(order).answered_at is None
    again = done(town, track=Track.HOTLINE)
    town.does(town.centre, answer, again, note="")
    town.does(town.centre, verifying.close, again, **WELL)
    assert (town.reload(again).state, town.reload(again).answered_at) == ("closed", hand.now)
    with override("zh-hans"):
        assert state_word(State.RESOLVED, is_answered=True) != state_word(State.RESOLVED)
        assert state_word(State.CLOSED, is_answered=True) == state_word(State.CLOSED)


def asks(town: Town) -> int:
    with scope.scoped(town.house):
        return recurrence.ask_recurrence_checks(town.house)


def test_somebody_is_asked_once_on_the_day_and_what_came_back_is_handled_again(town: Town, hand: Hand) -> None:
    stayed, returned, act = closed(town), closed(town), recurrence.set_recurrence_day
    refused("tickets.recurrence_day_in_the_past", lambda: town.does(town.centre, act, stayed, on=date(2026, 11, 23)))
    refused("tickets.illegal_move", lambda: town.does(town.centre, act, town.ticket(), on=DAY))
    refused(
        "tickets.no_recurrence_check",
        lambda: town.does(town.centre, recurrence.note_recurrence_check, stayed, has_come_back=False, note="好的"),
    )
    for each in (stayed, returned):
        town.does(town.centre, act, each, on=DAY)
    assert asks(town) == 0
    # The day begins in the street, not in Greenwich.
    hand.now = hand.now.replace(day=29, hour=16, minute=1)
    with scope.scoped(town.house):
        jobs.ask_recurrence_checks(town.house)
    assert asks(town) == 0
    assert [town.reload(each).recheck_asked_at for each in (stayed, returned)] == [hand.now] * 2
    hand.passes(days=60)
    town.does(town.centre, recurrence.note_recurrence_check, stayed, has_come_back=False, note="现场良好")
    town.does(town.centre, recurrence.note_recurrence_check, returned, has_come_back=True, note="又堆满了")
    rows = [town.reload(each) for each in (stayed, returned)]
    assert [(row.state, row.recheck_on, row.recheck_asked_at) for row in rows] == [("closed", None, None), ("in_progress", None, None)]
    assert town.story(stayed)[-3:] == ["ticket.recheck_set", "ticket.recheck_asked", "ticket.rechecked"]
    assert town.story(returned)[-1] == "ticket.reopened"


def test_a_chunk_of_rechecks_leads_to_another(town: Town, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrence, "CHUNK", 1)
    tickets = [closed(town), closed(town)]
    for each in tickets:
        town.does(town.centre, recurrence.set_recurrence_day, each, on=DAY)
    hand.passes(days=10)
    with scope.scoped(town.house):
        jobs.ask_recurrence_checks(town.house)
    assert sum(town.reload(each).recheck_asked_at is not None for each in tickets) == 1
    assert (asks(town), asks(town)) == (1, 0)


def test_the_job_dispatches_what_just_came_in_and_nothing_where_that_is_off(town: Town, hand: Hand) -> None:
    system = Actor.system("tickets.dispatch_new", town.lanting)
    with scope.scoped(system):
        catalogue.lay_preset(system)
        dispatch.add_line(system, LineDraft(class_code="E0102", unit_id=town.units["chengguan"], valid_from=BEGIN))

    def runs() -> None:
        with scope.scoped(system):
            jobs.dispatch_new(system)

    early = town.ticket(words="暴露垃圾", matter="")
    hand.passes(minutes=11)
    fresh: UUID = town.ticket(words="暴露垃圾", matter="")
    runs()
    assert town.reload(fresh).state == "received"
    with scope.scoped(system):
        settings.set_threshold(system, Threshold.STRONG, seen=0)
    for _ in range(2):
        runs()
    assert (town.reload(fresh).state, town.reload(early).state) == ("dispatched", "received")
    assert town.story(fresh).count("ticket.dispatched") == 1
