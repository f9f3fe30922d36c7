"""What a login, a permission and a session may be: plain values only."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions, registered_permissions

LINK_LIVES = timedelta(hours=24)
IDLE_LIMIT = timedelta(minutes=60)
WHOLE_LIMIT = timedelta(hours=12)
# A session is stamped at most once a minute: a page of ten requests must not write ten times.
STAMP_EVERY = timedelta(minutes=1)
LANGUAGES = ("zh-hans", "en")

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class Permission(StrEnum):
    """What a membership may include about accounts and the house itself."""

    ADMINISTER = "accounts.administer"
    READ_JOBS = "jobs.read"
    RUN_JOBS_AGAIN = "jobs.run_again"
    READ_JOURNAL = "journal.read"


class SessionEnd(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    WHOLE = "whole"


def session_end(*, began_at: datetime, seen_at: datetime, now: datetime) -> SessionEnd | None:
    """Whether a sign-in has been left alone for an hour or has lasted half a day."""
    if now - began_at >= WHOLE_LIMIT:
        return SessionEnd.WHOLE
    return SessionEnd.IDLE if now - seen_at >= IDLE_LIMIT else None


def clean_login(login: str) -> str:
    """The login as it is stored and compared: small letters, digits, dot, dash, underscore."""
    cleaned = login.strip().lower()
    if not _LOGIN.fullmatch(cleaned):
        raise Refused("accounts.bad_login")
    return cleaned


def clean_code(code: str) -> str:
    """The code of a subdistrict as it stands in addresses."""
    cleaned = code.strip().lower()
    if not _CODE.fullmatch(cleaned):
        raise Refused("accounts.bad_code")
    return cleaned


def clean_permissions(codes: Iterable[str]) -> list[str]:
    """The permissions in one order; a code that no room registered is refused."""
    wanted = sorted(set(codes))
    for code in wanted:
        if code not in registered_permissions():
            raise Refused("accounts.unknown_permission", permission=code)
    return wanted


def clean_language(language: str) -> str:
    """A language the house speaks."""
    if language not in LANGUAGES:
        raise Refused("accounts.unknown_language")
    return language


def register() -> None:
    """Make the permissions and verbs of accounts known to the house."""
    permissions(
        {
            Permission.ADMINISTER: gettext_noop("Administer accounts and memberships"),
            Permission.READ_JOBS: gettext_noop("See background work"),
            Permission.RUN_JOBS_AGAIN: gettext_noop("Run background work again"),
            Permission.READ_JOURNAL: gettext_noop("Read the journal"),
        }
    )
    verbs.register("membership.begun", facts={"account": str, "login": str, "permissions": str, "until": str, "person": str})
    verbs.register("membership.person_named", facts={"person": str})
    verbs.register("membership.link_made", facts={"login": str})
    verbs.register("membership.ended", facts={"account": str})


refusals(
    {
        "accounts.bad_login": gettext_noop(
            "A login has 3 to 40 small letters, digits, dots or dashes, and begins and ends with a letter or digit. Choose such a one."
        ),
        "accounts.bad_code": gettext_noop("The code of a subdistrict has up to 40 small letters, digits and dashes. Choose such a one."),
        "accounts.login_taken": gettext_noop("This login is taken. Choose another one."),
        "accounts.weak_password": gettext_noop("This password is not good enough: {reasons}"),
        "accounts.unknown_permission": gettext_noop("There is no permission {permission}. Choose from the list."),
        "accounts.unknown_language": gettext_noop("The house does not speak this language. Choose Chinese or English."),
        "accounts.already_member": gettext_noop("This account is a member of the subdistrict already. End that membership first."),
        "accounts.person_has_login": gettext_noop("This person has a login here already. End that membership first."),
        "accounts.not_yours_alone": gettext_noop(
            "{login} also works in another subdistrict or looks after the house, so only the operator of the server makes its link. "
            "Ask there for one."
        ),
        "accounts.ends_before_begin": gettext_noop("The membership would end before it begins. Choose a later end."),
        "accounts.last_administrator": gettext_noop(
            "This is the last administrator of the subdistrict. Make somebody else administrator first."
        ),
        "accounts.link_gone": gettext_noop(
            "This link has been used, has expired or is not needed any more. Ask the operator of the server for a new one."
        ),
        "accounts.administrator_exists": gettext_noop("There is an administrator already. Ask that person for an account."),
        "accounts.not_a_demo": gettext_noop("This database is not marked as a demo. Use a new LINLI_HOME for a demo."),
        "accounts.in_use": gettext_noop("This database holds real accounts and cannot become a demo. Use a new LINLI_HOME for a demo."),
    }
)
