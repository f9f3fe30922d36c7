"""The kinds of aggregates whose masked values a page may ask for: each room says how one is found by who may see it."""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import Aggregate

Find = Callable[[Actor, UUID], Aggregate]

_KINDS: Final[dict[str, tuple[Find, frozenset[str]]]] = {}


def register(kind: str, find: Find, *, fields: Iterable[str]) -> None:
    """Make a kind known: `find` is the room's own get_for, `fields` are those that the contact part of a page may reveal."""
    if _KINDS.setdefault(kind, (find, frozenset(fields))) != (find, frozenset(fields)):
        raise ValueError(f"the kind {kind} is already found in another way")


def find(actor: Actor, kind: str, row_id: UUID, field: str) -> Aggregate:
    """The row, if this actor may see it and its field may be asked for; anything else does not exist."""
    if kind not in _KINDS or field not in _KINDS[kind][1]:
        raise NotFound
    return _KINDS[kind][0](actor, row_id)
