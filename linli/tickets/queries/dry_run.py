"""What a change of the duty list would have done to the tickets of the last month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.org.queries.atlas import Stretch, atlas_of
from linli.org.rules.cuts import ancestors
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch
from linli.tickets.queries.tickets import visible_to
from linli.tickets.rules.dispatch import Cell, Moved, Past
from linli.tickets.rules.duty_list import LineDraft

MONTH: Final = timedelta(days=30)
# More would not be read; the count says how many were looked at.
LOOKED_AT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Trial:
    """How many tickets were looked at, and which of them would have gone to another unit."""

    looked_at: int
    moved: Sequence[Moved]


def last_month(actor: Actor, at: datetime) -> list[Past]:
    """The tickets of the last thirty days that have a class of the catalogue in use, as dispatch would see them; three statements."""
    catalogue, stretch = classes.in_use(actor), atlas_of(actor.subdistrict_id).at(at)
    found = visible_to(actor).filter(received_at__gte=at - MONTH, item_code__isnull=False).order_by("-received_at", "-pk")
    rows = found.values_list("pk", "number", "item_code", "grid_id")[:LOOKED_AT]
    chains = {grid_id: _chain(stretch, grid_id) for grid_id in {grid_id for *_, grid_id in rows}}
    matters = {code: dispatch.matter_of(catalogue, code) for code in {code for _, _, code, _ in rows} if code in catalogue.items}
    return [Past(pk, number, matters[code], chains[grid_id]) for pk, number, code, grid_id in rows if code in matters]


def _chain(stretch: Stretch, grid_id: UUID | None) -> tuple[Cell, ...]:
    if grid_id is None or grid_id not in stretch.cells:
        return ()
    cells = [stretch.cells[each] for each in (grid_id, *ancestors(stretch.cells, grid_id))]
    return tuple(Cell(each.grid_id, each.name, each.kind, stretch.depths[each.grid_id]) for each in cells)


def tried(actor: Actor, at: datetime, *, adding: Sequence[LineDraft] = (), ending: Collection[int] = ()) -> Trial:
    """Which of last month's tickets would go to another unit if these lines were added and those numbers ended now."""
    tickets = last_month(actor, at)
    return Trial(len(tickets), dispatch.dry_run(actor, adding=adding, ending=ending, tickets=tickets, at=at))
