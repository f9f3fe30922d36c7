"""Every read of accounts; memberships are read as oneself or inside a scope, the database sees to it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from linli.accounts.models import Account, DemoMark, Membership, OneTimeLink
from linli.accounts.rules import Permission
from linli.kernel import clock, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7


def valid_at(now: datetime) -> Q:
    """Memberships that have begun and not ended."""
    return Q(valid_from__lte=now) & (Q(valid_until__isnull=True) | Q(valid_until__gt=now))


def memberships_of(account_id: UUID) -> Sequence[Membership]:
    """The account's own valid memberships with their subdistricts, by code; opens a short transaction of its own."""
    with scope.identified(account_id):
        found = Membership.objects.filter(valid_at(clock.now()), account_id=account_id)
        return list(found.select_related("subdistrict").order_by("subdistrict__code"))


def account_of(user: object) -> Account:
    """The account behind `request.user`; nobody who is not signed in gets this far."""
    if not isinstance(user, Account):
        raise NotFound
    return user


def own_memberships(account: Account) -> Sequence[Membership]:
    """The valid memberships of somebody who is signed in, asked once for each request."""
    if account.asked_memberships is None:
        account.asked_memberships = memberships_of(account.pk)
    return account.asked_memberships


def actor_at(account: Account, code: str, channel: Channel) -> Actor:
    """Somebody who is signed in, in the subdistrict of that code; not a member and no such subdistrict answer alike."""
    mine = [each for each in own_memberships(account) if each.subdistrict.code == code]
    if not mine:
        raise NotFound
    return _actor_of(max(mine, key=lambda each: each.valid_from), channel)


def actor_for(account: Account | UUID, code: str, channel: Channel, request_id: UUID | None = None) -> Actor:
    """The actor in the subdistrict of that code; not a member and no such subdistrict answer alike."""
    account_id = account.pk if isinstance(account, Account) else account
    with scope.identified(account_id):
        found = Membership.objects.filter(valid_at(clock.now()), account_id=account_id, account__is_active=True, subdistrict__code=code)
        membership = found.order_by("-valid_from").first()
    if membership is None:
        raise NotFound
    return _actor_of(membership, channel, request_id)


def _actor_of(membership: Membership, channel: Channel, request_id: UUID | None = None) -> Actor:
    return Actor(
        account_id=membership.account_id,
        subdistrict_id=membership.subdistrict_id,
        channel=channel,
        person_id=membership.person_id,
        permissions=frozenset(membership.permissions),
        request_id=request_id or uuid7(),
    )


def visible_to(actor: Actor) -> "QuerySet[Membership]":
    """The memberships an administrator of the chosen subdistrict sees."""
    found = Membership.objects.filter(subdistrict_id=actor.subdistrict_id)
    return found if actor.may(Permission.ADMINISTER) else found.none()


def members_who_may(actor: Actor, permission: str) -> list[UUID]:
    """The accounts whose membership of the actor's subdistrict includes the permission now, in a fixed order."""
    found = Membership.objects.filter(
        valid_at(clock.now()),
        subdistrict_id=actor.subdistrict_id,
        permissions__contains=[permission],
        account__is_active=True,
    )
    return list(found.order_by("account_id").values_list("account_id", flat=True).distinct())


def login_of(account_id: UUID | None) -> str:
    """The login of an account; empty for the house itself and for an account that is gone."""
    if account_id is None:
        return ""
    return Account.objects.filter(pk=account_id).values_list("login", flat=True).first() or ""


def logins_of(account_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The logins of many accounts in one look; the house itself and accounts that are gone are missing."""
    wanted = {each for each in account_ids if each is not None}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "login")) if wanted else {}


def has_administrator() -> bool:
    """Whether the first start is over."""
    return Account.objects.filter(is_house_administrator=True, is_active=True).exists()


def is_demo_database() -> bool:
    """Whether the owner marked this database as a demo."""
    return DemoMark.objects.exists()


def must_have_second_factor(account: Account) -> bool:
    """Whoever may administer accounts anywhere needs more than a password."""
    return account.is_house_administrator or any(Permission.ADMINISTER in membership.permissions for membership in own_memberships(account))


def has_second_factor(account_id: UUID) -> bool:
    """Whether an authenticator app is set up; recovery codes alone do not count."""
    return Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists()


def session_of(account_id: UUID, session_id: int) -> UserSession:
    """One of the account's own sign-ins."""
    found: UserSession | None = UserSession.objects.filter(user_id=account_id, pk=session_id).first()
    if found is None:
        raise NotFound
    return found


def digest_of(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def links_that_work(now: datetime) -> "QuerySet[OneTimeLink]":
    """Links that are neither used nor expired; one for a first administrator only while there is none."""
    found = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=now)
    return found.filter(account__isnull=False, account__is_active=True) if has_administrator() else found


def link_for(token: str) -> OneTimeLink:
    """The link of this token while it works; used, expired, unneeded and never made answer alike."""
    found = links_that_work(clock.now()).select_related("account").filter(token_digest=digest_of(token)).first()
    if found is None:
        raise NotFound
    return found
