"""The version that a page about a ticket carries: it tells one state from another, and counts nothing that its reader may not know."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings

from linli.desk.paging import typed_number
from linli.kernel import keys

# No page stays open for longer than so many entries.
LOOKED_BACK: Final = 1_000
_BYTES: Final = 12
# Letters alone: no page shows digits by chance that could be taken for the end of somebody's number.
_LETTERS: Final = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")


def mark(subdistrict_id: UUID, ticket_id: UUID, version: int) -> str:
    """What stands for this version of the ticket on a page."""
    purpose = keys.lookup_purpose(subdistrict_id, "ticket.version")
    return keys.opened(settings.LINLI_HOME).lookup_code(purpose, f"{ticket_id}/{version}".encode())[:_BYTES].hex().translate(_LETTERS)


def read(ticket: Any, typed: str | None) -> int:
    """The version that a page carried; 0, which is older than all, for what no page of ours has written. A plain number is one as well."""
    if not typed or len(typed) != 2 * _BYTES:
        return typed_number(typed)
    newest: int = ticket.journal_seq
    versions = range(newest, max(0, newest - LOOKED_BACK), -1)
    return next((each for each in versions if mark(ticket.subdistrict_id, ticket.pk, each) == typed), 0)
