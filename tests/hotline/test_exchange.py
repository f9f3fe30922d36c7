"""Single orders: what asks for a person, what the ticket cannot follow at once, what is told by hand, and who may."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from linli.hotline.actions import deciding, following, sending, taking
from linli.hotline.actions import orders as ordering
from linli.hotline.queries import files as filed
from linli.hotline.queries import orders as ordered
from linli.hotline.queries import reconciling, senders
from linli.hotline.queries.senders import example
from linli.hotline.rules.kinds import Incoming, OrderReturn, RowDecision, StepKind
from linli.hotline.rules.reconcile import Gap, Mend
from linli.kernel import journal, scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.org.models import Unit
from linli.org.queries import people
from linli.tickets.actions import aside, city, dispatching, extending, handling, replying
from linli.tickets.actions.city import CityWords
from linli.tickets.models import Ticket
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import ExtensionReason, Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.replies import ReplyWords
from linli.tickets.rules.states import State
from tests.hotline.district import HEADINGS, RESULT, District
from tests.hotline.office import Office, read_back, xlsx

FIRST = "QX20261123000001"
SECOND = "QX20261123000002"


@pytest.fixture
def district(office: Office) -> District:
    """A district that has sent two orders."""
    made = District()
    assert office.takes(made.sends(2)).created == 2
    return made


def acts(office: Office, action: Any, *known: Any, **facts: Any) -> Any:
    with scope.scoped(office.clerk):
        return action(office.clerk, *known, **facts)


class _Refusal:
    """A block that must be refused for this reason."""

    def __init__(self, code: str) -> None:
        self.code, self.context = code, pytest.raises(Refused)

    def __enter__(self) -> Any:
        self.caught = self.context.__enter__()
        return self.caught

    def __exit__(self, *error: Any) -> bool:
        is_caught = self.context.__exit__(*error)
        assert self.caught.value.code == self.code
        assert self.caught.value.sentence
        return bool(is_caught)


def row(number: str, **said: str) -> list[str]:
    usual = dict(zip(HEADINGS, [number, "", "来电人反映兰亭新村 1 弄路灯不亮", *[""] * 9], strict=True))
    return list({**usual, **said}.values())


def handled(office: Office, number: str, done: str = "修好了") -> UUID:
    """Dispatched, taken on and said to be done."""
    town, ticket_id = office.town, office.ticket_id(number)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, ticket_id)
    town.does(town.chengguan, handling.resolve, ticket_id, outcome=Verdict.SOLVED, done=done)
    return ticket_id


def question(office: Office) -> Any:
    with scope.scoped(office.clerk):
        (found,) = filed.questions(office.clerk)
        return found


def test_a_number_that_changed_is_shown_to_a_person_and_may_be_the_same(office: Office) -> None:
    office.takes(xlsx(HEADINGS, [row("QX1")]))
    before = office.everything()
    changed = office.takes(xlsx(HEADINGS, [row("QX2")]))
    assert (changed.created, changed.refused) == (0, 0)
    ((_, outcome, number, reason),) = office.rows(changed)
    assert (outcome, number) == ("question", "QX2")
    assert "QX1" in reason
    assert office.everything() == before

    acts(office, deciding.decide_row, question(office).pk, RowDecision.SAME)
    assert set(office.orders()) == {"QX2"}
    assert office.order("QX2").ticket.outside_number == "QX2"
    with scope.scoped(office.clerk):
        assert filed.questions(office.clerk) == []


def test_a_number_that_changed_may_be_another_order(office: Office) -> None:
    office.takes(xlsx(HEADINGS, [row("QX1")]))
    office.takes(xlsx(HEADINGS, [row("QX2"), row("")]))
    asked = question(office)
    acts(office, deciding.decide_row, asked.pk, RowDecision.OTHER)
    assert set(office.orders()) == {"QX1", "QX2"}
    with _Refusal("hotline.row_decided"):
        acts(office, deciding.decide_row, asked.pk, RowDecision.SEEN)
    with pytest.raises(NotFound):
        acts(office, deciding.decide_row, uuid7(), RowDecision.SEEN)


def test_a_question_whose_number_was_taken_meanwhile_is_refused(office: Office) -> None:
    office.takes(xlsx(HEADINGS, [row("QX1")]))
    office.takes(xlsx(HEADINGS, [row("QX2")]))
    asked = question(office)
    office.takes(xlsx(HEADINGS, [row("QX2", 诉求内容="另一件事，井盖松动")]))
    for decision in (RowDecision.SAME, RowDecision.OTHER):
        with _Refusal("hotline.number_taken"):
            acts(office, deciding.decide_row, asked.pk, decision)
    office.saved("[in orders]\nnumber = 号\nwords = 内容", sender_id=office.sender_id, seen=1)
    with pytest.raises(Refused):
        acts(office, deciding.decide_row, asked.pk, RowDecision.OTHER)
    office.saved("[in orders]\nnumber = 诉求内容\nwords = 工单编号", sender_id=office.sender_id, seen=2)
    with _Refusal("hotline.row_gone"):
        acts(office, deciding.decide_row, asked.pk, RowDecision.OTHER)
    acts(office, deciding.decide_row, asked.pk, RowDecision.SEEN)


def test_a_row_that_the_house_refuses_is_refused_again_when_it_is_another(office: Office) -> None:
    office.takes(xlsx(HEADINGS, [row("QX1")]))
    long = {"工单标题": "长" * 3000}
    office.takes(xlsx(HEADINGS, [row("QX2", **long)]))
    with _Refusal("hotline.row_refused"):
        acts(office, deciding.decide_row, question(office).pk, RowDecision.OTHER)


def test_words_and_deadlines_that_changed(office: Office, district: District) -> None:
    moved = {"办结截止": "2026-12-01 17:30:00", "派发时间": "2026-11-23 09:05:00"}
    changed = office.takes(xlsx(HEADINGS, [row(FIRST, 诉求内容="说的是另一件事", **moved)]))
    assert (changed.created, changed.duplicate) == (0, 1)
    ((_, outcome, _, reason),) = office.rows(changed)
    assert outcome == "question"
    assert FIRST in reason
    assert office.order(FIRST).due_at == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    with _Refusal("hotline.row_has_no_number"):
        acts(office, deciding.decide_row, question(office).pk, RowDecision.SAME)
    # The older row again does not bring the older deadline back.
    again = office.takes(district.sends(2))
    assert again.duplicate == 2
    assert office.order(FIRST).due_at == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_a_ticket_that_was_typed_before_the_file_came_is_bound_to_it(office: Office) -> None:
    typed = office.town.ticket(source="hotline", outside_number="QX1", track=Track.HOTLINE)
    bound = acts(office, ordering.bind, typed, due_at=office.hand.now)
    assert acts(office, ordering.bind, typed).pk == bound.pk
    other = office.town.ticket(source="hotline", outside_number="QX2", track=Track.HOTLINE)
    taken = office.takes(
        xlsx(HEADINGS, [row("QX1"), row("QX2", 诉求内容="井盖"), row("QX2", 诉求内容="井盖"), row("QX3", 诉求内容="树枝")])
    )
    assert (taken.created, taken.duplicate) == (1, 3)
    assert office.rows(taken) == []
    assert (office.ticket_id("QX1"), office.ticket_id("QX2")) == (typed, other)
    with scope.scoped(office.clerk):
        assert ordered.ticket_of_number(office.clerk, "QX2") == other
        assert ordered.ticket_of_number(office.clerk, "QX9") is None
    with scope.scoped(office.town.wuye):
        assert ordered.ticket_of_number(office.town.wuye, "QX2") is None


def test_what_has_no_sender_or_a_number_of_another_is_not_bound(office: Office, district: District) -> None:
    with _Refusal("hotline.no_sender"):
        acts(office, ordering.bind, office.town.ticket())
    with _Refusal("hotline.no_sender"):
        acts(office, ordering.bind, office.town.ticket(source="visit", outside_number="X1"))
    with _Refusal("hotline.number_taken"):
        acts(office, ordering.bind, office.town.ticket(source="hotline", outside_number=FIRST))


def test_a_result_before_our_reply_is_kept_and_followed_later(office: Office, district: District) -> None:
    town, ticket_id = office.town, office.ticket_id(FIRST)
    taken = office.takes(district.results([FIRST]), "r.xlsx")
    ((_, outcome, _, reason),) = office.rows(taken)
    assert outcome == "held"
    assert reason
    assert town.reload(ticket_id).state == State.RECEIVED
    (gap,) = office.sheet().differences
    assert (gap.gap, gap.mend) == (Gap.TICKET, Mend.APPLY)

    handled(office, FIRST)
    acts(office, following.follow_again, office.order(FIRST).pk)
    ticket = town.reload(ticket_id)
    assert (ticket.state, ticket.verified_by_unit_id, ticket.verdict) == (State.CLOSED, office.district_id, "solved")
    assert list(office.sheet().differences) == []
    # Nothing was said of the other one, and nothing follows.
    acts(office, following.follow_again, office.order(SECOND).pk)


def test_a_number_nobody_knows_is_named_and_the_rest_goes_through(office: Office, district: District) -> None:
    handled(office, FIRST)
    content = xlsx(RESULT, [[FIRST, "2026-11-23 16:00:00", "已解决", "满意", "是", "否", ""], ["QX9", "", "已解决", "", "", "", ""]])
    taken = office.takes(content, "r.xlsx")
    assert (taken.created, taken.refused) == (1, 1)
    ((number, outcome, key, reason),) = office.rows(taken)
    assert (number, outcome, key) == (3, "refused", "QX9")
    assert "QX9" in reason


def test_not_content_reopens_what_is_closed_and_given_again_is_no_second_verdict(office: Office, district: District) -> None:
    ticket_id = handled(office, FIRST)
    office.takes(district.results([FIRST]), "r1.xlsx")
    assert office.town.reload(ticket_id).state == State.CLOSED
    # Said once more in other words: nothing to do.
    said = xlsx(RESULT, [[FIRST, "2026-11-23 17:00:00", "解释说明", "满意", "", "", ""]])
    assert office.rows(office.takes(said, "r2.xlsx")) == []
    again = xlsx(["工单编号", "重新交办时间", "重办截止", "重办要求"], [[FIRST, "2026-11-24 09:00:00", "2026-12-02 17:30:00", ""]])
    taken = office.takes(again, "again.xlsx")
    assert (taken.kind, taken.created) == ("redispatches", 1)
    ticket = office.town.reload(ticket_id)
    assert (ticket.state, ticket.answered_at) == (State.IN_PROGRESS, None)
    assert office.order(FIRST).state == "in_hand"
    assert office.order(FIRST).due_at == datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    # In hand already: what is given again once more begins nothing anew.
    more = xlsx(["工单编号", "重新交办时间", "重办截止", "重办要求"], [[FIRST, "2026-11-24 10:00:00", "", "请尽快"]])
    assert office.rows(office.takes(more, "more.xlsx")) == []
    assert office.town.reload(ticket_id).reworks == 1


def test_grades_alone_say_that_it_is_done_again(office: Office, district: District) -> None:
    ticket_id = handled(office, FIRST)
    said = xlsx(RESULT, [[FIRST, "2026-11-23 16:00:00", "已解决", "不满意", "否", "", "态度不好"]])
    office.takes(said, "r.xlsx")
    assert office.town.reload(ticket_id).state == State.IN_PROGRESS


def test_an_order_taken_back_ends_the_ticket_where_it_can(office: Office, district: District) -> None:
    done = handled(office, SECOND)
    content = xlsx(["工单编号", "撤单时间", "撤单原因"], [[FIRST, "", "市民撤诉"], [SECOND, "", ""]])
    taken = office.takes(content, "w.xlsx")
    assert [(each[1], each[2]) for each in office.rows(taken)] == [("held", SECOND)]
    assert office.town.reload(office.ticket_id(FIRST)).state == State.WITHDRAWN
    assert office.town.reload(done).state == State.RESOLVED
    other = xlsx(["工单编号", "撤单时间", "撤单原因"], [[FIRST, "2026-11-24 09:00:00", "再说一次"]])
    assert office.rows(office.takes(other, "w2.xlsx")) == []


def test_a_merged_order_is_answered_by_the_ticket_that_stays(office: Office, district: District) -> None:
    town = office.town
    first, second = office.ticket_id(FIRST), office.ticket_id(SECOND)
    town.does(town.centre, aside.merge, second, first, note="同一件")
    handled(office, FIRST, done="一并处理")
    made = office.makes()
    assert [each["工单编号"] for each in read_back(office.content(made["replied"]))] == [FIRST, SECOND]
    office.takes(district.results([SECOND]), "r.xlsx")
    assert town.reload(first).state == State.RESOLVED
    office.takes(district.results([FIRST]), "r2.xlsx")
    assert town.reload(first).state == State.CLOSED
    assert {each.state for each in office.orders().values()} == {"closed"}
    assert list(office.sheet().differences) == []


def test_a_reply_goes_out_with_every_field_in_their_words(office: Office, district: District) -> None:
    town, ticket_id = office.town, office.ticket_id(FIRST)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, ticket_id)
    knows = replace(town.chengguan, permissions=town.chengguan.permissions | {Permission.READ_REPORTER.value})
    person = town.chengguan.person_id
    words = ReplyWords(
        has_contacted=True, contacted_by_person_id=person, contacted_at=office.hand.now, first_call="约好上门",
        has_looked=False, fact_finding="true", fact_note="路灯确实不亮", claim_finding="reasonable", claim_note="应当修",
        outcome="solved", done="换了灯泡", answer_way="phone", answered_at=office.hand.now, answer_points="已修好",
        is_public=True, signed_as_unit_id=town.units["chengguan"], responsibility="ours", responsible_person_id=person,
    )  # fmt: skip
    town.does(knows, replying.save_reply, ticket_id, words, seen=0)
    town.does(knows, replying.submit_reply, ticket_id, seen=1)
    town.does(knows, replying.sign_reply, ticket_id, seen=2)
    office.saved(
        example().replace("[out replied xlsx]", "[out replied json]\nresponsible_person = 负责人"), sender_id=office.sender_id, seen=1
    )
    (said,) = json.loads(office.content(office.makes()["replied"]))["list"]
    assert (said["是否先行联系"], said["是否现场查看"], said["事实认定"]) == ("是", "否", "属实")
    assert (said["处理结果"], said["处理情况"], said["答复要点"]) == ("已解决", "换了灯泡", "已修好")
    assert (said["落款单位"], said["负责人"], said["联系时间"]) == ("城管中队", "张宁", "2026-11-23 09:30:00")
    ticket = town.reload(ticket_id)
    with scope.scoped(office.clerk):
        found = ordered.exchange_of(ticket)
    assert found is not None and found.steps
    assert "张宁" not in str([each.said for each in found.steps])


def test_what_is_pasted_by_hand_goes_out_in_no_file(office: Office, district: District) -> None:
    ticket_id = handled(office, FIRST)
    with pytest.raises(NotFound):
        acts(office, sending.note_by_hand, office.town.ticket(), StepKind.REPLIED)
    for kind in (StepKind.RECEIPT, StepKind.REPLIED):
        acts(office, sending.note_by_hand, ticket_id, kind)
    assert office.town.reload(ticket_id).answered_at is not None
    assert office.steps(FIRST) == ["received", "receipt", "replied"]
    with _Refusal("hotline.told_already"):
        acts(office, sending.note_by_hand, ticket_id, StepKind.REPLIED)
    with _Refusal("hotline.nothing_to_send"):
        office.makes()
    with pytest.raises(NotFound):
        sending.step_of("called_back")
    assert sending.step_of("replied") is StepKind.REPLIED


def test_a_return_is_signed_once_and_within_their_limit(office: Office, district: District) -> None:
    ticket_id = office.ticket_id(FIRST)
    acts(office, ordering.sign_return, ticket_id, reason=OrderReturn.LEGAL_ROUTE, note="已在法院")
    with _Refusal("hotline.not_returnable"):
        acts(office, ordering.sign_return, ticket_id, reason=OrderReturn.LEGAL_ROUTE, note="再退")
    assert set(office.makes()) == {"return_asked"}
    assert office.order(FIRST).state == "returning"
    office.takes(district.return_answers({FIRST: False}), "a.xlsx")
    office.hand.passes(days=5)
    with _Refusal("hotline.return_too_late"):
        acts(office, ordering.sign_return, office.ticket_id(SECOND), reason=OrderReturn.DUPLICATE, note="重复")


def test_an_extension_is_filed_and_one_that_the_clerk_asked_for_waits_for_another(office: Office, district: District) -> None:
    town, ticket_id = office.town, office.ticket_id(FIRST)
    town.does(town.centre, dispatching.handle_here, ticket_id, matter="路灯")
    (before_at,) = [each.due_at for each in town.clocks(ticket_id) if each.kind == "finish"]
    town.does(office.clerk, extending.ask_extension, ticket_id, amount=3, reason=ExtensionReason.MATERIAL, note="等灯具")
    taken = office.takes(district.extension_answers({FIRST: True, SECOND: False}), "e.xlsx")
    # Two signatures are of two people; and nobody here had asked for the other one.
    assert [(each[1], each[2]) for each in office.rows(taken)] == [("held", FIRST), ("held", SECOND)]
    assert office.order(FIRST).due_at == datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    another = replace(office.clerk, account_id=uuid7(), person_id=None)
    town.does(another, following.follow_again, office.order(FIRST).pk)
    (finish,) = [each for each in town.clocks(ticket_id) if each.kind == "finish"]
    assert finish.due_at > before_at
    assert question(office).number == SECOND


def test_differences_lead_to_their_mend(office: Office, district: District) -> None:
    handled(office, FIRST)
    made = office.makes()
    district.states |= {FIRST: "处理中", "QX9": "待签收"}
    district.due[SECOND], district.due["QX9"] = "2026-12-05 17:30:00", "2026-12-05 17:30:00"
    content = district.lists()
    listed = office.takes(content, "list.xlsx", kind=Incoming.LIST)
    assert listed.created == 3
    found = {each.number: each for each in office.sheet().differences}
    assert {key: each.mend for key, each in found.items()} == {FIRST: Mend.RESEND, SECOND: Mend.TAKE_DEADLINE, "QX9": Mend.TAKE_OVER}
    order_id = office.order(FIRST).pk
    assert office.sheet().again[order_id, StepKind.REPLIED].pk == made["replied"].pk
    due_at = found[SECOND].theirs_due_at
    assert due_at is not None
    acts(office, ordering.take_deadline, office.order(SECOND).pk, due_at=due_at)
    assert {each.number for each in office.sheet().differences} == {FIRST, "QX9"}
    office.hand.passes(minutes=1)
    twice = office.takes(xlsx(["工单编号", "工单状态", "办结截止"], [[FIRST, "待回访", ""], [FIRST, "待回访", ""]]), "l2.xlsx")
    assert (twice.created, twice.duplicate) == (1, 1)
    by_kind = reconciling.gaps(office.sheet())
    assert {gap: len(found) for gap, found in by_kind.items() if found} == {Gap.OURS_ONLY: 1}


def test_the_log_goes_page_by_page_and_keeps_every_byte(office: Office, district: District) -> None:
    with scope.scoped(office.clerk):
        (only,) = filed.latest(office.clerk)
        assert filed.latest(office.clerk, before=(only.at, only.pk)) == []
        assert filed.get_file(office.clerk, only.pk).rows == 2
        with pytest.raises(NotFound):
            filed.get_file(office.clerk, uuid7())
        only.pk = uuid7()
        with pytest.raises(NotFound):
            filed.content_of(office.clerk, only)
        assert reconciling.reconcile(office.clerk, senders.get_sender(office.clerk, office.sender_id)).listed is None


def test_senders_are_written_down_once_and_understood(office: Office) -> None:
    for facts, code in (
        ({"name": "区热线", "source": "wechat"}, "hotline.name_taken"),
        ({"name": "别处"}, "hotline.source_taken"),
        ({"name": "别处", "source": "nowhere"}, "hotline.source_unknown"),
        ({"name": ""}, "kernel.empty"),
        ({"name": "别处", "source": "wechat", "mapping": "[in nothing]"}, "hotline.mapping_section"),
        ({"name": "别处", "source": "wechat", "unit_id": uuid7()}, "tickets.unit_is_closed"),
    ):
        with _Refusal(code):
            office.saved(**facts)
    with _Refusal("kernel.stale"):
        office.saved(name="改名", sender_id=office.sender_id, seen=7)
    assert office.saved(name="改名", sender_id=office.sender_id, seen=1).name == "改名"
    assert {office.saved(name=name, source=source).name for name, source in (("微信群", "wechat"), ("来电", "call"))} == {"微信群", "来电"}


def test_only_who_exchanges_may_and_what_is_not_there_is_not_found(office: Office, district: District) -> None:
    town, order = office.town, office.order(FIRST)
    calls: list[Any] = [
        lambda who: ordering.bind(who, order.ticket_id),
        lambda who: ordering.take_deadline(who, order.pk, due_at=office.hand.now),
        lambda who: ordering.sign_return(who, order.ticket_id, reason=OrderReturn.NOT_OURS, note="退"),
        lambda who: sending.make_files(who, office.sender_id),
        senders.senders,
    ]
    for call in calls:
        with _Refusal("kernel.not_allowed"), scope.scoped(town.chengguan):
            call(town.chengguan)
    for missing in (sending.make_files, ordered.lock_order, senders.get_sender):
        with pytest.raises(NotFound):
            acts(office, missing, uuid7())
    with pytest.raises(NotFound):
        acts(office, taking.take_file, uuid7(), name="a.csv", content=b"a")


def test_no_result_is_filed_for_what_is_no_order(office: Office) -> None:
    words = CityWords(verdict=Verdict.SOLVED, unit_id=office.district_id, do_again=False, note="满意")
    with _Refusal("tickets.not_an_order"):
        office.town.does(office.clerk, city.file_result, office.town.ticket(), words)


def test_nothing_is_owed_where_nothing_is_there(office: Office, district: District) -> None:
    with scope.scoped(office.clerk):
        assert ordered.pending_of(office.clerk, senders.get_sender(office.clerk, office.sender_id), []) == []
        assert journal.stories_of([], ["ticket.opened"]) == {}
        assert senders.sender_of(Ticket(subdistrict_id=office.town.lanting, outside_number="")) is None
        assert ordered.exchange_of(Ticket(subdistrict_id=office.town.lanting, outside_number="")) is None
        assert people.full_names(office.clerk, [None]) == {}


def test_a_ticket_that_was_typed_is_the_order_it_would_be(office: Office) -> None:
    typed = office.town.reload(office.town.ticket(source="hotline", outside_number="QX1", track=Track.HOTLINE))
    with scope.scoped(office.clerk):
        found = ordered.exchange_of(typed)
        assert found is not None
        assert (found.order.number, found.order.sender_id, found.steps, found.reply) == ("QX1", office.sender_id, (), None)
        assert ordered.waiting_of(office.clerk, found, [], {}, is_extension_open=False) == []


def test_one_order_waits_for_the_same_as_all_of_them(office: Office, district: District) -> None:
    """Whether the page of the ticket or the file asks: the same steps, word for word."""
    ticket_id = handled(office, FIRST)
    ticket = office.town.reload(ticket_id)
    with scope.scoped(office.clerk):
        sender = senders.get_sender(office.clerk, office.sender_id)
        found = ordered.exchange_of(ticket)
        assert found is not None
        units = {each.pk: each for each in Unit.objects.of(office.town.lanting)}
        one = ordered.waiting_of(office.clerk, found, journal.story_of(ticket), units, is_extension_open=False)
        every = [each for each in ordered.pending(office.clerk, sender) if each.order.pk == found.order.pk]
    assert [(each.owed, each.said) for each in one] == [(each.owed, each.said) for each in every] != []


def whole(office: Office, number: str) -> Any:
    (found,) = [each for each in office.town.clocks(office.ticket_id(number)) if each.kind == "overall"]
    return found


def test_their_deadline_is_the_whole_time_and_moves_it_wherever_it_comes_from(office: Office, district: District) -> None:
    town, ticket_id = office.town, office.ticket_id(FIRST)
    assert (whole(office, FIRST).due_at, whole(office, FIRST).derivation) == (datetime(2026, 11, 30, 9, 30, tzinfo=UTC), None)
    began_at = whole(office, FIRST).start_at
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"], matter="路灯")
    town.does(town.chengguan, dispatching.accept, ticket_id)
    (before,) = [each for each in town.clocks(ticket_id) if each.kind == "finish" and each.stopped_at is None]
    # Nearer than our own plan says: what is to be done ends with it, and the nearest clock of the row is told anew.
    soon = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    acts(office, ordering.take_deadline, office.order(FIRST).pk, due_at=soon)
    (after,) = [each for each in town.clocks(ticket_id) if each.kind == "finish" and each.stopped_at is None]
    assert (whole(office, FIRST).due_at, whole(office, FIRST).start_at) == (soon, began_at)
    assert (after.due_at, after.is_cut, before.due_at > soon, before.is_cut) == (soon, True, True, False)
    assert min(each.due_at for each in town.clocks(ticket_id) if each.stopped_at is None) == town.reload(ticket_id).due_at
    assert "ticket.target_set" in town.story(ticket_id)
    # What is put aside keeps their day, for when it is taken up again.
    town.does(town.centre, aside.withdraw, ticket_id, note="撤了")
    acts(office, ordering.take_deadline, office.order(FIRST).pk, due_at=datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert (whole(office, FIRST).due_at.day, town.reload(ticket_id).due_at) == (25, None)
    # Said again, nothing is written again.
    seq = town.reload(ticket_id).journal_seq
    acts(office, following.follow_again, office.order(FIRST).pk)
    assert town.reload(ticket_id).journal_seq == seq


def test_more_time_without_a_day_is_counted_from_the_day_they_had_set(office: Office, district: District) -> None:
    town, ticket_id = office.town, office.ticket_id(FIRST)
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"], matter="路灯")
    town.does(town.chengguan, dispatching.accept, ticket_id)
    town.does(town.chengguan, extending.ask_extension, ticket_id, amount=3, reason=ExtensionReason.MATERIAL, note="等灯具")
    office.takes(xlsx(["工单编号", "延期审批结果", "延期后截止", "审批意见"], [[FIRST, "同意", "", "可以"]]), "e.xlsx")
    assert whole(office, FIRST).due_at == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    assert office.order(FIRST).due_at == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def test_a_deadline_of_theirs_moves_no_ticket_that_is_not_their_order(office: Office) -> None:
    ticket_id = office.town.ticket()
    before = office.everything()
    acts(office, city.set_target, ticket_id, due_at=office.hand.now)
    assert office.everything() == before
