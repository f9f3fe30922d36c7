"""Parts of labelled texts for measuring: near-duplicates stay together, each part has its share of every label, no order matters."""

import hashlib
from collections.abc import Sequence

from linli.lang.repeats import groups


def folds(texts: Sequence[str], labels: Sequence[str], count: int, *, seed: str = "") -> list[int]:
    """For each text, made plain before, the part from 0 on that it belongs to."""
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups(texts)):
        members.setdefault(group, []).append(place)
    named = sorted((_drawn(seed, [texts[place] for place in places]), places) for places in members.values())
    found, filled = [0] * len(texts), dict[str, list[int]]()
    for _, places in named:
        sizes = filled.setdefault(min(labels[place] for place in places), [0] * count)
        part = sizes.index(min(sizes))
        sizes[part] += len(places)
        for place in places:
            found[place] = part
    return found


def _drawn(seed: str, texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join([seed, *sorted(texts)]).encode()).hexdigest()
