"""What the template's posts begin with about places."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from linli.org.rules.posts import grant
from linli.places.rules.permissions import Permission

P = Permission
_SEES: Final = (P.READ,)
_WALKS: Final = (P.READ, P.CHANGE, P.READ_CONTACTS, P.BIND_CARDS)
_KEEPS: Final = (*_WALKS, P.IMPORT, P.MAKE_CARDS)

_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "grid_supervisor": _SEES,
    "grid_leader": _WALKS,
    "block_secretary": _WALKS,
    "micro_grid_leader": _WALKS,
    "grid_worker": _WALKS,
    "committee": _WALKS,
    "dispatcher": (P.READ, P.READ_CONTACTS),
    "duty_chief": _KEEPS,
    "ops_head": (*_KEEPS, P.CHANGE_PERIODS),
    "org_clerk": (*_KEEPS, P.CHANGE_PERIODS),
    "duty_leader": _SEES,
    "deputy_director": _SEES,
    "inspector": _SEES,
    "callback": _SEES,
    "unit_handler": (P.READ, P.READ_CONTACTS),
    "unit_head": (P.READ, P.READ_CONTACTS),
}


def register() -> None:
    """Give the template's posts what they may do here."""
    grant(_OF_POSTS)
