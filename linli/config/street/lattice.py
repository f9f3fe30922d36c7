"""A bent net of lines whose meshes become street blocks and grids that share every vertex of their borders.

Lengths are metres east and north of the net's origin. Only + - * / are used, so every platform computes the same bits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from linli.config.street.model import Path, Position, Ring

Point = tuple[float, float]
# A mesh by its column and its row, counted from the south-west corner.
Cell = tuple[int, int]
_Node = tuple[int, int]

# Of the ellipsoid at 31.25° north; the same everywhere on the few kilometres of a street.
_METRES_PER_DEGREE_EAST = 95_249.0
_METRES_PER_DEGREE_NORTH = 110_874.0
# An edge between two nodes is drawn as so many pieces.
_PIECES = 4
_DECIMALS = 7


@dataclass(frozen=True)
class Lattice:
    """Lines given by where they cross: `easts[column][row]`, `norths[row][column]`; turned left by cosine and sine."""

    origin: Position
    cosine: float
    sine: float
    easts: Sequence[Sequence[float]]
    norths: Sequence[Sequence[float]]

    def node(self, column: int, row: int) -> Point:
        """Where a column and a row cross."""
        return self.easts[column][row], self.norths[row][column]

    def to_position(self, point: Point) -> Position:
        """Longitude and latitude, to the centimetre."""
        east = point[0] * self.cosine - point[1] * self.sine
        north = point[0] * self.sine + point[1] * self.cosine
        longitude = self.origin[0] + east / _METRES_PER_DEGREE_EAST
        latitude = self.origin[1] + north / _METRES_PER_DEGREE_NORTH
        return round(longitude, _DECIMALS), round(latitude, _DECIMALS)

    def along_row(self, row: int, first: int = 0, last: int | None = None) -> tuple[Point, ...]:
        """The points of a row between two columns."""
        nodes = [self.node(column, row) for column in range(len(self.easts))]
        return smooth(nodes, [east for east, _north in nodes], first, last)

    def along_column(self, column: int, first: int = 0, last: int | None = None) -> tuple[Point, ...]:
        """The points of a column between two rows."""
        nodes = [self.node(column, row) for row in range(len(self.norths))]
        return smooth(nodes, [north for _east, north in nodes], first, last)

    def path(self, points: Iterable[Point]) -> Path:
        """A line on the ground."""
        return tuple(self.to_position(point) for point in points)

    def ring(self, points: Sequence[Point]) -> Ring:
        """A closed ring on the ground."""
        return (*self.path(points), self.to_position(points[0]))

    @cached_property
    def cells(self) -> frozenset[Cell]:
        """Every mesh."""
        return frozenset((column, row) for column in range(len(self.easts) - 1) for row in range(len(self.norths) - 1))

    def outline(self, cells: Iterable[Cell]) -> Ring:
        """The border round some meshes that hang together without a hole, anticlockwise."""
        steps: dict[_Node, _Node] = {}
        for start, end in _border(frozenset(cells)):
            if start in steps:
                raise ValueError("these meshes touch in a corner only")
            steps[start] = end
        begin = node = min(steps)
        points: list[Point] = []
        while steps:
            if node not in steps:
                raise ValueError("these meshes do not hang together, or leave a hole")
            following = steps.pop(node)
            points += self._edge(node, following)[:-1]
            node = following
        if node != begin:
            raise ValueError("these meshes do not hang together, or leave a hole")
        return self.ring(points)

    def _edge(self, start: _Node, end: _Node) -> Sequence[Point]:
        # Always computed from the lower to the higher node, so that both neighbours get the same bits.
        low, high = min(start, end), max(start, end)
        is_level = low[1] == high[1]
        points = self.along_row(low[1], low[0], high[0]) if is_level else self.along_column(low[0], low[1], high[1])
        return points if start == low else points[::-1]

    def within(self, cell: Cell, across: float, up: float) -> Point:
        """A point inside a mesh by its share of the way across and up."""
        column, row = cell
        south_west, south_east = self.node(column, row), self.node(column + 1, row)
        north_west, north_east = self.node(column, row + 1), self.node(column + 1, row + 1)
        return (
            _mix(_mix(south_west[0], south_east[0], across), _mix(north_west[0], north_east[0], across), up),
            _mix(_mix(south_west[1], south_east[1], across), _mix(north_west[1], north_east[1], across), up),
        )

    def patch(self, cell: Cell, west: float, south: float, east: float, north: float) -> tuple[Point, ...]:
        """The four corners of a part of a mesh, anticlockwise from the south-west."""
        return (
            self.within(cell, west, south),
            self.within(cell, east, south),
            self.within(cell, east, north),
            self.within(cell, west, north),
        )


def _border(cells: frozenset[Cell]) -> Iterable[tuple[_Node, _Node]]:
    for column, row in sorted(cells):
        corners = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
        neighbours = ((column, row - 1), (column + 1, row), (column, row + 1), (column - 1, row))
        for side, neighbour in enumerate(neighbours):
            if neighbour not in cells:
                yield corners[side], corners[(side + 1) % 4]


def _mix(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def smooth(nodes: Sequence[Point], knots: Sequence[float], first: int = 0, last: int | None = None) -> tuple[Point, ...]:
    """A curve through the nodes, the part between two of them: cubic pieces (Catmull-Rom) over the knots.

    Knots that keep the distances of the nodes keep the curve from looping where two nodes lie close together.
    """
    stop = len(nodes) - 1 if last is None else last
    points: list[Point] = []
    for index in range(first, stop):
        points += [
            (_bend([east for east, _north in nodes], knots, index, share), _bend([north for _east, north in nodes], knots, index, share))
            for share in (piece / _PIECES for piece in range(_PIECES))
        ]
    return (*points, nodes[stop])


def _bend(values: Sequence[float], knots: Sequence[float], index: int, share: float) -> float:
    """The cubic from `values[index]` to the next, with the slopes it has in common with its neighbours."""
    span = knots[index + 1] - knots[index]
    start, end = values[index], values[index + 1]
    leaving, arriving = (_slope(values, knots, at) * span for at in (index, index + 1))
    turn = 3.0 * (end - start) - 2.0 * leaving - arriving
    swing = 2.0 * (start - end) + leaving + arriving
    return start + share * (leaving + share * (turn + share * swing))


def _slope(values: Sequence[float], knots: Sequence[float], at: int) -> float:
    before, after = max(at - 1, 0), min(at + 1, len(values) - 1)
    return (values[after] - values[before]) / (knots[after] - knots[before])
