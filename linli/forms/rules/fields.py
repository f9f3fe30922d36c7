"""The questions of a form: their names, the burden guard over them, and which may be filled in from last time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.forms.rules import likeness
from linli.forms.rules.facts import Fact
from linli.forms.rules.kinds import FIELD_LIMIT, FIELDS_AT_MOST, Subject, Sureness
from linli.forms.rules.likeness import Known
from linli.kernel import burden
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

# What holds for one period, and what has to be looked at each time.
_FRESH: Final = re.compile(
    r"本[月周季年期次日]|当[月日周季年期]|上[月周季年期]|新增|隐患|检查|排查|整改|合格|达标|巡查|走访|走访日期|次数|场次|发现|完成|办结"
)
_ROOM: Final = re.compile(r"情况$|信息$|基本|概况$|内容$")
# Numbers by which a person is found, wherever they were typed.
_NUMBERS_OF_PEOPLE: Final = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_PERSONAL: Final = re.compile(
    r"姓名|电话|手机|联系方式|身份证|证件号|出生|民族|籍贯|学历|住址|联系人|负责人|法人|法定代表人|店主|房东|产权人|业主|经营者"
)
_OF_THINGS: Final = frozenset({Fact.PLACE_POINT, Fact.PLACE_LON, Fact.PLACE_LAT})
_BESIDE: Final = "·"


@dataclass(frozen=True, slots=True)
class Question:
    """A field: the heading above it, if several share one, its name, and the column of the sender's sheet it stands in."""

    name: str
    group: str = ""
    column: int = 0

    @property
    def whole(self) -> str:
        """As one says it."""
        return f"{self.group}{_BESIDE}{self.name}" if self.group else self.name

    @property
    def readings(self) -> tuple[str, ...]:
        """What it may mean: 负责人·电话 is 负责人电话; 基本情况·电话 is 电话."""
        if not self.group:
            return (self.name,)
        return (self.name,) if _ROOM.search(self.group) else (self.group + self.name,)


def from_lines(text: str) -> tuple[Question, ...]:
    """Questions as somebody types them, one a line, a shared heading before a point in the middle."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = []
    for column, line in enumerate(lines):
        group, _, name = line.rpartition(_BESIDE)
        found.append(Question(name.strip(), group.strip(), column))
    return tuple(found)


def checked(questions: Sequence[Question], subject: Subject, task: SafetyTask | None) -> tuple[Question, ...]:
    """The questions as they may be stored; what counts presence, or asks for place or photo in general, is refused by its rule."""
    if not 1 <= len(questions) <= FIELDS_AT_MOST:
        raise Refused("forms.how_many_fields", limit=FIELDS_AT_MOST, number=len(questions))
    word = gettext("Question")
    found = tuple(
        Question(
            clean_text(each.name, field=word, limit=FIELD_LIMIT),
            clean_text(each.group, field=word, limit=FIELD_LIMIT, required=False),
            each.column,
        )
        for each in questions
    )
    seen: set[str] = set()
    for each in found:
        if each.whole in seen:
            raise Refused("forms.field_twice", name=each.whole)
        seen.add(each.whole)
        check_burden(each, subject, task)
    return found


def check_burden(question: Question, subject: Subject, task: SafetyTask | None) -> None:
    """Refuse a question that would make check-ins, places or photos general; where a shop lies is a fact of the shop."""
    burden.check_words(question.whole)
    rule = burden.demand_of(question.whole)
    known = known_as(question, subject)
    is_of_a_thing = known is not None and known.fact in _OF_THINGS and known.sureness is Sureness.SAME
    if rule and not is_of_a_thing:
        burden.check_demand(rule, task, is_safety=True)


def is_for_the_task(question: Question, subject: Subject) -> bool:
    """Whether the question may be asked only as long as the safety task lasts."""
    try:
        check_burden(question, subject, None)
    except Refused:
        return True
    return False


def known_as(question: Question, subject: Subject) -> Known | None:
    """What the house knows of it already."""
    return likeness.first_of(likeness.known_as(each, subject) for each in question.readings)


def compared(one: Question, other: Question, subject: Subject) -> Sureness | None:
    """Whether two questions about the same subject are one."""
    return likeness.compared(one.readings[0], other.readings[0], subject)


def identity_of(question: Question, subject: Subject) -> str:
    """One text for all questions that certainly are the same."""
    return likeness.identity_of(question.readings[0], subject)


def may_repeat(question: Question) -> bool:
    """Whether last time's answer may stand there again: never what is counted anew, never what has to be looked at."""
    return not _FRESH.search(question.whole)


def is_personal(question: Question) -> bool:
    """Whether the answers are about a person: they are compared when they come back, and not kept."""
    return bool(_PERSONAL.search(question.whole))


def holds_number_of_person(value: str) -> bool:
    """Whether somebody wrote a mobile number or an identity number there, whatever was asked."""
    return bool(_NUMBERS_OF_PEOPLE.search(value))


def lines_of(questions: Iterable[Question]) -> str:
    """The questions as one types them."""
    return "\n".join(each.whole for each in questions)


refusals(
    {
        "forms.how_many_fields": gettext_noop(
            "A form asks 1 to {limit} questions, this one has {number}. Leave out what is known already."
        ),
        "forms.field_twice": gettext_noop("The question “{name}” stands there twice. Remove one, or say what is different about it."),
    }
)
