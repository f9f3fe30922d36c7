"""The desk's addresses and forms that the scripts use, in one place."""

import re
from uuid import UUID

from tests.torture.house import Browser

STREET = "lanting"
_SEEN = re.compile(r'name="seen" value="(\d+)"')
_NOTE = re.compile(r"/notes/([0-9a-f-]{36})")


def write(browser: Browser, title: str, text: str = "") -> UUID | None:
    """The new note's id when the server acknowledged it."""
    status, _, location = browser.post(f"/d/{STREET}/notes/new", {"title": title, "text": text})
    found = _NOTE.search(location)
    return UUID(found.group(1)) if status == 303 and found else None


def open_form(browser: Browser, note_id: UUID) -> tuple[int, str]:
    """The version the form carries and the page."""
    _, body, _ = browser.get(f"/d/{STREET}/notes/{note_id}/edit")
    found = _SEEN.search(body)
    if found is None:
        raise RuntimeError(f"no edit form for {note_id}: {body[:400]}")
    return int(found.group(1)), body


def save(browser: Browser, note_id: UUID, seen: int, title: str, text: str) -> tuple[int, str]:
    """Status and body of an edit."""
    fields = {"seen": str(seen), "title": title, "text": text}
    status, body, _ = browser.post(f"/d/{STREET}/notes/{note_id}/edit", fields)
    return status, body
