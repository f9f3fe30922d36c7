"""Which campaigns there are, what they are to reach, and who would answer for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.rules import kit, stages
from linli.campaigns.rules.coverage import Share
from linli.campaigns.rules.kinds import TARGETS_AT_MOST, CampaignKind, CampaignState
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import Plan
from linli.campaigns.rules.stages import Stage
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.queries.reach import bounds_of, grids_below
from linli.places.models import Place
from linli.places.queries import places
from linli.places.rules.life import LIVING
from linli.visits.models import Visit
from linli.visits.rules.kinds import VISITED
from linli.visits.rules.permissions import Permission as VisitPermission

PAGE: Final = 50
NEWCOMERS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which places a campaign is about; whatever is left empty leaves nothing out."""

    kinds: frozenset[str] = frozenset()
    grid_ids: frozenset[UUID] = frozenset()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign as a list shows it; a draft has no share yet."""

    campaign: Campaign
    kind: CampaignKind
    state: CampaignState
    share: Share | None


def may_look(actor: Actor) -> bool:
    """Whether somebody sees campaigns at all, everywhere or for some grids."""
    return actor.may(Permission.READ) or bool(actor.limits.get(Permission.READ))


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The campaigns the actor may see in the chosen subdistrict."""
    found: OwnedQuerySet = Campaign.objects.of(actor.subdistrict_id)
    return found if may_look(actor) else found.none()


def get_for(actor: Actor, campaign_id: UUID) -> Campaign:
    """One campaign, if the actor may see it."""
    campaign: Campaign | None = visible_to(actor).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound
    return campaign


def lock(actor: Actor, campaign_id: UUID) -> Campaign:
    """One campaign, locked; what the actor may do in it is asked of its targets."""
    campaign: Campaign = lock_in_order(visible_to(actor), actor.subdistrict_id, [campaign_id])[0]
    return campaign


def lock_for(actor: Actor, campaign_id: UUID, permission: Permission) -> Campaign:
    """One campaign, locked for a change of the whole."""
    campaign = lock(actor, campaign_id)
    actor.require(permission)
    return campaign


def lines(actor: Actor) -> Sequence[CampaignLine]:
    """The latest campaigns, the newest first, with how far each is; a street runs a handful in a year. Two statements."""
    found = list(visible_to(actor).order_by("-starts_on", "-pk")[:PAGE])
    done = done_in(actor, found)
    return [
        CampaignLine(
            campaign=campaign,
            kind=CampaignKind(campaign.kind),
            state=CampaignState(campaign.state),
            share=Share(done[campaign.pk], campaign.denominator) if campaign.frozen_at else None,
        )
        for campaign in found
    ]


def done_in(actor: Actor, found: Sequence[Campaign]) -> Counter[UUID]:
    """How many of each denominator are done: visited in a round before it ended, at an end in a drive."""
    visited = Visit.objects.of(actor.subdistrict_id).filter(
        Q(place_id=OuterRef("place_id")) | Q(place_id=OuterRef("place__merged_into_id")),
        outcome__in=sorted(each.value for each in VISITED),
        visited_on__gte=OuterRef("campaign__starts_on"),
        visited_on__lte=OuterRef("campaign__ends_on"),
    )
    in_time = Q(Exists(visited), campaign__ended_at__isnull=True) | Q(Exists(visited.filter(made_at__lte=OuterRef("campaign__ended_at"))))
    is_done = Q(in_time, campaign__kind=CampaignKind.ROUND.value)
    for campaign in found:
        ends = ends_of(campaign)
        if ends:
            is_done |= Q(campaign=campaign, stage__in=ends)
    rows = CampaignTarget.objects.of(actor.subdistrict_id).filter(is_done, campaign__in=found, is_later=False)
    return Counter(dict(rows.values_list("campaign_id").annotate(number=Count("pk")).values_list("campaign_id", "number")))


def may_step(actor: Actor) -> bool:
    """Whether somebody enters steps, everywhere or in some grids."""
    return actor.may(Permission.STEP) or bool(actor.limits.get(Permission.STEP))


def ends_of(campaign: Campaign) -> frozenset[str]:
    """The keys of the stages at which a target is through."""
    return frozenset(stages.keys_meaning(stages_of(campaign), stages.FINISHED))


def titles_of(campaign: Campaign) -> dict[str, str]:
    """What the campaign calls its stages, by key, in their order."""
    return {each.key: each.title for each in stages_of(campaign)}


def stages_of(campaign: Campaign) -> tuple[Stage, ...]:
    """The campaign's own stage list; a round has none."""
    return stages.read(campaign.stages)


def plan_of(campaign: Campaign) -> Plan:
    """What the campaign's row says of its plan."""
    return Plan(
        name=campaign.name,
        kind=CampaignKind(campaign.kind),
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        stages=stages_of(campaign),
        concerns=tuple(campaign.concerns),
        hold_days=campaign.hold_days,
        waits_for=campaign.waits_for,
        waits_until=campaign.waits_until,
        kit=kit.read(campaign.kit),
    )


def chosen(actor: Actor, choice: Choice) -> Sequence[Place]:
    """The places that live now and answer the choice, by name; a chosen grid includes those below it."""
    found = places.standing(actor).filter(stage__in=sorted(each.value for each in LIVING))
    if choice.kinds:
        found = found.filter(kind__in=sorted(choice.kinds))
    if choice.grid_ids:
        found = found.filter(grid_id__in=grids_below(actor, choice.grid_ids))
    if choice.tags:
        found = found.filter(tags__tag__in=sorted(choice.tags)).distinct()
    return list(found.order_by("name", "pk")[:TARGETS_AT_MOST])


def beyond(actor: Actor, campaign: Campaign, found: Iterable[Place]) -> Counter[UUID | None]:
    """How many of these places, by grid, lie where whoever runs the campaign may not do its work himself."""
    # A round goes on by visits, a drive by steps; who may do that everywhere, or does none of it, has no grids of his own here.
    work = VisitPermission.RECORD if campaign.kind == CampaignKind.ROUND else Permission.STEP
    own = bounds_of(actor, work)
    return Counter() if own is None else Counter(place.grid_id for place in found if place.grid_id not in own)


def newcomers(actor: Actor, campaign: Campaign) -> Sequence[Place]:
    """Living places that were entered since the start, of the kinds and grids the campaign goes to, and are not in it."""
    there = CampaignTarget.objects.of(actor.subdistrict_id).filter(campaign=campaign)
    kinds, grid_ids = set(there.values_list("place_kind", flat=True)), set(there.values_list("grid_id", flat=True))
    found = places.standing(actor).filter(
        stage__in=sorted(each.value for each in LIVING), kind__in=kinds, grid_id__in=[each for each in grid_ids if each]
    )
    return list(found.exclude(pk__in=there.values("place_id")).order_by("name", "pk")[:NEWCOMERS_AT_ONCE])


def of_ids(actor: Actor, place_ids: Iterable[UUID]) -> Sequence[Place]:
    """These very places, by name; one that is not there is not found."""
    wanted = set(place_ids)
    found = list(places.standing(actor).filter(pk__in=wanted).order_by("name", "pk"))
    if len(found) != len(wanted):
        raise NotFound
    return found
