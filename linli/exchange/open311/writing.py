"""What goes out by GeoReport v2, as JSON or as XML of the same names."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from django.http import HttpResponse

from linli.kernel.errors import NotFound, Refused

JSON: Final = "json"
XML: Final = "xml"
# Characters that no XML may hold, however they are written.
_UNWRITABLE: Final = {each: None for each in [*range(0x20), 0xFFFE, 0xFFFF] if each not in {0x09, 0x0A, 0x0D}}
_STATUS: Final[Mapping[str, int]] = {
    # GeoReport answers a missing or wrong key so.
    "partners.no_token": 403,
    "partners.no_right": 403,
    "partners.too_many": 429,
    "partners.key_used": 409,
    "kernel.busy": 503,
    "imports.no_centre": 503,
    "open311.other_jurisdiction": 404,
    "open311.format_unknown": 404,
}


def answer(form: str, root: str, item: str, rows: Sequence[Mapping[str, Any]], status: int = 200) -> HttpResponse:
    """A list of things."""
    if form == XML:
        inner = "".join(f"<{item}>{_elements(row)}</{item}>" for row in rows)
        return _xml(f"<{root}>{inner}</{root}>", status)
    return _json(list(rows), status)


def answer_one(form: str, root: str, row: Mapping[str, Any]) -> HttpResponse:
    """One thing."""
    return _xml(f"<{root}>{_elements(row)}</{root}>", 200) if form == XML else _json(row, 200)


def status_of(refusal: Refused) -> int:
    """The status that says no."""
    return 404 if isinstance(refusal, NotFound) else _STATUS.get(refusal.code, 400)


def fault(form: str, status: int, sentence: str) -> HttpResponse:
    """A no, in the shape of the specification."""
    return answer(form, "errors", "error", [{"code": status, "description": sentence}], status)


def _json(said: Any, status: int) -> HttpResponse:
    text = json.dumps(said, ensure_ascii=False, default=_moment)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _xml(text: str, status: int) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="utf-8"?>{text}', status=status, content_type="text/xml; charset=utf-8")


def _elements(row: Mapping[str, Any]) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>" for name, value in row.items())


def _text(value: object) -> str:
    if value is None or isinstance(value, list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = _moment(value) if isinstance(value, datetime) else str(value)
    return escape(plain.translate(_UNWRITABLE))


def _moment(value: Any) -> str:
    found: str = value.isoformat()
    return found
