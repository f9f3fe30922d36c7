"""A phone and a conflict, as the addresses about them need."""

from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.sync.actions import devices
from linli.sync.models import Conflict


def a_phone_and_a_conflict(actor: Actor, ticket_id: UUID) -> dict[str, UUID]:
    """Their ids by the names of the addresses: both are this person's own."""
    device, _ = devices.register(actor, label="红米")
    conflict = Conflict(
        subdistrict_id=actor.subdistrict_id,
        command_id=uuid7(),
        device=device,
        account_id=device.account_id,
        kind="ticket.accept",
        payload={"ticket_id": str(ticket_id)},
        made_at=clock.now(),
        ticket_id=ticket_id,
        seen=1,
        current=2,
    )
    conflict.save(force_insert=True)
    return {"device_id": device.pk, "conflict_id": conflict.pk, "attachment_id": uuid7()}
