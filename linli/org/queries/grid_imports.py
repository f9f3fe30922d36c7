"""Files of grids: what one would do, and the present grids as such a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import shapely

from linli.geo.coordinates import System, convert
from linli.geo.geojson import read_geojson
from linli.geo.problems import BadPolygons
from linli.geo.rings import Feature
from linli.geo.shapes import Area, geojson_of, polygonal
from linli.geo.suspicion import suspect_system
from linli.geo.topology import Flaw, Piece, report
from linli.kernel import files
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import GridImport
from linli.org.queries import grids as queries
from linli.org.queries.recuts import Plan, faults_of, plan_for
from linli.org.rules import ground
from linli.org.rules.cuts import Cells, Snapped
from linli.org.rules.grid_files import Columns, Line, columns_of, guess, lines_of
from linli.org.rules.grids import EXCLUSIVE, Cell, GridKind
from linli.org.rules.imports import Verdict
from linli.org.rules.outlines import said, suspicion_words, words_of
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Flawed:
    """A place where grids of one kind overlap or leave something uncovered, with the grids beside it."""

    piece: Piece
    kind: GridKind
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of grids as it would be taken over."""

    columns: Columns
    present: Sequence[str]
    lines: Sequence[Line]
    troubles: Sequence[str]
    suspicion: str
    cells: Cells
    snapped: Sequence[Snapped]
    flaws: Sequence[Flawed]

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken over as it stands."""
        has_work = any(line.verdict in {Verdict.NEW, Verdict.CHANGED} for line in self.lines)
        return has_work and not self.troubles and all(line.verdict is not Verdict.REFUSED for line in self.lines)

    def count(self, verdict: Verdict) -> int:
        """How many areas get this verdict."""
        return sum(line.verdict is verdict for line in self.lines)


def imports_of(actor: Actor) -> OwnedQuerySet:
    """The files that were sent to this subdistrict, for who may draw its grids."""
    found: OwnedQuerySet = GridImport.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.CHANGE_GRIDS) else found.none()


def get_import(actor: Actor, import_id: UUID) -> GridImport:
    """One file that was sent."""
    found: GridImport | None = imports_of(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found


def lock_import(actor: Actor, import_id: UUID) -> GridImport:
    """One file, locked so that it is taken over once."""
    found: GridImport = lock_in_order(imports_of(actor), actor.subdistrict_id, [import_id])[0]
    return found


def last_done(actor: Actor) -> GridImport | None:
    """The file that was taken over last: it is read again in the same way."""
    found: GridImport | None = imports_of(actor).filter(done_at__isnull=False).order_by("-done_at").first()
    return found


def content_of(actor: Actor, sent: GridImport) -> bytes:
    """The file as it came."""
    (stored,) = files.of(sent)
    return b"".join(files.open_for(actor, stored.pk).content)


def read_file(content: bytes, system: System) -> list[Feature]:
    """The areas of the file; Refused where it is none, with the first trouble."""
    try:
        return read_geojson(content, system=system)
    except BadPolygons as bad:
        raise Refused("org.file_unreadable", said=said(bad)) from bad


def look_at(actor: Actor, content: bytes, *, system: System, columns: Columns | None, at: datetime) -> FileView:
    """What each area of the file would do at that moment, what is wrong with it, and what it would leave uncovered or twice covered."""
    stretch = queries.atlas_for(actor).at(at)
    try:
        features = read_geojson(content, system=system)
    except BadPolygons as bad:
        return FileView(columns or Columns(), [], [], [words_of(each) for each in bad.troubles], "", stretch.cells, (), ())
    present = columns_of(features)
    last = last_done(actor) if columns is None else None
    chosen = columns or guess(present, last.columns if last else None)
    lines = lines_of(features, chosen, stretch.cells, stretch.extents)
    suspicion = _suspicion(features, stretch.cells, system)
    try:
        plan = _plan(actor, lines, at)
    except Refused as refusal:
        return FileView(chosen, present, lines, [refusal.sentence], suspicion, stretch.cells, (), ())
    if plan is None:
        return FileView(chosen, present, lines, (), suspicion, stretch.cells, (), ())
    lines, troubles = _blamed(lines, faults_of(actor, plan, at))
    return FileView(chosen, present, lines, troubles, suspicion, plan.after, plan.snapped, flaws_of(plan.after, plan.changed))


def _plan(actor: Actor, lines: Sequence[Line], at: datetime) -> Plan | None:
    """The re-cut that the file asks for; None while lines are refused, or where it cannot begin then."""
    cuts = [line.cut for line in lines if line.cut]
    if not cuts or any(line.verdict is Verdict.REFUSED for line in lines):
        return None
    return plan_for(actor, cuts, at)


def _blamed(lines: Sequence[Line], faults: Sequence[tuple[UUID, Refused]]) -> tuple[list[Line], list[str]]:
    """What does not fit, said at the line of its grid, or above all lines where the grid is not in the file."""
    said_of: dict[UUID, list[str]] = {}
    for grid_id, refusal in faults:
        said_of.setdefault(grid_id, []).append(refusal.sentence)
    blamed = []
    for line in lines:
        sentences = said_of.pop(line.cut.grid_id, []) if line.cut else []
        blamed.append(replace(line, verdict=Verdict.REFUSED, troubles=(*line.troubles, *sentences)) if sentences else line)
    return blamed, [sentence for sentences in said_of.values() for sentence in sentences]


def _suspicion(features: Sequence[Feature], cells: Cells, system: System) -> str:
    roots = [cell.area for cell in cells.values() if cell.area is not None and cell.parent_id is None]
    if not roots:
        return ""
    outline = ground.all_of(roots)
    found = suspect_system([feature.area for feature in features], outline, system)
    return suspicion_words(found) if found else ""


def flaws_of(cells: Cells, about: frozenset[UUID] | None = None) -> list[Flawed]:
    """Gaps, overlaps and slivers among the grids of each exclusive kind, below each grid that holds them; the largest first."""
    found: list[Flawed] = []
    for parent_id in dict.fromkeys(cell.parent_id for cell in cells.values()):
        for kind in sorted(EXCLUSIVE):
            level = [each for each in cells.values() if each.parent_id == parent_id and each.kind is kind and each.area is not None]
            parent = cells[parent_id].area if parent_id and parent_id in cells else None
            if level and (about is None or about & {parent_id, *(each.grid_id for each in level)}):
                areas = [each.area for each in level if each.area is not None]
                found += [Flawed(piece, kind, [level[place] for place in piece.areas]) for piece in report(areas, parent).pieces]
    return sorted(found, key=lambda each: (each.piece.is_sliver, -each.piece.area_m2))


def gap_at(cells: Cells, lon: float, lat: float) -> Area | None:
    """The gap in which a point lies."""
    gaps = (flaw.piece for flaw in flaws_of(cells) if flaw.piece.flaw is Flaw.GAP)
    return next((piece.shape for piece in gaps if shapely.intersects_xy(piece.shape, lon, lat)), None)


def flaws_at(actor: Actor, at: datetime) -> list[Flawed]:
    """The gaps and overlaps of the grids as they stood at a moment."""
    return flaws_of(queries.atlas_for(actor).at(at).cells)


def as_file(actor: Actor, at: datetime, system: System) -> dict[str, object]:
    """The grids of a moment as GeoJSON in a system, which can be sent back unchanged; lists of members have no border and are left out."""
    cells = queries.atlas_for(actor).at(at).cells
    ordered = sorted(cells.values(), key=lambda cell: cell.code)
    return {
        "type": "FeatureCollection",
        "name": f"grids {at:%Y-%m-%d} {system.value}",
        "features": [_as_feature(cell, cells, system) for cell in ordered if cell.area is not None],
    }


def _as_feature(cell: Cell, cells: Cells, system: System) -> Mapping[str, object]:
    parent = cells.get(cell.parent_id) if cell.parent_id else None
    properties = {"code": cell.code, "name": cell.name, "kind": cell.kind.value, "parent": parent.code if parent else ""}
    return {"type": "Feature", "properties": properties, "geometry": geojson_of(_converted(cell.area, system))}


def _converted(area: Area | None, system: System) -> Area:
    return ground.NOTHING if area is None else polygonal(shapely.transform(area, lambda at: convert(at, System.WGS84, system)))
