"""The sender's own sheet leaves with what is known in it, and what comes back is kept, compared, and used the next time."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from linli.forms.actions import filling, questions
from linli.forms.models import FormAnswer
from linli.forms.queries import known, sheets
from linli.forms.rules.kinds import Frequency, Subject
from linli.forms.rules.periods import period_before, period_of
from linli.kernel import clock, journal, scope
from linli.kernel.errors import NotFound
from linli.kernel.sheets import write_xlsx
from linli.org.actions import duties, people
from linli.org.rules.people import PersonWords
from linli.places.actions import contacts, papers
from linli.places.actions.papers import PaperDraft
from linli.places.rules.kinds import PaperKind
from linli.places.rules.words import ContactWords
from tests.forms.registry import NOVEMBER, Registry, refuses
from tests.places.street import TODAY

HEADS = ["序号", "商铺名称", "经营地址", "所属网格", "姓名", "电话", "经营面积", "本月隐患数"]
CLAUSE = {"personal_basis": "第三十条：登记负责人及联系方式"}
MONTHLY = Frequency.MONTHLY


def answered(*rows: tuple[str, ...]) -> bytes:
    upper = ["序号", "商铺名称", "经营地址", "所属网格", "负责人", "", "经营面积", "本月隐患数"]
    return write_xlsx(upper, [["", "", "", "", "姓名", "电话", "", ""], *rows])


def test_everything_known_stands_in_the_senders_order_and_the_rest_is_open(registry: Registry) -> None:
    form = registry.on_the_list()

    rows = registry.sheet(form)

    assert rows[0] == ["序号", "商铺名称", "经营地址", "所属网格", "负责人", None, "经营面积", "本月隐患数"]
    assert rows[1] == [None, None, None, None, "姓名", "电话", None, None]
    assert [row[:4] for row in rows[2:]] == [
        [1, "冒菜馆", "岚皋西路1号", "西网格"],
        [2, "面馆", "岚皋西路2号", "西网格"],
        [3, "面馆", "岚皋东路1号", "东网格"],
    ]
    assert all(row[4:] == [None] * 4 or row[4:] == [""] * 4 for row in rows[2:])
    (told,) = [entry for entry in entries(registry, form) if entry.verb == "form.filled_in"]
    assert told.facts["rows"] == 3 and told.facts["known"] == 12 and told.facts["personal"] == 0 and told.facts["purpose"] == "月度报送"


def entries(registry: Registry, form: Any) -> list[Any]:
    with scope.scoped(registry.proposer):
        return list(journal.story_of(type(form).objects.get(pk=form.pk)))


def test_the_senders_own_titles_and_merged_headings_come_back_with_a_watermark(registry: Registry) -> None:
    form = registry.propose(lines="")
    sheet = "餐饮单位台账,,\n序号,场所,\n,名称,地址\n".encode("gb18030")
    registry.street.does(registry.proposer, questions.read_fields, form.pk, seen=registry.seen(form), name="x.csv", content=BytesIO(sheet))
    registry.admit(form)

    taken = registry.street.does(registry.proposer, filling.take_away, form.pk, period=NOVEMBER, purpose="上报区局")
    book = load_workbook(BytesIO(taken.content))
    first = book.worksheets[0]

    assert taken.name == "餐饮场所台账-2026-11.xlsx"
    assert {str(each) for each in first.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    assert first["A1"].value == "餐饮单位台账" and first["B3"].value == "名称" and first["C3"].value == "地址"
    footer: Any = first.oddFooter
    assert "上报区局" in footer.center.text
    assert any("上报区局" in str(row[0].value) for row in book.worksheets[1].iter_rows())


def test_names_and_phones_leave_only_when_the_ground_names_them(registry: Registry) -> None:
    contact = registry.street.does(
        registry.proposer, contacts.add_contact, registry.west[0].pk, ContactWords(full_name="林海", phone="13800000000")
    )
    plain = registry.on_the_list()
    assert refuses(lambda: registry.sheet(plain, with_people=True)) == "forms.ground_names_nobody"

    form = registry.on_the_list(name="有依据的", **CLAUSE)
    assert registry.sheet(form)[2][4:6] in ([None, None], ["", ""])
    assert refuses(lambda: registry.sheet(form, registry.approver, with_people=True)) == "kernel.not_allowed"
    assert registry.sheet(form, with_people=True, purpose="消防督查")[2][4:6] == ["林海", "13800000000"]

    assert entries(registry, contact)[-1].verb == "contact.revealed" and entries(registry, contact)[-1].facts["why"] == "消防督查"
    assert entries(registry, form)[-1].facts["personal"] == 2
    registry.street.does(registry.proposer, contacts.ask_for_none, contact.pk, is_on=True)
    assert registry.sheet(form, with_people=True, purpose="消防督查")[2][4:6] == [None, None]


def test_what_came_back_is_kept_compared_and_filled_in_the_next_time(registry: Registry) -> None:
    form = registry.on_the_list()

    back = registry.bring(
        form,
        answered(
            ("1", "冒菜馆", "岚皋西路1号甲", "西网格", "林海", "13800000000", "80", "2"),
            ("2", "面馆", "岚皋东路1号", "东网格", "", "", "60", "0"),
            ("", "", "", "", "", "", "", ""),
        ),
    )

    assert (back.rows, back.refused, back.left_out) == (2, 0, 2)
    kept = registry.answers(form)[registry.west[0].pk]
    assert kept == {
        "序号": "1",
        "商铺名称": "冒菜馆",
        "经营地址": "岚皋西路1号甲",
        "所属网格": "西网格",
        "经营面积": "80",
        "本月隐患数": "2",
    }
    with scope.scoped(registry.proposer):
        found = sheets.differences(registry.proposer, back)
    assert [(each.target.name, each.question, each.known, each.answer, each.is_news) for each in found] == [
        ("冒菜馆", "经营地址", "岚皋西路1号", "岚皋西路1号甲", False)
    ]
    assert [row[6] for row in registry.sheet(form, registry.westerner)[2:]] == ["80", None]
    december = period_of(MONTHLY, date(2026, 12, 5))
    rows = registry.sheet(form, period=december)
    # Area stays; what is counted each month does not.
    assert [row[6] or "" for row in rows[2:]] == ["80", "", "60"] and {row[7] or "" for row in rows[2:]} == {""}
    assert [row[7] or "" for row in registry.sheet(form)[2:]] == ["2", "", "0"]


def test_a_sheet_sent_twice_replaces_what_it_said(registry: Registry) -> None:
    form = registry.on_the_list()
    for area in ("80", "90"):
        registry.bring(form, answered(("1", "冒菜馆", "", "", "", "", area, "")))
    assert registry.answers(form)[registry.west[0].pk]["经营面积"] == "90"
    with scope.scoped(registry.proposer):
        assert FormAnswer.objects.filter(form=form).count() == 1


def test_rows_that_fit_nowhere_say_why_and_the_others_stand(registry: Registry) -> None:
    form = registry.on_the_list()
    long = "长" * 501

    back = registry.bring(
        form,
        answered(
            ("1", "咖啡馆", "", "", "", "", "1", ""),
            ("2", "面馆", "", "", "", "", "2", ""),
            ("3", "冒菜馆", "", "", "", "", "3", ""),
            ("4", "冒菜馆", "", "", "", "", "4", ""),
            ("5", "面馆", "岚皋西路2号", "", "", "", long, ""),
        ),
    )

    assert back.rows == 1 and registry.answers(form)[registry.west[0].pk]["经营面积"] == "3"
    assert [(number, code) for number, code, _facts in back.troubles] == [
        (3, "forms.row_of_nobody"),
        (4, "forms.row_of_several"),
        (6, "forms.row_twice"),
        (7, "kernel.too_long"),
    ]


def test_columns_that_are_missing_or_strange_are_told(registry: Registry) -> None:
    form = registry.on_the_list("商铺名称\n经营面积")
    assert refuses(lambda: registry.bring(form, "商铺名称\n冒菜馆\n".encode(), name="x.csv")) == "forms.columns_missing"
    back = registry.bring(form, "商铺名称,满意度,经营面积\n冒菜馆,好,80\n".encode("gb18030"), name="x.csv")
    assert back.strangers == ["满意度"] and registry.answers(form)[registry.west[0].pk] == {"商铺名称": "冒菜馆", "经营面积": "80"}


def test_a_formula_that_came_back_is_refused_with_its_row(registry: Registry) -> None:
    from openpyxl import Workbook

    form, book, written = registry.on_the_list("商铺名称\n经营面积"), Workbook(), BytesIO()
    for row in (["商铺名称", "经营面积"], ["冒菜馆", "=40+40"], ["面馆", "x"]):
        book.worksheets[0].append(row)
    book.save(written)

    back = registry.bring(form, written.getvalue())

    assert [code for _number, code, _facts in back.troubles] == ["sheets.formula", "forms.row_of_several"] and back.rows == 0


def test_numbers_of_persons_are_not_kept_wherever_they_were_written(registry: Registry) -> None:
    form = registry.on_the_list("商铺名称\n备注")
    back = registry.bring(form, "商铺名称,备注\n冒菜馆,找林先生13800000000\n".encode(), name="x.csv")
    assert back.left_out == 1 and registry.answers(form)[registry.west[0].pk] == {"商铺名称": "冒菜馆"}


def test_what_another_form_was_told_fills_this_one(registry: Registry) -> None:
    first = registry.on_the_list("商铺名称\n经营面积")
    registry.bring(first, "商铺名称,经营面积\n冒菜馆,80\n".encode(), name="x.csv")
    second = registry.propose("店名\n营业面积", name="另一张")
    registry.confirm(second, registry.field(second, "店名").field, "fact:place_name")
    registry.confirm(second, registry.field(second, "营业面积").field, f"field:{registry.field(first, '经营面积').field.pk}")
    registry.admit(second)

    assert registry.sheet(second)[1:] == [["冒菜馆", "80"], ["面馆", None], ["面馆", None]]


def test_without_a_name_rows_cannot_be_told_apart(registry: Registry) -> None:
    form = registry.admit(registry.propose("商铺名称\n经营面积"))
    assert refuses(lambda: registry.bring(form, "商铺名称,经营面积\n冒菜馆,80\n".encode(), name="x.csv")) == "forms.rows_have_no_name"


def test_who_fills_for_some_grids_gets_their_rows_only(registry: Registry) -> None:
    form = registry.on_the_list("商铺名称\n经营面积")
    assert [row[0] for row in registry.sheet(form, registry.westerner)[1:]] == ["冒菜馆", "面馆"]
    back = registry.bring(form, "商铺名称,经营面积\n面馆,60\n".encode(), registry.westerner, name="x.csv")
    assert back.rows == 1 and set(registry.answers(form)) == {registry.west[1].pk}
    assert refuses(lambda: registry.sheet(form, registry.reader)) == "kernel.not_allowed"
    with pytest.raises(NotFound):
        registry.sheet(form, registry.street.nobody)
    east = registry.on_the_list("商铺名称", name="东网格台账", grid_ids=frozenset({registry.street.east}))
    assert [row[0] for row in registry.sheet(east)[1:]] == ["面馆"]
    assert refuses(lambda: registry.sheet(east, registry.westerner)) == "forms.no_rows"


def test_a_form_that_asks_for_nobody_takes_nobody_along(registry: Registry) -> None:
    form = registry.on_the_list("商铺名称", **CLAUSE)
    assert len(registry.sheet(form, with_people=True)) == 4
    assert entries(registry, form)[-1].facts["personal"] == 0


def test_a_sheet_has_only_so_many_rows(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    form = registry.on_the_list("商铺名称")
    monkeypatch.setattr(known, "ROWS_AT_MOST", 2)
    assert refuses(lambda: registry.sheet(form)) == "forms.too_many_rows"


def test_only_a_form_on_the_list_is_filled(registry: Registry) -> None:
    form = registry.propose()
    assert refuses(lambda: registry.sheet(form)) == "forms.not_on_the_list"
    assert refuses(lambda: registry.bring(form, b"x")) == "forms.not_on_the_list"
    admitted = registry.admit(form)
    assert refuses(lambda: registry.sheet(admitted, purpose="x")) == "personal.reason_needed"


def test_a_form_about_grids_counts_what_stands_in_them(registry: Registry) -> None:
    asked = "网格名称 网格编号 网格类型 上级网格 街道名称 填报日期 商铺数 餐饮店数 场所总数 网格数 走访次数 工单数 办结数 网格员 网格员电话"
    lines = "\n".join(asked.split())
    form = registry.on_the_list(lines, subject=Subject.GRID, kinds=frozenset({"comprehensive"}))
    chief = registry.proposer
    with scope.scoped(chief):
        zhang = people.create_person(
            chief, words=PersonWords(full_name="张兰", unit_id=registry.unit, kind="staff", work_phone="021-5550-0101")
        )
        role = duties.lay_default_roles(chief)[0]
        duties.give_duty(chief, duties.DutyDraft(grid_id=registry.street.west, role_id=role.pk, person_id=zhang.pk, valid_from=clock.now()))

    rows = registry.sheet(form)[1:]

    assert rows[0] == [*("西网格", "Z1", "综合网格", None, "兰亭街道", TODAY.isoformat()), *(0, 2, 2, 0, 0, 0, 0), "张兰", "021-5550-0101"]
    assert rows[1][:2] == ["东网格", "Z2"] and rows[1][6:9] == [0, 1, 1] and rows[1][13] is None
    back = registry.bring(form, "、".join(lines.splitlines()).replace("、", ",").encode() + "\n西网格,Z1,,,,,0,3\n".encode(), name="x.csv")
    with scope.scoped(chief):
        found = sheets.differences(chief, back)
    assert [(each.question, each.known, each.answer) for each in found] == [("餐饮店数", "2", "3")]


def test_a_form_about_the_subdistrict_has_one_row(registry: Registry) -> None:
    form = registry.on_the_list("街道名称\n餐饮店数\n网格数\n走访次数\n特别说明", subject=Subject.STREET, kinds=frozenset())
    assert registry.sheet(form)[1:] == [["兰亭街道", 3, 2, 0, None]]
    registry.bring(form, "街道名称,餐饮店数,网格数,走访次数,特别说明\n兰亭街道,3,2,0,无\n".encode(), name="x.csv")
    assert registry.sheet(form)[1][4] == "无"
    assert registry.answers(form)[None]["特别说明"] == "无"
    assert refuses(lambda: registry.sheet(form, registry.westerner)) == "kernel.not_allowed"


def test_every_fact_about_a_place_is_read(registry: Registry) -> None:
    for title, number in [("营业执照", "91310000MA0000001X"), ("食品经营许可证", "JY23101000000001")]:
        draft = PaperDraft(kind=PaperKind.LICENCE, title=title, number=number)
        registry.street.does(registry.proposer, papers.add_paper, registry.west[0].pk, draft)
    form = registry.on_the_list(
        "店名\n业态\n经营状态\n开业日期\n经纬度\n经度\n纬度\n统一社会信用代码\n食品经营许可证号\n最近走访日期\n所属网格"
    )

    row = registry.sheet(form)[1]

    assert row == [
        *("冒菜馆", "餐饮", "运营中", TODAY.isoformat(), "121.402000,31.202000", "121.402000", "31.202000"),
        *("91310000MA0000001X", "JY23101000000001", None, "西网格"),
    ]


def test_what_a_safety_task_asked_is_closed_when_it_is_over(registry: Registry) -> None:
    form = registry.propose("商铺名称\n现场照片", task_reason="防台风", task_until=date(2026, 12, 1))
    registry.confirm(form, registry.field(form, "商铺名称").field, "fact:place_name")
    registry.admit(form)
    assert registry.sheet(form)[1] == ["冒菜馆", None]
    with clock.told_by(lambda: clock_at(date(2026, 12, 2))):
        assert registry.sheet(form)[1] == ["冒菜馆", "不再填报"]


def clock_at(day: date) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(2), UTC)


def test_the_period_before_may_still_be_brought(registry: Registry) -> None:
    form, october = registry.on_the_list("商铺名称\n本月隐患数"), period_before(MONTHLY, NOVEMBER)
    registry.bring(form, "商铺名称,本月隐患数\n冒菜馆,5\n".encode(), period=october, name="x.csv")
    assert registry.sheet(form)[1] == ["冒菜馆", None]
    assert registry.sheet(form, period=october)[1] == ["冒菜馆", "5"]
