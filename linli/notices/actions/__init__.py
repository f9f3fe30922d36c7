"""Every write of notices."""

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from linli.accounts.queries import digest_of
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.notices import queries, rules
from linli.notices.models import Notice, NoticeDelivery, WayIn
from linli.notices.rules import Standing, Way


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
def note_mailed(actor: Actor, notice: Notice) -> None:
    """Remember that the letter went."""
    notice.mailed_at = clock.now()
    notice.save(update_fields=["mailed_at"])
    found = NoticeDelivery.objects.of(actor.subdistrict_id).filter(notice_id=notice.pk, way=Way.MAIL.value)
    found.update(state=Standing.DELIVERED.value, ended_at=notice.mailed_at)


@write
def make_way_in(actor: Actor, notice: Notice) -> str:
    """The token of a link that opens, once and within a week, what the notice is about."""
    return make_way_in_to(actor, notice.account_id, notice.about)


@write
def make_way_in_to(actor: Actor, account_id: UUID, about: str) -> str:
    """The same for one account and anything it is told about."""
    token, now = secrets.token_urlsafe(32), clock.now()
    WayIn(
        subdistrict_id=actor.subdistrict_id,
        account_id=account_id,
        about=about,
        token_digest=digest_of(token),
        made_at=now,
        expires_at=now + rules.LINK_LIVES,
    ).save(force_insert=True)
    return token


@write
def use_way_in(actor: Actor, token: str) -> WayIn:
    """Take the link; whatever does not work, used, expired or never made, answers alike."""
    found: WayIn | None = queries.ways_in_that_work(actor, token).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused("notices.link_gone")
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


@write
def mark_read(actor: Actor, notice_id: UUID) -> Notice:
    """Remember that the reader has seen it."""
    notice = queries.get_for(actor, notice_id)
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice
