"""When somebody who did not answer is tried again, and when it is given up."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

# After the last of these pauses a message is dead until somebody sends it again.
PAUSES: Final[Sequence[timedelta]] = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)


def next_try(attempts: int, retry_after_s: int | None) -> timedelta | None:
    """How long to wait after so many attempts that failed; None when that was the last. A receiver may ask for longer."""
    if attempts > len(PAUSES):
        return None
    return max(PAUSES[attempts - 1], timedelta(seconds=retry_after_s or 0))
