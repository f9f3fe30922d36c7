"""A workbook is read whole, or everything that is wrong with it is said at once, by sheet and row, with the way out."""

import io
from collections.abc import Sequence
from datetime import date

import pytest
from openpyxl import Workbook

from linli.checklists import presets
from linli.checklists.rules.items import ITEMS_AT_MOST, OPTIONS_AT_MOST, Item, ItemKind, Option, checked_body
from linli.checklists.rules.xlsform import Parsed, as_sheets, read
from linli.kernel import burden
from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, read_book

TODAY = date(2026, 11, 23)
Sheet = Sequence[Sequence[object]]
HEAD = ("type", "name", "label", "relevant", "required", "safety", "prefill")


def book(**sheets: Sheet) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def parsed(**sheets: Sheet) -> Parsed:
    return read(read_book(io.BytesIO(book(**sheets)), name="十看.xlsx"), today=TODAY)


def troubles(*rows: Sequence[object], **more: Sheet) -> list[tuple[str, int, str]]:
    found = parsed(survey=[HEAD, *rows], **more)
    assert found.body is None
    assert all(each.place for each in found.troubles)
    return [(each.sheet, each.row, each.sentence) for each in found.troubles]


def test_a_workbook_becomes_items_in_order() -> None:
    found = parsed(
        survey=[
            ["我们的单子"],
            ["type", "name", "label::English (en)", "label::中文 (zh)", "hint::中文 (zh)", "relevant", "safety", "prefill"],
            ["begin group", "g", "Gas", "用气", "", "${uses} = 'yes'"],
            ["look", "alarm", "Alarm", "报警器", "按一下", "${hose} != ''", "是"],
            ["text", "hose", "Hose", "软管", "", "", "", "yes"],
            ["end group"],
            ["select_one yes_no", "uses", "Uses gas?", "用不用气"],
            [],
            ["integer", "seats", "Seats", "座位"],
        ],
        choices=[["list name", "name", "label"], ["yes_no", "yes", "有"], ["yes_no", "no", "没有"]],
        settings=[["form_title", "safety_reason", "safety_until"], ["十看", "", ""]],
    )
    assert (found.troubles, found.title) == ((), "十看")
    assert found.body is not None
    alarm, hose, uses, seats = found.body.items
    assert (alarm.label, alarm.section, alarm.hint, alarm.is_safety) == ("报警器", "用气", "按一下", True)
    assert alarm.show_if == "(${uses} = 'yes') and (${hose} != '')"
    assert (hose.show_if, hose.is_kept) == ("${uses} = 'yes'", True)
    assert [option.label for option in uses.options] == ["有", "没有"]
    assert (uses.section, seats.kind) == ("", ItemKind.NUMBER)


WRONG: list[tuple[list[Sequence[object]], list[int], str]] = [
    ([("look", "a", "甲", "${b}"), ("look", "b", "乙", "${c}"), ("look", "c", "丙", "${a}")], [2], "a → b → c → a"),
    ([("look", "a", "甲", "${a}")], [2], "a → a"),
    ([("look", "a", "甲"), ("look", "b", "乙"), ("text", "a", "丙")], [4], "row 2"),
    ([("barcode", "a", "甲"), ("select_one", "b", "乙")], [2, 3], "select_one LIST"),
    ([("select_one gone", "a", "甲")], [2], "gone"),
    ([("look", "a", "甲", "${b} = 'x'")], [2], "${b}".strip("${}")),
    ([("look", "a", "甲", "${b} is x")], [2], "cannot be read"),
    ([("look", "A 1", "甲")], [2], "A 1"),
    ([("look", "a", "")], [2], "Label"),
    ([("look", "a", "长" * 81)], [2], "81"),
    ([("look", "a", "甲", "", "", "maybe")], [2], "maybe"),
    ([("look", "a", "甲", "", "", "", "yes")], [2], "kept"),
    ([("text", "a", "甲", "", "", "yes", "yes")], [2], "safety"),
    ([("begin_group", "", "组")], [2, 0], "never ends"),
    ([("end_group",)], [2, 0], "never began"),
    ([], [0], "1 to"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "at", "says"), WRONG)
def test_every_trouble_is_named_with_its_row(rows: list[Sequence[object]], at: list[int], says: str) -> None:
    found = troubles(*rows)
    assert [row for _, row, _ in found] in (at, at[:1])
    assert says in found[0][2]


def test_too_many_items_and_choices_are_refused_where_they_begin() -> None:
    rows = [("look", f"a{number}", "甲") for number in range(ITEMS_AT_MOST + 1)]
    assert [row for _, row, _ in troubles(*rows)] == [ITEMS_AT_MOST + 2]
    many = [("long", f"o{number}", "甲") for number in range(OPTIONS_AT_MOST + 1)]
    found = troubles(("select_multiple long", "a", "甲"), choices=[("list_name", "name", "label"), *many])
    assert ("choices", OPTIONS_AT_MOST + 2) in [(sheet, row) for sheet, row, _ in found]


def test_choices_are_looked_at_row_by_row() -> None:
    lists = [("list_name", "name", "label"), ("l", "x", "甲"), ("l", "x", "乙"), ("l", "B!", "丙")]
    found = troubles(("select_one l", "a", "甲"), choices=lists)
    assert [(sheet, row) for sheet, row, _ in found] == [("choices", 3), ("survey", 2)]


def test_a_row_without_a_type_is_left_out_and_a_choice_is_there_once() -> None:
    found = parsed(survey=[HEAD, ("", "x", "说明"), ("look", "a", "甲")])
    assert found.body is not None and [item.name for item in found.body.items] == ["a"]
    twice = Item(name="a", kind=ItemKind.CHOICE, label="甲", options=(Option("x", "甲"), Option("x", "乙")))
    with pytest.raises(Refused) as refused:
        checked_body([twice], None)
    assert refused.value.code == "checklists.name_twice"


def test_a_workbook_without_survey_headings_or_list_of_items_says_so() -> None:
    with pytest.raises(Refused) as refused:
        parsed(sheet1=[HEAD])
    assert refused.value.code == "checklists.no_survey"
    found = parsed(survey=[("what", "why")])
    assert "type, name, label" in found.troubles[0].sentence
    assert parsed(survey=[HEAD, ("look", "a", "=1+1")]).troubles[0].row == 2


@pytest.mark.parametrize("content", [b"", b"type,name,label\nlook,a,b\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_book(io.BytesIO(content), name="a.csv")
    assert refused.value.code.startswith("sheets.")
    with pytest.raises(Refused):
        read_book(io.BytesIO(b"PK" + b"x" * 99), name="a.xlsx", limits=Limits(sent_bytes=50))


WATCHING = ["start", "end", "audit", "geotrace", "start-geopoint", "background-audio", "deviceid", "username"]


@pytest.mark.parametrize("kind", WATCHING)
def test_what_watches_whoever_fills_it_in_is_refused_by_its_rule(kind: str) -> None:
    ((_, row, sentence),) = troubles((kind, "a", "甲"))
    assert row == 2
    assert "Burden guard" in sentence


def test_place_and_photo_are_asked_for_by_a_safety_task_alone() -> None:
    rows = [HEAD, ("image", "sign", "招牌照片", "", "yes", "yes"), ("geopoint", "spot", "位置", "", "", "yes")]
    assert [each.row for each in parsed(survey=rows).troubles] == [2, 3]
    head = ("safety_reason", "safety_until")
    for reason, until in (
        ("台风前看招牌", ""),
        ("台风前看招牌", "2026-11-22"),
        ("台风前看招牌", "2027-06-01"),
        ("", "2026-12-01"),
        ("x", "soon"),
    ):
        found = parsed(survey=rows, settings=[head, (reason, until)])
        assert found.troubles[0].sheet == "settings"
    whole = parsed(survey=rows, settings=[head, ("台风前看招牌", "2026-12-01")])
    assert whole.body is not None
    assert whole.body.task == burden.SafetyTask("台风前看招牌", date(2026, 12, 1))
    # The task does not make it general: an item that is no safety item cannot demand anything.
    plain = [HEAD, ("image", "sign", "招牌照片", "", "yes", "")]
    assert parsed(survey=plain, settings=[head, ("台风前看招牌", "2026-12-01")]).body is None
    # A photo that nobody must take needs no task.
    assert parsed(survey=[HEAD, ("image", "sign", "招牌照片")]).body is not None


@pytest.mark.parametrize("code", presets.PRESETS)
def test_the_templates_of_the_house_are_reminders_and_never_scores(code: str) -> None:
    found = presets.parsed(code)
    assert found.troubles == ()
    assert found.body is not None
    assert found.body.task is None
    assert not any(item.is_required or item.kind is ItemKind.LOCATION for item in found.body.items)
    assert not any(burden.broken_by(text) for item in found.body.items for text in (item.name, item.label, item.hint))
    assert any(item.kind is ItemKind.NOTE for item in found.body.items)


@pytest.mark.parametrize("code", presets.PRESETS)
def test_a_version_taken_away_reads_back_as_the_same(code: str) -> None:
    body = presets.parsed(code).body
    assert body is not None
    again = parsed(**as_sheets("标题", body))
    assert (again.troubles, again.title) == ((), "标题")
    assert again.body == checked_body(body.items, None)
