"""A body that is too big, or does not say how big it is, is refused before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from linli.desk import errors

FORM_ALLOWANCE_BYTES = 1024 * 1024


class BodyLimit:
    """Answer 413 to what could not be stored anyhow, 411 to what may be endless, so that a gigabyte never reaches the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            # Django reads as much as was announced, here nothing: the form would look empty and be blamed for its token.
            return errors.of_unknown_length(request)
        if not length.isdigit() or int(length) > settings.LINLI_UPLOAD_LIMIT_BYTES + FORM_ALLOWANCE_BYTES:
            return errors.too_big(request)
        return self.get_response(request)
