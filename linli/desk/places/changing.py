"""Small changes on a dossier: the next stage, tags, a line of the dossier; what is refused is said where one was."""

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.places.forms import DAY, form_page
from linli.desk.places.words import choices
from linli.kernel.writes import attempt
from linli.places.actions import life, papers, tags
from linli.places.queries import places
from linli.places.rules.kinds import NOTE_LIMIT, NUMBER_LIMIT, TITLE_LIMIT, Kind, PaperKind, Stage
from linli.places.rules.life import moves_from


class MoveForm(DeskForm):
    """The next stage of a place's life."""

    said_as: ClassVar = {"Remark": "note"}
    stage = forms.ChoiceField(label=_("It became"))
    on = forms.DateField(label=_("On"), required=False, widget=DAY, help_text=_("Left empty it is today"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=NOTE_LIMIT)


class PaperForm(DeskForm):
    """A line of the dossier."""

    said_as: ClassVar = {"Title": "title", "Number": "number", "Remark": "note"}
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT)
    number = forms.CharField(label=_("Number"), max_length=NUMBER_LIMIT, required=False)
    expires_on = forms.DateField(label=_("Good until"), required=False, widget=DAY)
    note = forms.CharField(label=_("Remark"), required=False, max_length=NOTE_LIMIT)


@require_http_methods(["GET", "POST"])
@staff_page
def move_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Say that a place entered another stage."""
    place = places.get_for(request.actor, place_id)
    form = MoveForm(request.POST or None, initial={"stage": request.GET.get("stage", "")})
    form.offer_choices("stage", choices(moves_from(Kind(place.kind), Stage(place.stage))))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if form.saved(lambda: life.move_on(request.actor, place_id, stage=Stage(said["stage"]), on=said["on"], note=said["note"])):
            return done(request, "place", place_id)
    return form_page(request, form, title=gettext("Its life goes on"), save=gettext("Save"), place=place)


@require_POST
@staff_page
def tag_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Let the place have these tags and no others."""
    words = request.POST.get("tags", "").replace("、", " ").split()
    return _said(request, place_id, lambda: tags.set_tags(request.actor, place_id, words))


@require_http_methods(["GET", "POST"])
@staff_page
def add_paper(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Add a line to the dossier."""
    place = places.get_for(request.actor, place_id)
    form = PaperForm(request.POST or None)
    form.offer_choices("kind", choices(PaperKind))
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "kind": PaperKind(form.cleaned_data["kind"])}
        if form.saved(lambda: papers.add_paper(request.actor, place_id, papers.PaperDraft(**said))):
            return done(request, "place", place_id)
    return form_page(request, form, title=gettext("Add a line to the dossier"), save=gettext("Add it"), place=place)


@require_POST
@staff_page
def end_paper(request: StaffRequest, place_id: UUID, paper_id: UUID) -> HttpResponse:
    """Say that a line holds no more."""
    return _said(request, place_id, lambda: papers.end_paper(request.actor, place_id, paper_id))


def _said(request: StaffRequest, place_id: UUID, act: Callable[[], object]) -> HttpResponse:
    places.get_for(request.actor, place_id)
    with attempt() as outcome:
        act()
    if outcome.refusal is not None and outcome.refusal.code == "kernel.not_allowed":
        raise outcome.refusal
    if outcome.refusal is not None:
        messages.warning(request, outcome.refusal.sentence)
    return done(request, "place", place_id)


urlpatterns = [
    path("<uuid:place_id>/move", move_place, name="place_move"),
    path("<uuid:place_id>/tags", tag_place, name="place_tags"),
    path("<uuid:place_id>/papers/new", add_paper, name="place_paper_new"),
    path("<uuid:place_id>/papers/<uuid:paper_id>/end", end_paper, name="place_paper_end"),
]
