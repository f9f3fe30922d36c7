"""What the anonymous door says when there is nothing to show: the same page whatever is missing, with a number to call."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from linli.public.look import look_of


def said(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """One plain page in the public style; nobody's cache keeps it."""
    look = look_of(request)
    with translation.override(look.language):
        # Rendered without the request: nothing may ask for a session.
        page = render_to_string("public/error.html", {"look": look, "title": gettext(title), "sentence": gettext(sentence)})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store", "Content-Language": look.tag})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such subdistrict, no such grid, not published: the same page, to the byte."""
    return said(
        request,
        404,
        _("There is no such page"),
        _("Perhaps the grid was drawn anew and has another number now. Scan the code on the notice again, or call 12345 and ask."),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something no page of ours sends."""
    return said(request, 400, _("We could not read that"), _("Open the page again and write less. Nothing was kept."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing here that one person may and another may not."""
    return not_found(request)


def busy(request: HttpRequest) -> HttpResponse:
    """The database is away or has too much to do."""
    return said(request, 503, _("Busy for a moment"), _("Try again in a minute. If it cannot wait, call 12345."))


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody asks too often, or too many wait already."""
    answer = said(request, 429, _("Too often"), _("Try again in a quarter of an hour. If it cannot wait, call 12345."))
    answer["Retry-After"] = "900"
    return answer


def too_many_reports(request: HttpRequest) -> HttpResponse:
    """So much was reported from there that the next has to wait for the first to be an hour old."""
    answer = said(request, 429, _("Too often"), _("Much was reported from here within an hour. Try again in an hour, or call 12345."))
    answer["Retry-After"] = "3600"
    return answer


def too_big(request: HttpRequest) -> HttpResponse:
    """More came than fits at once: nearly always pictures."""
    sentence = _("The pictures are too large together: at most 20 MB fit. Go back and send fewer of them. Nothing was kept.")
    return said(request, 413, _("Too large"), sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake, or a database that does not answer."""
    if isinstance(sys.exception(), OperationalError):
        return busy(request)
    return said(request, 500, _("That did not work"), _("The mistake is ours. Try again in a minute. If it cannot wait, call 12345."))
