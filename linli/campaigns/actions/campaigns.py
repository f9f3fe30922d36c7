"""Preparing, starting and ending a campaign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries import targets
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules import kit, plans, stages
from linli.campaigns.rules.kinds import TARGETS_AT_MOST, CampaignState, Meaning
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import Plan
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.writes import check_version, write
from linli.org.queries import duties
from linli.places.models import Place

CHUNK = 500
_PLAN = ["name", "kind", "starts_on", "ends_on", "stages", "concerns", "hold_days", "waits_for", "waits_until", "kit"]


@write
def draft(actor: Actor, plan: Plan) -> Campaign:
    """A campaign that is being prepared; nobody is asked for anything yet."""
    actor.require(Permission.RUN)
    checked = plans.checked(plan)
    _check_name(actor, checked.name)

    campaign = Campaign(subdistrict_id=actor.subdistrict_id)
    _assign(campaign, checked)
    campaign.save(force_insert=True)

    journal.record(actor, "campaign.drafted", campaign, **_facts(checked))
    return campaign


@write
def change(actor: Actor, campaign_id: UUID, *, seen: int, plan: Plan) -> Campaign:
    """Change the plan; of a running campaign only what changes no figure."""
    campaign = queries.lock_for(actor, campaign_id, Permission.RUN)
    checked = plans.checked(plan)
    check_version(campaign, seen=seen, yours={"name": checked.name, "ends_on": checked.ends_on, "waits_for": checked.waits_for})
    plans.check_change(CampaignState(campaign.state), queries.plan_of(campaign), checked)
    _check_name(actor, checked.name, besides=campaign_id)

    _assign(campaign, checked)
    campaign.save(update_fields=_PLAN)
    waiting = stages.keys_meaning(checked.stages, {Meaning.WAITING})
    targets.of(actor, campaign).filter(stage__in=waiting).update(due_on=checked.waits_until)

    journal.record(actor, "campaign.changed", campaign, **_facts(checked))
    return campaign


@write
def start(actor: Actor, campaign_id: UUID, *, seen: int, choice: Choice) -> Campaign:
    """Freeze the places as they are now: this is the denominator from here on. Each gets the person whose duty it is."""
    campaign = queries.lock_for(actor, campaign_id, Permission.RUN)
    check_version(campaign, seen=seen, yours={})
    if campaign.state != CampaignState.DRAFT:
        raise Refused("campaigns.started", name=campaign.name)
    now = clock.now()
    found = queries.chosen(actor, choice)
    if not 1 <= len(found) < TARGETS_AT_MOST:
        raise Refused("campaigns.number_of_places", number=len(found), limit=TARGETS_AT_MOST)

    campaign.state, campaign.frozen_at, campaign.denominator = CampaignState.RUNNING.value, now, len(found)
    campaign.save(update_fields=["state", "frozen_at", "denominator"])
    added = _add(actor, campaign, found, now, is_later=False)

    without = sum(target.owner_person_id is None for target in added)
    journal.record(actor, "campaign.started", campaign, denominator=len(found), places=_said(choice), without_owner=without)
    return campaign


@write
def add_places(actor: Actor, campaign_id: UUID, place_ids: Iterable[UUID]) -> list[CampaignTarget]:
    """Places that came later: gone to like the others, counted apart, never in the denominator. Those already in it are passed over."""
    campaign = lock_running(actor, campaign_id)
    actor.require(Permission.RUN)
    there = set(targets.of(actor, campaign).values_list("place_id", flat=True))
    found = [place for place in queries.of_ids(actor, place_ids) if place.pk not in there]
    if len(there) + len(found) > TARGETS_AT_MOST:
        raise Refused("campaigns.number_of_places", number=len(there) + len(found), limit=TARGETS_AT_MOST)

    added = _add(actor, campaign, found, clock.now(), is_later=True)

    journal.record(actor, "campaign.places_added", campaign, number=len(added), places=_ids(target.place_id for target in added))
    return added


@write
def end(actor: Actor, campaign_id: UUID, *, seen: int) -> Campaign:
    """The campaign is over; what it found stays readable as it is."""
    campaign = lock_running(actor, campaign_id)
    actor.require(Permission.RUN)
    check_version(campaign, seen=seen, yours={})

    campaign.state, campaign.ended_at = CampaignState.ENDED.value, clock.now()
    campaign.save(update_fields=["state", "ended_at"])

    finished = queries.done_in(actor, [campaign])[campaign.pk]
    journal.record(actor, "campaign.ended", campaign, denominator=campaign.denominator, finished=finished)
    return campaign


def lock_running(actor: Actor, campaign_id: UUID) -> Campaign:
    """One campaign, locked, unless it has not begun or is over."""
    campaign = queries.lock(actor, campaign_id)
    if campaign.state == CampaignState.DRAFT:
        raise Refused("campaigns.not_started", name=campaign.name)
    if campaign.state == CampaignState.ENDED:
        raise Refused("campaigns.is_over", name=campaign.name)
    return campaign


def _check_name(actor: Actor, name: str, *, besides: UUID | None = None) -> None:
    if Campaign.objects.of(actor.subdistrict_id).filter(name=name).exclude(pk=besides).exists():
        raise Refused("campaigns.name_taken", name=name)


def _assign(campaign: Campaign, plan: Plan) -> None:
    campaign.name, campaign.kind = plan.name, plan.kind.value
    campaign.starts_on, campaign.ends_on = plan.starts_on, plan.ends_on
    campaign.stages, campaign.concerns = stages.stored(plan.stages), list(plan.concerns)
    campaign.hold_days, campaign.waits_for, campaign.waits_until = plan.hold_days, plan.waits_for, plan.waits_until
    campaign.kit = kit.stored(plan.kit)


def _add(actor: Actor, campaign: Campaign, places: Sequence[Place], now: datetime, *, is_later: bool) -> list[CampaignTarget]:
    owners = duties.answering(actor, (place.grid_id for place in places), now)
    added = [
        CampaignTarget(
            subdistrict_id=actor.subdistrict_id,
            campaign=campaign,
            place_id=place.pk,
            name=place.name,
            place_kind=place.kind,
            grid_id=place.grid_id,
            is_later=is_later,
            added_at=now,
            owner_person_id=owners.get(place.grid_id) if place.grid_id else None,
        )
        for place in places
    ]
    CampaignTarget.objects.bulk_create(added, batch_size=CHUNK)
    return added


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "campaign_kind": plan.kind.value,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "stages": " ".join(each.title for each in plan.stages),
        "concerns": " ".join(plan.concerns),
        "waits_for": plan.waits_for,
        "kit": kit.said(plan.kit),
    }


def _said(choice: Choice) -> str:
    return " ".join([*sorted(choice.kinds), *sorted(map(str, choice.grid_ids)), *sorted(choice.tags)])


def _ids(found: Iterable[UUID]) -> str:
    return " ".join(map(str, found))


refusals(
    {
        "campaigns.name_taken": gettext_noop("There is a campaign “{name}” already. Give this one another name."),
        "campaigns.started": gettext_noop("“{name}” has started already; its places stay as they are. Add later ones to it."),
        "campaigns.not_started": gettext_noop("“{name}” has not started. Choose its places and start it first."),
        "campaigns.number_of_places": gettext_noop(
            "A campaign goes to 1 to {limit} places, this choice has {number}. Choose other kinds or grids."
        ),
    }
)
