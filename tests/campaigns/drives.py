"""A drive in a street of two grids, for the tests of campaigns."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from linli.campaigns.actions import campaigns, steps
from linli.campaigns.actions.steps import Step
from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.queries import targets
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules import stages
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import Plan
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission as PlacePermission
from tests.places.street import EAST, Street

FIRST, TODAY, LAST = date(2026, 11, 3), date(2026, 11, 23), date(2026, 11, 30)
PLAN = Plan(
    name="气改电 兰田",
    kind=CampaignKind.DRIVE,
    starts_on=FIRST,
    ends_on=LAST,
    stages=tuple(stages.STANDARD),
    concerns=("价", "电", "味"),
    waits_for="兰田变电站扩容",
    waits_until=date(2026, 12, 20),
)
EATERIES = Choice(kinds=frozenset({Kind.RESTAURANT.value}))


class Drive:
    """Three eateries in the west, two in the east, a shop, and a drive about the eateries."""

    def __init__(self, street: Street) -> None:
        self.street = street
        whole = [*Permission, *PlacePermission, OrgPermission.READ, OrgPermission.CHANGE_PEOPLE, OrgPermission.CHANGE_DUTIES]
        self.head = street.actor([*whole, OrgPermission.CHANGE_TEAMS])
        self.colleague = street.actor(whole)
        self.reader = street.actor([Permission.READ])
        self.westerner = street.actor([], limits=dict.fromkeys([Permission.READ, Permission.STEP], frozenset({street.west})))
        names = ["冒菜馆", "面馆", "小吃店"]
        self.west = [street.place(name, f"岚皋西路{number}号", kind=Kind.RESTAURANT) for number, name in enumerate(names, start=1)]
        self.east = [street.place(name, f"岚皋东路{number}号", kind=Kind.RESTAURANT, spot=EAST) for number, name in enumerate(names[:2])]
        self.shop = street.place("文具店", "岚皋西路9号")
        self.campaign: Campaign = street.does(self.head, campaigns.draft, PLAN)

    def start(self, choice: Choice = EATERIES) -> Campaign:
        self.campaign = self.street.does(self.head, campaigns.start, self.campaign.pk, seen=self.reload().journal_seq, choice=choice)
        return self.campaign

    def reload(self) -> Campaign:
        with scope.scoped(self.head):
            found: Campaign = Campaign.objects.get(pk=self.campaign.pk)
            return found

    def targets(self) -> list[CampaignTarget]:
        with scope.scoped(self.head):
            return list(targets.of(self.head, self.campaign).order_by("name", "grid_id"))

    def target_of(self, place: Any) -> CampaignTarget:
        return next(target for target in self.targets() if target.place_id == place.pk)

    def step(self, actor: Actor, chosen: Sequence[CampaignTarget | UUID], stage: str, on: date = TODAY, **facts: Any) -> Any:
        ids = [each if isinstance(each, UUID) else each.pk for each in chosen]
        return self.street.does(actor, steps.make_steps, self.campaign.pk, ids, Step(stage=stage, on=on, **facts))
