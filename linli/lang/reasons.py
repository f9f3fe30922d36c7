"""The words of a text that spoke for a label, made of the runs of characters that did."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SHORTEST, LONGEST = 2, 8
_NUMBER = ord("0")


def words(text: str, spoke: Floats, most: int) -> list[str]:
    """Stretches of characters that spoke more than the usual one that spoke at all, those that spoke most first, each word once.

    `spoke` has for each character of the text how much the runs that it stands in speak for the label.
    """
    for_it = spoke[spoke > 0]
    if not len(for_it):
        return []
    # A number was read as a sign of its own: it stands nowhere in what the person wrote.
    is_said = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32) != _NUMBER
    loud = np.concatenate(([False], (spoke > for_it.mean() / 2) & is_said, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1])
    found: dict[str, float] = {}
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        # A long stretch is cut to its loudest part.
        size = min(end - begin, LONGEST)
        sums = np.convolve(spoke[begin:end], np.ones(size, dtype=np.float32), "valid")
        first = begin + int(sums.argmax())
        word = text[first : first + size]
        if size >= SHORTEST:
            found[word] = found.get(word, 0.0) + float(sums.max())
    ranked = sorted(found, key=lambda word: (-found[word], word))
    kept: list[str] = []
    for word in ranked:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept[:most]
