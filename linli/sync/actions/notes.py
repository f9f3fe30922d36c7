"""Commands that add: a free note, and a picture to what is there."""

from io import BytesIO

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.files.pictures import seen_anew
from linli.notes import actions as notes
from linli.notes.rules import TITLE_LIMIT
from linli.sync.actions.attachments import drop
from linli.sync.commands import Done, NotYet, command
from linli.sync.payloads import NoteWrite, PhotoAttach
from linli.sync.queries import attachments
from linli.tickets.actions import joining
from linli.visits.actions import patrolling, photos

JPEG = "photo.jpg"


@command("note.write", NoteWrite)
def write_note(actor: Actor, payload: NoteWrite) -> Done:
    """Keep a note; without a title its first line is one."""
    first = next((line.strip() for line in payload.text.splitlines() if line.strip()), "")
    note = notes.write_note(actor, title=payload.title.strip() or first[:TITLE_LIMIT], text=payload.text, note_id=payload.note_id)
    return Done({"note_id": str(note.pk)}, note.stream, 0, note.journal_seq)


def picture_of(actor: Actor, payload: PhotoAttach) -> BytesIO:
    """The picture without anything that came along in it: neither place nor camera nor time. A child opens it, in no transaction."""
    with scope.scoped(actor):
        attachment = attachments.of_own(actor, payload.attachment_id)
        content = None if attachment is None else attachments.content(attachment)
    if content is None:
        raise NotYet("field.bytes_missing")
    return seen_anew(BytesIO(content))


@command("photo.attach", PhotoAttach, prepare=picture_of)
def attach_photo(actor: Actor, payload: PhotoAttach, picture: BytesIO) -> Done:
    """Keep the picture with what it shows; the parts in which it came are let go of."""
    about, name = payload.about, payload.name or JPEG
    if about.kind == "ticket":
        stored = joining.attach_file(actor, about.id, name=name, content=picture)
    elif about.kind == "note":
        stored = notes.attach_file(actor, about.id, name=name, content=picture)
    elif about.kind == "finding":
        stored = patrolling.attach_photo(actor, about.id, name=name, content=picture)
    else:
        stored = photos.attach_photo(actor, about.id, name=name, content=picture)
    drop(actor, payload.attachment_id)
    return Done({"file_id": str(stored.pk), "size_bytes": stored.size_bytes})
