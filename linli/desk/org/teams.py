"""The pages about task forces and their templates."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.org import asking
from linli.desk.org.asking import Asked, ask, chosen_id
from linli.desk.org.tabs import tabs_for
from linli.desk.story import PAGE, span, tell
from linli.kernel import clock, journal
from linli.kernel.errors import NotFound
from linli.kernel.writes import attempt
from linli.org.actions import teams as actions
from linli.org.queries import grids, people, units
from linli.org.queries import teams as queries
from linli.org.queries.teams import Part
from linli.org.queries.worktime import workings_of
from linli.org.rules.permissions import Permission
from linli.org.rules.teams import NAME_LIMIT, Leaving

STORY_LENGTH = 8


class TeamForm(forms.Form):
    """A task force's name and grid, and when it is new, its template."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)


class SeatForm(forms.Form):
    """Who takes a seat."""


@require_safe
@staff_page
def list_teams(request: StaffRequest) -> HttpResponse:
    """Vacancies first, the most urgent above; then the task forces; then the templates."""
    request.actor.require(Permission.READ)
    vacant = queries.vacancies(request.actor)
    return page(
        request,
        "desk/org/teams/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="teams",
        vacancies=[
            {"vacancy": each, "working": working}
            for each, working in zip(vacant, workings_of(each.working for each in vacant), strict=True)
        ],
        late=sum(each.is_late for each in vacant),
        lines=queries.lines(request.actor, clock.now()),
        templates=queries.templates(request.actor),
        may_change=request.actor.may(Permission.CHANGE_TEAMS),
    )


@require_safe
@staff_page
def show_team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """One task force: its seats by part, who holds them, since when others are vacant, and what happened."""
    team = queries.get_for(request.actor, team_id)
    parts = queries.parts(request.actor, team, clock.now())
    past = queries.history(request.actor, team)
    holders = {seat.person_id for part in parts for seat in part.seats} | {each.person_id for each in past}
    shown = span(team.journal_seq, limit=STORY_LENGTH)
    story = tell(journal.story_of(team, after=shown.after, limit=shown.limit))
    return page(
        request,
        "desk/org/teams/show.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="teams",
        team=team,
        parts=_shown(parts),
        cards=people.cards(request.actor, holders),
        past=[each for each in past if each.valid_until is not None][:PAGE],
        story=story.entries,
        leavings=[each for each in Leaving if each is not Leaving.LEFT],
        has_newer=team.valid_until is None and team.template.version > team.version,
        may_change=request.actor.may(Permission.CHANGE_TEAMS) and team.valid_until is None,
    )


def _shown(parts: Sequence[Part]) -> list[Mapping[str, object]]:
    timed = [now.seat for part in parts for now in part.seats if now.seat.fill_by_working]
    workings = dict(zip([seat.pk for seat in timed], workings_of(seat.fill_by_working for seat in timed), strict=True))
    return [
        {
            "group": part.group,
            "seats": [{"now": now, "seat": now.seat, "working": workings.get(now.seat.pk, ())} for now in part.seats],
            "vacant": sum(now.is_vacant and now.seat.is_required for now in part.seats),
            "last": part.seats[-1].seat,
        }
        for part in parts
    ]


@require_http_methods(["GET", "POST"])
@staff_page
def new_team(request: StaffRequest) -> HttpResponse:
    """Set up a task force from a template, for a grid or for none."""
    request.actor.require(Permission.CHANGE_TEAMS)
    form = TeamForm(request.POST or None)
    templates = [(str(each.pk), each.name) for each in queries.templates(request.actor)]
    form.fields["template"] = asking.choice_field(_("Template"), templates)
    form.fields["grid"] = _grid_field(request)
    asked = Asked(
        tab="teams",
        heading=_("Set up a task force"),
        crumb=_("Task forces"),
        leave_to=reverse("desk:teams", args=[request.place.code]),
        save=_("Set up"),
        what=_("Set up, with every seat the template asks for"),
        why=_("All seats begin vacant, and the time for filling them starts now."),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    template_id = chosen_id(form, "template")
    if template_id is None:
        raise NotFound
    with attempt() as outcome:
        team = actions.set_up(request.actor, template_id, name=form.cleaned_data["name"], grid_id=chosen_id(form, "grid"))
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "team", team.pk)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Another name or grid for a task force."""
    team = queries.get_for(request.actor, team_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    begun = {"name": team.name, "grid": str(team.grid_id or ""), "seen": team.journal_seq}
    form = TeamForm(request.POST or None, initial=begun)
    form.fields["grid"] = _grid_field(request)
    form.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)
    asked = Asked(
        tab="teams",
        heading=_("Change the task force"),
        crumb=team.name,
        leave_to=reverse("desk:team", args=[request.place.code, team_id]),
        save=_("Save"),
        what=_("Save the name and the grid"),
        why=_("Who sits on which seat stays as it is."),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        said = form.cleaned_data
        actions.rename(request.actor, team_id, seen=said["seen"], name=said["name"], grid_id=chosen_id(form, "grid"))
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "team", team_id)


@require_POST
@staff_page
def end_team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """The task force is no longer needed."""
    actions.end(request.actor, team_id)
    return done(request, "teams")


@require_http_methods(["GET", "POST"])
@staff_page
def adopt(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """What the newest version of the template would change, and the change itself."""
    team = queries.get_for(request.actor, team_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        actions.adopt_version(request.actor, team_id, seen=int(seen) if seen.isdecimal() else 0)
        return done(request, "team", team_id)
    asked = Asked(
        tab="teams",
        heading=_("Adopt the newest version"),
        sub=gettext("version {old} → {new}").format(old=team.version, new=team.template.version),
        crumb=team.name,
        leave_to=reverse("desk:team", args=[request.place.code, team_id]),
        save=_("Adopt"),
        what=_("Adopt what is listed above"),
        why=_("Whoever holds a seat that stays keeps it; the history stays."),
        extra={"changes": queries.changes(request.actor, team), "team": team},
        template="desk/org/teams/adopt.html",
    )
    return ask(request, None, asked)


@require_http_methods(["GET", "POST"])
@staff_page
def fill_seat(request: StaffRequest, team_id: UUID, seat_id: UUID) -> HttpResponse:
    """Say who takes a vacant seat: only people and units it is for can be chosen."""
    team = queries.get_for(request.actor, team_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    seat = next((each for each in queries.standing_seats(request.actor, [team_id]) if each.pk == seat_id), None)
    if seat is None:
        raise NotFound
    allowed = [each for each in units.open_units(request.actor) if not seat.unit_kinds or each.kind in seat.unit_kinds]
    unit_ids = [each.pk for each in allowed] if seat.unit_kinds else None
    form = SeatForm(request.POST or None)
    form.fields["person"] = asking.choice_field(
        _("Person"),
        asking.people_choices(request.actor, unit_ids=unit_ids),
        required=False,
        help_text=_("Only people of the units it is for."),
    )
    form.fields["unit"] = asking.choice_field(
        _("Unit"),
        [(str(each.pk), each.short_name) for each in allowed],
        required=False,
        help_text=_("Where a unit as a whole takes the seat."),
    )
    asked = Asked(
        tab="teams",
        heading=gettext("Fill the seat “{title}”").format(title=seat.title),
        crumb=team.name,
        leave_to=reverse("desk:team", args=[request.place.code, team_id]),
        save=_("Fill the seat"),
        what=_("From now on this person or unit holds the seat"),
        why=_("A unit with one of its people is both: choose both."),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        actions.fill_seat(request.actor, seat_id, person_id=chosen_id(form, "person"), unit_id=chosen_id(form, "unit"))
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "team", team_id)


@require_POST
@staff_page
def vacate_seat(request: StaffRequest, team_id: UUID, seat_id: UUID) -> HttpResponse:
    """The holder gives the seat up."""
    queries.get_for(request.actor, team_id)
    reason = request.POST.get("reason", "")
    chosen = next((each for each in Leaving if each == reason), Leaving.MOVED)
    actions.vacate_seat(request.actor, seat_id, reason=chosen)
    return done(request, "team", team_id)


@require_POST
@staff_page
def add_seat(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """One more seat of a kind the task force has."""
    actions.add_seat(request.actor, team_id, key=request.POST.get("key", ""))
    return done(request, "team", team_id)


def _grid_field(request: StaffRequest) -> forms.ChoiceField:
    shown = [(str(each.grid.pk), each.grid.name) for each in grids.in_force(request.actor, clock.now())]
    return asking.choice_field(_("Grid"), shown, required=False, help_text=_("Leave it empty for a task force of the whole subdistrict."))
