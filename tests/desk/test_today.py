"""The first page."""

from tests.desk.house import READER, House
from tests.desk.pages import Page


def test_an_empty_day_says_what_to_do_next(house: House) -> None:
    page = Page(house.browser("zhang.ning").get("/d/lanting/"))

    assert "Nothing unread" in page.text
    assert "Write the first note" in page.text


def test_what_waits_is_shown(house: House) -> None:
    house.account("zhang.ning")
    colleague = house.browser("wang.fang")
    house.note("zhang.ning", title="楼道堆物")
    house.work()

    text = Page(colleague.get("/d/lanting/")).text

    assert "zhang.ning wrote the note “楼道堆物”." in text


def test_who_may_not_see_jobs_has_the_page_without_them(house: House) -> None:
    assert house.browser("gu.wen", may=READER).get("/d/lanting/").status_code == 200


def test_the_start_leads_to_the_subdistrict_chosen_last(house: House) -> None:
    both = house.browser("zhang.ning", "lanting", "zhuxi")

    assert both.get("/")["Location"] == "/d/lanting/"
    both.get("/d/zhuxi/")
    assert both.get("/")["Location"] == "/d/zhuxi/"


def test_who_belongs_nowhere_is_told_whom_to_ask(house: House) -> None:
    nobody = house.browser("zhang.ning")
    with house.database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM membership")

    assert "You belong to no subdistrict yet" in Page(nobody.get("/")).text
    assert nobody.get("/d/lanting/").status_code == 404
