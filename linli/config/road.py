"""How rows of a file go into the database: chunk by chunk, each its own transaction, row by row where one is not taken."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, Generic, TypeVar

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError
from django.utils import translation

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, Row, read_rows

T = TypeVar("T")
R = TypeVar("R")
# What is read lies in memory as a whole: within a gigabyte.
LIMITS: Final = Limits(sent_bytes=100_000_000, unpacked_bytes=100_000_000, rows=250_000)
# Somebody else holds a row for a moment: so often is a chunk tried again, after so many seconds more each time.
BUSY_TRIES, BUSY_PAUSE_S = 5, 0.5


def read_file(path: Path) -> tuple[bytes, list[Row]]:
    """The file and its rows; refused whole where it cannot be read."""
    if path.stat().st_size > LIMITS.sent_bytes:
        raise Refused("sheets.too_big", name=path.name, limit=LIMITS.sent_bytes // 1_000_000)
    content = path.read_bytes()
    return content, read_rows(BytesIO(content), name=path.name, limits=LIMITS, keep_bad=True)


class _Undone(Exception):
    """The end of a chunk that was only tried."""


@dataclass(frozen=True, slots=True)
class Road(Generic[T, R]):
    """The way of a chunk: what takes it, for whom, and whether it is only tried."""

    actor: Actor
    take: Callable[[Sequence[T]], list[R | Refused]]
    is_dry_run: bool = False

    def all_through(self, rows: Sequence[T], size: int, after_chunk: Callable[[int], None] = lambda _: None) -> list[R | Refused]:
        """Every row in its order."""
        outcomes: list[R | Refused] = []
        for place, begin in enumerate(range(0, len(rows), size)):
            outcomes += self.through(rows[begin : begin + size])
            after_chunk(place)
        return outcomes

    def through(self, chunk: Sequence[T], *, is_again: bool = False) -> list[R | Refused]:
        """The chunk in one transaction; when the database does not take it, row by row, so that one bad row is refused alone."""
        try:
            return self._patiently(chunk)
        except OperationalError:
            # The database itself is away: nothing is wrong with the rows.
            raise
        except DatabaseError as error:
            if len(chunk) == 1 and (is_again or not isinstance(error, IntegrityError)):
                return [Refused("imports.not_stored", reason=_reason(error))]
        # What somebody else wrote in the same moment stands there now: a row alone finds it when it is looked at again.
        return [outcome for row in chunk for outcome in self.through([row], is_again=len(chunk) == 1)]

    def _patiently(self, chunk: Sequence[T]) -> list[R | Refused]:
        for tried in range(1, BUSY_TRIES):
            try:
                return self._once(chunk)
            except Refused as refusal:
                if refusal.code != "kernel.busy":
                    raise
                time.sleep(BUSY_PAUSE_S * tried)
        return self._once(chunk)

    def _once(self, chunk: Sequence[T]) -> list[R | Refused]:
        outcomes: list[R | Refused] = []
        try:
            with written(self.actor):
                outcomes = self.take(chunk)
                if self.is_dry_run:
                    raise _Undone
        except _Undone:
            pass
        return outcomes


@contextmanager
def written(actor: Actor) -> Iterator[None]:
    """A transaction that writes in the language of the house, whatever the operator reads."""
    with translation.override(settings.LANGUAGE_CODE), scope.scoped(actor):
        yield


def _reason(error: DatabaseError) -> str:
    # The name of the rule; the message itself would hold the row.
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or getattr(diagnosis, "sqlstate", None) or type(error).__name__)
