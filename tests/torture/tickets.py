"""The desk's and the partners' addresses about tickets that the scripts use, in one place."""

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID, uuid4

from tests.torture.house import Browser, House

STREET = "lanting"
# What is tortured is the writing, not the door that counts.
QUOTA = ("--per-minute", "100000", "--per-day", "1000000")
DISPATCHER, UNIT, CALLER_BACK = "lanting-dispatcher", "lanting-unit", "lanting-callback"
# Whose head signs in as UNIT.
UNIT_NAME = "城管中队"
_TAKEN = re.compile(rf"/d/{STREET}/tickets/([0-9a-f-]{{36}})/")
_SEEN = re.compile(r'name="seen" value="([^"]+)"')
_MATTER = re.compile(r'<textarea[^>]*name="matter"[^>]*>\s*(.*?)</textarea>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a move as somebody opened it: the version it carries, and the neutral text that stood in it."""

    seen: str
    matter: str


def take_down(browser: Browser, words: str, **said: str) -> UUID | None:
    """The new ticket's id when the desk acknowledged it."""
    fields = {"key": str(uuid4()), "words": words, "matter": words, "source": "call", "answer": "no", "then": "save", **said}
    status, body, _ = browser.post(f"/d/{STREET}/tickets/new/", fields)
    found = _TAKEN.search(body)
    # A refused form comes back as a form.
    return UUID(found.group(1)) if status == 200 and found and 'name="words"' not in body else None


def open_form(browser: Browser, ticket_id: UUID, slug: str) -> Form:
    """What somebody sees before he does it."""
    status, body, _ = browser.get(f"/d/{STREET}/tickets/{ticket_id}/do/{slug}/")
    form = _form(body)
    if form is None:
        raise RuntimeError(f"no form {slug} for {ticket_id}: {status} {body[:400]}")
    return form


def send(browser: Browser, ticket_id: UUID, slug: str, seen: str, **said: str) -> tuple[int, Form | None]:
    """The status of a move, and the form as it came back; 303 is the only yes."""
    status, body, _ = browser.post(f"/d/{STREET}/tickets/{ticket_id}/do/{slug}/", {"seen": seen, **said})
    return status, _form(body)


def move(browser: Browser, ticket_id: UUID, slug: str, **said: str) -> int:
    """Open the form and send it."""
    return send(browser, ticket_id, slug, open_form(browser, ticket_id, slug).seen, **said)[0]


def _form(body: str) -> Form | None:
    seen, matter = _SEEN.search(body), _MATTER.search(body)
    return None if seen is None else Form(seen.group(1), unescape(matter.group(1)) if matter else "")


def unit_id(built: House) -> str:
    """The unit that UNIT speaks for."""
    ((found,),) = built.rows(
        f"SELECT u.id FROM unit u JOIN subdistrict s ON s.id = u.subdistrict_id WHERE u.short_name = '{UNIT_NAME}' AND s.code = '{STREET}'"
    )
    return str(found)


def new_token(built: House) -> str:
    """A partner of the street may hand in matters by this."""
    return built.command("partners", "add", "torture", "--subdistrict", STREET, *QUOTA).strip()


def hand_in(built: House, token: str, key: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Status and answer of one matter at the partners' door."""
    wire = http.client.HTTPConnection("127.0.0.1", built.port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    try:
        wire.request("POST", "/api/v1/tickets", json.dumps(body), headers)
        answer = wire.getresponse()
        said = answer.read()
        return answer.status, json.loads(said) if answer.status == 201 else {}
    except http.client.HTTPException as trouble:
        raise ConnectionError(str(trouble)) from trouble
    finally:
        wire.close()
