"""The page that the phone keeps: the same for everybody, with nobody's data in it."""

from pathlib import Path
from typing import Final

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# The browser asks each time whether it is still the same, and shows its own copy where there is no signal.
KEPT: Final = "public, no-cache"


@require_safe
# A picture is shown from the phone's own storage before it has come here; nothing else is asked of anywhere but this house.
@csp_update({"img-src": ["blob:"]})
def shell(request: HttpRequest, code: str = "", rest: str = "") -> HttpResponse:
    """One page for every address below /field/: which one it is, its own script reads."""
    answer = render(request, "field/shell.html", {"is_built": finders.find("field/app.js") is not None})
    answer.headers["Cache-Control"] = KEPT
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which looks after every address below /field/ and no other."""
    found = finders.find("field/sw.js")
    # Before the page is built there is nothing to look after.
    script = Path(found).read_bytes() if isinstance(found, str) else b""
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/field/"
    answer.headers["Cache-Control"] = KEPT
    return answer
