"""The people of the tests, each with one reason to exist."""

from collections.abc import Iterable
from uuid import UUID

from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7

EVERYTHING_ABOUT_NOTES = frozenset({"notes.read", "notes.write"})


def clerk(subdistrict_id: UUID, permissions: Iterable[str] = EVERYTHING_ABOUT_NOTES) -> Actor:
    """Somebody of this subdistrict at the desk."""
    return Actor(account_id=uuid7(), subdistrict_id=subdistrict_id, channel=Channel.DESK, permissions=frozenset(permissions))


def reader(subdistrict_id: UUID) -> Actor:
    """Somebody who may look and not touch."""
    return clerk(subdistrict_id, {"notes.read"})
