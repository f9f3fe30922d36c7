"""What a post or a membership may include about campaigns."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "campaigns.read"
    RUN = "campaigns.run"
    STEP = "campaigns.step"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See campaigns and how far they are"),
            Permission.RUN: gettext_noop("Prepare, start and end campaigns, and say who owns their targets"),
            Permission.STEP: gettext_noop("Enter the steps of a drive"),
        }
    )
