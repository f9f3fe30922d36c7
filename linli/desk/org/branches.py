"""The governance tree 治理树 as a picture: where each box stands, from left to right and from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

BOX_WIDTH: Final = 176
BOX_HEIGHT: Final = 44
COLUMN: Final = 216
ROW: Final = 52
MARGIN: Final = 8


@dataclass(frozen=True, slots=True)
class Branch:
    """Something of the tree with what stands below it."""

    key: str
    title: str
    words: str
    # One of the five states, or empty where nothing is to be said.
    state: str = ""
    state_word: str = ""
    address: str = ""
    below: Sequence["Branch"] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A branch in its place; lengths in the picture's own units."""

    branch: Branch
    depth: int
    left: int
    top: int
    # The line from the box above it, as an SVG path; empty for the first.
    path: str = ""

    @property
    def title_at(self) -> tuple[int, int]:
        """Where the first line of words begins."""
        return self.left + 12, self.top + 19

    @property
    def words_at(self) -> tuple[int, int]:
        """Where the second line of words begins."""
        return self.left + 12, self.top + 36

    @property
    def sign_at(self) -> tuple[int, int]:
        """The middle of the state's shape."""
        return self.left + BOX_WIDTH - 16, self.top + BOX_HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes and how much room they take."""

    boxes: Sequence[Box]
    width: int
    height: int


@dataclass(slots=True)
class _Pen:
    boxes: list[Box] = field(default_factory=list)
    next_top: int = MARGIN

    def draw(self, branch: Branch, depth: int) -> int:
        """Draw what is below first, and the box in the middle of it; answers the box's top."""
        tops = [self.draw(each, depth + 1) for each in branch.below]
        if tops:
            top = (tops[0] + tops[-1]) // 2
        else:
            top, self.next_top = self.next_top, self.next_top + ROW
        left = MARGIN + depth * COLUMN
        right, middle = left + BOX_WIDTH, top + BOX_HEIGHT // 2
        for below, at in zip(branch.below, tops, strict=True):
            turn, across = (right + left + COLUMN) // 2, at + BOX_HEIGHT // 2
            path = f"M{right} {middle}H{turn}V{across}H{left + COLUMN}"
            place = next(index for index, box in enumerate(self.boxes) if box.branch is below)
            self.boxes[place] = Box(below, depth + 1, left + COLUMN, at, path)
        self.boxes.append(Box(branch, depth, left, top))
        return top


def picture(root: Branch) -> Picture:
    """A tidy tree: leaves under one another in their order, every other box in the middle of what stands below it."""
    pen = _Pen()
    pen.draw(root, 0)
    deepest = max(box.depth for box in pen.boxes)
    return Picture(pen.boxes[::-1], 2 * MARGIN + deepest * COLUMN + BOX_WIDTH, pen.next_top)


def walk(root: Branch, depth: int = 0) -> list[tuple[int, Branch]]:
    """The tree as a list, each with its depth, what is below right after it."""
    return [(depth, root), *(line for each in root.below for line in walk(each, depth + 1))]
