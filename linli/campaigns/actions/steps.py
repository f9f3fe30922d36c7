"""Who answers for a target, and the steps it is brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.campaigns.actions.campaigns import lock_running
from linli.campaigns.models import Campaign, CampaignTarget, TargetStep
from linli.campaigns.queries import campaigns, targets
from linli.campaigns.rules import stages
from linli.campaigns.rules.kinds import CampaignKind, Meaning
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.stages import Stage
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import Draft
from linli.kernel.writes import each, write
from linli.org.queries import people, teams
from linli.org.queries.reach import require_at
from linli.org.rules.people import day_of

STEPS_AT_ONCE: Final = 200
COUNTED_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened at a door: the stage it reached, the concern that was heard, what was given and by how many people."""

    stage: str
    on: date
    concern: str = ""
    note: str = ""
    person_times: int = 0
    services: int = 0
    materials: int = 0


@write
def give_owner(
    actor: Actor, campaign_id: UUID, target_ids: Iterable[UUID], *, person_id: UUID | None = None, team_id: UUID | None = None
) -> Sequence[CampaignTarget]:
    """Let a person or a working group answer for these targets from now on."""
    campaign = lock_running(actor, campaign_id)
    actor.require(Permission.RUN)
    if (person_id is None) == (team_id is None):
        raise Refused("campaigns.one_owner")
    if person_id is not None:
        people.get_for(actor, person_id)
    if team_id is not None:
        teams.get_for(actor, team_id)
    found = targets.lock(actor, campaign, target_ids)

    for target in found:
        target.owner_person_id, target.owner_team_id = person_id, team_id
    CampaignTarget.objects.bulk_update(found, ["owner_person", "owner_team"])

    who = {"person": str(person_id or ""), "team": str(team_id or "")}
    journal.record_many(actor, [Draft("campaign.owners_given", campaign, facts={"targets": _ids(found), **who})])
    return found


def hold_target(actor: Actor, campaign_id: UUID, target_id: UUID) -> tuple[CampaignTarget, int]:
    """One target of a running campaign, locked for who may bring it on, and how many steps it has made."""
    campaign = lock_running(actor, campaign_id)
    (target,) = targets.lock(actor, campaign, [target_id])
    require_at(actor, Permission.STEP, {target.grid_id})
    return target, targets.steps_made(actor, [target.pk])[target.pk]


@write
def make_steps(actor: Actor, campaign_id: UUID, target_ids: Sequence[UUID], step: Step) -> list[CampaignTarget | Refused]:
    """Bring many targets to the same stage, in the order of their ids; each is the target, or why it stays where it is."""
    campaign = lock_running(actor, campaign_id)
    to, by = _checked(actor, campaign, step), _who(actor)
    concern, note = stages.checked_concern(campaign.concerns, to, step.concern, step.note)
    if not 1 <= len(set(target_ids)) <= STEPS_AT_ONCE:
        raise Refused("campaigns.steps_at_once", limit=STEPS_AT_ONCE)
    found = targets.lock(actor, campaign, target_ids)
    require_at(actor, Permission.STEP, {target.grid_id for target in found})

    def prepare(target: CampaignTarget) -> CampaignTarget:
        stages.check_step(targets.standing_of(campaign, target), to, by=by, on=step.on, hold_days=campaign.hold_days)
        target.stage, target.stage_on, target.stage_by, target.concern = to.key, step.on, by, concern
        target.due_on = _due_on(campaign, targets.standing_of(campaign, target))
        return target

    outcomes = each(found, prepare)
    moved = [outcome for outcome in outcomes if isinstance(outcome, CampaignTarget)]
    CampaignTarget.objects.bulk_update(moved, ["stage", "stage_on", "stage_by", "concern", "due_on"])
    _append(actor, moved, step, note, by)

    if moved:
        facts = {"targets": _ids(moved), "stage_reached": to.title, "on": step.on.isoformat(), "concern": concern, "note": note}
        journal.record_many(actor, [Draft("campaign.steps_made", campaign, facts=facts)])
    return outcomes


def _checked(actor: Actor, campaign: Campaign, step: Step) -> Stage:
    if campaign.kind != CampaignKind.DRIVE:
        raise Refused("campaigns.round_has_no_steps", name=campaign.name)
    if step.on > day_of(clock.now()) or step.on < campaign.starts_on:
        raise Refused("campaigns.step_day", on=step.on.isoformat(), starts=campaign.starts_on.isoformat())
    if not all(0 <= number <= COUNTED_AT_MOST for number in (step.person_times, step.services, step.materials)):
        raise Refused("campaigns.step_count", limit=COUNTED_AT_MOST)
    return stages.named(campaigns.stages_of(campaign), step.stage)


def _who(actor: Actor) -> UUID:
    """Who made the step: what was done is looked at again by another person, so there must be one."""
    who = actor.person_id or actor.account_id
    if who is None:
        raise Refused("campaigns.nobody")
    return who


def _due_on(campaign: Campaign, standing: stages.Standing) -> date | None:
    if standing.stage is not None and standing.stage.meaning is Meaning.WAITING:
        return campaign.waits_until
    return stages.held_from(standing, campaign.hold_days)


def _append(actor: Actor, moved: Sequence[CampaignTarget], step: Step, note: str, by: UUID) -> None:
    made, now = targets.steps_made(actor, [target.pk for target in moved]), clock.now()
    TargetStep.objects.bulk_create(
        TargetStep(
            subdistrict_id=actor.subdistrict_id,
            target=target,
            number=made[target.pk] + 1,
            stage=target.stage,
            concern=target.concern,
            note=note,
            on=step.on,
            by=by,
            recorded_at=now,
            materials=step.materials,
            services=step.services,
            person_times=step.person_times,
        )
        for target in moved
    )


def _ids(found: Iterable[CampaignTarget]) -> str:
    return " ".join(str(target.pk) for target in found)


refusals(
    {
        "campaigns.one_owner": gettext_noop("A target has one owner. Choose a person or a working group."),
        "campaigns.steps_at_once": gettext_noop("1 to {limit} targets make a step at once. Tick some, or fewer."),
        "campaigns.round_has_no_steps": gettext_noop("“{name}” is a visit round: it goes on by visits. Enter the visit."),
        "campaigns.step_day": gettext_noop("The day {on} is to come, or before {starts}, when the campaign began. Correct the day."),
        "campaigns.step_count": gettext_noop("People, services and things handed out are 0 to {limit} each. Correct the number."),
        "campaigns.nobody": gettext_noop("A step is made by a person. Sign in, and enter it again."),
    }
)
