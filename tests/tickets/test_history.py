"""Tickets of another system, open and closed, become history here: every row accounted for, in no rate, beside what was said there."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from linli.config.importing import read_mapping, read_table, take_over
from linli.kernel import journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.tickets.models import ImportRow, MergeProposal, Ticket
from linli.tickets.queries import imports as queries
from linli.tickets.queries.imports import Totals, totals
from linli.tickets.queries.rates import rates
from linli.tickets.rules.imports import Column, MappingDraft, Stand, restored, stored
from linli.tickets.rules.rates import LeftOut, Rate
from tests import make
from tests.shared import shared_file
from tests.tickets.conftest import LAYOUTS
from tests.tickets.test_import import counts, operator, taken, tickets, written
from tests.tickets.town import Hand, Town

__all__ = ["operator"]

LAYOUT = MappingDraft(
    name="district",
    source="district_platform",
    is_by_number=True,
    point_system="gcj02",
    columns={
        Column.OUTSIDE_NUMBER: "编号",
        Column.WORDS: "内容",
        Column.MATTER: "标题",
        Column.GROUP: "大类",
        Column.CLASS: "小类",
        Column.UNIT: "部门",
        Column.STATE: "状态",
        Column.RECEIVED_AT: "受理",
        Column.TARGET_AT: "截止",
        Column.ENDED_AT: "办结",
        Column.REASON: "意见",
        Column.RETURNS: "退单",
        Column.LON: "经度",
        Column.LAT: "纬度",
    },
    states={"办理中": Stand.OPEN, "已办结": Stand.CLOSED},
    classes={"共享单车": "E0506", "环境": "E0102"},
    other_class="E0199",
)
USUAL = {
    "编号": "Q1",
    "内容": "门口堆着垃圾",
    "标题": "暴露垃圾",
    "大类": "",
    "小类": "",
    "部门": "",
    "状态": "已办结",
    "受理": "2026-10-09 09:00",
    "截止": "2026-10-16 09:00",
    "办结": "2026-10-12 15:00",
    "意见": "已清运",
    "退单": "",
    "经度": "",
    "纬度": "",
}


# No class is found in these words, so nobody leads.
ASKED = {"内容": "想问一下", "标题": "一件事"}


def line(**said: str) -> list[str]:
    return [*{**USUAL, **said}.values()]


def file_of(path: Path, *lines: list[str]) -> Path:
    return written(path / "q.csv", lines, list(USUAL))


def brought(actor: Actor, path: Path, **wish: Any) -> Any:
    return taken(actor, path, **{"mapping": LAYOUT, **wish})


def by_number(town: Town) -> Mapping[str, Ticket]:
    return {each.outside_number: each for each in tickets(town)}


def said_there(town: Town, ticket: Ticket) -> ImportRow:
    with scope.scoped(town.house):
        found: ImportRow = ImportRow.objects.get(ticket_id=ticket.pk)
        return found


def totals_of(actor: Actor, account: Any) -> Totals:
    with scope.scoped(actor):
        return totals(actor, account.run_id)


def test_what_was_closed_there_is_closed_here_with_their_words_beside(town: Town, operator: Actor, tmp_path: Path) -> None:
    account = brought(operator, file_of(tmp_path, line(小类="暴露垃圾", 部门="城管中队")))
    (ticket,) = tickets(town)
    there = said_there(town, ticket)
    assert (ticket.state, ticket.closing_basis, ticket.verified_by_kind, ticket.verdict) == ("closed", "imported", "imported", "explained")
    assert ticket.ended_at == there.their_ended_at == datetime(2026, 10, 12, 7, tzinfo=UTC)
    assert there.their_target_at == datetime(2026, 10, 16, 1, tzinfo=UTC)
    assert (there.their_class, there.their_unit, there.their_state, there.their_reason) == ("暴露垃圾", "城管中队", "已办结", "已清运")
    assert (ticket.item_code, ticket.is_item_set_by_machine, ticket.lead_unit_id) == ("E0102", False, town.units["chengguan"])
    with scope.scoped(town.house):
        (_, told) = journal.story_of(ticket)
    assert json.loads(str(told.facts["there"]))["target_at"] == "2026-10-16T09:00:00+08:00" and "chengguan" not in str(told.facts["there"])
    assert totals_of(operator, account).by_state == {"已办结": 1}


def test_classes_come_by_the_table_then_by_name_and_the_rest_is_the_other_and_said(town: Town, operator: Actor, tmp_path: Path) -> None:
    rows = [
        line(编号="1", 小类="共享单车"),
        line(编号="2", 小类="没见过的", 大类="环境"),
        line(编号="3", 大类="突发事件", 小类="道路积水"),
        line(编号="4", 小类="E0104"),
        line(编号="5", 小类="没见过的", 大类="也没见过"),
        # Four classes are called so: the name alone says nothing.
        line(编号="6", 小类="其他"),
        line(编号="7", 大类="施工管理", 小类="其他"),
        line(编号="8"),
    ]
    account = brought(operator, file_of(tmp_path, *rows))
    assert {number: each.item_code for number, each in by_number(town).items() if number != "8"} == {
        "1": "E0506",
        "2": "E0102",
        "3": "E0406",
        "4": "E0104",
        "5": "E0199",
        "6": "E0199",
        "7": "E0399",
    }
    # Nothing is guessed from the words where the file has a word of its own; without one it is, and marked so.
    assert {number for number, each in by_number(town).items() if each.is_item_set_by_machine} == {"8"}
    found = totals_of(operator, account)
    assert (found.other_class, found.by_class["没见过的"], found.by_group["环境"]) == (2, 2, 1)


def test_a_mapping_to_a_class_that_is_not_there_is_refused_before_anything(town: Town, operator: Actor, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        brought(operator, file_of(tmp_path, line()), mapping=replace(LAYOUT, classes={"树": "C9999"}))
    assert (refused.value.code, refused.value.facts["codes"]) == ("imports.class_unknown", "C9999")
    assert tickets(town) == []


def test_points_come_out_of_their_system_and_what_lies_outside_every_grid_is_kept_and_said(
    town: Town, operator: Actor, tmp_path: Path
) -> None:
    drawer = replace(town.house, permissions=frozenset({"org.read", "org.change_grids"}))
    grid_id = make.grid(drawer, area=box(121.43, 31.23, 121.44, 31.24)).pk
    rows = [
        # 高德 draws the middle of that grid here.
        line(编号="in", 经度="121.43962", 纬度="31.23314"),
        line(编号="out", 经度="-71.0587", 纬度="42.3594"),
        line(编号="none"),
        line(编号="zero", 经度="0", 纬度="0.0"),
        line(编号="half", 经度="121.4"),
        line(编号="wild", 经度="121.4", 纬度="310"),
    ]
    account = brought(operator, file_of(tmp_path, *rows))
    found = by_number(town)
    assert counts(account) == (6, 4, 0, 2)
    assert [refusal.code for _, refusal in account.refused] == ["tickets.point_is_nowhere"] * 2
    inside, outside = found["in"], found["out"]
    assert inside.grid_id == grid_id and inside.lon is not None and abs(inside.lon - 121.435) < 0.0005 and inside.point_system == "gcj02"
    assert (outside.grid_id, outside.lon, outside.lat) == (None, -71.0587, 42.3594)
    assert found["none"].lon is found["zero"].lon is None
    assert (totals_of(operator, account).outside_grids, totals_of(operator, account).without_place) == (1, 2)


def test_their_number_alone_says_which_matter_it_is(town: Town, operator: Actor, tmp_path: Path) -> None:
    assert counts(brought(operator, file_of(tmp_path, line(), line(), line(内容="改了说法")))) == (3, 1, 2, 0)
    # The next month's file says it otherwise, and in another state: no second ticket, and the difference is said.
    later = brought(operator, file_of(tmp_path, line(内容="门口又堆着垃圾", 状态="办理中"), line(编号="", 内容="没有编号")))
    assert (counts(later), later.differing) == ((2, 1, 1, 0), 1)
    # A number that changed is another matter, and proposed as the same.
    changed = brought(operator, file_of(tmp_path, line(编号="Q9")))
    assert counts(changed) == (1, 1, 0, 0)
    with scope.scoped(town.house):
        assert [
            (each.ticket.outside_number, each.into.outside_number)
            for each in MergeProposal.objects.filter(decided_at__isnull=True).select_related("ticket", "into")
        ] == [("Q9", "Q1")]


BAD: list[tuple[Mapping[str, str], str]] = [
    ({"状态": "天晓得"}, "imports.state_unknown"),
    ({"办结": "2026-10-08 09:00"}, "imports.answered_before"),
    ({"截止": "大概下周"}, "imports.bad_moment"),
    ({"退单": "1001"}, "imports.bad_count"),
    ({"小类": "长" * 101}, "kernel.too_long"),
    ({"意见": "长" * 2_001}, "kernel.too_long"),
    ({"状态": "办理中", "办结": "", "截止": "2026-10-08 09:00"}, "imports.target_before"),
]


def test_a_row_that_cannot_be_is_refused_by_itself_with_its_column(town: Town, operator: Actor, tmp_path: Path) -> None:
    rows = [line(编号=str(place), **said) for place, (said, _) in enumerate(BAD)]
    account = brought(operator, file_of(tmp_path, *rows, line(编号="good")), is_standing=True)
    assert [refusal.code for _, refusal in account.refused] == [code for _, code in BAD]
    assert "天晓得" in account.refused[0][1].sentence and "状态" in account.refused[0][1].sentence
    assert counts(account) == (8, 1, 0, 7)


def test_as_it_stands_what_is_open_there_is_open_here_until_their_target(town: Town, operator: Actor, tmp_path: Path, hand: Hand) -> None:
    rows = [
        line(编号="late", 状态="办理中", 办结="", 退单="2", 部门="城管中队"),
        line(**ASKED, 编号="soon", 状态="办理中", 办结="", 截止="2026-11-30 17:00"),
        line(**ASKED, 编号="untold", 状态="办理中", 办结="", 截止="", 受理="2026-11-20 09:00"),
        line(编号="over"),
        line(**ASKED, 编号="stateless", 状态="", 办结=""),
    ]
    account = brought(operator, file_of(tmp_path, *rows), is_standing=True)
    found = by_number(town)
    assert {number: each.state for number, each in found.items()} == {
        "late": "dispatched",
        "soon": "received",
        "untold": "received",
        "over": "closed",
        "stateless": "received",
    }
    late = found["late"]
    assert (late.received_at, late.dispatched_at, late.returns) == (datetime(2026, 10, 9, 1, tzinfo=UTC), hand.now, 2)
    assert (late.due_kind, late.due_at) == ("overall", datetime(2026, 10, 16, 1, tzinfo=UTC))
    whole = {number: next(row for row in town.clocks(each.pk) if row.kind == "overall") for number, each in found.items()}
    assert whole["soon"].due_at == datetime(2026, 11, 30, 9, tzinfo=UTC) and whole["soon"].derivation is None
    # Without a target of theirs our own plan counts, since it came in there.
    assert whole["untold"].start_at == found["untold"].received_at and whole["untold"].derivation is not None
    # What we owe ourselves begins now.
    assert all(row.start_at == hand.now for row in town.clocks(found["soon"].pk) if row.kind != "overall")
    assert totals_of(operator, account).open == 4


def test_as_history_what_is_open_there_is_over_as_not_solved_and_said(town: Town, operator: Actor, tmp_path: Path) -> None:
    account = brought(operator, file_of(tmp_path, line(状态="办理中", 办结="")))
    (ticket,) = tickets(town)
    assert (ticket.state, ticket.verdict, ticket.due_at) == ("closed", "not_solved", None)
    assert totals_of(operator, account).open == 1


def test_imported_closings_are_in_no_rate(town: Town, operator: Actor, tmp_path: Path, hand: Hand) -> None:
    rows = [line(编号=str(number), 退单="1", 办结="2026-10-20 15:00" if number % 2 else USUAL["办结"]) for number in range(6)]
    brought(operator, file_of(tmp_path, *rows))
    with scope.scoped(town.centre):
        found = rates(town.centre, hand.now - timedelta(days=90), hand.now)
    assert set(found) == set(Rate)
    for rate, figure in found.items():
        assert (int(figure.numerator), figure.denominator) == (0, 0), rate
        assert figure.left_out == {LeftOut.IMPORTED: 6}, rate


def test_what_is_open_here_and_closed_by_us_is_in_the_rates(town: Town, operator: Actor, tmp_path: Path, hand: Hand) -> None:
    brought(operator, file_of(tmp_path, line(状态="办理中", 办结="", 截止="2026-10-16 09:00")), is_standing=True)
    with scope.scoped(town.centre):
        found = rates(town.centre, hand.now - timedelta(days=90), hand.now)
    assert (int(found[Rate.ON_TIME].numerator), found[Rate.ON_TIME].denominator) == (0, 1)
    assert LeftOut.IMPORTED not in found[Rate.ON_TIME].left_out


def test_a_file_that_was_broken_off_ends_the_same(town: Town, operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.config.importing.CHUNK", 20)
    path = file_of(tmp_path, *(line(编号=str(number), 内容=f"第{number}件") for number in range(50)), line(编号="bad", 状态="？"))

    def break_off(place: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brought(operator, path, after_chunk=break_off)
    assert 20 <= len(tickets(town)) <= 40
    assert counts(brought(operator, path)) == (51, 50, 0, 1)
    assert counts(brought(operator, path)) == (51, 0, 50, 1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"point_system": "moon"}, "org.unknown_system"),
        ({"columns": {"words": "a"}}, "imports.no_number_column"),
        ({"states": {}}, "imports.states_unsaid"),
        ({"classes": {"": "E01"}}, "imports.tables_too_long"),
        ({"classes": {"a": "E" * 41}}, "imports.tables_too_long"),
        ({"states": {"a": "perhaps"}}, "imports.mapping_incomplete"),
        ({"classes": []}, "imports.mapping_incomplete"),
    ],
)
def test_a_mapping_whose_tables_cannot_be_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        restored("a", "hotline", {**stored(LAYOUT), **changed})
    assert refused.value.code == code and refused.value.sentence


def test_a_mapping_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    assert restored("district", "district_platform", stored(LAYOUT)) == LAYOUT
    path = tmp_path / "district.json"
    path.write_text(json.dumps({"source": "district_platform", **stored(LAYOUT)}), encoding="utf-8")
    assert read_mapping(path) == LAYOUT
    for content in ("[]", "{", "{}"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(Refused, match="cannot be used"):
            read_mapping(path)


def test_the_district_export_that_comes_along_is_read(town: Town, operator: Actor, tmp_path: Path) -> None:
    layout = queries.preset("district_export")
    usual = dict.fromkeys(layout.columns.values(), "")
    rows = [
        {
            **usual,
            "工单编号": "A1",
            "问题描述": "垃圾",
            "工单状态": "处置中",
            "受理时间": "2026/11/2 9:05",
            "处置截止时间": "2026/11/9 9:05",
        },
        {**usual, "工单编号": "A2", "问题描述": "垃圾", "工单状态": "已结案", "受理时间": "2026年11月2日 09:05", "办结时间": "2026-11-03"},
    ]
    text = io.StringIO()
    csv.writer(text).writerows([list(usual), *(list(each.values()) for each in rows)])
    path = tmp_path / "区平台导出.csv"
    path.write_bytes(text.getvalue().encode("gb18030"))
    account = taken(operator, path, is_standing=True)
    assert counts(account) == (2, 2, 0, 0)
    assert {number: each.state for number, each in by_number(town).items()} == {"A1": "received", "A2": "closed"}


def test_the_requests_of_another_city_add_up(town: Town, operator: Actor, tmp_path: Path) -> None:
    """A thousand of the real rows, counted by nothing of ours; the whole file is the bench `history`."""
    import pandas

    with zipfile.ZipFile(shared_file("requests311/boston_2011h2.zip")) as packed:
        text = packed.read(packed.namelist()[0]).decode()
    # Far apart in the file, so that every reason and both states are there.
    rows = list(csv.reader(io.StringIO(text, newline="")))
    path = tmp_path / "requests.zip"
    sample = io.StringIO()
    csv.writer(sample).writerows([rows[0], *rows[1::58]])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as again:
        again.writestr("some/requests.csv", sample.getvalue())
        again.writestr("__MACOSX/some/._requests.csv", b"\x00")
    # Counted by a program that knows nothing of ours.
    theirs = pandas.read_csv(io.StringIO(sample.getvalue(), newline=""), dtype=str, keep_default_na=False)

    account = take_over(operator, read_table(operator, path, mapping=read_mapping(LAYOUTS / "boston_311.json")))
    assert counts(account) == (len(theirs), len(theirs), 0, 0) and len(theirs) == 1_005
    found = totals_of(operator, account)
    assert found.by_group == theirs["reason"].value_counts().to_dict()
    assert found.by_class == theirs["type"].value_counts().to_dict()
    assert found.by_state == theirs["case_status"].value_counts().to_dict()
    assert found.outside_grids == len(theirs) and found.open == found.by_state["Open"]
    assert found.over_late == ((theirs["closed_dt"] > theirs["target_dt"]) & (theirs["target_dt"] > "")).sum()
