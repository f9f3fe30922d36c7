"""Catalogue, duty list and sources at the desk: looked at, imported, tried, changed, and closed to who may not."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.sheets import read_rows, write_xlsx
from linli.tickets.actions import catalogue, dispatch
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import CatalogueVersion, DutyLine, TicketSource
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dry_run
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.sources import PRESET
from tests import make
from tests.desk.pages import Page
from tests.desk.test_query_counts import statements
from tests.desk.tickets.office import Office
from tests.shared import shared_file

BIKE, HEAP = "E0506", "E2101"
ALL = ("catalogue.read", "catalogue.change", "duty_list.change", "duty_list.propose", "tickets.read")
BOOK = "/d/lanting/tickets/"


@pytest.fixture
def chief(office: Office) -> Client:
    return office.house.browser("chief", may=ALL)


@pytest.fixture
def looker(office: Office) -> Client:
    return office.house.browser("looker", may=("catalogue.read",))


@pytest.fixture
def laid(office: Office) -> DutyLine:
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
        return dispatch.add_line(office.me, LineDraft(class_code=BIKE, unit_id=office.units["chengguan"], valid_from=clock.now()))


def upload(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("表.xlsx", write_xlsx(list(rows[0]), [list(row) for row in rows[1:]]))


def numbers(office: Office) -> list[tuple[int, str, bool]]:
    with scope.scoped(office.me):
        rows = DutyLine.objects.order_by("number")
        return [(row.number, row.state, row.valid_until is None) for row in rows]


def test_before_there_is_a_catalogue_the_page_offers_the_houses_own(office: Office, chief: Client) -> None:
    assert "Take over the house" in Page(chief.get(f"{BOOK}catalogue/")).text
    assert "First the catalogue" in Page(chief.get(f"{BOOK}duty-list/")).text

    assert chief.post(f"{BOOK}catalogue/adopt").status_code == 303

    seen = Page(chief.get(f"{BOOK}catalogue/")).text
    assert "Version 1: 161 classes" in seen
    assert "No line yet" in Page(chief.get(f"{BOOK}duty-list/")).text


def test_the_classes_stand_by_major_class_and_each_has_a_page(laid: DutyLine, chief: Client) -> None:
    listed = Page(chief.get(f"{BOOK}catalogue/", {"nature": "event"}))
    shown = Page(chief.get(f"{BOOK}catalogue/{HEAP}/"))
    named = Page(chief.get(f"{BOOK}catalogue/{BIKE}/"))

    assert "楼道堆物" in listed.text
    assert "上水井盖" not in listed.text
    assert "Danger to life" in shown.text
    assert "No line names this class" in shown.text
    assert "城管中队" in named.text
    assert chief.get(f"{BOOK}catalogue/Z99/").status_code == 404
    assert "上水井盖" in Page(chief.get(f"{BOOK}catalogue/", {"version": "1"})).text
    assert chief.get(f"{BOOK}catalogue/", {"version": "9"}).status_code == 404
    assert "按" not in Page(chief.get(f"{BOOK}catalogue/C0101/")).inline


def test_what_is_exported_is_read_back_and_changes_nothing(laid: DutyLine, chief: Client, office: Office) -> None:
    file = chief.get(f"{BOOK}catalogue/file")

    looked = chief.post(f"{BOOK}catalogue/import", {"file": SimpleUploadedFile("a.xlsx", file.content)})

    page = Page(looked)
    assert looked.status_code == 200
    assert "0 new" in page.text
    assert "0 changed" in page.text
    refused = chief.post(f"{BOOK}catalogue/import", sent(page, then="publish"))
    assert (refused.status_code, "Nothing is different" in Page(refused).text) == (422, True)
    with scope.scoped(office.me):
        assert CatalogueVersion.objects.count() == 1


def sent(page: Page, **more: Any) -> dict[str, Any]:
    """The form of the page, as it would be sent back."""
    words = "".join(page.words)
    table = words[words.index("[[") : words.rindex("]]") + 2]
    return {**{each["name"]: each["value"] for each in page.all("input", type="hidden") if "value" in each}, "table": table, **more}


def test_a_file_is_looked_at_then_published_whole(laid: DutyLine, chief: Client, office: Office) -> None:
    file = upload(["大类", "小类", "处置时限"], ["新业态", "无人机扰民", "2工作日"])
    page = Page(chief.post(f"{BOOK}catalogue/import", {"file": file, "nature": "event"}))
    assert "2 new" in page.text
    assert "小类 ← 小类" in page.text

    done = chief.post(f"{BOOK}catalogue/import", sent(page, then="publish", remark="秋季增补"))

    assert done.status_code == 303
    with scope.scoped(office.me):
        assert "无人机扰民" in {item.name for item in classes.in_use(office.me).items.values()}
        assert CatalogueVersion.objects.get(number=2).remark == "秋季增补"
    overtaken = chief.post(f"{BOOK}catalogue/import", sent(page, then="publish", seen="1"))
    assert (overtaken.status_code, "无人机扰民" in Page(overtaken).text) == (409, True)


def test_rows_that_cannot_be_come_back_as_a_file_with_the_reason(laid: DutyLine, chief: Client) -> None:
    page = Page(chief.post(f"{BOOK}catalogue/import", {"file": upload(["大类", "处置时限"], ["甲类", "很快"], ["乙类", "3"])}))
    assert "1 refused" in page.text

    file = chief.post(f"{BOOK}catalogue/import", sent(page, then="errors"))

    rows = read_rows(BytesIO(file.content), name="a.xlsx")
    assert [row.cells[0] for row in rows[1:]] == ["甲类"]
    assert chief.post(f"{BOOK}catalogue/import", sent(page, then="publish")).status_code == 422


@pytest.mark.parametrize("table", ["", "{", "[1]", '[["x", []]]', '[[1, "a"]]', "[" + ",".join(["[1,[]]"] * 2_001) + "]"])
def test_a_table_that_no_page_of_ours_kept_is_refused(laid: DutyLine, chief: Client, table: str) -> None:
    for where in ("catalogue/import", "duty-list/import"):
        assert chief.post(BOOK + where, {"table": table}).status_code == 422
        assert chief.post(BOOK + where).status_code == 422


def test_the_categories_of_real_messages_are_taken_over_as_they_are(laid: DutyLine, chief: Client, office: Office) -> None:
    path = shared_file("messages/categories.csv")
    page = Page(chief.post(f"{BOOK}catalogue/import", {"file": SimpleUploadedFile("categories.csv", path.read_bytes())}))
    assert "650 new" in page.text
    assert chief.post(f"{BOOK}catalogue/import", sent(page, then="publish")).status_code == 303
    with scope.scoped(office.me):
        assert classes.in_use(office.me).version == 2


def test_a_new_line_is_tried_on_last_month_before_it_stands(laid: DutyLine, chief: Client, office: Office) -> None:
    moved = office.ticket(item=ItemDraft(code=HEAP, version=1))
    office.ticket(item=ItemDraft(code=BIKE, version=1))
    office.ticket(item=ItemDraft(code="Z99", version=1))
    office.ticket()
    said = {"class_code": HEAP, "unit": office.units["wuye"], "role": "lead", "assists": [office.units["fangguan"]]}

    tried = chief.post(f"{BOOK}duty-list/new", {**said, "then": "try"}, headers={"HX-Request": "true"})

    page = Page(tried)
    assert "would have moved 1 of last month's 2 tickets" in page.text
    assert [each["href"] for each in page.all("a") if str(moved) in each.get("href", "")] == [f"{BOOK}{moved}/"]
    assert tried["HX-Retarget"] == "#page"
    assert len(numbers(office)) == 1
    assert chief.post(f"{BOOK}duty-list/new", {**said, "then": "save"}).status_code == 303
    assert numbers(office) == [(1, "confirmed", True), (2, "confirmed", True)]
    twice = chief.post(f"{BOOK}duty-list/new", {**said, "then": "save"})
    assert (twice.status_code, "Line #2 names a unit" in Page(twice).text) == (422, True)


def test_a_line_is_changed_by_ending_it_and_adding_another_in_one_write(laid: DutyLine, chief: Client, office: Office) -> None:
    where = f"{BOOK}duty-list/{laid.pk}/change"
    assert Page(chief.get(where)).all("option", value=str(office.units["chengguan"]), selected="")
    said = {"class_code": BIKE, "unit": office.units["wuye"], "role": "lead"}

    refused = chief.post(where, {**said, "assists": [office.units["wuye"]]})
    assert (refused.status_code, numbers(office)) == (422, [(1, "confirmed", True)])
    assert "moved 0 of" in Page(chief.post(where, {**said, "then": "try"})).text
    assert chief.post(where, {**said, "unit": "x"}).status_code == 422
    assert chief.post(where, said).status_code == 303

    assert numbers(office) == [(1, "confirmed", False), (2, "confirmed", True)]


def test_before_a_line_ends_one_sees_what_that_would_have_done(laid: DutyLine, chief: Client, office: Office) -> None:
    office.ticket(item=ItemDraft(code=BIKE, version=1))
    where = f"{BOOK}duty-list/{laid.pk}/end"

    assert "moved 1 of last month's 1 tickets" in Page(chief.get(where)).text
    assert chief.post(where, {"note": "x" * 201}).status_code == 422
    assert chief.post(where, {"note": "职责调整"}).status_code == 303
    again = chief.post(where, {})

    assert (again.status_code, numbers(office)) == (422, [(1, "confirmed", False)])


def test_what_was_learnt_is_confirmed_or_declined(laid: DutyLine, chief: Client, office: Office) -> None:
    with scope.scoped(office.me):
        first, second = (
            dispatch.propose_line(office.me, LineDraft(class_code=code, unit_id=office.units["wuye"], valid_from=clock.now()))
            for code in (HEAP, "E0205")
        )
    assert "Learnt, and to be decided" in Page(chief.get(f"{BOOK}duty-list/")).text

    chief.post(f"{BOOK}duty-list/{first.pk}/decide", {"then": "confirm"})
    chief.post(f"{BOOK}duty-list/{second.pk}/decide", {"then": "decline", "note": ""})
    said = Page(chief.get(f"{BOOK}duty-list/"))
    chief.post(f"{BOOK}duty-list/{second.pk}/decide", {"then": "decline", "note": "不归物业"})

    assert "Remark" in said.text
    assert [state for _, state, _ in numbers(office)] == ["confirmed", "confirmed", "declined"]
    assert chief.post(f"{BOOK}duty-list/{office.units['wuye']}/decide").status_code == 404


def test_the_list_goes_out_as_a_table_and_another_comes_in(laid: DutyLine, chief: Client, office: Office) -> None:
    out = read_rows(BytesIO(chief.get(f"{BOOK}duty-list/file").content), name="a.xlsx")
    empty = read_rows(BytesIO(chief.get(f"{BOOK}duty-list/file?template=1").content), name="a.xlsx")
    assert [row.cells[0] for row in out] == ["类别", BIKE]
    assert len(empty) == 1

    bad = Page(chief.post(f"{BOOK}duty-list/import", {"file": upload(["类别", "主责单位"], [HEAP, "没有的单位"], [HEAP, "wuye"])}))
    assert "1 rows cannot be taken over" in bad.text
    good = Page(chief.post(f"{BOOK}duty-list/import", {"file": upload(["类别", "主责单位"], [HEAP, "wuye"])}))
    assert "竹苑物业" in good.text
    assert numbers(office) == [(1, "confirmed", True)]
    assert chief.post(f"{BOOK}duty-list/import", sent(good)).status_code == 303
    assert len(numbers(office)) == 2
    filtered = Page(chief.get(f"{BOOK}duty-list/", {"unit": str(office.units["wuye"])}))
    assert "楼道堆物" in filtered.text
    assert "非机动车" not in filtered.text


def test_the_sources_are_changed_as_a_whole(office: Office, chief: Client, looker: Client) -> None:
    where = f"{BOOK}sources/"
    said: dict[str, Any] = {"code": [*(each.code for each in PRESET), ""]}
    for number, each in enumerate(PRESET):
        said |= {f"name-{number}": each.name, f"place-{number}": number, f"is_offered-{number}": "on"}
    said |= {"name-1": "上门", "place-1": "0", "place-0": "1", f"name-{len(PRESET)}": "热心人来信", f"is_offered-{len(PRESET)}": "on"}

    assert chief.post(where, said).status_code == 303

    with scope.scoped(office.me):
        rows = list(TicketSource.objects.order_by("place").values_list("name", flat=True))
    assert (rows[:2], rows[-1]) == (["上门", "来电"], "热心人来信")
    twice = chief.post(where, {"code": ["call", "visit"], "name-0": "同名", "name-1": "同名"})
    assert (twice.status_code, "同名" in str(Page(twice).all("input", name="name-0"))) == (422, True)
    assert "热心人来信" in Page(looker.get(where)).text
    assert looker.post(where, said).status_code == 403


def test_who_may_only_look_changes_nothing_and_who_may_not_sees_nothing(laid: DutyLine, looker: Client, office: Office) -> None:
    stranger = office.house.browser("stranger", may=("tickets.read",))
    for where in ("catalogue/", f"catalogue/{BIKE}/", "catalogue/file", "duty-list/", "duty-list/file", "sources/"):
        assert looker.get(BOOK + where).status_code == 200
        assert stranger.get(BOOK + where).status_code == 403
    for where in ("catalogue/import", "duty-list/new", "duty-list/import", f"duty-list/{laid.pk}/change", f"duty-list/{laid.pk}/end"):
        assert looker.get(BOOK + where).status_code == 403
    for where in ("catalogue/adopt", f"duty-list/{laid.pk}/decide"):
        assert looker.post(BOOK + where).status_code == 403
    assert numbers(office) == [(1, "confirmed", True)]


def test_a_trial_looks_only_at_the_last_thirty_days_and_knows_the_grid(laid: DutyLine, office: Office) -> None:
    grid = make.grid(office.me)
    there = office.ticket(item=ItemDraft(code=BIKE, version=1), grid_id=grid.pk)
    office.ticket(item=ItemDraft(code=BIKE, version=1))
    line = LineDraft(class_code=BIKE, unit_id=office.units["wuye"], grid_id=grid.pk, valid_from=clock.now())
    with scope.scoped(office.me):
        trial = dry_run.tried(office.me, clock.now(), adding=[line])
        later = dry_run.tried(office.me, clock.now() + dry_run.MONTH * 2, adding=[line])
    assert (trial.looked_at, [each.id for each in trial.moved]) == (2, [there])
    assert (later.looked_at, later.moved) == (0, [])


BUDGETS = {"new/": 14, "catalogue/": 13, "catalogue/E0506/": 13, "duty-list/": 19, "duty-list/new": 13, "sources/": 11}


@pytest.mark.parametrize("how_many", [0, 5])
def test_every_page_costs_what_was_reviewed_however_long_its_list(laid: DutyLine, office: Office, how_many: int) -> None:
    clerk = office.house.browser("clerk", may=(*ALL, "tickets.open", "tickets.dispatch", "tickets.read_reporter"))
    codes = ("E2101", "E0205", "E2110", "C0101", "C0102")[:how_many]
    with scope.scoped(office.me):
        dispatch.add_lines(office.me, [LineDraft(class_code=code, unit_id=office.units["wuye"], valid_from=clock.now()) for code in codes])

    assert {address: statements(clerk, BOOK + address) for address in BUDGETS} == BUDGETS
