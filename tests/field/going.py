"""A drive and a round over four eateries, of which somebody owns three and his working group one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from linli.campaigns.actions import campaigns, steps
from linli.campaigns.models import Campaign, CampaignTarget, TargetStep
from linli.campaigns.queries import targets
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.kit import Kit
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import Plan
from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.kernel.permissions import registered_permissions
from linli.org.actions import teams
from linli.org.queries.teams import standing_seats
from linli.org.rules.teams import SeatGroup, SeatSpec
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.rules.kinds import Kind
from linli.places.rules.words import Spot, Words
from tests import make, people
from tests.campaigns.drives import EATERIES, PLAN
from tests.campaigns.test_campaigns import ROUND
from tests.field.street import Phone, Street
from tests.field.test_visits import WALKS

GOES = (*WALKS, Permission.READ, Permission.STEP)
KIT = Kit(("用气安全",), (("告知信", 1),))
NAMES = ("冒菜馆", "面馆", "小吃店", "早点铺")


class Going:
    """兰亭 with its eateries; `own` are three of them, `shared` the working group's, `phone` his who answers for them."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.house = people.clerk(street.town.lanting, registered_permissions())
        make.grid(self.house)
        drafts = [PlaceDraft(words=Words(name=name), kind=Kind.RESTAURANT, spot=Spot(lon=121.402, lat=31.202)) for name in NAMES]
        with scope.scoped(self.house):
            made = add_places(self.house, drafts)
            self.places = [each.pk for each in made if not isinstance(each, Refused)]
            self.team = self._team()
        self.drive = self._started(replace(PLAN, kit=KIT))
        self.phone = street.phone_of("he.xin", street.town.fangguan, GOES)

    def _team(self) -> UUID:
        specs = [SeatSpec(key="walker", group=SeatGroup.CO_BUILDING, title="组员", least=1)]
        template = teams.lay_template(self.house, name="专班", specs=specs)
        team = teams.set_up(self.house, template.pk, name="气改电专班")
        (seat,) = standing_seats(self.house, [team.pk])
        teams.fill_seat(self.house, seat.pk, person_id=self.street.town.fangguan.person_id)
        return team.pk

    def _started(self, plan: Plan) -> Campaign:
        """A campaign over all of them: three are the walker's, the last his group's."""
        house = self.house
        with scope.scoped(house):
            draft = campaigns.draft(house, plan)
            started: Campaign = campaigns.start(house, draft.pk, seen=draft.journal_seq, choice=EATERIES)
            found = [self.target_of(started, place).pk for place in self.places]
            steps.give_owner(house, started.pk, found[:3], person_id=self.street.town.fangguan.person_id)
            steps.give_owner(house, started.pk, found[3:], team_id=self.team)
        return started

    def start_round(self) -> Campaign:
        """A visit round over the same places."""
        assert ROUND.kind is CampaignKind.ROUND
        return self._started(ROUND)

    def target_of(self, campaign: Campaign, place_id: UUID) -> CampaignTarget:
        found: CampaignTarget = targets.of(self.house, campaign).get(place_id=place_id)
        return found

    def target(self, number: int = 0) -> CampaignTarget:
        with scope.scoped(self.house):
            return self.target_of(self.drive, self.places[number])

    def made(self, number: int = 0) -> list[TargetStep]:
        """The steps of one target, the first above."""
        with scope.scoped(self.house):
            return list(reversed(targets.story_of(self.house, self.target_of(self.drive, self.places[number]))))

    def step(self, stage: str = "contacted", *, number: int = 0, seen: int = 0, phone: Phone | None = None, **facts: Any) -> dict[str, Any]:
        """A command that brings a target of the drive on."""
        said = {"campaign_id": str(self.drive.pk), "target_id": str(self.target(number).pk), "stage": stage}
        after = facts.pop("after", ())
        return (phone or self.phone).says("campaign.step", {**said, **facts}, seen=seen, after=after)
