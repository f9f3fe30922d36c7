"""The row of links that the pages about the organisation share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts.rules import Permission as AccountPermission
from linli.kernel.actor import Actor
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the organisation."""

    view: str
    word: str | Promise
    permission: str

    @property
    def address(self) -> str:
        """The name of its view."""
        return f"desk:{self.view}"


# In the order of the work: the tree, what it is made of, who answers, who is on duty, which days count.
TABS: Sequence[Tab] = (
    Tab("org", _("Governance tree"), Permission.READ),
    Tab("grids", _("Grids"), Permission.READ),
    Tab("units", _("Units"), Permission.READ),
    Tab("people", _("People"), Permission.READ),
    Tab("posts", _("Posts"), Permission.READ),
    Tab("duties", _("Duties"), Permission.READ),
    Tab("teams", _("Task forces"), Permission.READ),
    Tab("committees", _("Committees"), Permission.READ),
    Tab("rota", _("Duty rota"), Permission.READ),
    Tab("logins", _("Logins"), AccountPermission.ADMINISTER),
)


def tabs_for(actor: Actor) -> list[Tab]:
    """The pages this person may see."""
    return [tab for tab in TABS if actor.may(tab.permission)]
