"""The addresses of GeoReport v2."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Query
from ninja.errors import ValidationError

from linli.exchange.door import Caller, let_in, token_of
from linli.exchange.faults import say_when
from linli.exchange.open311 import reading, writing
from linli.exchange.open311.shapes import Created, Definition, Fault, Filters, Form, Request, Service, Token, request_out, service_out
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.tickets.actions import partners
from linli.tickets.queries import outside
from linli.tickets.queries import partners as queries
from linli.tickets.rules.kinds import CODE_LIMIT
from linli.tickets.rules.partners import KEY_LIMIT, Right, is_key

api = NinjaAPI(
    title="Linli Open311",
    version="2",
    description=(
        "邻里: Open311 GeoReport v2. The token goes as “Authorization: Bearer …”, as the password of “Basic …”, or with POST as api_key. "
        "Every address ends in .json or .xml."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="open311",
)
NOS: Final[Any] = dict.fromkeys((400, 403, 404, 409, 429, 503), list[Fault])
READING: Final[Any] = dict.fromkeys((400, 403, 404, 429, 503), list[Fault])
Answering = Callable[[], HttpResponse]


@api.get("/services.{form}", response={200: list[Service], **READING}, summary="Kinds of requests", url_name="services")
def list_services(request: HttpRequest, form: Form, jurisdiction_id: str = "") -> HttpResponse:
    """Every class of the catalogue, and one for what has none."""

    def act(caller: Caller) -> HttpResponse:
        rows = [service_out(each).model_dump() for each in outside.services(caller.actor)]
        return writing.answer(form, "services", "service", rows)

    return _answered(form, lambda: _let_in(request, "GET services", None, act, jurisdiction_id))


@api.get("/services/{service_code}.{form}", response={200: Definition, **READING}, summary="One kind of request", url_name="service")
def show_service(request: HttpRequest, service_code: str, form: Form, jurisdiction_id: str = "") -> HttpResponse:
    """What is asked for it besides the usual: nothing."""

    def act(caller: Caller) -> HttpResponse:
        found = outside.service(caller.actor, service_code)
        return writing.answer_one(form, "service_definition", {"service_code": found.code, "attributes": []})

    return _answered(form, lambda: _let_in(request, "GET service", None, act, jurisdiction_id))


@api.get("/requests.{form}", response={200: list[Request], **READING}, summary="Requests", url_name="requests")
def list_requests(request: HttpRequest, form: Form, asked: Query[Filters], jurisdiction_id: str = "") -> HttpResponse:
    """The newest thousand of ninety days that the partner may read; numbers override the other filters."""

    def act(caller: Caller) -> HttpResponse:
        wanted = reading.wanted_of(asked.model_dump())
        found = outside.requests(caller.actor, caller.greeted.partner_id, wanted)
        return writing.answer(form, "service_requests", "request", [request_out(each).model_dump() for each in found])

    return _answered(form, lambda: _let_in(request, "GET requests", None, act, jurisdiction_id))


@api.get("/requests/{service_request_id}.{form}", response={200: list[Request], **READING}, summary="One request", url_name="request")
def show_request(request: HttpRequest, service_request_id: str, form: Form, jurisdiction_id: str = "") -> HttpResponse:
    """One request; one that the partner may not read is not there."""

    def act(caller: Caller) -> HttpResponse:
        found = outside.request(caller.actor, caller.greeted.partner_id, service_request_id[:CODE_LIMIT].replace("\x00", ""))
        return writing.answer(form, "service_requests", "request", [request_out(found).model_dump()])

    return _answered(form, lambda: _let_in(request, "GET request", None, act, jurisdiction_id))


@api.get("/tokens/{token}.{form}", response={200: list[Token], **READING}, summary="Number of a request by key", url_name="token")
def show_token(request: HttpRequest, token: str, form: Form, jurisdiction_id: str = "") -> HttpResponse:
    """The number that was given under the Idempotency-Key: for who lost the answer."""

    def act(caller: Caller) -> HttpResponse:
        number = outside.number_by_key(caller.actor, caller.greeted.partner_id, token[: KEY_LIMIT + 1].replace("\x00", ""))
        return writing.answer(form, "service_requests", "request", [{"service_request_id": number, "token": token}])

    return _answered(form, lambda: _let_in(request, "GET token", Right.CREATE, act, jurisdiction_id))


POSTED: Final[Any] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {
                "schema": {
                    "type": "object",
                    "required": ["service_code"],
                    "properties": {
                        name: {"type": "string"}
                        for name in (
                            *("api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "description"),
                            *("first_name", "last_name", "phone", "email", "device_id", "account_id", "media_url"),
                        )
                    },
                }
            }
            for kind in ("application/x-www-form-urlencoded", "application/json", "application/xml")
        },
    }
}


@api.post("/requests.{form}", response={201: list[Created], **NOS}, summary="Hand in a request", url_name="requests", openapi_extra=POSTED)
def create_request(
    request: HttpRequest,
    form: Form,
    idempotency_key: str = Header(  # type: ignore[type-arg]
        "", alias="Idempotency-Key", description=f"Up to {KEY_LIMIT} characters of your own; sent again it is answered the same."
    ),
) -> HttpResponse:
    """Take a request down, as any other door does; without a key of the partner's own, each is a new one."""
    raw = request.body

    def act() -> HttpResponse:
        said = reading.fields_of(request)
        if idempotency_key and not is_key(idempotency_key):
            raise Refused("partners.no_key")
        token = token_of(request) or said.get("api_key", "").strip()
        key = idempotency_key or str(uuid7())
        create = partial(_created, form=form, said=said, key=key, raw=raw)
        return let_in(token, "POST requests", Right.CREATE, create, key=key, status=201)

    return _answered(form, act)


def _created(caller: Caller, *, form: str, said: Mapping[str, str], key: str, raw: bytes) -> HttpResponse:
    _check_jurisdiction(caller, said.get("jurisdiction_id", ""))
    receipt_id = caller.greeted.receipt_id
    if receipt_id is None:
        code = said.get("service_code", "").strip()
        if not code:
            raise Refused("open311.no_service")
        matter = reading.matter_of(said, outside.service(caller.actor, code).name)
        number = partners.hand_in(caller.actor, caller.greeted, matter, key=key, body=raw)["number"]
    else:
        number = queries.answer_of(caller.actor, receipt_id, raw)["number"]
    row = {"service_request_id": number, "service_notice": "", "account_id": ""}
    return writing.answer(form, "service_requests", "request", [row], 201)


def _let_in(
    request: HttpRequest, what: str, right: Right | None, act: Callable[[Caller], HttpResponse], jurisdiction_id: str
) -> HttpResponse:
    def checked(caller: Caller) -> HttpResponse:
        _check_jurisdiction(caller, jurisdiction_id)
        return act(caller)

    return let_in(token_of(request), what, right, checked)


def _check_jurisdiction(caller: Caller, said: str) -> None:
    """The token says which subdistrict it is; who names one names that one."""
    if said and said != queries.code_of(caller.actor):
        raise Refused("open311.other_jurisdiction")


@api.exception_handler(ValidationError)
def unknown_format(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """There are two forms, and nothing else here is checked before the rules."""
    return writing.fault(writing.JSON, 404, Refused("open311.format_unknown").sentence)


def _answered(form: str, act: Answering) -> HttpResponse:
    """The answer, or the no in the form that was asked for."""
    try:
        return act()
    except Refused as refusal:
        return say_when(writing.fault(form, writing.status_of(refusal), refusal.sentence), refusal)
