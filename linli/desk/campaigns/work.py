"""The places of a campaign: who answers, how far each is, and the steps of many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.campaigns.actions import steps
from linli.campaigns.actions.steps import Step
from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries import rounds, targets
from linli.campaigns.queries.rounds import TargetNow
from linli.campaigns.rules.kinds import NOTE_LIMIT, CampaignKind, CampaignState
from linli.campaigns.rules.permissions import Permission
from linli.desk.campaigns.show import UNTOUCHED
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.asking import people_choices
from linli.desk.paging import parse_mark
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.queries import people, teams
from linli.org.rules.people import day_of
from linli.visits.rules.kinds import Outcome

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which targets the address asks for."""

    outcome: str = ""
    stage: str = ""
    concern: str = ""
    grid_id: UUID | None = None
    is_open: bool = False
    without_owner: bool = False

    def holds(self, row: TargetNow, ends: frozenset[str]) -> bool:
        """Whether a target is asked for."""
        target, outcome = row.target, row.reached.outcome
        return (
            (not self.outcome or self.outcome == (outcome.value if outcome else UNTOUCHED))
            and (not self.stage or self.stage == (target.stage or UNTOUCHED))
            and (not self.concern or self.concern == target.concern)
            and (self.grid_id is None or self.grid_id == target.grid_id)
            and (not self.is_open or not (row.reached.is_visited or target.stage in ends))
            and (not self.without_owner or targets.lacks_owner(target))
        )


class StepForm(DeskForm):
    """What happened at the doors that are ticked."""

    said_as: ClassVar = {"Note": "note"}
    stage = forms.ChoiceField(label=_("Stage"))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    concern = forms.ChoiceField(label=_("Concern"), required=False)
    note = forms.CharField(label=_("Note"), max_length=NOTE_LIMIT, required=False)
    person_times = forms.IntegerField(label=_("People who went, each place"), min_value=0, required=False)
    services = forms.IntegerField(label=_("Services, each place"), min_value=0, required=False)
    materials = forms.IntegerField(label=_("Handed out, each place"), min_value=0, required=False)

    def step(self) -> Step:
        """What was typed."""
        said = self.cleaned_data
        counted = {name: said[name] or 0 for name in ("person_times", "services", "materials")}
        return Step(stage=said["stage"], on=said["on"], concern=said["concern"], note=said["note"], **counted)


@require_safe
@staff_page
def list_targets(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The places of a campaign, narrowed as the address says, a page at a time."""
    return _targets_page(request, campaign_id)


def _targets_page(request: StaffRequest, campaign_id: UUID, form: StepForm | None = None) -> HttpResponse:
    campaign = queries.get_for(request.actor, campaign_id)
    asked, ends = asked_of(request), queries.ends_of(campaign)
    found = [row for row in rounds.rows_of(request.actor, campaign) if asked.holds(row, ends)]
    shown, mark = _from(found, parse_mark(request.GET.get("after")))
    may_run = request.actor.may(Permission.RUN) and campaign.state == CampaignState.RUNNING
    may_step = campaign.kind == CampaignKind.DRIVE and campaign.state == CampaignState.RUNNING and queries.may_step(request.actor)
    return page(
        request,
        "desk/campaigns/targets.html",
        status=form.status if form else 200,
        current="campaigns",
        campaign=campaign,
        lines=[_line(row, queries.titles_of(campaign)) for row in shown],
        ticked=set(_ticked(request)) if form else set(),
        count=len(found),
        cards=people.cards(request.actor, {row.target.owner_person_id for row in shown}),
        after=mark,
        kept=urlencode([(key, value) for key, value in request.GET.items() if key != "after"]),
        chips=_chips(campaign_id, request, asked),
        form=form or (_step_form(request, campaign) if may_step else None),
        may_run=may_run,
        may_step=may_step,
        owners=people_choices(request.actor) if may_run else (),
        teams=[(str(each.task_force.pk), each.task_force.name) for each in teams.lines(request.actor, clock.now())] if may_run else (),
    )


def asked_of(request: StaffRequest) -> Asked:
    """What the address asks for; what it does not know leaves nothing out."""
    said = request.GET
    return Asked(
        outcome=said.get("outcome", ""),
        stage=said.get("stage", ""),
        concern=said.get("concern", ""),
        grid_id=parse_mark(said.get("grid")),
        is_open=said.get("open") == "1",
        without_owner=said.get("owner") == "none",
    )


def _from(found: Sequence[TargetNow], after: UUID | None) -> tuple[Sequence[TargetNow], UUID | None]:
    begin = next((number + 1 for number, row in enumerate(found) if row.target.pk == after), 0)
    shown = found[begin : begin + PAGE]
    return shown, shown[-1].target.pk if begin + PAGE < len(found) else None


def _line(row: TargetNow, titles: dict[str, str]) -> dict[str, Any]:
    reached = row.reached
    return {
        "target": row.target,
        "stage": titles.get(row.target.stage, ""),
        "outcome": gettext(reached.outcome.words) if reached.outcome else "",
        "is_done": reached.is_visited,
        "visits": reached.visits,
    }


def _chips(campaign_id: UUID, request: StaffRequest, asked: Asked) -> list[dict[str, Any]]:
    address = reverse("desk:campaign_targets", args=[request.place.code, campaign_id])
    return [
        {"word": gettext("All"), "address": address, "is_on": asked == Asked()},
        {"word": gettext("Not done yet"), "address": f"{address}?open=1", "is_on": asked == Asked(is_open=True)},
        {
            "word": gettext("Without an owner"),
            "address": f"{address}?open=1&owner=none",
            "is_on": asked == Asked(is_open=True, without_owner=True),
        },
    ]


def _step_form(request: StaffRequest, campaign: Any, typed: Any = None) -> StepForm:
    form = StepForm(typed, initial={"on": day_of(clock.now())})
    form.offer_choices("stage", queries.titles_of(campaign).items())
    form.offer_choices("concern", [("", "–"), *((each, each) for each in campaign.concerns)])
    return form


def _ticked(request: StaffRequest) -> list[UUID]:
    return [parse_uuid7(text) for text in request.POST.getlist("target")]


@require_POST
@staff_page
def make_steps(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The ticked places make a step; those that cannot stay, and say why."""
    campaign = queries.get_for(request.actor, campaign_id)
    form = _step_form(request, campaign, request.POST)
    if not form.is_valid():
        return _targets_page(request, campaign_id, form)
    outcomes = form.saved(lambda: steps.make_steps(request.actor, campaign_id, _ticked(request), form.step()))
    if outcomes is None:
        return _targets_page(request, campaign_id, form)
    refused = [each for each in outcomes if isinstance(each, Refused)]
    moved = len(outcomes) - len(refused)
    if moved:
        messages.success(request, ngettext("%(number)d place went on.", "%(number)d places went on.", moved) % {"number": moved})
    for sentence in dict.fromkeys(each.sentence for each in refused):
        messages.warning(request, sentence)
    return done(request, "campaign_targets", campaign_id)


@require_POST
@staff_page
def give_owner(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Somebody answers for the ticked places."""
    person_id, team_id = (parse_mark(request.POST.get(name)) for name in ("person", "team"))
    with attempt() as outcome:
        given = steps.give_owner(request.actor, campaign_id, _ticked(request), person_id=person_id, team_id=team_id)
    if outcome.refusal is not None and outcome.refusal.code == "campaigns.one_owner":
        messages.warning(request, outcome.refusal.sentence)
    elif outcome.refusal is not None:
        raise outcome.refusal
    elif given:
        said = ngettext("%(number)d place has an owner now.", "%(number)d places have an owner now.", len(given))
        messages.success(request, said % {"number": len(given)})
    return done(request, "campaign_targets", campaign_id)


@require_safe
@staff_page
def show_target(request: StaffRequest, campaign_id: UUID, target_id: UUID) -> HttpResponse:
    """One place of a campaign: every step and every visit that counts."""
    campaign = queries.get_for(request.actor, campaign_id)
    target = targets.get_for(request.actor, campaign, target_id)
    return page(
        request,
        "desk/campaigns/target.html",
        current="campaigns",
        campaign=campaign,
        target=target,
        titles=queries.titles_of(campaign),
        stage=queries.titles_of(campaign).get(target.stage, ""),
        steps=targets.story_of(request.actor, target),
        visits=[(visit, gettext(Outcome(visit.outcome).words)) for visit in rounds.visits_to(request.actor, campaign, target)],
        cards=people.cards(request.actor, {target.owner_person_id}),
    )


urlpatterns = [
    path("<uuid:campaign_id>/places/", list_targets, name="campaign_targets"),
    path("<uuid:campaign_id>/places/steps", make_steps, name="campaign_steps"),
    path("<uuid:campaign_id>/places/owner", give_owner, name="campaign_owner"),
    path("<uuid:campaign_id>/places/<uuid:target_id>/", show_target, name="campaign_target"),
]
