"""Lists page by key: the address names the last row seen, never a number to skip."""

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from linli.kernel.errors import NotFound
from linli.kernel.ids import parse_uuid7

# Fits the database's bigint.
DIGITS_AT_MOST = 18


class Row(Protocol):
    """Anything with an identity."""

    pk: UUID


R = TypeVar("R", bound=Row)


def parse_mark(text: str | None) -> UUID | None:
    """The row after which the page begins, if the address names one."""
    return parse_uuid7(text) if text else None


def parse_number(text: str | None) -> int | None:
    """The number after which the page begins, if the address names one."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS_AT_MOST:
        raise NotFound
    return int(text)


def typed_number(text: str | None) -> int:
    """A number as a form sends it; what is none is 0, which no page of ours sends and the rules refuse where it matters."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= DIGITS_AT_MOST else 0


def one_page(rows: Sequence[R], size: int) -> tuple[Sequence[R], UUID | None]:
    """At most `size` rows, and the mark of the next page if one more row was there."""
    shown = rows[:size]
    return shown, shown[-1].pk if len(rows) > size else None
