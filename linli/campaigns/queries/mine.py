"""What of the running campaigns is one's own: the targets somebody answers for, alone or in a working group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from linli.campaigns.models import Campaign, CampaignTarget, TargetStep
from linli.campaigns.queries import campaigns
from linli.campaigns.rules.coverage import NO_MORE, Reached, Seen, reached
from linli.campaigns.rules.kinds import CampaignKind, CampaignState
from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.queries import teams
from linli.places.queries import places
from linli.places.queries.places import PlaceFace
from linli.visits.models import Visit
from linli.visits.rules.kinds import Outcome

# So many of one campaign go along, those still to be done first: more than anybody walks to before the next day.
OWN_AT_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTarget:
    """A target somebody answers for, as it stands now."""

    target: CampaignTarget
    campaign: Campaign
    # The place that answers for it now: what was merged meanwhile is gone to under the name that stayed.
    place_id: UUID
    place: PlaceFace | None
    # How many steps it has made: its version.
    steps: int
    # What was said at the last step.
    note: str
    reached: Reached
    is_done: bool
    # Through for good, or left in peace: nobody goes there any more.
    is_over: bool


def owned_by(actor: Actor, at: datetime) -> OwnedQuerySet:
    """The targets of running campaigns that are one's own, or of a task force in which one has a seat."""
    found: OwnedQuerySet = CampaignTarget.objects.of(actor.subdistrict_id).filter(campaign__state=CampaignState.RUNNING.value)
    if actor.person_id is None or not campaigns.may_look(actor):
        return found.none()
    own = Q(owner_person_id=actor.person_id)
    seats = teams.seated(actor, actor.person_id, at)
    return found.filter(own | Q(owner_team_id__in=sorted(seats))) if seats else found.filter(own)


def running(actor: Actor, at: datetime) -> Sequence[tuple[Campaign, int]]:
    """The running campaigns in which something is one's own, the one that ends first above, and how many targets that is."""
    owned = owned_by(actor, at).values_list("campaign_id").annotate(number=Count("pk"))
    counts = dict(owned.values_list("campaign_id", "number"))
    found = campaigns.visible_to(actor).filter(pk__in=counts).order_by("ends_on", "name") if counts else ()
    return [(campaign, counts[campaign.pk]) for campaign in found]


def places_of(actor: Actor, at: datetime, campaign_ids: Iterable[UUID] | None = None) -> Sequence[UUID]:
    """Where one's own targets lie, by the names that stayed; those of some campaigns, or of all."""
    rows = owned_by(actor, at) if campaign_ids is None else owned_by(actor, at).filter(campaign_id__in=set(campaign_ids))
    found = rows.order_by("campaign__ends_on", "name", "pk").values_list("place_id", "place__merged_into_id")
    return list(dict.fromkeys(into or place_id for place_id, into in found[:OWN_AT_MOST]))


def mine(actor: Actor, at: datetime) -> Sequence[OwnTarget]:
    """One's own targets of each running campaign, those still to be done first; seven statements whatever their number."""
    rows = list(owned_by(actor, at).select_related("campaign", "grid", "owner_team").order_by("name", "pk"))
    if not rows:
        return []
    stays = places.stays_in(actor, {row.place_id for row in rows})
    faces = places.faces(actor, stays.values())
    seen, last = _seen(actor, rows, stays), _last_steps(actor, rows)
    by_campaign: dict[UUID, list[OwnTarget]] = defaultdict(list)
    for row in rows:
        place_id = stays[row.place_id]
        own = _own(row, place_id, faces.get(place_id), reached(seen[row.pk]), last.get(row.pk, (0, "")))
        by_campaign[row.campaign_id].append(own)
    return [each for owned in by_campaign.values() for each in sorted(owned, key=lambda one: one.is_over)[:OWN_AT_MOST]]


def _own(row: CampaignTarget, place_id: UUID, face: PlaceFace | None, found: Reached, step: tuple[int, str]) -> OwnTarget:
    is_round = row.campaign.kind == CampaignKind.ROUND
    is_done = found.is_visited if is_round else row.stage in campaigns.ends_of(row.campaign)
    return OwnTarget(
        target=row,
        campaign=row.campaign,
        place_id=place_id,
        place=face,
        steps=step[0],
        note=step[1],
        reached=found,
        is_done=is_done,
        is_over=is_done or (is_round and found.outcome in NO_MORE),
    )


def _seen(actor: Actor, rows: Sequence[CampaignTarget], stays: Mapping[UUID, UUID]) -> Mapping[UUID, list[Seen]]:
    """The visits of each target of a round that count; one statement."""
    rounds = [row for row in rows if row.campaign.kind == CampaignKind.ROUND]
    if not rounds:
        return defaultdict(list)
    begins, ends = min(row.campaign.starts_on for row in rounds), max(row.campaign.ends_on for row in rounds)
    wanted = {place_id for row in rounds for place_id in (row.place_id, stays[row.place_id])}
    visits = Visit.objects.of(actor.subdistrict_id).filter(place_id__in=wanted, visited_on__gte=begins, visited_on__lte=ends)
    at_place: dict[UUID, list[Seen]] = defaultdict(list)
    for place_id, outcome, on, at in visits.values_list("place_id", "outcome", "visited_on", "made_at"):
        at_place[stays.get(place_id, place_id)].append(Seen(Outcome(outcome), on, at))
    found: dict[UUID, list[Seen]] = defaultdict(list)
    for row in rounds:
        span = row.campaign
        found[row.pk] = [each for each in at_place[stays[row.place_id]] if span.starts_on <= each.on <= span.ends_on]
    return found


def _last_steps(actor: Actor, rows: Sequence[CampaignTarget]) -> Mapping[UUID, tuple[int, str]]:
    """The number and the note of each target's last step; one statement."""
    stepped = [row.pk for row in rows if row.stage]
    if not stepped:
        return {}
    steps = TargetStep.objects.of(actor.subdistrict_id).filter(target_id__in=stepped).order_by("target_id", "-number").distinct("target_id")
    return {target_id: (number, note) for target_id, number, note in steps.values_list("target_id", "number", "note")}
