"""The place up to which a phone has pulled: an opaque text for it, and four things for us."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.ids import NIL

VERSION = 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """Epoch, transaction and last entry; and the day and the standing under which the phone's rows were chosen."""

    epoch: UUID
    xid: int
    entry_id: UUID
    day: date
    standing: str


def written(cursor: Cursor) -> str:
    """The cursor as the phone keeps it."""
    entry = "" if cursor.entry_id == NIL else str(cursor.entry_id)
    said = [VERSION, str(cursor.epoch), cursor.xid, entry, cursor.day.isoformat(), cursor.standing]
    return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str) -> Cursor | None:
    """The cursor in the text; nothing where it is none of ours, which is answered like a first pull."""
    try:
        said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        version, epoch, xid, entry, day, standing = said
        if version != VERSION or not isinstance(xid, int) or isinstance(xid, bool) or not 0 <= xid < 2**63:
            return None
        return Cursor(UUID(epoch), xid, UUID(entry) if entry else NIL, date.fromisoformat(day), str(standing))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        return None
