"""The drive from bottled gas to electricity in 兰亭街道, door by door: 120 shops in every stage, many waiting for more power."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from linli.campaigns.actions import campaigns, steps
from linli.campaigns.actions.steps import Step
from linli.campaigns.queries import campaigns as known
from linli.campaigns.queries import targets
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules import stages
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.plans import Plan
from linli.config.street.laying.crew import at_large
from linli.config.street.laying.ids import Ids, all_of
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.org.rules.people import ZONE, day_of
from linli.places.rules.kinds import Kind

NAME: Final = "沿街商户气改电"
BEGAN, ENDS, PROMISED = timedelta(days=-70), timedelta(days=80), timedelta(days=28)
WAITS_FOR: Final = "兰田变电站增容送电"
# Who goes from door to door, and who looks at it again.
_WALKS, _LOOKS = "wang-fang", "bai-zhiqiang"
# Of every hundred shops how many went on from one stage to the next, and how many days after the drive began.
_WAY: Final = (
    ("contacted", 97, 4),
    ("concerns", 26, 9),
    ("agreed", 72, 18),
    ("deposit", 58, 27),
    ("waiting", 45, 33),
    ("done", 24, 34),
    ("looked_again", 13, 36),
    ("held", 5, 68),
)
# The concerns as they were heard, turn by turn.
_CONCERNS: Final = ("价", "电", "价", "味", "停业时间", "电", "房东不同意")
_NOTES: Final = {
    "价": "设备加安装超出预算",
    "电": "怕同时开几台就跳闸",
    "味": "担心炒菜没有锅气",
    "停业时间": "停不起三天",
    "房东不同意": "线路要走房东的墙",
}


def lay_drive(actor: Actor, ids: Ids, now: datetime) -> None:
    """The drive as it stands ten weeks after it began; where there is a campaign already, none is laid."""
    if known.lines(actor):
        return
    today = day_of(now)
    begin = datetime.combine(today + BEGAN, time(9), tzinfo=ZONE)
    with clock.told_by(lambda: begin):
        plan = Plan(
            name=NAME,
            kind=CampaignKind.DRIVE,
            starts_on=today + BEGAN,
            ends_on=today + ENDS,
            stages=tuple(stages.STANDARD),
            concerns=stages.STANDARD_CONCERNS,
            waits_for=WAITS_FOR,
            waits_until=today + PROMISED,
        )
        drafted = campaigns.draft(actor, plan)
        shops = Choice(kinds=frozenset({Kind.SHOP.value, Kind.RESTAURANT.value}))
        campaign = campaigns.start(actor, drafted.pk, seen=drafted.journal_seq, choice=shops)
        doors = list(targets.of(actor, campaign).order_by("name", "pk").values_list("pk", flat=True))
        # One in three is the walker's own, so that her phone has doors at every stage.
        steps.give_owner(actor, campaign.pk, doors[::3], person_id=ids.people[_WALKS])
    crew = {code: at_large(actor, ids.people[code], Channel.DESK) for code in (_WALKS, _LOOKS)}
    for stage, share, days in _WAY:
        walker = crew[_LOOKS if stage == "looked_again" else _WALKS]
        reached = doors[: len(doors) * share // 100] if stage != "concerns" else doors[-len(doors) * share // 100 : -3]
        for moment, some, concern in _in_turns(stage, reached, begin + timedelta(days=days)):
            with clock.told_by(_at(moment)):
                all_of(steps.make_steps(walker, campaign.pk, some, _step(stage, moment, concern)))


def _at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _in_turns(stage: str, doors: Sequence[UUID], begin: datetime) -> Iterator[tuple[datetime, Sequence[UUID], str]]:
    """The doors in turns of a few days each; a turn of concerns hears one."""
    size = 6 if stage == "concerns" else 12
    for number, first in enumerate(range(0, len(doors), size)):
        moment = begin + timedelta(days=2 * number if stage != "held" else 0)
        yield moment, doors[first : first + size], _CONCERNS[number % len(_CONCERNS)] if stage == "concerns" else ""


def _step(stage: str, moment: datetime, concern: str) -> Step:
    is_talk = stage in {"contacted", "concerns"}
    return Step(
        stage=stage,
        on=day_of(moment),
        concern=concern,
        note=_NOTES.get(concern, ""),
        person_times=2 if is_talk else 0,
        services=1 if stage == "agreed" else 0,
        materials=3 if stage == "contacted" else 0,
    )
