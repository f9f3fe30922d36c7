"""The targets of a campaign: how far each is, and the counts that come of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, Sum

from linli.campaigns.models import Campaign, CampaignTarget, TargetStep
from linli.campaigns.queries import campaigns
from linli.campaigns.rules import stages
from linli.campaigns.rules.stages import Stage, Standing
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order


@dataclass(frozen=True, slots=True)
class Handed:
    """What was given on the way."""

    person_times: int
    services: int
    materials: int


def lacks_owner(target: CampaignTarget) -> bool:
    """Whether nobody answers for it."""
    return target.owner_person_id is None and target.owner_team_id is None


def of(actor: Actor, campaign: Campaign) -> OwnedQuerySet:
    """The targets of a campaign, which the figures count; whoever sees the campaign sees how far it is everywhere."""
    found: OwnedQuerySet = CampaignTarget.objects.of(actor.subdistrict_id).filter(campaign=campaign)
    return found


def get_for(actor: Actor, campaign: Campaign, target_id: UUID) -> CampaignTarget:
    """One target of a campaign the actor was shown."""
    target: CampaignTarget | None = of(actor, campaign).filter(pk=target_id).select_related("grid", "place", "owner_team").first()
    if target is None:
        raise NotFound
    return target


def lock(actor: Actor, campaign: Campaign, target_ids: Iterable[UUID]) -> Sequence[CampaignTarget]:
    """These targets of one campaign, locked in the order of their ids."""
    locked: Sequence[CampaignTarget] = lock_in_order(of(actor, campaign), actor.subdistrict_id, target_ids)
    return locked


def standing_of(campaign: Campaign, target: CampaignTarget) -> Standing:
    """Where the target stands in the campaign's own list."""
    if not target.stage:
        return Standing()
    return Standing(stages.named(campaigns.stages_of(campaign), target.stage), target.stage_on, target.stage_by)


def by_stage(actor: Actor, campaign: Campaign) -> list[tuple[Stage | None, int]]:
    """How many of the denominator stand at each stage, those nobody has spoken to first."""
    counts = _counted(actor, campaign, "stage")
    own: list[Stage | None] = [None, *campaigns.stages_of(campaign)]
    return [(stage, counts["" if stage is None else stage.key]) for stage in own]


def by_concern(actor: Actor, campaign: Campaign) -> list[tuple[str, int]]:
    """How many of the denominator hold each concern now, the commonest first."""
    counts = _counted(actor, campaign, "concern")
    del counts[""]
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def finished_on(actor: Actor, campaign: Campaign) -> Counter[date]:
    """On which days those of the denominator that are through got there: their first step to an end that they did not leave again."""
    keys = campaigns.ends_of(campaign)
    through = frozen(actor, campaign).filter(stage__in=keys)
    steps = TargetStep.objects.of(actor.subdistrict_id).filter(target__in=through, stage__in=keys)
    return Counter(steps.values("target_id").annotate(first=Min("on")).values_list("first", flat=True))


def handed(actor: Actor, campaign: Campaign) -> Handed:
    """What the drive's own steps counted."""
    steps = TargetStep.objects.of(actor.subdistrict_id).filter(target__in=of(actor, campaign))
    sums = steps.aggregate(person_times=Sum("person_times"), services=Sum("services"), materials=Sum("materials"))
    return Handed(sums["person_times"] or 0, sums["services"] or 0, sums["materials"] or 0)


def story_of(actor: Actor, target: CampaignTarget) -> Sequence[TargetStep]:
    """Every step of one target, the latest first."""
    return list(TargetStep.objects.of(actor.subdistrict_id).filter(target=target).order_by("-number"))


def steps_made(actor: Actor, target_ids: Iterable[UUID]) -> Counter[UUID]:
    """How many steps each of these targets has made."""
    rows = TargetStep.objects.of(actor.subdistrict_id).filter(target_id__in=set(target_ids))
    return Counter(dict(rows.values_list("target_id").annotate(number=Count("pk")).values_list("target_id", "number")))


def frozen(actor: Actor, campaign: Campaign) -> OwnedQuerySet:
    """The targets that make up the denominator."""
    return of(actor, campaign).filter(is_later=False)


def _counted(actor: Actor, campaign: Campaign, column: str) -> Counter[str]:
    rows = frozen(actor, campaign).values_list(column).annotate(number=Count("pk")).values_list(column, "number")
    return Counter(dict(rows))
