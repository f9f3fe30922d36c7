"""The land of 兰亭街道: a fictional spot in the north-west of Shanghai's built-up area; no street here is a real one's course.

The middle three columns of blocks north of the river are the ones every picture of the product shows.
"""

from typing import Final

from linli.config.street.lattice import Cell, Lattice, Point, smooth
from linli.config.street.model import Landmark, Metro, Path, Position, Railway, Ring, River, Station, Street, StreetClass

NAME: Final = "兰亭街道"
CODE: Final = "lanting"

# Rows from south to north, by what runs there; the names are used wherever a row is meant.
SOUTH, NANWEI, RIVER, BANK, LANHE, SHUYUAN, LANGAO, LANTING, RAIL, BEITING, GUILI, NORTH = range(12)
# Columns from west to east.
WEST, ZHUXING, LANTIAN, ZHIYIN, HUIWEN, XINGQIAO, EAST = range(7)

_RIVER: Final = (436.0, 484.0, 540.0, 522.0, 458.0, 426.0, 470.0)
_HALF_WATER_M: Final = 19.0

LATTICE: Final = Lattice(
    origin=(121.4113, 31.2464),
    cosine=0.9961947,
    sine=0.0871557,
    easts=(
        (-20.0, -10.0, 0.0, 1.0, 2.0, 4.0, 8.0, 4.0, -6.0, -20.0, -40.0, -60.0),
        (322.0, 326.0, 330.0, 330.0, 331.0, 334.0, 336.0, 334.0, 328.0, 320.0, 310.0, 298.0),
        (652.0, 647.0, 642.0, 641.0, 640.0, 638.0, 636.0, 634.0, 632.0, 630.0, 630.0, 632.0),
        (884.0, 885.0, 886.0, 886.0, 887.0, 888.0, 889.0, 890.0, 888.0, 880.0, 872.0, 866.0),
        (1096.0, 1094.0, 1091.0, 1090.0, 1089.0, 1087.0, 1085.0, 1083.0, 1082.0, 1084.0, 1092.0, 1102.0),
        (1390.0, 1395.0, 1400.0, 1401.0, 1402.0, 1403.0, 1402.0, 1400.0, 1398.0, 1404.0, 1418.0, 1432.0),
        (1694.0, 1706.0, 1716.0, 1718.0, 1720.0, 1727.0, 1732.0, 1737.0, 1744.0, 1760.0, 1772.0, 1768.0),
    ),
    norths=(
        (0.0, -12.0, -26.0, -32.0, -24.0, -6.0, 20.0),
        (240.0, 246.0, 243.0, 238.0, 240.0, 246.0, 254.0),
        _RIVER,
        tuple(north + 22.0 for north in _RIVER),
        (506.0, 548.0, 598.0, 582.0, 522.0, 496.0, 540.0),
        (694.0, 704.0, 714.0, 716.0, 713.0, 704.0, 698.0),
        (872.0, 882.0, 891.0, 894.0, 894.0, 890.0, 884.0),
        (1050.0, 1063.0, 1076.0, 1083.0, 1087.0, 1087.0, 1081.0),
        (1166.0, 1216.0, 1254.0, 1270.0, 1279.0, 1292.0, 1322.0),
        (1396.0, 1420.0, 1440.0, 1450.0, 1457.0, 1470.0, 1490.0),
        (1592.0, 1607.0, 1622.0, 1631.0, 1638.0, 1648.0, 1660.0),
        (1782.0, 1802.0, 1824.0, 1836.0, 1842.0, 1840.0, 1828.0),
    ),
)

# Two corners belong to the neighbours: a border that follows streets is no rectangle.
CELLS: Final = LATTICE.cells - {(WEST, GUILI), (XINGQIAO, SOUTH)}


def outline() -> Ring:
    """The border of the street office."""
    return LATTICE.outline(CELLS)


def streets() -> tuple[Street, ...]:
    """The streets by name."""
    main, street, lane = StreetClass.MAIN, StreetClass.STREET, StreetClass.LANE
    return (
        Street("沙埠路", street, _row(SOUTH, WEST, XINGQIAO)),
        Street("南圩路", street, _row(NANWEI)),
        Street("兰河路", lane, _row(LANHE)),
        Street("书院弄", lane, _row(SHUYUAN)),
        Street("岚皋西路", main, _row(LANGAO)),
        Street("兰亭路", main, _row(LANTING)),
        Street("北亭路", main, _row(BEITING)),
        Street("桂里路", street, _row(GUILI)),
        Street("松屏路", street, _row(NORTH, ZHUXING, EAST)),
        Street("杏园路", street, _column(WEST, SOUTH, GUILI)),
        Street("竹行路", street, _column(ZHUXING, LANHE, LANTING)),
        Street("兰田路", main, _column(LANTIAN, SOUTH, NORTH)),
        Street("知音弄", lane, _column(ZHIYIN, LANGAO, LANTING)),
        Street("柳溪路", lane, _column(ZHIYIN, SOUTH, RIVER)),
        Street("茶亭路", lane, _column(ZHIYIN, GUILI, NORTH)),
        Street("汇文路", main, _column(HUIWEN, SOUTH, NORTH)),
        Street("星桥路", street, _column(XINGQIAO, SOUTH, LANTING)),
        Street("书香路", lane, _column(XINGQIAO, BEITING, NORTH)),
        Street("青禾路", street, _column(EAST, NANWEI, NORTH)),
    )


def rivers() -> tuple[River, ...]:
    """The river 兰河, from border to border."""
    middle = LATTICE.along_row(RIVER)
    south = [(east, north - _HALF_WATER_M) for east, north in middle]
    north = [(east, north + _HALF_WATER_M) for east, north in reversed(middle)]
    return (River("兰河", LATTICE.path(middle), LATTICE.ring([*south, *north]), 2 * _HALF_WATER_M),)


def railways() -> tuple[Railway, ...]:
    """The railway that parts the street in two."""
    return (Railway("沪兰铁路", LATTICE.path(LATTICE.along_row(RAIL))),)


def metros() -> tuple[Metro, ...]:
    """The metro line: beside 兰亭路, then north under the railway."""
    line: tuple[Point, ...] = (
        (6.0, 1010.0),
        (330.0, 1096.0),
        (636.0, 1150.0),
        (984.0, 1176.0),
        (1230.0, 1196.0),
        (1380.0, 1300.0),
        (1420.0, 1462.0),
        (1436.0, 1640.0),
        (1450.0, 1839.0),
    )
    stations = (Station("兰亭路站", _at(984.0, 1176.0), 4), Station("北亭路站", _at(1420.0, 1462.0), 3))
    return (Metro("轨道交通 27 号线", LATTICE.path(smooth(line, range(len(line)))), stations),)


def landmarks() -> tuple[Landmark, ...]:
    """What everybody knows."""
    return (
        Landmark("兰亭小学", "school", "书院弄 20 号", _lot((ZHUXING, SHUYUAN), 0.06, 0.1, 0.44, 0.9)),
        Landmark("兰亭汇", "mall", "岚皋西路 66 号", _lot((ZHIYIN, LANGAO), 0.1, 0.14, 0.9, 0.88)),
        Landmark("北亭大学", "campus", "北亭路 300 号", _lot((ZHIYIN, RAIL), 0.08, 0.12, 0.92, 0.9)),
        Landmark("北亭大学北区", "campus", "汇文路 500 号", _lot((HUIWEN, BEITING), 0.06, 0.1, 0.92, 0.9)),
        Landmark("铁北快递园", "logistics", "北亭路 588 号", _lot((XINGQIAO, RAIL), 0.06, 0.14, 0.94, 0.88)),
        Landmark("街道办事处", "office", "兰田路 168 号", _lot((LANTIAN, SHUYUAN), 0.06, 0.12, 0.26, 0.46)),
        Landmark("党群服务中心", "service_center", "兰田路 186 号", _lot((LANTIAN, SHUYUAN), 0.06, 0.56, 0.26, 0.9)),
        Landmark("杏园菜市场", "market", "兰亭路 12 号", _lot((WEST, LANTING), 0.3, 0.12, 0.9, 0.84)),
        Landmark("汇文中学", "school", "汇文路 60 号", _lot((HUIWEN, SOUTH), 0.54, 0.1, 0.94, 0.9)),
        Landmark("兰河公园", "park", "兰河路 30 号", _lot((LANTIAN, NANWEI), 0.05, 0.36, 0.95, 0.88)),
        Landmark("桂里绿地", "park", "桂里路 80 号", _lot((LANTIAN, GUILI), 0.1, 0.12, 0.9, 0.84)),
    )


def _row(row: int, first: int = WEST, last: int = EAST) -> Path:
    return LATTICE.path(LATTICE.along_row(row, first, last))


def _column(column: int, first: int, last: int) -> Path:
    return LATTICE.path(LATTICE.along_column(column, first, last))


def _at(east: float, north: float) -> Position:
    return LATTICE.to_position((east, north))


def _lot(cell: Cell, west: float, south: float, east: float, north: float) -> Ring:
    return LATTICE.ring(LATTICE.patch(cell, west, south, east, north))
