"""Some visits of the last weeks, the checklists that were asked, and the day on which everybody goes out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from linli.checklists import actions as checklists
from linli.checklists import queries as lists
from linli.checklists.queries import Whole
from linli.checklists.rules.answers import Answered
from linli.config.street.laying.ids import Ids
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.places.models import Place
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.life import LIVING
from linli.visits.actions import settings, visits
from linli.visits.actions.drafts import AnswersDraft, MaterialDraft, NeedDraft, VisitDraft
from linli.visits.models import GridDay, Visit
from linli.visits.rules.days import Days
from linli.visits.rules.kinds import Kind, Outcome

# Whoever walks, what one met, what was said, what was needed, how it was settled there and then, and in how many days one comes again.
_TOLD: Final = (
    ("wang-fang", Kind.ROUTINE, Outcome.MET, "老板娘问幼儿园报名要什么材料", "", "", 7),
    ("wang-fang", Kind.ROUTINE, Outcome.MET, "生意淡，想问有没有减租", "后门垃圾桶满了没人收", "", 0),
    ("wang-fang", Kind.ROUTINE, Outcome.STAFF_ONLY, "", "门口的灯不亮", "换了灯管", 0),
    ("wang-fang", Kind.ROUTINE, Outcome.NOT_OPEN, "", "", "", 0),
    ("bai-zhiqiang", Kind.JOINT, Outcome.MET, "和消防、市场所一起去的，出口的货挪开了", "", "", 14),
    ("bai-zhiqiang", Kind.TARGETED, Outcome.MET, "说了夜里进货的事，改到早上六点以后", "", "", 0),
    ("wang-fang", Kind.ROUTINE, Outcome.COME_LATER, "正忙，约下周", "", "", 5),
    ("wang-fang", Kind.PATROL, Outcome.VACANT, "卷帘门贴着招租", "", "", 0),
    ("wang-fang", Kind.ROUTINE, Outcome.DECLINED, "", "", "", 0),
    ("wang-fang", Kind.ROUTINE, Outcome.MET, "", "", "", 0),
)
_LETTER: Final = MaterialDraft(name="告知信", amount=1)


def lay_visits(actor: Actor, now: datetime, ids: Ids) -> None:
    """Lay the templates, a grid day, and a visit to some of the places; what stands already stays as it is."""
    checklists.take_over(actor)
    if not GridDay.objects.of(actor.subdistrict_id).exists():
        settings.set_grid_day(actor, Days(name="统一网格日", weekday=2, starts_on=day_of(now), theme="用气安全、节前提醒"))
    if Visit.objects.of(actor.subdistrict_id).exists():
        return
    asked = next(each for each in lists.in_use(actor) if each.code == "look_and_ask")
    shops = Place.objects.of(actor.subdistrict_id).filter(
        kind__in=[PlaceKind.SHOP.value, PlaceKind.RESTAURANT.value], stage__in=sorted(each.value for each in LIVING)
    )
    for number, place in enumerate(shops.order_by("name", "pk")[: len(_TOLD)]):
        draft = _draft(place, number, asked, now)
        visits.record_visit(replace(actor, person_id=ids.people[_TOLD[number][0]]), draft)


def _draft(place: Place, number: int, asked: Whole, now: datetime) -> VisitDraft:
    _who, kind, outcome, note, words, line, days = _TOLD[number]
    made_at = now - timedelta(days=2 * (len(_TOLD) - number), hours=number % 4)
    is_met = outcome in {Outcome.MET, Outcome.STAFF_ONLY}
    seen = {"exits": Answered("fine"), "opening_hours": Answered("10:00–21:30"), "uses_gas": Answered("yes" if number % 2 else "no")}
    return VisitDraft(
        id=uuid7(),
        place_id=place.pk,
        kind=kind,
        outcome=outcome,
        made_at=made_at,
        note=note,
        answers=[AnswersDraft(checklist_id=asked.id, number=asked.number, items=seen)] if is_met else [],
        needs=[NeedDraft(ticket_id=uuid7(), words=words, on_spot_line=line)] if words else [],
        materials=[_LETTER] if is_met else [],
        services=["反诈宣传"] if kind is Kind.JOINT else [],
        people=6 if kind is Kind.JOINT else 1,
        agreed_follow_up_on=day_of(made_at) + timedelta(days=days) if days else None,
    )
