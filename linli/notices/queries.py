"""Every read of notices: one's own only."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.notices.models import Notice

PAGE = 50


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The actor's own notices in the chosen subdistrict."""
    found: OwnedQuerySet = Notice.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)
    return found


def get_for(actor: Actor, notice_id: UUID) -> Notice:
    """One of the actor's own notices."""
    notice: Notice | None = visible_to(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    return notice


def latest(actor: Actor, *, before: UUID | None = None) -> Sequence[Notice]:
    """A page of the actor's notices, newest first, after the one named by `before`; one more than a page tells there is more."""
    found = visible_to(actor).order_by("-created_at", "-id")
    if before is not None:
        mark = get_for(actor, before)
        found = found.filter(created_at__lte=mark.created_at).exclude(created_at=mark.created_at, id__gte=mark.id)
    return list(found[: PAGE + 1])


def unread_count(actor: Actor) -> int:
    """How many the actor has not read."""
    return visible_to(actor).filter(read_at__isnull=True).count()
