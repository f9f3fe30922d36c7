"""A round's figures equal a count by hand, which asks the database itself and shares nothing with them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from linli.campaigns.actions import campaigns as actions
from linli.campaigns.models import Campaign
from linli.campaigns.queries import campaigns, figures, rounds
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.opinions import Progress, Went
from linli.campaigns.rules.permissions import Permission
from linli.campaigns.rules.plans import Plan
from linli.kernel import clock, journal, scope
from linli.org.rules.people import day_of
from linli.places.actions.life import move_on
from linli.places.actions.merging import merge
from linli.places.models import Place
from linli.places.rules.kinds import Stage
from linli.visits.actions.drafts import MaterialDraft
from linli.visits.rules.kinds import Outcome
from tests.visits.street import EAST, EVERYTHING, Street, need

BY_HAND = """
    SELECT count(*) FILTER (WHERE best = 'met'), count(*) FILTER (WHERE best = 'staff_only'), count(*) FILTER (WHERE best IS NULL)
    FROM (
        SELECT t.id, (
            SELECT v.outcome FROM visit v
            WHERE v.place_id = t.place_id AND v.outcome IN ('met', 'staff_only')
            AND v.visited_on BETWEEN c.starts_on AND c.ends_on
            ORDER BY v.outcome LIMIT 1
        ) AS best
        FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id WHERE NOT t.is_later
    ) each
"""
GIVEN_BY_HAND = """
    SELECT sum(g.amount) FROM visit_given g JOIN visit v ON v.id = g.visit_id
    JOIN campaign_target t ON t.place_id = v.place_id JOIN campaign c ON c.id = t.campaign_id
    WHERE g.kind = %s AND v.visited_on BETWEEN c.starts_on AND c.ends_on
"""


class Round:
    """Six shops in the west and three in the east, and a round over all of them."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.head = replace(street.house, permissions=frozenset(map(str, [*EVERYTHING, *Permission])))
        self.west = [street.place(f"西店{number}") for number in range(6)]
        self.east = [street.place(f"东店{number}", spot=EAST) for number in range(3)]
        today = day_of(clock.now())
        plan = Plan(name="走访", kind=CampaignKind.ROUND, starts_on=today - timedelta(days=3), ends_on=today + timedelta(days=10))
        drafted = street.acts(self.head, actions.draft, plan)
        self.campaign: Campaign = street.acts(self.head, actions.start, drafted.pk, seen=1, choice=Choice())

    def figures(self) -> figures.RoundFigures:
        with scope.scoped(self.head):
            return figures.of_round(self.head, Campaign.objects.get(pk=self.campaign.pk), clock.now())

    def by_hand(self, statement: str, *values: Any) -> tuple[Any, ...]:
        with self.street.database.connect("superuser") as superuser:
            found = superuser.execute(statement, values).fetchone()
            assert found is not None
            return tuple(found)


@pytest.fixture
def walked(street: Street) -> Round:
    walked = Round(street)
    west, east = walked.west, walked.east
    earlier = clock.now() - timedelta(days=1)
    street.visit(west[0], people=3, materials=[MaterialDraft(name="联心卡", amount=2)], services=["反诈"])
    street.visit(west[1], outcome=Outcome.NOT_OPEN, made_at=earlier)
    street.visit(west[1], outcome=Outcome.STAFF_ONLY)
    street.visit(west[2], outcome=Outcome.NOT_OPEN)
    street.visit(west[3], outcome=Outcome.MOVED)
    street.visit(east[0], made_at=earlier, needs=[need(), need("灯不亮", on_spot_line="换了灯管")])
    street.visit(east[1], outcome=Outcome.DECLINED)
    return walked


def test_the_figures_equal_a_count_by_hand(walked: Round) -> None:
    found = walked.figures()

    assert (found.coverage.met, found.coverage.staff_only, found.coverage.share.left) == walked.by_hand(BY_HAND) == (2, 1, 6)
    assert found.coverage.reasons == {Outcome.NOT_OPEN: 1, Outcome.MOVED: 1, Outcome.DECLINED: 1, None: 3}
    assert (found.coverage.to_go, found.tried_again) == (4, 0)
    assert (found.handed.person_times, found.handed.services, found.handed.materials) == (2, 1, 2)
    for kind, expected in (("material", 2), ("service", 1)):
        assert walked.by_hand(GIVEN_BY_HAND, kind) == (expected,)
    assert (found.opinions.row(Went.BLOCK), found.opinions.whole) == ([1, 0, 1], 2)
    assert found.opinions.column(Progress.SOLVED) == 1
    assert [(area.name, area.share.done, area.share.whole, area.lacking) for area in found.areas] == [
        ("西网格", 2, 6, 4),
        ("东网格", 1, 3, 2),
    ]
    assert found.pace.points[0][1] == 9 and found.pace.left == 6
    assert found.kinds["shop"].whole == 9


def test_a_shop_that_closes_and_one_that_opens_leave_every_figure_as_it_was(walked: Round) -> None:
    before, street = walked.figures(), walked.street
    street.acts(walked.head, move_on, walked.west[0].pk, stage=Stage.CLOSED)
    street.acts(walked.head, move_on, walked.west[5].pk, stage=Stage.CLOSED)
    newcomer = street.place("新店")
    with scope.scoped(walked.head):
        offered = campaigns.newcomers(walked.head, walked.campaign)
    street.acts(walked.head, actions.add_places, walked.campaign.pk, [place.pk for place in offered])
    street.visit(newcomer)

    after = walked.figures()
    assert [place.pk for place in offered] == [newcomer.pk]
    assert (after.coverage, after.areas, after.pace.points) == (before.coverage, before.areas, before.pace.points)
    assert (after.later.done, after.later.whole) == (1, 1)


def test_what_was_merged_is_visited_under_the_name_that_stayed(walked: Round) -> None:
    stays = walked.street.place("西店（新招牌）")
    walked.street.acts(walked.head, merge, walked.west[5].pk, into_id=stays.pk)
    walked.street.visit(stays)

    assert walked.figures().coverage.met == 3
    with scope.scoped(walked.head):
        target = next(row.target for row in rounds.standing(walked.head, walked.campaign) if row.target.place_id == walked.west[5].pk)
        assert [visit.place_id for visit in rounds.visits_to(walked.head, walked.campaign, target)] == [stays.pk]
        (line,) = campaigns.lines(walked.head)
        assert line.share is not None and (line.share.done, line.share.whole) == (4, 9)


def test_visits_outside_its_days_or_after_its_end_do_not_count(walked: Round) -> None:
    walked.street.acts(walked.head, actions.end, walked.campaign.pk, seen=walked.street.acts(walked.head, seen_of, walked.campaign))
    before = walked.figures()
    walked.street.hand.passes(hours=1)
    walked.street.visit(walked.west[4])

    assert walked.figures() == before
    with scope.scoped(walked.head):
        (line,) = campaigns.lines(walked.head)
        ended = journal.story_of(Campaign.objects.get(pk=walked.campaign.pk))[-1]
    assert line.share is not None and line.share.done == before.coverage.share.done == ended.facts["finished"] == 3


def seen_of(actor: Any, campaign: Campaign) -> int:
    return campaigns.get_for(actor, campaign.pk).journal_seq


def test_the_open_ones_stand_on_the_map_with_their_reason(walked: Round) -> None:
    walked.street.place("没有坐标的店", spot=None)
    with scope.scoped(walked.head):
        spots = rounds.open_spots(walked.head, walked.campaign)
        assert {spot.row.target.name: spot.row.reached.outcome for spot in spots} == {
            "西店2": Outcome.NOT_OPEN,
            "西店3": Outcome.MOVED,
            "西店4": None,
            "西店5": None,
            "东店1": Outcome.DECLINED,
            "东店2": None,
        }
        Place.objects.filter(pk=walked.west[5].pk).update(lon=None, lat=None, coord_system="", accuracy_m=None)
        assert len(rounds.open_spots(walked.head, walked.campaign)) == 5
