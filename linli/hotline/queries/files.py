"""Files that went in or out, byte for byte, and the rows that wait for a person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.hotline.models import HotlineFile, HotlineRow
from linli.hotline.rules.kinds import Incoming, RowOutcome, StepKind
from linli.kernel import files
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission

PAGE = 50


def latest(actor: Actor, *, before: tuple[datetime, UUID] | None = None) -> Sequence[HotlineFile]:
    """A page of the replay log, the latest file first; one more than a page tells there is more."""
    actor.require(Permission.EXCHANGE)
    found = HotlineFile.objects.of(actor.subdistrict_id).select_related("sender")
    if before is not None:
        at, file_id = before
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=file_id))
    return list(found.order_by("-at", "-pk")[: PAGE + 1])


def get_file(actor: Actor, file_id: UUID) -> HotlineFile:
    """One file, for who exchanges with the district."""
    actor.require(Permission.EXCHANGE)
    found: HotlineFile | None = HotlineFile.objects.of(actor.subdistrict_id).select_related("sender").filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found


def content_of(actor: Actor, file: HotlineFile) -> bytes:
    """The bytes as they came, or as they went out."""
    stored = files.of(file)
    if not stored:
        raise NotFound
    return b"".join(files.open_for(actor, stored[0].pk).content)


def rows_of(actor: Actor, file: HotlineFile) -> Sequence[HotlineRow]:
    """The rows of a file that did not simply go through."""
    found = HotlineRow.objects.of(actor.subdistrict_id).filter(file_id=file.pk).exclude(outcome=RowOutcome.LISTED.value)
    return list(found.select_related("order", "order__ticket").order_by("row"))


def questions(actor: Actor) -> Sequence[HotlineRow]:
    """Every row that waits for a person, the oldest first."""
    actor.require(Permission.EXCHANGE)
    wanted = codes([RowOutcome.QUESTION, RowOutcome.HELD])
    found = HotlineRow.objects.of(actor.subdistrict_id).filter(outcome__in=wanted, decided_at__isnull=True)
    return list(found.select_related("file", "order", "order__ticket").order_by("pk"))


def last_list(actor: Actor, sender_id: UUID) -> HotlineFile | None:
    """Their latest list, if there is any."""
    found = HotlineFile.objects.of(actor.subdistrict_id).filter(sender_id=sender_id, kind=Incoming.LIST.value)
    last: HotlineFile | None = found.order_by("-at", "-pk").first()
    return last


def last_told(actor: Actor, order_id: UUID, step: StepKind) -> HotlineFile | None:
    """The file in which a step of ours went out last."""
    found = HotlineFile.objects.of(actor.subdistrict_id).filter(steps__order_id=order_id, steps__kind=step.value)
    last: HotlineFile | None = found.order_by("-at", "-pk").first()
    return last
