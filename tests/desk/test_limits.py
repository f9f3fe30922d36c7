"""What is sent is read to its end, whatever is answered."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.desk.limits import READ_BYTES, BodyLimit


class Gone(BytesIO):
    """Somebody who sent half of it and left."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError


def sent(body: BytesIO) -> WSGIRequest:
    environ = RequestFactory().post("/nothing/here").environ
    return WSGIRequest({**environ, "CONTENT_LENGTH": str(len(body.getvalue())), "wsgi.input": body})


@pytest.mark.parametrize("wanted", [0, 5])
def test_what_nobody_wanted_to_read_is_read(wanted: int) -> None:
    body = BytesIO(b"x" * (3 * READ_BYTES + 1))
    request = sent(body)

    def answer(request: HttpRequest) -> HttpResponse:
        assert request.read(wanted) == b"x" * wanted
        assert body.tell() == wanted
        return HttpResponse(status=401)

    assert BodyLimit(answer)(request).status_code == 401
    assert body.read() == b""


def test_a_body_that_was_read_may_still_be_asked_for() -> None:
    request = sent(BytesIO(b"words"))

    assert BodyLimit(lambda request: HttpResponse(request.body))(request).getvalue() == b"words"
    assert request.body == b"words"


def test_who_left_in_the_middle_is_answered_all_the_same() -> None:
    assert BodyLimit(lambda _: HttpResponse(status=404))(sent(Gone(b"wor"))).status_code == 404
