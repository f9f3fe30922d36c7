"""The machine API: one matter after another, each under a key of the partner's own."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Status
from ninja.params import Header
from ninja.security import HttpBearer

from linli.exchange.door import Caller, let_in
from linli.exchange.faults import answer_faults
from linli.exchange.shapes import Faults, TicketIn, TicketOut
from linli.kernel.errors import Refused
from linli.tickets.actions import partners
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.queries import partners as queries
from linli.tickets.rules.partners import KEY_LIMIT, Right, is_key, subdistrict_of


class PartnerToken(HttpBearer):
    """The token of a partner; whose it is and what it may is asked in the scope that stands in it."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        """The token, if it could be one of ours."""
        if subdistrict_of(token) is None:
            raise Refused("partners.no_token")
        return token

    def __call__(self, request: HttpRequest) -> str:
        """A missing header is answered like a wrong token."""
        found = super().__call__(request)
        if not isinstance(found, str):
            raise Refused("partners.no_token")
        return found


api = NinjaAPI(
    title="Linli",
    version="1",
    description="邻里: what other systems hand in. Each matter has an Idempotency-Key of its own; sent again it is answered the same.",
    auth=PartnerToken(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="exchange",
)
answer_faults(api)

ANSWERS: Any = {201: TicketOut, **dict.fromkeys((401, 403, 409, 422, 429, 503), Faults)}


@api.post("/tickets", response=ANSWERS, summary="Hand in a matter", url_name="tickets")
def create_ticket(
    request: HttpRequest,
    body: TicketIn,
    idempotency_key: str = Header(  # type: ignore[type-arg]
        "", alias="Idempotency-Key", description=f"1 to {KEY_LIMIT} characters of your own; without one it is refused."
    ),
) -> Status[Mapping[str, Any]]:
    """Take a matter down: the point finds its grid, the words their class, and what is known nearby is told."""
    if not is_key(idempotency_key):
        raise Refused("partners.no_key")
    token: str = request.auth  # type: ignore[attr-defined]
    raw = request.body
    act = partial(_handed_in, body=body, key=idempotency_key, raw=raw)
    return Status(201, let_in(token, "POST /api/v1/tickets", Right.CREATE, act, key=idempotency_key, status=201))


def _handed_in(caller: Caller, body: TicketIn, key: str, raw: bytes) -> Mapping[str, Any]:
    receipt_id = caller.greeted.receipt_id
    if receipt_id is not None:
        return partners.told(caller.actor, caller.greeted, queries.answer_of(caller.actor, receipt_id, raw), key)
    return partners.hand_in(caller.actor, caller.greeted, _matter(body), key=key, body=raw)


def _matter(body: TicketIn) -> partners.Matter:
    place, reporter = body.place, body.reporter
    if (place.lon is None) != (place.lat is None):
        raise Refused("tickets.point_is_nowhere")
    return partners.Matter(
        words=body.words,
        matter=body.matter,
        track=body.track,
        class_code=body.class_code,
        address=place.address,
        point=None if place.lon is None or place.lat is None else (place.lon, place.lat),
        system=place.system,
        accuracy_m=place.accuracy_m,
        outside_number=body.outside_number,
        reporter=None
        if reporter is None
        else ReporterDraft(full_name=reporter.name, phone=reporter.phone, is_sms_only=reporter.is_sms_only),
        is_answer_wanted=body.is_answer_wanted,
        said_at=body.said_at,
    )
