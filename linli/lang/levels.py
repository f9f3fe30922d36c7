"""Labels on two levels: a class and the minor classes within it, written "class/minor class".

Minor classes are what is told apart; a class is as likely as its minor classes together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BETWEEN: Final = re.compile(r"\s*[/／]\s*")


@dataclass(frozen=True, eq=False)
class Levels:
    """The classes of labels, in order, and a one for each label in the column of its class: (labels, classes)."""

    classes: Sequence[str]
    belonging: Floats

    def together(self, shares: Floats) -> Floats:
        """For each text what each class has, by what each label has: (texts, classes); never more than a whole."""
        found: Floats = np.minimum(shares @ self.belonging, np.float32(1))
        return found

    def above(self, label: int) -> int:
        """Where the class of a label stands."""
        return int(self.belonging[label].argmax())

    def within(self, place: int) -> NDArray[np.int64]:
        """Where the labels of a class stand."""
        return np.flatnonzero(self.belonging[:, place])


def class_of(label: str) -> str:
    """The class that a label names; one that names no minor class is a class itself."""
    parts = _BETWEEN.split(label.strip(), maxsplit=1)
    return parts[0] if all(parts) else label


def levels_of(labels: Sequence[str]) -> Levels | None:
    """The two levels of these labels; None where they are on one: no class, or each class, has but one."""
    named = [class_of(label) for label in labels]
    classes = sorted(set(named))
    if not 1 < len(classes) < len(labels):
        return None
    return Levels(classes, np.array([[each == one for one in classes] for each in named], dtype=np.float32))
