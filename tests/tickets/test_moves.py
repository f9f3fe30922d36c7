"""The core moves, through the public door: what is allowed beside what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.org.models import Grid, GridExtent
from linli.tickets.actions import aside, dispatching, handling, intake, parties, requests, resuming, verifying
from linli.tickets.actions.parties import MeetingDecision, Position, Promise
from linli.tickets.jobs import resume_due as resume_job
from linli.tickets.models import Assist, Commitment, Deliberation, SideRequest, Ticket
from linli.tickets.queries import clocks, faces
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import DeferralReason, Measure, MeetingReason, RedirectReason, ReturnReason, Verdict, VerifiedBy
from tests.tickets.town import BEGIN, Hand, Town, reporter


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.sentence


def dispatched(town: Town, **facts: Any) -> Any:
    ticket_id = town.ticket(**facts)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    return ticket_id


def in_hand(town: Town, **facts: Any) -> Any:
    ticket_id = dispatched(town, **facts)
    town.does(town.chengguan, dispatching.accept, ticket_id)
    return ticket_id


def done(town: Town, **facts: Any) -> Any:
    ticket_id = in_hand(town, **facts)
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="清理完毕")
    return ticket_id


def closed(town: Town, **facts: Any) -> Any:
    ticket_id = done(town, **facts)
    town.does(town.centre, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK)
    return ticket_id


def test_a_ticket_goes_its_whole_way_and_the_story_tells_it(town: Town) -> None:
    opened = town.opened(reporter=reporter(), is_answer_wanted=True)
    ticket_id = opened.ticket.pk
    assert opened.ticket.number == "2611-0001"
    assert len(opened.follow_code) == 8
    assert town.running(ticket_id) == {"acknowledge", "first_contact", "overall"}
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"], assist_unit_ids=[town.units["fangguan"]])
    assert town.running(ticket_id) == {"accept", "first_contact", "overall"}
    town.does(town.chengguan, dispatching.accept, ticket_id)
    town.does(town.chengguan, handling.note_contact, ticket_id, Clock.FIRST_CONTACT, note="已电话联系")
    assert town.running(ticket_id) == {"finish", "overall"}
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="清理完毕")
    row = town.reload(ticket_id)
    assert (row.state, row.holder_unit_id, row.done_by_unit_id) == ("resolved", town.units["centre"], town.units["chengguan"])
    assert (town.running(ticket_id), row.due_kind) == ({"verify"}, "verify")
    refused(
        "tickets.doer_cannot_close",
        lambda: town.does(town.chengguan, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT),
    )
    town.does(town.centre, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK)
    row = town.reload(ticket_id)
    assert (row.state, row.due_at, row.verified_by_unit_id) == ("closed", None, town.units["centre"])
    assert town.running(ticket_id) == set()
    with scope.scoped(town.centre):
        assert [clock.ending for clock in clocks.of(row)] == ["kept"] * 6
    assert town.story(ticket_id) == [f"ticket.{each}" for each in ("opened", "dispatched", "accepted", "contacted", "resolved", "closed")]


def test_what_waits_nowhere_is_said_before_it_is_dispatched(town: Town) -> None:
    ticket_id, units = town.ticket(matter="", about_unit_id=town.units["wuye"]), town.units
    refused("tickets.matter_needed", lambda: town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=units["chengguan"]))
    give = {"lead_unit_id": units["wuye"], "matter": "楼道堆物"}
    refused("tickets.complained_about_leads", lambda: town.does(town.centre, dispatching.dispatch, ticket_id, **give))
    gone = {"lead_unit_id": town.lanting, "matter": "楼道堆物"}
    refused("tickets.unit_is_closed", lambda: town.does(town.centre, dispatching.dispatch, ticket_id, **gone))
    assert town.story(ticket_id) == ["ticket.opened"]
    town.does(town.centre, dispatching.dispatch, ticket_id, **give, note="只有物业能开门")
    refused("tickets.illegal_move", lambda: town.does(town.centre, dispatching.dispatch, ticket_id, **give, note="再派"))


def test_returned_twice_it_lies_before_a_meeting_and_the_whole_time_runs_on(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    overall = next(row for row in town.clocks(ticket_id) if row.kind == "overall")
    hand.passes(hours=1)
    town.does(town.chengguan, dispatching.return_ticket, ticket_id, reason=ReturnReason.NOT_OURS, note="属房管")
    row = town.reload(ticket_id)
    assert (row.state, row.holder_unit_id, row.hops, row.received_at) == ("received", town.units["centre"], 1, BEGIN)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["fangguan"], assist_unit_ids=[town.units["wuye"]])
    assert helping(town, ticket_id) == [town.units["wuye"]]
    town.does(town.fangguan, dispatching.return_ticket, ticket_id, reason=ReturnReason.NOT_OURS, note="属城管")
    assert town.reload(ticket_id).state == "deliberating"
    assert town.running(ticket_id) == {"decide", "first_contact", "overall"}
    assert next(row for row in town.clocks(ticket_id) if row.kind == "overall").due_at == overall.due_at
    refused("tickets.illegal_move", lambda: town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["wuye"]))
    with scope.scoped(town.house):
        assert [each.decision for each in SideRequest.objects.all()] == ["approved", "approved"]
        assert [each.reason for each in Deliberation.objects.all()] == ["second_return"]


def test_what_was_not_accepted_in_time_is_accepted_or_objected_to_and_not_handed_back(town: Town, hand: Hand) -> None:
    ticket_id = dispatched(town)
    (accepting,) = [row for row in town.clocks(ticket_id) if row.kind == "accept"]
    back: dict[str, Any] = {"reason": ReturnReason.NOT_OURS, "note": "属房管"}
    hand.now = accepting.due_at + timedelta(seconds=1)
    refused("tickets.return_too_late", lambda: town.does(town.chengguan, dispatching.return_ticket, ticket_id, **back))
    assert town.reload(ticket_id).state == "dispatched"
    hand.now = accepting.due_at
    town.does(town.chengguan, dispatching.return_ticket, ticket_id, **back)
    assert town.reload(ticket_id).state == "received"


def helping(town: Town, ticket_id: Any) -> list[Any]:
    with scope.scoped(town.house):
        return list(Assist.objects.filter(ticket_id=ticket_id, until_at__isnull=True).values_list("unit_id", flat=True))


def test_who_helped_helps_no_more_when_another_unit_leads(town: Town) -> None:
    ticket_id, units = town.ticket(), town.units
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=units["chengguan"], assist_unit_ids=[units["wuye"]])
    town.does(town.chengguan, dispatching.return_ticket, ticket_id, reason=ReturnReason.WRONG_PLACE, note="在河对岸")
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=units["wuye"], assist_unit_ids=[units["fangguan"]])
    assert helping(town, ticket_id) == [units["fangguan"]]


def test_a_post_for_one_grid_sees_that_grid_and_what_lies_below(town: Town, hand: Hand) -> None:
    with scope.scoped(town.house):
        grids = [Grid(subdistrict_id=town.lanting, code=code, name=code, kind="comprehensive", valid_from=BEGIN) for code in "ABC"]
        Grid.objects.bulk_create(grids)
        above = [None, grids[0], None]
        GridExtent.objects.bulk_create(
            [
                GridExtent(subdistrict_id=town.lanting, grid=grid, parent=parent, members=[grid.code], valid_from=BEGIN)
                for grid, parent in zip(grids, above, strict=True)
            ]
        )
    here, below, elsewhere = (town.ticket(grid_id=grid.pk) for grid in grids)
    clerk = replace(town.nobody, permissions=frozenset(), limits={"tickets.read": frozenset({grids[0].pk})})
    with scope.scoped(clerk):
        assert {row.pk for row in queries.visible_to(clerk)} == {here, below}
        with pytest.raises(NotFound):
            queries.get_for(clerk, elsewhere)


def agreed(town: Town, hand: Hand, *present: str, **facts: Any) -> MeetingDecision:
    promises = [Promise(unit_id=town.units["wuye"], what="开门并清空", due_at=hand.now.replace(day=25))]
    positions = [Position(unit_id=town.units[each], said="可以", is_present=True) for each in present]
    said: dict[str, Any] = {"decision": "城管牵头", "lead_unit_id": town.units["chengguan"], "positions": positions, "promises": promises}
    return MeetingDecision(**{**said, **facts})


def test_a_meeting_decides_and_who_was_absent_is_asked(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town)
    town.does(town.centre, parties.call_meeting, ticket_id, reason=MeetingReason.SEVERAL_PARTIES, note="两家都说对方")
    refused("tickets.lead_was_absent", lambda: town.does(town.centre, parties.decide, ticket_id, agreed(town, hand, "fangguan")))
    late = agreed(town, hand, "chengguan", promises=[Promise(unit_id=town.units["wuye"], what="x", due_at=hand.now.replace(year=2027))])
    refused("tickets.promise_after_overall", lambda: town.does(town.centre, parties.decide, ticket_id, late))
    past = agreed(town, hand, "chengguan", promises=[Promise(unit_id=town.units["wuye"], what="x", due_at=hand.now)])
    refused("tickets.promise_in_the_past", lambda: town.does(town.centre, parties.decide, ticket_id, past))
    town.does(
        town.centre,
        parties.decide,
        ticket_id,
        agreed(town, hand, "chengguan", options=["两家同去"], assist_unit_ids=[town.units["fangguan"]]),
    )
    assert "answer" in town.running(ticket_id)
    town.does(town.chengguan, dispatching.accept, ticket_id)
    ask = {"outcome": Verdict.SOLVED, "done": "清理完毕"}
    refused("tickets.commitments_are_open", lambda: town.does(town.chengguan, handling.resolve, ticket_id, **ask))
    with scope.scoped(town.house):
        proposal = Commitment.objects.get(ticket_id=ticket_id)
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, parties.take_on, ticket_id, proposal.pk))
    refused(
        "kernel.not_allowed", lambda: town.does(town.chengguan, parties.end_commitment, ticket_id, proposal.pk, is_kept=False, note="n")
    )
    refused("tickets.not_taken_on", lambda: town.does(town.wuye, parties.end_commitment, ticket_id, proposal.pk, is_kept=True, note="好"))
    town.does(town.wuye, parties.take_on, ticket_id, proposal.pk)
    assert "commitment" in town.running(ticket_id)
    refused("tickets.commitment_ended", lambda: town.does(town.wuye, parties.take_on, ticket_id, proposal.pk))
    town.does(town.wuye, parties.end_commitment, ticket_id, proposal.pk, is_kept=True, note="已清空")
    with pytest.raises(NotFound):
        town.does(town.centre, parties.end_commitment, ticket_id, ticket_id, is_kept=True, note="n")
    refused(
        "tickets.commitment_ended", lambda: town.does(town.centre, parties.end_commitment, ticket_id, proposal.pk, is_kept=True, note="n")
    )
    town.does(town.chengguan, handling.resolve, ticket_id, **ask)
    promise = Promise(unit_id=town.units["wuye"], what="x", due_at=hand.now.replace(day=25))
    refused("tickets.illegal_move", lambda: town.does(town.centre, parties.make_commitment, ticket_id, promise))


def test_a_unit_promises_by_itself_and_the_centre_takes_it_back(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town)
    promise = Promise(unit_id=town.units["chengguan"], what="晚上清运", due_at=hand.now.replace(hour=8))
    made = town.does(town.chengguan, parties.make_commitment, ticket_id, promise)
    assert made.taken_on_at == hand.now
    assert town.reload(ticket_id).due_kind == "commitment"
    town.does(town.centre, parties.end_commitment, ticket_id, made.pk, is_kept=False, note="不需要了")
    assert town.reload(ticket_id).due_kind == "first_contact"


def test_done_is_verified_by_others_and_undone_work_comes_back(town: Town) -> None:
    ticket_id = done(town)
    by_reporter = {"verdict": Verdict.SOLVED, "by": VerifiedBy.REPORTER}
    refused("tickets.not_a_verification", lambda: town.does(town.centre, verifying.close, ticket_id, **by_reporter))
    sampled = {"verdict": Verdict.SOLVED, "by": VerifiedBy.SAMPLE_RULE}
    refused("tickets.not_a_verification", lambda: town.does(town.centre, verifying.close, ticket_id, **sampled))
    without = {"verdict": Verdict.SOLVED, "by": VerifiedBy.UNIT}
    refused("tickets.verifier_without_unit", lambda: town.does(town.house, verifying.close, ticket_id, **without))
    town.does(town.centre, verifying.rework, ticket_id, by=VerifiedBy.CALLBACK, note="只清了一半")
    row = town.reload(ticket_id)
    assert (row.state, row.reworks, row.holder_unit_id, town.running(ticket_id)) == (
        "in_progress",
        1,
        town.units["chengguan"],
        {"rework", "first_contact"},
    )


def test_the_reporter_judges_at_his_own_door(town: Town) -> None:
    ticket_id = done(town)
    town.does(town.public, verifying.close, ticket_id, verdict=Verdict.EXPLAINED, by=VerifiedBy.REPORTER)
    row = town.reload(ticket_id)
    assert (row.verified_by_kind, row.verified_by_unit_id, row.verdict) == ("reporter", None, "explained")


def test_the_centre_cannot_verify_what_it_did_itself(town: Town) -> None:
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.handle_here, ticket_id)
    ask = {"outcome": Verdict.SOLVED, "done": "好了"}
    refused("tickets.choose_verifier", lambda: town.does(town.centre, handling.resolve, ticket_id, **ask))
    town.does(town.centre, handling.resolve, ticket_id, **ask, verifying_unit_id=town.units["fangguan"])
    town.does(town.fangguan, verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    assert town.reload(ticket_id).state == "closed"


def test_closed_is_opened_again_within_the_window_or_when_it_comes_back(town: Town, hand: Hand) -> None:
    ticket_id = closed(town)
    hand.passes(days=31)
    refused("tickets.window_is_over", lambda: town.does(town.centre, verifying.reopen, ticket_id, note="又堆了"))
    town.does(town.centre, verifying.reopen, ticket_id, note="又堆了", is_recurrence=True)
    row = town.reload(ticket_id)
    assert (row.state, row.verdict, row.ended_at, town.running(ticket_id)) == ("in_progress", "", None, {"rework", "first_contact"})
    refused("tickets.illegal_move", lambda: town.does(town.centre, verifying.reopen, ticket_id, note="又堆了"))


def test_small_things_are_settled_on_the_spot_and_dangerous_ones_never(town: Town) -> None:
    ticket_id = town.ticket(is_answer_wanted=True)
    refused("tickets.answer_is_wanted", lambda: town.does(town.centre, dispatching.close_on_spot, ticket_id, line="搬走了"))
    town.does(town.centre, dispatching.close_on_spot, ticket_id, line="搬走了", has_reporter_agreed=True)
    row = town.reload(ticket_id)
    assert (row.state, row.closing_basis, row.verified_by_kind, town.running(ticket_id)) == ("closed", "on_spot", "sample_rule", set())
    town.does(town.centre, verifying.reopen, ticket_id, note="抽查不合格")
    assert town.reload(ticket_id).lead_unit_id == town.units["centre"]
    gas = intake.ItemDraft(code="0403", version=1, is_life_safety=True)
    refused("tickets.danger_needs_proof", lambda: town.does(town.centre, dispatching.close_on_spot, town.ticket(item=gas), line="好了"))


def test_with_an_open_danger_nothing_waits_before_it_is_safe(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town, has_open_hazard=True, track=Track.EMERGENCY)
    call = {"reason": MeetingReason.NOBODY_TAKES_IT, "note": "三家都说不是"}
    wait = {"reason": DeferralReason.MONEY, "review_at": hand.now.replace(month=12), "note": "等经费"}
    refused("tickets.hazard_is_open", lambda: town.does(town.centre, parties.call_meeting, ticket_id, **call))
    refused("tickets.hazard_is_open", lambda: town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait))
    assert town.reload(ticket_id).state == "in_progress"
    town.does(town.chengguan, handling.note_contact, ticket_id, Clock.ON_SITE, note="到场")
    refused("tickets.clock_not_running", lambda: town.does(town.chengguan, handling.note_contact, ticket_id, Clock.ON_SITE, note="到场"))
    refused("tickets.clock_not_running", lambda: town.does(town.chengguan, handling.note_contact, ticket_id, Clock.FINISH, note="到场"))
    nobody = {"measure": Measure.FENCED, "unit_id": town.lanting, "note": ""}
    refused("tickets.unit_is_closed", lambda: town.does(town.chengguan, handling.take_measure, ticket_id, **nobody))
    town.does(town.chengguan, handling.take_measure, ticket_id, measure=Measure.FENCED, unit_id=town.units["chengguan"], note="围起来了")
    town.does(town.centre, parties.call_meeting, ticket_id, **call)
    assert town.reload(ticket_id).state == "deliberating"
    other = in_hand(town, has_open_hazard=True)
    town.does(town.chengguan, handling.end_hazard, other, note="已断电")
    refused("tickets.no_hazard", lambda: town.does(town.chengguan, handling.end_hazard, other, note="已断电"))


def test_waiting_is_signed_by_another_and_comes_back(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town)
    wait = {"reason": DeferralReason.LAW, "review_at": hand.now.replace(month=12), "note": "等办法出台"}
    refused(
        "tickets.review_out_of_range",
        lambda: town.does(town.chengguan, requests.ask_deferral, ticket_id, **{**wait, "review_at": hand.now}),
    )
    refused("tickets.not_asked", lambda: town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意"))
    town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
    refused("tickets.already_asked", lambda: town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait))
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=False, note="再想想")
    assert town.reload(ticket_id).state == "in_progress"
    town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    row = town.reload(ticket_id)
    assert (row.state, row.review_at) == ("deferred", wait["review_at"])
    assert "overall" in town.running(ticket_id)
    town.does(town.chengguan, requests.resume, ticket_id, note="办法出台了")
    assert town.reload(ticket_id).state == "in_progress"


def test_the_second_renewal_is_for_the_joint_meeting(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town)
    wait = {"reason": DeferralReason.MONEY, "review_at": hand.now + timedelta(days=30), "note": "等经费"}
    for _ in range(2):
        town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
        town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
        town.does(town.chengguan, requests.resume, ticket_id, note="到期复核")
    refused("tickets.renewed_by_the_meeting", lambda: town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait))

    town.does(town.centre, parties.call_meeting, ticket_id, reason=MeetingReason.SEVERAL_PARTIES, note="第三次要挂账")
    town.does(town.centre, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="联席会议同意")
    assert town.reload(ticket_id).state == "deferred"


def test_what_waits_comes_back_by_itself_on_its_day_once_and_is_told(town: Town, hand: Hand) -> None:
    first, second, other = in_hand(town), in_hand(town), in_hand(town)
    for ticket_id, days in ((first, 5), (second, 5), (other, 6)):
        wait = {"reason": DeferralReason.LAW, "review_at": hand.now + timedelta(days=days), "note": "等办法出台"}
        town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
        town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    house = Actor.system("tickets.resume_due", town.lanting)

    def look() -> int:
        with scope.scoped(house):
            return resuming.resume_due(house)

    assert look() == 0
    hand.passes(days=5)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(resuming, "CHUNK", 1)
        with scope.scoped(house):
            # One chunk leads to the next.
            resume_job(house)
    assert look() == 1
    assert look() == 0

    rows = [town.reload(each) for each in (first, second, other)]
    assert [(row.state, row.holder_unit_id) for row in rows[:2]] == [("in_progress", town.units["chengguan"])] * 2
    assert rows[2].state == "deferred"
    assert "review" not in town.running(first)
    assert town.story(first).count("ticket.resumed") == 1


def test_a_meeting_that_was_left_for_a_date_goes_on(town: Town, hand: Hand) -> None:
    ticket_id, call = in_hand(town), {"reason": MeetingReason.SEVERAL_PARTIES, "note": "两家都说对方"}
    town.does(town.centre, parties.call_meeting, ticket_id, **call)
    wait = {"reason": DeferralReason.MONEY, "review_at": hand.now.replace(month=12), "note": "等经费"}
    town.does(town.centre, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    town.does(town.centre, requests.resume, ticket_id, note="经费到了")
    town.does(town.centre, parties.call_meeting, ticket_id, **call)
    with scope.scoped(town.house):
        assert Deliberation.objects.filter(ticket_id=ticket_id).count() == 1


def test_merged_tickets_keep_every_reporter_and_come_apart_again(town: Town) -> None:
    first, second, third = (town.ticket(reporter=reporter(f"1000000000{each}")) for each in range(3))
    merge = aside.merge
    refused("tickets.merged_into_itself", lambda: town.does(town.centre, merge, first, first, note="同一件"))
    town.does(town.centre, merge, third, second, note="同一件")
    refused("tickets.merge_target_ended", lambda: town.does(town.centre, merge, first, third, note="同一件"))
    town.does(town.centre, merge, second, first, note="同一件")
    urgent = town.ticket(track=Track.EMERGENCY)
    refused("tickets.merge_other_track", lambda: town.does(town.centre, merge, urgent, first, note="同一件"))
    with scope.scoped(town.centre):
        found = queries.reporters_of(town.centre, Ticket.objects.get(pk=first))
        assert sorted(each.ticket_id for each in found) == sorted([first, second, third])
    overall = next(row for row in town.clocks(second) if row.kind == "overall")
    assert (overall.ending, town.running(second)) == ("dropped", set())
    town.does(town.centre, aside.undo, second, note="不是同一件")
    row = town.reload(second)
    assert (row.state, row.merged_into_id, row.ended_at) == ("received", None, None)
    assert town.running(second) == {"acknowledge", "first_contact", "overall"}
    assert next(each.due_at for each in town.clocks(second) if each.kind == "overall") == overall.due_at
    assert town.story(second)[-2:] == ["ticket.merged", "ticket.undone"]


def test_what_is_put_aside_is_told_why_and_can_be_brought_back(town: Town, hand: Hand) -> None:
    ticket_id = in_hand(town)
    refused("kernel.empty", lambda: town.does(town.centre, aside.withdraw, ticket_id, note=" "))
    town.does(town.centre, aside.withdraw, ticket_id, note="本人撤回")
    refused("tickets.illegal_move", lambda: town.does(town.centre, aside.withdraw, ticket_id, note="本人撤回"))
    town.does(town.centre, aside.undo, ticket_id, note="又要求办理")
    town.does(town.centre, aside.redirect, ticket_id, reason=RedirectReason.LEGAL_ROUTE, route="向法院起诉")
    town.does(town.centre, aside.undo, ticket_id, note="误操作")
    wait = {"reason": DeferralReason.PLAN, "review_at": hand.now.replace(month=12), "note": "列入计划"}
    town.does(town.chengguan, requests.ask_deferral, ticket_id, **wait)
    town.does(town.director, requests.decide_deferral, ticket_id, is_granted=True, note="同意")
    town.does(town.centre, aside.withdraw, ticket_id, note="本人撤回")
    town.does(town.centre, aside.undo, ticket_id, note="又要求办理")
    row = town.reload(ticket_id)
    assert (row.state, row.due_kind in {"overall", "first_contact", "review"}) == ("deferred", True)


def test_void_needs_two_people_and_nobody_who_reported(town: Town) -> None:
    reported = town.ticket(reporter=reporter())
    refused("tickets.reporters_ticket", lambda: town.does(town.centre, requests.ask_void, reported, note="录错"))
    ticket_id = town.ticket()
    town.does(town.centre, requests.ask_void, ticket_id, note="录错")
    refused("tickets.own_request", lambda: town.does(town.centre, requests.decide_void, ticket_id, is_granted=True, note="是"))
    town.does(town.director, requests.decide_void, ticket_id, is_granted=False, note="不是")
    town.does(town.centre, requests.ask_void, ticket_id, note="确实录错")
    town.does(town.director, requests.decide_void, ticket_id, is_granted=True, note="是")
    assert town.reload(ticket_id).state == "void"


def test_a_ticket_with_open_parts_is_not_done(town: Town) -> None:
    parent = in_hand(town)
    child = town.ticket(parent_id=parent)
    ask = {"outcome": Verdict.SOLVED, "done": "好了"}
    refused("tickets.children_are_open", lambda: town.does(town.chengguan, handling.resolve, parent, **ask))
    town.does(town.centre, dispatching.close_on_spot, child, line="好了")
    town.does(town.chengguan, handling.resolve, parent, **ask)
    refused(
        "tickets.illegal_move",
        lambda: town.does(town.centre, handling.take_measure, child, measure=Measure.CLEARED, unit_id=parent, note=""),
    )


def test_who_has_nothing_to_do_with_it_does_not_see_it_and_who_helps_sees_no_reporter(town: Town) -> None:
    ticket_id = dispatched(town, reporter=reporter(), words="我是201的，天天吵")
    with pytest.raises(NotFound):
        town.does(town.fangguan, dispatching.accept, ticket_id)
    with pytest.raises(NotFound), scope.scoped(town.nobody):
        queries.get_for(town.nobody, ticket_id)
    with scope.scoped(town.chengguan):
        seen = queries.get_for(town.chengguan, ticket_id)
        face = faces.face_of(town.chengguan, seen)
        assert (face.matter, face.words, face.source, face.channel, face.knows_reporter) == ("楼道堆物", "", "", "", False)
        told = [entry.facts for entry in faces.story_for(town.chengguan, seen)]
        assert not [facts for facts in told if {"words", "source", "reporters"} & set(facts)]
        with pytest.raises(Refused):
            queries.reporters_of(town.chengguan, seen)
    with scope.scoped(town.centre):
        seen = queries.get_for(town.centre, ticket_id)
        assert faces.face_of(town.centre, seen).words == "我是201的，天天吵"
        assert "words" in faces.story_for(town.centre, seen)[0].facts


def test_only_the_unit_that_holds_it_acts_on_it(town: Town) -> None:
    ticket_id = town.ticket()
    give = {"lead_unit_id": town.units["chengguan"], "assist_unit_ids": [town.units["fangguan"]]}
    town.does(town.centre, dispatching.dispatch, ticket_id, **give)
    refused("kernel.not_allowed", lambda: town.does(town.fangguan, dispatching.accept, ticket_id))
    town.does(town.chengguan, dispatching.accept, ticket_id)


def test_the_queue_shows_what_is_due_first_page_by_page(town: Town, hand: Hand) -> None:
    late = town.ticket()
    hand.passes(hours=1)
    urgent, given = town.ticket(track=Track.EMERGENCY), dispatched(town)
    with scope.scoped(town.centre):
        rows = queries.queue(town.centre, queries.Wanted())
        assert [row.pk for row in rows] == [urgent, late, given]
        assert rows[0].due_at is not None
        rest = queries.queue(town.centre, queries.Wanted(), after=(rows[0].due_at, rows[0].pk))
        assert [row.pk for row in rest] == [late, given]
        few = queries.Wanted(track="routine", unit_id=town.units["chengguan"], due_before=hand.now.replace(year=2027))
        assert [row.pk for row in queries.queue(town.centre, few)] == [given]
        assert queries.queue(town.centre, queries.Wanted(states=frozenset())) == []
    with scope.scoped(town.chengguan):
        assert [row.pk for row in queries.queue(town.chengguan, queries.Wanted())] == [given]


def test_nothing_ends_while_somebody_still_has_a_promise_to_keep(town: Town, hand: Hand) -> None:
    promise = Promise(unit_id=town.units["wuye"], what="清走纸箱", due_at=hand.now.replace(day=25))
    ticket_id, other = town.ticket(), town.ticket()
    made = town.does(town.centre, parties.make_commitment, ticket_id, promise)
    for act in (
        lambda: town.does(town.centre, dispatching.close_on_spot, ticket_id, line="清了"),
        lambda: town.does(town.centre, aside.merge, ticket_id, other, note="同一件"),
        lambda: town.does(town.centre, aside.withdraw, ticket_id, note="不用了"),
        lambda: town.does(town.centre, aside.redirect, ticket_id, reason=RedirectReason.LEGAL_ROUTE, route="走调解"),
    ):
        refused("tickets.commitments_are_open", act)
    town.does(town.centre, parties.end_commitment, ticket_id, made.pk, is_kept=False, note="不用了")
    assert town.does(town.centre, dispatching.close_on_spot, ticket_id, line="清了").state == "closed"
