"""A table that somebody sends is read whole or refused whole, with a sentence that names the row and the way out."""

import csv
import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, Row, read_rows, write_xlsx
from tests.kernel.sheets.files import sheet_xml, with_part, xlsx

SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = ["日期", "名称"]
USUAL = Limits()


def _read(content: bytes, name: str = "table.xlsx", limits: Limits = USUAL) -> list[Row]:
    return read_rows(io.BytesIO(content), name=name, limits=limits)


def _refused(content: bytes, name: str = "table.xlsx", limits: Limits = USUAL) -> Refused:
    with pytest.raises(Refused) as refused:
        _read(content, name, limits)
    assert refused.value.sentence
    return refused.value


def test_a_workbook_comes_out_as_text_with_the_numbers_its_rows_have_on_the_screen() -> None:
    content = xlsx(
        HEADINGS,
        [datetime.fromisoformat("2027-01-01"), " 元旦 "],
        [],
        [date(2027, 2, 6), datetime.fromisoformat("2027-02-06T09:30"), time(9, 0)],
        [13_800_000_000.0, 7, 2.5, True, False, None, None],
    )
    assert _read(content) == [
        Row(1, ("日期", "名称")),
        Row(2, ("2027-01-01", "元旦")),
        Row(4, ("2027-02-06", "2027-02-06 09:30:00", "09:00:00")),
        Row(5, ("13800000000", "7", "2.5", "TRUE", "FALSE")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_comma_separated_text_is_read_in_every_way_office_programs_write_it(encoding: str, separator: str) -> None:
    text = f'\r\n日期{separator}名称\r\n2027-01-01{separator}"元旦{separator}新年""好"""\r\n'
    assert _read(text.encode(encoding), "table.csv") == [Row(2, ("日期", "名称")), Row(3, ("2027-01-01", f'元旦{separator}新年"好"'))]


def test_a_row_inside_quotation_marks_may_have_line_ends_and_counts_once() -> None:
    assert _read('a,b\n"一\n二",三\n四,五\n'.encode(), "t.csv") == [Row(1, ("a", "b")), Row(2, ("一\n二", "三")), Row(3, ("四", "五"))]


def test_what_looks_like_a_formula_in_comma_separated_text_is_only_text() -> None:
    assert _read(b"=1+1,@x\n", "t.csv") == [Row(1, ("=1+1", "@x"))]


def test_a_workbook_is_known_by_its_bytes_whatever_it_is_called() -> None:
    assert _read(xlsx(["甲"]), "table.csv") == [Row(1, ("甲",))]


def test_a_formula_is_refused_with_its_place() -> None:
    refusal = _refused(xlsx(HEADINGS, ["2027-01-01", "=A1"]))
    assert refusal.code == "sheets.formula"
    assert refusal.facts == {"row": 2, "column": "B"}


def test_the_place_is_named_as_on_the_screen_also_beyond_the_26th_column() -> None:
    assert _refused(xlsx([""] * 27 + ["=A1"])).facts["column"] == "AB"


def test_a_cell_that_shows_an_error_is_refused_with_its_place() -> None:
    content = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="3"><c r="B3" t="e"><v>#REF!</v></c></row>'))
    refusal = _refused(content)
    assert refusal.code == "sheets.bad_value"
    assert refusal.facts == {"row": 3, "column": "B"}


def test_letters_that_the_format_writes_as_numbers_are_read_as_letters() -> None:
    content = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0062_</t></is></c></row>'))
    assert _read(content) == [Row(1, ("ab",))]


@pytest.mark.parametrize(("written", "read"), [("_xD83D__xDE00_", "😀"), ("甲_xD800_乙", "甲\ufffd乙"), ("_xDC00__xD800_", "\ufffd\ufffd")])
def test_half_a_letter_written_as_a_number_is_read_as_none(written: str, read: str) -> None:
    content = with_part(xlsx(["甲"]), SHEET, sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{written}</t></is></c></row>'))
    assert _read(content) == [Row(1, (read,))]


def test_nul_written_as_a_number_is_refused_with_its_row() -> None:
    content = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="3"><c r="A3" t="inlineStr"><is><t>a_x0000_</t></is></c></row>'))
    refusal = _refused(content)
    assert (refusal.code, refusal.facts) == ("sheets.nul", {"row": 3})


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "t.csv", "sheets.nothing"),
        (b" ,\n,,\n", "t.csv", "sheets.nothing"),
        (xlsx(), "t.xlsx", "sheets.nothing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "t.xls", "sheets.old_or_locked"),
        (b"PK\x03\x04 and nothing more", "t.xlsx", "sheets.broken"),
        (xlsx(["甲"])[:-400], "t.xlsx", "sheets.broken"),
        (b"%PDF-1.7", "t.xlsx", "sheets.broken"),
        (b"\xff\xff\xff", "t.csv", "sheets.unreadable_text"),
        (b"\xff\xfea", "t.csv", "sheets.unreadable_text"),
        (b"a,b\nc,\x00d\n", "t.csv", "sheets.nul"),
        (b'a,b\nc,"d', "t.csv", "sheets.bad_quotes"),
        (b'a,b\nc,"d"e\n', "t.csv", "sheets.bad_quotes"),
    ],
)
def test_what_is_no_table_is_refused_by_name(content: bytes, name: str, code: str) -> None:
    refusal = _refused(content, name)
    assert refusal.code == code
    assert refusal.facts in ({"name": name}, {"row": 2})


def test_a_workbook_without_sheets_is_nothing() -> None:
    book = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'
    assert _refused(with_part(xlsx(["甲"]), "xl/workbook.xml", book)).code == "sheets.nothing"


def test_a_zip_that_holds_no_workbook_is_refused() -> None:
    assert _refused(with_part(xlsx(["甲"]), "[Content_Types].xml", b"<Types/>")).code == "sheets.broken"


def test_an_archive_locked_with_a_password_is_refused() -> None:
    content = xlsx(["甲"])
    place = content.index(b"PK\x01\x02") + 8
    assert _refused(content[:place] + b"\x01" + content[place + 1 :]).code == "sheets.old_or_locked"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(xlsx(["甲"]), SHEET, sheet_xml(" " * 30_000_000))
    assert len(bomb) < 60_000
    assert _refused(bomb).code == "sheets.unpacks_too_big"


def test_an_archive_of_very_many_parts_is_refused() -> None:
    content = xlsx(["甲"])
    whole = io.BytesIO(content)
    with zipfile.ZipFile(whole, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"part{number}", b"")
    assert _refused(whole.getvalue()).code == "sheets.unpacks_too_big"


def test_entities_that_multiply_are_refused() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&amp;b;</t></is></c></row>'
    )
    assert _refused(with_part(xlsx(["甲"]), SHEET, entities)).code == "sheets.broken"


def test_a_row_that_claims_to_be_the_hundred_thousand_millionth_does_not_keep_anybody_waiting() -> None:
    far = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'))
    assert _refused(far).code == "sheets.too_many_rows"


def test_a_cell_in_the_last_column_there_is_is_too_wide() -> None:
    wide = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="2"><c r="XFD2"><v>1</v></c></row>'))
    refusal = _refused(wide)
    assert refusal.code == "sheets.too_many_columns"
    assert refusal.facts["row"] == 2


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(sent_bytes=8), "sheets.too_big"),
        (Limits(rows=1), "sheets.too_many_rows"),
        (Limits(columns=1), "sheets.too_many_columns"),
    ],
)
def test_the_callers_limits_hold(limits: Limits, code: str) -> None:
    assert _refused(b"a,b\n\nc,d\n", "t.csv", limits).code == code
    assert _read(b"a,b\n\nc,d\n", "t.csv", Limits(sent_bytes=9, rows=2, columns=2))


@settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), damage=st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks_the_page(place: float, damage: bytes) -> None:
    content = xlsx(HEADINGS, [date(2027, 1, 1), "元旦"])
    at = int(place * len(content))
    code = "read"
    try:
        _read(content[:at] + damage + content[at + len(damage) :])
    except Refused as refusal:
        code = refusal.code
    assert code == "read" or code.startswith("sheets.")


@given(
    table=st.lists(
        st.lists(st.text(alphabet="甲乙,;\t\"' \n=a", max_size=6).map(str.strip), min_size=1, max_size=4).filter(lambda row: row[-1] != ""),
        min_size=1,
        max_size=6,
    )
)
def test_what_an_office_program_writes_as_text_comes_back(table: list[list[str]]) -> None:
    written = io.StringIO()
    # The heading settles which separator the file uses, as it does in files that people send.
    csv.writer(written).writerows([["甲", "乙", "丙"], *table])
    assert [list(row.cells) for row in _read(written.getvalue().encode(), "t.csv")[1:]] == table


def test_a_long_number_stays_a_number_without_fraction() -> None:
    phone = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="1"><c r="A1"><v>1.38E10</v></c></row>'))
    assert _read(phone) == [Row(1, ("13800000000",))]


def test_a_cell_that_says_it_is_a_number_and_is_none_is_damage() -> None:
    torn = with_part(xlsx(["甲"]), SHEET, sheet_xml('<row r="1"><c r="A1"><v>half a number</v></c></row>'))
    assert _refused(torn).code == "sheets.broken"


TABLE_CSV = "编号,内容\n1,楼道\n".encode("gb18030")


def packed(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def test_a_zip_with_one_table_is_read_as_that_table() -> None:
    content = packed(**{"导出/工单.CSV": TABLE_CSV, "__MACOSX/导出/._工单.csv": b"\x00", "导出/说明.pdf": b"%PDF", "导出/.b.csv": b"x"})
    assert [row.cells for row in read_rows(io.BytesIO(content), name="导出.zip")] == [("编号", "内容"), ("1", "楼道")]


def test_a_workbook_packed_in_a_zip_is_the_table() -> None:
    book = write_xlsx(["编号", "内容"], [["1", "楼道"]])
    content = packed(**{"导出/": b"", "导出/工单.xlsx": book, "导出/~$工单.xlsx": b"lock"})
    assert [row.cells for row in read_rows(io.BytesIO(content), name="导出.zip")] == [("编号", "内容"), ("1", "楼道")]
    # What lies inside is looked at before it is unpacked in its turn.
    bomb = packed(**{"[Content_Types].xml": b" " * 3_000_000, "xl/worksheets/sheet1.xml": b" " * 30_000_000})
    assert _refused(packed(**{"a.xlsx": bomb}), "t.zip").code == "sheets.unpacks_too_big"
    assert _refused(packed(**{"a.xlsx": book, "b.csv": TABLE_CSV}), "t.zip").code == "sheets.several_tables"
    assert _refused(packed(**{"a.xlsx": b"no workbook"}), "t.zip").code == "sheets.broken"


def test_a_zip_with_several_tables_or_none_is_refused() -> None:
    refusal = _refused(packed(**{"a.csv": TABLE_CSV, "b.csv": TABLE_CSV}), "t.zip")
    assert (refusal.code, refusal.facts["count"]) == ("sheets.several_tables", 2)
    assert _refused(packed(**{"a.pdf": b"%PDF"}), "t.zip").code == "sheets.broken"


def test_a_packed_table_that_is_a_bomb_or_damaged_is_refused() -> None:
    assert _refused(packed(**{"a.csv": b" " * 30_000_000}), "t.zip").code == "sheets.unpacks_too_big"
    content = bytearray(packed(**{"a.csv": bytes(range(256)) * 40}))
    content[60] ^= 0xFF
    assert _refused(bytes(content), "t.zip").code == "sheets.cut_off"
