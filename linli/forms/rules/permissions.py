"""What a post or a membership may include about forms."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "forms.read"
    PROPOSE = "forms.propose"
    APPROVE = "forms.approve"
    FILL = "forms.fill"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See the list of registered forms and the burden"),
            Permission.PROPOSE: gettext_noop("Propose forms and say what their questions mean"),
            Permission.APPROVE: gettext_noop("Admit, refuse, renew and withdraw forms that somebody else proposed"),
            Permission.FILL: gettext_noop("Take forms away filled in, and bring them back"),
        }
    )
