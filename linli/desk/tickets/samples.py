"""What is looked after beside single tickets: the blind sample, exclusions from the rates, phrases."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets import fields
from linli.desk.tickets.rule_tabs import RuleTab
from linli.kernel.errors import Refused
from linli.tickets.actions import excluding, phrases, sampling
from linli.tickets.queries import replies
from linli.tickets.queries import tickets as queries
from linli.tickets.queries import verifications as looked
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import PHRASE_LIMIT, Node
from linli.tickets.rules.verifications import ExclusionReason


def _tabs(request: StaffRequest, on: str) -> dict[str, Any]:
    """The three lists, for who may open each."""
    found = [
        (Permission.VERIFY, RuleTab("tickets_samples", _("Blind sample"))),
        (Permission.EXCLUDE, RuleTab("tickets_exclusions", _("Exclusions from the rates"))),
        (Permission.HANDLE, RuleTab("tickets_phrases", _("Phrases"))),
    ]
    return {"current": "tickets", "tabs": [tab for permission, tab in found if request.actor.may(permission)], "tab_on": on}


class LookForm(DeskForm):
    """What was seen of a drawn ticket."""

    said_as: ClassVar = {"What you saw": "note"}
    is_right = forms.ChoiceField(label=_("Was it settled as was said?"))
    note = fields.words_field(_("What you saw"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_choices("is_right", [("", gettext("Choose …")), ("yes", gettext("It is settled")), ("no", gettext("It is not settled"))])


class DecideForm(DeskForm):
    """A signature to an exclusion, or its refusal."""

    said_as: ClassVar = {"Note": "note"}
    decision = fields.granted_field()
    note = fields.note_field()


class PhraseForm(DeskForm):
    """A sentence for one step, for one's own unit or for all."""

    said_as: ClassVar = {"Phrase": "text"}
    node = fields.kind_field(_("Step"), Node)
    text = forms.CharField(label=_("Phrase"), max_length=PHRASE_LIMIT)
    for_all = forms.BooleanField(label=_("For all units"), required=False)


class WordsForm(DeskForm):
    """The sentence alone."""

    said_as: ClassVar = {"Phrase": "text"}
    text = forms.CharField(label=_("Phrase"), max_length=PHRASE_LIMIT)


@require_safe
@staff_page
def list_samples(request: StaffRequest) -> HttpResponse:
    """What was drawn and nobody has looked at; one's own unit's work is not among it."""
    request.actor.require(Permission.VERIFY)
    return page(request, "desk/tickets/samples.html", **_tabs(request, "tickets_samples"), samples=looked.samples_for(request.actor))


@require_http_methods(["GET", "POST"])
@staff_page
def look_at_sample(request: StaffRequest, sample_id: UUID) -> HttpResponse:
    """One drawn ticket: what it was about, and what one found."""
    sample = looked.get_sample(request.actor, sample_id)
    form = LookForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        is_right = said["is_right"] == "yes"
        if form.saved(lambda: sampling.look_at_sample(request.actor, sample_id, is_right=is_right, note=said["note"])):
            return done(request, "tickets_samples")
    return _form(
        request, form, title=gettext("Look at a drawn ticket"), save=gettext("Write it down"), back="tickets_samples", about=sample
    )


@require_safe
@staff_page
def list_exclusions(request: StaffRequest) -> HttpResponse:
    """Exclusions that wait for a signature."""
    return page(
        request,
        "desk/tickets/exclusions.html",
        **_tabs(request, "tickets_exclusions"),
        rows=[(each, gettext(ExclusionReason(each.reason).words)) for each in looked.exclusions_open(request.actor)],
    )


@require_http_methods(["GET", "POST"])
@staff_page
def decide_exclusion(request: StaffRequest, exclusion_id: UUID) -> HttpResponse:
    """Sign or refuse one."""
    exclusion = looked.get_exclusion(request.actor, exclusion_id)
    form = DecideForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        is_granted = said["decision"] == "yes"
        if form.saved(lambda: excluding.decide_exclusion(request.actor, exclusion_id, is_granted=is_granted, note=said["note"])):
            return done(request, "tickets_exclusions")
    return _form(
        request,
        form,
        title=gettext("Decide on an exclusion"),
        save=gettext("Sign"),
        back="tickets_exclusions",
        about=exclusion,
        sub=gettext(ExclusionReason(exclusion.reason).words),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def list_phrases(request: StaffRequest) -> HttpResponse:
    """The phrases by step, and a line to add one."""
    actor = request.actor
    actor.require(Permission.HANDLE)
    own = queries.unit_of(actor)
    may_all = actor.may(Permission.DISPATCH)
    form = PhraseForm(request.POST or None)
    if not may_all:
        del form.fields["for_all"]
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        unit_id = None if said.get("for_all") else own
        if form.saved(lambda: phrases.add_phrase(actor, node=Node(said["node"]), text=said["text"], unit_id=unit_id)):
            return done(request, "tickets_phrases")
    rows = [(each, gettext(Node(each.node).words), phrases.may_change(actor, each.unit_id, own)) for each in replies.every_phrase(actor)]
    may_add = may_all or phrases.may_change(actor, own, own)
    return page(
        request,
        "desk/tickets/phrases.html",
        status=form.status,
        **_tabs(request, "tickets_phrases"),
        rows=rows,
        form=form,
        may_add=may_add,
        optional="",
    )


@require_http_methods(["GET", "POST"])
@staff_page
def edit_phrase(request: StaffRequest, phrase_id: UUID) -> HttpResponse:
    """Write one better."""
    phrase = replies.get_phrase(request.actor, phrase_id)
    _require(request, phrase.unit_id)
    form = WordsForm(request.POST or None, initial={"text": phrase.text})
    form.seen = form.seen if form.is_bound else phrase.journal_seq
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["text"]
        if form.saved(lambda: phrases.change_phrase(request.actor, phrase_id, seen=form.seen, text=said)):
            return done(request, "tickets_phrases")
    return _form(request, form, title=gettext("Change a phrase"), save=gettext("Save"), back="tickets_phrases", about=None)


@require_POST
@staff_page
def remove_phrase(request: StaffRequest, phrase_id: UUID) -> HttpResponse:
    """Offer it no more."""
    request.actor.require(Permission.HANDLE)
    _require(request, replies.get_phrase(request.actor, phrase_id).unit_id)
    phrases.remove_phrase(request.actor, phrase_id)
    return done(request, "tickets_phrases")


def _require(request: StaffRequest, unit_id: UUID | None) -> None:
    if not phrases.may_change(request.actor, unit_id, queries.unit_of(request.actor)):
        raise Refused("kernel.not_allowed")


def _form(request: StaffRequest, form: DeskForm, *, title: str, save: str, back: str, about: Any, sub: str = "") -> HttpResponse:
    return page(
        request,
        "desk/tickets/look.html",
        status=form.status,
        **_tabs(request, back),
        form=form,
        title=title,
        save=save,
        sub=sub,
        about=about,
        leave_to=reverse(f"desk:{back}", args=[request.place.code]),
        optional="",
    )


urlpatterns = [
    path("samples/", list_samples, name="tickets_samples"),
    path("samples/<uuid:sample_id>/", look_at_sample, name="tickets_sample"),
    path("exclusions/", list_exclusions, name="tickets_exclusions"),
    path("exclusions/<uuid:exclusion_id>/", decide_exclusion, name="tickets_exclusion"),
    path("phrases/", list_phrases, name="tickets_phrases"),
    path("phrases/<uuid:phrase_id>/", edit_phrase, name="tickets_phrase"),
    path("phrases/<uuid:phrase_id>/remove", remove_phrase, name="tickets_phrase_remove"),
]
