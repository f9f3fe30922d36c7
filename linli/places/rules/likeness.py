"""Whether two places may be one: by name, address and distance, over many at once and without comparing each with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Final, TypeAlias
from uuid import UUID

from linli.geo.distances import distances_m
from linli.kernel.find.grams import pairs

# Two of one name so near are one; a name met again further off is proposed, and so are others at one door or on one spot.
SAME_M: Final = 30.0
NEAR_M: Final = 50.0
AROUND_M: Final = 200.0
# Roads of one name with the same numbers stand in many towns; a point drawn on a shifted map is half a kilometre off.
OTHER_TOWN_M: Final = 1_000.0
# A little more than so many metres in degrees of latitude and of longitude in China.
AROUND_DEG: Final = (0.004, 0.002)
ALIKE_AT_DOOR: Final = 0.4
ALIKE_ON_SPOT: Final = 0.6
# A cell is about as wide as a neighbour is near, so that a place and its eight neighbours hold all that is near.
CELL_DEG: Final = 0.0006
_COLUMNS: Final = 1_000_000
PROPOSED_AT_MOST: Final = 3

Cell: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Known:
    """A place as far as it is compared."""

    place_id: UUID
    name_key: str
    address_key: str
    names_a_door: bool
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a place is to one that stands already."""

    other: Known
    score: float
    distance_m: float | None
    is_same_name: bool
    is_same_address: bool

    @property
    def is_certain(self) -> bool:
        """Whether nobody has to be asked: the same name, and the same door, or the same spot, or nothing said of either."""
        if not self.is_same_name:
            return False
        return self.is_same_address or (self.distance_m is not None and self.distance_m <= SAME_M)


def cell_of(lon: float, lat: float) -> Cell:
    """The number of the cell that holds a WGS-84 point."""
    return floor((lat + 90) / CELL_DEG) * _COLUMNS + floor((lon + 180) / CELL_DEG)


def cells_around(cell: Cell) -> list[Cell]:
    """The cell and its eight neighbours."""
    return [cell + row * _COLUMNS + column for row in (-1, 0, 1) for column in (-1, 0, 1)]


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1: the pairs of characters they share; one that holds the other whole is alike."""
    if min(len(one), len(other)) > 2 and (one in other or other in one):
        return max(0.8, _dice(one, other))
    return _dice(one, other)


def _dice(one: str, other: str) -> float:
    mine, theirs = set(pairs(one)), set(pairs(other))
    both = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / both if both else float(one == other)


@dataclass(slots=True)
class Crowd:
    """Places that stand already, to be asked which of them a new one may be."""

    _by_name: dict[str, list[Known]] = field(default_factory=dict)
    _by_address: dict[str, list[Known]] = field(default_factory=dict)
    _by_cell: dict[Cell, list[Known]] = field(default_factory=dict)

    def add(self, known: Known) -> None:
        """One more that stands."""
        self._by_name.setdefault(known.name_key, []).append(known)
        if known.names_a_door:
            self._by_address.setdefault(known.address_key, []).append(known)
        if known.point is not None:
            self._by_cell.setdefault(cell_of(*known.point), []).append(known)

    def like(self, new: Known) -> list[Likeness]:
        """Those that the new one may be, the most alike first."""
        others = list({known.place_id: known for known in self._candidates(new)}.values())
        compared = (_compared(new, other, away_m) for other, away_m in zip(others, _away(new, others), strict=True))
        return in_order(each for each in compared if each is not None)

    def _candidates(self, new: Known) -> Iterable[Known]:
        # A bank has a hundred machines of one name in a town: those far off are told by two comparisons each.
        yield from (known for known in self._by_name.get(new.name_key, ()) if _is_around(known.point, new.point))
        if new.names_a_door:
            yield from self._by_address.get(new.address_key, ())
        if new.point is not None:
            for cell in cells_around(cell_of(*new.point)):
                yield from self._by_cell.get(cell, ())


def in_order(alike: Iterable[Likeness]) -> list[Likeness]:
    """The most alike first."""
    return sorted(alike, key=lambda each: (not each.is_certain, -each.score, each.other.place_id))


def _is_around(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return True
    return abs(one[0] - other[0]) <= AROUND_DEG[0] and abs(one[1] - other[1]) <= AROUND_DEG[1]


def _away(new: Known, others: Sequence[Known]) -> list[float | None]:
    there = [other.point for other in others if other.point is not None]
    measured = iter(distances_m([new.point], there)[0].tolist() if new.point is not None and there else ())
    return [next(measured) if new.point is not None and other.point is not None else None for other in others]


def _compared(new: Known, other: Known, away_m: float | None) -> Likeness | None:
    is_same_name = new.name_key == other.name_key
    alike = 1.0 if is_same_name else similarity(new.name_key, other.name_key)
    # Where neither tells a door nor a spot, nothing tells the two apart.
    is_door = new.names_a_door or away_m is None
    is_same_address = is_door and new.address_key == other.address_key and (away_m is None or away_m <= OTHER_TOWN_M)
    is_other_door = new.names_a_door and other.names_a_door and not is_same_address
    if is_same_name:
        is_like = is_same_address or (away_m <= AROUND_M if away_m is not None else not is_other_door)
    else:
        is_like = (is_same_address and alike >= ALIKE_AT_DOOR) or (away_m is not None and away_m <= NEAR_M and alike >= ALIKE_ON_SPOT)
    score = (0.5 if is_same_address else 0.4) + alike * 0.5
    return Likeness(other, score, away_m, is_same_name, is_same_address) if is_like else None
