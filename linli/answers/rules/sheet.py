"""A spreadsheet of answers, judged row by row against the units and the questions that stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.answers.rules.kinds import Audience
from linli.answers.rules.words import Words, checked
from linli.kernel.errors import Refused, refusals
from linli.org.rules.imports import Verdict
from linli.org.rules.people import parse_day

HEADINGS: Final = {
    "question": "问题",
    "wordings": "其他问法",
    "answer": "答复",
    "source": "依据",
    "link": "链接",
    "unit": "主管单位",
    "item_code": "类别代码",
    "audience": "对象",
    "valid_from": "生效日期",
    "valid_until": "有效期至",
}
REQUIRED_HEADINGS: Final = ("问题", "答复", "依据", "主管单位", "有效期至")
_BETWEEN: Final = re.compile(r"[\n|｜]+")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One row of the file."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """What stands under the heading of that name."""
        return self.cells.get(HEADINGS[name], "").strip()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the texts of a file may mean: units by name and code, and the questions that have an answer already."""

    units: Mapping[str, tuple[UUID, ...]]
    asked: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """What a row would do, or why it cannot."""

    number: int
    cells: Mapping[str, str]
    verdict: Verdict
    words: Words | None = None
    trouble: str = ""


def plan(lines: Sequence[AnswerLine], around: Surroundings) -> list[PlannedAnswer]:
    """Every row with its verdict; a question that has an answer already is left as it stands, so the same file again is all `same`."""
    first: dict[str, int] = {}
    return [_judged(line, around, first.setdefault(one_form(line.cell("question")), line.number)) for line in lines]


def one_form(question: str) -> str:
    """A question as it is compared: without blanks, marks and case."""
    return re.sub(r"[\W_]+", "", question).casefold()


def _judged(line: AnswerLine, around: Surroundings, first: int) -> PlannedAnswer:
    # What stands is left as it is, whatever else the row says: a sheet of ours comes back though some of it expired meanwhile.
    if one_form(line.cell("question")) in around.asked:
        return PlannedAnswer(line.number, line.cells, Verdict.SAME)
    try:
        if first != line.number:
            raise Refused("org.row_twice", text=line.cell("question"), row=first)
        words = checked(_words(line, around), today=around.today)
    except Refused as refusal:
        return PlannedAnswer(line.number, line.cells, Verdict.REFUSED, trouble=refusal.sentence)
    return PlannedAnswer(line.number, line.cells, Verdict.NEW, words)


def _words(line: AnswerLine, around: Surroundings) -> Words:
    units = around.units.get(line.cell("unit"), ())
    if len(units) != 1:
        raise Refused("org.unit_ambiguous" if units else "org.unit_unknown", text=line.cell("unit"))
    return Words(
        question=line.cell("question"),
        wordings=tuple(_BETWEEN.split(line.cell("wordings"))),
        answer=line.cell("answer"),
        source=line.cell("source"),
        link=line.cell("link"),
        unit_id=units[0],
        item_code=line.cell("item_code"),
        audience=Audience.named(line.cell("audience")) if line.cell("audience") else Audience.CLERKS,
        valid_from=_day(line, "valid_from") or around.today,
        valid_until=_until(line),
    )


def _until(line: AnswerLine) -> date:
    found = _day(line, "valid_until")
    if found is None:
        raise Refused("answers.no_end", field=HEADINGS["valid_until"])
    return found


def _day(line: AnswerLine, name: str) -> date | None:
    return parse_day(line.cell(name), field=HEADINGS[name])


refusals({"answers.no_end": gettext_noop("{field}: an answer has an end. Write its last day, as 2027-06-30.")})
