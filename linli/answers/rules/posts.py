"""What the template's posts begin with about answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from linli.answers.rules.permissions import Permission
from linli.org.rules.posts import grant

P = Permission
_READS: Final = (P.READ,)
_WRITES: Final = (P.READ, P.WRITE)
_REVIEWS: Final = (*_WRITES, P.REVIEW)

_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "grid_supervisor": _READS,
    "grid_leader": _READS,
    "block_secretary": _WRITES,
    "micro_grid_leader": _READS,
    "grid_worker": _READS,
    "committee": _READS,
    "dispatcher": _WRITES,
    "duty_chief": _WRITES,
    "ops_head": _REVIEWS,
    "org_clerk": _WRITES,
    "duty_leader": _READS,
    "deputy_director": _REVIEWS,
    "inspector": _READS,
    "unit_handler": _WRITES,
    "unit_head": _REVIEWS,
}


def register() -> None:
    """Give the template's posts what they may do here."""
    grant(_OF_POSTS)
