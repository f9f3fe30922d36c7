"""The one clock of the house, so that a test can say what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """The present instant in UTC."""
    return _source() if _source else datetime.now(UTC)


@contextmanager
def told_by(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
