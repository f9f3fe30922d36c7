"""Closing what is mere drawing between polygons of one level: slivers go to a neighbour, small overlaps to the first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from linli.geo.shapes import Area, polygonal
from linli.geo.topology import Flat, Flaw, Piece, Report, Tolerances, flat, flat_report, neighbours, pieces


@dataclass(frozen=True, slots=True)
class Change:
    """One piece that changed hands: from `loser` to `winner`, None where it was or is nobody's."""

    flaw: Flaw
    loser: int | None
    winner: int | None
    area_m2: float
    shape: Area


@dataclass(frozen=True, slots=True)
class Mended:
    """The polygons in the order given, every change made to them, and what is left for a person to decide."""

    areas: tuple[Area, ...]
    changes: tuple[Change, ...]
    left: Report


def mend(areas: Sequence[Area], parent: Area | None = None, tolerances: Tolerances | None = None) -> Mended:
    """Close slivers, cut overlaps and rims, each up to `mend_m2` or sliver width; larger ones are only told.

    An overlap stays with the first in the order, as GridIndex decides; a rim outside the parent is cut off; a gap goes to the
    neighbour with the longest shared border. Polygons that no change touches come back as they were.
    """
    bounds = tolerances or Tolerances()
    on = flat(areas, parent)
    working: list[Area] = list(on.areas)
    changes: list[Change] = []
    for flaw in (Flaw.OVERLAP, Flaw.OUTSIDE, Flaw.GAP):
        for piece in pieces(replace(on, areas=tuple(working)), flaw, bounds):
            if piece.is_sliver or piece.area_m2 <= bounds.mend_m2:
                changes += _apply(on, working, piece)
    touched = {number for change in changes for number in (change.loser, change.winner) if number is not None}
    result = tuple(on.plane.round(working[number]) if number in touched else area for number, area in enumerate(areas))
    return Mended(result, tuple(changes), flat_report(flat(result, parent) if touched else on, bounds))


def _apply(on: Flat, working: list[Area], piece: Piece) -> list[Change]:
    """Move one piece; nothing where it would leave a polygon empty or has no neighbour."""
    shape = on.plane.flat(piece.shape)
    if piece.flaw == Flaw.GAP:
        beside = neighbours(shape, working)
        if not beside:
            return []
        winner = beside[0][1]
        working[winner] = polygonal(shapely.union(working[winner], shape))
        return [Change(Flaw.GAP, None, winner, piece.area_m2, piece.shape)]
    loser = piece.areas[-1]
    left = polygonal(shapely.difference(working[loser], shape))
    if left.is_empty:
        return []
    working[loser] = left
    return [Change(piece.flaw, loser, piece.areas[0] if piece.flaw == Flaw.OVERLAP else None, piece.area_m2, piece.shape)]
