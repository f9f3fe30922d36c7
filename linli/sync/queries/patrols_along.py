"""The patrols that a phone takes along: what its owner is to walk, with the stops in their order."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.sync.queries.pulling import Item, source
from linli.visits.queries import patrols
from linli.visits.queries.patrols import ShiftLine, Stop
from linli.visits.rules.patrols import Part, RouteKind

# Last night's round is ended in the morning; further ahead nobody looks on a phone.
BEHIND: Final = timedelta(days=2)
AHEAD: Final = timedelta(days=6)


@source("patrol", streams={"patrol_shift", "patrol_route", "patrol_finding"})
def own_patrols(actor: Actor, day: date) -> Sequence[Item]:
    """One's own shifts of these days that are not over; five statements, two where there is none."""
    lines = patrols.mine(actor, day - BEHIND, day + AHEAD)
    if not lines:
        return []
    stops = patrols.stops_of(actor, {line.shift.route_id for line in lines})
    known = patrols.known_at(actor, [stop.id for each in stops.values() for stop in each])
    return [Item("patrol", line.shift.pk, line.shift.journal_seq, _patrol(line, stops[line.shift.route_id], known)) for line in lines]


def _patrol(line: ShiftLine, stops: Sequence[Stop], known: Any) -> dict[str, Any]:
    route = line.shift.route
    return {
        "name": route.name,
        "kind_word": gettext(RouteKind(route.kind).words),
        "section": route.section,
        "planned_on": line.shift.planned_on.isoformat(),
        "part": line.shift.part,
        "part_word": gettext(Part(line.shift.part).words),
        "findings": line.findings,
        "stops": [
            {
                "id": str(stop.id),
                "name": stop.name,
                "address": stop.address,
                "lon": stop.lon,
                "lat": stop.lat,
                "checklist_id": None if stop.checklist_id is None else str(stop.checklist_id),
                "known": [{"number": number, "matter": matter} for number, matter in known.get(stop.id, ())],
            }
            for stop in stops
        ],
    }
