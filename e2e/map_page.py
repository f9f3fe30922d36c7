"""Pages with a map and nothing else, from the desk's own templates under the desk's own policy: a browser needs no database for them."""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.template import engines
from django.utils import translation

from linli.desk.maps import MapView

FRAME = """{% extends "desk/base.html" %}{% load i18n %}{% block frame %}<div class="desk"><header class="top"></header>
<nav class="side" aria-label="x"></nav><main class="main" id="content"><div class="main"><div class="phead"><h1>{{ map.title }}</h1></div>
<div class="body">{% if draws %}<form class="panel formp" method="post">{% include "desk/parts/draw.html" with field="outline" %}
<button class="btn btn-primary">Save</button></form>{% else %}{% include "desk/parts/map.html" %}{% endif %}</div>
</div></main></div>{% endblock %}"""


@dataclass
class Shown:
    """What stands on the page at the next visit, and what the last form sent."""

    view: MapView
    draws: bool = False
    value: str = ""
    shape: str = "polygon"
    language: str = "zh-hans"
    sent: dict[str, list[str]] = field(default_factory=dict)


def policy() -> str:
    """The header the house sends."""
    return "; ".join(f"{name} {' '.join(values)}" for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())


def page(shown: Shown) -> bytes:
    """The page as HTML."""
    context: dict[str, Any] = {"map": shown.view, "draws": shown.draws, "value": shown.value, "shape": shown.shape}
    with translation.override(shown.language):
        return engines["django"].from_string(FRAME).render(context).encode()


def handler(shown: Shown, more: Callable[[str], bytes | None]) -> type[BaseHTTPRequestHandler]:
    """Answers with the page, the static files, and whatever `more` knows."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            static = find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
            if static:
                with open(static, "rb") as content:
                    self.say(content.read(), mimetypes.guess_type(static)[0] or "application/octet-stream")
            elif (extra := more(self.path)) is not None:
                self.say(extra, "image/png")
            elif path == "/":
                self.say(page(shown), "text/html; charset=utf-8")
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            shown.sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
            self.say(b"saved", "text/plain")

        def say(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy())
            self.send_header("X-Content-Type-Options", "nosniff")
            # A tile server lets the pages of others read its pictures; our own files have no use for it.
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    return Handler


@contextmanager
def served(shown: Shown, more: Callable[[str], bytes | None] = lambda _: None) -> Iterator[str]:
    """The address of the page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(shown, more)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
