"""A packed file, and a file whose bad rows come beside the good ones, each with its reason."""

import gzip
import io

import pytest

from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, Row, read_rows
from tests.kernel.sheets.files import sheet_xml, with_part, xlsx

TABLE = "甲,乙\n一,二\n".encode()
READ = [Row(1, ("甲", "乙")), Row(2, ("一", "二"))]


def _refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        read_rows(io.BytesIO(content), name="t.csv.gz", limits=limits or Limits())
    assert refused.value.sentence
    return refused.value.code


def test_a_packed_file_is_unpacked_all_its_parts_one_after_the_other() -> None:
    assert read_rows(io.BytesIO(gzip.compress(TABLE)), name="t.csv.gz") == READ
    assert read_rows(io.BytesIO(gzip.compress(TABLE[:9]) + gzip.compress(TABLE[9:])), name="t.csv.gz") == READ
    assert read_rows(io.BytesIO(gzip.compress(xlsx(["甲", "乙"], ["一", "二"]))), name="t.xlsx.gz") == READ


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_one_that_was_cut_off_is_refused_whole(kept: float) -> None:
    packed = gzip.compress(TABLE * 500)
    assert _refused(packed[: int(len(packed) * kept)]) == "sheets.cut_off"
    assert _refused(packed[:-1]) == "sheets.cut_off"
    assert _refused(packed[:20] + b"\xff\xff\xff" + packed[23:]) == "sheets.cut_off"


def test_a_bomb_is_not_unpacked() -> None:
    assert _refused(gzip.compress(bytes(2_000_000)), Limits(unpacked_bytes=1_000_000)) == "sheets.unpacks_too_big"


def test_bad_rows_come_with_their_trouble_and_the_others_stand() -> None:
    rows = read_rows(io.BytesIO(b"a,b\nc,\x00d\n\x00\ne,f\n"), name="t.csv", keep_bad=True)
    assert [(row.number, row.cells, row.trouble and row.trouble.code) for row in rows] == [
        (1, ("a", "b"), None),
        (2, ("c", "d"), "sheets.nul"),
        (3, (), "sheets.nul"),
        (4, ("e", "f"), None),
    ]


def test_a_formula_spoils_its_row_alone() -> None:
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#REF!</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    content = with_part(xlsx(["甲"]), "xl/worksheets/sheet1.xml", sheet_xml(cells))
    first, second = read_rows(io.BytesIO(content), name="t.xlsx", keep_bad=True)
    assert (first.cells, first.trouble and first.trouble.code, second) == ((), "sheets.formula", Row(2, ("7",)))
    with pytest.raises(Refused, match="A"):
        read_rows(io.BytesIO(content), name="t.xlsx")
