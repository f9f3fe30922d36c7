"""What every door demands of a signed-in request: a session within its limits, the account's language, a second factor."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

from linli.accounts import actions, queries
from linli.accounts.backend import BEGAN, SEEN, is_demo_login_allowed
from linli.accounts.models import Account
from linli.accounts.rules import STAMP_EVERY, SessionEnd, session_end
from linli.kernel import clock

# What somebody without the required second factor may reach: its set-up, proof of identity, and the way out.
SET_UP_PAGES: Final = frozenset({"mfa_activate_totp", "account_reauthenticate", "account_logout", "set_language", "desk:language"})

Answer = Callable[[HttpRequest], HttpResponseBase]


class NothingKept:
    """Let no browser and no proxy keep a page: what stands in it is gone from this machine after signing out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever said something else about an answer is believed; static files never come this far."""
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        return answer


class SessionLimits:
    """End a sign-in that was left alone or has lasted too long, and a demo's that is used from elsewhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Judge the session before anybody acts on it."""
        if isinstance(request.user, Account):
            self._judge(request, request.user)
        return self.get_response(request)

    def _judge(self, request: HttpRequest, account: Account) -> None:
        if account.is_demo and not is_demo_login_allowed(request, account):
            logout(request)
            return
        now = clock.now()
        began_at, seen_at = _instant(request.session.get(BEGAN), now), _instant(request.session.get(SEEN), now)
        end = session_end(began_at=began_at, seen_at=seen_at, now=now)
        if end is not None:
            logout(request)
            messages.info(request, _said(end))
        elif BEGAN not in request.session or now - seen_at >= STAMP_EVERY:
            request.session[BEGAN], request.session[SEEN] = began_at.timestamp(), now.timestamp()
            actions.note_session_seen(account.pk, request.session.session_key or "")


class AccountLanguage:
    """Speak the language of the account; the entrance speaks that of the cookie or the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Switch for this request; LocaleMiddleware switches anew for the next."""
        if isinstance(request.user, Account):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class SecondFactorRequired:
    """Who may administer accounts does nothing before the second factor is set up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Lead to the set-up instead of the page that was asked for."""
        account, match = request.user, request.resolver_match
        if not isinstance(account, Account) or (match is not None and match.view_name in SET_UP_PAGES):
            return None
        # The memberships first: the door asks for them anyhow, and most people need no second factor.
        if not queries.must_have_second_factor(account) or queries.has_second_factor(account.pk):
            return None
        return second_factor_first(request)


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """The way to the set-up, as a page or for htmx."""
    where = reverse("mfa_activate_totp")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def _instant(stamp: float | None, otherwise: datetime) -> datetime:
    return otherwise if stamp is None else datetime.fromtimestamp(stamp, UTC)


def _said(end: SessionEnd) -> str:
    if end is SessionEnd.IDLE:
        return gettext("You were signed out after an hour without use. Sign in again to go on.")
    return gettext("You were signed out after twelve hours. Sign in again to go on.")
