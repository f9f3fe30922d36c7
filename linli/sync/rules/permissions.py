"""What a post or a membership may include about what phones bring along."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions
from linli.org.rules.posts import grant


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    SETTLE = "field.settle"


def register() -> None:
    """Make the permissions known to the house, and give the template's posts theirs."""
    permissions({Permission.SETTLE: gettext_noop("Decide what two people changed at the same time")})
    grant({code: [Permission.SETTLE] for code in ("dispatcher", "duty_chief", "ops_head", "grid_leader", "grid_supervisor")})
