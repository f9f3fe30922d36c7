"""What a post or a membership may include about visits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions
from linli.org.rules.posts import grant


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "visits.read"
    RECORD = "visits.record"
    PLAN = "visits.plan"
    CHANGE_SETTINGS = "visits.change_settings"


P = Permission
_WALKS: Final = (P.READ, P.RECORD, P.PLAN)
_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    **dict.fromkeys(("grid_leader", "block_secretary", "micro_grid_leader", "grid_worker", "committee"), _WALKS),
    **dict.fromkeys(("duty_chief", "ops_head", "org_clerk"), (*_WALKS, P.CHANGE_SETTINGS)),
    **dict.fromkeys(("dispatcher", "grid_supervisor"), _WALKS),
    **dict.fromkeys(("unit_handler", "unit_head"), (P.READ, P.RECORD)),
    **dict.fromkeys(("duty_leader", "deputy_director", "inspector", "callback"), (P.READ,)),
}


def register() -> None:
    """Make the permissions known, and give them to the template's posts."""
    permissions(
        {
            P.READ: gettext_noop("See visits and what is due"),
            P.RECORD: gettext_noop("Write visits down"),
            P.PLAN: gettext_noop("Plan visits"),
            P.CHANGE_SETTINGS: gettext_noop("Set the cap of visits and grid days"),
        }
    )
    grant(_OF_POSTS)
