"""Who is at the phone's door: the ordinary session, the same origin, one subdistrict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from linli.accounts import queries as accounts
from linli.accounts.rules import Permission
from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound, Refused
from linli.org.queries import posts
from linli.tickets.queries import readers

T = TypeVar("T")

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was let in, with the name that colleagues know."""

    actor: Actor
    name: str
    zone: ZoneInfo


def check_signed_in(request: HttpRequest) -> None:
    """Refuse who is signed out, so that the phone knows it and changes nothing for it, and what another page asked for."""
    if request.method not in SAFE:
        check_origin(request)
    if not request.user.is_authenticated:
        raise Refused("field.signed_out")


def check_origin(request: HttpRequest) -> None:
    """Refuse a change that another page asked for: the browser says where it comes from, or the form's token stands in it."""
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    if origin is not None and origin in {own, *settings.CSRF_TRUSTED_ORIGINS}:
        return
    if origin is None and _has_token(request):
        return
    raise Refused("field.not_same_origin")


def _has_token(request: HttpRequest) -> bool:
    # It is asked about the token alone; what stands for the view is never called.
    guard = CsrfViewMiddleware(HttpResponse)
    guard.process_request(request)
    return guard.process_view(request, HttpResponse, (), {}) is None


def let_in(request: HttpRequest, code: str, act: Callable[[Caller], T]) -> T:
    """What the act answers for who is signed in and works here, in one transaction of this subdistrict."""
    actor, zone = who(request, code)
    with timezone.override(zone), scope.scoped(actor):
        return act(empowered(actor, zone))


def who(request: HttpRequest, code: str) -> tuple[Actor, ZoneInfo]:
    """The member, before anybody asks what the posts permit; for everybody else the subdistrict does not exist."""
    account = accounts.account_of(request.user)
    actor = accounts.actor_at(account, code, Channel.FIELD)
    zone = next(each.subdistrict.zone for each in accounts.own_memberships(account) if each.subdistrict.code == code)
    return actor, ZoneInfo(zone)


def empowered(actor: Actor, zone: ZoneInfo) -> Caller:
    """The member with what the posts permit, inside the scope; who administers by post alone sets up a second factor first."""
    standing = posts.standing_of(actor)
    able = standing.actor
    readers.remember(able, standing.unit_id, standing.unit_kind)
    is_new = able.may(Permission.ADMINISTER) and not actor.may(Permission.ADMINISTER)
    if is_new and (actor.account_id is None or not accounts.has_second_factor(actor.account_id)):
        raise Refused("field.second_factor_first")
    return Caller(able, standing.name, zone)


def worked_here(request: HttpRequest, code: str) -> bool:
    """Whether who is signed in worked in this subdistrict once, and does no longer."""
    account = accounts.account_of(request.user)
    try:
        accounts.actor_at(account, code, Channel.FIELD)
    except NotFound:
        return accounts.was_member_at(account.pk, code)
    return False
