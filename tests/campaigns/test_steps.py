"""Door by door: concerns heard, work done, looked at again by somebody else."""

from datetime import date, timedelta
from typing import Any

import pytest

from linli.campaigns.actions import campaigns as campaign_actions
from linli.campaigns.models import CampaignTarget
from linli.campaigns.queries import campaigns, targets
from linli.campaigns.queries.targets import Handed
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from tests.campaigns.drives import FIRST, TODAY, Drive
from tests.campaigns.test_campaigns import ROUND
from tests.places.street import NOW, Street


@pytest.fixture
def drive(street: Street) -> Drive:
    drive = Drive(street)
    drive.start()
    return drive


def test_the_chain_from_the_first_word_to_what_held(drive: Drive) -> None:
    target = drive.target_of(drive.west[0])

    drive.step(drive.head, [target], "contacted", FIRST, person_times=2, materials=3)
    drive.step(drive.head, [target], "concerns", FIRST, concern="电", note="怕跳闸")
    drive.step(drive.head, [target], "agreed", FIRST + timedelta(days=1), services=1)
    drive.step(drive.head, [target], "done", FIRST + timedelta(days=5))
    (own,) = drive.step(drive.head, [target], "looked_again")
    assert isinstance(own, Refused) and own.code == "campaigns.own_work"
    drive.step(drive.colleague, [target], "looked_again", FIRST + timedelta(days=6))

    found = drive.target_of(drive.west[0])
    assert (found.stage, found.concern, found.due_on) == ("looked_again", "", FIRST + timedelta(days=36))
    with scope.scoped(drive.head):
        story = targets.story_of(drive.head, found)
        assert [step.stage for step in reversed(story)] == ["contacted", "concerns", "agreed", "done", "looked_again"]
        assert (story[3].concern, story[3].note) == ("电", "怕跳闸")
        assert targets.handed(drive.head, drive.campaign) == Handed(2, 1, 3)
    assert drive.street.story(drive.campaign).count("campaign.steps_made") == 5


def test_many_make_a_step_at_once_and_each_answers_for_itself(drive: Drive) -> None:
    done, fresh = drive.target_of(drive.west[0]), drive.target_of(drive.west[1])
    drive.step(drive.head, [done], "done")

    outcomes = drive.step(drive.colleague, [done, fresh], "looked_again")

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CampaignTarget", "Refused"]
    assert drive.target_of(drive.west[0]).stage == "looked_again"
    assert drive.target_of(drive.west[1]).stage == ""
    before = drive.street.story(drive.campaign)
    drive.step(drive.colleague, [fresh], "looked_again")
    assert drive.street.story(drive.campaign) == before


def test_what_has_held_is_said_after_its_days(drive: Drive) -> None:
    target = drive.target_of(drive.west[0])
    drive.step(drive.head, [target], "done", FIRST)
    drive.step(drive.colleague, [target], "looked_again", FIRST)

    (early,) = drive.step(drive.head, [target], "held")
    with clock.told_by(lambda: NOW + timedelta(days=20)):
        (held,) = drive.step(drive.head, [target], "held", FIRST + timedelta(days=30))

    assert isinstance(early, Refused) and early.code == "campaigns.too_early"
    assert isinstance(held, CampaignTarget) and held.stage == "held"


def test_the_figures_are_a_count_by_hand(drive: Drive) -> None:
    west, east = [drive.target_of(place) for place in drive.west], [drive.target_of(place) for place in drive.east]
    later = drive.street.place("新店", "岚皋西路7号")
    drive.street.does(drive.head, campaign_actions.add_places, drive.campaign.pk, [later.pk])
    drive.step(drive.head, west[:2], "done", FIRST)
    drive.step(drive.colleague, west[:1], "looked_again", FIRST + timedelta(days=2))
    drive.step(drive.head, east[:1], "concerns", concern="价")
    drive.step(drive.head, [drive.target_of(later)], "done")

    with scope.scoped(drive.head):
        by_stage = {stage.key if stage else "": number for stage, number in targets.by_stage(drive.head, drive.campaign)}
        assert {key: number for key, number in by_stage.items() if number} == {"": 2, "concerns": 1, "done": 1, "looked_again": 1}
        assert targets.by_concern(drive.head, drive.campaign) == [("价", 1)]
        assert campaigns.done_in(drive.head, [drive.campaign]) == {drive.campaign.pk: 2}
        assert targets.finished_on(drive.head, drive.campaign) == {FIRST: 2}


def test_a_worker_of_one_grid_enters_steps_there_and_nowhere_else(drive: Drive) -> None:
    (moved,) = drive.step(drive.westerner, [drive.target_of(drive.west[0])], "contacted")
    assert isinstance(moved, CampaignTarget)
    for actor in (drive.westerner, drive.reader):
        with pytest.raises(Refused) as refused:
            drive.step(actor, [drive.target_of(drive.east[0])], "contacted")
        assert refused.value.code == "kernel.not_allowed"


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("campaigns.step_day", {"on": date(2026, 11, 24)}),
        ("campaigns.step_day", {"on": date(2026, 11, 2)}),
        ("campaigns.step_count", {"materials": -1}),
        ("campaigns.no_such_stage", {"stage": "nowhere"}),
        ("campaigns.which_concern", {"stage": "concerns", "concern": "人"}),
    ],
)
def test_a_step_that_cannot_be_is_refused(drive: Drive, code: str, facts: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        drive.step(drive.head, drive.targets(), **{"stage": "contacted", "on": TODAY, **facts})
    assert refused.value.code == code
    assert all(target.stage == "" for target in drive.targets())


def test_a_round_has_no_steps_and_nobody_makes_none(drive: Drive) -> None:
    with pytest.raises(Refused) as refused:
        drive.step(Actor.system("test", drive.street.lanting), drive.targets(), "contacted")
    assert refused.value.code == "campaigns.nobody"
    for wrong in ([], [uuid7() for _ in range(201)]):
        with pytest.raises(Refused) as refused:
            drive.step(drive.head, wrong, "contacted")
        assert refused.value.code == "campaigns.steps_at_once"
    with pytest.raises(NotFound):
        drive.step(drive.head, [uuid7()], "contacted")
    drive.campaign = drive.street.does(drive.head, campaign_actions.draft, ROUND)
    drive.start()
    with pytest.raises(Refused) as refused:
        drive.step(drive.head, drive.targets(), "contacted")
    assert refused.value.code == "campaigns.round_has_no_steps"
