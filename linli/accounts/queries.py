"""Every read of accounts; memberships are read as oneself or inside a scope, the database sees to it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, Q, QuerySet

from linli.accounts.models import Account, DemoMark, Membership, OneTimeLink
from linli.accounts.rules import Permission
from linli.kernel import clock, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7
from linli.kernel.models import Subdistrict
from linli.kernel.statements import Asked, Statement, made

# What the posts of persons permit in the open scope at a moment: the organisation stands above and says so at start-up.
ByPost = Callable[[Iterable[UUID], datetime], Mapping[UUID, frozenset[str]]]
_by_post: list[ByPost] = []


def ask_about_posts(source: ByPost) -> None:
    """Let the organisation say what its posts permit; once, at start-up."""
    _by_post.append(source)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in here: no time online, only the day of the last sign-in."""

    membership_id: UUID
    login: str
    person_id: UUID | None
    permissions: tuple[str, ...]
    valid_until: datetime | None
    last_sign_in: datetime | None
    # The house's own administrators and accounts of several streets get their passwords from the operator alone.
    is_house_administrator: bool


@dataclass(frozen=True, slots=True)
class Who:
    """An account as a story names it: by its login, or by the person behind it where one is known."""

    login: str
    person_id: UUID | None


def valid_at(now: datetime | Asked) -> Q:
    """Memberships that have begun and not ended."""
    return Q(valid_from__lte=now) & (Q(valid_until__isnull=True) | Q(valid_until__gt=now))


def memberships_of(account_id: UUID) -> Sequence[Membership]:
    """The account's own valid memberships with their subdistricts, by code; opens a short transaction of its own."""
    with scope.identified(account_id):
        return [_with_subdistrict(row) for row in _MEMBERSHIPS.rows(account=account_id, now=clock.now())]


def _with_subdistrict(row: Sequence[object]) -> Membership:
    membership, rest = made(Membership, row)
    membership.subdistrict, _ = made(Subdistrict, rest)
    return membership


_MEMBERSHIPS: Final = Statement(
    lambda: (
        Membership.objects.filter(valid_at(Asked.moment("now")), account_id=Asked.id("account"))
        .select_related("subdistrict")
        .order_by("subdistrict__code")
    )
)


def signed_in(account_id: UUID) -> Account | None:
    """The account of a session, and with it whether this database is a demo; one statement."""
    row = _SIGNED_IN.row(account=account_id)
    if row is None:
        return None
    account, (is_in_demo,) = made(Account, row)
    account.is_in_demo = is_in_demo
    return account


_SIGNED_IN: Final = Statement(lambda: Account.objects.filter(pk=Asked.id("account")).annotate(in_demo=Exists(DemoMark.objects.all())))


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


def was_member_at(account_id: UUID, code: str) -> bool:
    """Whether the account worked in the subdistrict of that code at some time; opens a short transaction of its own."""
    with scope.identified(account_id):
        return Membership.objects.filter(account_id=account_id, subdistrict__code=code).exists()


def _actor_of(membership: Membership, channel: Channel) -> Actor:
    return Actor(
        account_id=membership.account_id,
        subdistrict_id=membership.subdistrict_id,
        channel=channel,
        person_id=membership.person_id,
        permissions=frozenset(membership.permissions),
        request_id=uuid7(),
    )


def visible_to(actor: Actor) -> "QuerySet[Membership]":
    """The memberships an administrator of the chosen subdistrict sees."""
    found = Membership.objects.filter(subdistrict_id=actor.subdistrict_id)
    return found if actor.may(Permission.ADMINISTER) else found.none()


def members_who_may(actor: Actor, permission: str) -> list[UUID]:
    """The accounts that have the permission everywhere in the actor's subdistrict, by membership or by post, in a fixed order."""
    return sorted({each.account_id for each in memberships_that_may(actor, permission)})


def memberships_that_may(actor: Actor, permission: str) -> list[Membership]:
    """The memberships of the actor's subdistrict that include the permission, themselves or by a post of their person."""
    at = clock.now()
    here = Membership.objects.filter(valid_at(at), subdistrict_id=actor.subdistrict_id, account__is_active=True).order_by("pk")
    found = list(here.filter(Q(permissions__contains=[permission]) | Q(person_id__isnull=False)))
    persons = {each.person_id for each in found if each.person_id and permission not in each.permissions}
    told = [source(persons, at) for source in _by_post] if persons else []
    may = {person_id for by_post in told for person_id, codes in by_post.items() if permission in codes}
    return [each for each in found if permission in each.permissions or each.person_id in may]


def members(actor: Actor) -> list[Member]:
    """Who may sign in here now, by login; for administrators."""
    actor.require(Permission.ADMINISTER)
    found = visible_to(actor).filter(valid_at(clock.now()), account__is_active=True).select_related("account").order_by("account__login")
    return [
        Member(
            membership_id=each.pk,
            login=each.account.login,
            person_id=each.person_id,
            permissions=tuple(each.permissions),
            valid_until=each.valid_until,
            last_sign_in=each.account.last_login,
            is_house_administrator=each.account.is_house_administrator,
        )
        for each in found
    ]


def membership_for(actor: Actor, membership_id: UUID) -> Membership:
    """One membership of the chosen subdistrict, for an administrator."""
    found = visible_to(actor).filter(valid_at(clock.now()), pk=membership_id).select_related("account").first()
    if found is None:
        raise NotFound
    return found


def is_member(actor: Actor, person_id: UUID) -> bool:
    """Whether this person may sign in here now."""
    found = Membership.objects.filter(valid_at(clock.now()), subdistrict_id=actor.subdistrict_id, person_id=person_id)
    return found.exists()


def accounts_of(actor: Actor, person_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[UUID]]:
    """The accounts by which each of these people may sign in here now; one statement."""
    here = Membership.objects.filter(valid_at(clock.now()), subdistrict_id=actor.subdistrict_id, account__is_active=True)
    found: dict[UUID, list[UUID]] = {person_id: [] for person_id in person_ids}
    rows = here.filter(person_id__in=set(found)).order_by("pk").values_list("person_id", "account_id")
    for person_id, account_id in [(person_id, account_id) for person_id, account_id in rows if person_id]:
        found[person_id].append(account_id)
    return found


def works_elsewhere(actor: Actor, account_id: UUID) -> bool:
    """Whether the account has, or had, a part in another subdistrict."""
    with scope.also_as(account_id):
        return Membership.objects.filter(account_id=account_id).exclude(subdistrict_id=actor.subdistrict_id).exists()


def login_of(account_id: UUID | None) -> str:
    """The login of an account; empty for the house itself and for an account that is gone."""
    if account_id is None:
        return ""
    return Account.objects.filter(pk=account_id).values_list("login", flat=True).first() or ""


def who_is(account_ids: Iterable[UUID | None]) -> dict[UUID | None, Who]:
    """Login and person (of the latest membership in the open scope) of many accounts; one statement."""
    wanted = {each for each in account_ids if each is not None}
    if not wanted:
        return {}
    # Nobody sees a neighbour's memberships: the policy leaves those of the open scope.
    found = Account.objects.filter(pk__in=wanted).order_by("memberships__valid_from")
    return {
        account_id: Who(login, person_id) for account_id, login, person_id in found.values_list("pk", "login", "memberships__person_id")
    }


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


def persons_of(actor: Actor, account_ids: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The person behind each of these accounts that is a member here now; one statement."""
    here = Membership.objects.filter(valid_at(clock.now()), subdistrict_id=actor.subdistrict_id, account__is_active=True)
    found = here.filter(account_id__in=set(account_ids)).values_list("account_id", "person_id")
    return {account_id: person_id for account_id, person_id in found if person_id is not None}


def may_enter_by_letter(actor: Actor, account_id: UUID) -> bool:
    """Whether a link in a letter may open anything for the account: not where more than a password is needed, or was set up."""
    # Of an account the worker may read who it is, and nothing of its password.
    plain = Account.objects.filter(pk=account_id, is_active=True, is_house_administrator=False, is_demo=False)
    if not plain.exists() or has_second_factor(account_id) or account_id in members_who_may(actor, Permission.ADMINISTER):
        return False
    with scope.also_as(account_id):
        administers = Membership.objects.filter(valid_at(clock.now()), account_id=account_id, permissions__contains=[Permission.ADMINISTER])
        return not administers.exists()


def account_for_letter(account_id: UUID) -> Account:
    """The account that a link of a letter opens the house for."""
    found = Account.objects.filter(pk=account_id, is_active=True).first()
    if found is None:
        raise NotFound
    return found


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
