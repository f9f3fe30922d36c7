"""Every read of notices: one's own only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from linli.accounts import queries as accounts
from linli.accounts.models import Account
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, counted
from linli.notices.models import Notice, WayIn
from linli.org.queries import people

PAGE = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a notice is written, in which language, and whether it may carry a way in."""

    notice: Notice
    address: str
    language: str
    may_carry_way_in: bool

    def __repr__(self) -> str:
        # A log that prints it shows nobody's address.
        return f"<Letter {self.notice.pk}>"


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The actor's own notices in the chosen subdistrict."""
    return _own(actor.subdistrict_id, actor.account_id)


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


def unread_number(street: Asked, account: Asked) -> Any:
    """How many an account has not read: asked beside others."""
    return counted(_own(street, account).filter(read_at__isnull=True))


def _own(street: UUID | Asked, account: UUID | Asked | None) -> OwnedQuerySet:
    found: OwnedQuerySet = Notice.objects.of(street).filter(account_id=account)
    return found


def to_be_mailed(actor: Actor, readers: Iterable[UUID], *, kind: str, about: str, cause_seq: int) -> Sequence[UUID]:
    """The notices of these readers that a letter has yet to go for; none where the house has no post office."""
    if not settings.LINLI_MAIL_FROM:
        return []
    persons = accounts.persons_of(actor, readers)
    reached = people.with_email(actor, persons.values())
    wanted = [account_id for account_id, person_id in persons.items() if person_id in reached]
    here = {"account_id__in": wanted, "kind": kind, "about": about, "cause_seq": cause_seq, "mailed_at__isnull": True}
    return list(Notice.objects.of(actor.subdistrict_id).filter(**here).order_by("pk").values_list("pk", flat=True))


def letter_for(actor: Actor, notice_id: UUID) -> Letter | None:
    """The letter of a notice; None when it went already, or when its reader has left or has no address any more."""
    notice: Notice | None = Notice.objects.of(actor.subdistrict_id).filter(pk=notice_id, mailed_at__isnull=True).first()
    if notice is None:
        return None
    found = address_for(actor, notice.account_id)
    return None if found is None else Letter(notice, *found)


def address_for(actor: Actor, account_id: UUID) -> tuple[str, str, bool] | None:
    """Where a letter reaches the account, in which language, and whether it may carry a way in; None for who has no address."""
    address = people.email_of(actor, accounts.persons_of(actor, [account_id]).get(account_id))
    if not address:
        return None
    language = Account.objects.values_list("language", flat=True).get(pk=account_id)
    return address, language, accounts.may_enter_by_letter(actor, account_id)


def ways_in_that_work(actor: Actor, token: str) -> OwnedQuerySet:
    """The link of this token while it works."""
    found: OwnedQuerySet = WayIn.objects.of(actor.subdistrict_id).filter(
        token_digest=accounts.digest_of(token), used_at__isnull=True, expires_at__gt=clock.now()
    )
    return found


def account_by_way_in(actor: Actor, token: str) -> UUID | None:
    """Whose link it is while it works and the account may still enter by it."""
    found: UUID | None = ways_in_that_work(actor, token).values_list("account_id", flat=True).first()
    return found if found is not None and accounts.may_enter_by_letter(actor, found) else None
