"""Attaching and fetching files."""

from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

from linli.kernel import files, scope
from linli.notes.models import Note
from tests.desk.house import READER, House
from tests.desk.pages import Page

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse


def send(client: Client, note: Note, content: bytes, name: str = "说明.txt") -> "_MonkeyPatchedWSGIResponse":
    upload = BytesIO(content)
    upload.name = name
    return client.post(f"/d/lanting/notes/{note.pk}/files", {"file": upload})


def files_of(house: House, note: Note) -> list[str]:
    with scope.scoped(house.actor("zhang.ning")):
        return [each.name for each in files.of(note)]


def test_an_attached_file_comes_back_byte_for_byte_as_a_download(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    assert send(clerk, note, "楼道照片说明".encode()).status_code == 303

    page = Page(clerk.get(f"/d/lanting/notes/{note.pk}/"))
    where = next(a["href"] for a in page.all("a", title="说明.txt"))
    fetched = clerk.get(where)
    assert fetched.getvalue().decode() == "楼道照片说明"
    assert fetched["Content-Disposition"].startswith("attachment;")
    assert fetched["Content-Type"] == "application/octet-stream"
    assert fetched["X-Content-Type-Options"] == "nosniff"


def test_a_reader_may_fetch_and_not_attach(house: House) -> None:
    clerk, reader = house.browser("zhang.ning"), house.browser("gu.wen", may=READER)
    note = house.note("zhang.ning")
    send(clerk, note, b"words")

    assert send(reader, note, b"other").status_code == 403
    where = next(a["href"] for a in Page(reader.get(f"/d/lanting/notes/{note.pk}/")).all("a", title="说明.txt"))
    assert reader.get(where).status_code == 200
    assert files_of(house, note) == ["说明.txt"]


def test_a_file_is_reached_through_its_own_note_only(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note, other = house.note("zhang.ning"), house.note("zhang.ning", title="另一张")
    send(clerk, note, b"words")
    where = next(a["href"] for a in Page(clerk.get(f"/d/lanting/notes/{note.pk}/")).all("a", title="说明.txt"))

    assert clerk.get(where).status_code == 200
    assert clerk.get(where.replace(str(note.pk), str(other.pk))).status_code == 404
    assert house.browser("chen.gang", "zhuxi").get(where).status_code == 404


def test_nothing_chosen_is_said(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = clerk.post(f"/d/lanting/notes/{note.pk}/files")

    assert answer.status_code == 422
    assert "No file came with it" in Page(answer).text


def test_a_file_that_is_too_big_is_refused_in_words_and_not_stored(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = send(clerk, note, b"x" * (settings.LINLI_UPLOAD_LIMIT_BYTES + 1))

    assert answer.status_code == 413
    assert "20 MB" in Page(answer).text
    assert files_of(house, note) == []


def test_a_gigabyte_is_refused_by_its_announced_length(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = clerk.generic(
        "POST", f"/d/lanting/notes/{note.pk}/files", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2**30)
    )

    assert (answer.status_code, answer["Connection"]) == (413, "close")
    assert "At most 20 MB fit" in Page(answer).text


def test_a_body_that_does_not_say_how_long_it_is_is_refused_in_words(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")

    answer = clerk.generic("POST", f"/d/lanting/notes/{note.pk}/files", b"", headers={"Transfer-Encoding": "chunked"})

    assert (answer.status_code, answer["Connection"]) == (411, "close")
    assert "without saying how long it is" in Page(answer).text
    assert house.reload(note).journal_seq == 1
