"""The shape of every write: joined transaction, no swallowed failure, versions compared, rows locked in one order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import models, transaction

from linli.kernel import scope
from linli.kernel.errors import Difference, NotFound, Refused, Stale
from linli.kernel.scope.models import Aggregate

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class SwallowedFailure(RuntimeError):
    """A write ended normally although something inside had failed: Django would roll back and say nothing."""


def write(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in the open transaction; leaving it normally while that is marked for rollback raises."""

    @wraps(action)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        if scope.current() is None:
            raise scope.OutsideScope(f"{action.__qualname__} was called outside scoped()")
        with transaction.atomic(savepoint=False):
            result = action(*args, **kwargs)
            if transaction.get_rollback():
                raise SwallowedFailure(f"{action.__qualname__} caught a failure of an inner write and went on")
            return result

    inner.is_write = True  # type: ignore[attr-defined]
    return inner


@dataclass(slots=True)
class Outcome:
    """What became of an attempt: nothing to say, or the refusal."""

    refusal: Refused | None = None


@contextmanager
def attempt() -> Iterator[Outcome]:
    """For doors only: try an action and keep the refusal for the page; what it had written is undone."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            yield outcome
    except Refused as refusal:
        outcome.refusal = refusal


def each(rows: Iterable[T], prepare: Callable[[T], R]) -> list[R | Refused]:
    """Prepare every row of a bulk verb; a refused row keeps its refusal, which must come before that row's first write."""
    prepared: list[R | Refused] = []
    for row in rows:
        try:
            prepared.append(prepare(row))
        except Refused as refusal:
            if transaction.get_rollback():
                raise SwallowedFailure("a row was refused after its first write") from refusal
            prepared.append(refusal)
    return prepared


def check_version(row: Aggregate, *, seen: int, yours: Mapping[str, object]) -> None:
    """Refuse an edit that was begun on an older version, with what differs from what stands there now."""
    if row.journal_seq == seen:
        return
    differences = tuple(
        Difference(field=name, yours=str(value), theirs=str(getattr(row, name)))
        for name, value in yours.items()
        if getattr(row, name) != value
    )
    raise Stale(current=row.journal_seq, differences=differences)


def lock_in_order(rows: "models.QuerySet[M]", subdistrict_id: UUID, ids: Iterable[UUID]) -> Sequence[M]:
    """Lock the rows by ascending id, so that two writers of the same rows wait instead of deadlocking; a missing one is not found."""
    wanted = set(ids)
    found: list[Any] = list(
        rows.filter(subdistrict_id=subdistrict_id, pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    )
    if len(found) != len(wanted):
        raise NotFound
    return found
