"""The routes of patrols at the desk: the list, one with its way on the map, its words, and its stops in their order."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.tickets.fields import kind_field, list_field
from linli.desk.visits.frame import require_reader
from linli.desk.visits.patrol_faces import patrols_page, route_map, shift_rows, walk_m
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import parse_uuid7
from linli.org.queries import grids, people, units
from linli.org.rules.people import day_of
from linli.visits.actions import routes as actions
from linli.visits.actions.routes import RouteDraft
from linli.visits.queries import patrols as queries
from linli.visits.rules.patrols import NAME_LIMIT, SECTION_LIMIT, RouteKind, RouteWords
from linli.visits.rules.permissions import Permission

SHOWN_DAYS: Final = timedelta(days=35)


class RouteForm(DeskForm):
    """What a route is called and who answers for it."""

    said_as: ClassVar[Mapping[str, str]] = {"Name": "name", "Stretch": "section"}
    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)
    kind = kind_field(_("Kind of route"), RouteKind, initial=RouteKind.SAFETY)
    section = forms.CharField(label=_("Stretch"), max_length=SECTION_LIMIT, required=False, help_text=_("Such as: Langao West Road 1–99"))
    grid = list_field(_("Grid"), required=False)
    unit = list_field(_("Unit that answers for it"), required=False)
    person = list_field(_("Person who answers for it"), required=False, help_text=_("Who walks it where a shift names nobody"))
    is_retired = forms.BooleanField(label=_("Not walked any more"), required=False)

    def draft(self) -> RouteDraft:
        """The route as it was typed."""
        said = self.cleaned_data
        return RouteDraft(
            words=RouteWords(name=said["name"], kind=RouteKind(said["kind"]), section=said["section"]),
            grid_id=self.chosen_id("grid"),
            unit_id=self.chosen_id("unit"),
            person_id=self.chosen_id("person"),
            is_retired=said.get("is_retired", False),
        )


def people_choices(actor: Actor) -> list[tuple[str, str]]:
    """Colleagues to choose from, with their units."""
    return [("", "–"), *((str(card.id), f"{card.full_name} {card.unit}".strip()) for card in people.everybody(actor))]


def _name(names: Mapping[UUID, str], person_id: UUID | None) -> str:
    return "" if person_id is None else names.get(person_id, "")


def may_plan(actor: Actor) -> bool:
    """Whether this person may lay routes and plan shifts somewhere."""
    return actor.may(Permission.PLAN) or Permission.PLAN in actor.limits


@require_safe
@staff_page
def list_routes(request: StaffRequest) -> HttpResponse:
    """Every route that is walked."""
    require_reader(request.actor)
    lines = queries.routes(request.actor, today=day_of(clock.now()))
    names = names_for([], person_ids=[line.route.person_id for line in lines]).of_id
    rows = [
        (
            line,
            gettext(RouteKind(line.route.kind).words),
            _name(names, line.route.person_id) or (line.route.unit.short_name if line.route.unit else ""),
        )
        for line in lines
    ]
    return patrols_page(request, "routes.html", rows=rows, may_plan=may_plan(request.actor))


@require_safe
@staff_page
def show_route(request: StaffRequest, route_id: UUID) -> HttpResponse:
    """One route: its way, its stops, and the shifts around today."""
    require_reader(request.actor)
    route, today = queries.route_for(request.actor, route_id), day_of(clock.now())
    stops = queries.stops_of(request.actor, [route.pk])[route.pk]
    lines = queries.shifts(request.actor, today - SHOWN_DAYS, today + SHOWN_DAYS, route_id=route.pk)
    names = names_for([], person_ids=[route.person_id]).of_id
    return patrols_page(
        request,
        "route.html",
        route=route,
        kind=gettext(RouteKind(route.kind).words),
        stops=stops,
        length_m=walk_m(stops),
        map=route_map(request, route.name, stops),
        shifts=list(reversed(shift_rows(lines, today))),
        person=_name(names, route.person_id),
        may_plan=may_plan(request.actor),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def edit_route(request: StaffRequest, route_id: UUID | None = None) -> HttpResponse:
    """Lay a route, or change what it is called and who answers for it."""
    require_reader(request.actor)
    if not may_plan(request.actor):
        request.actor.require(Permission.PLAN)
    route = queries.route_for(request.actor, route_id) if route_id is not None else None
    form = _form(request, route)
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.set_route(request.actor, form.draft(), route_id=route_id, seen=form.seen))
        if made is not None:
            messages.success(request, gettext("The route is saved."))
            return done(request, "patrol_route", made.pk) if route is not None else done(request, "patrol_stops", made.pk)
    code = request.place.code
    return patrols_page(
        request,
        "route_form.html",
        status=form.status,
        form=form,
        route=route,
        seen=form.seen if request.method == "POST" else route.journal_seq if route is not None else 0,
        leave_to=reverse("desk:patrol_route", args=[code, route.pk]) if route is not None else reverse("desk:patrol_routes", args=[code]),
        optional=gettext("may stay empty"),
    )


def _form(request: StaffRequest, route: Any) -> RouteForm:
    initial: dict[str, Any] = {}
    if route is not None:
        initial = {"name": route.name, "kind": route.kind, "section": route.section, "is_retired": route.is_retired}
        initial |= {"grid": str(route.grid_id or ""), "unit": str(route.unit_id or ""), "person": str(route.person_id or "")}
    form = RouteForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer_choices("grid", [("", "–"), *((str(each.grid.pk), each.grid.name) for each in grids.in_force(request.actor, clock.now()))])
    form.offer_choices("unit", [("", "–"), *((str(each.pk), each.short_name) for each in units.open_units(request.actor))])
    form.offer_choices("person", people_choices(request.actor))
    if route is None:
        del form.fields["is_retired"]
    return form


def named_routes(actor: Actor) -> Sequence[tuple[str, str]]:
    """The routes to choose from."""
    return [(str(route.pk), route.name) for route in queries.to_choose(actor)]


def typed_route(text: str) -> str:
    """The route that an address names, if it names one."""
    return str(parse_uuid7(text)) if text else ""


urlpatterns = [
    path("patrols/routes/", list_routes, name="patrol_routes"),
    path("patrols/routes/new", edit_route, name="patrol_route_new"),
    path("patrols/routes/<uuid:route_id>/", show_route, name="patrol_route"),
    path("patrols/routes/<uuid:route_id>/edit", edit_route, name="patrol_route_edit"),
]
