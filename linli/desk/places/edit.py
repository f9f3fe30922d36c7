"""Entering a place, changing what is said of it, entering who moved into its rooms, and making a part of it a place of its own."""

from collections.abc import Sequence
from datetime import time
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.places.forms import DAY, form_page
from linli.desk.places.words import choices
from linli.kernel.errors import Refused
from linli.org.rules.outlines import SYSTEM_CHOICES
from linli.places.actions import life, merging
from linli.places.actions import places as actions
from linli.places.actions.drafts import PlaceDraft
from linli.places.queries import contacts, listing, places
from linli.places.rules.imports import spot_of
from linli.places.rules.kinds import ADDRESS_LIMIT, NAME_LIMIT, NOTE_LIMIT, ContactRole, Kind, Stage
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Spot, Words


class PlaceForm(DeskForm):
    """What is said of a place."""

    said_as: ClassVar = {"Name of the place": "name", "Address": "address", "Tag": "tags", "Reason": "why"}
    name = forms.CharField(label=_("Name on the sign"), max_length=NAME_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"))
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LIMIT, required=False)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    system = forms.ChoiceField(label=_("The coordinates are in"), required=False)
    grid = forms.ChoiceField(label=_("Grid"), required=False, help_text=_("Left empty: by the point, else by the address"))
    quiet_from = forms.TimeField(label=_("Do not disturb from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(label=_("Do not disturb until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    asked_for_none = forms.BooleanField(label=_("Asked for no visits"), required=False)

    def offer(self, request: StaffRequest) -> "PlaceForm":
        """Fill the lists to choose from."""
        self.offer_choices("kind", choices(Kind))
        self.offer_choices("system", [(code, str(words)) for code, words in SYSTEM_CHOICES])
        grids = [(str(grid_id), name) for grid_id, name in listing.grids(request.actor)]
        self.offer_choices("grid", [("", gettext("By the point")), *grids])
        return self

    def words(self) -> Words:
        """What was typed of the place itself."""
        said = self.cleaned_data
        return Words(
            name=said["name"],
            address=said["address"],
            quiet_from=said["quiet_from"],
            quiet_until=said["quiet_until"],
            asked_for_none=said["asked_for_none"],
        )

    def spot(self) -> Spot | None:
        """The point that was typed, in WGS-84."""
        said = self.cleaned_data
        return spot_of(said["lon"], said["lat"], said["system"])


class NewPlaceForm(PlaceForm):
    """A place nobody entered yet."""

    stage = forms.ChoiceField(label=_("Stage"))
    stage_on = forms.DateField(label=_("In this stage since"), required=False, widget=DAY, help_text=_("Left empty it is today"))
    tags = forms.CharField(label=_("Tags"), required=False, max_length=200, help_text=_("Several with blanks between them"))
    field_order = ("name", "kind", "stage", "stage_on", "address", "grid", "lon", "lat", "system", "tags", "quiet_from", "quiet_until")

    def offer(self, request: StaffRequest) -> "NewPlaceForm":
        super().offer(request)
        self.offer_choices("stage", choices(Stage))
        return self

    def draft(self) -> PlaceDraft:
        """What was typed, as a place to be."""
        said = self.cleaned_data
        return PlaceDraft(
            words=self.words(),
            kind=Kind(said["kind"]),
            stage=Stage(said["stage"]),
            stage_on=said["stage_on"],
            spot=self.spot(),
            grid_id=self.chosen_id("grid"),
            tags=said["tags"].split(),
        )


class PartForm(NewPlaceForm):
    """A part of a place that becomes a place of its own."""

    why = forms.CharField(label=_("Reason"), required=False, max_length=NOTE_LIMIT)
    contacts = forms.MultipleChoiceField(label=_("Contacts that go with it"), required=False, widget=forms.CheckboxSelectMultiple)


def _require(request: StaffRequest) -> None:
    if not (request.actor.may(Permission.CHANGE) or Permission.CHANGE in request.actor.limits):
        raise Refused("kernel.not_allowed")


@require_http_methods(["GET", "POST"])
@staff_page
def new_place(request: StaffRequest) -> HttpResponse:
    """Enter a place."""
    _require(request)
    form = NewPlaceForm(request.POST or None, initial={"stage": Stage.OPEN.value, "system": "gcj02"}).offer(request)
    if request.method == "POST" and form.is_valid():
        place = form.saved(lambda: actions.add_place(request.actor, form.draft()))
        if place:
            return done(request, "place", place.pk)
    return form_page(request, form, title=gettext("Enter a place"), save=gettext("Enter it"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Change what is said of a place."""
    _require(request)
    place = places.get_for(request.actor, place_id)
    form = PlaceForm(request.POST or None, initial=_said(place)).offer(request)
    if request.method != "POST":
        form.seen = place.journal_seq
    elif form.is_valid():
        kind, grid_id = Kind(form.cleaned_data["kind"]), form.chosen_id("grid")
        words, spot = form.words(), form.spot
        if form.saved(
            lambda: actions.change_place(request.actor, place_id, seen=form.seen, words=words, kind=kind, spot=spot(), grid_id=grid_id)
        ):
            return done(request, "place", place_id)
    return form_page(request, form, title=gettext("Change the place"), save=gettext("Save"), place=place)


@require_http_methods(["GET", "POST"])
@staff_page
def let_rooms(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Enter who moved into the rooms of a place that is gone."""
    _require(request)
    place = places.get_for(request.actor, place_id)
    first = {"stage": Stage.FITTING_OUT.value, "system": "wgs84", "address": place.address, "grid": str(place.grid_id or "")}
    form = NewPlaceForm(request.POST or None, initial=first).offer(request)
    if request.method == "POST" and form.is_valid():
        new = form.saved(lambda: life.let_rooms(request.actor, place_id, form.draft()))
        if new:
            return done(request, "place", new.pk)
    return form_page(request, form, title=gettext("Who moved in"), save=gettext("Enter it"), place=place)


@require_http_methods(["GET", "POST"])
@staff_page
def part_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Make a part of a place a place of its own."""
    _require(request)
    place = places.get_for(request.actor, place_id)
    form = PartForm(request.POST or None, initial={**_said(place), "name": "", "stage": place.stage}).offer(request)
    form.offer_choices("contacts", _named(contacts.of_places(request.actor, [place_id])))
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(each) for each in form.cleaned_data["contacts"]]
        why = form.cleaned_data["why"]
        new = form.saved(lambda: merging.part(request.actor, place_id, form.draft(), contact_ids=chosen, why=why))
        if new:
            return done(request, "place", new.pk)
    return form_page(request, form, title=gettext("Part it"), save=gettext("Part it"), place=place)


def _said(place: Any) -> dict[str, str | float | bool | time | None]:
    said = {name: getattr(place, name) for name in (*actions.WORDS, "kind", "lon", "lat")}
    # Stored points are WGS-84, whatever they came in.
    return {**said, "grid": str(place.grid_id or ""), "system": "wgs84"}


def _named(rows: Sequence[Any]) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{gettext(ContactRole(row.role).words)} {row.full_name.masked()} {row.phone.masked()}".strip()) for row in rows]


urlpatterns = [
    path("new", new_place, name="place_new"),
    path("<uuid:place_id>/edit", edit_place, name="place_edit"),
    path("<uuid:place_id>/let", let_rooms, name="place_let"),
    path("<uuid:place_id>/part", part_place, name="place_part"),
]
