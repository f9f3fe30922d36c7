"""The stops of a route as a list that is changed line by line, by keys alone, and saved as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.checklists import queries as checklists
from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.errors import status_of
from linli.desk.paging import typed_number
from linli.desk.visits.frame import require_reader
from linli.desk.visits.patrol_faces import patrols_page, route_map, walk_m
from linli.desk.visits.patrol_routes import may_plan
from linli.kernel import find
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.org.queries.reach import require_at
from linli.places.queries import places
from linli.plan.walks import STOPS_AT_MOST
from linli.visits.actions import routes as actions
from linli.visits.actions.routes import StopDraft
from linli.visits.queries import patrols as queries
from linli.visits.queries.patrols import Stop
from linli.visits.rules.patrols import STOP_LIMIT, moved
from linli.visits.rules.permissions import Permission

FOUND_AT_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A stop as the list has it, saved or not."""

    stop_id: str = ""
    place_id: str = ""
    name: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    checklist_id: str = ""

    @property
    def at(self) -> tuple[float, float] | None:
        """Its point, where it has one."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    def draft(self) -> StopDraft:
        """The stop as it is to be kept."""
        return StopDraft(
            stop_id=_uuid(self.stop_id),
            place_id=None if self.stop_id else _uuid(self.place_id),
            name="" if self.place_id else self.name,
            lon=None if self.place_id else self.lon,
            lat=None if self.place_id else self.lat,
            checklist_id=_uuid(self.checklist_id),
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        # What no page of ours sends names nothing that is there.
        return UUID(int=0)


def _degrees(text: str) -> float | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise Refused("patrols.point_is_half") from None


@require_http_methods(["GET", "POST"])
@staff_page
def edit_stops(request: StaffRequest, route_id: UUID) -> HttpResponse:
    """The list; every press but the last changes only what is shown, and the last saves it."""
    require_reader(request.actor)
    route = queries.route_for(request.actor, route_id)
    require_at(request.actor, Permission.PLAN, {route.grid_id})
    lines, trouble, focus = [_line(stop) for stop in queries.stops_of(request.actor, [route.pk])[route.pk]], None, ""
    post = request.POST
    if request.method == "POST":
        then, _, told = post.get("then", "save").partition("-")
        with attempt() as outcome:
            lines, focus = _changed(request, _sent(post), then, told)
            if then == "save":
                actions.set_stops(request.actor, route.pk, [line.draft() for line in lines], seen=typed_number(post.get("seen")))
        if outcome.refusal is None and then == "save":
            messages.success(request, gettext("The stops are saved."))
            return done(request, "patrol_route", route.pk)
        trouble = outcome.refusal
        lines = lines if trouble is None or then == "save" else _sent(post)
    return _page(request, route, lines, trouble, focus)


def _page(request: StaffRequest, route: Any, lines: Sequence[Line], trouble: Refused | None, focus: str) -> HttpResponse:
    stops = [_face(route.pk, line) for line in lines]
    words = request.POST.get("q", "").strip()[:80]
    return patrols_page(
        request,
        "stops.html",
        status=200 if trouble is None else status_of(trouble),
        trouble="" if trouble is None else trouble.sentence,
        route=route,
        lines=list(enumerate(lines)),
        last=len(lines) - 1,
        length_m=walk_m(stops),
        map=route_map(request, route.name, stops),
        lists=[(str(whole.id), whole.title) for whole in checklists.in_use(request.actor) if whole.is_offered],
        words=words,
        found=_found(request, words) if words else [],
        seen=typed_number(request.POST.get("seen")) if request.method == "POST" else route.journal_seq,
        is_changed=request.method == "POST",
        focus=focus,
        may_plan=may_plan(request.actor),
        beyond=[f"{number + 1} {lines[number].name}" for number in queries.beyond(request.actor, stops)],
    )


def _line(stop: Stop) -> Line:
    return Line(
        stop_id=str(stop.id),
        place_id=str(stop.place_id or ""),
        name=stop.name,
        address=stop.address,
        lon=stop.lon,
        lat=stop.lat,
        checklist_id=str(stop.checklist_id or ""),
    )


def _face(route_id: UUID, line: Line) -> Stop:
    stop_id, place_id = _uuid(line.stop_id or line.place_id) or route_id, _uuid(line.place_id)
    return Stop(stop_id, route_id, None, line.name, line.address, place_id, None, line.lon, line.lat, None, "")


def _sent(post: Any) -> list[Line]:
    """The lines as the page sent them back."""
    found = []
    for number in range(min(typed_number(post.get("lines")), STOPS_AT_MOST + 1)):
        said = {name: post.get(f"{name}-{number}", "")[:STOP_LIMIT] for name in ("stop_id", "place_id", "name", "address", "checklist_id")}
        found.append(Line(**said, lon=_degrees(post.get(f"lon-{number}", "")), lat=_degrees(post.get(f"lat-{number}", ""))))
    return found


def _changed(request: StaffRequest, lines: list[Line], then: str, told: str) -> tuple[list[Line], str]:
    """The list after one press, and which button is to be pressed next by Enter."""
    number = typed_number(told)
    if then in {"up", "down"}:
        by = -1 if then == "up" else 1
        return [lines[each] for each in moved(range(len(lines)), number, by)], f"{then}-{number + by}"
    if then == "off":
        return [line for place, line in enumerate(lines) if place != number], f"off-{number}"
    if then == "order":
        return [lines[each] for each in queries.proposed_order([line.at for line in lines])], ""
    if then == "add":
        face = places.get_for(request.actor, _uuid(told) or UUID(int=0))
        added = Line(place_id=str(face.pk), name=face.name, address=face.address, lon=face.lon, lat=face.lat)
        return [*lines, added], ""
    if then == "point":
        return [*lines, _point(request.POST)], ""
    return lines, ""


def _point(post: Any) -> Line:
    line = Line(name=post.get("point_name", "").strip()[:STOP_LIMIT])
    line = replace(line, lon=_degrees(post.get("point_lon", "")), lat=_degrees(post.get("point_lat", "")))
    actions.check_point(line.lon, line.lat)
    return line


def _found(request: StaffRequest, words: str) -> Sequence[Any]:
    hits = find.search(words, kinds=["place"], limit=FOUND_AT_MOST * 4)
    faces = places.faces(request.actor, [hit.id for hit in hits])
    return [(face, gettext(face.kind.words)) for face in faces.values() if face.merged_into_id is None][:FOUND_AT_MOST]


urlpatterns = [path("patrols/routes/<uuid:route_id>/stops", edit_stops, name="patrol_stops")]
