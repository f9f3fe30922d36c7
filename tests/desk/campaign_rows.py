"""A street with shops and campaigns over them, for the pages about campaigns."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.campaigns.actions import campaigns as actions
from linli.campaigns.actions import steps
from linli.campaigns.actions.steps import Step
from linli.campaigns.queries import targets
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules import stages
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.plans import Plan
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.rules.people import day_of
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.rules.kinds import Kind
from linli.places.rules.words import Spot, Words


def plan_of(kind: CampaignKind, **facts: Any) -> Plan:
    """A campaign that began a week ago and ends in a fortnight."""
    today = day_of(clock.now())
    drive = {
        "stages": tuple(stages.STANDARD),
        "concerns": ("价", "电"),
        "waits_for": "变电站扩容",
        "waits_until": today + timedelta(days=9),
    }
    said = {"name": kind.value, "starts_on": today - timedelta(days=7), "ends_on": today + timedelta(days=14)}
    return Plan(kind=kind, **{**said, **(drive if kind is CampaignKind.DRIVE else {}), **facts})


def shops(actor: Actor, number: int, *, kind: Kind = Kind.RESTAURANT) -> list[UUID]:
    """So many eateries, all with a point, the last outside every grid."""
    drafts = [
        PlaceDraft(kind=kind, words=Words(name=f"小店{each}", address=f"岚皋西路{each}号"), spot=Spot(lon=121.402, lat=31.202))
        for each in range(number - 1)
    ]
    drafts.append(PlaceDraft(kind=kind, words=Words(name="桥下摊", address="桥下"), spot=Spot(lon=120.0, lat=30.0)))
    return [place.pk for place in places.add_places(actor, drafts) if not isinstance(place, Exception)]


def started(actor: Actor, plan: Plan) -> Any:
    """A campaign over all eateries, on its way."""
    draft = actions.draft(actor, plan)
    return actions.start(actor, draft.pk, seen=draft.journal_seq, choice=Choice(kinds=frozenset({Kind.RESTAURANT.value})))


def a_drive_and_its_target(actor: Actor) -> dict[str, UUID]:
    """What the addresses of campaigns name."""
    shops(actor, 3)
    drive = started(actor, replace(plan_of(CampaignKind.DRIVE), name="气改电（试）"))
    return {"campaign_id": drive.pk, "target_id": targets.of(actor, drive).order_by("name")[0].pk}


def step_all(actor: Actor, campaign: Any, stage: str, **facts: Any) -> None:
    """Every target makes a step."""
    ids = list(targets.of(actor, campaign).values_list("pk", flat=True))
    steps.make_steps(actor, campaign.pk, ids, Step(stage=stage, on=day_of(clock.now()), **facts))
