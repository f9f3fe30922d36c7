"""Cutting areas anew: joining, splitting, and what moves from whom to whom."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.ops import split as split_by

from linli.geo.planes import plane_over
from linli.geo.points import checked
from linli.geo.shapes import Area, parts_of, polygonal

IGNORE_M2 = 1.0
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Move(Generic[Key]):
    """A part that changes hands in WGS-84; None stands for nobody: newly covered, or covered no longer."""

    from_key: Key | None
    to_key: Key | None
    area_m2: float
    shape: Area


def moved(old: Mapping[Key, Area], new: Mapping[Key, Area], ignore_m2: float = IGNORE_M2) -> list[Move[Key]]:
    """What changes hands between two cuts of one level, largest first; what stays with its key is not listed."""
    plane = plane_over([*old.values(), *new.values()])
    before = {key: plane.flat(area) for key, area in old.items()}
    after = {key: plane.flat(area) for key, area in new.items()}
    covered, was_covered = shapely.union_all(list(after.values())), shapely.union_all(list(before.values()))
    handed = list(_handed_over(before, after))
    pieces: list[tuple[Key | None, Key | None, Area]] = [*handed]
    pieces += [(key, None, polygonal(shapely.difference(area, covered))) for key, area in before.items()]
    pieces += [(None, key, polygonal(shapely.difference(area, was_covered))) for key, area in after.items()]
    told = [Move(one, other, float(piece.area), plane.round(piece)) for one, other, piece in pieces if piece.area > ignore_m2]
    return sorted(told, key=lambda move: -move.area_m2)


def _handed_over(before: Mapping[Key, Area], after: Mapping[Key, Area]) -> Iterator[tuple[Key, Key, Area]]:
    """What one key had and another has now; where polygons overlap, what a key keeps or had before is not handed over."""
    olds, news = list(before), list(after)
    if not olds or not news:
        return
    tree = shapely.STRtree(list(after.values()))
    of_old, of_new = tree.query(np.array(list(before.values()), dtype=object), predicate="intersects")
    for giver, taker in ((olds[one], news[other]) for one, other in sorted(zip(of_old.tolist(), of_new.tolist(), strict=True))):
        if giver == taker:
            continue
        piece = shapely.intersection(before[giver], after[taker])
        for same in (after.get(giver), before.get(taker)):
            piece = shapely.difference(piece, same) if same is not None else piece
        yield giver, taker, polygonal(piece)


def union(areas: Sequence[Area]) -> Area:
    """All of them as one, seams closed to a millimetre."""
    plane = plane_over(list(areas))
    return plane.round(polygonal(shapely.union_all([plane.flat(area) for area in areas])))


def contains(parent: Area, child: Area, tolerance_m: float = 1.0) -> bool:
    """Whether the child stays within the parent widened by the tolerance."""
    plane = plane_over([parent, child])
    return bool(shapely.covers(plane.flat(parent).buffer(tolerance_m), plane.flat(child)))


def split(area: Area, line: ArrayLike) -> list[Area]:
    """The parts into which a line (N, 2) cuts an area, west to east; the area itself where no part is crossed whole."""
    cut = shapely.LineString(checked(line))
    whole = parts_of(area)
    parts = [piece for part in whole for piece in parts_of(split_by(part, cut))]
    if len(parts) == len(whole):
        return [polygonal(area)]
    return sorted(parts, key=lambda part: (part.centroid.x, part.centroid.y))
