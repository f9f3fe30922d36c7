"""Identities: UUID version 7, made by whoever creates the row, so that a phone without signal can do it too."""

import os
import time
from uuid import UUID

from linli.kernel.errors import Refused

_NANOSECONDS = 1_000_000
# Of sixty-four bits of chance 62 are needed.
_SPARE_BITS = 2
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
# Sorts before every identity.
NIL = UUID(int=0)


def uuid7() -> UUID:
    """A new identity that sorts by its moment of creation, to a quarter of a microsecond (RFC 9562 §5.7 and §6.2, method 3)."""
    milliseconds, rest = divmod(time.time_ns(), _NANOSECONDS)
    # Rows that one write makes stand in the order in which they were made: the parts of a split as they were typed.
    fraction = (rest << 12) // _NANOSECONDS
    noise = int.from_bytes(os.urandom(8), "big") >> _SPARE_BITS
    return UUID(int=(milliseconds << 80) | _VERSION_7 | (fraction << 64) | _VARIANT | noise)


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
