"""The grid tree of 兰亭街道: two comprehensive grids parted by the railway, twelve micro-grids, three dedicated ones.

One strip of the river bank belongs to no micro-grid, on purpose: south of it the border runs along the water's edge, north of
it along 兰河路, and each side takes the bank for the other's. The report of gaps has to find it.
"""

from collections.abc import Iterable
from typing import Final

from linli.config.street.compounds import cell_of, compounds
from linli.config.street.land import (
    BANK,
    BEITING,
    CELLS,
    EAST,
    GUILI,
    HUIWEN,
    LANGAO,
    LANHE,
    LANTIAN,
    LANTING,
    LATTICE,
    NORTH,
    RAIL,
    RIVER,
    SHUYUAN,
    SOUTH,
    WEST,
    XINGQIAO,
    ZHIYIN,
    ZHUXING,
)
from linli.config.street.lattice import Cell
from linli.config.street.model import Compound, Grid, GridKind, Ring

# The compound whose buildings are grids of their own: there the tree is deepest.
_BY_BUILDING: Final = "X07"


def _block(west: int, south: int, east: int, north: int) -> frozenset[Cell]:
    return CELLS & {(column, row) for column in range(west, east) for row in range(south, north)}


_GAP: Final = _block(HUIWEN, BANK, XINGQIAO, LANHE)

_COMPREHENSIVE: Final = (
    ("Z01", "兰田综合网格", "wg-lantian", _block(WEST, SOUTH, EAST, RAIL)),
    ("Z02", "北亭综合网格", "wg-beiting", _block(WEST, RAIL, EAST, NORTH)),
)

_MICRO: Final = (
    ("W01", "兰田一网格", "Z01", "jw-lantian", _block(LANTIAN, RIVER, HUIWEN, RAIL)),
    ("W02", "兰田二网格", "Z01", "jw-lantian", _block(ZHUXING, RIVER, LANTIAN, LANTING) | _block(WEST, RIVER, ZHUXING, SHUYUAN)),
    ("W03", "兰田三网格", "Z01", "jw-chengyuan", _block(HUIWEN, LANHE, XINGQIAO, RAIL)),
    ("W04", "兰田四网格", "Z01", "jw-xingyuan", _block(WEST, SHUYUAN, ZHUXING, RAIL) | _block(ZHUXING, LANTING, LANTIAN, RAIL)),
    ("W05", "兰田五网格", "Z01", "jw-chengyuan", _block(XINGQIAO, RIVER, EAST, RAIL)),
    ("W06", "兰田六网格", "Z01", "jw-nanwei", _block(WEST, SOUTH, ZHIYIN, RIVER)),
    ("W07", "兰田七网格", "Z01", "jw-nanwei", _block(ZHIYIN, SOUTH, EAST, RIVER) | _block(HUIWEN, RIVER, XINGQIAO, BANK)),
    ("W08", "北亭一网格", "Z02", "jw-beiting", _block(WEST, RAIL, LANTIAN, GUILI)),
    ("W09", "北亭二网格", "Z02", "jw-guili", _block(WEST, GUILI, ZHIYIN, NORTH)),
    ("W10", "北亭三网格", "Z02", "jw-beiting", _block(LANTIAN, RAIL, HUIWEN, GUILI)),
    ("W11", "北亭四网格", "Z02", "jw-guili", _block(ZHIYIN, GUILI, EAST, NORTH) | _block(XINGQIAO, BEITING, EAST, GUILI)),
    ("W12", "北亭五网格", "Z02", "jw-beiting", _block(HUIWEN, RAIL, EAST, BEITING) | _block(HUIWEN, BEITING, XINGQIAO, GUILI)),
)

_DEDICATED: Final = (
    (
        "S01",
        "商圈专属网格",
        "Z01",
        "ks-yingshang",
        _block(ZHIYIN, LANGAO, HUIWEN, RAIL) | _block(HUIWEN, LANTING, XINGQIAO, RAIL),
    ),
    (
        "S02",
        "大学城专属网格",
        "Z02",
        "ks-fuwu",
        _block(ZHIYIN, RAIL, HUIWEN, GUILI) | _block(HUIWEN, BEITING, XINGQIAO, GUILI),
    ),
    ("S03", "快递园专属网格", "Z02", "ks-pingan", _block(XINGQIAO, RAIL, EAST, BEITING)),
)

_BLOCKS: Final = (
    ("J01", "站口街区", "W01", _block(LANTIAN, LANTING, ZHIYIN, RAIL)),
    ("J02", "兰亭汇街区", "W01", _block(LANTIAN, LANGAO, HUIWEN, LANTING)),
    ("J03", "岚皋西路街区", "W01", _block(LANTIAN, SHUYUAN, HUIWEN, LANGAO)),
    ("J04", "书院弄街区", "W01", _block(LANTIAN, LANHE, HUIWEN, SHUYUAN)),
    ("J05", "兰田公寓街区", "W02", _block(ZHUXING, LANGAO, LANTIAN, LANTING)),
    ("J06", "橙子公寓街区", "W03", _block(HUIWEN, SHUYUAN, XINGQIAO, LANGAO)),
)


def grids() -> tuple[Grid, ...]:
    """Every grid, parents before their children."""
    return (*_by_kind(), *_blocks(), *_compound_grids(), *_building_grids())


def gap_outline() -> Ring:
    """The strip of the river bank that no micro-grid covers."""
    return LATTICE.outline(_GAP)


def _by_kind() -> Iterable[Grid]:
    for code, name, office, cells in _COMPREHENSIVE:
        yield Grid(code, name, GridKind.COMPREHENSIVE, None, office, LATTICE.outline(cells))
    for code, name, parent, office, cells in _MICRO:
        yield Grid(code, name, GridKind.MICRO, parent, office, LATTICE.outline(cells))
    for code, name, parent, office, cells in _DEDICATED:
        yield Grid(code, name, GridKind.DEDICATED, parent, office, LATTICE.outline(cells))


def _blocks() -> Iterable[Grid]:
    committees = {code: committee for code, _name, _parent, committee, _cells in _MICRO}
    for code, name, parent, cells in _BLOCKS:
        yield Grid(code, name, GridKind.BLOCK, parent, committees[parent], LATTICE.outline(cells))


def _compound_grids() -> Iterable[Grid]:
    for compound in compounds():
        parent = _smallest_around(cell_of(compound.code))
        yield Grid(compound.code, compound.name, GridKind.COMPOUND, parent, compound.committee, compound.outline)


def _smallest_around(cell: Cell) -> str:
    for code, _name, _parent, cells in _BLOCKS:
        if cell in cells:
            return code
    return next(code for code, _name, _parent, _committee, cells in _MICRO if cell in cells)


def _building_grids() -> Iterable[Grid]:
    compound = next(each for each in compounds() if each.code == _BY_BUILDING)
    for number, building in enumerate(compound.buildings, start=1):
        yield Grid(
            f"{compound.code}-{number:02}",
            f"{compound.name} {building.name}",
            GridKind.BUILDING,
            compound.code,
            compound.committee,
            None,
            _doors(compound, number),
        )


def _doors(compound: Compound, number: int) -> tuple[str, ...]:
    # As letters are addressed and as people say it; flats behind the door need no line of their own.
    return f"{compound.address} {number} 号", f"{compound.name} {number} 号楼"
