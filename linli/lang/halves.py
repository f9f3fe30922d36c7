"""Numbers of 32 bits kept in 16: the upper half of each, rounded (bfloat16), three digits and the whole range.

Numpy turns IEEE halves into floats one by one; these take a shift.
"""

import numpy as np
from numpy.typing import NDArray

Halves = NDArray[np.uint16]


def halved(numbers: NDArray[np.float32]) -> Halves:
    """The nearest that 16 bits can say."""
    found: Halves = ((np.ascontiguousarray(numbers).view(np.uint32) + np.uint32(0x8000)) >> np.uint32(16)).astype(np.uint16)
    return found


def whole(halves: Halves) -> NDArray[np.float32]:
    """What the halves say."""
    return (halves.astype(np.uint32) << np.uint32(16)).view(np.float32)
