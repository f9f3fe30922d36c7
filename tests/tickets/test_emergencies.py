"""An emergency from the first call to the last re-check."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.accounts import actions as accounts
from linli.kernel import journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.notices.models import Notice
from linli.org.models import Duty, DutyRole, Grid, GridExtent, Person, Post, PostHolding, Shift, ShiftMember
from linli.tickets import jobs
from linli.tickets.actions import callout_lists, callouts, dispatching, emergencies, handling, requests, upkeep_checks, verifying
from linli.tickets.models import Call, CalloutLine, Ticket, UpkeepCheck
from linli.tickets.queries import callouts as queries
from linli.tickets.queries import upkeep as upkeep_queries
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.handover import Part
from linli.tickets.rules.kinds import DeferralReason, ReportWay, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.upkeep import Finding
from tests import work
from tests.tickets.calling import DANGER, called_out, emergency, parts, person, worker
from tests.tickets.test_moves import refused
from tests.tickets.town import BEGIN, Hand, Town


def on_duty(town: Town, **people: UUID) -> None:
    """A shift that runs now, with these people in their roles."""
    with scope.scoped(town.house):
        span = {"begins_at": BEGIN - timedelta(hours=1), "ends_at": BEGIN + timedelta(days=60)}
        shift = Shift.objects.create(subdistrict_id=town.lanting, unit_id=town.units["centre"], kind="day", **span)
        for role, person_id in people.items():
            ShiftMember.objects.create(subdistrict_id=town.lanting, shift=shift, person_id=person_id, role=role, **span)


def listed(town: Town, *lines: Line, class_code: str = "") -> UUID:
    with scope.scoped(town.centre):
        return callout_lists.make_list(town.centre, class_code=class_code, lines=lines).pk


def named(seat: str, person_id: UUID) -> Line:
    return Line(seat, Called.PERSON, person_id)


def five_minutes_later(town: Town, hand: Hand, ticket_id: UUID, seat_no: int = 0, place: int = 0) -> None:
    hand.passes(minutes=5)
    with scope.scoped(worker(town)):
        jobs.call_next(worker(town), ticket_id, 2, seat_no=seat_no, place=place)


def outcomes(town: Town, ticket_id: UUID) -> list[tuple[int, int, UUID | None, str]]:
    with scope.scoped(town.house):
        ticket = Ticket.objects.get(pk=ticket_id)
        return [(each.seat_no, each.place, each.person_id, each.outcome) for each in queries.calls_of(ticket)]


def facts_of(town: Town, ticket_id: UUID, verb: str) -> list[Mapping[str, Any]]:
    with scope.scoped(town.house):
        return [entry.facts for entry in journal.story_of(Ticket.objects.get(pk=ticket_id)) if entry.verb == verb]


def acting(town: Town, person_id: UUID) -> Actor:
    """That person at a desk, with no more than a unit's own tickets."""
    return replace(town.chengguan, account_id=UUID(int=person_id.int ^ 1), person_id=person_id)


def test_everybody_on_the_list_is_called_at_once_and_once(town: Town) -> None:
    pump, power, spare = person(town), person(town, "wuye"), person(town)
    listed(town, named("排水", pump), named("供电", power), named("排水", spare))
    ticket_id = called_out(town)
    assert outcomes(town, ticket_id) == [(0, 0, pump, "waiting"), (1, 0, power, "waiting")]
    with scope.scoped(worker(town)):
        jobs.call_out(worker(town), ticket_id, 1)
    assert town.story(ticket_id) == ["ticket.opened", "ticket.called_out"]
    (facts,) = facts_of(town, ticket_id, "ticket.called_out")
    assert (facts["called"], facts["seats"], facts["version"]) == (sorted([str(pump), str(power)]), 2, 1)


def test_who_does_not_answer_in_five_minutes_is_followed_by_the_next_and_at_last_by_an_alarm(town: Town, hand: Hand) -> None:
    first, second = person(town), person(town)
    listed(town, named("排水", first), named("排水", second))
    ticket_id = called_out(town)
    five_minutes_later(town, hand, ticket_id)
    five_minutes_later(town, hand, ticket_id)
    assert outcomes(town, ticket_id) == [(0, 0, first, "missed"), (0, 1, second, "waiting")]
    five_minutes_later(town, hand, ticket_id, place=1)
    assert outcomes(town, ticket_id) == [(0, 0, first, "missed"), (0, 1, second, "missed")]
    assert town.story(ticket_id)[1:] == [f"ticket.{each}" for each in ("called_out", "call_passed_on", "call_passed_on", "call_unanswered")]
    with scope.scoped(town.house):
        seat = queries.seats_of(Ticket.objects.get(pk=ticket_id))[0]
        assert (seat.is_unanswered, seat.shape) == (True, "stop")
    # Late is better than never: nobody else has come.
    town.does(acting(town, second), callouts.answer, ticket_id)
    assert outcomes(town, ticket_id)[1][3] == "answered"


def test_who_answers_stops_the_next_from_being_called(town: Town, hand: Hand) -> None:
    first, colleague, second = person(town), person(town), person(town, "wuye")
    on_duty(town, chief=first, member=colleague)
    with scope.scoped(town.house):
        post = Post.objects.create(subdistrict_id=town.lanting, code="pump", name="抽水")
        for person_id in (first, colleague):
            PostHolding.objects.create(subdistrict_id=town.lanting, person_id=person_id, post=post, valid_from=BEGIN - timedelta(days=1))
    listed(town, Line("排水", Called.POST, post.pk), named("排水", second), Line("值班", Called.CHIEF))
    ticket_id = called_out(town)
    refused("callouts.not_called", lambda: town.does(town.centre, callouts.answer, ticket_id))
    town.does(acting(town, first), callouts.answer, ticket_id)
    with scope.scoped(town.house):
        assert [seat.shape for seat in queries.seats_of(Ticket.objects.get(pk=ticket_id))] == ["ok", "ok"]
    five_minutes_later(town, hand, ticket_id)
    assert {each[2]: each[3] for each in outcomes(town, ticket_id)} == {first: "answered", colleague: "missed"}
    (answered,) = facts_of(town, ticket_id, "ticket.call_answered")
    assert (answered["seat"], answered["person"], answered["is_by_phone"]) == ("排水、值班", str(first), False)
    assert town.story(ticket_id)[-1] == "ticket.call_missed"
    with pytest.raises(NotFound):
        town.does(acting(town, second), callouts.answer, ticket_id)


def test_a_colleague_writes_down_who_was_reached_by_phone(town: Town) -> None:
    first = person(town, "wuye")
    listed(town, named("物业", first))
    ticket_id = called_out(town)
    with scope.scoped(town.house):
        (call,) = Call.objects.all()
    town.does(town.centre, callouts.answer_for, ticket_id, call.pk, note="十分钟到")
    with scope.scoped(town.house):
        call.refresh_from_db()
    assert (call.outcome, call.answered_by_account_id, call.note) == ("answered", town.centre.account_id, "十分钟到")
    refused("callouts.call_over", lambda: town.does(town.centre, callouts.answer_for, ticket_id, call.pk, note="又问"))
    with pytest.raises(NotFound):
        town.does(town.centre, callouts.answer_for, ticket_id, ticket_id, note="谁")
    assert facts_of(town, ticket_id, "ticket.call_answered")[0]["is_by_phone"] is True


def test_without_a_list_whoever_is_on_duty_is_called_and_an_empty_place_is_passed(town: Town) -> None:
    leader, member = person(town), person(town)
    on_duty(town, leader=leader, member=member)
    ticket_id = called_out(town)
    assert outcomes(town, ticket_id) == [(0, 0, None, "nobody"), (0, 1, leader, "waiting"), (1, 0, member, "waiting")]


def test_the_house_s_own_list_has_substitutes_too(town: Town, hand: Hand) -> None:
    chief, leader = person(town), person(town)
    on_duty(town, chief=chief, leader=leader)
    ticket_id = called_out(town)
    assert outcomes(town, ticket_id) == [(0, 0, chief, "waiting"), (1, 0, None, "nobody"), (1, 1, chief, "waiting")]
    refused("callouts.not_called", lambda: town.does(town.house, callouts.answer, ticket_id))
    five_minutes_later(town, hand, ticket_id)
    assert outcomes(town, ticket_id)[1] == (0, 1, leader, "waiting")


def test_where_nobody_is_on_duty_the_alarm_comes_at_once(town: Town) -> None:
    ticket_id = called_out(town)
    assert [each[3] for each in outcomes(town, ticket_id)] == ["nobody"] * 4
    assert town.story(ticket_id) == ["ticket.opened", "ticket.called_out", "ticket.call_unanswered", "ticket.call_unanswered"]


def test_the_one_who_answers_for_the_grid_is_found_by_going_up(town: Town) -> None:
    guard, gone = person(town), person(town)
    with scope.scoped(town.house):
        Person.objects.filter(pk=gone).update(left_on=BEGIN.date())
        big, small = (Grid(subdistrict_id=town.lanting, code=code, name=code, kind="comprehensive", valid_from=BEGIN) for code in "AB")
        Grid.objects.bulk_create([big, small])
        for grid, parent in ((big, None), (small, big)):
            GridExtent.objects.create(subdistrict_id=town.lanting, grid=grid, parent=parent, members=[grid.code], valid_from=BEGIN)
        role = DutyRole.objects.create(subdistrict_id=town.lanting, code="head", name="网格长")
        for each in (guard, gone):
            Duty.objects.create(subdistrict_id=town.lanting, grid=big, role=role, person_id=each, is_single=False, valid_from=BEGIN)
    listed(town, Line("网格", Called.DUTY, role.pk))
    assert outcomes(town, called_out(town, grid_id=small.pk)) == [(0, 0, guard, "waiting")]
    assert outcomes(town, called_out(town)) == [(0, 0, None, "nobody")]


def test_a_ticket_that_is_over_calls_nobody_any_more(town: Town, hand: Hand) -> None:
    first, second = person(town), person(town)
    listed(town, named("排水", first), named("排水", second))
    ticket_id, quiet = called_out(town), emergency(town)
    for each in (ticket_id, quiet):
        town.does(town.centre, dispatching.close_on_spot, each, line="误报")
    five_minutes_later(town, hand, ticket_id)
    with scope.scoped(worker(town)):
        jobs.call_out(worker(town), quiet, 1)
    assert outcomes(town, ticket_id) == [(0, 0, first, "missed")]
    assert outcomes(town, quiet) == []


def hired(town: Town, login: str, may: Sequence[str], person_id: UUID | None) -> UUID:
    house = Actor.system("tests", town.lanting)
    with scope.scoped(house):
        account = accounts.create_account(house, login=login, password="a quiet street", language="zh-hans")
        accounts.admit(house, account.pk, permissions=may, person_id=person_id)
        return account.pk


def test_the_worker_does_all_this_by_itself_and_tells_who_can_sign_in(town: Town, hand: Hand) -> None:
    first = person(town)
    account = hired(town, "zhao.bo", ["tickets.read_own"], first)
    chief = hired(town, "qian.jin", [Permission.DISPATCH], None)
    listed(town, named("排水", first), named("供电", person(town)))
    ticket_id = emergency(town)
    work.do_all(town.database)
    with scope.scoped(town.house):
        (notice,) = Notice.objects.all()
        assert (notice.account_id, notice.kind, notice.about) == (account, "ticket.called_out", f"ticket/{ticket_id}")
        assert "排水" in notice.sentence
    # The queue keeps the next step for its moment, so that nobody takes it early.
    five_minutes_later(town, hand, ticket_id, seat_no=1)
    with scope.scoped(town.house):
        told = Notice.objects.get(kind="ticket.call_unanswered")
        assert told.account_id == chief
        assert "供电" in told.sentence


def test_a_list_has_versions_and_old_calls_go_on_by_theirs(town: Town, hand: Hand) -> None:
    first, second, third = person(town), person(town), person(town)
    list_id = listed(town, named("排水", first), named("排水", second))
    refused("callouts.class_has_list", lambda: listed(town, named("排水", first)))
    refused("catalogue.class_unknown", lambda: listed(town, named("排水", first), class_code="E9999"))
    refused("callouts.unknown_subject", lambda: change(town, list_id, [named("排水", UUID(int=1))]))
    refused("callouts.unchanged", lambda: change(town, list_id, [named("排水", first), named("排水", second)]))
    ticket_id = called_out(town)
    change(town, list_id, [named("排水", third)])
    with pytest.raises(Stale):
        change(town, list_id, [named("排水", first)], seen=1)
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, callout_lists.change_list, list_id, seen=2, lines=[named("x", first)]))
    with scope.scoped(town.centre):
        assert queries.get_for(town.centre, list_id).lines == [named("排水", third)]
        assert CalloutLine.objects.count() == 3
        with pytest.raises(NotFound):
            queries.get_for(town.centre, ticket_id)
    five_minutes_later(town, hand, ticket_id)
    assert outcomes(town, ticket_id)[1][:3] == (0, 1, second)
    assert outcomes(town, called_out(town)) == [(0, 0, third, "waiting")]


def change(town: Town, list_id: UUID, lines: Sequence[Line], seen: int | None = None) -> Any:
    with scope.scoped(town.centre):
        row = queries.get_for(town.centre, list_id).row
        return callout_lists.change_list(town.centre, list_id, seen=row.journal_seq if seen is None else seen, lines=lines)


def test_danger_to_life_is_reported_upward_twice_by_phone_and_in_writing(town: Town, hand: Hand) -> None:
    ticket_id, calm = emergency(town, item=DANGER), emergency(town)
    assert {"report_phone", "report_written", "on_site", "cleared"} <= town.running(ticket_id)
    assert not {"report_phone", "report_written"} & town.running(calm)
    town.does(town.centre, emergencies.report_upward, ticket_id, way=ReportWay.PHONE, to="区应急局", text="地下车库进水")
    assert "report_phone" not in town.running(ticket_id)
    hand.passes(minutes=61)
    town.does(town.centre, emergencies.report_upward, ticket_id, way=ReportWay.WRITTEN, to="区应急局", text="已断电排水")
    # What is reported afterwards, or without having to be, is written down like the first.
    town.does(town.centre, emergencies.report_upward, ticket_id, way=ReportWay.WRITTEN, to="区应急局", text="续报")
    town.does(town.centre, emergencies.report_upward, calm, way=ReportWay.PHONE, to="区应急局", text="告知")
    clocks = {row.kind: (row.ending, row.due_at < row.stopped_at) for row in town.clocks(ticket_id) if row.stopped_at}
    assert clocks == {"report_phone": ("kept", False), "report_written": ("kept", True)}
    assert town.story(ticket_id).count("ticket.reported_upward") == 3
    plain = town.ticket()
    refused(
        "tickets.not_emergency",
        lambda: town.does(town.centre, emergencies.report_upward, plain, way=ReportWay.PHONE, to="区应急局", text="x"),
    )
    town.does(town.centre, dispatching.close_on_spot, calm, line="已处置")
    town.does(town.centre, emergencies.report_upward, calm, way=ReportWay.WRITTEN, to="区应急局", text="终报")


def test_a_ticket_that_turns_out_to_be_an_emergency_has_its_times_from_then(town: Town, hand: Hand) -> None:
    ticket_id = town.ticket()
    whole = next(row.due_at for row in town.clocks(ticket_id) if row.kind == "overall")
    hand.passes(minutes=110)
    town.does(town.centre, emergencies.declare_emergency, ticket_id, is_life_safety=True, note="水深三十厘米")
    row, due = town.reload(ticket_id), {each.kind: each.due_at for each in town.clocks(ticket_id) if each.stopped_at is None}
    assert (row.track, row.is_life_safety) == ("emergency", True)
    # Ten minutes were left of the acknowledgement: it gets no longer; the whole time neither.
    assert due["acknowledge"] == BEGIN + timedelta(minutes=120)
    assert due["overall"] == whole
    assert due["on_site"] == hand.now + timedelta(minutes=30)
    assert due["report_written"] == hand.now + timedelta(minutes=60)
    refused("tickets.already_emergency", lambda: declare(town, ticket_id))
    fresh = town.ticket()
    declare(town, fresh)
    assert next(each.due_at for each in town.clocks(fresh) if each.kind == "acknowledge" and not each.stopped_at) == hand.now + timedelta(
        minutes=15
    )
    assert "report_phone" not in town.running(fresh)
    assert town.reload(fresh).due_at == hand.now + timedelta(minutes=15)
    spot, waiting = town.ticket(), deferred(town, hand)
    town.does(town.centre, dispatching.close_on_spot, spot, line="好了")
    refused("tickets.illegal_move", lambda: declare(town, spot))
    # The day that somebody gave for looking again stays.
    declare(town, waiting)
    assert "review" in town.running(waiting)
    with scope.scoped(town.house):
        assert Call.objects.count() == 0
    work.do_all(town.database)
    assert "ticket.called_out" in town.story(ticket_id)


def deferred(town: Town, hand: Hand) -> UUID:
    ticket_id = handled(town, track=Track.ROUTINE)
    wait = {"reason": DeferralReason.PLAN, "review_at": hand.now + timedelta(days=20), "note": "已列入计划"}
    town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    return ticket_id


def test_an_emergency_that_turns_out_to_endanger_life_owes_its_reports_from_then(town: Town, hand: Hand) -> None:
    calm, plain = emergency(town), town.ticket()
    hand.passes(minutes=20)
    with scope.scoped(town.centre):
        Ticket.objects.filter(pk__in=[calm, plain]).update(is_life_safety=True)
        for each in (calm, plain):
            emergencies.owe_reports(town.centre, Ticket.objects.get(pk=each))
    due = {row.kind: row.due_at for row in town.clocks(calm)}
    assert due["report_phone"] == hand.now + timedelta(minutes=30)
    assert not {"report_phone", "report_written"} & town.running(plain)
    town.does(town.centre, emergencies.report_upward, calm, way=ReportWay.PHONE, to="区应急局", text="进水")
    with scope.scoped(town.centre):
        emergencies.owe_reports(town.centre, Ticket.objects.get(pk=calm))
    assert "report_phone" not in town.running(calm)
    assert "report_written" in town.running(calm)


def declare(town: Town, ticket_id: UUID) -> Any:
    return town.does(town.centre, emergencies.declare_emergency, ticket_id, is_life_safety=False, note="积水")


def handled(town: Town, **facts: Any) -> UUID:
    ticket_id = emergency(town, **facts)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, ticket_id)
    return ticket_id


def resolve(town: Town, ticket_id: UUID) -> None:
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="已排水")


def close(town: Town, ticket_id: UUID) -> None:
    resolve(town, ticket_id)
    town.does(town.centre, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK)


def days_of(town: Town, ticket_id: UUID) -> list[tuple[int, int, str]]:
    with scope.scoped(town.house):
        rows = UpkeepCheck.objects.filter(ticket_id=ticket_id).order_by("round", "after_days")
        return [(each.round, each.after_days, each.due_on.isoformat()) for each in rows]


def looked(town: Town, ticket_id: UUID, after_days: int, finding: Finding, actor: Actor | None = None) -> Any:
    with scope.scoped(town.house):
        row = UpkeepCheck.objects.get(ticket_id=ticket_id, after_days=after_days, round=1)
    return town.does(actor or town.centre, upkeep_checks.check_upkeep, row.pk, finding=finding, note="看过")


def test_what_was_cleared_is_looked_at_again_and_what_comes_back_is_taken_up_again(town: Town, hand: Hand) -> None:
    ticket_id = handled(town)
    town.does(town.chengguan, handling.note_contact, ticket_id, Clock.ON_SITE, note="已到场")
    assert days_of(town, ticket_id) == []
    town.does(town.chengguan, handling.note_contact, ticket_id, Clock.CLEARED, note="水已退")
    first_round = [(1, 3, "2026-11-26"), (1, 7, "2026-11-30"), (1, 30, "2026-12-23")]
    assert days_of(town, ticket_id) == first_round
    close(town, ticket_id)
    assert days_of(town, ticket_id) == first_round
    with scope.scoped(town.centre):
        assert upkeep_queries.due(town.centre, BEGIN.date()) == []
        assert len(upkeep_queries.coming(town.centre, BEGIN.date())) == 3
    refused("upkeep.too_early", lambda: looked(town, ticket_id, 3, Finding.OK))
    hand.passes(days=3)
    refused("tickets.doer_cannot_close", lambda: looked(town, ticket_id, 3, Finding.OK, town.chengguan))
    looked(town, ticket_id, 3, Finding.OK)
    refused("upkeep.over", lambda: looked(town, ticket_id, 3, Finding.OK))
    assert town.reload(ticket_id).state == "closed"
    hand.passes(days=2)
    looked(town, ticket_id, 7, Finding.AGAIN)
    assert town.reload(ticket_id).state == "in_progress"
    assert facts_of(town, ticket_id, "ticket.reopened")[0]["is_recurrence"] is True
    refused("upkeep.over", lambda: looked(town, ticket_id, 30, Finding.OK))
    close(town, ticket_id)
    assert days_of(town, ticket_id)[3:] == [(2, 3, "2026-12-01"), (2, 7, "2026-12-05"), (2, 30, "2026-12-28")]
    with scope.scoped(town.centre):
        assert [each.after_days for each in upkeep_queries.due(town.centre, datetime(2026, 12, 5, tzinfo=UTC).date())] == [3, 7]
        row = upkeep_queries.to_do(town.centre).first()
        assert row is not None
        assert upkeep_queries.get_for(town.centre, row.pk).ticket_id == ticket_id
    for who in (town.wuye, town.nobody):
        with scope.scoped(who):
            assert upkeep_queries.due(who, datetime(2027, 1, 1, tzinfo=UTC).date()) == []
            with pytest.raises(NotFound):
                upkeep_queries.get_for(who, row.pk)


def test_what_comes_back_before_it_is_closed_goes_back_to_who_has_it(town: Town, hand: Hand) -> None:
    ticket_id, still = handled(town), handled(town)
    for each in (ticket_id, still):
        town.does(town.chengguan, handling.note_contact, each, Clock.CLEARED, note="水已退")
    resolve(town, ticket_id)
    looked(town, ticket_id, 3, Finding.AGAIN)
    assert (town.reload(ticket_id).state, town.story(ticket_id)[-1]) == ("in_progress", "ticket.reworked")
    with scope.scoped(town.centre):
        UpkeepCheck.objects.filter(ticket_id=still, after_days=3).update(due_on=BEGIN.date())
    assert parts(town)[Part.UPKEEP] == [town.reload(still).number]
    looked(town, still, 3, Finding.AGAIN)
    assert (town.reload(still).state, town.story(still)[-1]) == ("in_progress", "ticket.upkeep_checked")


def test_only_emergencies_are_looked_at_again(town: Town) -> None:
    ticket_id = handled(town, track=Track.ROUTINE)
    close(town, ticket_id)
    assert days_of(town, ticket_id) == []
    closed = handled(town)
    close(town, closed)
    assert len(days_of(town, closed)) == 3


def test_a_refusal_of_the_rules_leaves_no_half_list(town: Town) -> None:
    with pytest.raises(Refused), scope.scoped(town.centre):
        callout_lists.make_list(town.centre, class_code="", lines=[])
    with scope.scoped(town.house):
        assert CalloutLine.objects.count() == 0
