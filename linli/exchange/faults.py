"""Every no of the machine door, with the field it is about, a code for programs and a sentence for people."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from linli.exchange import misread
from linli.kernel.errors import NotFound, Refused

_STATUS: Final[Mapping[str, int]] = {
    "partners.no_token": 401,
    "kernel.not_allowed": 403,
    "partners.no_right": 403,
    "partners.too_many": 429,
    "partners.key_used": 409,
    "kernel.busy": 503,
    "imports.no_centre": 503,
}
_FIELDS: Final[Mapping[str, str]] = {
    "partners.no_token": "Authorization",
    "partners.no_key": "Idempotency-Key",
    "partners.key_used": "Idempotency-Key",
    "tickets.point_is_nowhere": "place",
    "catalogue.class_unknown": "class_code",
    "tickets.received_in_the_future": "said_at",
    "calendar.out_of_range": "said_at",
}


def fault(field: str, code: str, message: str) -> dict[str, str]:
    """One fault."""
    return {"field": field, "code": code, "message": message}


def of_refusal(refusal: Refused) -> tuple[int, list[dict[str, str]]]:
    """Status and faults of a wish that the rules do not allow."""
    status = 404 if isinstance(refusal, NotFound) else _STATUS.get(refusal.code, 422)
    field = _FIELDS.get(refusal.code) or _named(refusal.facts.get("field"))
    return status, [fault(field, refusal.code, refusal.sentence)]


def say_when(answer: HttpResponse, refusal: Refused) -> HttpResponse:
    """With the seconds after which a partner that called too often may call again."""
    if "seconds" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts["seconds"])
    return answer


def _named(label: object) -> str:
    """The field of the body that a rule calls by the words of the desk."""
    names = {
        gettext("Reporter's words"): "words",
        gettext("Matter"): "matter",
        gettext("Address"): "place.address",
        gettext("Number of the source"): "outside_number",
        gettext("name"): "reporter.name",
        gettext("phone"): "reporter.phone",
    }
    return names.get(str(label), "")


def answer_faults(api: NinjaAPI) -> None:
    """Let every no come out in one shape."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        status, errors = of_refusal(error)
        return say_when(api.create_response(request, {"errors": errors}, status=status), error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return api.create_response(request, {"errors": list(_invalid(error.errors))}, status=422)

    @api.exception_handler(HttpError)
    def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
        # A body that is no JSON, or half of one.
        return api.create_response(
            request, {"errors": [fault("", "exchange.unreadable", gettext(misread.NO_JSON))]}, status=error.status_code
        )


def _invalid(errors: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for each in errors:
        # The first steps say that it is the body, and the name of our parameter.
        path = [str(step) for step in each.get("loc", ())][2:]
        yield fault(".".join(path), f"exchange.{each.get('type', 'invalid')}", misread.sentence(each))
