"""A file of answers is taken over whole or not at all, each wrong row with its reason; the same file again brings nothing new."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from linli.answers.actions.importing import import_answers
from linli.answers.models import AnswerVersion
from linli.answers.queries import sheet
from linli.answers.rules.kinds import VersionState
from linli.answers.rules.sheet import HEADINGS, AnswerLine, PlannedAnswer
from linli.kernel import scope
from linli.kernel.sheets import Line, by_heading, read_rows, write_xlsx
from linli.org.rules.imports import Verdict
from tests.answers.base import Base, refuses
from tests.places.street import TODAY

ROW = {
    "问题": "居住证怎么办？",
    "其他问法": "居住证在哪办\n暂住证怎么办",
    "答复": "带身份证和租赁合同到受理中心。",
    "依据": "《居住证暂行条例》",
    "主管单位": "受理中心",
    "对象": "所有人",
    "有效期至": "2027-06-30",
}


def line(number: int = 2, **change: str) -> AnswerLine:
    return AnswerLine(number, {**ROW, **change})


def plan(base: Base, *lines: AnswerLine) -> list[PlannedAnswer]:
    with scope.scoped(base.writer):
        return sheet.plan_import(base.writer, lines, TODAY)


def test_a_file_is_taken_over_to_be_reviewed_by_somebody_else(base: Base) -> None:
    planned: list[PlannedAnswer] = base.does(import_answers, [line(), line(3, 问题="敬老卡怎么领？", 其他问法="", 对象="")])

    assert [row.verdict for row in planned] == [Verdict.NEW, Verdict.NEW]
    with scope.scoped(base.writer):
        first, second = AnswerVersion.objects.select_related("answer").order_by("-audience")
    assert (first.state, first.audience, second.audience) == (VersionState.WAITING, "public", "clerks")
    assert first.wordings == ["居住证在哪办", "暂住证怎么办"] and first.valid_from == TODAY
    assert [row.verdict for row in plan(base, line(), line(3, 问题="敬老卡，怎么领"))] == [Verdict.SAME, Verdict.SAME]
    base.does(import_answers, [line()])
    assert len(base.versions(first.answer)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"主管单位": "没有这个单位"},
        {"主管单位": ""},
        {"有效期至": ""},
        {"有效期至": "明年"},
        {"有效期至": "2020-01-01"},
        {"对象": "某些人"},
        {"依据": " "},
        {"问题": "？！"},
        {"其他问法": "居住证在哪办|。。。"},
        {"链接": "example"},
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_written(base: Base, change: dict[str, str]) -> None:
    lines = [line(问题="可以的一行？"), line(3, **change)]

    good, bad = plan(base, *lines)
    assert (good.verdict, bad.verdict) == (Verdict.NEW, Verdict.REFUSED) and bad.trouble
    assert refuses(lambda: base.does(import_answers, lines)) == "org.file_refused"
    assert plan(base, line(问题="可以的一行？"))[0].verdict is Verdict.NEW


def test_the_same_question_twice_in_a_file_is_refused(base: Base) -> None:
    assert [row.verdict for row in plan(base, line(), line(3, 问题="居住证怎么办"))] == [Verdict.NEW, Verdict.REFUSED]


def test_a_sheet_of_ours_comes_back_though_some_of_it_expired_or_two_ask_the_same(base: Base) -> None:
    base.does(import_answers, [line(), line(3, 问题="敬老卡怎么领？")])
    found = plan(base, line(有效期至="2020-01-01", 主管单位="撤了的单位"), line(3), line(4, 问题="敬老卡怎么领", 依据=""))
    assert [row.verdict for row in found] == [Verdict.SAME, Verdict.SAME, Verdict.SAME]


def test_who_only_reads_takes_nothing_over(base: Base) -> None:
    assert refuses(lambda: base.does(import_answers, [line()], actor=base.reader)) == "kernel.not_allowed"


def test_what_leaves_the_house_comes_back_the_same_and_a_formula_stays_a_text(base: Base) -> None:
    base.in_force(question="=1+1 怎么办？")
    with scope.scoped(base.reader):
        rows = sheet.rows(base.reader)
    content = write_xlsx(list(HEADINGS.values()), rows)

    cell = load_workbook(BytesIO(content)).worksheets[0].cell(2, 1)
    assert cell.value == "=1+1 怎么办？" and cell.data_type == "s"
    found: list[Line] = by_heading(read_rows(BytesIO(content), name="a.xlsx"), list(HEADINGS.values()), [])
    assert [row.verdict for row in plan(base, *(AnswerLine(each.number, each.cells) for each in found))] == [Verdict.SAME]
