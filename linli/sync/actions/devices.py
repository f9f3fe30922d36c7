"""Every write of devices."""

import os
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.sync.models import Device
from linli.sync.queries import devices as queries
from linli.sync.rules.kinds import LABEL_LIMIT
from linli.sync.sealing import sealed

KEY_BYTES = 32


@write
def register(actor: Actor, *, label: str) -> tuple[Device, bytes]:
    """A phone of one's own, and what opens the second wrap of its key; told here and to nobody but this account."""
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    called = clean_text(label, field=gettext("Name of the phone"), limit=LABEL_LIMIT)

    key = os.urandom(KEY_BYTES)
    device = Device(subdistrict_id=actor.subdistrict_id, account_id=actor.account_id, label=called, registered_at=clock.now())
    device.unlock_key = sealed(device, "unlock_key", key)
    device.save(force_insert=True)

    journal.record(actor, "device.registered", device, label=called)
    return device, key


@write
def revoke(actor: Actor, device_id: UUID) -> Device:
    """At its next contact the phone drops what it keeps; until then nothing that comes from it is taken."""
    device = queries.lock_for(actor, device_id)
    if device.revoked_at is not None:
        return device

    # What would open its key goes with it: not even a signed-in phone opens what a revoked one kept.
    device.revoked_at, device.unlock_key = clock.now(), b""
    device.save(update_fields=["revoked_at", "unlock_key"])

    journal.record(actor, "device.revoked", device)
    return device
