"""Everything a campaign's page and its printed report say in numbers; both read the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.queries import campaigns, rounds, targets
from linli.campaigns.queries.targets import Handed
from linli.campaigns.rules import coverage, pace, progress
from linli.campaigns.rules.coverage import Coverage, Share
from linli.campaigns.rules.opinions import CrossTable
from linli.campaigns.rules.progress import Forecast, Span
from linli.campaigns.rules.stages import Stage
from linli.kernel.actor import Actor
from linli.org.rules.people import day_of


@dataclass(frozen=True, slots=True)
class Area:
    """A grid's part of a campaign; areas are compared, people are not."""

    grid_id: UUID | None
    name: str
    share: Share
    # Those still open for which nobody answers.
    lacking: int
    standing: pace.Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What was left day by day, and how that stands beside the even pace."""

    span: Span
    points: Sequence[tuple[date, int]]
    forecast: Forecast
    even_left: int

    @property
    def left(self) -> int:
        """What is left now."""
        return self.points[-1][1]

    @property
    def ahead(self) -> int:
        """How many fewer are left than an even pace would have left; below nothing it is behind."""
        return self.even_left - self.left

    @property
    def behind(self) -> int:
        """The other way round."""
        return -self.ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFigures:
    """A visit round in numbers."""

    coverage: Coverage
    # Those that came after the start, counted apart.
    later: Share
    handed: Handed
    opinions: CrossTable
    areas: Sequence[Area]
    kinds: Mapping[str, Share]
    pace: Pace
    # Of those nobody reached: where a visit was tried more than once.
    tried_again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveFigures:
    """A drive in numbers."""

    stages: Sequence[tuple[Stage | None, int]]
    concerns: Sequence[tuple[str, int]]
    share: Share
    later: Share
    handed: Handed
    areas: Sequence[Area]
    pace: Pace


def of_round(actor: Actor, campaign: Campaign, at: datetime) -> RoundFigures:
    """A round as it stands at a moment."""
    read = rounds.round_of(actor, campaign)
    rows = read.rows
    frozen, later = [row for row in rows if not row.target.is_later], [row for row in rows if row.target.is_later]
    found = coverage.coverage(row.reached for row in frozen)
    paced = _pace(campaign, coverage.visited_on(row.reached for row in frozen), at)
    return RoundFigures(
        coverage=found,
        later=Share(sum(row.reached.is_visited for row in later), len(later)),
        handed=rounds.handed(actor, read),
        opinions=rounds.opinions(actor, read),
        areas=_areas([(row.target, row.reached.is_visited) for row in frozen], paced, found.share),
        kinds=coverage.shares((row.target.place_kind, row.reached.is_visited) for row in frozen),
        pace=paced,
        tried_again=sum(row.reached.visits > 1 and not row.reached.is_visited for row in frozen),
    )


def of_drive(actor: Actor, campaign: Campaign, at: datetime) -> DriveFigures:
    """A drive as it stands at a moment."""
    ends = campaigns.ends_of(campaign)
    rows = list(targets.of(actor, campaign).select_related("grid"))
    frozen, later = [row for row in rows if not row.is_later], [row for row in rows if row.is_later]
    share = Share(sum(row.stage in ends for row in frozen), len(frozen))
    paced = _pace(campaign, targets.finished_on(actor, campaign), at)
    return DriveFigures(
        stages=targets.by_stage(actor, campaign),
        concerns=targets.by_concern(actor, campaign),
        share=share,
        later=Share(sum(row.stage in ends for row in later), len(later)),
        handed=targets.handed(actor, campaign),
        areas=_areas([(row, row.stage in ends) for row in frozen], paced, share),
        pace=paced,
    )


def _pace(campaign: Campaign, done: Mapping[date, int], at: datetime) -> Pace:
    span, today = Span(campaign.starts_on, campaign.ends_on), day_of(campaign.ended_at or at)
    points = progress.burn_down(campaign.denominator, done, span, today)
    return Pace(
        span=span,
        points=points,
        forecast=progress.forecast(points),
        even_left=progress.even_left(campaign.denominator, span, points[-1][0]),
    )


def _areas(rows: Sequence[tuple[CampaignTarget, bool]], paced: Pace, whole: Share) -> list[Area]:
    """The grids, most left first."""
    lacking = Counter(target.grid_id for target, is_done in rows if not is_done and targets.lacks_owner(target))
    names = {target.grid_id: target.grid.name if target.grid else "" for target, _ in rows}
    even = 100.0 - 100.0 * paced.even_left / whole.whole if whole.whole else 100.0
    shares = coverage.shares((target.grid_id, is_done) for target, is_done in rows)
    found = [
        Area(grid_id, names[grid_id], share, lacking[grid_id], pace.standing(share, even, lacking[grid_id]))
        for grid_id, share in shares.items()
    ]
    return sorted(found, key=lambda area: (-area.share.left, area.name))
