"""Every write of accounts and memberships."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from linli.accounts import queries, rules
from linli.accounts.models import Account, Membership, OneTimeLink
from linli.accounts.rules import Permission
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import actions as calendars
from linli.kernel.errors import NotFound, Refused
from linli.kernel.models import Subdistrict
from linli.kernel.permissions import registered_permissions
from linli.kernel.scope import each_subdistrict, scoped
from linli.kernel.text import clean_text
from linli.kernel.writes import write


@write
def create_account(actor: Actor, *, login: str, password: str | None = None, language: str = "zh-hans", is_demo: bool = False) -> Account:
    """A new account without any membership; without a password it waits for a link that sets one."""
    actor.require(Permission.ADMINISTER)
    return _new_account(login=login, password=password, language=language, is_demo=is_demo)


@write
def admit(
    actor: Actor, account_id: UUID, *, permissions: Iterable[str], valid_until: datetime | None = None, person_id: UUID | None = None
) -> Membership:
    """Let the account work in the actor's subdistrict from now on; once at a time."""
    actor.require(Permission.ADMINISTER)
    wanted, now = rules.clean_permissions(permissions), clock.now()
    if valid_until is not None and valid_until <= now:
        raise Refused("accounts.ends_before_begin")
    # The account's row is the queue in which two administrators who admit it at once stand.
    account = Account.objects.select_for_update().filter(pk=account_id, is_active=True).first()
    if account is None:
        raise NotFound
    others = Membership.objects.filter(account=account, subdistrict_id=actor.subdistrict_id)
    if others.filter(queries.valid_at(now)).exists():
        raise Refused("accounts.already_member")

    membership = Membership(
        account=account,
        subdistrict_id=actor.subdistrict_id,
        person_id=person_id,
        permissions=wanted,
        valid_from=now,
        valid_until=valid_until,
    )
    membership.save(force_insert=True)

    journal.record(
        actor,
        "membership.begun",
        membership,
        account=str(account.pk),
        login=account.login,
        permissions=" ".join(wanted),
        until=valid_until.isoformat() if valid_until else "",
        person=str(person_id or ""),
    )
    return membership


@write
def hire(actor: Actor, *, login: str, person_id: UUID, permissions: Iterable[str]) -> tuple[Membership, str]:
    """Give a person a login of its own: a new account, its membership, and the token of the link that sets the password."""
    actor.require(Permission.ADMINISTER)
    if queries.is_member(actor, person_id):
        raise Refused("accounts.person_has_login")
    account = create_account(actor, login=login)
    membership = admit(actor, account.pk, permissions=permissions, person_id=person_id)
    return membership, _make_link(account)


@write
def new_password_link(actor: Actor, membership_id: UUID) -> str:
    """The token of a new link that sets a member's password; an earlier one ends. Only for an account that works nowhere else."""
    actor.require(Permission.ADMINISTER)
    membership = queries.membership_for(actor, membership_id)
    account = Account.objects.select_for_update().get(pk=membership.account_id)

    # Whoever sets a password signs in with it, and would be in the other streets too.
    if account.is_house_administrator or queries.works_elsewhere(actor, account.pk):
        raise Refused("accounts.not_yours_alone", login=account.login)
    OneTimeLink.objects.filter(account=account, used_at__isnull=True).update(expires_at=clock.now())
    token = _make_link(account)

    journal.record(actor, "membership.link_made", membership, login=account.login)
    return token


@write
def end_membership(actor: Actor, membership_id: UUID) -> Membership:
    """From now on the account has no part in the subdistrict; somebody must remain who may administer it."""
    actor.require(Permission.ADMINISTER)
    now = clock.now()
    with keeping_an_administrator(actor, besides=Q(pk=membership_id)) as locked:
        membership = locked.get(membership_id)
        if membership is None:
            raise NotFound
        _end(actor, [membership], now)
    return membership


@write
def end_with_person(actor: Actor, person_id: UUID) -> list[Membership]:
    """A person leaves, and signs in no longer; the organisation has asked whether the actor may say so."""
    with keeping_an_administrator(actor, besides=Q(person_id=person_id)) as locked:
        ended = [each for each in locked.values() if each.person_id == person_id]
        _end(actor, ended, clock.now())
    return ended


@write
def name_person(actor: Actor, membership_id: UUID, person_id: UUID) -> Membership:
    """Say whose login it is, where nobody has said so yet."""
    actor.require(Permission.ADMINISTER)
    membership = Membership.objects.select_for_update().get(pk=queries.membership_for(actor, membership_id).pk)
    if membership.person_id is not None:
        raise Refused("accounts.person_has_login")

    membership.person_id = person_id
    membership.save(update_fields=["person_id"])

    journal.record(actor, "membership.person_named", membership, person=str(person_id))
    return membership


@contextmanager
def keeping_an_administrator(actor: Actor, *, besides: Q | None = None) -> Iterator[dict[UUID, Membership]]:
    """Around a change that may take somebody the right to administer: refused when nobody remained who has it.

    Yields the locked memberships: those of the administrators, and those `besides`.
    """
    wanted = Q(pk__in=[each.pk for each in queries.memberships_that_may(actor, Permission.ADMINISTER)])
    concerned = Membership.objects.filter(queries.valid_at(clock.now()), subdistrict_id=actor.subdistrict_id)
    # Every administrator's row is locked, by ascending id: two who end each other at once would otherwise both see the other remain.
    locked = concerned.filter(wanted if besides is None else wanted | besides).order_by("pk").select_for_update(of=("self",))
    rows = {each.pk: each for each in locked}
    had_one = bool(queries.memberships_that_may(actor, Permission.ADMINISTER))
    yield rows
    if had_one and not queries.memberships_that_may(actor, Permission.ADMINISTER):
        raise Refused("accounts.last_administrator")


def _end(actor: Actor, memberships: list[Membership], at: datetime) -> None:
    for membership in memberships:
        membership.valid_until = at
    Membership.objects.bulk_update(memberships, ["valid_until"])
    journal.record_many(actor, [journal.Draft("membership.ended", each, facts={"account": str(each.account_id)}) for each in memberships])


def change_language(account_id: UUID, language: str) -> None:
    """The language the account reads from now on; one's own affair, so no subdistrict takes part."""
    Account.objects.filter(pk=account_id).update(language=rules.clean_language(language))


def end_session(account_id: UUID, session_id: int) -> None:
    """Sign one's own account out in another browser."""
    queries.session_of(account_id, session_id).end()


def note_session_seen(account_id: UUID, session_key: str) -> None:
    """Remember for the list of sessions when this one was last used."""
    UserSession.objects.filter(user_id=account_id, session_key=session_key).update(last_seen_at=clock.now())


@transaction.atomic
def make_setup_link() -> str:
    """The token of the one link that makes the first administrator; an earlier one ends. Refused when there is an administrator."""
    if queries.has_administrator():
        raise Refused("accounts.administrator_exists")
    OneTimeLink.objects.filter(account__isnull=True, used_at__isnull=True).update(expires_at=clock.now())
    return _make_link(None)


@transaction.atomic
def make_password_link(login: str) -> str:
    """The token of a link that sets the account's password: for the operator at the server, whom every subdistrict trusts alike."""
    account = Account.objects.select_for_update().filter(login=login.strip().lower(), is_active=True).first()
    if account is None:
        raise NotFound
    OneTimeLink.objects.filter(account=account, used_at__isnull=True).update(expires_at=clock.now())
    return _make_link(account)


def use_setup_link(token: str, *, login: str, password: str) -> Account:
    """Make the first administrator, once, and admit it wherever there is a subdistrict already."""
    with transaction.atomic(durable=True):
        link = _lock_link(token)
        if link.account_id is not None:
            raise Refused("accounts.link_gone")
        account = _new_account(login=login, password=password, is_house_administrator=True)
        _mark_used(link)
    # If the machine stops here, `linli subdistrict add` of a known code admits again.
    for actor in each_subdistrict("first start"):
        with scoped(actor):
            admit_house_administrators(actor)
    return account


def use_password_link(token: str, *, password: str) -> Account:
    """Set the password of the link's account, once; its open sessions end with the old password."""
    with transaction.atomic(durable=True):
        link = _lock_link(token)
        if link.account_id is None:
            raise Refused("accounts.link_gone")
        account = Account.objects.select_for_update().get(pk=link.account_id)
        _check_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        _mark_used(link)
    return account


def open_subdistrict(*, code: str, name: str) -> Subdistrict:
    """Found a subdistrict with the house's administrators and a calendar; a known code only admits who is missing. The owner's work."""
    subdistrict = Subdistrict(code=rules.clean_code(code), name=clean_text(name, field=gettext("name"), limit=80), created_at=clock.now())
    Subdistrict.objects.bulk_create([subdistrict], ignore_conflicts=True)
    subdistrict = Subdistrict.objects.get(code=subdistrict.code)
    actor = Actor.system("new subdistrict", subdistrict.pk)
    with scoped(actor):
        admit_house_administrators(actor)
        calendars.adopt(actor)
    return subdistrict


@write
def admit_house_administrators(actor: Actor) -> int:
    """Give every house administrator all permissions in the actor's subdistrict; says how many were admitted."""
    members = Membership.objects.filter(queries.valid_at(clock.now()), subdistrict_id=actor.subdistrict_id).values("account_id")
    missing = Account.objects.filter(is_house_administrator=True, is_active=True).exclude(pk__in=members).order_by("pk")
    newcomers = list(missing.values_list("pk", flat=True))
    for account_id in newcomers:
        admit(actor, account_id, permissions=registered_permissions())
    return len(newcomers)


def _new_account(
    *, login: str, password: str | None, language: str = "zh-hans", is_demo: bool = False, is_house_administrator: bool = False
) -> Account:
    account = Account(
        login=rules.clean_login(login),
        language=rules.clean_language(language),
        is_demo=is_demo,
        is_house_administrator=is_house_administrator,
        created_at=clock.now(),
    )
    if password is not None:
        _check_password(password, account)
    account.set_password(password)
    # The unique key decides between two who choose one login at once, without breaking the transaction.
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if not Account.objects.filter(pk=account.pk).exists():
        raise Refused("accounts.login_taken")
    return account


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weakness:
        raise Refused("accounts.weak_password", reasons=" ".join(weakness.messages)) from None


def _make_link(account: Account | None) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    OneTimeLink.objects.create(token_digest=queries.digest_of(token), account=account, made_at=now, expires_at=now + rules.LINK_LIVES)
    return token


def _lock_link(token: str) -> OneTimeLink:
    link = OneTimeLink.objects.select_for_update().filter(token_digest=queries.digest_of(token)).first()
    # Looked at again under the lock: the second of two clicks waits here and then finds the link used.
    if link is None or not queries.links_that_work(clock.now()).filter(pk=link.pk).exists():
        raise Refused("accounts.link_gone")
    return link


def _mark_used(link: OneTimeLink) -> None:
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
