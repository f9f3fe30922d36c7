"""A re-cut while it is being drawn: it travels in the form, so that nothing is kept before somebody says yes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.geo.problems import BadPolygons
from linli.geo.shapes import Area, area_of, geojson_of
from linli.kernel.errors import Refused, refusals
from linli.kernel.ids import parse_uuid7
from linli.org.queries.atlas import Stretch
from linli.org.rules.cuts import Birth, Cells, Cut, cut_all
from linli.org.rules.grids import KINDS, Cell

MOST_CUTS = 200

refusals({"desk.bad_sheet": gettext_noop("The drawing came back damaged. Open the page again and draw it once more.")})


@dataclass(slots=True)
class Sheet:
    """The grids that change, each with what it is to cover."""

    cuts: dict[UUID, Cut] = field(default_factory=dict)

    def cells(self, before: Cells) -> Cells:
        """The tree with everything drawn so far."""
        known = [cut for cut in self.cuts.values() if cut.born or cut.grid_id in before]
        return cut_all(before, known).cells

    def take(self, changed: Mapping[UUID, Cell], stretch: Stretch) -> None:
        """Put changed cells on the sheet; a cell of no grid in force is a birth and stays one."""
        for key, cell in changed.items():
            known = self.cuts.get(key)
            birth = Birth(cell.code, cell.name, cell.kind) if key not in stretch.cells else None
            seen = known.seen if known else stretch.extents.get(key)
            self.cuts[key] = Cut(key, seen, cell.area, cell.members, cell.parent_id, born=birth)

    def close(self, grid_id: UUID, stretch: Stretch) -> None:
        """Let a grid end."""
        self.cuts[grid_id] = Cut(grid_id, seen=stretch.extents.get(grid_id), is_closing=True)

    def text(self) -> str:
        """As the form carries it."""
        return json.dumps([_written(cut) for cut in self.cuts.values()], ensure_ascii=False)


def read_sheet(text: str) -> Sheet:
    """The sheet of a form; what no form of ours sends is refused."""
    if not text.strip():
        return Sheet()
    try:
        lines = json.loads(text)
        cuts = [_read(line) for line in lines[:MOST_CUTS]]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, BadPolygons) as bad:
        raise Refused("desk.bad_sheet") from bad
    return Sheet({cut.grid_id: cut for cut in cuts})


def _written(cut: Cut) -> dict[str, Any]:
    born = {"code": cut.born.code, "name": cut.born.name, "kind": cut.born.kind.value} if cut.born else None
    return {
        "grid": str(cut.grid_id),
        "seen": str(cut.seen) if cut.seen else None,
        "area": geojson_of(cut.area) if cut.area is not None else None,
        "members": list(cut.members),
        "parent": str(cut.parent_id) if cut.parent_id else None,
        "closing": cut.is_closing,
        "born": born,
    }


def _read(line: Mapping[str, Any]) -> Cut:
    born = line["born"]
    area: Area | None = area_of(line["area"]) if line["area"] else None
    if area is not None and not area.is_valid:
        raise ValueError("a border that no sheet of ours holds")
    return Cut(
        parse_uuid7(line["grid"]),
        seen=parse_uuid7(line["seen"]) if line["seen"] else None,
        area=area,
        members=tuple(str(member) for member in line["members"]),
        parent_id=parse_uuid7(line["parent"]) if line["parent"] else None,
        is_closing=bool(line["closing"]),
        born=Birth(str(born["code"]), str(born["name"]), KINDS[born["kind"]]) if born else None,
    )
