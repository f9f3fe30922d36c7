"""A list of the district is sent, looked at, explained, taken over in the background, and the first day's figures lead to their rows."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from openpyxl import load_workbook
from shapely import box

from linli.kernel import scope
from linli.tickets.actions import catalogue, dispatching
from linli.tickets.models import ImportFile, ImportMapping, ImportRun, Ticket
from linli.tickets.queries import first_day
from tests import make
from tests.desk.pages import Page
from tests.desk.test_query_counts import statements
from tests.desk.tickets.lists import row, table
from tests.desk.tickets.office import Office

FILES = "/d/lanting/tickets/files/"
LATE = row("A1", lon="121.4024", lat="31.2005", back="1", unit="城管中队")
SOON = row("A2", due="2027-01-09 09:00", name="道路积水")
CLOSED = row("A3", state="已结案", over="2026-10-20 09:00", lon="-71.05", lat="42.35", name="没见过的事")
# The whole page, however many rows the list has.
BUDGET = 24


@pytest.fixture
def street(office: Office) -> Office:
    """A street with its catalogue and one grid, and nothing typed yet."""
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
    make.grid(office.me, area=box(121.395, 31.195, 121.405, 31.205))
    return office


def send(street: Office, content: BytesIO, name: str = "九月.csv", login: str = "centre") -> Any:
    content.name = name
    return street.browsers[login].post(FILES, {"file": content})


def fields(page: Page) -> dict[str, list[str]]:
    """What a browser would send of the form as it stands."""
    begin = next(place for place, (tag, each) in enumerate(page.tags) if (tag, each.get("id")) == ("form", "read-form"))
    end = next(place for place, (tag, _) in enumerate(page.tags) if place > begin and tag == "form")
    found: dict[str, list[str]] = {}
    options: list[dict[str, str]] = []
    for tag, each in reversed(page.tags[begin:end]):
        if tag == "option":
            options.insert(0, each)
        elif tag == "select":
            # A list of which nothing is chosen sends its first.
            found.setdefault(each["name"], []).insert(0, next((one for one in options if "selected" in one), options[0])["value"])
            options = []
        elif tag == "input" and each.get("type") == "checkbox":
            found.update({each["name"]: ["on"]} if "checked" in each else {})
        elif tag == "input":
            found.setdefault(each["name"], []).insert(0, each.get("value", ""))
        elif tag == "datalist":
            options = []
    return found


def sent_page(street: Office, *rows: list[str], name: str = "九月.csv") -> tuple[str, Page]:
    answer = send(street, table(rows), name)
    assert answer.status_code == 303, Page(answer).text
    where = answer["Location"]
    return where, Page(street.browsers["centre"].get(where))


def taken(street: Office, *rows: list[str], **changed: Any) -> str:
    """The address of the run when everything is through."""
    where, page = sent_page(street, *rows)
    answer = street.browsers["centre"].post(where, {**fields(page), **changed, "act": "take"})
    assert answer.status_code == 303, Page(answer).text
    street.house.work()
    return str(answer["Location"])


def test_the_columns_are_guessed_and_the_first_rows_shown_as_they_would_arrive(street: Office) -> None:
    where, page = sent_page(street, LATE, SOON, CLOSED, row("A4", came="那天"))
    said = fields(page)
    assert (said["column-outside_number"], said["column-words"], said["column-state"]) == (["工单编号"], ["问题描述"], ["工单状态"])
    assert dict(zip(said["state_word"], said["state_stand"], strict=True)) == {"处置中": "open", "已结案": "closed"}
    assert (said["point_system"], said["class_word"], said["name"]) == (["gcj02"], ["没见过的事"], ["九月"])
    assert "is_by_number" in said and page.inline == []
    for words in ("暴露垃圾", "兰田综合网格", "outside every grid", "那天"):
        assert words in page.text, words
    with scope.scoped(street.me):
        assert not Ticket.objects.exists() and not ImportRun.objects.exists()
    assert where in Page(street.browsers["centre"].get(FILES)).all("a", href=where)[0]["href"]


def test_the_ticket_shows_what_the_file_says_of_it_to_who_may_know_where_it_came_from(street: Office) -> None:
    taken(street, LATE)
    with scope.scoped(street.me):
        ticket = Ticket.objects.get()
    page = Page(street.browsers["centre"].get(street.at(ticket.pk))).text
    for words in ("As the file says", ticket.outside_number, "处置中", "Their deadline"):
        assert words in page, words
    street.does("centre", dispatching.dispatch, ticket.pk, lead_unit_id=street.units["chengguan"], matter="垃圾没有清运")
    led = Page(street.browsers["chengguan"].get(street.at(ticket.pk))).text
    assert ticket.number in led and "As the file says" not in led and ticket.outside_number not in led


def test_it_is_explained_otherwise_and_the_mapping_is_kept(street: Office) -> None:
    where, page = sent_page(street, CLOSED)
    changed = {**fields(page), "class_code": ["E0104 道路不洁"], "kind": "history", "name": "区平台"}
    looked = Page(street.browsers["centre"].post(where, {**changed, "act": "look"}))
    assert fields(looked)["class_code"] == ["E0104"] and "道路不洁" in looked.text
    with scope.scoped(street.me):
        assert not ImportMapping.objects.exists()
    answer = street.browsers["centre"].post(where, {**changed, "act": "take"})
    street.house.work()
    with scope.scoped(street.me):
        kept = ImportMapping.objects.get()
        assert (kept.name, kept.mapping["classes"], Ticket.objects.get().item_code) == ("区平台", {"没见过的事": "E0104"}, "E0104")
    assert "All of it is history" in Page(street.browsers["centre"].get(answer["Location"])).text

    # The next month's file is read by it at once, and what that file does not have stays known.
    where, page = sent_page(street, row("Z1"), name="十月.csv")
    assert "saved mapping “区平台”" in page.text and fields(page)["name"] == ["区平台"]
    street.browsers["centre"].post(where, {**fields(page), "act": "take"})
    with scope.scoped(street.me):
        assert ImportMapping.objects.get().mapping["classes"] == {"没见过的事": "E0104"}
        assert set(ImportMapping.objects.get().mapping["states"]) == {"已结案", "处置中"}
    assert "saved mapping" not in Page(street.browsers["centre"].get(f"{where}?mapping=nobody")).text
    assert "saved mapping “hotline_stream”" in Page(street.browsers["centre"].get(f"{where}?mapping=hotline_stream")).text


def test_the_first_day_shows_figures_and_every_number_leads_to_its_rows(street: Office) -> None:
    where = taken(street, LATE, SOON, CLOSED, row("A4", came="那天"), row("A1"))
    browser = street.browsers["centre"]
    page = Page(browser.get(where))
    assert re.search(r"5 rows: 3 new tickets, 1 known before, 1 refused", page.text) and "Row 5" in page.text
    tiles = [each["href"] for each in page.all("a", **{"data-open": ""}) if "run=" in each["href"]][:7]
    words = "Taken over in all|Still open|Whole time|Returned by|Closed|Outside every"
    numbers = [int(found) for found in re.findall(rf"(\d+)\s+(?:{words})", page.text)[:7]]
    assert numbers == [3, 2, 1, 1, 1, 1, 2]
    assert [rows_at(browser, each) for each in tiles] == numbers
    links = [each["href"] for each in page.all("a") if "run=" in each.get("href", "") and "class=E01" in each["href"]]
    # 市容环境 and 暴露垃圾 below it: all, open and late of each are that one late order.
    assert [rows_at(browser, each) for each in links] == [1] * 6
    with scope.scoped(street.me):
        grid = next(part for part in first_day.figures(street.me, ImportRun.objects.get().pk).by_grid)
    assert (grid.name, grid.sums) == ("兰田综合网格", first_day.Sums(1, 1, 1))
    assert "没见过的事 1" in page.text and page.inline == []


def rows_at(browser: Any, address: str) -> int:
    """How many lines the queue shows there."""
    page = Page(browser.get(address))
    assert urlsplit(address).path == "/d/lanting/tickets/"
    return len(page.all("tr", **{"data-row": ""}))


@pytest.mark.parametrize("how_many", [1, 60])
def test_the_page_costs_the_same_however_long_the_list_is(street: Office, how_many: int) -> None:
    where = taken(street, *(row(f"N{number}", name="暴露垃圾" if number % 2 else "道路积水") for number in range(how_many)))
    assert statements(street.browsers["centre"], where) == BUDGET


def test_while_it_goes_in_the_page_asks_again_and_says_how_far_it_is(street: Office) -> None:
    where, page = sent_page(street, LATE)
    answer = street.browsers["centre"].post(where, {**fields(page), "act": "take"})
    running = Page(street.browsers["centre"].get(answer["Location"]))
    assert "Being taken over" in running.text and running.all("section", id="progress")[0]["hx-trigger"] == "every 2s"
    # A second press, and a file that is being taken over, change nothing.
    assert street.browsers["centre"].post(where, {**fields(page), "act": "take"})["Location"] == answer["Location"]
    assert street.browsers["centre"].post(f"{where}leave").status_code == 303
    street.house.work()
    assert "hx-trigger" not in Page(street.browsers["centre"].get(answer["Location"])).all("section", id="progress")[0]
    assert street.browsers["centre"].get(where)["Location"] == FILES
    with scope.scoped(street.me):
        assert Ticket.objects.count() == 1


def test_the_refused_rows_come_back_as_a_file(street: Office) -> None:
    where = taken(street, LATE, row("A9", came="那天"))
    answer: Any = street.browsers["centre"].get(f"{where}errors")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    assert [str(cell.value) for cell in list(sheet.iter_rows())[1]][:1] == ["3"] and "那天" in str(list(sheet.iter_rows())[1][1].value)


def test_a_file_that_nobody_wants_is_let_go(street: Office) -> None:
    where, _ = sent_page(street, LATE)
    assert street.browsers["centre"].post(f"{where}leave")["Location"] == FILES
    assert street.browsers["centre"].post(f"{where}leave")["Location"] == FILES
    with scope.scoped(street.me):
        assert ImportFile.objects.get().dropped_at is not None
    assert street.browsers["centre"].get(where)["Location"] == FILES


BAD: list[tuple[str, bytes, str]] = [
    ("a.csv", b"", "empty"),
    ("a.xlsx", b"PK\x03\x04broken", "cannot be opened"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
    ("a.csv", b"\xff\xff\xff\xff", "cannot be read"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_what_cannot_be_read_is_said_on_the_page(street: Office, name: str, content: bytes, said: str) -> None:
    answer = send(street, BytesIO(content), name)
    assert answer.status_code == 422 and said in Page(answer).text
    with scope.scoped(street.me):
        assert not ImportFile.objects.exists()


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(street: Office) -> None:
    answer = street.browsers["centre"].post(FILES, b"", content_type="multipart/form-data", CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413 and settings.LINLI_UPLOAD_LIMIT_BYTES < 200 * 1024 * 1024


def test_unknown_columns_and_no_words_leave_the_form_and_say_what_to_do(street: Office) -> None:
    content = BytesIO("甲,乙\n1,2\n".encode())
    where = send(street, content)["Location"]
    page = Page(street.browsers["centre"].get(where))
    assert "Nothing can be taken over yet" in page.text and page.all("option", value="甲")
    answer = street.browsers["centre"].post(where, {**fields(page), "act": "take"})
    assert answer.status_code == 422
    named = {**fields(page), "column-words": "乙", "name": "甲乙", "source": "district_platform", "track": "routine"}
    assert "How it comes in" in Page(street.browsers["centre"].post(where, {**named, "act": "look"})).text
    assert street.browsers["centre"].post(where, {**named, "act": "take"}).status_code == 303


def test_a_mapping_to_a_class_that_is_not_there_is_said_and_what_was_chosen_stays(street: Office) -> None:
    where, page = sent_page(street, CLOSED)
    answer = street.browsers["centre"].post(where, {**fields(page), "class_code": ["E7777"], "act": "take"})
    shown = Page(answer)
    assert answer.status_code == 422 and "E7777" in shown.text and fields(shown)["class_code"] == ["E7777"]


def test_without_a_grid_that_has_a_border_the_page_says_what_to_do(office: Office) -> None:
    page = Page(office.browsers["centre"].get(taken(office, LATE)))
    assert "No grid has a border yet" in page.text and not page.all("linli-map")


def test_who_only_looks_sees_the_figures_and_none_of_the_files(street: Office) -> None:
    where = taken(street, LATE, row("A9", came="那天"))
    looked = street.browsers["director"].get(where)
    assert looked.status_code == 200 and f"{where}errors" not in looked.content.decode()
    assert street.browsers["director"].get(FILES).status_code == 403
    assert street.browsers["director"].get(f"{where}errors").status_code == 403
    assert street.browsers["wuye"].get(where).status_code == 403
