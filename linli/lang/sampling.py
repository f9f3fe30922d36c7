"""So many of the texts of a file of any length, chosen by their digests: the same whatever the order, rare labels whole.

What they say together is bounded, too, for it is what learning takes memory for: the longest give up their middles.
"""

import hashlib
import heapq
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from linli.lang.reading import MOST_CHARACTERS

# Of two samples with so many characters each some 3 GB are needed.
MOST_TOGETHER: Final = 7_000_000


@dataclass(slots=True)
class Sample:
    """Different texts under their labels; where there are too many, the label that has most of them gives one up."""

    most: int
    read: int = 0
    _kept: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _digests: set[int] = field(default_factory=set)

    def add(self, text: str, label: str = "") -> None:
        """Take a text in; one that was there with the same label counts as read only."""
        self.read += 1
        digest = -int.from_bytes(hashlib.sha256(f"{label}\0{text}".encode("utf-8", "replace")).digest()[:16], "big")
        if digest in self._digests:
            return
        self._digests.add(digest)
        # The largest digest goes first. Of a long text no more is kept than is read.
        heapq.heappush(self._kept.setdefault(label, []), (digest, _ends(text, MOST_CHARACTERS)))
        if len(self._digests) > self.most:
            largest = min(self._kept, key=lambda each: (-len(self._kept[each]), each))
            gone, _ = heapq.heappop(self._kept[largest])
            self._digests.remove(gone)

    def pairs(self) -> list[tuple[str, str]]:
        """The texts that were chosen with their labels, in an order of their own."""
        limit = _limit([len(text) for kept in self._kept.values() for _, text in kept])
        return [(_ends(text, limit), label) for label in sorted(self._kept) for _, text in sorted(self._kept[label])]


def _limit(lengths: Collection[int]) -> int:
    """How long a text may be so that all together are not too long; the shorter ones stay whole."""
    left = MOST_TOGETHER
    for place, length in enumerate(sorted(lengths)):
        if length * (len(lengths) - place) > left:
            return left // (len(lengths) - place)
        left -= length
    return MOST_CHARACTERS


def _ends(text: str, most: int) -> str:
    """What is read of a long text."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 + 1 :]}"
