"""Asking and looking: the reporter's own word, call-backs, another unit, the blind sample, exclusions, and the rates of it all."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7
from linli.tickets import sampling_jobs
from linli.tickets.actions import aside, dispatching, excluding, following, handling, sampling, verifications, verifying
from linli.tickets.actions.following import Report
from linli.tickets.models import Exclusion, Reporter, Sample, Ticket, Verification
from linli.tickets.queries import faces, tickets
from linli.tickets.queries import following as cases
from linli.tickets.queries import rates as figures
from linli.tickets.queries import verifications as queries
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rates import Figure, LeftOut, Rate
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.verifications import CallResult, CallWords, ExclusionReason
from tests.tickets.test_moves import closed, done, in_hand, refused
from tests.tickets.town import BEGIN, Hand, Town, reporter

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20


def anybody(town: Town) -> Actor:
    return Actor(account_id=None, subdistrict_id=town.lanting, channel=Channel.PUBLIC)


def reported(town: Town, **facts: Any) -> tuple[UUID, str]:
    """A ticket that is said to be done, and its reporter's code."""
    opened = town.opened(reporter=reporter(), **facts)
    town.does(town.centre, dispatching.dispatch, opened.ticket.pk, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, opened.ticket.pk)
    town.does(town.chengguan, handling.resolve, opened.ticket.pk, outcome=Verdict.SOLVED, done="清理完毕")
    return opened.ticket.pk, opened.follow_code


def judges(town: Town, code: str, verdict: Verdict, **said: Any) -> Ticket:
    who = anybody(town)
    with scope.scoped(who):
        return following.judge(who, code, verdict=verdict, **said)


def calls(town: Town, ticket_id: UUID, result: CallResult, **said: Any) -> None:
    town.does(town.centre, verifications.record_call, ticket_id, CallWords(result=result, **said))


def kept(town: Town, ticket_id: UUID) -> list[Verification]:
    with scope.scoped(town.house):
        return list(Verification.objects.filter(ticket_id=ticket_id).order_by("verified_at", "pk"))


def test_the_reporters_word_closes_and_says_how_satisfied(town: Town) -> None:
    ticket_id, code = reported(town)
    refused("tickets.grade_without_reason", lambda: judges(town, code, Verdict.SOLVED, grade=Grade.FAIR))
    judges(town, code.lower(), Verdict.SOLVED, grade=Grade.MOSTLY)
    row = town.reload(ticket_id)
    assert (row.state, row.verdict, row.verified_by_kind, row.verified_by_unit_id) == ("closed", "solved", "reporter", None)
    assert [(each.verdict, each.grade, each.effect) for each in kept(town, ticket_id)] == [("solved", "mostly", "close")]
    refused("tickets.judged_already", lambda: judges(town, code, Verdict.NOT_SOLVED))


def test_not_solved_sends_it_back_and_after_twice_somebody_looks_first(town: Town, hand: Hand) -> None:
    ticket_id, code = reported(town)
    for reworks in (1, 2):
        judges(town, code, Verdict.NOT_SOLVED, grade=Grade.DISSATISFIED, reason="还有一堆")
        assert (town.reload(ticket_id).state, town.reload(ticket_id).reworks) == ("in_progress", reworks)
        refused("tickets.nothing_to_judge", lambda: judges(town, code, Verdict.SOLVED))
        town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="又清了")
    judges(town, code, Verdict.NOT_SOLVED)
    assert town.reload(ticket_id).state == "resolved"
    assert town.story(ticket_id)[-1] == "ticket.judged"
    refused("tickets.judge_choose", lambda: judges(town, code, Verdict.UNREACHABLE))


def test_who_leads_never_reads_what_the_reporter_wrote(town: Town) -> None:
    ticket_id, code = reported(town)
    judges(town, code, Verdict.NOT_SOLVED, grade=Grade.DISSATISFIED, reason="我是201的")
    with scope.scoped(town.chengguan):
        told = faces.story_for(town.chengguan, town_ticket(town, ticket_id))
        assert "我是201的" not in str(told)
        assert not {"ticket.judged", "ticket.called"} & {entry.verb for entry in told}
        reworked = told[-1]
        assert (reworked.verb, reworked.account_id, reworked.person_id, reworked.channel) == ("ticket.reworked", None, None, "")
        assert queries.verifications_of(town.chengguan, town_ticket(town, ticket_id)) == []
    with scope.scoped(town.centre):
        assert [each.note for each in queries.verifications_of(town.centre, tickets.get_for(town.centre, ticket_id))] == ["我是201的"]


def town_ticket(town: Town, ticket_id: UUID) -> Ticket:
    return tickets.get_for(town.chengguan, ticket_id)


def test_what_was_closed_is_opened_again_by_the_reporter_within_the_window(town: Town, hand: Hand) -> None:
    first, code = reported(town)
    town.does(town.centre, verifying.close, first, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    late, late_code = reported(town)
    town.does(town.centre, verifying.close, late, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    content, content_code = reported(town)
    town.does(town.centre, verifying.close, content, verdict=Verdict.SOLVED, by=VerifiedBy.UNIT)
    hand.passes(days=29)
    judges(town, code, Verdict.NOT_SOLVED)
    judges(town, content_code, Verdict.EXPLAINED)
    assert (town.reload(first).state, town.reload(first).recurrences) == ("in_progress", 0)
    assert town.reload(content).state == "closed"
    hand.passes(days=2)
    refused("tickets.nothing_to_judge", lambda: judges(town, late_code, Verdict.NOT_SOLVED))


def test_an_order_of_the_hotline_closes_on_their_word_alone(town: Town) -> None:
    ticket_id, code = reported(town, track=Track.HOTLINE, outside_number="SH2611230001")
    judges(town, code, Verdict.SOLVED)
    assert (town.reload(ticket_id).state, kept(town, ticket_id)[0].effect) == ("resolved", "note")


def test_everybody_who_reported_follows_and_judges_his_own_after_a_merge(town: Town) -> None:
    one, two = town.opened(reporter=reporter()), town.opened(reporter=reporter("10000000002"))
    town.does(town.centre, aside.merge, two.ticket.pk, one.ticket.pk, note="同一件")
    town.does(town.centre, dispatching.dispatch, one.ticket.pk, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, one.ticket.pk)
    town.does(town.chengguan, handling.resolve, one.ticket.pk, outcome=Verdict.SOLVED, done="好了")
    who = anybody(town)
    with scope.scoped(who):
        seen = [cases.case_of(who, each.follow_code) for each in (one, two)]
    assert [(each.number, each.is_merged, each.may_judge) for each in seen] == [("2611-0001", False, True), ("2611-0002", True, True)]
    judges(town, two.follow_code, Verdict.SOLVED, grade=Grade.SATISFIED)
    judges(town, one.follow_code, Verdict.NOT_SOLVED, grade=Grade.DISSATISFIED, reason="没有")
    assert town.reload(one.ticket.pk).state == "in_progress"
    assert [each.effect for each in kept(town, one.ticket.pk)] == ["close", "reopen"]


def test_a_case_tells_where_it_stands_and_nobodys_data(town: Town) -> None:
    opened = town.opened(reporter=reporter(), is_answer_wanted=True)
    who = anybody(town)
    with scope.scoped(who):
        found = cases.case_of(who, opened.follow_code)
    assert (found.state, found.may_judge, found.has_judged, found.answer) == ("received", False, False, "")
    assert found.due_at is not None
    assert found.unit == "城运中心"
    for wrong in ("ZZZZZZZZ", "", "九" * 100):
        with pytest.raises(NotFound), scope.scoped(who):
            cases.case_of(who, wrong)


def test_a_report_is_one_report_however_often_it_is_sent(town: Town) -> None:
    who = anybody(town)
    draft = Report(words="路灯不亮", address="东门", phone="10000000009", is_answer_wanted=True, form_id="a" * 32)
    assert "10000000009" not in repr(draft)
    with scope.scoped(who):
        code = following.report(who, draft, [BytesIO(JPEG)])
    with scope.scoped(who):
        assert following.report(who, draft) == code
    with scope.scoped(who):
        assert following.report(who, Report(words="井盖响")) != code
    with scope.scoped(town.centre):
        rows = list(Ticket.objects.order_by("number"))
        assert [(row.words, row.source, row.channel, row.is_answer_wanted) for row in rows] == [
            ("路灯不亮", "snapshot", "public", True),
            ("井盖响", "snapshot", "public", False),
        ]
        assert [each.name for each in faces.files_for(town.centre, rows[0])] == ["1.jpg"]
        assert faces.files_for(town.chengguan, rows[0]) == []
        assert [row.phone.plain() for row in Reporter.objects.filter(ticket=rows[0])] == ["10000000009"]
    refused("kernel.empty", lambda: town_report(town, Report(words=" ")))


def town_report(town: Town, draft: Report) -> str:
    who = anybody(town)
    with scope.scoped(who):
        return following.report(who, draft)


def test_without_an_operations_centre_nobody_takes_reports(town: Town) -> None:
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET kind = 'office'")
    refused("tickets.nobody_takes_reports", lambda: town_report(town, Report(words="路灯不亮")))


def test_three_calls_in_vain_close_it_as_not_reached(town: Town) -> None:
    ticket_id, _ = reported(town)
    refused(
        "tickets.doer_cannot_close", lambda: town.does(knowing(town.chengguan, "tickets.read"), verifications.record_call, ticket_id, VAIN)
    )
    calls(town, ticket_id, CallResult.NO_ANSWER, note="响到断")
    calls(town, ticket_id, CallResult.WRONG_NUMBER)
    too_early = {"verdict": Verdict.UNREACHABLE, "by": VerifiedBy.CALLBACK}
    refused("tickets.too_few_attempts", lambda: town.does(town.centre, verifying.close, ticket_id, **too_early))
    assert town.reload(ticket_id).state == "resolved"
    calls(town, ticket_id, CallResult.NO_ANSWER)
    row = town.reload(ticket_id)
    assert (row.state, row.verdict, row.verified_by_kind) == ("closed", "unreachable", "callback")
    with scope.scoped(town.centre):
        assert [each.number for each in queries.calls_of(town.centre, row)] == [1, 2, 3]
    refused("tickets.illegal_move", lambda: calls(town, ticket_id, CallResult.NO_ANSWER))


VAIN = CallWords(result=CallResult.NO_ANSWER)


def knowing(actor: Actor, *more: str) -> Actor:
    return replace(actor, permissions=actor.permissions | {"tickets.read_reporter", *more})


def test_the_answers_of_a_call_close_it_or_send_it_back(town: Town) -> None:
    one, two = done(town), done(town)
    refused("tickets.nobody_answered", lambda: calls(town, one, CallResult.NO_ANSWER, verdict=Verdict.SOLVED))
    refused("tickets.call_without_verdict", lambda: calls(town, one, CallResult.REACHED))
    refused("kernel.empty", lambda: calls(town, one, CallResult.REACHED, verdict=Verdict.SOLVED, do_again=True))
    said = {"verdict": Verdict.EXPLAINED, "grade": Grade.SATISFIED, "manner": Grade.SATISFIED, "was_contacted": True}
    calls(town, one, CallResult.REACHED, **said)
    assert (town.reload(one).state, town.reload(one).verdict) == ("closed", "explained")
    calls(town, two, CallResult.REACHED, verdict=Verdict.NOT_SOLVED, note="还有两箱")
    assert town.reload(two).state == "in_progress"
    town.does(town.chengguan, handling.resolve, two, outcome=Verdict.SOLVED, done="清了")
    calls(town, two, CallResult.DECLINED)
    assert town.reload(two).verdict == "declined"
    other = done(town)
    for verdict in (Verdict.DECLINED, Verdict.UNREACHABLE):
        refused("tickets.judge_choose", partial(town.does, town.centre, verifying.close, other, verdict=verdict, by=VerifiedBy.UNIT))
    refused("tickets.judge_choose", lambda: town.does(town.chengguan, handling.resolve, in_hand(town), outcome=Verdict.DECLINED, done="x"))


def test_another_unit_goes_and_looks(town: Town) -> None:
    one, two = done(town), done(town)
    refused(
        "tickets.doer_cannot_close",
        lambda: town.does(town.centre, verifications.hand_check, one, unit_id=town.units["chengguan"], note="看"),
    )
    for ticket_id in (one, two):
        town.does(town.centre, verifications.hand_check, ticket_id, unit_id=town.units["fangguan"], note="看三单元")
    town.does(town.fangguan, verifications.record_check, one, verdict=Verdict.SOLVED, note="已清空")
    town.does(town.fangguan, verifications.record_check, two, verdict=Verdict.NOT_SOLVED, note="二楼还有")
    assert [town.reload(each).state for each in (one, two)] == ["closed", "in_progress"]
    with scope.scoped(town.chengguan):
        assert [each.note for each in queries.verifications_of(town.chengguan, town_ticket(town, two))] == ["二楼还有"]
    refused(
        "tickets.illegal_move", lambda: town.does(town.centre, verifications.hand_check, two, unit_id=town.units["fangguan"], note="看")
    )


def on_spot(town: Town, **facts: Any) -> UUID:
    ticket_id = town.ticket(**facts)
    town.does(town.centre, dispatching.close_on_spot, ticket_id, line="好了")
    return ticket_id


def test_the_blind_sample_is_drawn_once_and_a_failed_one_comes_back(town: Town, hand: Hand) -> None:
    one, two = on_spot(town), on_spot(town, words="电线垂落", matter="")
    job = Actor.system("tickets.draw_sample", town.lanting)
    with scope.scoped(job):
        sampling_jobs.draw_sample(job)
        by_chance = {sample.ticket_id for sample in Sample.objects.all()}
    with scope.scoped(job):
        drawn = sampling.draw(job, per_ten_thousand=10_000)
        assert {sample.ticket_id for sample in drawn} | by_chance == {one, two}
    with scope.scoped(job):
        assert sampling.draw(job, per_ten_thousand=10_000) == []
    assert "sample" not in " ".join(town.story(one))
    with scope.scoped(town.centre):
        assert queries.samples_for(town.centre) == []
        with pytest.raises(NotFound):
            queries.get_sample(town.centre, drawn[0].pk)
    with scope.scoped(town.fangguan):
        found = {sample.ticket_id: sample.pk for sample in queries.samples_for(town.fangguan)}
        assert queries.get_sample(town.fangguan, found[one]).ticket.pk == one
    with scope.scoped(town.nobody):
        assert queries.samples_for(town.nobody) == []
    town.does(town.fangguan, sampling.look_at_sample, found[one], is_right=True, note="属实")
    town.does(town.fangguan, sampling.look_at_sample, found[two], is_right=False, note="还垂着")
    refused("tickets.sample_looked_at", lambda: town.does(town.fangguan, sampling.look_at_sample, found[two], is_right=True, note="好"))
    assert (town.reload(one).state, town.reload(two).state, town.reload(two).recurrences) == ("closed", "in_progress", 1)
    assert town.story(two)[-2:] == ["ticket.sample_looked_at", "ticket.reopened"]


def test_a_sampled_ticket_that_is_open_again_already_is_only_noted(town: Town) -> None:
    ticket_id = on_spot(town)
    job = Actor.system("tickets.draw_sample", town.lanting)
    with scope.scoped(job):
        (sample,) = sampling.draw(job, per_ten_thousand=10_000)
    town.does(town.centre, verifying.reopen, ticket_id, note="又来了", is_recurrence=True)
    town.does(town.fangguan, sampling.look_at_sample, sample.pk, is_right=False, note="还在")
    assert (town.reload(ticket_id).recurrences, kept(town, ticket_id)[0].effect) == (1, "note")


def test_a_reporter_of_what_was_settled_without_neutral_words_is_heard_by_the_centre(town: Town) -> None:
    opened = town.opened(reporter=reporter(), words="电线垂落", matter="")
    town.does(town.centre, dispatching.close_on_spot, opened.ticket.pk, line="好了")
    judges(town, opened.follow_code, Verdict.NOT_SOLVED)
    assert town.reload(opened.ticket.pk).state == "closed"


def excluders(town: Town) -> tuple[Actor, Actor]:
    more = {Permission.EXCLUDE.value, Permission.READ.value}
    return replace(town.centre, permissions=town.centre.permissions | more), replace(
        town.fangguan, permissions=town.fangguan.permissions | more
    )


def asked(town: Town) -> Exclusion:
    ticket_id = closed(town)
    reader = replace(town.chengguan, permissions=town.chengguan.permissions | {"tickets.read"})
    found: Exclusion = town.does(reader, excluding.ask_exclusion, ticket_id, reason=ExclusionReason.UNREASONABLE, evidence="现场测温记录")
    refused(
        "tickets.exclusion_asked",
        lambda: town.does(reader, excluding.ask_exclusion, ticket_id, reason=ExclusionReason.ABUSED, evidence="x"),
    )
    return found


def test_an_exclusion_needs_two_people_of_other_units(town: Town) -> None:
    one, two = excluders(town)
    exclusion = asked(town)
    own = replace(town.chengguan, account_id=uuid7(), person_id=None, permissions=one.permissions)
    refused("tickets.exclusion_own_unit", lambda: town.does(own, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意"))
    mate = replace(town.chengguan, account_id=uuid7(), permissions=one.permissions)
    refused(
        "tickets.exclusion_same_person", lambda: town.does(mate, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意")
    )
    town.does(one, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="证据充分")
    refused("tickets.exclusion_same_person", lambda: town.does(one, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意"))
    with scope.scoped(two):
        assert [each.first_note for each in queries.exclusions_open(two)] == ["证据充分"]
    decided = town.does(two, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意")
    assert (decided.decision, town.story(decided.ticket_id)[-1]) == ("approved", "ticket.exclusion_decided")
    refused("tickets.exclusion_decided", lambda: town.does(two, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意"))
    with pytest.raises(NotFound):
        town.does(two, excluding.decide_exclusion, uuid7(), is_granted=True, note="同意")


def test_one_alone_refuses_an_exclusion_and_it_may_be_asked_again(town: Town) -> None:
    exclusion = asked(town)
    town.does(excluders(town)[0], excluding.decide_exclusion, exclusion.pk, is_granted=False, note="证据不足")
    with scope.scoped(town.house):
        assert queries.exclusion_of(Ticket.objects.get(pk=exclusion.ticket_id)) is None
    refused(
        "tickets.exclusion_too_early",
        lambda: town.does(town.chengguan, excluding.ask_exclusion, in_hand(town), reason=ExclusionReason.ABUSED, evidence="x"),
    )


def counted(figure: Figure) -> tuple[int, int]:
    return int(figure.numerator), figure.denominator


def test_every_rate_has_its_numerator_denominator_and_what_is_left_out(town: Town, hand: Hand) -> None:
    happy, code = reported(town)
    judges(town, code, Verdict.SOLVED, grade=Grade.MOSTLY)
    talked = done(town)
    calls(town, talked, CallResult.REACHED, verdict=Verdict.EXPLAINED, grade=Grade.SATISFIED)
    silent = done(town)
    for _ in range(3):
        calls(town, silent, CallResult.NO_ANSWER)
    on_spot(town)
    gone = town.ticket()
    town.does(town.centre, aside.withdraw, gone, note="撤回")
    out = asked(town)
    for who in excluders(town):
        town.does(who, excluding.decide_exclusion, out.pk, is_granted=True, note="同意")
    called = in_hand(town)
    town.does(town.chengguan, handling.note_contact, called, Clock.FIRST_CONTACT, note="联系了")
    hand.passes(days=30)
    late = town.ticket()
    with scope.scoped(town.centre):
        found = figures.rates(town.centre, BEGIN, hand.now + timedelta(seconds=1))
        of_unit = figures.rates(town.centre, BEGIN, hand.now, unit_id=town.units["wuye"])
        excluded, put_aside = {LeftOut.EXCLUDED: 1}, {LeftOut.PUT_ASIDE: 1}
    both = excluded | put_aside
    assert found[Rate.RESOLUTION].numerator == 2
    assert (found[Rate.RESOLUTION].denominator, found[Rate.RESOLUTION].left_out) == (
        3,
        both | {LeftOut.UNREACHABLE: 1, LeftOut.NOT_YET: 2},
    )
    satisfied = found[Rate.SATISFACTION]
    assert (satisfied.numerator, satisfied.denominator) == (Decimal("1.8"), 2)
    assert satisfied.left_out == both | {LeftOut.UNREACHABLE: 1, LeftOut.UNGRADED: 1, LeftOut.NOT_YET: 2}
    assert counted(found[Rate.ON_SPOT]) == (1, 4)
    assert counted(found[Rate.SELF_DISCOVERY]) == (5, 6)
    assert found[Rate.ON_TIME].denominator == 5
    assert found[Rate.RETURN].denominator == 4
    assert found[Rate.REWORK].denominator == 3
    assert found[Rate.RECURRENCE].denominator == 4
    assert {rate: figure.denominator for rate, figure in of_unit.items()} == dict.fromkeys(Rate, 0)
    assert town.reload(late).state == "received"
    assert town.reload(happy).verdict == "solved"
    refused("kernel.not_allowed", lambda: town.does(town.chengguan, lambda who, _: figures.rates(who, BEGIN, hand.now), gone))


def test_contact_counts_when_it_was_made_and_in_time_when_it_was_early_enough(town: Town, hand: Hand) -> None:
    early, tardy, never = in_hand(town), in_hand(town), in_hand(town)
    # A track that asks for no first contact is no part of it.
    town.ticket(track=Track.EMERGENCY)
    town.does(town.chengguan, handling.note_contact, early, Clock.FIRST_CONTACT, note="联系了")
    hand.passes(days=5)
    town.does(town.chengguan, handling.note_contact, tardy, Clock.FIRST_CONTACT, note="联系了")
    with scope.scoped(town.centre):
        found = figures.rates(town.centre, BEGIN, hand.now)
    assert [counted(found[rate]) for rate in (Rate.FIRST_CONTACT, Rate.RESPONSE)] == [(2, 3), (1, 3)]
    assert "first_contact" in town.running(never)


def test_imported_closings_are_in_no_rate(town: Town, hand: Hand) -> None:
    ticket_id = closed(town)
    with town.database.connect("superuser") as superuser:
        superuser.execute(
            "UPDATE ticket SET verified_by_kind = 'imported', closing_basis = 'imported', import_id = id WHERE id = %s", [ticket_id]
        )
    with scope.scoped(town.centre):
        found = figures.rates(town.centre, BEGIN, hand.now + timedelta(days=1))
    assert {(figure.denominator, tuple(figure.left_out.items())) for figure in found.values()} == {(0, ((LeftOut.IMPORTED, 1),))}
