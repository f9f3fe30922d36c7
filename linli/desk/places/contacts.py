"""Whom to reach at a place: entered, changed, ended; and the wish not to be contacted."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.places.forms import form_page
from linli.desk.places.words import choices
from linli.places.actions import contacts as actions
from linli.places.queries import contacts as queries
from linli.places.queries import places
from linli.places.rules.kinds import CONTACT_NAME_LIMIT, PHONE_LIMIT, ContactPurpose, ContactRole
from linli.places.rules.words import ContactWords


class ContactForm(DeskForm):
    """Whom to reach; what is kept already is never shown here."""

    said_as: ClassVar = {"Name": "full_name", "Phone": "phone"}
    role = forms.ChoiceField(label=_("Who it is"))
    full_name = forms.CharField(label=_("Name"), required=False, max_length=CONTACT_NAME_LIMIT)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=PHONE_LIMIT)
    purpose = forms.ChoiceField(label=_("For what"), help_text=_("It is used for nothing else"))

    def offer(self) -> "ContactForm":
        """Fill the lists to choose from."""
        self.offer_choices("role", choices(ContactRole))
        self.offer_choices("purpose", choices(ContactPurpose))
        return self

    def words(self) -> ContactWords:
        """What was typed."""
        return ContactWords(**{name: self.cleaned_data[name] for name in ("full_name", "phone", "role", "purpose")})


@require_http_methods(["GET", "POST"])
@staff_page
def new_contact(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Enter somebody to reach."""
    place = places.get_for(request.actor, place_id)
    form = ContactForm(request.POST or None).offer()
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.add_contact(request.actor, place_id, form.words()))
        if made:
            return done(request, "place", place_id)
    return form_page(request, form, title=gettext("Add a contact"), save=gettext("Add it"), place=place)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Change a contact; an empty name or phone leaves what is kept."""
    contact = queries.get_for(request.actor, contact_id)
    form = ContactForm(request.POST or None, initial={"role": contact.role, "purpose": contact.purpose}).offer()
    if request.method != "POST":
        form.seen = contact.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change_contact(request.actor, contact_id, seen=form.seen, words=form.words()))
        if changed:
            return done(request, "place", contact.place_id)
    hint = gettext("Empty leaves name and phone as they are")
    return form_page(request, form, title=gettext("Change the contact"), save=gettext("Save"), place=contact.place, hint=hint)


@require_POST
@staff_page
def end_contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Say that somebody is not to be reached there any more."""
    return done(request, "place", actions.end_contact(request.actor, contact_id).place_id)


@require_POST
@staff_page
def keep_wish(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Keep the wish not to be contacted, or that it was taken back."""
    contact = actions.ask_for_none(request.actor, contact_id, is_on=request.POST.get("wish") == "on")
    return done(request, "place", contact.place_id)


urlpatterns = [
    path("<uuid:place_id>/contacts/new", new_contact, name="place_contact_new"),
    path("contacts/<uuid:contact_id>/edit", edit_contact, name="place_contact_edit"),
    path("contacts/<uuid:contact_id>/end", end_contact, name="place_contact_end"),
    path("contacts/<uuid:contact_id>/wish", keep_wish, name="place_contact_wish"),
]
