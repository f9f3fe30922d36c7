"""What the desk says when it does not do a thing: plain words, the right number, the way out."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from linli.kernel.errors import NotFound, Refused, Stale

STATUS_OF_CODE = {"kernel.busy": 503, "kernel.not_allowed": 403, "kernel.bad_id": 404, "files.too_large": 413, "desk.by_letter": 403}


def status_of(refusal: Refused) -> int:
    """The number that goes with a refusal."""
    if isinstance(refusal, NotFound):
        return 404
    return 409 if isinstance(refusal, Stale) else STATUS_OF_CODE.get(refusal.code, 422)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a page of its own, or as one line for htmx."""
    status = status_of(refusal)
    return not_found(request) if status == 404 else said(request, status, title=title_of(status), sentence=refusal.sentence)


def title_of(status: int) -> str:
    """A heading for each kind of refusal."""
    titles = {
        403: gettext("Not part of your post"),
        409: gettext("Somebody changed it first"),
        413: gettext("This file is too big"),
        503: gettext("Busy for a moment"),
    }
    return titles.get(status) or gettext("That does not fit yet")


def said(request: HttpRequest, status: int, *, title: str, sentence: str, way_out: str = "/", way_out_word: str = "") -> HttpResponse:
    """One plain page, or one line where htmx asked for a part."""
    words = {"title": title, "sentence": sentence, "way_out": way_out, "way_out_word": way_out_word or gettext("Back to the desk")}
    template = "desk/parts/refusal.html" if request.headers.get("HX-Request") == "true" else "desk/error.html"
    return HttpResponse(render_to_string(template, words, request=request), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Missing and not visible: the same page, to the byte."""
    return said(
        request,
        404,
        title=gettext("Not found"),
        sentence=gettext("This does not exist, or it is not yours to see. Go back to the list and look there."),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request no page of ours sends, or one that is too big."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request)
    return said(
        request,
        400,
        title=gettext("We could not read that"),
        sentence=gettext("The browser sent something this page does not understand. Open the page again and repeat the step."),
    )


def too_big(request: HttpRequest) -> HttpResponse:
    """More than the house takes in one piece."""
    return said(
        request,
        413,
        title=gettext("This file is too big"),
        sentence=gettext("At most 20 MB fit. Nothing was stored; save it smaller or in parts and attach it again."),
    )


def of_unknown_length(request: HttpRequest) -> HttpResponse:
    """A body sent piece by piece without saying how long it will be; no browser sends forms so."""
    return said(
        request,
        411,
        title=gettext("We could not read that"),
        sentence=gettext("It came without saying how long it is. Nothing was stored; send it with its length."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A step that one's post does not include."""
    return said(
        request,
        403,
        title=gettext("Not part of your post"),
        sentence=gettext("Your post does not include this. Ask the administrator of your subdistrict for it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake, or a database that is away or busy; rendered without the request, since that would ask it again."""
    # Django calls this while it handles the exception. Inside a scope "busy" is a refusal already; sessions are read outside.
    is_away = isinstance(sys.exception(), OperationalError)
    words = {
        "title": gettext("That did not work"),
        "sentence": gettext("The mistake is ours; nothing was half saved. Try once more in a moment."),
        "is_away": is_away,
    }
    if is_away:
        words["title"] = gettext("Busy for a moment")
        words["sentence"] = gettext(
            "The database does not answer right now. What you sent is either stored whole or not at all; try again."
        )
    template = "desk/parts/refusal.html" if request.headers.get("HX-Request") == "true" else "500.html"
    return HttpResponse(render_to_string(template, words), status=503 if is_away else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or another site sent the form."""
    return said(
        request,
        403,
        title=gettext("Please open the page again"),
        sentence=gettext("It was open for long, or the sign-in has changed since. Nothing was saved; open it again and repeat the step."),
    )
