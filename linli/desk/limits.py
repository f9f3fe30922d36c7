"""A body that is too big, or does not say how big it is, is refused before a byte of it is read; every other one is read to its end."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError

from linli.desk import errors

FORM_ALLOWANCE_BYTES = 1024 * 1024
READ_BYTES = 64 * 1024

Answer = TypeVar("Answer", bound=HttpResponseBase)


class BodyLimit:
    """Answer 413 to what could not be stored anyhow, 411 to what may be endless, so that a gigabyte never reaches the disk.

    What nobody wanted to read is read at the end: where a part of a request is left lying, the server hangs up after the answer and
    tells nobody, and who sends the next request by the same connection gets none, or loses this one on the way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            # Django reads as much as was announced, here nothing: the form would look empty and be blamed for its token.
            return _last(errors.of_unknown_length(request))
        if not length.isdigit() or int(length) > settings.LINLI_UPLOAD_LIMIT_BYTES + FORM_ALLOWANCE_BYTES:
            return _last(errors.too_big(request))
        answer = self.get_response(request)
        if length != "0":
            _read_to_the_end(request)
        return answer


def _last(answer: Answer) -> Answer:
    """The last answer of its connection, and it says so: behind it lies what nobody is going to read."""
    answer.headers["Connection"] = "close"
    return answer


def _read_to_the_end(request: HttpRequest) -> None:
    # Who sent half a body and left wants no answer either.
    with suppress(UnreadablePostError):
        while request.read(READ_BYTES):
            pass
