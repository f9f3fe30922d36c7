"""Erasing values that must no longer be known: the entry and its digest stay, and the erasure is itself an entry."""

from collections.abc import Sequence
from enum import StrEnum

from django.db import connection
from django.utils.translation import gettext_noop

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.journal.writing import Entry, record
from linli.kernel.scope.models import Chained


class ErasureReason(StrEnum):
    """Why a value may be erased (Personal Information Protection Law 个人信息保护法, art. 47)."""

    ASKED_FOR = "asked_for"
    RETENTION_ENDED = "retention_ended"
    COLLECTED_IN_ERROR = "collected_in_error"
    ORDERED = "ordered"


def erase(actor: Actor, aggregate: Chained, seq: int, names: Sequence[str], *, reason: ErasureReason) -> Entry:
    """Delete values and salts of the named facts of entry `seq`, and say so in the same chain; the caller holds the row's lock."""
    entry = record(actor, "journal.erased", aggregate, reason=reason, seq=seq, names=sorted(names))
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_erase(%s, %s, %s, %s)", [aggregate.subdistrict_id, aggregate.stream, seq, sorted(names)])
        (erased,) = cursor.fetchone()
    if not names or erased != len(set(names)):
        raise Refused("journal.nothing_to_erase")
    return entry


def register() -> None:
    """Make the journal's own verb known."""
    verbs.register("journal.erased", facts={"seq": int, "names": list}, reasons=ErasureReason)


refusals(
    {
        "journal.nothing_to_erase": gettext_noop(
            "This entry holds no such value, or it is erased already. Open the journal again and look what it still holds."
        ),
    }
)
