"""Reading one note."""

from linli.kernel.ids import uuid7
from tests.desk.house import READER, House
from tests.desk.pages import Page


def test_a_reader_sees_words_and_story_and_nothing_to_press(house: House) -> None:
    house.account("zhang.ning")
    note = house.note("zhang.ning")

    page = Page(house.browser("gu.wen", may=READER).get(f"/d/lanting/notes/{note.pk}/"))

    assert "楼道堆物" in page.text
    assert "Note written zhang.ning" in page.text
    assert not page.all("input", type="file")
    assert not page.all("a", href=f"/d/lanting/notes/{note.pk}/edit")


def test_a_writer_may_change_it_and_is_told_the_size_limit_beforehand(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    page = Page(clerk.get(f"/d/lanting/notes/{note.pk}/"))

    assert page.all("a", href=f"/d/lanting/notes/{note.pk}/edit")
    assert "at most 20" in page.text


def test_another_subdistricts_note_and_a_missing_one_are_the_same_page(house: House) -> None:
    house.account("chen.gang", "zhuxi")
    theirs = house.note("chen.gang", code="zhuxi")
    clerk = house.browser("zhang.ning")

    not_mine = clerk.get(f"/d/lanting/notes/{theirs.pk}/")
    no_member = clerk.get(f"/d/zhuxi/notes/{theirs.pk}/")
    missing = clerk.get(f"/d/lanting/notes/{uuid7()}/")
    no_place = clerk.get(f"/d/nowhere/notes/{theirs.pk}/")

    assert {answer.status_code for answer in (not_mine, no_member, missing, no_place)} == {404}
    assert Page(not_mine).text == Page(missing).text == Page(no_member).text == Page(no_place).text


def test_a_member_of_both_sees_each_note_in_its_own_subdistrict_only(house: House) -> None:
    both = house.browser("zhang.ning", "lanting", "zhuxi")
    note = house.note("zhang.ning", code="zhuxi")

    assert both.get(f"/d/zhuxi/notes/{note.pk}/").status_code == 200
    assert both.get(f"/d/lanting/notes/{note.pk}/").status_code == 404


def test_the_story_shows_what_an_edit_changed_and_not_what_it_left(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning", title="只有一次的标题")
    house.edit("zhang.ning", note, text="补上的话")

    story = Page(clerk.get(f"/d/lanting/notes/{note.pk}/")).text
    journal = Page(clerk.get(f"/d/lanting/notes/{note.pk}/journal")).text

    assert story.count("Title 只有一次的标题") == 1
    assert journal.count("Title 只有一次的标题") == 2
