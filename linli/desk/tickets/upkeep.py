"""Looking again after emergencies: what is due, what comes, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets import fields
from linli.tickets.actions import upkeep_checks as actions
from linli.tickets.actions.upkeep import today
from linli.tickets.queries import upkeep as queries
from linli.tickets.queries.faces import face_of
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word
from linli.tickets.rules.upkeep import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One re-check with its ticket."""

    check_id: UUID
    ticket_id: UUID
    number: str
    title: str
    address: str
    state: str
    after_days: int
    due_on: date
    late_days: int


class UpkeepForm(DeskForm):
    """What was found."""

    said_as: ClassVar = {"What was seen": "note"}
    finding = fields.kind_field(_("Finding"), Finding)
    note = fields.words_field(_("What was seen"), help_text=_("Who of the neighbours looked along, if anybody did"))


@require_safe
@staff_page
def list_upkeep(request: StaffRequest) -> HttpResponse:
    """What is due, the oldest first, and what comes."""
    on = today()
    return page(
        request,
        "desk/tickets/upkeep.html",
        current="tickets",
        due=lines_of(request, queries.due(request.actor, on)),
        coming=lines_of(request, queries.coming(request.actor, on)),
        may_verify=request.actor.may(Permission.VERIFY),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def check_upkeep(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """Say what was found; what has come back is taken up again."""
    row = queries.get_for(request.actor, check_id)
    request.actor.require(Permission.VERIFY)
    form = UpkeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if form.saved(lambda: actions.check_upkeep(request.actor, check_id, finding=Finding(said["finding"]), note=said["note"])):
            return done(request, "tickets_upkeep")
    (line,) = lines_of(request, [row])
    return page(
        request,
        "desk/tickets/upkeep_check.html",
        status=form.status,
        current="tickets",
        form=form,
        line=line,
        is_done=row.done_at is not None or row.dropped_at is not None,
        leave_to=reverse("desk:tickets_upkeep", args=[request.place.code]),
        optional=gettext("may stay empty"),
    )


def lines_of(request: StaffRequest, rows: Sequence[Any]) -> list[Line]:
    """Re-checks as the list shows them."""
    on = today()
    return [
        Line(
            check_id=each.pk,
            ticket_id=each.ticket_id,
            number=each.ticket.number,
            title=face_of(request.actor, each.ticket).matter or gettext("Neutral text still to be written"),
            address=each.ticket.address,
            state=state_word(State(each.ticket.state)),
            after_days=each.after_days,
            due_on=each.due_on,
            late_days=max(0, (on - each.due_on).days),
        )
        for each in rows
    ]


urlpatterns = [
    path("upkeep/", list_upkeep, name="tickets_upkeep"),
    path("upkeep/<uuid:check_id>/", check_upkeep, name="ticket_upkeep_check"),
]
