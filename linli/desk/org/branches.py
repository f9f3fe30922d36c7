"""The governance tree 治理树 as a picture: where each box stands, from left to right and from top to bottom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

BOX_WIDTH: Final = 240
BOX_HEIGHT: Final = 44
COLUMN: Final = 280
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
    # Where the picture of this branch alone stands, if there is anything below it.
    opens: str = ""
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
        """Draw what is below first, and the box beside the first of it; answers the box's top."""
        tops = [self.draw(each, depth + 1) for each in branch.below]
        if tops:
            top = tops[0]
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
    """A tidy tree: leaves under one another in their order, every other box beside the first of what stands below it."""
    pen = _Pen()
    pen.draw(root, 0)
    deepest = max(box.depth for box in pen.boxes)
    return Picture(pen.boxes[::-1], 2 * MARGIN + deepest * COLUMN + BOX_WIDTH, pen.next_top)


def walk(root: Branch, depth: int = 0) -> list[tuple[int, Branch]]:
    """The tree as a list, each with its depth, what is below right after it."""
    return [(depth, root), *(line for each in root.below for line in walk(each, depth + 1))]


def find(root: Branch, key: str) -> Branch | None:
    """The branch of that key, with everything below it."""
    return next((branch for _, branch in walk(root) if branch.key == key), None)


def pruned(root: Branch, depth: int, folded: Callable[[Branch], str]) -> Branch:
    """The tree down to that depth; a branch that loses what is below it says so, and what is missing there is missing at it."""
    if depth:
        return replace(root, below=[pruned(each, depth - 1, folded) for each in root.below])
    if not root.below:
        return root
    lacking = [branch.state_word for _, branch in walk(root) if branch.state_word]
    state = "act" if lacking else root.state
    return replace(root, below=(), words=folded(root), state=state, state_word="; ".join(lacking))
