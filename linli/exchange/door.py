"""Who is at the machine door: the token, its quota and its rights, and a line in the log for every call."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db import IntegrityError
from django.http import HttpRequest

from linli.exchange.faults import of_refusal
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.tickets.actions import partners
from linli.tickets.queries import partners as queries
from linli.tickets.queries.partners import Greeted
from linli.tickets.rules.partners import Right, check_quota, subdistrict_of

T = TypeVar("T")

# The key is the receipt's: two that came at the same moment are one matter, and the second reads what the first was answered.
RECEIPT = "partner_receipt_once"


@dataclass(frozen=True, slots=True)
class Caller:
    """A partner that was let in, and what its call is called in the log."""

    actor: Actor
    greeted: Greeted


def token_of(request: HttpRequest) -> str:
    """The token of the request: “Bearer …”, or the password of “Basic …” for programs that know no other way."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(said.strip(), validate=True).decode("ascii").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""


def let_in(token: str, what: str, right: Right | None, act: Callable[[Caller], T], *, key: str = "", status: int = 200) -> T:
    """What the act answers for the partner of this token, in its own transaction, counted and noted; every no is noted too."""
    try:
        return _let_in(token, what, right, act, key=key, status=status)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != RECEIPT:
            raise
    return _let_in(token, what, right, act, key=key, status=status)


def _let_in(token: str, what: str, right: Right | None, act: Callable[[Caller], T], *, key: str, status: int) -> T:
    subdistrict_id = subdistrict_of(token)
    if subdistrict_id is None:
        raise Refused("partners.no_token")
    somebody = queries.caller(subdistrict_id)
    known: list[Greeted] = []
    try:
        with scope.scoped(somebody):
            greeted = queries.greet(somebody, token, key)
            known.append(greeted)
            check_quota(greeted.quota, greeted.used, clock.now())
            if right is not None:
                greeted.require(right)
            answer = act(Caller(replace(somebody, permissions=greeted.permissions), greeted))
            partners.note_call(somebody, greeted.partner_id, what, status)
            return answer
    except Refused as refusal:
        for each in known:
            _note(somebody, each, what, of_refusal(refusal)[0])
        raise


def _note(somebody: Actor, greeted: Greeted, what: str, status: int) -> None:
    # What was refused left nothing behind; that it was asked is noted apart.
    with scope.scoped(somebody):
        partners.note_call(somebody, greeted.partner_id, what, status)
