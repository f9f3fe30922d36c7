"""The compounds of 兰亭街道 with their buildings, and the nameless houses between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from linli.config.street.land import (
    BEITING,
    CELLS,
    GUILI,
    HUIWEN,
    LANGAO,
    LANHE,
    LANTIAN,
    LANTING,
    LATTICE,
    NANWEI,
    RAIL,
    SHUYUAN,
    SOUTH,
    WEST,
    XINGQIAO,
    ZHIYIN,
    ZHUXING,
)
from linli.config.street.lattice import Cell
from linli.config.street.model import Building, Compound, Ring

# Half a mesh, west or east, or the whole of it: from, to.
_WEST_HALF: Final = (0.06, 0.47)
_EAST_HALF: Final = (0.53, 0.94)
_WHOLE: Final = (0.05, 0.95)
# What a house leaves free of its share of the lot, sideways and in depth: most face south, with light between them.
_SIDE: Final = 0.13
_DEPTH: Final = 0.29


@dataclass(frozen=True, slots=True)
class _Lot:
    """Where a compound lies, who looks after it, and its rows of houses."""

    code: str
    name: str
    address: str
    committee: str
    firm: str
    cell: Cell
    span: tuple[float, float]
    columns: int
    rows: int


_LOTS: Final = (
    _Lot("X01", "书院里", "书院弄 12 弄", "jw-lantian", "wy-lantian", (LANTIAN, LANHE), _WHOLE, 3, 4),
    _Lot("X02", "知音公寓", "书院弄 36 弄", "jw-lantian", "wy-lantian", (ZHIYIN, LANHE), _WHOLE, 3, 3),
    _Lot("X03", "岚皋新村", "岚皋西路 58 弄", "jw-lantian", "wy-lantian", (ZHIYIN, SHUYUAN), _EAST_HALF, 2, 4),
    _Lot("X04", "兰田公寓", "兰亭路 88 弄", "jw-lantian", "wy-lantian", (ZHUXING, LANGAO), _WHOLE, 4, 3),
    _Lot("X05", "兰亭西苑", "书院弄 5 弄", "jw-lantian", "wy-lantian", (ZHUXING, LANHE), _WHOLE, 4, 3),
    _Lot("X06", "竹行小区", "竹行路 60 弄", "jw-lantian", "wy-xingyuan", (WEST, LANHE), _EAST_HALF, 2, 4),
    _Lot("X07", "橙子公寓", "汇文路 155 弄", "jw-chengyuan", "wy-chengyuan", (HUIWEN, SHUYUAN), _WHOLE, 3, 3),
    _Lot("X08", "汇文苑", "汇文路 125 弄", "jw-chengyuan", "wy-chengyuan", (HUIWEN, LANHE), _WHOLE, 4, 3),
    _Lot("X09", "杏园一村", "杏园路 210 弄", "jw-xingyuan", "wy-xingyuan", (WEST, SHUYUAN), _WHOLE, 4, 3),
    _Lot("X10", "杏园二村", "杏园路 240 弄", "jw-xingyuan", "wy-xingyuan", (WEST, LANGAO), _WHOLE, 4, 3),
    _Lot("X11", "星桥新村", "星桥路 66 弄", "jw-chengyuan", "wy-xingqiao", (XINGQIAO, LANHE), _WHOLE, 4, 3),
    _Lot("X12", "青禾家园", "青禾路 188 弄", "jw-chengyuan", "wy-xingqiao", (XINGQIAO, LANGAO), _EAST_HALF, 2, 4),
    _Lot("X13", "南圩一村", "南圩路 21 弄", "jw-nanwei", "wy-nanwei", (WEST, SOUTH), _WHOLE, 4, 4),
    _Lot("X14", "南圩二村", "南圩路 57 弄", "jw-nanwei", "wy-nanwei", (ZHUXING, SOUTH), _WHOLE, 4, 4),
    _Lot("X15", "兰河湾", "南圩路 40 弄", "jw-nanwei", "wy-nanwei", (ZHUXING, NANWEI), _EAST_HALF, 2, 3),
    _Lot("X16", "南圩新苑", "柳溪路 18 弄", "jw-nanwei", "wy-nanwei", (ZHIYIN, SOUTH), _WHOLE, 3, 4),
    _Lot("X17", "沙埠小区", "沙埠路 230 弄", "jw-nanwei", "wy-nanwei", (HUIWEN, SOUTH), _WEST_HALF, 2, 4),
    _Lot("X18", "北亭一村", "北亭路 45 弄", "jw-beiting", "wy-beiting", (WEST, RAIL), _WHOLE, 4, 3),
    _Lot("X19", "北亭二村", "北亭路 96 弄", "jw-beiting", "wy-beiting", (ZHUXING, BEITING), _WHOLE, 4, 3),
    _Lot("X20", "桂里小区", "桂里路 33 弄", "jw-guili", "wy-beiting", (ZHUXING, GUILI), _WHOLE, 4, 3),
    _Lot("X21", "北亭苑", "兰田路 430 弄", "jw-beiting", "wy-beiting", (LANTIAN, BEITING), _WHOLE, 3, 3),
    _Lot("X22", "松屏家园", "松屏路 260 弄", "jw-guili", "wy-beiting", (HUIWEN, GUILI), _WHOLE, 4, 3),
    _Lot("X23", "松屏苑", "青禾路 410 弄", "jw-guili", "wy-xingqiao", (XINGQIAO, BEITING), _EAST_HALF, 2, 3),
    _Lot("X24", "站北公寓", "北亭路 420 弄", "jw-beiting", "wy-beiting", (HUIWEN, RAIL), _WEST_HALF, 2, 3),
)

# Meshes whose free halves stay without houses: water, banks, railway land, campus, parks.
_BARE_ROWS: Final = frozenset({NANWEI + 1, NANWEI + 2})
_BARE: Final = frozenset(
    {
        (LANTIAN, NANWEI),
        (ZHIYIN, LANGAO),
        (ZHIYIN, RAIL),
        (HUIWEN, BEITING),
        (XINGQIAO, RAIL),
        (LANTIAN, GUILI),
        (WEST, LANTING),
        (ZHUXING, LANTING),
        (LANTIAN, LANTING),
        (ZHIYIN, LANTING),
    }
)
_TAKEN_WEST: Final = frozenset({(ZHUXING, SHUYUAN), (LANTIAN, SHUYUAN)})
_TAKEN_EAST: Final = frozenset({(HUIWEN, SOUTH)})


def compounds() -> tuple[Compound, ...]:
    """The 24 compounds."""
    return tuple(_compound(lot) for lot in _LOTS)


def cell_of(code: str) -> Cell:
    """The mesh in which a compound lies."""
    return next(lot.cell for lot in _LOTS if lot.code == code)


def fabric() -> tuple[Ring, ...]:
    """The footprints of shops and offices between the compounds: only for the picture."""
    rings: list[Ring] = []
    for cell in sorted(CELLS):
        for span in _free_halves(cell):
            # Two or three by three or four, by where the mesh lies: a town is not ruled with one ruler.
            columns, rows = 2 + (cell[0] * 3 + cell[1]) % 2, 3 + (cell[0] + cell[1] * 2) % 2
            rings += _houses(cell, span, columns, rows)
    return tuple(rings)


def _free_halves(cell: Cell) -> Iterator[tuple[float, float]]:
    if cell in _BARE or cell[1] in _BARE_ROWS:
        return
    taken = {lot.span for lot in _LOTS if lot.cell == cell}
    if _WHOLE in taken:
        return
    if _WEST_HALF not in taken and cell not in _TAKEN_WEST:
        yield _WEST_HALF
    if _EAST_HALF not in taken and cell not in _TAKEN_EAST:
        yield _EAST_HALF


def _compound(lot: _Lot) -> Compound:
    south, north = _depth_of(lot.cell)
    outline = LATTICE.ring(LATTICE.patch(lot.cell, lot.span[0], south, lot.span[1], north))
    houses = enumerate(_houses(lot.cell, lot.span, lot.columns, lot.rows), start=1)
    buildings = tuple(Building(f"{number} 号楼", ring) for number, ring in houses)
    return Compound(lot.code, lot.name, lot.address, lot.committee, lot.firm, outline, buildings)


def _houses(cell: Cell, span: tuple[float, float], columns: int, rows: int) -> Iterable[Ring]:
    south, north = _depth_of(cell)
    wide, deep = (span[1] - span[0]) / columns, (north - south) / rows
    for row in range(rows):
        for column in range(columns):
            west, base = span[0] + wide * column, south + deep * row
            corners = LATTICE.patch(cell, west + wide * _SIDE, base + deep * _DEPTH, west + wide * (1 - _SIDE), base + deep * (1 - _DEPTH))
            yield LATTICE.ring(corners)


def _depth_of(cell: Cell) -> tuple[float, float]:
    # South of the river the mesh reaches to the middle of the water.
    return (0.08, 0.82) if cell[1] == NANWEI else (0.08, 0.92)
