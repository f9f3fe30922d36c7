"""Changing a note, also when somebody else was faster."""

from io import BytesIO

import pytest

from tests.desk.house import READER, House
from tests.desk.pages import Page


def test_a_clerk_changes_a_note(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = clerk.post(f"/d/lanting/notes/{note.pk}/edit", {"seen": note.journal_seq, "title": "楼道清了", "text": ""})

    assert answer.status_code == 303
    assert house.reload(note).title == "楼道清了"


def test_who_may_only_read_cannot_change_it(house: House) -> None:
    house.account("zhang.ning")
    note = house.note("zhang.ning")
    reader = house.browser("gu.wen", may=READER)

    assert reader.get(f"/d/lanting/notes/{note.pk}/edit").status_code == 403
    assert reader.post(f"/d/lanting/notes/{note.pk}/edit", {"seen": 1, "title": "x", "text": ""}).status_code == 403
    assert house.reload(note).title == "楼道堆物"


def test_the_overtaken_edit_is_refused_with_both_versions_and_nothing_is_lost(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    note = house.note("zhang.ning", text="原来的话")
    opened = Page(clerk.get(f"/d/lanting/notes/{note.pk}/edit"))
    house.edit("wang.fang", note, title="别人的标题")

    answer = clerk.post(
        f"/d/lanting/notes/{note.pk}/edit",
        {"seen": opened.value("seen"), "title": "楼道堆物", "text": "我的话", "opened-title": "楼道堆物", "opened-text": "原来的话"},
    )

    page = Page(answer)
    assert answer.status_code == 409
    for words in ("wang.fang", "别人的标题", "楼道堆物", "我的话", "原来的话"):
        assert words in page.text
    assert house.reload(note).title == "别人的标题"
    assert house.reload(note).text == "原来的话"


def test_the_field_one_did_not_touch_is_proposed_as_it_stands_now(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    note = house.note("zhang.ning", text="原来的话")
    house.edit("wang.fang", note, title="别人的标题")

    answer = clerk.post(
        f"/d/lanting/notes/{note.pk}/edit",
        {"seen": 1, "title": "楼道堆物", "text": "我的话", "opened-title": "楼道堆物", "opened-text": "原来的话"},
    )

    page = Page(answer)
    assert "checked" in page.all("input", name="choice-title", value="theirs")[0]
    assert "checked" in page.all("input", name="choice-text", value="yours")[0]


def test_the_chosen_version_of_each_field_is_saved(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    note = house.note("zhang.ning", text="原来的话")
    house.edit("wang.fang", note, title="别人的标题")
    choice = {
        "seen": house.reload(note).journal_seq,
        "choice-title": "theirs",
        "yours-title": "楼道堆物",
        "theirs-title": "别人的标题",
        "choice-text": "yours",
        "yours-text": "我的话",
        "theirs-text": "原来的话",
    }

    assert clerk.post(f"/d/lanting/notes/{note.pk}/edit", choice).status_code == 303

    saved = house.reload(note)
    assert (saved.title, saved.text) == ("别人的标题", "我的话")


def test_choosing_can_be_overtaken_again(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    note = house.note("zhang.ning")
    seen = note.journal_seq
    house.edit("wang.fang", note, title="二")
    house.edit("wang.fang", note, title="三")

    answer = clerk.post(
        f"/d/lanting/notes/{note.pk}/edit", {"seen": seen + 1, "choice-title": "yours", "yours-title": "一", "theirs-title": "二"}
    )

    assert answer.status_code == 409
    assert house.reload(note).title == "三"


def test_a_version_that_is_no_number_counts_as_never_seen(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    for seen in ("", "x", "²", "-1"):
        assert clerk.post(f"/d/lanting/notes/{note.pk}/edit", {"seen": seen, "title": "y", "text": ""}).status_code == 409
    assert house.reload(note).title == "楼道堆物"


@pytest.mark.parametrize("seen", ["", "-1", "1.5", "\u0661", "9" * 19, "9" * 5000])
def test_a_version_that_never_was_is_an_overtaken_edit(house: House, seen: str) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = clerk.post(f"/d/lanting/notes/{note.pk}/edit", {"seen": seen, "title": "别的标题", "text": ""})

    assert answer.status_code == 409
    assert house.reload(note).title == "楼道堆物"


def test_a_file_that_came_meanwhile_is_no_conflict_of_words(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning", text="原来的话")
    opened = Page(clerk.get(f"/d/lanting/notes/{note.pk}/edit"))
    upload = BytesIO("水深 20 厘米".encode())
    upload.name = "现场.txt"
    assert clerk.post(f"/d/lanting/notes/{note.pk}/files", {"file": upload}).status_code == 303

    answer = clerk.post(
        f"/d/lanting/notes/{note.pk}/edit",
        {"seen": opened.value("seen"), "title": note.title, "text": "我的话", "opened-title": note.title, "opened-text": "原来的话"},
    )

    assert answer.status_code == 303
    assert (house.reload(note).text, house.reload(note).journal_seq) == ("我的话", 3)
