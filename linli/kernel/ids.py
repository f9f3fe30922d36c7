"""Identities: UUID version 7, made by whoever creates the row, so that a phone without signal can do it too."""

import os
import time
from uuid import UUID

from linli.kernel.errors import Refused

# Of eighty bits of chance 74 are needed.
_SPARE_BITS = 6
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
# Sorts before every identity.
NIL = UUID(int=0)


def uuid7() -> UUID:
    """A new identity that sorts by its millisecond of creation (RFC 9562 §5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big") >> _SPARE_BITS
    return UUID(int=(milliseconds << 80) | _VERSION_7 | ((noise >> 62) << 64) | _VARIANT | (noise & ((1 << 62) - 1)))


def parse_uuid7(text: str) -> UUID:
    """The identity written in `text`; anything but a version 7 UUID in its one usual spelling is refused."""
    try:
        value = UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise Refused("kernel.bad_id") from None
    # Python also reads braces, underscores and full-width digits; one identity must not have many addresses.
    if value.version != 7 or str(value) != text.lower():
        raise Refused("kernel.bad_id")
    return value
