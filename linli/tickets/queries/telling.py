"""Whom to tell: the people of a unit who may do what comes next."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.accounts import queries as accounts
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.journal import Told, story_of
from linli.org.models import Unit
from linli.org.queries import people
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.telling import NEWS_FOR, TOLD


def entries_to_tell(ticket: Ticket, *, after: int) -> Sequence[Told]:
    """What happened after that entry and concerns others; what lies days back is no news any more."""
    since = clock.now() - NEWS_FOR
    return [entry for entry in story_of(ticket, after=after) if entry.verb in TOLD and entry.recorded_at >= since]


def people_of(actor: Actor, unit_id: UUID, permission: Permission) -> list[UUID]:
    """The accounts of the unit's people that may do this."""
    members = accounts.memberships_that_may(actor, permission)
    here = people.in_units(actor, [unit_id])
    return sorted({each.account_id for each in members if each.person_id in here})


def unit_name(actor: Actor, unit_id: UUID) -> str:
    """What colleagues call the unit."""
    return Unit.objects.of(actor.subdistrict_id).filter(pk=unit_id).values_list("short_name", flat=True).first() or ""


def moment(text: object) -> datetime | None:
    """A moment as a fact keeps it."""
    return datetime.fromisoformat(text) if isinstance(text, str) else None
