"""What a post or a membership may include about answers."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "answers.read"
    WRITE = "answers.write"
    REVIEW = "answers.review"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("Read the answer base and have answers offered"),
            Permission.WRITE: gettext_noop("Write answers, and take them over from a sheet"),
            Permission.REVIEW: gettext_noop("Review answers that somebody else wrote, and take answers out"),
        }
    )
