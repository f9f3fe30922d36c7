"""The pages about people: who works here, one person, entering and changing."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries as accounts
from linli.accounts.rules import Permission as AccountPermission
from linli.desk.chains import journal_page, latest
from linli.desk.contacts import contact_of
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.forms import form_page
from linli.desk.org.tabs import tabs_for
from linli.desk.paging import parse_mark
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.personal.actions import search_last_four
from linli.kernel.personal.rules import Permission as PersonalPermission
from linli.kernel.writes import attempt
from linli.org.actions import people as actions
from linli.org.queries import duties, posts, units
from linli.org.queries import people as queries
from linli.org.rules import people as rules
from linli.org.rules.people import PersonKind, PersonWords
from linli.org.rules.permissions import Permission

SHORTEST = 2


class PersonForm(DeskForm):
    """What is said about a person; the private phone is written, never shown."""

    said_as: ClassVar = {"name": "full_name", "work phone": "work_phone", "private phone": "private_phone", "e-mail": "email"}
    full_name = forms.CharField(label=_("Full name"), max_length=rules.NAME_LIMIT, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    work_phone = forms.CharField(
        label=_("Work phone"),
        max_length=rules.PHONE_LIMIT,
        required=False,
        help_text=_("Colleagues see it; the public where the post is public"),
    )
    private_phone = forms.CharField(
        label=_("Private phone"),
        max_length=rules.PHONE_LIMIT,
        required=False,
        help_text=_("Kept encrypted and shown masked; blanked when the person leaves"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=rules.EMAIL_LIMIT,
        required=False,
        help_text=_("Notices about the work go there as letters; kept encrypted, blanked when the person leaves"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    joined_on = forms.CharField(label=_("Joined on"), max_length=20, required=False, help_text=_("Empty means today"))

    def offer(self, request: StaffRequest, *, keeps_phone: str = "") -> "PersonForm":
        """Fill the lists to choose from; where a private phone is kept, an empty field keeps it."""
        offered = ((str(each.pk), each.short_name) for each in units.open_units(request.actor))
        self.offer_choices("unit", [("", gettext("None")), *offered])
        self.offer_choices("kind", ((each.value, gettext(each.words)) for each in PersonKind))
        self.keeps_phone = bool(keeps_phone)
        if keeps_phone:
            self.fields["private_phone"].help_text = gettext("{masked} is kept. Write another to replace it, “-” to remove it.").format(
                masked=keeps_phone
            )
        return self

    def words(self) -> PersonWords:
        """What was typed."""
        said = self.cleaned_data
        private: str | None = said["private_phone"]
        if self.keeps_phone:
            private = {"": None, "-": ""}.get(said["private_phone"], said["private_phone"])
        return PersonWords(
            full_name=said["full_name"],
            kind=said["kind"],
            unit_id=self.chosen_id("unit"),
            work_phone=said["work_phone"],
            private_phone=private,
            joined_on=rules.parse_day(said["joined_on"], field=gettext("Joined on")),
            email=said["email"],
        )


@require_safe
@staff_page
def list_people(request: StaffRequest) -> HttpResponse:
    """Who works here, by unit, post and name, a page at a time."""
    request.actor.require(Permission.READ)
    unit_id, post_id = parse_mark(request.GET.get("unit")), parse_mark(request.GET.get("post"))
    include_left = request.GET.get("left") == "1"
    found = queries.everybody(request.actor, unit_id=unit_id, post_id=post_id, include_left=include_left)
    shown, after = queries.page_of(found, after=parse_mark(request.GET.get("after")))
    kept = "".join(f"&{name}={value}" for name, value in (("unit", unit_id), ("post", post_id), ("left", include_left and 1)) if value)
    return page(
        request,
        "desk/org/people/list.html",
        **_around(request),
        cards=shown,
        number=len(found),
        after=after,
        kept=kept,
        is_later=bool(request.GET.get("after")),
        units=units.open_units(request.actor),
        posts=posts.all_posts(request.actor),
        unit_id=unit_id,
        post_id=post_id,
        include_left=include_left,
    )


@require_http_methods(["POST"])
@staff_page
def search_people(request: StaffRequest) -> HttpResponse:
    """Who has exactly this name, this work phone, or a work phone that ends so; posted, so that no name stands in an address."""
    request.actor.require(Permission.READ)
    text = request.POST.get("name", "").replace("\x00", "").strip()[: rules.NAME_LIMIT]
    left, cards, trouble = None, list[queries.Card](), ""
    with attempt() as outcome:
        cards, left = _found(request, text)
    if outcome.refusal:
        trouble = outcome.refusal.sentence
    return page(request, "desk/org/people/found.html", **_around(request), cards=cards, text=text, left=left, trouble=trouble)


def _found(request: StaffRequest, text: str) -> tuple[list[queries.Card], int | None]:
    digits = "".join(filter(str.isdecimal, text))
    if len(digits) == queries.LAST_FOUR and digits == text:
        found = search_last_four(request.actor, queries.visible_to(request.actor), "work_phone", digits)
        return queries.cards_of(request.actor, found.rows), found.left
    if len(digits) > queries.LAST_FOUR:
        return queries.by_phone(request.actor, text), None
    return (queries.by_name(request.actor, text) if len(text) >= SHORTEST else []), None


def _around(request: StaffRequest) -> dict[str, Any]:
    return {
        "current": "org",
        "tabs": tabs_for(request.actor),
        "tab_on": "people",
        "may_change": request.actor.may(Permission.CHANGE_PEOPLE),
        "may_search_digits": request.actor.may(PersonalPermission.SEARCH),
    }


@require_safe
@staff_page
def show_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """One person: unit, posts, phones, what happened."""
    return person_page(request, queries.get_for(request.actor, person_id))


def person_page(request: StaffRequest, person: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a person; the steps that are taken on it come back to it."""
    now = clock.now()
    holdings = queries.history_of(request.actor, person.pk)
    is_over = {each.pk: each.valid_until is not None and each.valid_until <= now for each in holdings}
    card = queries.cards(request.actor, [person.pk])[person.pk]
    may_change = request.actor.may(Permission.CHANGE_PEOPLE)
    return page(
        request,
        "desk/org/people/show.html",
        status=status,
        **_around(request),
        person=person,
        card=card,
        kind=gettext(PersonKind(person.kind).words),
        holdings=[each for each in holdings if not is_over[each.pk]],
        past=[each for each in holdings if is_over[each.pk]],
        contact=contact_of(request.place.code, person, "private_phone"),
        duties=duties.held_by(request.actor, person.pk, now),
        story=latest(person),
        may_administer=request.actor.may(AccountPermission.ADMINISTER),
        has_login=accounts.is_member(request.actor, person.pk),
        offered=posts.all_posts(request.actor) if may_change and not card.has_left else (),
        grids=posts.grids_to_choose(request.actor) if may_change and not card.has_left else (),
        **context,
    )


@require_safe
@staff_page
def person_journal(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Every entry of the person's chain."""
    person = queries.get_for(request.actor, person_id)
    card = queries.cards(request.actor, [person.pk])[person.pk]
    return journal_page(request, person, title=card.full_name, back_to=reverse("desk:person", args=[request.place.code, person.pk]))


@require_http_methods(["GET", "POST"])
@staff_page
def new_person(request: StaffRequest) -> HttpResponse:
    """Enter a person; somebody of the same name is shown before it is saved twice."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    form = PersonForm(request.POST or None, initial={"unit": request.GET.get("unit", ""), "kind": PersonKind.STAFF.value}).offer(request)
    if request.method == "POST" and form.is_valid():
        namesakes = queries.by_name(request.actor, form.cleaned_data["full_name"])
        if namesakes and request.POST.get("is_another") != "1":
            form.status = 409
            return _form(request, form, namesakes=namesakes, title=gettext("New person"))
        person = form.saved(lambda: actions.create_person(request.actor, words=form.words()))
        if person:
            return done(request, "person", person.pk)
    return _form(request, form, title=gettext("New person"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Change what is said about a person."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    person = queries.get_for(request.actor, person_id)
    said = {
        "full_name": person.full_name.plain(),
        "unit": str(person.unit_id or ""),
        "kind": person.kind,
        "work_phone": person.work_phone.plain(),
        "joined_on": person.joined_on.isoformat(),
        "email": person.email.plain(),
    }
    form = PersonForm(request.POST or None, initial=said).offer(request, keeps_phone=person.private_phone.masked())
    if request.method != "POST":
        form.seen = person.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change_person(request.actor, person_id, seen=form.seen, words=form.words()))
        if changed:
            messages.success(request, gettext("Saved."))
            return done(request, "person", person_id)
    return _form(request, form, person_id=person_id, title=gettext("Change the person"))


def _form(request: StaffRequest, form: PersonForm, *, title: str, person_id: UUID | None = None, **context: Any) -> HttpResponse:
    code = request.place.code
    leave_to = reverse("desk:person", args=[code, person_id]) if person_id else reverse("desk:people", args=[code])
    return form_page(
        request,
        form,
        title=title,
        leave_to=leave_to,
        save=gettext("Save"),
        tab_on="people",
        template="desk/org/people/form.html",
        **context,
    )


def refused_on_page(request: StaffRequest, person_id: UUID, refusal: Refused, status: int) -> HttpResponse:
    """The person's page with what was refused above it."""
    return person_page(request, queries.get_for(request.actor, person_id), status=status, trouble=refusal.sentence)
