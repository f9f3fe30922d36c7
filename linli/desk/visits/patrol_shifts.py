"""Patrols at the desk: the shifts of three weeks, one with what was found, planning, calling off, and the paper of who walked."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets.fields import day_field, kind_field, list_field
from linli.desk.visits.frame import require_reader
from linli.desk.visits.patrol_faces import finding_rows, patrols_page, route_map, shift_rows
from linli.desk.visits.patrol_routes import may_plan, named_routes, people_choices, typed_route
from linli.kernel import clock
from linli.org.rules.people import day_of
from linli.tickets.queries import tickets
from linli.visits.actions import shifts as actions
from linli.visits.actions.shifts import ShiftsDraft
from linli.visits.queries import patrols as queries
from linli.visits.rules.patrols import NOTE_LIMIT, NotDone, Part, Rhythm, days_of
from linli.visits.rules.permissions import Permission

# Last week, this one and the next.
SHOWN: Final = timedelta(days=21)
# Fields for so many names; a team is chosen as such.
NAMES: Final = 3


class PlanForm(DeskForm):
    """A route on a day, or on the days that come back."""

    said_as: ClassVar[Mapping[str, str]] = {}
    route = list_field(_("Route"))
    part = kind_field(_("Part of the day"), Part, initial=Part.MORNING)
    day = day_field(_("Day"))
    weekdays = forms.MultipleChoiceField(
        label=_("And every"), required=False, choices=list(WEEKDAYS_ABBR.items()), widget=forms.CheckboxSelectMultiple
    )
    month_day = forms.IntegerField(
        label=_("And each month on day"), required=False, min_value=1, max_value=31, help_text=_("Such as the monthly cleaning day")
    )
    until = day_field(_("Last of these days"), required=False, help_text=_("At most 92 days ahead"))
    person_0 = list_field(_("Who walks"), required=False, help_text=_("Nobody named: whoever answers for the route"))
    person_1 = list_field(_("with"), required=False)
    person_2 = list_field(_("and with"), required=False)
    team = list_field(_("Or a team"), required=False)

    def draft(self, today: date) -> ShiftsDraft:
        """What is to be planned; the first day counts whether or not it is one of those that come back."""
        said, days = self.cleaned_data, [self.cleaned_data["day"]]
        if said["weekdays"] or said["month_day"]:
            weekdays = [int(each) for each in said["weekdays"]]
            until = said["until"] or said["day"]
            days += days_of(Rhythm(starts_on=said["day"], until_on=until, weekdays=weekdays, month_day=said["month_day"]), today)
        people = [each for number in range(NAMES) if (each := self.chosen_id(f"person_{number}")) is not None]
        return ShiftsDraft(
            route_id=UUID(said["route"]), part=Part(said["part"]), days=sorted(set(days)), person_ids=people, team_id=self.chosen_id("team")
        )


class CallOffForm(DeskForm):
    """Why a shift is not walked."""

    said_as: ClassVar[Mapping[str, str]] = {"Reason": "note"}
    reason = kind_field(_("Why it was not walked"), NotDone, initial=NotDone.WEATHER)
    note = forms.CharField(label=_("In a line"), max_length=NOTE_LIMIT, required=False)


@require_safe
@staff_page
def list_shifts(request: StaffRequest) -> HttpResponse:
    """The shifts of three weeks, from a Monday on."""
    require_reader(request.actor)
    today = day_of(clock.now())
    first = _first(request.GET.get("from", ""), today)
    rows = shift_rows(queries.shifts(request.actor, first, first + SHOWN - timedelta(days=1)), today)
    days: dict[date, list[Any]] = {}
    for row in rows:
        days.setdefault(row.line.shift.planned_on, []).append(row)
    return patrols_page(
        request,
        "shifts.html",
        days=list(days.items()),
        today=today,
        first=first,
        last=first + SHOWN - timedelta(days=1),
        before=first - SHOWN,
        after=first + SHOWN,
        counts=_counts(rows),
        may_plan=may_plan(request.actor),
    )


def _first(text: str, today: date) -> date:
    """The Monday of the day that the address names, else of last week."""
    last_week = today - timedelta(days=7)
    try:
        day = date.fromisoformat(text) if text else last_week
    except ValueError:
        day = last_week
    # Far enough from both ends of the calendar to count days there.
    day = day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else last_week
    return day - timedelta(days=day.weekday())


def _counts(rows: Sequence[Any]) -> Mapping[str, int]:
    return {
        "late": sum(row.is_late for row in rows),
        "done": sum(row.shape == "ok" for row in rows),
        "findings": sum(row.line.findings for row in rows),
    }


@require_safe
@staff_page
def show_shift(request: StaffRequest, patrol_id: UUID) -> HttpResponse:
    """One shift: how it stands, what was found, what was not reached, and the way."""
    require_reader(request.actor)
    return _shift_page(request, queries.shift_for(request.actor, patrol_id), CallOffForm())


def _shift_page(request: StaffRequest, shift: Any, form: CallOffForm) -> HttpResponse:
    stops = queries.stops_of(request.actor, [shift.route_id])[shift.route_id]
    found, today = queries.findings_of(request.actor, [shift.pk]), day_of(clock.now())
    (row,) = shift_rows([queries.line_of(request.actor, shift)], today)
    may_record = request.actor.may(Permission.RECORD) or Permission.RECORD in request.actor.limits
    return patrols_page(
        request,
        "shift.html",
        status=form.status,
        shift=shift,
        row=row,
        findings=finding_rows(found),
        missed=[(stop, gettext(reason.words), note) for stop, reason, note in queries.missed_of(request.actor, shift)],
        stops=stops,
        map=route_map(request, shift.route.name, stops, found),
        form=form,
        seen=shift.journal_seq,
        is_open=not shift.ending,
        may_write=may_record and shift.planned_on <= today,
        may_plan=may_plan(request.actor),
        optional=gettext("may stay empty"),
    )


@require_http_methods(["POST"])
@staff_page
def call_off(request: StaffRequest, patrol_id: UUID) -> HttpResponse:
    """A shift is not walked, for a reason."""
    require_reader(request.actor)
    shift = queries.shift_for(request.actor, patrol_id)
    form = CallOffForm(request.POST)
    if form.is_valid():
        reason, note = NotDone(form.cleaned_data["reason"]), form.cleaned_data["note"]
        if form.saved(lambda: actions.call_off(request.actor, shift.pk, seen=form.seen, reason=reason, note=note)):
            messages.success(request, gettext("It is kept that this patrol was not walked, and why."))
            return done(request, "patrol_shift", shift.pk)
    return _shift_page(request, shift, form)


@require_http_methods(["GET", "POST"])
@staff_page
def plan_shifts(request: StaffRequest) -> HttpResponse:
    """Plan a route for a day, or for the days that come back; a day that lies back is written down from paper at once."""
    require_reader(request.actor)
    if not may_plan(request.actor):
        request.actor.require(Permission.PLAN)
    today = day_of(clock.now())
    initial = {"route": typed_route(request.GET.get("route", "")), "day": today}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer_choices("route", [("", gettext("Choose …")), *named_routes(request.actor)])
    known = people_choices(request.actor)
    for number in range(NAMES):
        form.offer_choices(f"person_{number}", known)
    form.offer_choices("team", [("", "–"), *((str(team.pk), team.name) for team in queries.teams_to_choose(request.actor))])
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.plan_shifts(request.actor, form.draft(today)))
        if made is not None:
            messages.success(request, gettext("{number} patrols are planned.").format(number=len(made)))
            if len(made) == 1:
                return done(request, "patrol_shift", made[0].pk)
            return done(request, "patrols")
    leave_to = reverse("desk:patrols", args=[request.place.code])
    return patrols_page(request, "plan.html", status=form.status, form=form, leave_to=leave_to, optional=gettext("may stay empty"))


@require_safe
@staff_page
def show_origin(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """The patrol that found what a ticket is about, as a part of the ticket's page."""
    ticket = tickets.get_for(request.actor, ticket_id)
    origin = queries.origin_of(request.actor, ticket)
    rows = finding_rows([origin]) if origin is not None else []
    return page(
        request,
        "desk/visits/patrols/origin.html",
        current="tickets",
        ticket=ticket,
        row=rows[0] if rows else None,
        code=request.place.code,
    )


urlpatterns = [
    path("patrols/", list_shifts, name="patrols"),
    path("patrols/plan", plan_shifts, name="patrol_plan"),
    path("patrols/<uuid:patrol_id>/", show_shift, name="patrol_shift"),
    path("patrols/<uuid:patrol_id>/off", call_off, name="patrol_off"),
    path("patrols/origin/<uuid:ticket_id>", show_origin, name="patrol_origin"),
]
