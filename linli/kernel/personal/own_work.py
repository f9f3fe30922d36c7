"""Whether somebody is the contact of one's own open work: higher rooms know, and say so here."""

from collections.abc import Callable
from typing import Final

from linli.kernel.actor import Actor
from linli.kernel.scope.models import Aggregate

# The stream of the actor's own open work that this row is the contact of; None when there is none.
Ask = Callable[[Actor, Aggregate], str | None]

_ASKED: Final[dict[str, list[Ask]]] = {}


def register(kind: str, ask: Ask) -> None:
    """Let a room answer for aggregates of that kind; several rooms may."""
    asked = _ASKED.setdefault(kind, [])
    if ask not in asked:
        asked.append(ask)


def of(actor: Actor, aggregate: Aggregate) -> str | None:
    """The first open work of the actor's own that has this contact."""
    answers = (ask(actor, aggregate) for ask in _ASKED.get(aggregate.KIND, ()))
    return next((work for work in answers if work), None)
