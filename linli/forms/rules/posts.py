"""What the template's posts begin with about forms."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from linli.forms.rules.permissions import Permission
from linli.org.rules.posts import grant

P = Permission
_SEES: Final = (P.READ,)
_FILLS: Final = (P.READ, P.FILL)
_PROPOSES: Final = (*_FILLS, P.PROPOSE)
_APPROVES: Final = (*_PROPOSES, P.APPROVE)

_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "grid_supervisor": _PROPOSES,
    "grid_leader": _FILLS,
    "block_secretary": _FILLS,
    "micro_grid_leader": _FILLS,
    "grid_worker": _FILLS,
    "committee": _FILLS,
    "dispatcher": _SEES,
    "duty_chief": _SEES,
    "ops_head": _APPROVES,
    "org_clerk": _PROPOSES,
    "duty_leader": _SEES,
    "deputy_director": _APPROVES,
    "inspector": _SEES,
    "unit_handler": _PROPOSES,
    "unit_head": _PROPOSES,
}


def register() -> None:
    """Give the template's posts what they may do here."""
    grant(_OF_POSTS)
