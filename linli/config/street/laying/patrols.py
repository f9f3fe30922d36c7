"""Some routes of patrols with their shifts: a fire-safety round past small shops, two sections of wardens, a walk along the river."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from linli.checklists import queries as checklists
from linli.config.street.land import rivers
from linli.config.street.laying.ids import Ids
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.places.models import Place
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.life import LIVING
from linli.visits.actions import patrolling, routes, shifts
from linli.visits.actions.patrolling import FindingDraft, MissedDraft, PatrolDraft
from linli.visits.actions.routes import RouteDraft, StopDraft
from linli.visits.actions.shifts import ShiftsDraft
from linli.visits.models import PatrolRoute, PatrolShift
from linli.visits.queries import patrols
from linli.visits.rules.patrols import Missed, NotDone, Part, RouteKind, RouteWords

_STOPS: Final = 10
_BEGAN: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Beat:
    """A route of the demo: which street's shops, or the river; who walks it, and on which days from today."""

    name: str
    kind: RouteKind
    section: str
    grid: str
    unit: str
    person: str
    street: str
    part: Part
    days: Sequence[int]
    checklist: str = ""


_BEATS: Final = (
    Beat(
        "九小场所消防巡查", RouteKind.SAFETY, "岚皋西路 11–45 号", "W01", "wg-lantian", "wang-fang", "岚皋西路", Part.MORNING,
        (-7, -5, -2, 0, 2, 5), "fire_exits",
    ),
    Beat(
        "兰田路段长责任段", RouteKind.WARDEN, "兰田路 41–67 号", "W01", "jw-lantian", "fan-weimin", "兰田路", Part.EVENING,
        (-6, -3, -1, 1),
    ),
    Beat("汇文路段长责任段", RouteKind.WARDEN, "汇文路 23–61 号", "W01", "wg-lantian", "wan-xiaoyan", "汇文路", Part.AFTERNOON, (-4, 3)),
    Beat("兰河步道", RouteKind.LOOK, "兰河南岸，兰田路到汇文路", "W01", "jw-lantian", "wang-fang", "", Part.EVENING, (-5, -1, 0, 6)),
)  # fmt: skip
# By route and day: at which stop what was wrong, and how it was settled there and then.
_FOUND: Final = {
    ("九小场所消防巡查", -7): ((2, "灭火器压力不足", "换上备用的"), (6, "后门堆了纸箱", "店家当场搬走")),
    ("九小场所消防巡查", -2): ((4, "插线板拖到门口", "收好了，讲了用电"),),
    ("兰田路段长责任段", -3): ((1, "门前油渍没洗", "一起冲洗了"),),
    ("兰田路段长责任段", -1): ((3, "人行道砖松动，踩上去翘起", ""),),
    ("汇文路段长责任段", -4): ((0, "店招螺丝松了", "店家找人拧紧"),),
    ("兰河步道", -1): ((2, "步道两盏灯不亮", ""),),
}
_WINDY: Final = ("兰河步道", -5)
# Stops at the river, by how far along it they lie, and what is there.
_RIVER: Final = ((0.30, "兰田路桥下"), (0.36, "亲水平台"), (0.42, "步道灯杆 12 号"), (0.48, "健身点"), (0.54, "汇文路桥口"))


def lay_patrols(actor: Actor, now: datetime, ids: Ids) -> None:
    """Every route with its shifts; where there is a route already, none is laid."""
    if PatrolRoute.objects.of(actor.subdistrict_id).exists():
        return
    begun = now - _BEGAN
    lists = {whole.code: whole.id for whole in checklists.in_use(actor)}
    for beat in _BEATS:
        walker = replace(actor, person_id=ids.people[beat.person])
        with clock.told_by(lambda: begun):
            route = _route(actor, beat, ids, lists.get(beat.checklist))
            days = [day_of(now) + timedelta(days=day) for day in beat.days]
            planned = shifts.plan_shifts(actor, ShiftsDraft(route_id=route.pk, part=beat.part, days=days))
        stops = [stop.id for stop in patrols.stops_of(actor, [route.pk])[route.pk]]
        for offset, shift in zip(beat.days, planned, strict=True):
            if offset < 0:
                with clock.told_by(_stopped(now + timedelta(days=offset))):
                    _walk(walker, shift, stops, (beat.name, offset))


def _stopped(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def _route(actor: Actor, beat: Beat, ids: Ids, checklist_id: UUID | None) -> PatrolRoute:
    words = RouteWords(name=beat.name, kind=beat.kind, section=beat.section)
    draft = RouteDraft(words=words, grid_id=ids.grids[beat.grid], unit_id=ids.units[beat.unit], person_id=ids.people[beat.person])
    route = routes.set_route(actor, draft)
    stops = _shops(actor, beat.street, checklist_id) if beat.street else _points()
    return routes.set_stops(actor, route.pk, stops, seen=route.journal_seq)


def _shops(actor: Actor, street: str, checklist_id: UUID | None) -> list[StopDraft]:
    """The first shops of a street, in the order that the house proposes."""
    kinds = [PlaceKind.SHOP.value, PlaceKind.RESTAURANT.value]
    rows = Place.objects.of(actor.subdistrict_id).filter(kind__in=kinds, stage__in=sorted(each.value for each in LIVING))
    found = [place for place in rows.order_by("name", "pk") if place.address.startswith(street)][:_STOPS]
    order = patrols.proposed_order([None if place.lon is None or place.lat is None else (place.lon, place.lat) for place in found])
    return [StopDraft(place_id=found[number].pk, checklist_id=checklist_id) for number in order]


def _points() -> list[StopDraft]:
    path = rivers()[0].path
    found = []
    for share, name in _RIVER:
        at = share * (len(path) - 1)
        one, other, part = path[int(at)], path[int(at) + 1], at - int(at)
        found.append(StopDraft(name=name, lon=one[0] + (other[0] - one[0]) * part, lat=one[1] + (other[1] - one[1]) * part))
    return found


def _walk(actor: Actor, shift: PatrolShift, stops: Sequence[UUID], which: tuple[str, int]) -> None:
    """What came of a shift: wind once, else what was found, and the rest was fine."""
    if which == _WINDY:
        shifts.call_off(actor, shift.pk, seen=shift.journal_seq, reason=NotDone.WEATHER, note="大风，步道封闭")
        return
    findings = [
        FindingDraft(id=uuid7(), ticket_id=uuid7(), words=words, stop_id=stops[number], on_spot_line=line)
        for number, words, line in _FOUND.get(which, ())
    ]
    missed = [MissedDraft(stops[-1], Missed.CLOSED)] if which[1] == -2 else []
    patrolling.record_patrol(actor, PatrolDraft(shift_id=shift.pk, findings=findings, missed=missed, is_over=True))
