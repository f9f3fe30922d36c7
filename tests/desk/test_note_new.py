"""Writing a note down."""

import pytest

from tests.desk.house import READER, House
from tests.desk.pages import Page

NEW = "/d/lanting/notes/new"


def test_a_clerk_writes_a_note_and_lands_on_it(house: House) -> None:
    clerk = house.browser("zhang.ning")

    answer = clerk.post(NEW, {"title": "楼道堆物", "text": "挡住灭火器\r\n第二行"})

    assert answer.status_code == 303
    shown = Page(clerk.get(answer["Location"]))
    assert "楼道堆物" in shown.text
    assert "挡住灭火器 第二行" in shown.text
    assert house.count_notes() == 1


def test_who_may_only_read_is_refused_and_nothing_is_written(house: House) -> None:
    reader = house.browser("gu.wen", may=READER)

    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, {"title": "x", "text": ""}).status_code == 403
    assert house.count_notes() == 0


def test_the_button_is_shown_to_who_may_write_only(house: House) -> None:
    assert Page(house.browser("zhang.ning").get("/d/lanting/notes/")).all("a", href=NEW)
    assert not Page(house.browser("gu.wen", may=READER).get("/d/lanting/notes/")).all("a", href=NEW)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("  ", "The field title is empty"),
        ("长" * 121, "The field title is 121 characters long; at most 120 fit"),
        ("a\x00b", "invisible character (NUL)"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_the_field_and_the_words_are_kept(house: House, title: str, said: str) -> None:
    clerk = house.browser("zhang.ning")

    answer = clerk.post(NEW, {"title": title, "text": "已经写好的话"})

    page = Page(answer)
    assert answer.status_code == 422
    assert said in page.text
    assert page.all("input", name="title")[0]["aria-describedby"] == "title-error"
    assert "已经写好的话" in page.text
    assert house.count_notes() == 0


def test_htmx_gets_the_refused_form_whole_and_is_told_where_to_put_it(house: House) -> None:
    answer = house.browser("zhang.ning").post(NEW, {"title": "", "text": ""}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (422, "#page", "#page")


def test_htmx_is_led_to_the_new_note(house: House) -> None:
    answer = house.browser("zhang.ning").post(NEW, {"title": "x", "text": ""}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/d/lanting/notes/")


def test_markup_in_a_note_is_shown_as_typed(house: House) -> None:
    clerk = house.browser("zhang.ning")
    location = clerk.post(NEW, {"title": "<script>alert(1)</script>", "text": "<img src=x onerror=alert(1)>"})["Location"]

    page = Page(clerk.get(location))

    assert page.inline == []
    assert not page.all("img")
    assert "<script>alert(1)</script>" in page.text
