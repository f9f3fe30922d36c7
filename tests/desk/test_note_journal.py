"""The journal of one note."""

from tests.desk.house import READER, House
from tests.desk.pages import Page


def test_every_entry_says_who_did_what_and_carries_its_fingerprint(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    note = house.note("zhang.ning")
    house.edit("wang.fang", note, text="补一句")

    text = Page(clerk.get(f"/d/lanting/notes/{note.pk}/journal")).text

    assert text.index("Note changed wang.fang") < text.index("Note written zhang.ning")
    assert "补一句" in text
    assert "entry 2, fingerprint" in text


def test_who_may_read_the_note_may_read_its_journal_and_a_stranger_neither(house: House) -> None:
    house.account("zhang.ning")
    note = house.note("zhang.ning")
    where = f"/d/lanting/notes/{note.pk}/journal"

    assert house.browser("gu.wen", may=READER).get(where).status_code == 200
    assert house.browser("li.mo", may=()).get(where).status_code == 404
    assert house.browser("chen.gang", "zhuxi").get(where).status_code == 404
