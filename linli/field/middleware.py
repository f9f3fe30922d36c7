"""The two halves of the phone's door: a page for everybody, whose cookies nobody reads, and answers that are always JSON."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from linli.field.faults import fault
from linli.kernel.errors import Refused

DOOR: Final = "/field/"
DATA: Final = re.compile(r"/field/(?:me|[^/]+/(?:sync|pull|cards|devices|attachments)(?:/.*)?)$")
# What the layers before the door answer with pages that a phone does not show.
_CODES: Final[Mapping[int, str]] = {
    302: "field.second_factor_first",
    403: "field.by_letter",
    411: "field.unreadable",
    413: "field.batch_too_large",
}

Answer = Callable[[HttpRequest], HttpResponseBase]


class PhoneDoor:
    """Keep the page free of persons, and say every no in the shape that the phone reads: what is no JSON, it takes for no contact."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell the two halves apart by the address alone."""
        if not request.path_info.startswith(DOOR):
            return self.get_response(request)
        if not DATA.match(request.path_info):
            return self._page(request)
        answer = self.get_response(request)
        code = _CODES.get(answer.status_code)
        if code is None or answer.headers.get("Content-Type", "").startswith("application/json"):
            return answer
        status = 403 if answer.status_code == 302 else answer.status_code
        return JsonResponse({"errors": [fault("", code, Refused(code).sentence)]}, status=status)

    def _page(self, request: HttpRequest) -> HttpResponseBase:
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        answer = self.get_response(request)
        # Neither cookie nor browser language made a difference.
        answer.headers.pop("Vary", None)
        return answer
