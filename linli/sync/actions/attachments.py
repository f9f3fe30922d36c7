"""Files that come in part by part."""

from uuid import UUID

from linli.kernel import clock, files
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.sync.models import Attachment, AttachmentPart, Device
from linli.sync.queries import attachments as queries
from linli.sync.queries import devices
from linli.sync.rules.kinds import PARTS_KEPT
from linli.sync.rules.ranges import Part
from linli.sync.sealing import sealed


@write
def take_part(actor: Actor, device_id: UUID, attachment_id: UUID, part: Part, content: bytes) -> tuple[bool, int, int]:
    """Keep one part where the file ends now; whether it was taken, how much is here, and how much there will be."""
    files.check_size(part.total)
    device = devices.working(actor, device_id)
    attachment = _begun(actor, device, attachment_id, part.total)
    if attachment.total_bytes != part.total:
        raise Refused("field.part_out_of_range")
    here = queries.offset(attachment)
    # A part that came already, whole, was sent again because its answer was lost.
    if part.start > here or part.start < here < part.start + part.size:
        return False, here, part.total
    if part.start < here:
        return True, here, part.total

    row = AttachmentPart(subdistrict_id=actor.subdistrict_id, attachment=attachment, start=part.start, size=part.size)
    row.content = sealed(row, "content", content)
    row.save(force_insert=True)
    return True, here + part.size, part.total


def _begun(actor: Actor, device: Device, attachment_id: UUID, total: int) -> Attachment:
    fresh = Attachment(
        id=attachment_id,
        subdistrict_id=actor.subdistrict_id,
        device=device,
        account_id=device.account_id,
        total_bytes=total,
        begun_at=clock.now(),
    )
    Attachment.objects.bulk_create([fresh], ignore_conflicts=True)
    # Two parts at the same moment: the second waits here, and then finds the first.
    Attachment.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=attachment_id)
    return queries.of_own(actor, attachment_id) or fresh


@write
def drop(actor: Actor, attachment_id: UUID) -> None:
    """The file is kept elsewhere now, or nobody asks for it any more."""
    parts = AttachmentPart.objects.of(actor.subdistrict_id).filter(attachment_id=attachment_id)
    parts.delete()
    Attachment.objects.of(actor.subdistrict_id).filter(pk=attachment_id).delete()


@write
def forget_old(actor: Actor) -> int:
    """Remove what began to come in a fortnight ago and was never asked for."""
    old = Attachment.objects.of(actor.subdistrict_id).filter(begun_at__lt=clock.now() - PARTS_KEPT)
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:1_000])
    for attachment_id in ids:
        drop(actor, attachment_id)
    return len(ids)
