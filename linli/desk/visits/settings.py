"""What a subdistrict sets for its visits: the cap, and the days on which everybody goes out."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets.fields import day_field
from linli.desk.visits.frame import visits_page
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.org.rules.people import day_of
from linli.visits.actions import settings as actions
from linli.visits.queries import due_list, standing
from linli.visits.rules.cap import CAP_AT_MOST
from linli.visits.rules.days import THEME_LIMIT, WEEKS_AT_MOST, Days
from linli.visits.rules.kinds import NAME_LIMIT
from linli.visits.rules.permissions import Permission


class CapForm(DeskForm):
    """The cap of entries."""

    said_as: ClassVar = {}
    cap = forms.IntegerField(
        label=_("Visits to one place in a month, all units together"),
        min_value=0,
        max_value=CAP_AT_MOST,
        help_text=_("Agreed follow-ups, return visits and what the place asks for come on top."),
    )


class SpeechForm(DeskForm):
    """Whether phones offer to write down what is spoken."""

    said_as: ClassVar = {}
    is_on = forms.BooleanField(
        label=_("Phones offer to write down what is spoken"),
        required=False,
        help_text=_(
            "The phone's browser turns speech into text, and many browsers send it to whoever made them, also abroad. Nothing of it is"
            " sent to this house. Switch it on only where that is allowed here; people are told on the phone, and typing always works."
        ),
    )


class DayForm(DeskForm):
    """A grid day."""

    said_as: ClassVar = {"Name": "name", "Theme": "theme"}
    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)
    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, choices=[(number, word) for number, word in WEEKDAYS.items()])
    every_weeks = forms.IntegerField(label=_("Every so many weeks"), min_value=1, max_value=WEEKS_AT_MOST, initial=1)
    begins_at = forms.TimeField(label=_("Begins at"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"), required=False)
    theme = forms.CharField(label=_("Theme"), max_length=THEME_LIMIT, required=False)


@require_http_methods(["GET", "POST"])
@staff_page
def settings(request: StaffRequest) -> HttpResponse:
    """The cap and the grid days, each saved by itself."""
    request.actor.require(Permission.CHANGE_SETTINGS)
    row, then = standing.setting_row(request.actor), request.POST.get("then")
    cap_form = CapForm(request.POST if then == "cap" else None, initial={"cap": standing.cap_of(request.actor)}, prefix="cap")
    speech_form = SpeechForm(
        request.POST if then == "speech" else None, initial={"is_on": row is not None and row.is_speech_offered}, prefix="speech"
    )
    day_form = DayForm(request.POST if then == "day" else None, initial=_initial(request), prefix="day")
    if then == "cap" and cap_form.is_valid():
        seen, cap = cap_form.seen, cap_form.cleaned_data["cap"]
        if cap_form.saved(lambda: actions.set_cap(request.actor, seen=seen, cap=cap)):
            messages.success(request, gettext("The cap is set."))
            return done(request, "visits_settings")
    if then == "speech" and speech_form.is_valid():
        heard, is_on = speech_form.seen, speech_form.cleaned_data["is_on"]
        if speech_form.saved(lambda: actions.offer_speech(request.actor, seen=heard, is_on=is_on)):
            messages.success(request, gettext("Phones offer speech now.") if is_on else gettext("Phones do not offer speech any more."))
            return done(request, "visits_settings")
    if then == "day" and day_form.is_valid():
        days, day_id, seen = Days(**day_form.cleaned_data), _day_id(request), day_form.seen
        if day_form.saved(lambda: actions.set_grid_day(request.actor, days, grid_day_id=day_id, seen=seen)):
            messages.success(request, gettext("The grid day is set."))
            return done(request, "visits_settings")
    today = day_of(clock.now())
    rows = due_list.grid_days(request.actor)
    return visits_page(
        request,
        "settings.html",
        tab_on="visits_settings",
        status=max(cap_form.status, day_form.status, speech_form.status),
        cap_form=cap_form,
        speech_form=speech_form,
        day_form=day_form,
        cap_seen=row.journal_seq if row else 0,
        days=[(each, WEEKDAYS[each.weekday], next(iter(due_list.days_of(each).after(today)), None)) for each in rows],
        day_id=_day_id(request),
        day_seen=next((each.journal_seq for each in rows if each.pk == _day_id(request)), 0),
        optional=gettext("may stay empty"),
    )


def _day_id(request: StaffRequest) -> UUID | None:
    typed = request.POST.get("day_id") or request.GET.get("day")
    return parse_uuid7(typed) if typed else None


def _initial(request: StaffRequest) -> dict[str, object]:
    day_id = _day_id(request)
    found = next((each for each in due_list.grid_days(request.actor) if each.pk == day_id), None) if day_id else None
    if found is None:
        return {"starts_on": day_of(clock.now()), "weekday": 2}
    plan = due_list.days_of(found)
    return {name: getattr(plan, name) for name in ("name", "weekday", "every_weeks", "begins_at", "starts_on", "ends_on", "theme")}


urlpatterns = [path("settings/", settings, name="visits_settings")]
