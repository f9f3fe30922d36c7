"""Every no of the phone's door, with the field it is about, a code for the phone and a sentence for people."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from linli.kernel.errors import NotFound, Refused

_STATUS: Final[Mapping[str, int]] = {
    "field.signed_out": 401,
    "field.not_same_origin": 403,
    "field.second_factor_first": 403,
    "field.device_revoked": 403,
    "field.device_unknown": 404,
    "kernel.not_allowed": 403,
    "field.batch_too_large": 413,
    "field.part_too_large": 413,
    "files.too_large": 413,
    "field.unreadable": 422,
    "kernel.busy": 503,
}


def fault(field: str, code: str, message: str) -> dict[str, str]:
    """One fault."""
    return {"field": field, "code": code, "message": message}


def status_of(refusal: Refused) -> int:
    """The number that goes with a refusal."""
    return 404 if isinstance(refusal, NotFound) else _STATUS.get(refusal.code, 422)


def answer_faults(api: NinjaAPI) -> None:
    """Let every no come out in one shape."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        errors = [fault(str(error.facts.get("field", "")), error.code, error.sentence)]
        return api.create_response(request, {"errors": errors}, status=status_of(error))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return api.create_response(request, {"errors": list(_invalid(error.errors))}, status=422)

    @api.exception_handler(HttpError)
    def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
        refusal = Refused("field.unreadable")
        return api.create_response(request, {"errors": [fault("", refusal.code, refusal.sentence)]}, status=422)


def _invalid(errors: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for each in errors:
        # The first steps say that it is the body, and the name of our parameter.
        path = [str(step) for step in each.get("loc", ())][2:]
        yield fault(".".join(path), f"field.{each.get('type', 'invalid')}", str(each.get("msg", "")))
