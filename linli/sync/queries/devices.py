"""Every read of devices: one's own, and all of them for who administers accounts."""

from collections.abc import Sequence
from uuid import UUID

from linli.accounts.rules import Permission
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.sync.models import Device
from linli.sync.sealing import opened


def own(actor: Actor) -> Sequence[Device]:
    """The devices of one's own account, newest first."""
    return list(_own(actor).order_by("-registered_at", "-pk"))


def _own(actor: Actor) -> OwnedQuerySet:
    found: OwnedQuerySet = Device.objects.of(actor.subdistrict_id)
    return found.filter(account_id=actor.account_id)


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The devices the actor may revoke: one's own, or everybody's."""
    everybodys: OwnedQuerySet = Device.objects.of(actor.subdistrict_id)
    return everybodys if actor.may(Permission.ADMINISTER) else _own(actor)


def listed(actor: Actor) -> Sequence[Device]:
    """The devices that are listed for this actor: those in use first, then newest first."""
    return list(visible_to(actor).order_by("revoked_at", "-registered_at", "-pk")[:500])


def working(actor: Actor, device_id: UUID) -> Device:
    """One of one's own devices, if it is registered and was not revoked."""
    device: Device | None = _own(actor).filter(pk=device_id).first()
    if device is None:
        raise Refused("field.device_unknown")
    if device.revoked_at is not None:
        raise Refused("field.device_revoked")
    return device


def lock_for(actor: Actor, device_id: UUID) -> Device:
    """A device that the actor may revoke, locked."""
    device: Device | None = visible_to(actor).filter(pk=device_id).select_for_update(of=("self",)).first()
    if device is None:
        raise NotFound
    return device


def unlock_key(device: Device) -> bytes:
    """What opens the phone's second wrap."""
    return opened(device, "unlock_key")
