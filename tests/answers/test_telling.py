"""Whoever answers for an answer hears a month before it ends, once for each version; whoever wrote hears why it was given back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from linli.accounts import actions as accounts
from linli.answers import jobs
from linli.answers.actions import reviewing, sweeping, writing
from linli.answers.queries import answers as queries
from linli.answers.rules.permissions import Permission
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.notices.models import Notice
from linli.org.actions import people
from linli.org.rules.people import PersonWords
from tests import work
from tests.answers.base import LAST, Base


def sweep(base: Base, day: date) -> None:
    house = Actor.system("answers.sweep", base.street.lanting)
    with clock.told_by(lambda: datetime.combine(day, time(2), UTC)), scope.scoped(house):
        jobs.sweep(house)


def notices(base: Base, kind: str = "answer.expires") -> list[Notice]:
    with scope.scoped(base.writer):
        return list(Notice.objects.filter(kind=kind).order_by("pk"))


def hire(base: Base, name: str, login: str) -> Actor:
    """Somebody of the unit who writes answers."""
    system = Actor.system("test", base.street.lanting)
    with scope.scoped(system):
        person = people.create_person(system, words=PersonWords(full_name=name, unit_id=base.unit, kind="staff"))
        hired = accounts.create_account(system, login=login, password="a quiet street", language="en")
        accounts.admit(system, hired.pk, person_id=person.pk, permissions=[Permission.READ, Permission.WRITE])
    return Actor(
        account_id=hired.pk,
        subdistrict_id=base.street.lanting,
        channel=base.writer.channel,
        person_id=person.pk,
        permissions=base.writer.permissions,
    )


def test_the_unit_is_told_once_a_month_before_and_again_of_the_next_version(base: Base) -> None:
    zhou = hire(base, "周敏", "zhou.min")
    answer = base.in_force()

    sweep(base, LAST - timedelta(days=31))
    assert notices(base) == []
    for _ in range(2):
        sweep(base, LAST - timedelta(days=30))

    (told,) = notices(base)
    assert told.account_id == zhou.account_id
    assert told.sentence.startswith("The answer to “外地户籍的骑手怎么参加医保？” expires on 2027-06-30.")
    assert base.street.story(answer)[-1] == "answer.expiry_told"

    with clock.told_by(lambda: datetime(2027, 6, 20, 2, tzinfo=UTC)):
        base.change(answer, valid_until=date(2027, 8, 31))
        base.does(writing.hand_in, answer.pk, seen=base.seen(answer))
        base.review(answer)
    sweep(base, date(2027, 8, 10))
    assert len(notices(base)) == 2


def test_what_was_told_or_renewed_between_look_and_lock_is_left_alone(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    later, gone = base.in_force(), base.in_force(question="另一个问题？")
    base.does(reviewing.withdraw, gone.pk, actor=base.reviewer, seen=base.seen(gone), why="不再需要")
    monkeypatch.setattr(queries, "ids_to_tell", lambda *_: [later.pk, gone.pk])
    sweep(base, LAST - timedelta(days=100))
    assert notices(base) == [] and "answer.expiry_told" not in base.street.story(later)


def test_where_there_are_many_it_comes_back(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 1)
    answers = [base.in_force(question=name) for name in ("甲问题？", "乙问题？")]
    day = LAST - timedelta(days=3)
    with clock.told_by(lambda: datetime.combine(day, time(2), UTC)):
        sweep(base, day)
        assert [base.street.story(each).count("answer.expiry_told") for each in answers] == [1, 0]
        work.do_all(base.street.database)
        assert [base.street.story(each).count("answer.expiry_told") for each in answers] == [1, 1]


def test_whoever_wrote_hears_why_it_was_given_back(base: Base) -> None:
    zhou = hire(base, "周敏", "zhou.min")
    answer = base.does(writing.write_answer, base.words, actor=zhou, is_handed_in=True)
    base.does(reviewing.give_back, answer.pk, actor=base.reviewer, seen=base.seen(answer), why="缺少办理地点")

    (told,) = notices(base, "answer.given_back")
    assert told.account_id == zhou.account_id and told.sentence.endswith("given back to be written again: 缺少办理地点")
