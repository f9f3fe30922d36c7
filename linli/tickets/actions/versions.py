"""What a form needs before it changes a ticket: that nothing happened to it since the form was opened."""

from collections.abc import Collection, Mapping
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.writes import check_version, lock_in_order, write
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.permissions import Permission


@write
def hold_still(
    actor: Actor,
    ticket_id: UUID,
    permission: Permission,
    *,
    seen: int,
    yours: Mapping[str, object] | None = None,
    also: Collection[UUID] = (),
) -> Ticket:
    """Lock the ticket for the action that follows in this transaction; refused as stale when anything happened after `seen`.

    The whole that it is a part of and `also`, other tickets that the action changes, are locked in the same order as everywhere.
    """
    parent_id = queries.get_for(actor, ticket_id).parent_id
    ids = {ticket_id, *also} | ({parent_id} if parent_id else set())
    lock_in_order(Ticket.objects.of(actor.subdistrict_id), actor.subdistrict_id, ids)
    ticket = queries.lock_for(actor, ticket_id, permission)
    check_version(ticket, seen=seen, yours=yours or {})
    return ticket
