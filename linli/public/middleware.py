"""Whoever opens a public page is nobody in particular: what the browser brings along is put aside before anybody reads it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from linli.public import errors

TOO_BIG: Final = 413
# Below this part of the address, everything is for everybody.
DOOR: Final = "/s/"

Answer = Callable[[HttpRequest], HttpResponseBase]


def is_public(request: HttpRequest) -> bool:
    """Whether the anonymous door answers."""
    return request.path_info.startswith(DOOR)


class NobodyInParticular:
    """No cookie is read, so no session is opened or prolonged; the answer is the same for all, and caches may know it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the cookies aside on the way in, and on the way out what the next layers said about them."""
        if not is_public(request):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        answer = self.get_response(request)
        if answer.status_code == TOO_BIG:
            # What limits bodies stands behind every door, and speaks as the desk does.
            answer = errors.too_big(request)
            answer.headers["Connection"] = "close"
        # Neither cookie nor browser language made a difference; the address says it all.
        answer.headers.pop("Vary", None)
        return answer
