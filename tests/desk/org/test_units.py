"""The pages about units, as a clerk of the organisation uses them."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.kernel.sheets import write_xlsx
from linli.org.models import Unit
from linli.org.rules.units import HEADINGS
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.pages import Page


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


def sheet(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("单位.xlsx", write_xlsx(list(HEADINGS.values()), rows))


def test_a_unit_is_opened_changed_closed_and_opened_again(staff: Staff) -> None:
    clerk = staff.clerk()
    assert "No units yet" in Page(clerk.get(staff.at("units/"))).text
    typed = {"name": "兰亭街道城市运行中心", "short_name": "城运中心", "code": "A1", "kind": "ops_center"}
    where = clerk.post(staff.at("units/new"), typed)["Location"]
    assert "Operations centre" in Page(clerk.get(where)).text
    form = Page(clerk.get(f"{where}edit"))
    assert (form.value("code"), form.value("seen")) == ("A1", "1")
    assert clerk.post(f"{where}edit", {**typed, "address": "兰亭路 1 号", "seen": "1"}).status_code == 303
    assert "兰亭路 1 号" in Page(clerk.get(where)).text
    assert clerk.post(f"{where}edit", {**typed, "seen": "1"}).status_code == 409
    assert clerk.post(f"{where}close").status_code == 303
    assert clerk.post(f"{where}close").status_code == 422
    assert "城运中心" not in Page(clerk.get(staff.at("units/"))).text
    assert "城运中心" in Page(clerk.get(staff.at("units/?closed=1"))).text
    assert clerk.post(f"{where}reopen").status_code == 303
    assert "Unit opened again" in Page(clerk.get(f"{where}journal")).text


def test_what_stands_in_the_way_of_closing_is_said_on_its_page(staff: Staff) -> None:
    unit = staff.unit()
    staff.person("张宁", unit)
    clerk = staff.clerk()
    answer = clerk.post(staff.at(f"units/{unit.pk}/close"))
    assert "cannot be closed yet: one person works there" in Page(clerk.get(answer["Location"])).text


def test_the_tree_shows_who_stands_below_whom_and_how_many_work_there(staff: Staff) -> None:
    top = staff.unit()
    staff.unit("B1", "平安办", parent=top)
    staff.person("张宁", top)
    page = Page(staff.clerk().get(staff.at("units/")))
    assert page.all("span", **{"class": "lv lv-1"})
    assert page.all("a", href=f"/d/lanting/org/people/?unit={top.pk}")
    assert page.inline == []


def test_a_refused_form_comes_back_with_what_was_typed(staff: Staff) -> None:
    staff.unit()
    answer = staff.clerk().post(staff.at("units/new"), {"name": "平安办", "code": "A1", "kind": "office"})
    page = Page(answer)
    assert answer.status_code == 422
    assert "The code A1 belongs to 城运中心" in page.text
    assert page.value("name") == "平安办"
    empty = staff.clerk("li.nana").post(staff.at("units/new"), {"name": "", "code": "", "kind": "office"})
    assert empty.status_code == 422


def test_a_file_is_looked_at_taken_over_and_the_same_again_changes_nothing(staff: Staff) -> None:
    clerk, where = staff.clerk(), staff.at("units/import")
    assert "Look at the rows first" in Page(clerk.get(where)).text
    rows = (["A1", "城市运行中心", "城运中心", "城运中心", "", "021-5550-0100", ""], ["B1", "平安办公室", "平安办", "office", "A1", "", ""])
    rows[0][3] = "ops_center"
    seen = clerk.post(where, {"file": sheet(*rows)})
    page = Page(seen)
    assert "2 new" in page.text
    (table,) = [text for text in page.words if text.startswith("[[")]
    assert staff.count(Unit) == 0
    assert clerk.post(where, {"table": table}).status_code == 303
    assert staff.count(Unit) == 2
    again = Page(clerk.post(where, {"file": sheet(*rows)}))
    assert "2 as they stand" in again.text
    assert "Everything stands already" in again.text


def test_a_file_with_one_bad_row_is_taken_over_not_at_all(staff: Staff) -> None:
    clerk, where = staff.clerk(), staff.at("units/import")
    bad = sheet(
        ["A1", "城运中心", "", "ops_center", "", "", ""],
        ["B1", "平安办", "", "衙门", "A1", "", ""],
        ["C1", "物业", "", "office", "Z9", "", ""],
    )
    page = Page(clerk.post(where, {"file": bad}))
    assert "There is no kind “衙门”" in page.text
    assert "There is no unit “Z9”" in page.text
    assert not [found for found in page.all("button") if found.get("form") == "take-over"]
    (table,) = [text for text in page.words if text.startswith("[[")]
    assert "2 of the rows cannot be" in Page(clerk.post(where, {"table": table})).text
    assert staff.count(Unit) == 0


@pytest.mark.parametrize("table", ["", "{}", "[[1]]", '[[1,["x"]]]', "nonsense"])
def test_a_table_that_no_page_sent_is_no_table(staff: Staff, table: str) -> None:
    answer = staff.clerk().post(staff.at("units/import"), {"table": table})
    assert answer.status_code == 422
    assert staff.count(Unit) == 0


def test_files_that_are_none_are_refused_where_they_were_sent(staff: Staff) -> None:
    clerk, where = staff.clerk(), staff.at("units/import")
    assert "No file came with it" in Page(clerk.post(where, {})).text
    broken = SimpleUploadedFile("单位.xlsx", b"PK\x03\x04 nothing")
    assert clerk.post(where, {"file": broken}).status_code == 422
    long = "[" + ",".join("[1,{}]" for _ in range(2001)) + "]"
    assert clerk.post(where, {"table": long}).status_code == 422


def test_the_units_go_out_as_a_file_that_may_come_back(staff: Staff) -> None:
    staff.unit("B1", "平安办", parent=staff.unit())
    clerk = staff.clerk()
    sent = clerk.get(staff.at("units/export"))
    rows = list(openpyxl.load_workbook(io.BytesIO(sent.content)).active.values)  # type: ignore[union-attr]
    assert [row[0] for row in rows] == ["编号", "A1", "B1"]
    assert rows[2][4] == "A1"
    back = clerk.post(staff.at("units/import"), {"file": SimpleUploadedFile("单位.xlsx", sent.content)})
    assert "2 as they stand" in Page(back).text
    empty = clerk.get(staff.at("units/export?template=1"))
    assert len(list(openpyxl.load_workbook(io.BytesIO(empty.content)).active.values)) == 1  # type: ignore[union-attr]


def test_who_may_only_look_changes_nothing(staff: Staff) -> None:
    unit = staff.unit()
    looker = staff.house.browser("li.jie", may=("org.read",))
    assert looker.get(staff.at("units/")).status_code == looker.get(staff.at(f"units/{unit.pk}/")).status_code == 200
    for address in ("units/new", "units/import", f"units/{unit.pk}/edit"):
        assert looker.get(staff.at(address)).status_code == 403
    assert looker.post(staff.at(f"units/{unit.pk}/close")).status_code == 403
    assert looker.post(staff.at(f"units/{unit.pk}/reopen")).status_code == 403
    nobody = staff.house.browser("gu.wen", may=("notes.read",))
    assert nobody.get(staff.at("units/")).status_code == 403
    assert nobody.get(staff.at(f"units/{unit.pk}/")).status_code == 404
