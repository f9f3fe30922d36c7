"""Every read of files that are coming in."""

from uuid import UUID

from django.db.models import Sum

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.sync.models import Attachment, AttachmentPart
from linli.sync.sealing import opened


def of_own(actor: Actor, attachment_id: UUID) -> Attachment | None:
    """The file of this number, if it is one's own; another's answers as if it were not there, and is refused when written to."""
    found: Attachment | None = Attachment.objects.of(actor.subdistrict_id).filter(pk=attachment_id).first()
    if found is not None and found.account_id != actor.account_id:
        raise NotFound
    return found


def offset(attachment: Attachment) -> int:
    """How many of its bytes are here."""
    # A part is taken only where the file ends, so there is no gap.
    parts = AttachmentPart.objects.of(attachment.subdistrict_id).filter(attachment_id=attachment.pk)
    return int(parts.aggregate(here=Sum("size"))["here"] or 0)


def content(attachment: Attachment) -> bytes | None:
    """The whole file, or nothing while some of it is missing."""
    if offset(attachment) < attachment.total_bytes:
        return None
    whole = bytearray()
    for part in AttachmentPart.objects.of(attachment.subdistrict_id).filter(attachment_id=attachment.pk).order_by("start"):
        whole[part.start : part.start + part.size] = opened(part, "content")
    return bytes(whole)
