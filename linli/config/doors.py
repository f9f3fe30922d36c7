"""Which door says that something went wrong: the anonymous one for its own addresses, the desk for all others."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.desk import errors as desk
from linli.public import errors as public
from linli.public.middleware import is_public


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request no page of ours sends."""
    return (public.bad_request if is_public(request) else desk.bad_request)(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A step that one's post does not include."""
    return (public.forbidden if is_public(request) else desk.forbidden)(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing stands at this address."""
    return (public.not_found if is_public(request) else desk.not_found)(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake."""
    say: Callable[[HttpRequest], HttpResponse] = public.server_error if is_public(request) else desk.server_error
    return say(request)
