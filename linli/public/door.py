"""The anonymous door: which subdistrict, in which language and size; open its scope for nobody in particular, render inside."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.org.queries import notice
from linli.public import errors
from linli.public.look import Look, look_of

# Long enough for a crowd at one poster, short enough that a new phone number is there in a minute.
KEPT_SECONDS = 60


class PassersRequest(HttpRequest):
    """A request of whoever passes by, for the pages of one subdistrict."""

    actor: Actor
    street: notice.Street
    look: Look


PublicView = Callable[..., HttpResponse]


def public_page(view: PublicView) -> PublicView:
    """Answer anybody from the subdistrict named in the address, and from no other."""

    # A form here knows nobody but by what is typed into it, so there is nothing that another site could do in somebody's name.
    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        try:
            passer = _passer(request, code)
            with timezone.override(ZoneInfo(passer.street.zone)), translation.override(passer.look.language), scope.scoped(passer.actor):
                return view(passer, **kwargs)
        except NotFound:
            return errors.not_found(request)
        except Refused:
            # Nobody asks for anything here that rules could refuse: what is left is a database that is busy.
            return errors.busy(request)

    return inner


def _passer(request: HttpRequest, code: str) -> PassersRequest:
    passer = cast(PassersRequest, request)
    passer.street = notice.street_of(code)
    passer.actor = notice.anybody_in(passer.street)
    passer.look = look_of(request)
    return passer


def page(request: PassersRequest, template: str, *, is_kept: bool = True, **words: object) -> HttpResponse:
    """The page; caches may keep it for a minute, unless it answers what somebody typed."""
    # Rendered without the request: no processor may ask for a session, and no page of ours needs one.
    text = render_to_string(template, {"look": request.look, "street": request.street, "own_path": request.path, **words})
    kept = f"public, max-age={KEPT_SECONDS}" if is_kept else "no-store"
    return HttpResponse(text, headers={"Cache-Control": kept, "Content-Language": request.look.tag})
