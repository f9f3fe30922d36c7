"""Pictures: in parts, after the text, without what came along in them."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from linli.kernel import clock, files, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.notes.models import Note
from linli.sync.jobs import sweep_attachments
from linli.sync.models import Attachment, AttachmentPart
from linli.sync.rules.kinds import PART_LIMIT_BYTES
from tests.field.street import Phone, Street
from tests.tickets.town import Hand


def picture() -> bytes:
    """A photo that says where and with what it was taken."""
    said = Image.Exif()
    said[0x010F] = "Some Camera"
    said[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}
    written = BytesIO()
    Image.frombytes("RGB", (64, 48), hashlib.sha256(b"street").digest() * 288).save(written, "JPEG", exif=said)
    return written.getvalue()


def note(phone: Phone) -> dict[str, Any]:
    return phone.says("note.write", {"note_id": str(uuid7()), "text": "三楼灯坏了"})


def attach(phone: Phone, said: dict[str, Any], attachment_id: str) -> dict[str, Any]:
    about = {"kind": "note", "id": said["payload"]["note_id"]}
    return phone.says("photo.attach", {"attachment_id": attachment_id, "about": about, "name": "灯.jpg"}, after=[said["id"]])


def left(street: Street) -> tuple[int, int]:
    with scope.scoped(street.town.house):
        return Attachment.objects.count(), AttachmentPart.objects.count()


def test_a_picture_comes_in_parts_after_its_text_and_leaves_everything_else_behind(street: Street) -> None:
    content, attachment_id = picture(), str(uuid7())
    said = note(street.worker)
    photo = attach(street.worker, said, attachment_id)
    before = street.worker.brings(said, photo)
    half = len(content) // 2

    answers = [street.worker.puts(attachment_id, content[:half], 0, len(content))]
    between = street.worker.status(photo)
    answers.append(street.worker.puts(attachment_id, content[half:], half, len(content)))
    receipt = street.worker.brings(photo)[photo["id"]]

    assert before[said["id"]]["status"] == "applied" and before[photo["id"]]["code"] == "field.bytes_missing"
    assert between == "waiting"
    assert [each.json()["offset"] for each in answers] == [half, len(content)]
    assert receipt["status"] == "applied"
    with scope.scoped(street.town.house):
        (kept,) = files.of(Note.objects.get(pk=said["payload"]["note_id"]))
        bytes_kept = b"".join(files.open_for(street.town.house, kept.pk).content)
    assert not Image.open(BytesIO(bytes_kept)).getexif() and b"Some Camera" not in bytes_kept
    assert kept.name == "灯.jpg" and left(street) == (0, 0)
    assert street.worker.brings(photo)[photo["id"]] == receipt


def test_a_picture_goes_to_a_ticket_too_and_is_no_conflict(street: Street) -> None:
    ticket, attachment_id, content = street.dispatched(), str(uuid7()), picture()
    street.worker.puts(attachment_id, content, 0, len(content))
    about = {"kind": "ticket", "id": str(ticket.pk)}
    photo = street.worker.says("photo.attach", {"attachment_id": attachment_id, "about": about})
    accepted = street.colleague.says("ticket.accept", {"ticket_id": str(ticket.pk)}, seen=ticket.journal_seq)

    assert street.worker.status(photo) == "applied"
    assert street.colleague.status(accepted) == "applied"


def test_a_part_that_does_not_fit_is_told_where_to_go_on(street: Street) -> None:
    attachment_id = str(uuid7())
    assert street.worker.asks("get", f"lanting/attachments/{attachment_id}").json() == {"offset": 0, "length": 0}
    street.worker.puts(attachment_id, b"12345", 0, 10)

    again, gap, across = (street.worker.puts(attachment_id, part, start, 10) for part, start in ((b"12345", 0), (b"89", 7), (b"456", 3)))

    assert (again.status_code, gap.status_code, across.status_code) == (200, 409, 409)
    assert again.json() == gap.json() == across.json() == {"offset": 5, "length": 10}
    asked = street.worker.asks("head", f"lanting/attachments/{attachment_id}")
    assert asked["Upload-Offset"] == "5" and asked.content == b""


@pytest.mark.parametrize(("heading", "content"), [("", b"1"), ("bytes 0-9/10", b"1"), ("bytes 5-4/10", b""), ("bytes 9-10/10", b"12")])
def test_a_heading_that_is_wrong_is_refused(street: Street, heading: str, content: bytes) -> None:
    answer = street.worker.browser.put(
        f"/field/lanting/attachments/{uuid7()}",
        data=content,
        content_type="application/octet-stream",
        headers={"Origin": "http://testserver", "Content-Range": heading, "X-Linli-Device": street.worker.id},
    )

    assert answer.status_code == 422 and answer.json()["errors"][0]["code"] == "field.part_out_of_range"


def test_too_much_is_refused_and_another_length_than_announced(street: Street) -> None:
    attachment_id = str(uuid7())
    street.worker.puts(attachment_id, b"12345", 0, 10)

    assert street.worker.puts(attachment_id, b"6", 5, 11).status_code == 422
    assert street.worker.puts(str(uuid7()), b"0" * (PART_LIMIT_BYTES + 1), 0, PART_LIMIT_BYTES + 1).status_code == 413
    assert street.worker.puts(str(uuid7()), b"1", 0, 21 * 1024 * 1024).status_code == 413
    assert Phone(street.worker.browser).puts(attachment_id, b"6", 5, 10).status_code == 404


def test_anothers_picture_is_not_there(street: Street) -> None:
    attachment_id = str(uuid7())
    street.worker.puts(attachment_id, b"12345", 0, 10)

    assert street.colleague.asks("get", f"lanting/attachments/{attachment_id}").status_code == 404
    assert street.colleague.puts(attachment_id, b"67890", 5, 10).status_code == 404
    said = note(street.colleague)
    photo = attach(street.colleague, said, attachment_id)
    assert street.colleague.brings(said, photo)[photo["id"]]["code"] == "kernel.not_found"


def test_what_is_no_picture_is_refused_and_a_visit_that_is_not_there_too(street: Street) -> None:
    said, attachment_id = note(street.worker), str(uuid7())
    street.worker.puts(attachment_id, b"no picture", 0, 10)
    photo = attach(street.worker, said, attachment_id)

    assert street.worker.brings(said, photo)[photo["id"]]["code"] == "files.not_a_picture"


def test_what_nobody_asked_for_is_swept_away(street: Street, hand: Hand) -> None:
    street.worker.puts(str(uuid7()), b"12345", 0, 10)
    house = Actor.system("sync.sweep_attachments", street.town.lanting)
    with scope.scoped(house):
        sweep_attachments(house)
    young = left(street)
    hand.passes(days=15)
    with scope.scoped(house):
        sweep_attachments(house)

    assert young == (1, 1) and left(street) == (0, 0)
    assert clock.now() - hand.now == timedelta()


def test_a_picture_whose_text_was_never_heard_of_waits_without_being_looked_at(street: Street) -> None:
    content, attachment_id = picture(), str(uuid7())
    street.worker.puts(attachment_id, content, 0, len(content))
    unheard = note(street.worker)

    assert street.worker.status(attach(street.worker, unheard, attachment_id)) == "waiting"
    assert left(street) == (1, 1)
