"""Patrols as the desk shows them: shifts and findings in words, and the way of a route on a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from linli.desk.door import StaffRequest
from linli.desk.maps import MapView
from linli.desk.naming import names_for
from linli.desk.places.dossier import Asked, section
from linli.desk.visits.frame import may_look, visits_page
from linli.geo.distances import length_m
from linli.maps.layers import Layers, Line, LineKind, Spot, State
from linli.org.queries.base_map import base_layers
from linli.tickets.rules.states import state_word
from linli.visits.queries import patrols
from linli.visits.queries.patrols import Found, ShiftLine, Stop
from linli.visits.rules.patrols import NotDone, Part, RouteKind, Standing

TAB: Final = "patrols"
SHAPES: Final[Mapping[Standing, str]] = {
    Standing.PLANNED: "none",
    Standing.UNDER_WAY: "watch",
    Standing.DONE: "ok",
    Standing.NOT_DONE: "act",
}


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift in words."""

    line: ShiftLine
    part: str
    kind: str
    standing: str
    shape: str
    who: str
    reason: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in words."""

    found: Found
    where: str
    state: str


def patrols_page(request: StaffRequest, template: str, **context: Any) -> HttpResponse:
    """A page about patrols."""
    return visits_page(request, f"patrols/{template}", tab_on=TAB, **context)


def shift_rows(lines: Sequence[ShiftLine], today: date) -> list[ShiftRow]:
    """Shifts with who walks them: whoever was named, else the team, else whoever answers for the route."""
    named = [person_id for line in lines for person_id in (*line.walkers, line.shift.route.person_id)]
    names = names_for([], person_ids=named).of_id
    return [_shift_row(line, names, today) for line in lines]


def _shift_row(line: ShiftLine, names: Mapping[Any, str], today: date) -> ShiftRow:
    shift, route = line.shift, line.shift.route
    walkers = "、".join(names[person_id] for person_id in line.walkers if person_id in names)
    team = shift.team.name if shift.team is not None else ""
    is_late = line.standing is Standing.PLANNED and shift.planned_on < today
    return ShiftRow(
        line=line,
        part=gettext(Part(shift.part).words),
        kind=gettext(RouteKind(route.kind).words),
        standing=gettext(line.standing.words),
        shape="watch" if is_late else SHAPES[line.standing],
        who=walkers or team or names.get(route.person_id, "") or (route.unit.short_name if route.unit is not None else ""),
        reason=gettext(NotDone(shift.reason).words) if shift.reason else "",
        is_late=is_late,
    )


def finding_rows(found: Sequence[Found]) -> list[FindingRow]:
    """Findings with where they are and how their tickets stand, as far as the reader may know."""
    return [
        FindingRow(each, each.place_name or each.finding.where, state_word(each.state) if each.state is not None else "") for each in found
    ]


def walk_m(stops: Sequence[Stop]) -> int:
    """How far it is from stop to stop, in metres as the crow flies; 0 where fewer than two have a point."""
    known = [stop.at for stop in stops if stop.at is not None]
    return round(length_m(known)) if len(known) > 1 else 0


def route_map(request: StaffRequest, name: str, stops: Sequence[Stop], flagged: Sequence[Found] = ()) -> MapView | None:
    """The way from stop to stop upon the base map; those where something was found stand out. None where no stop has a point."""
    known = [(number, stop, stop.at) for number, stop in enumerate(stops, start=1) if stop.at is not None]
    if not known:
        return None
    # One that is open counts more than one that was settled at the same stop.
    marked = {each.finding.stop_id: State.OK for each in flagged if each.finding.is_on_spot}
    marked |= {each.finding.stop_id: State.ACT for each in flagged if not each.finding.is_on_spot}
    spots = tuple(
        Spot(key=str(stop.id), name=f"{number} {stop.name}", at=at, state=marked.get(stop.id, State.NONE)) for number, stop, at in known
    )
    way = Line(name="", kind=LineKind.WALK, points=tuple(at for _, _, at in known))
    shown = Layers(lines=(way,) if len(known) > 1 else (), spots=spots)
    links = {str(stop.id): reverse("desk:place", args=[request.place.code, stop.place_id]) for _, stop, _ in known if stop.place_id}
    return MapView(title=name, layers=shown.upon(base_layers(request.actor)), is_listed=False, addresses=links)


@section(25, "patrols", "desk/visits/patrols/dossier.html")
def patrols_of(asked: Asked) -> Mapping[str, Any] | None:
    """What patrols found here; nothing where nothing was found, or for who sees no visit."""
    if not may_look(asked.actor):
        return None
    found = patrols.findings_at(asked.actor, asked.ids)
    return {"rows": finding_rows(found), "code": asked.code} if found else None
