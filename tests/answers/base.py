"""A street with two units, who writes, reviews and reads answers there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from linli.answers.actions import reviewing, writing
from linli.answers.models import Answer, AnswerVersion
from linli.answers.queries import answers as queries
from linli.answers.queries import nearest
from linli.answers.rules.kinds import Audience
from linli.answers.rules.permissions import Permission
from linli.answers.rules.words import Words
from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.org.actions import units
from linli.org.rules.permissions import Permission as OrgPermission
from linli.org.rules.units import UnitWords
from tests.places.street import NOW, Street

FIRST, LAST = date(2026, 11, 1), date(2027, 6, 30)


class Base:
    """The affairs service centre and the property office, and people who may do more or less with answers."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.writer = street.actor([*Permission, *OrgPermission])
        self.reviewer = street.actor([*Permission, OrgPermission.READ])
        self.reader = street.actor([Permission.READ])
        self.stranger = street.actor([])
        self.westerner = street.actor([], limits={Permission.READ.value: frozenset({street.west})})
        made = street.does(self.writer, units.open_unit, words=UnitWords("shouli", "office", "社区事务受理服务中心", "受理中心", ""))
        self.unit: UUID = made.pk
        self.words = Words(
            question="外地户籍的骑手怎么参加医保？",
            wordings=("送外卖没有单位，能自己交医疗保险吗",),
            answer="可以以灵活就业人员身份办理，带身份证到受理中心登记，次月起享受待遇。",
            source="本街道办事指南第12号",
            unit_id=self.unit,
            item_code="0603",
            audience=Audience.PUBLIC,
            valid_from=FIRST,
            valid_until=LAST,
        )

    def does(self, action: Any, *known: Any, actor: Any = None, **facts: Any) -> Any:
        return self.street.does(actor or self.writer, action, *known, **facts)

    def write(self, *, is_handed_in: bool = False, **facts: Any) -> Answer:
        answer: Answer = self.does(writing.write_answer, replace(self.words, **facts), is_handed_in=is_handed_in)
        return answer

    def in_force(self, **facts: Any) -> Answer:
        """An answer that was written by one and reviewed by another."""
        return self.review(self.write(is_handed_in=True, **facts))

    def review(self, answer: Answer) -> Answer:
        reviewed: Answer = self.does(reviewing.review, answer.pk, actor=self.reviewer, seen=self.seen(answer))
        return reviewed

    def change(self, changed: Answer, actor: Any = None, **facts: Any) -> Answer:
        words = replace(self.words, **facts)
        return self.does(writing.change_answer, changed.pk, actor=actor, seen=self.seen(changed), words=words)  # type: ignore[no-any-return]

    def seen(self, answer: Answer) -> int:
        with scope.scoped(self.writer):
            found: Answer = Answer.objects.get(pk=answer.pk)
            return found.journal_seq

    def versions(self, answer: Answer) -> list[AnswerVersion]:
        with scope.scoped(self.writer):
            return list(queries.versions_of(self.writer, answer))

    def states(self, answer: Answer) -> list[str]:
        """Where each version stands, the latest first."""
        return [version.state for version in self.versions(answer)]

    def offered(self, question: str = "骑手怎么参加医保", actor: Any = None, at: datetime = NOW) -> list[str]:
        """The questions of what a clerk is offered."""
        asks = actor or self.reader
        with clock.told_by(lambda: at), scope.scoped(asks):
            return [each.version.question for each in nearest.for_clerks(asks, question, at)]

    def told_anybody(self, question: str = "骑手怎么参加医保", at: datetime = NOW) -> list[str]:
        with clock.told_by(lambda: at), scope.scoped(self.stranger):
            return [each.version.question for each in nearest.for_anybody(self.stranger, question, at)]


def refuses(wish: Callable[[], object]) -> str:
    """The code with which a wish is refused."""
    with pytest.raises(Refused) as refused:
        wish()
    assert refused.value.sentence
    return refused.value.code
