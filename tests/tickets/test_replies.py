"""Replies: drafted, signed, given back, and what an old one gives to a new one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, journal, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.tickets.actions import dispatching, handling, phrases, replying, verifying
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import Reply, SupervisionStep
from linli.tickets.queries import replies as queries
from linli.tickets.queries import tickets
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import ReturnReason, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import Node
from linli.tickets.rules.replies import Point, ReplyWords
from tests.tickets.test_moves import closed, dispatched, in_hand, refused
from tests.tickets.town import Hand, Town


def whole(town: Town, **said: Any) -> ReplyWords:
    words: dict[str, Any] = {
        "has_contacted": True,
        "contacted_by_person_id": town.chengguan.person_id,
        "contacted_at": clock.now(),
        "first_call": "已说明处置安排",
        "has_looked": True,
        "looked_at": clock.now(),
        "fact_finding": "true",
        "fact_note": "三单元一楼堆有纸箱",
        "claim_finding": "reasonable",
        "claim_note": "影响通行",
        "outcome": "solved",
        "done": "3 号楼 201 室王阿姨已清走，电话 13800000000",
        "is_public": True,
        "grade": "satisfied",
        "signed_as_unit_id": town.units["chengguan"],
        "responsibility": "ours",
        "responsible_person_id": town.chengguan.person_id,
        "points": [Point(asked="楼道堆物", answer="已清")],
    }
    return ReplyWords(**{**words, **said})


@pytest.fixture
def office(town: Town) -> Town:
    """The office, whose chengguan knows the reporter."""
    town.chengguan = replace(town.chengguan, permissions=town.chengguan.permissions | {Permission.READ_REPORTER.value})
    town.director = replace(town.director, permissions=town.director.permissions | {Permission.COUNTERSIGN.value})
    return town


def seen(town: Town, ticket_id: UUID) -> int:
    with scope.scoped(town.house):
        return int(Reply.objects.get(ticket_id=ticket_id, round=0).journal_seq)


def reply(town: Town, ticket_id: UUID) -> Reply:
    with scope.scoped(town.house):
        found: Reply = Reply.objects.filter(ticket_id=ticket_id).order_by("-round")[0]
        return found


def drafted(town: Town, ticket_id: UUID, **said: Any) -> None:
    town.does(town.chengguan, replying.save_reply, ticket_id, whole(town, **said), seen=0)
    town.does(town.chengguan, replying.submit_reply, ticket_id, seen=reply(town, ticket_id).journal_seq)


def test_the_heads_signature_is_what_resolves(office: Town) -> None:
    ticket_id = in_hand(office)
    drafted(office, ticket_id)
    with scope.scoped(office.chengguan):
        assert [row.ticket_id for row in queries.waiting(office.chengguan)] == [ticket_id]
        assert queries.waiting(office.fangguan) == []
    office.does(office.chengguan, replying.sign_reply, ticket_id, seen=seen(office, ticket_id))
    row = office.reload(ticket_id)
    assert (row.state, row.outcome, row.holder_unit_id) == ("resolved", "solved", office.units["centre"])
    assert office.story(ticket_id)[-3:] == ["ticket.reply_submitted", "ticket.reply_signed", "ticket.resolved"]
    written = reply(office, ticket_id)
    with scope.scoped(office.house):
        assert [entry.verb for entry in journal.story_of(written)] == ["reply.saved", "reply.submitted", "reply.signed"]
        assert [each.pk for each in queries.all_of(row)] == [written.pk]


@pytest.mark.parametrize(("grade", "reason"), [("fair", "态度一般"), ("dissatisfied", "拖了两天")])
def test_somebody_who_is_not_content_is_looked_at_by_the_deputy_director_too(office: Town, grade: str, reason: str) -> None:
    ticket_id = in_hand(office)
    drafted(office, ticket_id, grade=grade, grade_reason=reason)
    office.does(office.chengguan, replying.sign_reply, ticket_id, seen=seen(office, ticket_id))
    assert (reply(office, ticket_id).state, office.reload(ticket_id).state) == ("countersigning", "in_progress")
    both = replace(office.chengguan, permissions=office.chengguan.permissions | {"tickets.countersign", "tickets.read"})
    refused("tickets.deputy_is_head", lambda: office.does(both, replying.countersign_reply, ticket_id, seen=seen(office, ticket_id)))
    with scope.scoped(office.director):
        assert [row.ticket_id for row in queries.waiting(office.director)] == [ticket_id]
    office.does(office.director, replying.countersign_reply, ticket_id, seen=seen(office, ticket_id))
    assert (reply(office, ticket_id).state, office.reload(ticket_id).state) == ("signed", "resolved")


def test_what_came_back_needs_the_deputy_director(office: Town) -> None:
    ticket_id = in_hand(office)
    drafted(office, ticket_id)
    office.does(office.chengguan, replying.sign_reply, ticket_id, seen=seen(office, ticket_id))
    office.does(office.centre, verifying.rework, ticket_id, by=VerifiedBy.UNIT, note="还有两箱")
    drafted(office, ticket_id)
    office.does(office.chengguan, replying.sign_reply, ticket_id, seen=reply(office, ticket_id).journal_seq)
    assert (reply(office, ticket_id).round, reply(office, ticket_id).state) == (1, "countersigning")


def test_a_reply_with_gaps_stays_a_draft(office: Town) -> None:
    ticket_id = in_hand(office, is_answer_wanted=True)
    gaps: dict[str, Any] = {"has_contacted": False, "fact_note": "", "points": [Point(asked="楼道堆物", answer="")]}
    office.does(office.chengguan, replying.save_reply, ticket_id, whole(office, **gaps), seen=0)
    written = reply(office, ticket_id)
    with scope.scoped(office.chengguan):
        found = replying.missing_in(office.chengguan, tickets.get_for(office.chengguan, ticket_id), written)
    named = [(each.field, each.point) for each in found]
    assert named == [
        *(("fact_note", ""), ("why_no_call", ""), ("answer_way", ""), ("answered_at", ""), ("answer_points", ""), ("points", "楼道堆物")),
    ]
    refused("tickets.reply_has_gaps", lambda: office.does(office.chengguan, replying.submit_reply, ticket_id, seen=seen(office, ticket_id)))
    assert reply(office, ticket_id).state == "draft"


def test_who_may_not_know_the_reporter_owes_nothing_towards_him(office: Town) -> None:
    ticket_id = office.ticket(is_answer_wanted=True)
    office.does(office.centre, dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    office.does(office.wuye, dispatching.accept, ticket_id)
    bare = whole(office, has_contacted=None, contacted_by_person_id=None, contacted_at=None, first_call="", grade="")
    office.does(office.wuye, replying.save_reply, ticket_id, bare, seen=0)
    office.does(office.wuye, replying.submit_reply, ticket_id, seen=seen(office, ticket_id))
    assert reply(office, ticket_id).state == "submitted"


def test_an_overtaken_draft_is_refused_with_the_difference_and_a_submitted_one_stands(office: Town) -> None:
    ticket_id = in_hand(office)
    office.does(office.chengguan, replying.save_reply, ticket_id, whole(office), seen=0)
    with pytest.raises(Stale) as stale:
        office.does(office.chengguan, replying.save_reply, ticket_id, whole(office, done="另写"), seen=0)
    assert [each.field for each in stale.value.differences] == ["done"]
    office.does(office.chengguan, replying.save_reply, ticket_id, whole(office, done="改过"), seen=1)
    refused(
        "tickets.judge_choose",
        lambda: office.does(office.chengguan, replying.save_reply, ticket_id, whole(office, outcome="declined"), seen=2),
    )
    office.does(office.chengguan, replying.submit_reply, ticket_id, seen=2)
    refused("tickets.reply_is_signed", lambda: office.does(office.chengguan, replying.save_reply, ticket_id, whole(office), seen=3))
    refused("tickets.reply_is_signed", lambda: office.does(office.chengguan, replying.submit_reply, ticket_id, seen=3))


def test_the_head_and_the_deputy_director_give_it_back(office: Town) -> None:
    ticket_id = in_hand(office)
    refused(
        "tickets.reply_not_submitted", lambda: office.does(office.chengguan, replying.give_reply_back, ticket_id, seen=0, note="写清楚")
    )
    drafted(office, ticket_id)
    reader = replace(office.fangguan, permissions=office.fangguan.permissions | {"tickets.read"})
    refused(
        "kernel.not_allowed", lambda: office.does(reader, replying.give_reply_back, ticket_id, seen=seen(office, ticket_id), note="写清楚")
    )
    office.does(office.chengguan, replying.give_reply_back, ticket_id, seen=seen(office, ticket_id), note="写清楚")
    assert reply(office, ticket_id).state == "draft"
    office.does(office.chengguan, replying.submit_reply, ticket_id, seen=seen(office, ticket_id))
    office.does(office.director, replying.give_reply_back, ticket_id, seen=seen(office, ticket_id), note="先联系")
    assert reply(office, ticket_id).head_signed_at is None


def test_another_unit_that_has_the_ticket_now_begins_with_what_was_written(office: Town) -> None:
    ticket_id = in_hand(office)
    drafted(office, ticket_id)
    with scope.scoped(office.house):
        Reply.objects.filter(ticket_id=ticket_id).update(unit_id=office.units["wuye"])
    refused("tickets.reply_of_another", lambda: office.does(office.chengguan, replying.sign_reply, ticket_id, seen=seen(office, ticket_id)))
    office.does(office.chengguan, replying.save_reply, ticket_id, whole(office), seen=seen(office, ticket_id))
    assert (reply(office, ticket_id).unit_id, reply(office, ticket_id).state) == (office.units["chengguan"], "draft")


def test_a_reply_is_written_while_the_ticket_is_in_hand(office: Town) -> None:
    ticket_id = dispatched(office)
    refused("tickets.reply_not_in_hand", lambda: office.does(office.chengguan, replying.save_reply, ticket_id, whole(office), seen=0))
    with pytest.raises(NotFound):
        office.does(office.chengguan, replying.sign_reply, ticket_id, seen=0)
    office.does(office.chengguan, dispatching.return_ticket, ticket_id, reason=ReturnReason.NOT_OURS, note="属房管")


def test_the_nearest_signed_reply_of_the_class_is_a_draft_without_anybodys_data(office: Town, hand: Hand) -> None:
    item = ItemDraft(code="0507", version=1)
    first = in_hand(office, item=item, matter="3 号楼楼道堆放纸箱")
    drafted(office, first)
    office.does(office.chengguan, replying.sign_reply, first, seen=seen(office, first))
    hand.passes(hours=1)
    other = in_hand(office, item=item, matter="地下车库渗水")
    drafted(office, other, done="已堵漏")
    office.does(office.chengguan, replying.sign_reply, other, seen=seen(office, other))
    mine = in_hand(office, item=item, matter="5 号楼楼道堆放杂物纸箱")
    bare = in_hand(office)
    unlike = in_hand(office, item=ItemDraft(code="0101", version=1))
    with scope.scoped(office.chengguan):
        found = queries.similar_to(office.chengguan, office_ticket(office, mine))
        assert queries.similar_to(office.chengguan, office_ticket(office, bare)) is None
        assert queries.similar_to(office.chengguan, office_ticket(office, unlike)) is None
    assert found is not None
    assert found.number == office.reload(first).number
    assert 0 < found.likeness < 1
    assert found.texts["done"] == "＿＿号楼 ＿＿室＿＿阿姨已清走，电话 ＿＿"
    assert set(found.texts) == {"fact_note", "claim_note", "done"}


def office_ticket(office: Town, ticket_id: UUID) -> Any:
    return tickets.get_for(office.chengguan, ticket_id)


def test_a_begun_reply_names_every_point_in_words_one_may_read(office: Town) -> None:
    ticket_id = in_hand(office, words="一是楼道堆物；二是电瓶车充电。", matter="楼道堆物")
    with scope.scoped(office.chengguan):
        found = queries.begun(office.chengguan, office_ticket(office, ticket_id))
        neutral = replace(office.chengguan, permissions=office.chengguan.permissions - {"tickets.read_reporter"})
        assert [point["asked"] for point in found.points] == ["一是楼道堆物", "二是电瓶车充电"]
        assert [point["asked"] for point in queries.begun(neutral, office_ticket(office, ticket_id)).points] == ["楼道堆物"]
        assert queries.reply_of(office_ticket(office, ticket_id)) is None


def by(who: Any, action: Any, *known: Any, **facts: Any) -> Any:
    """What somebody does in a request of his own."""
    with scope.scoped(who):
        return action(who, *known, **facts)


def test_phrases_are_kept_by_the_units_head_and_by_the_dispatcher_for_all(office: Town) -> None:
    own, head, dispatcher = office.units["chengguan"], office.chengguan, office.centre
    common = by(dispatcher, phrases.add_phrase, node=Node.DONE, text="已现场处置完毕")
    mine = by(head, phrases.add_phrase, node=Node.DONE, text="已责令清理", unit_id=own)
    refused("tickets.phrase_of_another", lambda: by(head, phrases.add_phrase, node=Node.DONE, text="另一句"))
    refused("tickets.phrase_there", lambda: by(head, phrases.add_phrase, node=Node.DONE, text="已责令清理", unit_id=own))
    assert {each.text for each in by(head, queries.phrases_for, own, Node.DONE)} == {"已责令清理", "已现场处置完毕"}
    assert len(by(head, queries.phrases_for, office.units["wuye"])) == 1
    with pytest.raises(Stale):
        by(head, phrases.change_phrase, mine.pk, seen=0, text="已责令三日内清理")
    for version in (1, 2):
        by(head, phrases.change_phrase, mine.pk, seen=version, text="已责令三日内清理")
    assert {each.text for each in by(head, queries.every_phrase)} == {"已责令三日内清理", "已现场处置完毕"}
    assert len(by(dispatcher, queries.every_phrase)) == 2
    by(dispatcher, phrases.remove_phrase, common.pk)
    with pytest.raises(NotFound):
        by(dispatcher, queries.get_phrase, common.pk)
    assert by(dispatcher, queries.get_phrase, mine.pk).text == "已责令三日内清理"
    with pytest.raises(NotFound):
        by(dispatcher, phrases.remove_phrase, uuid7())


def test_a_closed_ticket_takes_no_reply(office: Town, hand: Hand) -> None:
    ticket_id = closed(office)
    hand.passes(minutes=1)
    with pytest.raises(Refused):
        office.does(office.chengguan, replying.save_reply, ticket_id, whole(office, looked_at=hand.now - timedelta(hours=1)), seen=0)


def test_a_supervised_ticket_needs_the_deputy_director(office: Town) -> None:
    ticket_id = in_hand(office)
    drafted(office, ticket_id)
    clock_row = office.clocks(ticket_id)[0]
    with scope.scoped(office.house):
        SupervisionStep(
            subdistrict_id=office.lanting,
            ticket_id=ticket_id,
            clock=clock_row,
            unit_id=office.units["chengguan"],
            number=3,
            ladder_version=1,
            form="order",
            whom="分管领导",
            raised_at=clock.now(),
            done_at=clock.now(),
            text="三日内办结",
            done_by_account_id=uuid7(),
            order_number=1,
            reply_due_at=clock.now() + timedelta(days=3),
        ).save(force_insert=True)
    office.does(office.chengguan, replying.sign_reply, ticket_id, seen=seen(office, ticket_id))
    assert reply(office, ticket_id).state == "countersigning"


def test_a_begun_reply_knows_of_the_call_that_was_written_down_already(office: Town) -> None:
    ticket_id = in_hand(office)
    with scope.scoped(office.chengguan):
        assert queries.begun(office.chengguan, office_ticket(office, ticket_id)).has_contacted is None
    office.does(office.chengguan, handling.note_contact, ticket_id, Clock.FIRST_CONTACT, note="约好下午上门")

    with scope.scoped(office.chengguan):
        found = queries.begun(office.chengguan, office_ticket(office, ticket_id))
        assert (found.has_contacted, found.first_call) == (True, "约好下午上门")
        assert found.contacted_by_person_id == office.chengguan.person_id
        assert found.contacted_at is not None
        # Whoever may not know the reporter is told of no call.
        neutral = replace(office.chengguan, permissions=office.chengguan.permissions - {"tickets.read_reporter"})
        unknowing = queries.begun(neutral, office_ticket(office, ticket_id))
        assert (unknowing.has_contacted, unknowing.contacted_at, unknowing.first_call) == (None, None, "")
