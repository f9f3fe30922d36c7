"""How polygons of one level lie to each other and to their outline: overlaps, gaps, slivers, parts outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.geo.planes import GRAIN_M, Plane, plane_over
from linli.geo.shapes import Area, parts_of, polygonal

TOUCHING_M = 0.05


class Flaw(StrEnum):
    """What kind of piece stands wrong."""

    OVERLAP = "overlap"
    GAP = "gap"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What is not worth a word, what is mere drawing, and what may be mended without a person's eye."""

    ignore_m2: float = 1.0
    sliver_width_m: float = 3.0
    mend_m2: float = 200.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece that stands wrong, in WGS-84.

    `areas` are the indexes concerned: the two that overlap, the one outside, the neighbours of a gap. `width_m` is twice the
    area through the perimeter: the width of a long strip, half the side of a square. `lon`, `lat` lie within the piece.
    """

    flaw: Flaw
    areas: tuple[int, ...]
    area_m2: float
    width_m: float
    is_sliver: bool
    lon: float
    lat: float
    shape: Area


@dataclass(frozen=True, slots=True)
class Report:
    """Every piece that stands wrong, largest first within its kind; slivers are told apart from real flaws."""

    pieces: tuple[Piece, ...]

    @property
    def overlaps(self) -> tuple[Piece, ...]:
        return self._real(Flaw.OVERLAP)

    @property
    def gaps(self) -> tuple[Piece, ...]:
        return self._real(Flaw.GAP)

    @property
    def outside(self) -> tuple[Piece, ...]:
        return self._real(Flaw.OUTSIDE)

    @property
    def slivers(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.is_sliver)

    @property
    def is_clean(self) -> bool:
        return not self.pieces

    def _real(self, flaw: Flaw) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.flaw == flaw and not piece.is_sliver)


@dataclass(frozen=True, slots=True)
class Flat:
    """The polygons in metres about their common middle, with their outline."""

    plane: Plane
    areas: tuple[Area, ...]
    parent: Area | None


def report(areas: Sequence[Area], parent: Area | None = None, tolerances: Tolerances | None = None) -> Report:
    """What is wrong among valid WGS-84 polygons of one level.

    Without a parent only gaps that the polygons enclose, or that are narrower than a sliver, can be seen.
    """
    return flat_report(flat(areas, parent), tolerances or Tolerances())


def flat(areas: Sequence[Area], parent: Area | None) -> Flat:
    """Everything in metres."""
    plane = plane_over([*areas, *([parent] if parent else [])])
    return Flat(plane, tuple(plane.flat(area) for area in areas), plane.flat(parent) if parent else None)


def flat_report(on: Flat, tolerances: Tolerances) -> Report:
    """The same for polygons that lie in metres already."""
    return Report(tuple(piece for flaw in Flaw for piece in pieces(on, flaw, tolerances)))


def pieces(on: Flat, flaw: Flaw, tolerances: Tolerances) -> list[Piece]:
    """The pieces of one kind that are worth a word, real ones before slivers, largest first."""
    found = _FINDERS[flaw](on, tolerances)
    parts = [(concerned, part) for concerned, whole in found for part in parts_of(whole) if _is_told(part, tolerances)]
    told = [_piece(on, flaw, concerned, part, tolerances) for concerned, part in parts]
    return sorted(told, key=lambda piece: (piece.is_sliver, -piece.area_m2))


Found = list[tuple[tuple[int, ...], Area]]


def overlaps(areas: Sequence[Area]) -> Found:
    """Each pair that shares an area, first < second, with the shared part."""
    first, second = shapely.STRtree(areas).query(np.array(areas, dtype=object), predicate="intersects") if areas else ((), ())
    pairs = sorted((int(one), int(other)) for one, other in zip(first, second, strict=True) if one < other)
    return [((one, other), polygonal(shapely.intersection(areas[one], areas[other]))) for one, other in pairs]


def gaps(areas: Sequence[Area], parent: Area | None, tolerances: Tolerances) -> list[Area]:
    """What of the outline no polygon covers; without an outline, what they enclose and the narrow notches between them."""
    covered = shapely.union_all(list(areas))
    if parent is not None:
        return [polygonal(shapely.difference(parent, covered))]
    filled = shapely.union_all([shapely.set_precision(shapely.Polygon(part.exterior), GRAIN_M) for part in parts_of(covered)])
    reach = tolerances.sliver_width_m / 2
    closed = filled.buffer(reach, join_style="mitre").buffer(-reach, join_style="mitre")
    return [polygonal(shapely.difference(closed.union(filled), covered))]


def beyond(areas: Sequence[Area], parent: Area | None) -> Found:
    """The parts of each polygon that lie outside the outline."""
    if parent is None:
        return []
    out: NDArray[np.object_] = np.asarray(shapely.difference(np.array(areas, dtype=object), parent), dtype=object)
    return [((number,), polygonal(piece)) for number, piece in enumerate(out)]


_FINDERS: Mapping[Flaw, Callable[[Flat, Tolerances], Found]] = {
    Flaw.OVERLAP: lambda on, _: overlaps(on.areas),
    Flaw.GAP: lambda on, tolerances: [((), piece) for piece in gaps(on.areas, on.parent, tolerances)],
    Flaw.OUTSIDE: lambda on, _: beyond(on.areas, on.parent),
}


def _is_told(part: shapely.Polygon, tolerances: Tolerances) -> bool:
    """Whether a piece is more than what laying borders on a grid leaves between them."""
    return part.area > tolerances.ignore_m2 and width_m(part) > 5 * GRAIN_M


def width_m(piece: Area) -> float:
    """Twice the area through the perimeter, in the units of the plane."""
    return 2.0 * float(piece.area) / float(piece.length)


def neighbours(piece: Area, areas: Sequence[Area]) -> list[tuple[float, int]]:
    """The polygons that share a border with the piece, with the length in metres, longest first."""
    near = [number for number, area in enumerate(areas) if shapely.dwithin(area, piece, TOUCHING_M)]
    shared = [(float(piece.boundary.intersection(areas[number].buffer(TOUCHING_M)).length), number) for number in near]
    return sorted((each for each in shared if each[0] > 3 * TOUCHING_M), key=lambda each: (-each[0], each[1]))


def _piece(on: Flat, flaw: Flaw, concerned: tuple[int, ...], part: shapely.Polygon, tolerances: Tolerances) -> Piece:
    width = width_m(part)
    beside = tuple(sorted(number for _, number in neighbours(part, on.areas))) if flaw == Flaw.GAP else concerned
    inside = part.representative_point()
    lon, lat = on.plane.to_degrees([(inside.x, inside.y)])[0]
    is_sliver = width <= tolerances.sliver_width_m
    return Piece(flaw, beside, float(part.area), width, is_sliver, float(lon), float(lat), on.plane.round(part))
