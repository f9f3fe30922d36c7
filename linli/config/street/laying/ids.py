"""What has been laid so far, by the codes of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from linli.kernel.errors import Refused

T = TypeVar("T")


@dataclass(slots=True)
class Ids:
    """The identities of what stands, by the plan's codes; people by theirs, representatives by their names."""

    units: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    grids: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    representatives: dict[str, UUID] = field(default_factory=dict)


def all_of(outcomes: Iterable[T | Refused]) -> list[T]:
    """What a bulk verb made; the plan is ours, so a single refusal is raised."""
    made: list[T] = []
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            raise outcome
        made.append(outcome)
    return made
