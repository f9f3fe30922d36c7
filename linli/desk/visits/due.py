"""The due list: what was promised first, then whose turn has come; and what is planned, dropped, joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.paging import typed_number
from linli.desk.tickets.fields import day_field, kind_field
from linli.desk.visits.frame import require_reader, visits_page
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.org.queries import grids
from linli.org.rules.people import day_of
from linli.places.queries import places
from linli.places.rules.kinds import Kind as PlaceKind
from linli.visits.actions import planning
from linli.visits.actions.planning import PlanDraft
from linli.visits.queries import due_list, standing
from linli.visits.queries.due_list import DueVisit
from linli.visits.rules.kinds import Kind, Why
from linli.visits.rules.permissions import Permission

SHOWN = 100
COMING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One due visit as the list shows it."""

    due: DueVisit
    kind: str
    why: str
    place_kind: str
    late_days: int
    is_quiet: bool
    shape: str


class PlanForm(DeskForm):
    """A visit that is to be made."""

    said_as: ClassVar = {}
    kind = kind_field(_("Kind of visit"), [Kind.ROUTINE, Kind.TARGETED, Kind.JOINT, Kind.PATROL], initial=Kind.ROUTINE)
    why = kind_field(_("Why"), [Why.PLANNED, Why.AGREED, Why.ASKED], initial=Why.PLANNED)
    due_on = day_field(_("Day"))


@require_safe
@staff_page
def list_due(request: StaffRequest) -> HttpResponse:
    """What is due today, and what was promised for the days to come."""
    require_reader(request.actor)
    now = clock.now()
    today, kind = day_of(now), request.GET.get("kind", "")
    grid_id = parse_uuid7(request.GET["grid"]) if request.GET.get("grid") else None
    found = due_list.due(request.actor, today, grid_ids=None if grid_id is None else [grid_id], kind=kind, limit=SHOWN + 1)
    lines = _lines(found[:SHOWN], today)
    return visits_page(
        request,
        "due.html",
        tab_on="visits",
        lines=lines,
        has_more=len(found) > SHOWN,
        late=sum(line.late_days > 0 and bool(line.due.plan_id) for line in lines),
        coming=_lines(due_list.to_come(request.actor, today, COMING_DAYS), today),
        days=due_list.grid_days_on(due_list.grid_days(request.actor), today),
        cap=standing.cap_of(request.actor),
        kinds=[(each.value, gettext(each.words)) for each in PlaceKind],
        kind=kind,
        grids=[(each.grid.pk, each.grid.name) for each in grids.in_force(request.actor, now)],
        grid_id=grid_id,
        may_record=request.actor.may(Permission.RECORD) or Permission.RECORD in request.actor.limits,
        may_plan=request.actor.may(Permission.PLAN) or Permission.PLAN in request.actor.limits,
    )


def _lines(found: Sequence[DueVisit], today: date) -> list[Line]:
    now = clock.now()
    return [_line(each, (today - each.due_on).days, is_quiet=each.is_quiet(now)) for each in found]


def _line(each: DueVisit, late_days: int, *, is_quiet: bool) -> Line:
    is_promised = each.plan_id is not None
    shape = "none" if late_days < 0 else "act" if is_promised and late_days > 0 else "watch" if is_promised else "ok"
    return Line(
        due=each,
        kind=gettext(each.kind.words),
        why=gettext(each.why.words),
        place_kind=gettext(each.place.kind.words),
        late_days=late_days,
        is_quiet=is_quiet,
        shape=shape,
    )


@require_http_methods(["GET", "POST"])
@staff_page
def plan_visit(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Plan a visit to a place; what goes above the cap is refused by its name, with whom to join."""
    require_reader(request.actor)
    place = places.get_for(request.actor, place_id)
    today = day_of(clock.now())
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"due_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = PlanDraft(place_id=place_id, kind=Kind(said["kind"]), due_on=said["due_on"], why=Why(said["why"]))
        if form.saved(lambda: planning.plan_visit(request.actor, draft)):
            messages.success(request, gettext("The visit is planned."))
            return done(request, "visits")
    allowance = standing.allowance_of(request.actor, place_id, today)
    return visits_page(
        request,
        "plan.html",
        tab_on="visits",
        status=form.status,
        form=form,
        place=place,
        allowance=allowance,
        cap=standing.cap_of(request.actor),
        leave_to=reverse("desk:visits", args=[request.place.code]),
    )


@require_POST
@staff_page
def drop_plan(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """What was planned is not done after all."""
    planning.drop_plan(request.actor, plan_id, seen=typed_number(request.POST.get("seen")))
    messages.success(request, gettext("The visit is not planned any more; it stays on record."))
    return done(request, "visits")


urlpatterns: list[Any] = [
    path("", list_due, name="visits"),
    path("plan/<uuid:place_id>/", plan_visit, name="visit_plan"),
    path("plans/<uuid:plan_id>/drop", drop_plan, name="visit_drop"),
]
