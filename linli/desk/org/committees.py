"""The pages about building and block committees."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.org import asking
from linli.desk.org.asking import Asked, ask, chosen_id
from linli.desk.org.moments import today
from linli.desk.org.tabs import tabs_for
from linli.desk.story import span, tell
from linli.kernel import clock, journal
from linli.kernel.errors import NotFound
from linli.kernel.writes import attempt
from linli.org.actions import committees as actions
from linli.org.queries import committees as queries
from linli.org.queries import grids, people
from linli.org.rules.committees import NAME_LIMIT, CommitteeKind, CommitteeRole, TermState
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission

STORY_LENGTH = 8


class CommitteeForm(forms.Form):
    """A committee's name."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)


class TermForm(forms.Form):
    """A term's number and days."""

    number = forms.IntegerField(label=_("Number of the term"), min_value=1, max_value=999)
    begins_on = asking.day_field(_("First day"))
    ends_on = asking.day_field(_("Last day"))


class DaysForm(forms.Form):
    """The days of a term."""

    begins_on = asking.day_field(_("First day"))
    ends_on = asking.day_field(_("Last day"))


class DayForm(forms.Form):
    """One day."""

    on = asking.day_field(_("Day"))


@require_safe
@staff_page
def list_committees(request: StaffRequest) -> HttpResponse:
    """Committees without a running term first, then those that must soon elect."""
    request.actor.require(Permission.READ)
    shown = queries.standings(request.actor, today())
    return page(
        request,
        "desk/org/committees/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="committees",
        standings=shown,
        cards=people.cards(request.actor, {each.chair_id for each in shown}),
        due=sum(each.state is not TermState.RUNNING for each in shown),
        may_change=request.actor.may(Permission.CHANGE_TEAMS),
    )


@require_safe
@staff_page
def show_committee(request: StaffRequest, committee_id: UUID) -> HttpResponse:
    """One committee: its term, who is in it, the terms before, and what happened."""
    committee = queries.get_for(request.actor, committee_id)
    terms = queries.terms_of(request.actor, committee_id)
    members = queries.members_of(request.actor, [term.pk for term in terms])
    by_term = {term.pk: [each for each in members if each.term_id == term.pk] for term in terms}
    shown = span(committee.journal_seq, limit=STORY_LENGTH)
    return page(
        request,
        "desk/org/committees/show.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="committees",
        committee=committee,
        standing=queries.standing(request.actor, committee, today()),
        terms=[{"term": term, "members": by_term[term.pk]} for term in terms],
        cards=people.cards(request.actor, {each.person_id for each in members}),
        story=tell(journal.story_of(committee, after=shown.after, limit=shown.limit)).entries,
        roles={str(role): role for role in CommitteeRole},
        may_change=request.actor.may(Permission.CHANGE_TEAMS) and committee.ends_on is None,
    )


@require_http_methods(["GET", "POST"])
@staff_page
def new_committee(request: StaffRequest) -> HttpResponse:
    """Enter a committee."""
    request.actor.require(Permission.CHANGE_TEAMS)
    form = CommitteeForm(request.POST or None)
    form.fields["kind"] = asking.choice_field(_("Kind"), [(str(kind), gettext(kind.words)) for kind in CommitteeKind])
    form.fields["grid"] = _grid_field(request)
    form.fields["begins_on"] = asking.day_field(_("Exists since"))
    asked = Asked(
        tab="committees",
        heading=_("Enter a committee"),
        crumb=_("Committees"),
        leave_to=reverse("desk:committees", args=[request.place.code]),
        save=_("Save"),
        what=_("Save, then enter its term and its members"),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    said = form.cleaned_data
    with attempt() as outcome:
        made = actions.set_up(
            request.actor,
            kind=CommitteeKind(said["kind"]),
            name=said["name"],
            grid_id=chosen_id(form, "grid"),
            begins_on=said["begins_on"],
        )
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", made.pk)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_committee(request: StaffRequest, committee_id: UUID) -> HttpResponse:
    """Another name or grid for a committee."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    begun = {"name": committee.name, "grid": str(committee.grid_id or ""), "seen": committee.journal_seq}
    form = CommitteeForm(request.POST or None, initial=begun)
    form.fields["grid"] = _grid_field(request)
    form.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)
    asked = _asked(request, committee_id, committee.name, heading=_("Change the committee"), save=_("Save"), what=_("Save name and grid"))
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    said = form.cleaned_data
    with attempt() as outcome:
        actions.rename(request.actor, committee_id, seen=said["seen"], name=said["name"], grid_id=chosen_id(form, "grid"))
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", committee_id)


@require_http_methods(["GET", "POST"])
@staff_page
def end_committee(request: StaffRequest, committee_id: UUID) -> HttpResponse:
    """The committee exists no longer."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    form = DayForm(request.POST or None, initial={"on": today()})
    asked = _asked(
        request,
        committee_id,
        committee.name,
        heading=_("End the committee"),
        save=_("End it"),
        what=_("From this day on it exists no longer"),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        actions.end(request.actor, committee_id, ends_on=form.cleaned_data["on"])
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committees")


@require_http_methods(["GET", "POST"])
@staff_page
def new_term(request: StaffRequest, committee_id: UUID) -> HttpResponse:
    """Enter a term; the number is the next one."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    terms = queries.terms_of(request.actor, committee_id)
    form = TermForm(request.POST or None, initial={"number": max((term.number for term in terms), default=0) + 1})
    asked = _asked(
        request, committee_id, committee.name, heading=_("Enter a term"), save=_("Save"), what=_("Save the term, then enter its members")
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        actions.begin_term(request.actor, committee_id, **form.cleaned_data)
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", committee_id)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_term(request: StaffRequest, committee_id: UUID, term_id: UUID) -> HttpResponse:
    """Correct the days of a term."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    term = next((each for each in queries.terms_of(request.actor, committee_id) if each.pk == term_id), None)
    if term is None:
        raise NotFound
    form = DaysForm(request.POST or None, initial={"begins_on": term.begins_on, "ends_on": term.ends_on})
    heading = gettext("Correct term {number}").format(number=term.number)
    asked = _asked(request, committee_id, committee.name, heading=heading, save=_("Save"), what=_("Save the days of the term"))
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        actions.change_term(request.actor, term_id, **form.cleaned_data)
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", committee_id)


@require_http_methods(["GET", "POST"])
@staff_page
def join(request: StaffRequest, committee_id: UUID, term_id: UUID) -> HttpResponse:
    """Somebody enters the committee."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    form = DayForm(request.POST or None, initial={"on": today(), "role": str(CommitteeRole.REPRESENTATIVE)})
    form.fields["person"] = asking.choice_field(
        _("Person"),
        asking.people_choices(request.actor, kind=PersonKind.REPRESENTATIVE),
        help_text=_("Only representatives can be chosen."),
    )
    form.fields["role"] = asking.choice_field(_("Role"), [(str(role), gettext(role.words)) for role in CommitteeRole])
    asked = _asked(request, committee_id, committee.name, heading=_("Add a member"), save=_("Add"), what=_("From this day on a member"))
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    person_id = chosen_id(form, "person")
    if person_id is None:
        raise NotFound
    said = form.cleaned_data
    with attempt() as outcome:
        actions.join(request.actor, term_id, person_id=person_id, role=CommitteeRole(said["role"]), begins_on=said["on"])
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", committee_id)


@require_http_methods(["GET", "POST"])
@staff_page
def leave(request: StaffRequest, committee_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody's last day in the committee."""
    committee = queries.get_for(request.actor, committee_id)
    request.actor.require(Permission.CHANGE_TEAMS)
    form = DayForm(request.POST or None, initial={"on": today()})
    asked = _asked(
        request, committee_id, committee.name, heading=_("Last day in the committee"), save=_("Save"), what=_("A member until this day")
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    with attempt() as outcome:
        actions.leave(request.actor, member_id, ends_on=form.cleaned_data["on"])
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "committee", committee_id)


def _asked(request: StaffRequest, committee_id: UUID, name: str, **words: asking.Words) -> Asked:
    leave_to = reverse("desk:committee", args=[request.place.code, committee_id])
    return Asked(tab="committees", crumb=name, leave_to=leave_to, heading=words["heading"], save=words["save"], what=words["what"])


def _grid_field(request: StaffRequest) -> forms.ChoiceField:
    shown = [(str(each.grid.pk), each.grid.name) for each in grids.in_force(request.actor, clock.now())]
    return asking.choice_field(_("Grid"), shown, required=False)
