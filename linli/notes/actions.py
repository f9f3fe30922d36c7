"""Every write of notes."""

from typing import BinaryIO
from uuid import UUID

from linli.kernel import clock, files, find, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.files.models import StoredFile
from linli.kernel.ids import uuid7
from linli.kernel.writes import check_version, write
from linli.notes import queries, rules
from linli.notes.models import Note
from linli.notes.rules import Permission


@write
def write_note(actor: Actor, *, title: str, text: str, note_id: UUID | None = None) -> Note:
    """Keep a new note, find it from now on, and tell the colleagues; a phone without signal has numbered it already."""
    queries.require(actor, Permission.WRITE)
    words = rules.wording(title, text)
    now = clock.now()

    note = Note(
        id=note_id or uuid7(),
        subdistrict_id=actor.subdistrict_id,
        title=words.title,
        text=words.text,
        author_account_id=actor.account_id,
        created_at=now,
        edited_at=now,
    )
    note.save(force_insert=True)
    find.index(note, [note.title, note.text])

    journal.record(actor, "note.written", note, title=note.title, text=note.text)
    jobs.queue("notes.tell_colleagues", note)
    return note


@write
def edit_note(actor: Actor, note_id: UUID, *, seen: int, title: str, text: str) -> Note:
    """Change the words of a note that nobody else has changed since version `seen`."""
    note = queries.lock_for(actor, note_id, Permission.WRITE)
    words = rules.wording(title, text)
    check_version(note, seen=seen, yours={"title": words.title, "text": words.text})

    note.title, note.text, note.edited_at = words.title, words.text, clock.now()
    note.save(update_fields=["title", "text", "edited_at"])
    find.index(note, [note.title, note.text])

    journal.record(actor, "note.edited", note, title=note.title, text=note.text)
    jobs.queue("notes.tell_colleagues", note)
    return note


@write
def attach_file(actor: Actor, note_id: UUID, *, name: str, content: BinaryIO) -> StoredFile:
    """Store a file with the note; the bytes are on disk before the row that names them commits."""
    note = queries.lock_for(actor, note_id, Permission.WRITE)

    stored = files.store(actor, note, name=name, content=content, purpose="note")

    journal.record(actor, "note.file_attached", note, name=stored.name, digest=stored.digest, size_bytes=stored.size_bytes)
    return stored
