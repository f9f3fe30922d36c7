"""What is done on a person's page: posts given and ended, phone shown, leaving, coming back, a login."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.rules import Permission as AccountPermission
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.forms import DeskForm
from linli.desk.org.forms import form_page
from linli.desk.org.people import refused_on_page
from linli.desk.org.tabs import tabs_for
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.actions import people as actions
from linli.org.actions import posts as post_actions
from linli.org.queries import people as queries
from linli.org.queries import posts
from linli.org.rules import people as rules
from linli.org.rules.permissions import Permission


class DayForm(DeskForm):
    """On which day."""

    day = forms.CharField(label=_("Day"), max_length=20, required=False, help_text=_("Empty means today"))


class LoginForm(DeskForm):
    """What somebody types to sign in."""

    login = forms.CharField(
        label=_("Login"),
        max_length=40,
        help_text=_("Small letters and digits, for example chen.jie"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


@require_POST
@staff_page
def give_post(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Give the person a post, everywhere or for one grid."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    queries.get_for(request.actor, person_id)
    with attempt() as outcome:
        until = rules.parse_day(request.POST.get("until", ""), field=gettext("Until"))
        grid = request.POST.get("grid", "")
        post_actions.give_post(
            request.actor,
            person_id,
            parse_uuid7(request.POST.get("post", "")),
            grid_id=parse_uuid7(grid) if grid else None,
            valid_until=rules.begin_of(until) if until else None,
        )
    if outcome.refusal:
        return refused_on_page(request, person_id, outcome.refusal, status_of(outcome.refusal))
    return done(request, "person", person_id)


@require_POST
@staff_page
def end_post(request: StaffRequest, person_id: UUID, holding_id: UUID) -> HttpResponse:
    """The person holds the post no longer."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    queries.get_for(request.actor, person_id)
    with attempt() as outcome:
        post_actions.end_post(request.actor, holding_id)
    if outcome.refusal:
        return refused_on_page(request, person_id, outcome.refusal, status_of(outcome.refusal))
    return done(request, "person", person_id)


@require_http_methods(["GET", "POST"])
@staff_page
def leave(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Say that somebody leaves, and what ends with it."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    card = _card(request, person_id)
    form = DayForm(request.POST if request.method == "POST" else None, initial={"day": rules.day_of(clock.now()).isoformat()})
    if request.method == "POST" and form.is_valid():
        parting = form.saved(lambda: actions.leave(request.actor, person_id, left_on=_day(form)))
        if parting:
            if parting.uncovered:
                said = gettext("Nobody answers for this now: {what}.").format(what="、".join(parting.uncovered))
                messages.warning(request, said)
            return done(request, "person", person_id)
    return form_page(
        request,
        form,
        title=gettext("Leaves the subdistrict"),
        sub=card.full_name,
        hint=gettext("Posts, duties and the login end at once; phones are blanked. The name stays for the records."),
        leave_to=reverse("desk:person", args=[request.place.code, person_id]),
        save=gettext("Let them leave"),
        tab_on="people",
    )


@require_POST
@staff_page
def come_back(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Somebody who left belongs to the subdistrict again."""
    actions.come_back(request.actor, person_id, joined_on=rules.day_of(clock.now()))
    return done(request, "person", person_id)


@require_http_methods(["GET", "POST"])
@staff_page
def give_login(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Give the person a login; the link that sets the password is shown once, to be handed over."""
    request.actor.require(AccountPermission.ADMINISTER)
    card = _card(request, person_id)
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.saved(lambda: actions.give_login(request.actor, person_id, login=form.cleaned_data["login"]))
        if given:
            return link_page(request, login=form.cleaned_data["login"], token=given[1], card=card)
    return form_page(
        request,
        form,
        title=gettext("Give a login"),
        sub=card.full_name,
        hint=gettext("The person sets the password with a link that works once, for 24 hours."),
        leave_to=reverse("desk:person", args=[request.place.code, person_id]),
        save=gettext("Make the login"),
        tab_on="people",
        template="desk/org/people/login.html",
        held=posts.holdings_of(request.actor, [person_id], at=clock.now()),
    )


def link_page(request: StaffRequest, *, login: str, token: str, card: queries.Card | None) -> HttpResponse:
    """The link, shown once and kept nowhere."""
    where = request.build_absolute_uri(reverse("use_link", args=[token]))
    return page(
        request,
        "desk/org/logins/link.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="logins",
        login=login,
        link=where,
        card=card,
    )


def _card(request: StaffRequest, person_id: UUID) -> queries.Card:
    queries.get_for(request.actor, person_id)
    return queries.cards(request.actor, [person_id])[person_id]


def _day(form: DeskForm) -> date:
    return rules.parse_day(form.cleaned_data["day"], field=gettext("Day")) or rules.day_of(clock.now())
