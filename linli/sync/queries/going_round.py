"""What of the running campaigns goes along: one's own part of each, for who may see campaigns at all."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.queries import campaigns
from linli.campaigns.queries.mine import OwnTarget, mine, owned_by, running
from linli.campaigns.rules.permissions import Permission
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.queries.reach import grids_below
from linli.sync.queries.pulling import Item, source
from linli.visits.models import Visit

# What changes which targets are one's own: the campaigns themselves, and who sits in which group.
_OWNING = frozenset({"campaign", "team"})


@source("campaign", streams=_OWNING)
def own_campaigns(actor: Actor, day: date) -> Sequence[Item]:
    """The running campaigns in which something is one's own."""
    return [Item("campaign", plan.pk, plan.journal_seq, _campaign(plan, count)) for plan, count in running(actor, clock.now())]


def _campaign(plan: Campaign, count: int) -> dict[str, Any]:
    return {
        "name": plan.name,
        "kind": plan.kind,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "stages": [{"key": each.key, "title": each.title, "meaning": each.meaning.value} for each in campaigns.stages_of(plan)],
        "concerns": list(plan.concerns),
        "hold_days": plan.hold_days,
        "waits_for": plan.waits_for,
        "waits_until": _day(plan.waits_until),
        # How many are one's own, also where not all of them go along.
        "count": count,
    }


def targets_of(actor: Actor, grown: Mapping[str, set[UUID]]) -> set[UUID] | None:
    """One's own targets at places that changed or were visited; which ones a campaign moved, its chain does not say."""
    if any(grown.get(kind) for kind in _OWNING):
        return None
    visited = Visit.objects.of(actor.subdistrict_id).filter(pk__in=grown.get("visit", set())).values_list("place_id", flat=True)
    touched = {*grown.get("place", ()), *visited}
    own = owned_by(actor, clock.now()).filter(Q(place_id__in=touched) | Q(place__merged_into_id__in=touched))
    return set(own.values_list("pk", flat=True))


@source("target", streams={*_OWNING, "visit", "place"}, is_by_row=True, rows_of=targets_of)
def own_targets(actor: Actor, day: date) -> Sequence[Item]:
    """One's own targets of running campaigns, with what each has come to; its version is how many steps it has made."""
    reach = frozenset(grids_below(actor, actor.limits.get(Permission.STEP, frozenset())))
    return [Item("target", each.target.pk, each.steps, _target(actor, each, reach)) for each in mine(actor, clock.now())]


def _target(actor: Actor, own: OwnTarget, reach: frozenset[UUID]) -> dict[str, Any]:
    row: CampaignTarget = own.target
    place, outcome = own.place, own.reached.outcome
    return {
        "campaign_id": str(own.campaign.pk),
        "place_id": str(own.place_id),
        "name": row.name,
        "address": "" if place is None else place.address,
        "lon": None if place is None else place.lon,
        "lat": None if place is None else place.lat,
        "team": row.owner_team.name if row.owner_team else "",
        "is_later": row.is_later,
        "is_done": own.is_done,
        "is_over": own.is_over,
        "outcome": "" if outcome is None else outcome.value,
        "visited_on": _day(own.reached.visited_on),
        "stage": row.stage,
        "stage_on": _day(row.stage_on),
        "is_own_step": row.stage_by is not None and row.stage_by in {actor.person_id, actor.account_id},
        "concern": row.concern,
        "note": own.note,
        "due_on": _day(row.due_on),
        "may_step": actor.may(Permission.STEP) or row.grid_id in reach,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
