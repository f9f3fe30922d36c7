"""The campaigns, and one of them: how far, why not further, where help is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries import figures
from linli.campaigns.queries.figures import DriveFigures, Pace, RoundFigures
from linli.campaigns.rules.coverage import NO_MORE
from linli.campaigns.rules.kinds import CampaignKind, CampaignState
from linli.campaigns.rules.opinions import CrossTable, Progress, Went
from linli.campaigns.rules.permissions import Permission
from linli.desk.campaigns.chart import Chart, chart_of
from linli.desk.chains import latest
from linli.desk.door import StaffRequest, page, staff_page
from linli.kernel import clock
from linli.visits.rules.kinds import Outcome

# What the office does next about each reason.
NEXT_STEPS: Final = {
    Outcome.NOT_OPEN: _("Go at another hour"),
    Outcome.COME_LATER: _("Go when it was agreed"),
    None: _("See who goes"),
    Outcome.NOT_FOUND: _("Check the address"),
}
UNTOUCHED: Final = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why places were not reached."""

    code: str
    word: str
    number: int
    next_step: str | Promise
    is_over: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the bar of a round: where it begins and how long it is, in hundredths."""

    look: str
    at: float
    width: float


@require_safe
@staff_page
def list_campaigns(request: StaffRequest) -> HttpResponse:
    """The campaigns, the newest first."""
    if not queries.may_look(request.actor):
        request.actor.require(Permission.READ)
    return page(
        request,
        "desk/campaigns/list.html",
        current="campaigns",
        lines=queries.lines(request.actor),
        may_run=request.actor.may(Permission.RUN),
    )


@require_safe
@staff_page
def show_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign: a draft to be started, a round by its visits, a drive by its stages."""
    campaign = queries.get_for(request.actor, campaign_id)
    shown: dict[str, Any] = {
        "campaign": campaign,
        "kind": CampaignKind(campaign.kind),
        "state": CampaignState(campaign.state),
        "story": latest(campaign),
        "may_run": request.actor.may(Permission.RUN) and campaign.state != CampaignState.ENDED,
        "plan": queries.plan_of(campaign),
    }
    if campaign.state == CampaignState.DRAFT:
        return page(request, "desk/campaigns/draft.html", current="campaigns", **shown)
    if campaign.kind == CampaignKind.ROUND:
        found = figures.of_round(request.actor, campaign, clock.now())
        return page(request, "desk/campaigns/round.html", current="campaigns", **shown, **_round(found))
    moved = figures.of_drive(request.actor, campaign, clock.now())
    return page(request, "desk/campaigns/drive.html", current="campaigns", **shown, **_drive(moved))


def _round(found: RoundFigures) -> dict[str, Any]:
    return {
        "figures": found,
        "chart": _chart(found.coverage.whole, found.pace),
        "parts": parts_of(found),
        "reasons": reasons_of(found),
        "table": rows_of(found.opinions),
        "columns": list(Progress),
    }


def _drive(found: DriveFigures) -> dict[str, Any]:
    most = max([number for _stage, number in found.stages] or [1]) or 1
    stages = [
        {
            "key": stage.key if stage else UNTOUCHED,
            "title": stage.title if stage else gettext("Nobody has spoken to it yet"),
            "number": number,
            "width": round(100 * number / most, 1),
        }
        for stage, number in found.stages
    ]
    return {"figures": found, "chart": _chart(found.share.whole, found.pace), "stages": stages}


def _chart(whole: int, paced: Pace) -> Chart:
    return chart_of(whole, paced.points, paced.span, paced.forecast)


def parts_of(found: RoundFigures) -> Sequence[Part]:
    """The bar of a round: met, staff only, to be gone to again, not gone to, gone for good."""
    reasons, whole = found.coverage.reasons, found.coverage.whole
    untouched, over = reasons.get(None, 0), sum(reasons.get(each, 0) for each in NO_MORE)
    again = found.coverage.share.left - untouched - over
    numbers = (found.coverage.met, found.coverage.staff_only, again, untouched, over)
    parts, at = [], 0.0
    for look, number in zip(("met", "staff", "again", "none", "over"), numbers, strict=True):
        width = 100 * number / whole
        parts.append(Part(look, round(at, 2), round(width, 2)))
        at += width
    return parts


def reasons_of(found: RoundFigures) -> Sequence[Reason]:
    """Why the others were not reached, the commonest first."""
    rows = sorted(found.coverage.reasons.items(), key=lambda each: -each[1])
    return [
        Reason(
            code=outcome.value if outcome else UNTOUCHED,
            word=gettext(outcome.words) if outcome else gettext("Not gone to"),
            number=number,
            next_step=NEXT_STEPS.get(outcome, ""),
            is_over=outcome in NO_MORE,
        )
        for outcome, number in rows
    ]


def rows_of(table: CrossTable) -> Sequence[tuple[str, Sequence[int], int]]:
    """The rows of the cross-table with their sums, and the sums below."""
    rows = [(gettext(went.words), table.row(went), sum(table.row(went))) for went in Went]
    return [*rows, (gettext("Sum"), [table.column(each) for each in Progress], table.whole)]


urlpatterns = [
    path("", list_campaigns, name="campaigns"),
    path("<uuid:campaign_id>/", show_campaign, name="campaign"),
]
