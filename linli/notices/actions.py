"""Every write of notices."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.notices import queries
from linli.notices.models import Notice


@write
def tell(actor: Actor, readers: Iterable[UUID], *, kind: str, about: str, cause_seq: int, facts: Mapping[str, str]) -> None:
    """Tell each reader once; telling the same cause again changes nothing."""
    notices = [
        Notice(
            subdistrict_id=actor.subdistrict_id,
            account_id=reader,
            kind=kind,
            about=about,
            cause_seq=cause_seq,
            facts=dict(facts),
            created_at=clock.now(),
        )
        for reader in readers
    ]
    # A job that runs twice must not tell twice: the unique key decides, not a look beforehand.
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


@write
def mark_read(actor: Actor, notice_id: UUID) -> Notice:
    """Remember that the reader has seen it."""
    notice = queries.get_for(actor, notice_id)
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice
