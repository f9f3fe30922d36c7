"""The pages of the work calendar: a year to look at, to change, to bring as a spreadsheet, to publish."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.calendar import Day, actions, recompute, seed
from linli.kernel.calendar.models import CalendarVersion
from linli.kernel.sheets import read_rows, write_xlsx
from tests.desk.house import CLERK, House
from tests.desk.pages import Page
from tests.kernel.calendar.known import at

HERE = "/d/lanting/calendar/"
PUBLISHER = (*CLERK, "calendar.publish")
HOURS = {"begins": ["09:00", "13:00", "", ""], "ends": ["11:30", "17:00", "", ""]}
NEXT = {
    "year": "2027",
    "seen": "1",
    "on": ["2027-01-01", "2027-02-06", "2027-02-20", ""],
    "kind": ["放假", "放假", "上班", "放假"],
    "name": ["元旦", "春节", "春节", ""],
    **HOURS,
}


@pytest.fixture
def publisher(house: House) -> Client:
    """Somebody of Lanting who may publish calendars."""
    return house.browser("zhang.ning", may=PUBLISHER)


def _versions() -> int:
    return CalendarVersion.objects.count()


def _sheet(*rows: list[str], name: str = "2027.xlsx", headings: tuple[str, ...] = ("日期", "类型", "名称")) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, write_xlsx(headings, rows))


def _bring(browser: Client, file: SimpleUploadedFile | None, year: str = "2027") -> HttpResponse:
    answer = browser.post(f"{HERE}upload", {"year": year, **({"file": file} if file else {})})
    assert isinstance(answer, HttpResponse)
    return answer


def test_the_year_is_shown_with_its_holidays_in_words_and_marks(house: House) -> None:
    with clock.told_by(lambda: at("2026-10-08 10:00")):
        page = Page(house.browser("zhang.ning").get(HERE))

    assert "10-01 – 10-07" in page.text
    assert "国庆节" in page.text
    assert "worked in exchange 09-20 Sun, 10-10 Sat" in page.text.replace(" ,", ",")
    assert page.all("td", **{"class": "d off", "title": "国庆节"})
    assert page.all("td", **{"class": "d worked", "title": "国庆节"})
    assert len(page.all("td", **{"aria-current": "date"})) == 1
    assert "09:00–11:30, 13:00–17:00" in page.text
    assert "2004–2026" in page.text


def test_a_year_that_is_not_entered_says_what_that_means(house: House) -> None:
    page = Page(house.browser("zhang.ning").get(f"{HERE}?year=2027"))
    assert "The holidays of 2027 are not entered yet" in page.text
    assert "None entered" in page.text


@pytest.mark.parametrize("year", ["1999", "2100", "x", "-1", "9" * 30])
def test_a_year_that_cannot_be_counted_is_not_found(house: House, year: str) -> None:
    assert house.browser("zhang.ning").get(HERE, {"year": year}).status_code == 404


@pytest.mark.parametrize(("year", "missing"), [("2000", "prev"), ("2099", "next")])
def test_the_first_and_the_last_year_lead_no_further(house: House, year: str, missing: str) -> None:
    page = Page(house.browser("zhang.ning").get(HERE, {"year": year}))
    assert [found["rel"] for found in page.all("a") if found.get("rel") in {"prev", "next"}] == [{"prev": "next", "next": "prev"}[missing]]


def test_only_who_may_publish_sees_the_way_to_it_and_may_go_it(house: House, publisher: Client) -> None:
    clerk = house.browser("wang.fang")
    assert not Page(clerk.get(HERE)).all("a", **{"data-key": "e"})
    assert Page(publisher.get(HERE)).all("a", **{"data-key": "e"})
    for browser, expected in ((clerk, 403), (publisher, 200)):
        assert browser.get(f"{HERE}edit?year=2027").status_code == expected
        assert _bring(browser, _sheet(["2027-01-01", "放假", "元旦"])).status_code == expected
    assert clerk.post(f"{HERE}publish", NEXT).status_code == 403
    assert _versions() == 1


def test_the_spreadsheet_of_a_year_can_be_brought_back_unchanged(publisher: Client) -> None:
    answer = publisher.get(f"{HERE}sheet?year=2026")
    rows = read_rows(io.BytesIO(answer.content), name="2026.xlsx")
    assert rows[0].cells == ("日期", "类型", "名称")
    assert ("2026-10-10", "上班", "国庆节") in [row.cells for row in rows]

    page = Page(_bring(publisher, SimpleUploadedFile("2026.xlsx", answer.content), "2026"))
    assert "No day changes." in page.text


def test_the_template_of_a_new_year_begins_with_the_fixed_holidays(publisher: Client) -> None:
    answer = publisher.get(f"{HERE}sheet?year=2027")
    assert [row.cells[0] for row in read_rows(io.BytesIO(answer.content), name="x")[1:]] == ["2027-01-01", "2027-05-01", "2027-10-01"]
    assert "2027.xlsx" in answer["Content-Disposition"]


def test_a_year_brought_as_a_spreadsheet_is_looked_at_and_then_published(house: House, publisher: Client) -> None:
    seen = Page(_bring(publisher, _sheet(["2027-01-01", "放假", "元旦"], ["2027-01-04", "上班", "元旦"])))
    assert "What changes in 2027" in seen.text
    assert "01-04 Mon is entered as worked in exchange, but it is a weekday" in seen.text
    assert "Publish v2: 2 days change" in seen.text
    assert _versions() == 1

    carried = {name: [found["value"] for found in seen.all("input", type="hidden", name=name)] for name in ("on", "kind", "name")}
    half = {name: values[: len(values) // 2] for name, values in carried.items()}
    answer = publisher.post(f"{HERE}publish", {**half, **HOURS, "year": "2027", "seen": seen.value("seen"), "remark": "国办发明电"})

    assert (answer.status_code, answer["Location"]) == (303, f"{HERE}?year=2027")
    page = Page(publisher.get(answer["Location"]))
    assert "v2" in page.text
    assert "zhang.ning" in page.text
    assert "国办发明电" in page.text
    assert "not entered yet" not in page.text


def test_the_form_opens_on_the_year_as_it_is_and_shows_what_changes(publisher: Client) -> None:
    form = Page(publisher.get(f"{HERE}edit?year=2026"))
    dates = [found["value"] for found in form.all("input", name="on")]
    assert dates[:4] == ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]
    assert dates[-6:] == [""] * 6

    days = [day for day in seed.announced() if day.on.year == 2026]
    sent = {
        "year": "2026",
        "seen": "1",
        "on": ["", *(day.on.isoformat() for day in days[1:])],
        "kind": ["放假", *("上班" if day.is_working else "放假" for day in days[1:])],
        "name": ["", *(day.name for day in days[1:])],
        "begins": ["08:30"],
        "ends": ["17:00"],
    }
    page = Page(publisher.post(f"{HERE}edit", sent))
    assert "01-01 Thu" in page.text
    assert "plain week" in page.text
    assert "09:00–11:30, 13:00–17:00 → 08:30–17:00" in page.text
    assert _versions() == 1


def test_from_the_look_one_may_go_back_and_change_more(publisher: Client) -> None:
    page = Page(publisher.post(f"{HERE}edit", {**NEXT, "again": "1"}))
    assert page.value("on") == "2027-01-01"
    assert "Days of 2027" in page.text


@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("on", ["2027-13-01", "2027-02-06", "2027-02-20"], "Row 1, date: “2027-13-01” is not a date"),
        ("on", ["2027-01-01", "2027-02-30", "2027-02-20"], "Row 2, date: “2027-02-30” is not a date"),
        ("on", ["2027-01-01", "2027-02-06", "2027-02-06"], "Row 3, date: 2027-02-06 stands in row 2 already"),
        ("on", ["2027-01-01", "2027-02-06", "2026-02-20"], "Row 3, date: 2026-02-20 does not belong to 2027"),
        ("kind", ["放假", "休息", "上班"], "Row 2, kind: “休息” is neither 放假 nor 上班"),
        ("name", ["元旦", "", "春节"], "The field row 2, name is empty"),
        ("on", ["", "", ""], "Row 1, date: “” is not a date"),
        ("begins", ["09:00", "25:00"], "Office hours, stretch 2: “25:00” is not a time"),
        ("begins", ["", ""], "Office hours, stretch 1: “” is not a time"),
        ("ends", ["13:30", "17:00"], "Office hours that begin at 13:00 overlap those that end at 13:30"),
        ("remark", ["长" * 201], "The field remark is 201 characters long"),
    ],
)
@pytest.mark.parametrize("step", ["edit", "publish"])
def test_a_bad_form_comes_back_as_it_was_typed_and_nothing_is_published(
    publisher: Client, field: str, values: list[str], said: str, step: str
) -> None:
    answer = publisher.post(f"{HERE}{step}", {**NEXT, field: values})
    page = Page(answer)
    assert answer.status_code == 422
    assert said in page.text
    assert "Nothing was published." in page.text
    assert all(value in answer.content.decode() for value in values)
    assert _versions() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "No file"),
        (_sheet(["2027-01-01", "放假", "元旦"], ["2027-02-30", "放假", "春节"]), "Row 3, date: “2027-02-30” is not a date"),
        (_sheet(["2027-01-01", "元旦"], headings=("日期", "名称")), "The column 类型 is missing"),
        (_sheet(*[["2027-01-01", "放假", "元旦"]] * 401), "has more than 400 rows"),
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), "is an old .xls file"),
        (SimpleUploadedFile("a.csv", "日期,类型,名称\n".encode()), "There is no day for 2027"),
    ],
)
def test_a_bad_spreadsheet_is_refused_whole(publisher: Client, file: SimpleUploadedFile | None, said: str) -> None:
    answer = _bring(publisher, file)
    assert answer.status_code == 422
    assert said in Page(answer).text
    assert _versions() == 1


def test_a_formula_in_the_spreadsheet_is_named_with_its_cell(publisher: Client) -> None:
    from tests.kernel.sheets.files import xlsx

    content = xlsx(["日期", "类型", "名称"], ["=DATE(2027,1,1)", "放假", "元旦"])
    assert "Row 2, column A: there is a formula" in Page(_bring(publisher, SimpleUploadedFile("a.xlsx", content))).text


def test_who_was_overtaken_looks_again_at_what_it_changes_by_now(house: House, publisher: Client) -> None:
    house.account("chen.gang", "zhuxi", may=PUBLISHER)
    neighbour = house.actor("chen.gang", "zhuxi")
    with scope.scoped(neighbour):
        first = [Day(date(2027, 1, 1), False, "元旦")]
        actions.publish(neighbour, region="cn", seen=1, years={2027: first}, hours=seed.HOURS, remark="")

    answer = publisher.post(f"{HERE}publish", NEXT)

    page = Page(answer)
    assert answer.status_code == 409
    assert "Somebody published v2 meanwhile" in page.text
    assert "Publish v3: 2 days change" in page.text
    assert page.value("seen") == "2"
    assert _versions() == 2
    assert publisher.post(f"{HERE}publish", {**NEXT, "seen": "2"}).status_code == 303


@pytest.mark.parametrize("seen", ["", "x", "1" * 12])
def test_a_version_that_never_was_is_looked_at_again(publisher: Client, seen: str) -> None:
    assert publisher.post(f"{HERE}publish", {**NEXT, "seen": seen}).status_code == 409


def test_the_look_says_how_many_deadlines_will_be_counted_again(publisher: Client) -> None:
    recompute.register("test.desk", lambda actor, calendar: 0, count=lambda actor: 7)
    try:
        assert "7 deadlines are counted again" in Page(publisher.post(f"{HERE}edit", NEXT)).text
    finally:
        recompute._HOLDERS.pop("test.desk")


def test_without_any_version_the_page_says_so(house: House) -> None:
    with house.database.connect("superuser") as superuser:
        superuser.execute("TRUNCATE calendar_day, calendar_version CASCADE")
    try:
        assert "No version yet" in Page(house.browser("zhang.ning").get(HERE)).text
    finally:
        from tests.kernel.calendar.conftest import lay_down

        lay_down(house.database)
