"""The people of the tests, each with one reason to exist."""

from collections.abc import Iterable
from uuid import UUID

from linli.accounts import queries as accounts
from linli.accounts.models import Account
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7

EVERYTHING_ABOUT_NOTES = frozenset({"notes.read", "notes.write"})


def clerk(subdistrict_id: UUID, permissions: Iterable[str] = EVERYTHING_ABOUT_NOTES) -> Actor:
    """Somebody of this subdistrict at the desk."""
    return Actor(account_id=uuid7(), subdistrict_id=subdistrict_id, channel=Channel.DESK, permissions=frozenset(permissions))


def reader(subdistrict_id: UUID) -> Actor:
    """Somebody who may look and not touch."""
    return clerk(subdistrict_id, {"notes.read"})


def at_the_desk(account_id: UUID, code: str = "lanting") -> Actor:
    """Who this account is at the desk of that subdistrict, asked anew as at each request."""
    return accounts.actor_at(Account.objects.get(pk=account_id), code, Channel.DESK)
