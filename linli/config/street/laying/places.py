"""Where the places that tickets name lie on the ground of the plan."""

from collections.abc import Mapping, Sequence
from typing import Final
from zlib import crc32

from linli.config.street.model import Position, StreetPlan

SHARES: Final = 16
# Of the way from the middle to a corner: still inside.
FARTHEST: Final = 0.7


class Places:
    """A point for each compound, landmark and street of the plan, by name or address."""

    def __init__(self, street: StreetPlan) -> None:
        ground = street.ground
        self._spots: Mapping[str, Sequence[Position]] = {
            **{each.name: each.path for each in ground.streets},
            **{each.address.replace(" ", ""): each.outline for each in ground.landmarks},
            **{each.name: each.outline for each in ground.landmarks},
            **{each.address.replace(" ", ""): each.outline for each in ground.compounds},
            **{each.name: each.outline for each in ground.compounds},
        }

    def point(self, place: str) -> Position | None:
        """A spot of what the words begin with, the longest name first, the same for the same words; None where the plan knows none."""
        text = place.replace(" ", "")
        name = max((name for name in self._spots if text.startswith(name)), key=len, default="")
        if not name:
            return None
        corners = self._spots[name]
        east, north = (sum(each[axis] for each in corners) / len(corners) for axis in (0, 1))
        # Two buildings of one compound do not lie upon one another: the words choose a corner, and how far towards it.
        drawn = crc32(text[len(name) :].encode())
        towards, share = corners[drawn % len(corners)], (drawn // len(corners)) % SHARES / SHARES * FARTHEST
        return east + (towards[0] - east) * share, north + (towards[1] - north) * share
