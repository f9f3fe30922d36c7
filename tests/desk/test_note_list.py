"""The list of notes."""

import re

from linli.notes.queries import PAGE
from tests.desk.house import House
from tests.desk.pages import Page


def test_an_empty_list_says_what_to_do_next(house: House) -> None:
    page = Page(house.browser("zhang.ning").get("/d/lanting/notes/"))

    assert "No notes yet" in page.text
    assert page.all("a", href="/d/lanting/notes/new")


def test_latest_change_comes_first_with_its_author(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    first = house.note("zhang.ning", title="第一张")
    house.note("wang.fang", title="第二张")
    house.edit("zhang.ning", first, text="补一句")

    text = Page(clerk.get("/d/lanting/notes/")).text

    assert text.index("第一张") < text.index("第二张")
    assert "wang.fang" in text


def test_pages_go_on_by_key_and_every_note_stands_on_exactly_one(house: House) -> None:
    clerk = house.browser("zhang.ning")
    for number in range(PAGE + 3):
        house.note("zhang.ning", title=f"便条{number:03}")

    first = clerk.get("/d/lanting/notes/")
    older = re.search(r'href="(\?before=[^"]+)"', first.content.decode())
    assert older is not None
    second = clerk.get("/d/lanting/notes/" + older.group(1))

    titles = re.findall(r"便条\d{3}", Page(first).text + Page(second).text)
    assert sorted(titles) == [f"便条{number:03}" for number in range(PAGE + 3)]
    assert "?before=" not in second.content.decode()


def test_a_mark_that_is_no_reference_is_not_found(house: House) -> None:
    assert house.browser("zhang.ning").get("/d/lanting/notes/?before=1").status_code == 404
