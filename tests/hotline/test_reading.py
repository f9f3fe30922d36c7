"""Files of theirs as they really come: other encodings, merged cells, formulas, JSON, too big; one bad row is refused alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from linli.hotline.rules.kinds import Incoming
from linli.hotline.rules.mapping import SenderMapping, read_mapping
from linli.hotline.rules.reading import LIMITS, ROWS_AT_MOST, Read, Record, read_file
from linli.kernel.errors import Refused
from tests.hotline.office import xlsx

MAPPING = read_mapping(
    """
[in orders]
number = 编号
words = 内容
phone = 电话
due_at = 截止

[in results]
number = 编号
verdict = 结果
do_again = 重办
note = 说明

[in list]
number = 编号
state = 状态
"""
)
CSV = "编号,内容,电话,截止\nQX1,路灯不亮,10000000001,2026-11-30 17:30\n"


def reads(content: bytes, name: str = "a.csv", mapping: SenderMapping = MAPPING, kind: Incoming | None = None) -> Read:
    return read_file(mapping, content, name=name, kind=kind)


def records(read: Read) -> list[Record]:
    return [each for _, each in read.rows if isinstance(each, Record)]


def troubles(read: Read) -> list[tuple[int, str]]:
    return [(row.number, each.code) for row, each in read.rows if isinstance(each, Refused)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_that_offices_write_is_read(encoding: str) -> None:
    (record,) = records(reads(CSV.encode(encoding)))
    assert (record.number, record.text("words"), record.text("phone")) == ("QX1", "路灯不亮", "10000000001")
    assert record.moments["due_at"].isoformat() == "2026-11-30T17:30:00+08:00"


def test_a_merged_title_is_passed_over_and_merged_numbers_are_named() -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    rows: list[list[Any]] = [["QX1", "路灯不亮", "", ""], ["", "井盖松动", "", ""]]
    book = load_workbook(BytesIO(xlsx(["编号", "内容", "电话", "截止"], rows, title="今日派单")))
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A3:A4")
    written = BytesIO()
    book.save(written)
    read = reads(written.getvalue(), "a.xlsx")
    assert [each.number for each in records(read)] == ["QX1"]
    assert troubles(read) == [(4, "hotline.cell_empty")]


def test_formulas_are_refused_by_row_and_numbers_kept_as_text_are_read() -> None:
    rows: list[list[Any]] = [['="QX1"', "路灯", "", ""], ["QX2", "=1+1", "", ""], ["'QX3", "井盖", "", ""]]
    read = reads(xlsx(["编号", "内容", "电话", "截止"], rows), "a.xlsx")
    assert troubles(read) == [(2, "sheets.formula"), (3, "sheets.formula")]
    assert [each.number for each in records(read)] == ["QX3"]
    assert [each.number for each in records(reads(b"\xef\xbb\xbf" + '编号,内容,电话,截止\n="QX4",=HYPERLINK,,\n'.encode()))] == ["QX4"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",没有编号,,", "hotline.cell_empty"),
        ("QX1,,,", "hotline.cell_empty"),
        ("2.02611E+15,路灯,,", "hotline.bad_number"),
        (f"{'9' * 41},路灯,,", "hotline.bad_number"),
        ("QX1,路灯,,下周五", "hotline.bad_moment"),
        ("QX1,路灯,,0001-01-01T00:00:00+14:00", "calendar.out_of_range"),
        ("QX1,路\x00灯,,", "sheets.nul"),
    ],
)
def test_one_bad_row_is_refused_with_its_column_and_the_rest_stands(row: str, code: str) -> None:
    read = reads(f"编号,内容,电话,截止\n{row}\nQX9,井盖,,2026-11-30T09:30:00Z\n".encode())
    assert troubles(read) == [(2, code)]
    assert [each.number for each in records(read)] == ["QX9"]


def test_the_headings_tell_what_a_file_holds() -> None:
    read = reads("编号,结果,重办,说明\nQX1,实际解决,,\nQX2,not_solved,是,还没修\nQX3,好极了,,\n".encode())
    assert read.kind is Incoming.RESULTS
    first, second = records(read)
    assert (first.codes, second.codes) == ({"verdict": "solved"}, {"verdict": "not_solved", "do_again": "yes"})
    assert troubles(read) == [(4, "hotline.unknown_word")]
    assert reads("编号,状态\nQX1,in_hand\n".encode(), kind=Incoming.LIST).kind is Incoming.LIST
    assert troubles(reads(f"编号,结果,重办,说明\nQX1,实际解决,,{'长' * 2001}\n".encode())) == [(2, "hotline.note_long")]


def test_a_number_twice_with_other_words_is_refused_and_a_repeat_is_not() -> None:
    read = reads("编号,内容,电话,截止\nQX1,路灯,,\nQX1,路灯,,\nQX1,井盖,,\n".encode())
    assert troubles(read) == [(4, "hotline.number_twice")]


def test_json_is_read_like_a_table() -> None:
    said = {
        "code": 0,
        "data": {"list": [{"order": {"编号": "QX1"}, "内容": "路灯", "n": None, "t": [1]}, {"order": {"编号": 20261123}, "内容": "井盖"}]},
    }
    mapping = read_mapping("[in orders]\nnumber = order.编号\nwords = 内容\n")
    read = reads(json.dumps(said, ensure_ascii=False).encode(), "a.json", mapping)
    assert [(each.row, each.number) for each in records(read)] == [(1, "QX1"), (2, "20261123")]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"{", "a.json", "hotline.bad_json"),
        ("路灯".encode("gb18030"), "a.json", "hotline.bad_json"),
        (b"[" * 100_000, "a.json", "hotline.bad_json"),
        (b'{"list": [1, 2]}', "a.json", "hotline.no_list"),
        (json.dumps([{"n": 1}] * (ROWS_AT_MOST + 1)).encode(), "a.json", "sheets.too_many_rows"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "hotline.layout_unclear"),
        (b"", "a.csv", "sheets.nothing"),
        (b"PK\x03\x04 broken", "a.xlsx", "sheets.broken"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        reads(content, name)
    assert refused.value.code == code


def test_what_it_is_said_to_hold_must_be_mapped_and_there() -> None:
    for kind, code in ((Incoming.RETURNS, "hotline.not_mapped"), (Incoming.RESULTS, "hotline.columns_missing")):
        with pytest.raises(Refused) as refused:
            reads(CSV.encode(), kind=kind)
        assert refused.value.code == code


@pytest.mark.parametrize("name", ["big.csv", "big.json"])
def test_two_hundred_megabytes_are_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Refused) as refused:
        reads(path.read_bytes(), name)
    assert refused.value.code == "sheets.too_big"
    assert str(LIMITS.sent_bytes // 1_000_000) in refused.value.sentence
