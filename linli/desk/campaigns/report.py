"""The report of a campaign as a Word document: the page's own figures, in the words of those who read paper."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries import figures
from linli.campaigns.queries.figures import Area, DriveFigures, Pace, RoundFigures
from linli.campaigns.queries.targets import Handed
from linli.campaigns.rules.coverage import Share
from linli.campaigns.rules.kinds import CampaignKind, CampaignState
from linli.campaigns.rules.opinions import Progress
from linli.campaigns.rules.plans import Plan
from linli.desk.campaigns.show import reasons_of, rows_of
from linli.desk.door import StaffRequest, staff_page
from linli.desk.paper import MEDIA_TYPE, Paper
from linli.kernel import clock
from linli.kernel.errors import NotFound

_WIDTHS: Final = [7.0, 3.4, 3.2, 3.4]


@require_safe
@staff_page
def fetch_report(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The report as it stands now."""
    campaign = queries.get_for(request.actor, campaign_id)
    if campaign.state == CampaignState.DRAFT:
        raise NotFound
    now, plan = clock.now(), queries.plan_of(campaign)
    moment = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    foot = gettext("Printed by {name}, {moment}. Areas are compared, people are not.").format(name=request.name, moment=moment)
    sub = f"{plan.starts_on:%Y-%m-%d} – {plan.ends_on:%Y-%m-%d}"
    paper = Paper(f"{request.place.name} {plan.name}", sub=sub, foot=foot)
    if plan.kind is CampaignKind.ROUND:
        _write_round(paper, figures.of_round(request.actor, campaign, now))
    else:
        _write_drive(paper, figures.of_drive(request.actor, campaign, now), plan)
    name = content_disposition_header(as_attachment=True, filename=f"{plan.name}.docx") or "attachment"
    return HttpResponse(paper.content(), content_type=MEDIA_TYPE, headers={"Content-Disposition": name})


def _write_round(paper: Paper, found: RoundFigures) -> None:
    share = found.coverage.share
    paper.facts(
        [
            (gettext("Visited"), _said(share)),
            (gettext("Met"), gettext("{met}, staff only {staff}").format(met=found.coverage.met, staff=found.coverage.staff_only)),
            *_handed(found.handed),
            (gettext("Opinions"), str(found.opinions.whole)),
            (gettext("Came later"), _said(found.later)),
        ]
    )
    paper.heading(gettext("Opinions: who took them on, and how far they are"))
    rows = [[word, *map(str, cells), str(whole)] for word, cells, whole in rows_of(found.opinions)]
    paper.table(["", *(gettext(each.words) for each in Progress), gettext("Sum")], rows, [5.0, 3.0, 3.0, 3.0, 3.0])
    paper.heading(gettext("Not reached, and why"))
    paper.table(
        [gettext("Reason"), gettext("Places"), gettext("What comes next")],
        [[each.word, str(each.number), gettext("gone to no more") if each.is_over else str(each.next_step)] for each in reasons_of(found)],
        [5.0, 3.0, 9.0],
    )
    _write_areas(paper, found.areas, found.pace)


def _write_drive(paper: Paper, found: DriveFigures, plan: Plan) -> None:
    waits = " ".join(filter(None, [plan.waits_for, f"{plan.waits_until:%Y-%m-%d}" if plan.waits_until else ""]))
    paper.facts(
        [
            (gettext("Through"), _said(found.share)),
            (gettext("Came later"), _said(found.later)),
            *_handed(found.handed),
            (gettext("Waits for"), waits or "–"),
        ]
    )
    paper.heading(gettext("Where the places stand"))
    untouched = gettext("Nobody has spoken to it yet")
    stages = [[stage.title if stage else untouched, str(number)] for stage, number in found.stages]
    paper.table([gettext("Stage"), gettext("Places")], stages, [12.0, 5.0])
    if found.concerns:
        paper.heading(gettext("Concerns heard"))
        paper.table([gettext("Concern"), gettext("Places")], [[word, str(number)] for word, number in found.concerns], [12.0, 5.0])
    _write_areas(paper, found.areas, found.pace)


def _write_areas(paper: Paper, areas: Sequence[Area], paced: Pace) -> None:
    paper.heading(gettext("Area by area"))
    rows = [
        [area.name or gettext("Outside every grid"), f"{area.share.done} / {area.share.whole}", f"{area.share.percent}%", str(area.lacking)]
        for area in areas
    ]
    paper.table([gettext("Area"), gettext("Done"), "%", gettext("Without an owner")], rows, _WIDTHS)
    paper.heading(gettext("Still open, day by day"))
    days = [[f"{day:%m-%d}", str(left)] for day, left in paced.points[1:]]
    paper.table([gettext("Day"), gettext("Left")], days, [8.5, 8.5])
    if paced.left and paced.forecast.through_on:
        said = gettext("At the pace of the last seven days it would be through on {day}.")
        paper.text(said.format(day=f"{paced.forecast.through_on:%Y-%m-%d}"))


def _handed(found: Handed) -> list[tuple[str, str]]:
    return [
        (gettext("Who went along"), gettext("{number} person-times").format(number=found.person_times)),
        (gettext("Services given"), str(found.services)),
        (gettext("Handed out"), str(found.materials)),
    ]


def _said(share: Share) -> str:
    return f"{share.done} / {share.whole} ({share.percent}%)" if share.whole else "–"


urlpatterns = [path("<uuid:campaign_id>/report", fetch_report, name="campaign_report")]
