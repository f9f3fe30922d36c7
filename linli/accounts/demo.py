"""The demo street's people: two subdistricts, their clerks and an administrator, with random passwords."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from linli.accounts import actions, queries
from linli.accounts.models import Account, DemoMark, Membership
from linli.accounts.rules import Permission
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.models import Subdistrict
from linli.kernel.permissions import registered_permissions
from linli.kernel.scope import scoped

SUBDISTRICTS: Final = (("lanting", "兰亭街道"), ("zhuxi", "竹溪街道"))
ADMINISTRATOR: Final = "demo-admin"
# Nothing that is mistaken for something else when it is read out.
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PASSWORD_LENGTH: Final = 14


@dataclass(frozen=True, slots=True)
class Clerk:
    """A demo login and where it works."""

    login: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What is printed once."""

    login: str
    password: str
    what: str


CLERKS: Final = (Clerk("lanting-clerk", "lanting"), Clerk("lanting-clerk-2", "lanting"), Clerk("zhuxi-clerk", "zhuxi"))


def lay_out() -> None:
    """Mark the database as a demo and make what is missing of the street; a database with real accounts is refused."""
    _mark()
    _administrator()
    for code, name in SUBDISTRICTS:
        subdistrict = actions.open_subdistrict(code=code, name=name)
        with scoped(Actor.system("demo", subdistrict.pk)):
            _admit_clerks(subdistrict)


def let_in(actor: Actor, login: str, *, person_id: UUID, permissions: Iterable[str]) -> None:
    """A demo login for a person of the actor's subdistrict, unless the person or the login is in already."""
    account = Account.objects.filter(login=login).first() or actions.create_account(actor, login=login, is_demo=True)
    here = Membership.objects.filter(subdistrict_id=actor.subdistrict_id)
    if not here.filter(Q(account=account) | Q(person_id=person_id)).exists():
        actions.admit(actor, account.pk, permissions=permissions, person_id=person_id)


def give_passwords(*, to_everybody: bool, known: Mapping[str, str] = MappingProxyType({})) -> Sequence[DemoLogin]:
    """New random passwords for demo accounts that have none yet, or for all (whose second factors then begin anew).

    Printed with what is known of each login.
    """
    if not queries.is_demo_database():
        raise Refused("accounts.not_a_demo")
    with transaction.atomic():
        accounts = Account.objects.select_for_update().filter(is_demo=True).order_by("login")
        return [_give_password(account, known) for account in accounts if to_everybody or not account.has_usable_password()]


def _give_password(account: Account, known: Mapping[str, str]) -> DemoLogin:
    password = "".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_LENGTH))
    account.set_password(password)
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=account.pk).delete()
    return DemoLogin(account.login, password, known.get(account.login) or _what(account.login))


def _what(login: str) -> str:
    names = dict(SUBDISTRICTS)
    where = {clerk.login: names[clerk.code] for clerk in CLERKS}
    return where.get(login, "both, administrator; sets up a second factor at the first sign-in")


@transaction.atomic
def _mark() -> None:
    if queries.is_demo_database():
        return
    if Account.objects.filter(is_demo=False).exists() or Subdistrict.objects.exists():
        raise Refused("accounts.in_use")
    DemoMark.objects.create(id=1, made_at=clock.now())


def _administrator() -> None:
    account = Account(login=ADMINISTRATOR, is_demo=True, is_house_administrator=True, created_at=clock.now())
    account.set_unusable_password()
    Account.objects.bulk_create([account], ignore_conflicts=True)


def _admit_clerks(subdistrict: Subdistrict) -> None:
    actor = Actor.system("demo", subdistrict.pk)
    permissions = set(registered_permissions()) - {Permission.ADMINISTER, Permission.RUN_JOBS_AGAIN}
    for clerk in CLERKS:
        if clerk.code != subdistrict.code:
            continue
        account = Account.objects.filter(login=clerk.login).first() or actions.create_account(actor, login=clerk.login, is_demo=True)
        if not Membership.objects.filter(account=account, subdistrict_id=subdistrict.pk).exists():
            actions.admit(actor, account.pk, permissions=permissions)
