"""Tables that are nearly all nothing: rows of (column, value), and their products with narrow full tables.

Works through numpy alone, in pieces small enough to stay near the processor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.halves import Halves, whole

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

_HALF_BYTES: Final = 2
# From so many columns on each row is a product of its own.
_WIDE: Final = 64
# Values handled at once.
_PIECE: Final = 1 << 15


@dataclass(frozen=True, eq=False)
class Sparse:
    """Row i holds `values[starts[i]:starts[i + 1]]` in the columns of the same places; `width` columns."""

    starts: Places
    columns: Places
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> Places:
        """For each value its row."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    @cached_property
    def turned(self) -> "Sparse":
        """Columns as rows."""
        order = np.argsort(self.columns, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(self.columns, minlength=self.width)))).astype(np.int64)
        return Sparse(starts, self.rows[order], self.values[order], len(self))

    def times(self, full: Floats | Halves) -> Floats:
        """The product with a full table (width, n), which may be kept in halves, as (rows, n)."""
        product = np.zeros((len(self), full.shape[1]), dtype=np.float32)
        # A table of a file as an ordinary one, from which rows are taken more quickly.
        table: NDArray[Any] = np.asarray(full)
        if full.shape[1] >= _WIDE:
            for row in np.flatnonzero(self.starts[:-1] < self.starts[1:]).tolist():
                begin, end = self.starts[row], self.starts[row + 1]
                product[row] = self.values[begin:end] @ spelt_out(table.take(self.columns[begin:end], axis=0))
            return product
        for first, last in self._pieces():
            begin, end = self.starts[first], self.starts[last]
            parts = spelt_out(table.take(self.columns[begin:end], axis=0)) * self.values[begin:end, None]
            # A row without values would be given the first value of the next one.
            filled = first + np.flatnonzero(self.starts[first:last] < self.starts[first + 1 : last + 1])
            product[filled] = np.add.reduceat(parts, self.starts[filled] - begin, axis=0)
        return product

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """Rows that hold about a piece of values, at least one row with any."""
        first = 0
        while first < len(self):
            last = int(np.searchsorted(self.starts, self.starts[first] + _PIECE, "right")) - 1
            last = min(max(last, first + 1), len(self))
            if self.starts[last] > self.starts[first]:
                yield first, last
            first = last


def spelt_out(part: NDArray[Any]) -> Floats:
    """Numbers that may be kept in halves as what they say."""
    return whole(part.view(np.uint16)) if part.itemsize == _HALF_BYTES else part.view(np.float32)
