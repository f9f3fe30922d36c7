"""Every read of receipts."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from linli.kernel.actor import Actor
from linli.sync.models import Receipt
from linli.sync.rules.commands import Kept
from linli.sync.rules.kinds import Status


def kept(receipt: Receipt) -> Kept:
    """The receipt as a value."""
    return Kept(receipt.pk, bytes(receipt.digest), Status(receipt.status), receipt.code, receipt.message, receipt.result)


def known(actor: Actor, command_ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """The receipts of these commands, whoever sent them; one statement."""
    found = Receipt.objects.of(actor.subdistrict_id).filter(pk__in=set(command_ids))
    return {receipt.pk: kept(receipt) for receipt in found}


def own_stretches(actor: Actor, device_id: UUID, about: str) -> Sequence[tuple[int, int]]:
    """Which stretches of a chain this device's own commands wrote: after the first number, up to the second."""
    found = Receipt.objects.of(actor.subdistrict_id).filter(about=about, device_id=device_id)
    return list(found.values_list("version_before", "version_after"))
