"""Which subdistricts' rows this transaction may touch; the database enforces it, Python says it first."""

from linli.kernel.scope.context import (
    OutsideScope,
    SwallowedFailure,
    also_as,
    current,
    everywhere,
    identified,
    inspecting,
    scoped,
    unguarded,
)
from linli.kernel.scope.walk import backfill, each_subdistrict

__all__ = [
    "OutsideScope",
    "SwallowedFailure",
    "also_as",
    "backfill",
    "current",
    "each_subdistrict",
    "everywhere",
    "identified",
    "inspecting",
    "scoped",
    "unguarded",
]
