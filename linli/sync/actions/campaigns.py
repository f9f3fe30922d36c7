"""The command of a drive: a target is brought to its next stage, on the day on which somebody said so."""

from dataclasses import dataclass

from pydantic import BaseModel

from linli.campaigns.actions import steps
from linli.campaigns.actions.steps import Step
from linli.campaigns.models import CampaignTarget
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.rules.people import day_of
from linli.sync.commands import Done, target_command, target_of
from linli.sync.payloads import CampaignStep


@dataclass(frozen=True, slots=True)
class Held:
    """A target that is locked, and how many steps it has made: the version that a phone has seen."""

    target: CampaignTarget
    steps: int

    @property
    def about(self) -> str:
        """Its name beside receipts, as a chain would have one."""
        return f"campaign_target/{self.target.pk}"

    @property
    def stands(self) -> dict[str, object]:
        """Where it stands, as a receipt says it."""
        return {"target_id": str(self.target.pk), "stage": self.target.stage, "version": self.steps}


def hold(actor: Actor, payload: BaseModel) -> Held:
    """Lock the target that the payload names, for who may bring it on."""
    return Held(*steps.hold_target(actor, *target_of(payload)))


@target_command("campaign.step", CampaignStep)
def step(actor: Actor, payload: CampaignStep) -> Done:
    """One target makes a step, on the day of the command."""
    # A command's moment is the actor's, which the journal keeps too.
    if actor.made_at is None:
        raise ValueError("a step is a command of a moment")
    said = Step(
        stage=payload.stage,
        on=day_of(actor.made_at),
        concern=payload.concern,
        note=payload.note,
        person_times=payload.person_times,
        services=payload.services,
        materials=payload.materials,
    )
    (outcome,) = steps.make_steps(actor, payload.campaign_id, [payload.target_id], said)
    if isinstance(outcome, Refused):
        raise outcome
    return Done({"target_id": str(outcome.pk), "stage": outcome.stage})
