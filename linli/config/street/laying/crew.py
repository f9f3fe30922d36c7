"""Who walks through the whole demo street."""

from dataclasses import replace
from uuid import UUID

from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.org.queries import posts


def at_large(actor: Actor, person_id: UUID, channel: Channel) -> Actor:
    """The person with what their posts permit, which are held for their own grids, in the whole street: here they help each other out."""
    plain = Actor(account_id=uuid7(), subdistrict_id=actor.subdistrict_id, channel=channel, person_id=person_id)
    empowered = posts.empowered(plain)
    return replace(empowered, permissions=empowered.permissions | frozenset(empowered.limits), limits={})
