"""First day 首日: the figures of a file that was just taken over, each number with its rows in the queue, and the grids on a map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from linli.desk.door import StaffRequest
from linli.desk.maps import MapView
from linli.desk.org.grid_maps import polygons_of_shape
from linli.maps.layers import Area, AreaKind, Layers, State
from linli.org.queries.base_map import base_layers
from linli.tickets.queries import first_day as queries
from linli.tickets.queries.first_day import Figures, Part, Sums
from linli.tickets.rules.queue import Lack, Quick, Wanted, write_wanted
from linli.tickets.rules.states import State as TicketState

EVERY = frozenset(TicketState)
CLOSED = frozenset({TicketState.CLOSED})


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and where its rows stand."""

    words: str
    shape: str
    number: int
    address: str

    @property
    def is_zero(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.number


@dataclass(frozen=True, slots=True)
class Line:
    """A class, a grid or a unit: its numbers, each with the rows it counts."""

    key: str
    name: str
    depth: int
    sums: Sums
    all_at: str
    open_at: str
    late_at: str


def first_day_of(request: StaffRequest, run_id: UUID) -> dict[str, Any]:
    """What the page shows of the figures of one run."""
    found = queries.figures(request.actor, run_id)
    begin = Wanted(run_id=run_id)
    ways = _Ways(reverse("desk:tickets", args=[request.place.code]), begin)
    nowhere = replace(begin, lack=Lack.GRID)
    return {
        "figures": found,
        "tiles": _tiles(found, ways),
        "by_class": [ways.line(part, replace(begin, class_codes=frozenset({part.key}))) for part in found.by_class],
        "by_grid": [ways.line(part, replace(begin, grid_ids=frozenset({UUID(part.key)}))) for part in found.by_grid],
        "by_unit": [ways.line(part, replace(begin, unit_ids=frozenset({UUID(part.key)}))) for part in found.by_unit],
        "no_class_at": ways.to(replace(begin, lack=Lack.CLASS, states=EVERY)),
        "no_grid_at": ways.to(replace(nowhere, states=EVERY)),
        "map": _map(request, found, ways),
    }


@dataclass(frozen=True, slots=True)
class _Ways:
    """The addresses of the queue for parts of one run."""

    queue: str
    begin: Wanted

    def to(self, wanted: Wanted) -> str:
        return f"{self.queue}?{urlencode(write_wanted(wanted))}"

    def line(self, part: Part, wanted: Wanted) -> Line:
        late = replace(wanted, quick=Quick.STUCK)
        return Line(part.key, part.name, part.depth, part.sums, self.to(replace(wanted, states=EVERY)), self.to(wanted), self.to(late))


def _tiles(found: Figures, ways: _Ways) -> Sequence[Tile]:
    begin = ways.begin
    return (
        Tile(gettext("Taken over in all"), "none", found.whole.all, ways.to(replace(begin, states=EVERY))),
        Tile(gettext("Still open"), "watch", found.whole.open, ways.to(begin)),
        Tile(gettext("Whole time over"), "stop", found.whole.late, ways.to(replace(begin, quick=Quick.STUCK))),
        Tile(gettext("Returned by a unit"), "act", found.bounced, ways.to(replace(begin, quick=Quick.BOUNCED))),
        Tile(gettext("Closed"), "ok", found.closed, ways.to(replace(begin, states=CLOSED))),
        Tile(gettext("Closed late there"), "act", found.late_there, ways.to(replace(begin, states=CLOSED, was_late_there=True))),
        Tile(gettext("Outside every grid"), "none", found.without_grid, ways.to(replace(begin, states=EVERY, lack=Lack.GRID))),
    )


def _map(request: StaffRequest, found: Figures, ways: _Ways) -> MapView | None:
    """The grids with what is open in them: urgent where the whole time of some is over."""
    sums = {part.key: part.sums for part in found.by_grid}
    parents = {cell.parent_id for cell in found.cells.values()}
    areas = [
        Area(
            key=str(cell.grid_id),
            name=f"{cell.name} {_of(sums, cell.grid_id).open}",
            kind=AreaKind(cell.kind.value),
            polygons=polygons_of_shape(cell.area),
            state=_state(_of(sums, cell.grid_id)) if cell.grid_id not in parents else None,
        )
        for cell in found.cells.values()
        if cell.area is not None
    ]
    if not areas:
        return None
    addresses = {str(cell): ways.to(replace(ways.begin, grid_ids=frozenset({cell}))) for cell in found.cells}
    layers = Layers(areas=tuple(areas)).upon(base_layers(request.actor))
    return MapView(title=gettext("What is open in each grid"), layers=layers, is_listed=False, addresses=addresses)


def _of(sums: dict[str, Sums], grid_id: UUID) -> Sums:
    return sums.get(str(grid_id), Sums())


def _state(sums: Sums) -> State:
    if sums.late:
        return State.STOP
    return State.WATCH if sums.open else State.OK
