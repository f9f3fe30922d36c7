"""What the pages about visits share: their row of links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.checklists import queries as checklists
from linli.desk.door import StaffRequest, page
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.visits.queries import visits
from linli.visits.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Tab:
    """One page about visits."""

    view: str
    word: str | Promise

    @property
    def address(self) -> str:
        """The name of its view."""
        return f"desk:{self.view}"


_VISITS: Sequence[Tab] = (Tab("visits", _("To visit")), Tab("visits_made", _("Made")), Tab("patrols", _("Patrols")))
_CHECKLISTS = Tab("checklists", _("Checklists"))
_SETTINGS = Tab("visits_settings", _("Cap and grid days"))


def may_look(actor: Actor) -> bool:
    """Whether any of these pages is for this person."""
    return visits.may_look(actor) or checklists.may_read(actor)


def require_reader(actor: Actor) -> None:
    """Refuse whoever sees no visit at all."""
    if not visits.may_look(actor):
        raise Refused("kernel.not_allowed")


def tabs_for(actor: Actor) -> list[Tab]:
    """The pages this person may see."""
    found = list(_VISITS) if visits.may_look(actor) else []
    if checklists.may_read(actor):
        found.append(_CHECKLISTS)
    return [*found, *([_SETTINGS] if actor.may(Permission.CHANGE_SETTINGS) else [])]


def visits_page(request: StaffRequest, template: str, *, tab_on: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page about visits."""
    said = {"tabs": tabs_for(request.actor), "tab_on": tab_on, "code": request.place.code, **context}
    return page(request, f"desk/visits/{template}", status=status, current="visits", **said)
