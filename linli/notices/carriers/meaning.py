"""What every way out is given, and what it says of how it went."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.conf import settings

from linli.kernel import outbound

# What a robot asks for who says that it was called too often, without saying when again.
BUSY_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """Where to call, and as whom."""

    address: str
    user: str = ""
    secret: str = ""
    signature: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """One message: neutral words, under an id that a receiver knows a second copy by."""

    id: UUID
    text: str
    at: datetime
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: a code to show, whether to try again, and after how long."""

    code: str
    is_delivered: bool = False
    is_final: bool = False
    retry_after_s: int | None = None


class Carrier(Protocol):
    """A module that speaks one protocol."""

    def send(self, account: Account, message: Message) -> Outcome:
        """Hand the message over; whatever happens is an outcome, never an error."""
        ...


def ask(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[Outcome, Mapping[str, Any]]:
    """The request by the house's one way out: an outcome for what is no answer, else the answer's JSON."""
    try:
        answer = outbound.ask_at(address, body, headers, allowed=settings.LINLI_OUTBOUND_ALLOW)
    except outbound.NoAnswer as trouble:
        return Outcome(trouble.code), {}
    outcome = Outcome(f"http_{answer.status}", answer.status // 100 == 2, retry_after_s=answer.retry_after_s)
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return outcome, {}
    return outcome, said if isinstance(said, dict) else {}


def as_json(said: object) -> bytes:
    """A body as these protocols want it."""
    return json.dumps(said, ensure_ascii=False).encode()


JSON: Final[Mapping[str, str]] = {"Content-Type": "application/json; charset=utf-8"}


def judged(outcome: Outcome, said: Mapping[str, Any], *, busy: frozenset[int], final: frozenset[int]) -> Outcome:
    """What an `errcode` means: 0 went, some are worth another try after a pause, some never."""
    code = said.get("errcode")
    if not outcome.is_delivered or not isinstance(code, int) or isinstance(code, bool):
        return outcome if not outcome.is_delivered else Outcome("unreadable")
    if code == 0:
        return Outcome("errcode_0", is_delivered=True)
    return Outcome(f"errcode_{code}", is_final=code in final, retry_after_s=BUSY_SECONDS if code in busy else None)
