"""What a post or a membership may include about checklists, and what is told of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions
from linli.org.rules.posts import grant

TITLE_LIMIT: Final = 40
CODE_LIMIT: Final = 40
REMARK_LIMIT: Final = 200
SOURCE_LIMIT: Final = 120
ORDER_AT_MOST: Final = 999
CHECKLISTS_AT_MOST: Final = 60


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "checklists.read"
    CHANGE = "checklists.change"


P = Permission
_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    **dict.fromkeys(("grid_leader", "block_secretary", "micro_grid_leader", "grid_worker", "committee"), (P.READ,)),
    **dict.fromkeys(("dispatcher", "duty_leader", "deputy_director", "inspector", "grid_supervisor", "unit_head"), (P.READ,)),
    **dict.fromkeys(("duty_chief", "ops_head", "org_clerk"), (P.READ, P.CHANGE)),
}


def register() -> None:
    """Make permissions, posts and verbs known to the house."""
    permissions({P.READ: gettext_noop("See checklists"), P.CHANGE: gettext_noop("Write and publish checklists")})
    grant(_OF_POSTS)
    published = {"code": str, "title": str, "version": int, "items": int, "remark": str, "task": str, "task_until": str}
    verbs.register("checklist.published", facts=published)
    verbs.register("checklist.changed", facts={"title": str, "place_kinds": str, "is_offered": bool})


refusals(
    {
        "checklists.no_change": gettext_noop("Nothing differs from the version in use. Change an item, or leave it."),
        "checklists.code_taken": gettext_noop("There is a checklist {code} already. Open it and publish a new version there."),
        "checklists.preset_unknown": gettext_noop("There is no template {code}. Choose one of the list."),
        "checklists.kind_unknown": gettext_noop("There is no kind of place {kind}. Choose from the list."),
        "checklists.too_many": gettext_noop("There are {limit} checklists already. Write a new version of one that nobody uses."),
        "checklists.sheet_refused": gettext_noop("{count} places in the workbook have to be mended first. Nothing was published."),
        "checklists.version_unknown": gettext_noop("This version of the checklist is not one of ours. Load the checklists again."),
    }
)
