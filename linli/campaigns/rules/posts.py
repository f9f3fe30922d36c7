"""What the template's posts begin with about campaigns."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from linli.campaigns.rules.permissions import Permission
from linli.org.rules.posts import grant

P = Permission
_SEES: Final = (P.READ,)
_WALKS: Final = (P.READ, P.STEP)
_RUNS: Final = (*_WALKS, P.RUN)

_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "grid_supervisor": _RUNS,
    "grid_leader": _WALKS,
    "block_secretary": _WALKS,
    "micro_grid_leader": _WALKS,
    "grid_worker": _WALKS,
    "committee": _WALKS,
    "dispatcher": _SEES,
    "duty_chief": _RUNS,
    "ops_head": _RUNS,
    "org_clerk": _RUNS,
    "duty_leader": _SEES,
    "deputy_director": _RUNS,
    "inspector": _WALKS,
    "unit_handler": _WALKS,
    "unit_head": _WALKS,
}


def register() -> None:
    """Give the template's posts what they may do here."""
    grant(_OF_POSTS)
