"""So many of the texts of a file of any length, chosen by their digests: the same whatever the order, rare labels whole."""

import hashlib
import heapq
from dataclasses import dataclass, field

from linli.lang.reading import MOST_CHARACTERS


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
        heapq.heappush(self._kept.setdefault(label, []), (digest, _ends(text)))
        if len(self._digests) > self.most:
            largest = min(self._kept, key=lambda each: (-len(self._kept[each]), each))
            gone, _ = heapq.heappop(self._kept[largest])
            self._digests.remove(gone)

    def pairs(self) -> list[tuple[str, str]]:
        """The texts that were chosen with their labels, in an order of their own."""
        return [(text, label) for label in sorted(self._kept) for _, text in sorted(self._kept[label])]


def _ends(text: str) -> str:
    """What is read of a long text."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS // 2]}\n{text[-MOST_CHARACTERS // 2 + 1 :]}"
