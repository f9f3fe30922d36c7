"""The visit round of 竹溪街道, laid through the house's own actions day by day as it would have gone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from linli.campaigns.actions import campaigns
from linli.campaigns.queries import campaigns as known
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.plans import Plan
from linli.config.street import round as plan
from linli.config.street.laying.crew import at_large
from linli.config.street.laying.ids import Ids, all_of
from linli.config.street.round import Call, Shop
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.org.rules.people import ZONE, day_of
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.rules.words import Spot, Words
from linli.tickets.actions import dispatching, handling, redispatching
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import Verdict
from linli.visits.actions import visits
from linli.visits.actions.drafts import MaterialDraft, NeedDraft, VisitDraft
from linli.visits.rules.kinds import Kind

CHUNK: Final = 200
_WALKERS: Final = ("yan-meihua", "tong-xinyi", "ma-chengyi")


def lay_round(actor: Actor, ids: Ids, now: datetime) -> None:
    """The round as it stands three weeks after its first day; where there is a campaign already, none is laid."""
    if known.lines(actor):
        return
    today = day_of(now)
    begin = datetime.combine(today + plan.BEGAN, time(8), tzinfo=ZONE)
    shops = plan.shops()
    with clock.told_by(lambda: begin):
        place_ids = _places(actor, shops[: plan.TARGETS])
        words = Plan(name=plan.NAME, kind=CampaignKind.ROUND, starts_on=today + plan.BEGAN, ends_on=today + plan.ENDS)
        drafted = campaigns.draft(actor, words)
        campaign_id = campaigns.start(actor, drafted.pk, seen=drafted.journal_seq, choice=Choice()).pk
    with clock.told_by(lambda: begin + timedelta(days=10)):
        later = _places(actor, shops[plan.TARGETS :])
        campaigns.add_places(actor, campaign_id, later)
    passed = _walk(actor, ids, begin, [*place_ids, *later])
    _pass_up(actor, ids, passed, now - timedelta(days=1))


def _places(actor: Actor, shops: Sequence[Shop]) -> list[UUID]:
    drafts = [
        PlaceDraft(kind=each.kind, words=Words(name=each.name, address=each.address), spot=Spot(lon=each.at[0], lat=each.at[1]))
        for each in shops
    ]
    return [place.pk for begin in range(0, len(drafts), CHUNK) for place in all_of(places.add_places(actor, drafts[begin : begin + CHUNK]))]


def _walk(actor: Actor, ids: Ids, begin: datetime, place_ids: Sequence[UUID]) -> dict[str, UUID]:
    """Every visit on its day; what was passed up, by its words."""
    crew = [at_large(actor, ids.people[code], Channel.FIELD) for code in _WALKERS]
    needs = _needs(plan.calls())
    passed = {need.words: need.ticket_id for need in needs.values() if not need.on_spot_line}
    for day, calls in groupby(plan.calls(), key=lambda each: each.day):
        evening = begin + timedelta(days=day, hours=10)
        drafts = [
            _draft(each, place_ids[each.shop], evening - timedelta(minutes=2 * number + 30), needs.get(each))
            for number, each in enumerate(calls)
        ]
        with clock.told_by(_at(evening)):
            for number, walker in enumerate(crew):
                mine = drafts[number :: len(crew)]
                for first in range(0, len(mine), CHUNK):
                    all_of(visits.record_visits(walker, mine[first : first + CHUNK]))
    return passed


def _at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _needs(calls: Sequence[Call]) -> Mapping[Call, NeedDraft]:
    """Eleven of the visits to somebody in charge, spread over the round, say something."""
    met = [each for each in calls if each.materials][:: len(calls) // 12]
    said = [*((words, "") for words, _ in plan.PASSED), *((words, "当场处理好了") for words in plan.SETTLED)]
    drafts = (NeedDraft(ticket_id=uuid7(), words=words, on_spot_line=line) for words, line in said)
    return dict(zip(met, drafts, strict=False))


def _draft(call: Call, place_id: UUID, at: datetime, need: NeedDraft | None) -> VisitDraft:
    return VisitDraft(
        id=uuid7(),
        place_id=place_id,
        kind=Kind.ROUTINE,
        outcome=call.outcome,
        made_at=at,
        people=1 + call.helpers,
        services=tuple(plan.SERVICE_NAMES[: call.services]),
        materials=tuple(MaterialDraft(name=name, amount=1) for name in _names(call)),
        needs=(need,) if need else (),
    )


def _names(call: Call) -> Iterator[str]:
    for number in range(call.materials):
        yield plan.MATERIAL_NAMES[number % len(plan.MATERIAL_NAMES)]


def _pass_up(actor: Actor, ids: Ids, passed: Mapping[str, UUID], now: datetime) -> None:
    """What the block could not settle goes to the subdistrict, as far as the plan says."""
    office, squad = ids.units["zx-guanli"], ids.units["zx-chengguan"]
    for number, (words, state) in enumerate(plan.PASSED):
        at = now - timedelta(hours=8 - number)
        ticket_id = passed[words]
        with clock.told_by(_at(at)):
            dispatching.dispatch(actor, ticket_id, lead_unit_id=office, note="走访收到")
            dispatching.accept(actor, ticket_id)
            redispatching.escalate(actor, ticket_id, lead_unit_id=squad, tried="居委已到场看过，处理不了")
            if state != "received":
                dispatching.accept(actor, ticket_id)
            if state == "resolved":
                handling.note_contact(actor, ticket_id, Clock.FIRST_CONTACT, note="电话联系店主")
                handling.resolve(actor, ticket_id, outcome=Verdict.SOLVED, done="已到现场处理")
