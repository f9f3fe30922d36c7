"""The signature of what we send: HMAC-SHA256 over the moment and the body, so that nobody else can send it, nor send it again later."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

SIGNATURE: Final = "Linli-Signature"
TIMESTAMP: Final = "Linli-Timestamp"
EVENT: Final = "Linli-Event"


def signed_headers(secret: str, event_id: str, body: bytes, at: datetime) -> Mapping[str, str]:
    """The headers a receiver checks: which event, when it was sent, and the signature of both with the body."""
    moment = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        EVENT: event_id,
        TIMESTAMP: moment,
        SIGNATURE: f"v1={_mark(secret, moment, event_id, body)}",
    }


def signs(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a message carries the signature of this secret: what a receiver does, written down."""
    mark = _mark(secret, headers.get(TIMESTAMP, ""), headers.get(EVENT, ""), body)
    return hmac.compare_digest(f"v1={mark}".encode(), headers.get(SIGNATURE, "").encode())


def _mark(secret: str, moment: str, event_id: str, body: bytes) -> str:
    return hmac.new(secret.encode(), b".".join([moment.encode(), event_id.encode(), body]), hashlib.sha256).hexdigest()
