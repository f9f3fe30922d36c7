"""Preparing a campaign, choosing its places, adding later ones, ending it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.campaigns.actions import campaigns as actions
from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules import stages
from linli.campaigns.rules.kinds import NAME_LIMIT, CampaignKind
from linli.campaigns.rules.kit import Kit
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import HOLD_DAYS, Plan
from linli.campaigns.rules.stages import STANDARD_CONCERNS, Stage
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.paging import typed_number
from linli.desk.visits.given import line_of, materials_in, services_in
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.queries import grids
from linli.places.rules.kinds import TAG_LIMIT, Kind

TEXT_LIMIT = 2_000
GRIDS_NAMED = 6


class PlanForm(DeskForm):
    """What is said about a campaign before it starts."""

    said_as: ClassVar = {
        "Name": "name",
        "Stage": "stages",
        "Concern": "concerns",
        "Waits for": "waits_for",
        "Service": "services",
        "Material": "materials",
    }
    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    stages = forms.CharField(
        label=_("Stages of a drive"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: the name, then = and what it means. A line without a meaning is a step of your own."),
    )
    concerns = forms.CharField(
        label=_("Concerns to listen for"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. A concern is about the matter, never about the person."),
    )
    waits_for = forms.CharField(
        label=_("Waits for"), max_length=NAME_LIMIT, required=False, help_text=_("Something outside, such as more power for the street")
    )
    waits_until = forms.DateField(
        label=_("Promised for"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hold_days = forms.IntegerField(
        label=_("Looked at once more after"), min_value=1, initial=HOLD_DAYS, help_text=_("days, to see whether it has held")
    )

    services = forms.CharField(
        label=_("Services to offer"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=_("Several with commas. A visit to one of its places starts with them."),
    )
    materials = forms.CharField(
        label=_("To hand out"), max_length=TEXT_LIMIT, required=False, help_text=_("To each place, such as: letter 1, poster 2")
    )

    def offer(self) -> "PlanForm":
        """Fill the list of kinds."""
        self.offer_choices("kind", ((each.value, gettext(each.words)) for each in CampaignKind))
        return self

    def plan(self) -> Plan:
        """What was typed."""
        said = self.cleaned_data
        return Plan(
            name=said["name"],
            kind=CampaignKind(said["kind"]),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            stages=stages.from_lines(said["stages"]),
            concerns=tuple(filter(None, map(str.strip, said["concerns"].splitlines()))),
            hold_days=said["hold_days"],
            waits_for=said["waits_for"],
            waits_until=said["waits_until"],
            kit=Kit(tuple(services_in(said["services"])), tuple(materials_in(said["materials"]))),
        )


def initial_of(plan: Plan) -> dict[str, Any]:
    """The form as somebody finds it."""
    return {
        "name": plan.name,
        "kind": plan.kind.value,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "stages": lines_of(plan.stages or stages.STANDARD),
        "concerns": "\n".join(plan.concerns or STANDARD_CONCERNS),
        "hold_days": plan.hold_days,
        "waits_for": plan.waits_for,
        "waits_until": plan.waits_until,
        "services": "、".join(plan.kit.services),
        "materials": line_of(plan.kit.materials),
    }


def lines_of(found: Sequence[Stage]) -> str:
    """The stages as one writes them, in the reader's language."""
    return "\n".join(f"{each.title} = {gettext(each.meaning.words)}" for each in found)


@require_http_methods(["GET", "POST"])
@staff_page
def new_campaign(request: StaffRequest) -> HttpResponse:
    """Prepare a campaign."""
    request.actor.require(Permission.RUN)
    blank = {"stages": lines_of(stages.STANDARD), "concerns": "\n".join(STANDARD_CONCERNS)}
    form = PlanForm(request.POST or None, initial=blank).offer()
    if request.method == "POST" and form.is_valid():
        campaign = form.saved(lambda: actions.draft(request.actor, form.plan()))
        if campaign:
            return done(request, "campaign_start", campaign.pk)
    return _form_page(request, form, title=gettext("Prepare a campaign"), save=gettext("Prepare it"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Change the plan; of a running campaign only what changes no figure."""
    request.actor.require(Permission.RUN)
    campaign = queries.get_for(request.actor, campaign_id)
    form = PlanForm(request.POST or None, initial=initial_of(queries.plan_of(campaign))).offer()
    if request.method != "POST":
        form.seen = campaign.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change(request.actor, campaign_id, seen=form.seen, plan=form.plan()))
        if changed:
            return done(request, "campaign", campaign_id)
    return _form_page(request, form, title=gettext("Change the campaign"), save=gettext("Save"), campaign_id=campaign_id)


def _form_page(request: StaffRequest, form: PlanForm, *, title: str, save: str, campaign_id: UUID | None = None) -> HttpResponse:
    code = request.place.code
    leave_to = reverse("desk:campaign", args=[code, campaign_id]) if campaign_id else reverse("desk:campaigns", args=[code])
    return page(
        request,
        "desk/campaigns/form.html",
        status=form.status,
        current="campaigns",
        form=form,
        title=title,
        save=save,
        leave_to=leave_to,
    )


@require_http_methods(["GET", "POST"])
@staff_page
def start_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Choose kinds, grids and tags, see how many places that is, and freeze them."""
    request.actor.require(Permission.RUN)
    campaign = queries.get_for(request.actor, campaign_id)
    choice, asked = choice_of(request), request.POST
    refusal = None
    if request.method == "POST" and "start" in asked:
        with attempt() as outcome:
            actions.start(request.actor, campaign_id, seen=typed_number(asked.get("seen")), choice=choice)
        if outcome.refusal is None:
            return done(request, "campaign", campaign_id)
        refusal = outcome.refusal
    found, standing = queries.chosen(request.actor, choice), grids.in_force(request.actor, clock.now())
    return page(
        request,
        "desk/campaigns/start.html",
        status=409 if refusal else 200,
        current="campaigns",
        campaign=campaign,
        kinds=[(each, each.value in choice.kinds) for each in Kind],
        grids=[(now, now.grid.pk in choice.grid_ids) for now in standing],
        tags=" ".join(sorted(choice.tags)),
        counted=len(found),
        beyond=_beyond(queries.beyond(request.actor, campaign, found), {now.grid.pk: now.grid.name for now in standing}),
        refusal=refusal,
    )


def _beyond(counts: Mapping[UUID | None, int], names: Mapping[UUID, str]) -> Mapping[str, Any] | None:
    """How many places lie outside one's own grids, and in which, the most first; None where none does."""
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    said = [f"{names.get(grid_id, '') if grid_id else gettext('in no grid')} {number}" for grid_id, number in ranked[:GRIDS_NAMED]]
    return {"number": sum(counts.values()), "grids": "、".join(said), "others": max(0, len(counts) - GRIDS_NAMED)}


def choice_of(request: StaffRequest) -> Choice:
    """What was ticked; what is no kind and no grid of ours is passed over."""
    known = {each.value for each in Kind}
    return Choice(
        kinds=frozenset(known.intersection(request.POST.getlist("kind"))),
        grid_ids=frozenset(map(parse_uuid7, request.POST.getlist("grid"))),
        tags=frozenset(tag[:TAG_LIMIT] for tag in request.POST.get("tags", "").split()),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def add_later(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Places that came since: those of the same kinds and grids that are not in it yet."""
    request.actor.require(Permission.RUN)
    campaign = queries.get_for(request.actor, campaign_id)
    found = queries.newcomers(request.actor, campaign)
    if request.method == "POST":
        added = actions.add_places(request.actor, campaign_id, map(parse_uuid7, request.POST.getlist("place")))
        said = ngettext("%(number)d place added; it is counted apart.", "%(number)d places added; they are counted apart.", len(added))
        messages.success(request, said % {"number": len(added)})
        return done(request, "campaign", campaign_id)
    beyond = queries.beyond(request.actor, campaign, found)
    names = {now.grid.pk: now.grid.name for now in grids.in_force(request.actor, clock.now())} if beyond else {}
    told: dict[str, Any] = {"campaign": campaign, "places": found, "beyond": _beyond(beyond, names)}
    return page(request, "desk/campaigns/add.html", current="campaigns", **told)


@require_POST
@staff_page
def end_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The campaign is over."""
    actions.end(request.actor, campaign_id, seen=typed_number(request.POST.get("seen")))
    return done(request, "campaign", campaign_id)


urlpatterns = [
    path("new", new_campaign, name="campaign_new"),
    path("<uuid:campaign_id>/edit", edit_campaign, name="campaign_edit"),
    path("<uuid:campaign_id>/start", start_campaign, name="campaign_start"),
    path("<uuid:campaign_id>/add", add_later, name="campaign_add"),
    path("<uuid:campaign_id>/end", end_campaign, name="campaign_end"),
]
