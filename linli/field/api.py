"""The phone's API: what a phone brings, and what it takes along."""

import base64
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Status
from ninja.params.functions import Header, Query
from ninja.parser import Parser
from ninja.security import APIKeyCookie

from linli.accounts import queries as accounts
from linli.field import syncing
from linli.field.door import Caller, check_signed_in, empowered, let_in, who, worked_here
from linli.field.faults import answer_faults
from linli.field.shapes import (
    BatchIn,
    CardsOut,
    DeviceIn,
    DeviceOut,
    DevicesOut,
    Faults,
    IdOut,
    MeOut,
    OffsetOut,
    PullOut,
    ReceiptsOut,
    UnlockOut,
)
from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.sync.actions import attachments, devices
from linli.sync.queries import attachments as attachment_queries
from linli.sync.queries import devices as device_queries
from linli.sync.queries import pulling, receipts, taken_along
from linli.sync.rules import cursors
from linli.sync.rules.commands import Command
from linli.sync.rules.kinds import BATCH_LIMIT_BYTES, CARDS_AT_ONCE, PART_LIMIT_BYTES
from linli.sync.rules.kinds import Status as Became
from linli.sync.rules.ranges import Part, part_of

NOS: Final[Any] = dict.fromkeys((401, 403, 404, 413, 422, 503), Faults)
DEVICE: Final = "X-Linli-Device"
PLACES: Final[Any] = Query(..., max_length=CARDS_AT_ONCE)


class SignedIn(APIKeyCookie):
    """The cookie of the ordinary sign-in; who it is, the door asks."""

    param_name = "sessionid"

    def __init__(self) -> None:
        # The door looks at the origin itself.
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        """Nobody's body is read who is not signed in, or whom another page sends."""
        check_signed_in(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) > BATCH_LIMIT_BYTES:
            raise Refused("field.batch_too_large")
        # A long day's batch is larger than a form may be, so it is read here, before Django asks how large it is.
        request._body = request.read()
        return True


class Batches(Parser):
    """Says of what is no JSON that it is none."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON of the body; what is none, or nested without end, is refused as unreadable."""
        try:
            return json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refused("field.unreadable") from None


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


api = NinjaAPI(
    title="Linli on the phone",
    version="1",
    description="邻里: the phone page brings commands and takes its rows along. Cookies of the sign-in; changes from the same origin.",
    auth=SignedIn(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="field_api",
    parser=Batches(),
)
answer_faults(api)


@api.get("/me", response={200: MeOut, **NOS}, summary="Who is signed in", url_name="me")
def me(request: HttpRequest) -> Mapping[str, Any]:
    """By this a phone knows whose rows it may open."""
    account = accounts.account_of(request.user)
    streets = {each.subdistrict.code: each.subdistrict.name for each in accounts.own_memberships(account)}
    return {
        "account_id": account.pk,
        "login": account.login,
        "language": account.language,
        "subdistricts": [{"code": code, "name": name} for code, name in streets.items()],
    }


@api.get("/{slug:code}/devices", response={200: DevicesOut, **NOS}, summary="One's own phones", url_name="devices")
def list_devices(request: HttpRequest, code: str, x_linli_device: str = Header("", alias=DEVICE)) -> Mapping[str, Any]:
    """One's own phones, newest first."""
    said = said_device(x_linli_device)
    return let_in(request, code, lambda caller: {"devices": [_device(each, said) for each in device_queries.own(caller.actor)]})


def said_device(heading: str) -> UUID | None:
    """The phone that the request says it comes from."""
    return parse_uuid7(heading) if heading else None


def _device(device: Any, this_id: UUID | None) -> DeviceOut:
    return DeviceOut(
        id=device.pk,
        label=device.label,
        registered_on=timezone.localtime(device.registered_at).date(),
        is_revoked=device.revoked_at is not None,
        is_this=device.pk == this_id,
    )


@api.post("/{slug:code}/devices", response={201: UnlockOut, **NOS}, summary="Register a phone", url_name="devices")
def register_device(request: HttpRequest, code: str, body: DeviceIn) -> Status[Mapping[str, Any]]:
    """A phone of one's own, and what opens the second wrap of its key."""
    device, key = let_in(request, code, lambda caller: devices.register(caller.actor, label=body.label))
    return Status(201, {"id": device.pk, "unlock_key": base64.b64encode(key).decode()})


@api.post("/{slug:code}/devices/{uuid:device_id}/unlock", response={200: UnlockOut, **NOS}, summary="Open again", url_name="unlock")
def unlock(request: HttpRequest, code: str, device_id: UUID) -> Mapping[str, Any]:
    """What opens the second wrap again, for the account that registered the phone, as long as nobody revoked it."""
    key = let_in(request, code, lambda caller: device_queries.unlock_key(device_queries.working(caller.actor, device_id)))
    return {"id": device_id, "unlock_key": base64.b64encode(key).decode()}


@api.post("/{slug:code}/devices/{uuid:device_id}/revoke", response={200: IdOut, **NOS}, summary="Revoke a phone", url_name="revoke")
def revoke_device(request: HttpRequest, code: str, device_id: UUID) -> Mapping[str, Any]:
    """From its next contact on it keeps nothing."""
    return let_in(request, code, lambda caller: {"id": devices.revoke(caller.actor, device_id).pk})


@api.post(
    "/{slug:code}/sync",
    response={200: ReceiptsOut, 409: ReceiptsOut, **NOS},
    summary="Bring commands",
    url_name="sync",
)
def sync(request: HttpRequest, code: str, body: BatchIn) -> Status[Mapping[str, Any]]:
    """Each command in its own transaction, in the order of device_seq; sent again it is answered the same. 409: an id with another text."""
    commands = [Command(device_id=body.device_id, **each.dict()) for each in body.commands]
    if worked_here(request, code):
        answers = syncing.refused_all(commands, Refused("field.not_here_any_more"))
    else:
        actor, zone = who(request, code)
        with timezone.override(zone):
            with scope.scoped(actor):
                caller = empowered(actor, zone)
                device_queries.working(caller.actor, body.device_id)
                known = receipts.known(caller.actor, {each for one in commands for each in (one.id, *one.after)})
            answers = syncing.take(caller.actor, commands, known)
    told = {"receipts": [{"id": each.id, **_told(each)} for each in answers]}
    return Status(409 if any(each.status is Became.DIFFERENT for each in answers) else 200, told)


def _told(answer: syncing.Answer) -> dict[str, Any]:
    return {"status": answer.status.value, "code": answer.code, "message": answer.message, "result": answer.result}


@api.get("/{slug:code}/pull", response={200: PullOut, **NOS}, summary="Take rows along", url_name="pull")
def pull(request: HttpRequest, code: str, cursor: str = "", x_linli_device: str = Header("", alias=DEVICE)) -> Mapping[str, Any]:
    """Everything without a cursor, after a restore and on another day; else what changed since, none skipped."""
    return let_in(request, code, partial(_pulled, cursor=cursor, device_id=said_device(x_linli_device)))


def _pulled(caller: Caller, cursor: str, device_id: UUID | None) -> Mapping[str, Any]:
    actor = caller.actor
    if device_id is not None:
        device_queries.working(actor, device_id)
    found = pulling.pull(actor, timezone.localtime(clock.now()).date(), cursors.read(cursor))
    return {
        "cursor": cursors.written(found.cursor),
        "is_full": found.is_full,
        "more": found.more,
        "day": found.cursor.day,
        "me": {
            "account_id": actor.account_id,
            "person_id": actor.person_id,
            "name": caller.name,
            "permissions": sorted({*actor.permissions, *actor.limits}),
        },
        "items": [{"kind": each.kind, "id": each.id, "version": each.version, "body": each.body} for each in found.items],
        "whole": found.whole,
        "gone": [{"kind": each.kind, "id": each.id} for each in found.gone],
    }


@api.get("/{slug:code}/cards", response={200: CardsOut, **NOS}, summary="What to know and bring", url_name="cards")
def cards(request: HttpRequest, code: str, place: list[UUID] = PLACES) -> Mapping[str, Any]:
    """The preparation cards of places that went along without one; what may not be seen is left out."""
    found = let_in(request, code, lambda caller: taken_along.cards_of(caller.actor, place, timezone.localtime(clock.now()).date()))
    return {"cards": [{"place_id": place_id, "card": card} for place_id, card in found.items()]}


PART: Final[Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
    "parameters": [
        {"in": "header", "name": "Content-Range", "required": True, "schema": {"type": "string"}, "description": "bytes a-b/total"}
    ],
}


@api.put(
    "/{slug:code}/attachments/{uuid:attachment_id}",
    response={200: OffsetOut, 409: OffsetOut, **NOS},
    summary="Bring a part of a file",
    url_name="attachment",
    openapi_extra=PART,
)
def put_part(
    request: HttpRequest,
    code: str,
    attachment_id: UUID,
    x_linli_device: str = Header("", alias=DEVICE),
) -> Status[Mapping[str, int]]:
    """Take the part where the file ends now; 409 tells where that is."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > PART_LIMIT_BYTES:
        raise Refused("field.part_too_large", limit_kb=PART_LIMIT_BYTES // 1024)
    content = request.body
    part = part_of(request.headers.get("Content-Range", ""), len(content))
    act = partial(_taken, device_id=said_device(x_linli_device), attachment_id=attachment_id, part=part, content=content)
    is_taken, here, total = let_in(request, code, act)
    return Status(200 if is_taken else 409, {"offset": here, "length": total})


def _taken(caller: Caller, device_id: UUID | None, attachment_id: UUID, part: Part, content: bytes) -> tuple[bool, int, int]:
    if device_id is None:
        raise Refused("field.device_unknown")
    return attachments.take_part(caller.actor, device_id, attachment_id, part, content)


@api.api_operation(
    ["GET", "HEAD"],
    "/{slug:code}/attachments/{uuid:attachment_id}",
    response={200: OffsetOut, **NOS},
    summary="How much of a file is here",
    url_name="attachment",
)
def how_much(request: HttpRequest, code: str, attachment_id: UUID, response: HttpResponse) -> Mapping[str, int]:
    """The offset from which to go on, also in the heading Upload-Offset."""
    here, total = let_in(request, code, lambda caller: _here(caller, attachment_id))
    response.headers["Upload-Offset"] = str(here)
    return {"offset": here, "length": total}


def _here(caller: Caller, attachment_id: UUID) -> tuple[int, int]:
    found = attachment_queries.of_own(caller.actor, attachment_id)
    return (0, 0) if found is None else (attachment_queries.offset(found), found.total_bytes)
