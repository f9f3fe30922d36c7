"""The link of a letter: it opens what the letter is about, once, for a session that does no more than handle tickets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import login as sign_in
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts import queries as accounts
from linli.accounts.backend import BEGAN, SEEN
from linli.accounts.origin import is_private_line
from linli.desk import errors
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.notices import actions, queries
from linli.org.queries import notice as streets
from linli.tickets.rules.permissions import Permission

# Where such a session keeps the one subdistrict it was opened for.
BY_LETTER: Final = "linli.by_letter"
BACKEND: Final = "linli.accounts.backend.LoginBackend"
# What needs a signature needs a password: returning, saying that it is done, verifying.
MAY: Final = frozenset({Permission.READ_OWN, Permission.ACCEPT, Permission.HANDLE})
# Pages about tickets, one's own notices, the language, and the way out.
OPEN_PAGES: Final = frozenset({"account_logout", "set_language", "desk:notices", "desk:notice_read", "desk:way_in"})


class TicketsOnly:
    """Keep a session that a letter opened away from accounts, second factors and everything else of the house."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Say what this session is for, instead of the page that was asked for."""
        session, match = getattr(request, "session", None), request.resolver_match
        if session is None or BY_LETTER not in session or match is None:
            return None
        name = match.view_name
        if name in OPEN_PAGES or name.startswith(("desk:ticket", "public:")):
            return None
        # The desk itself is closed to such a session: the way out leads to what it opens.
        return errors.said(
            request,
            403,
            title=errors.title_of(403),
            sentence=Refused("desk.by_letter").sentence,
            way_out=reverse("desk:tickets_mine", args=[session[BY_LETTER]]),
            way_out_word=gettext("Tickets of my unit"),
        )


def narrowed(request: HttpRequest, actor: Actor) -> Actor:
    """The actor with what a letter may open, where one opened the session."""
    if BY_LETTER not in request.session:
        return actor
    limits = {code: grids for code, grids in actor.limits.items() if code in MAY}
    return replace(actor, permissions=actor.permissions & MAY, limits=limits)


def check_place(request: HttpRequest, code: str) -> None:
    """A letter of one street opens no other."""
    if request.session.get(BY_LETTER, code) != code:
        raise NotFound


@require_http_methods(["GET", "POST"])
@never_cache
def enter(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    """Look first, then open: programs that read letters follow every link in them, and would use this one up."""
    if not is_private_line(request):
        return _gone(request)
    try:
        house = Actor.system("way in", streets.street_of(code).id)
        with scope.scoped(house):
            account_id = queries.account_by_way_in(house, token)
            if account_id is None:
                return _gone(request)
            if request.method != "POST":
                return render(request, "desk/entrance/way_in.html", {})
            about = actions.use_way_in(house, token).about
    except Refused:
        # Somebody was faster with the very same link, or there is no such street.
        return _gone(request)
    _open(request, account_id, code)
    return HttpResponseRedirect(_address(code, about), status=303)


def _open(request: HttpRequest, account_id: UUID, code: str) -> None:
    account = accounts.account_for_letter(account_id)
    if request.user.is_authenticated and request.user.pk == account_id and BY_LETTER not in request.session:
        # Whoever is signed in with a password already keeps all he may.
        return
    sign_in(request, account, backend=BACKEND)
    translation.activate(account.language)
    request.session[BY_LETTER] = code
    request.session[BEGAN] = request.session[SEEN] = clock.now().timestamp()


def _address(code: str, about: str) -> str:
    kind, _, row_id = about.partition("/")
    return reverse("desk:ticket", args=[code, row_id]) if kind == "ticket" else reverse("desk:notices", args=[code])


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/entrance/link_gone.html", {"sentence": Refused("notices.link_gone").sentence}, status=404)


refusals(
    {
        "desk.by_letter": gettext_noop(
            "The link of a letter opens tickets only. For everything else sign out, then sign in with your login."
        ),
    }
)
