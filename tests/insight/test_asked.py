"""For who keeps the answer base: what many asked and nobody answered, and what nothing needed; never who asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.answers.actions import reviewing, writing
from linli.answers.models import Answer, AnswerVersion
from linli.answers.queries import answers as known
from linli.answers.queries import nearest
from linli.answers.rules.kinds import Audience
from linli.answers.rules.permissions import Permission as Answers
from linli.answers.rules.words import Words
from linli.insight import jobs
from linli.insight.actions import looking
from linli.insight.models import AnswerFinding, AnswerRound
from linli.insight.queries import asked as queries
from linli.insight.queries.asked import Topic
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.org.rules.permissions import Permission as OrgPermission
from linli.tickets.models import Reply, Ticket
from linli.tickets.rules.permissions import Permission
from tests.insight.stream import LAMP, MIXERS, SCHOOL, closed, counted, gathered, said
from tests.tickets.town import BEGIN, Town
from tests.work import do_all

TODAY = day_of(BEGIN)
LAMPS = "路灯坏了半个月，晚上一片漆黑，找谁修？"
MENDED = "路灯坏了没人来修的，记下灯杆编号，拨打街道中心电话，两个工作日内到场。"


def keeper(town: Town) -> Actor:
    """Somebody who keeps the answer base and reads tickets."""
    permissions = town.centre.permissions | {*Answers, OrgPermission.READ}
    return replace(town.centre, account_id=uuid7(), person_id=None, permissions=permissions)


def answer(town: Town, question: str = LAMPS, text: str = MENDED, days_ago: int = 40) -> Answer:
    """One that holds since then, written by one and reviewed by another."""
    writer, reviewer = keeper(town), keeper(town)
    words = Words(
        question=question,
        answer=text,
        source="街道办事指南第3号",
        unit_id=town.units["centre"],
        audience=Audience.CLERKS,
        valid_from=TODAY - timedelta(days=days_ago),
        valid_until=TODAY + timedelta(days=100),
    )
    with clock.told_by(lambda: BEGIN - timedelta(days=days_ago)), scope.scoped(writer):
        made = writing.write_answer(writer, words, is_handed_in=True)
        found: Answer = reviewing.review(reviewer, made.pk, seen=known.get_for(reviewer, made.pk).journal_seq)
    return found


def expire(town: Town, one: Answer) -> None:
    with scope.scoped(town.house):
        gone = TODAY - timedelta(days=1)
        AnswerVersion.objects.of(town.lanting).filter(answer_id=one.pk).update(valid_from=gone, valid_until=gone)


def topics(town: Town, actor: Actor) -> Mapping[str, Topic]:
    with scope.scoped(actor):
        return {each.line.issue.place or each.line.title: each for each in queries.topics(actor, clock.now())}


def three(town: Town, words: str, *, source: str = "card", begin: int = 0) -> list[UUID]:
    """Three people who say it, so many days ago."""
    return [said(town, words, days_ago=1 + each, phone=f"13{begin:04}{each:05}", source=source) for each in range(3)]


def test_what_three_asked_stands_there_without_an_answer_first(town: Town) -> None:
    assert topics(town, keeper(town)) == {}
    three(town, MIXERS[0], begin=1)
    three(town, LAMP, source="snapshot", begin=2)
    # Told of by telephone, and not by asking.
    three(town, SCHOOL, source="call", begin=3)
    answer(town)
    gathered(town)
    counted(town)
    found = topics(town, keeper(town))
    assert list(found) == ["丽景新城", "兰田路"] and [each.asked for each in found.values()] == [3, 3]
    assert found["丽景新城"].answer is None
    near = found["兰田路"].answer
    assert near is not None and near.version.question == LAMPS
    assert found["兰田路"].line.said
    assert topics(town, replace(keeper(town), permissions=frozenset(Answers))) == {}


def test_what_was_explained_was_asked_and_an_expired_answer_answers_nothing(town: Town) -> None:
    ids = three(town, LAMP, source="call")
    for ticket_id in ids:
        closed(town, ticket_id, "explained")
    one = answer(town)
    gathered(town)
    counted(town)
    assert topics(town, keeper(town))["兰田路"].answer is not None
    expire(town, one)
    assert topics(town, keeper(town))["兰田路"].answer is None


def test_fewer_than_three_askers_are_no_topic_however_often_they_ask(town: Town) -> None:
    for each in range(4):
        said(town, LAMP, days_ago=1 + each, phone=f"1380000000{each % 2}", source="card")
    # Others report it, and do not ask; the street itself finds it.
    for each in range(3):
        said(town, LAMP, days_ago=6 + each, phone=f"1370000000{each}", source="call")
    said(town, LAMP, days_ago=10, source="card")
    gathered(town)
    counted(town)
    assert topics(town, keeper(town)) == {}


def test_who_may_not_know_reporters_is_told_by_the_neutral_words_alone(town: Town) -> None:
    ids = three(town, LAMP)
    gathered(town)
    counted(town)
    answer(town)
    plain = replace(town.nobody, permissions=frozenset({Permission.READ.value, *Answers}))
    found = topics(town, plain)["兰田路"]
    assert found.line.said == "" and not found.line.knows and found.answer is not None
    with scope.scoped(town.house):
        Ticket.objects.filter(pk__in=ids).update(matter="这件事情")
    assert topics(town, plain)["兰田路"].answer is None
    # Of an issue of which he sees one ticket only nothing stands there.
    elsewhere = replace(plain, permissions=frozenset(Answers), limits={Permission.READ.value: frozenset({uuid7()})})
    assert topics(town, elsewhere) == {}


def reply(town: Town, ticket_id: UUID, text: str, *, is_signed: bool = True) -> None:
    """What was answered to a ticket."""
    signed = {"head_signed_at": BEGIN, "submitted_at": BEGIN, "signed_at": BEGIN, "outcome": "solved"} if is_signed else {}
    with scope.scoped(town.house):
        row: dict[str, Any] = {"subdistrict_id": town.lanting, "ticket_id": ticket_id, "unit_id": town.units["chengguan"]}
        state = "signed" if is_signed else "draft"
        Reply(**row, round=0, state=state, answer_points=text, begun_at=BEGIN, **signed).save(force_insert=True)


def looked(town: Town, most: int = looking.CHUNK) -> int:
    house = Actor.system("insight.look_answers_up", town.lanting)
    with scope.scoped(house):
        return looking.look_answers_up(house, most)


def findings(town: Town) -> dict[UUID, tuple[bool, bool]]:
    """Of each answer whether it was found, and whether it was used."""
    with scope.scoped(town.house):
        return {row.answer_id: (row.found_on == TODAY, row.used_on == TODAY) for row in AnswerFinding.objects.all()}


def idle(town: Town, actor: Actor | None = None) -> list[tuple[str, bool]]:
    actor = actor or keeper(town)
    with scope.scoped(actor):
        return [(each.version.question, each.found_on is not None) for each in queries.idle(actor, clock.now())]


def test_answers_that_nothing_needed_stand_there_after_a_month_never_found_ones_first(town: Town) -> None:
    near, far, young, over = answer(town), answer(town, "养老金几号发？", "每月十五日发放养老金。"), answer(town, days_ago=3), answer(town)
    expire(town, over)
    tickets = [said(town, LAMP, days_ago=2, phone="13800000001"), said(town, f"{LAMP}，谢谢", days_ago=1, phone="13800000002")]
    for ticket_id in tickets:
        closed(town, ticket_id)
    with scope.scoped(town.house):
        assert queries.looked_since(town.house) is None
    reply(town, tickets[0], f"您好。{MENDED}谢谢。", is_signed=False)
    assert [looked(town, 1) for _ in range(3)] == [1, 1, 0]
    assert findings(town) == {near.pk: (True, False), young.pk: (True, False)}
    assert idle(town) == [("养老金几号发？", False), (LAMPS, True)] and far.pk not in findings(town)
    assert idle(town, town.nobody) == []

    again = said(town, LAMP, days_ago=0.1, phone="13800000003")
    closed(town, again)
    reply(town, again, f"您好。{MENDED}谢谢。")
    with scope.scoped(town.house):
        Ticket.objects.filter(pk=again).update(ended_at=BEGIN + timedelta(minutes=1))
        since = queries.looked_since(town.house)
        assert since == BEGIN - looking.BEGINS
    assert looked(town) == 1
    assert findings(town)[near.pk] == (True, True) and idle(town) == [("养老金几号发？", False)]
    # What stood in a reply once stays so.
    later = said(town, LAMP, days_ago=0.05, phone="13800000004")
    closed(town, later)
    with scope.scoped(town.house):
        Ticket.objects.filter(pk=later).update(ended_at=BEGIN + timedelta(minutes=2))
    assert looked(town) == 1 and findings(town)[near.pk] == (True, True)
    with town.database.connect("superuser") as superuser:
        for table in ("answer_finding", "answer_round"):
            columns = superuser.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]).fetchall()
            assert not [name for (name,) in columns if any(word in name for word in ("reporter", "phone", "ticket", "account"))]


def test_the_night_looks_at_everything_that_ended_and_comes_back_for_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(town)
    for number in range(3):
        closed(town, said(town, LAMP, days_ago=1, phone=f"1380000000{number}"))
    monkeypatch.setattr(looking, "CHUNK", 2)
    house = Actor.system("insight.look_answers_up", town.lanting)
    with scope.scoped(house):
        jobs.look_answers_up(house)
    with scope.scoped(town.house):
        first = AnswerRound.objects.get().until_id
    do_all(town.database)
    with scope.scoped(town.house):
        assert AnswerRound.objects.get().until_id > first


def test_several_questions_are_looked_up_at_once_and_nothing_is_told_to_who_does_not_read_the_base(town: Town) -> None:
    answer(town)
    for actor, found in ((keeper(town), [1, 0, 0]), (town.nobody, [0, 0, 0])):
        with scope.scoped(actor):
            assert [len(each) for each in nearest.for_clerks_each(actor, [LAMP, "", "完全另外一件事"], clock.now())] == found
    with scope.scoped(town.nobody):
        assert nearest.for_search(town.nobody, "路灯", clock.now()) == []
